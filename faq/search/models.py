"""What can be found: one document for each text that is or will be visible."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.base.models import Versioned
from faq.search.querysets import DocumentQuerySet, SynonymQuerySet


class Document(models.Model):
    """A text in one language, with all that choosing and listing it needs.

    The words it is found by are in the index beside it, what rows quote in `DocumentText`.
    Windows come first: every match looks at them.
    """

    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True)
    staff_only = models.BooleanField()
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    group = models.PositiveBigIntegerField()
    title_key = models.CharField(max_length=200)
    categories = models.CharField(max_length=200)
    tags = models.TextField()
    path = models.CharField(max_length=300)
    checked_on = models.DateField(null=True)
    titles = models.JSONField()
    trails = models.JSONField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "object_id"], name="one_document_for_each_object"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["source", "group"], name="document_by_group")]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id} ({self.language})"


class DocumentText(models.Model):
    """What rows quote of a document for readers of one language."""

    document = models.ForeignKey(Document, models.DO_NOTHING, related_name="texts")
    language = models.CharField(max_length=12)
    summary = models.TextField()
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "language"], name="one_quotable_text_for_each_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.language})"


class DocumentVector(models.Model):
    """What a document means, as a vector, while that extra is on (`faq.search.vectors`).

    Made by `model` from a text with this `digest`. A row may outlive its document until `rebuild`:
    where the extra is off, nothing here is touched.
    """

    document = models.OneToOneField(
        Document, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="vector"
    )
    model = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.document_id} ({self.model})"


class Synonym(Versioned):
    """A name of something that has others: all names of one `group` of a `source` mean the same.

    `shown` holds the name as readers of a language write it, by that language; it lacks the
    languages whose readers don't. Names that are not `searched_for` only lead to the others.
    """

    VERSION = "synonyms"

    source = models.CharField(max_length=20)
    group = models.PositiveBigIntegerField()
    text = models.TextField()
    shown = models.JSONField(default=dict)
    is_label = models.BooleanField()
    is_searched_for = models.BooleanField()
    visible_from = models.DateTimeField()

    objects = SynonymQuerySet.as_manager()  # type: ignore[misc]  # instead of the Versioned one

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "group"], name="synonym_by_group")]

    def __str__(self) -> str:
        return self.text


class SynonymGroup(models.Model):
    """Words that editors say mean the same, whichever language they are of, one on a line.

    What search asks are the rows of `Synonym` that follow from it.
    """

    names = models.TextField(
        _("words"),
        help_text=_("One on a line, in any language. Whoever asks for one finds the others too."),
    )

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")

    def __str__(self) -> str:
        return " = ".join(self.listed())

    def clean(self) -> None:
        """Raise ValidationError for less than two words, and for a single character."""
        listed = self.listed()
        if len(listed) < 2:
            raise ValidationError({"names": _("Give at least two words.")})
        if any(len(name) < 2 for name in listed):
            raise ValidationError({"names": _("A single character is found everywhere.")})
        self.names = "\n".join(listed)

    def listed(self) -> list[str]:
        """The words, each once."""
        return list(dict.fromkeys(filter(None, map(str.strip, self.names.splitlines()))))
