"""What readers said of the robot's answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Text


class AnswerVote(models.Model):
    """A reader's word on whether an answer helped; one for each reader and question.

    The question is kept as the log of searches keeps it: folded, without what is personal.
    `text` is what was quoted first, where that is of an article.
    """

    question = models.CharField(_("question"), max_length=200)
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
                fields=["reader", "language", "question"], name="one_vote_per_reader_and_question"
            )
        ]

    def __str__(self) -> str:
        return self.question
