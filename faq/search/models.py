"""What can be found, the words that mean the same, and what was searched for."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.base.models import Versioned
from faq.search.querysets import DocumentQuerySet, QueryQuerySet, SearchQuerySet, SynonymQuerySet


class Document(models.Model):
    """A text in one language, with all that choosing and listing it needs.

    The words it is found by are in the index beside it, what rows quote in `DocumentText`.
    Windows come first: every match looks at them. Each line of `tags` has a tag folded and, after a
    tab, as it is written; each of `name_keys` what editors say that readers ask for, as title keys.
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
    name_keys = models.TextField(default="")
    categories = models.CharField(max_length=200)
    tags = models.TextField()
    path = models.CharField(max_length=300)
    checked_on = models.DateField(null=True)
    merit = models.FloatField(default=0.5)
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


# --- The log of searches -------------------------------------------------------------------------


class Query(models.Model):
    """What was searched for in a language, without what belongs to one person (`masking`).

    `hits` and `is_guess` are of the last time. `popular_on` is the last day on which enough
    readers of one week had asked for it, `popularity` how many these were.
    """

    class Place(models.TextChoices):
        """Where it was asked; the robot tells of the questions that it could not answer."""

        SEARCH = "search", _("search")
        ROBOT = "robot", _("robot")

    text = models.CharField(_("searched for"), max_length=200)
    language = models.CharField(_("language"), max_length=12)
    place = models.CharField(_("asked in"), max_length=10, choices=Place.choices)
    asked_at = models.DateTimeField(_("last asked"))
    hits = models.PositiveIntegerField(_("found"))
    is_guess = models.BooleanField(default=False)
    popular_on = models.DateField(null=True)
    popularity = models.PositiveIntegerField(default=0)

    objects = QueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["text", "language", "place"], name="one_row_for_each_query"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="query_by_moment"),
            models.Index(fields=["language", "popular_on"], name="query_by_popularity"),
        ]

    def __str__(self) -> str:
        return self.text


class Search(models.Model):
    """A reader asked for something on a day, and what they opened last of what was found.

    `reader` is what a `ReaderKey` made of them: nobody can be told from it once the key is gone.
    The same address gives the same first half.
    """

    query = models.ForeignKey(Query, models.CASCADE, related_name="searches", db_index=False)
    day = models.DateField()
    reader = models.PositiveBigIntegerField()
    opened_source = models.CharField(max_length=20)
    opened_id = models.PositiveBigIntegerField(null=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["query", "day", "reader"], name="one_search_for_each_reader_and_day"
            )
        ]
        # Of a million rows a month, the editors' list counts those of some days by this alone.
        indexes: ClassVar = [
            models.Index(fields=["day", "query", "reader", "opened_id"], name="search_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.query_id} {self.day}"


class ReaderKey(models.Model):
    """The one random key of this week, by which its readers are told apart. No other is kept."""

    monday = models.DateField()
    key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.monday)
