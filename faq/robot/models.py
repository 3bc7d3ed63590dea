"""What readers said of the robot's answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Text


class AnswerVote(models.Model):
    """A reader's word on whether an answer helped; one for each reader and question.

    `text` is what was quoted first, where that is of an article.
    """

    question = models.CharField(_("question"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = models.ForeignKey(
        Text, models.SET_NULL, null=True, related_name="answer_votes", verbose_name=_("quoted")
    )
    reader = models.CharField(max_length=64, editable=False)
    is_helpful = models.BooleanField(_("helpful"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("vote on an answer")
        verbose_name_plural = _("votes on answers")
        ordering = ("-at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader", "language", "folded"], name="one_vote_per_reader_and_question"
            )
        ]

    def __str__(self) -> str:
        return self.question
