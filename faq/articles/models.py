"""Articles: what is the same in every language, its texts, and the revisions of their words."""

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from faq.accounts.models import User
from faq.articles.querysets import (
    OutsideLinkQuerySet,
    ReviewQuerySet,
    RevisionQuerySet,
    SentenceReportQuerySet,
)
from faq.articles.tags import fold_name
from faq.base import characters, fact_codes, languages, markdown_source
from faq.base.markdown import RENDERER_VERSION, Rendered
from faq.base.text import fold
from faq.base.translations import TranslatedText
from faq.categories.models import Category
from faq.contact.models import Channel
from faq.facts import figures
from faq.facts.models import Fact
from faq.pictures.models import Picture

SUMMARY_CHARACTERS = 90
SUMMARY_WORDS = 45


class Article(models.Model):
    """A subject in all its languages. Category, kind and order take effect at once.

    An archived one has no visible text and stands in no everyday list. One that was merged is
    archived, and its addresses and the links to it lead to `merged_into`.
    """

    class Kind(models.TextChoices):
        FAQ = "faq", _("FAQ")
        TUTORIAL = "tutorial", _("Tutorial")
        GUIDE = "guide", _("Guide")
        PRODUCT = "product", _("Product document")
        ACADEMY = "academy", _("Academy")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        STAFF = "staff", _("Staff only")

    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        help_text=_("Joins the languages in files and in links (article:key). Never changes."),
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FAQ)
    position = models.PositiveIntegerField(_("order"), default=100)
    path_position = models.PositiveSmallIntegerField(
        _("place in the path"),
        null=True,
        blank=True,
        help_text=_("Beginners are led through these articles in this order. Empty: not in it."),
    )
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    related = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("position", "pk")
        indexes: ClassVar = [
            models.Index(fields=["category", "position"], name="article_in_reading_order"),
            models.Index(fields=["kind"], name="article_by_kind"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(archived_at__isnull=False),
                name="merged_article_is_archived",
            )
        ]

    def __str__(self) -> str:
        return self.key


class Tag(TagBase):
    """A tag of articles, one row for all languages; its name is unique whatever its case."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_is_unique_in_any_case",
                violation_error_message=_("There is a tag of this name already."),
            )
        ]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """The tag's part of its address; a stable number where the name has no letter."""
        base = characters.slug(tag) or f"tag-{zlib.crc32(tag.encode()):08x}"
        return base if i is None else f"{base}_{i}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = fold_name(str(self.name))  # type: ignore[has-type]
        super().save(*args, **kwargs)


class Text(models.Model):
    """One language of an article: its address, tags, check date and counters."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    slug = models.CharField(_("address"), max_length=characters.SLUG_LENGTH)
    tags = TaggableManager(through="articles.TaggedText", blank=True, verbose_name=_("tags"))
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    follows = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("follows the source as of"),
    )
    views = models.PositiveBigIntegerField(_("views"), default=0, editable=False)
    helpful = models.PositiveIntegerField(_("helpful"), default=0, editable=False)
    unhelpful = models.PositiveIntegerField(_("not helpful"), default=0, editable=False)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("article", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["article", "language"], name="one_text_per_article_and_language"
            )
        ]
        permissions: ClassVar = [("publish_text", "Can let readers see a text")]

    def __str__(self) -> str:
        return f"{self.article.key} ({languages.name(self.language)})"

    def get_absolute_url(self) -> str:
        """The address in the text's own language."""
        return self.url(self.language)

    @property
    def merit(self) -> float:
        """The share of readers whom it helped, as if two had said yes and two no before them."""
        return (self.helpful + 2) / (self.helpful + self.unhelpful + 4)

    @property
    def path(self) -> str:
        """The address below the language prefix."""
        return f"articles/{self.article_id}-{self.slug}/"

    def url(self, language: str) -> str:
        """The address for readers of `language`."""
        return f"/{language}/{self.path}"

    def markdown_url(self, language: str) -> str:
        """The address of the same words as Markdown."""
        return f"{self.url(language).removesuffix('/')}.md"


class TaggedText(ItemBase):
    """A tag on a text."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="items")
    content_object = models.ForeignKey(Text, models.CASCADE, related_name="tagged")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="text_has_a_tag_once")
        ]


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a revision, as an editor or a file gives them."""

    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""


class Revision(TranslatedText):
    """One version of a text's words. The words never change; its times may.

    `replaced_at` is when its successor becomes visible, recomputed for the whole text whenever
    a window changes, so that at every instant at most one revision of a text is visible.
    """

    class Significance(models.TextChoices):
        TYPO = "typo", _("typo: the other languages need nothing")
        MINOR = "minor", _("minor: the other languages should follow")
        MAJOR = "major", _("major: what the other languages say is wrong now")

    CONVERTED = ("title", "summary", "headings", "plain")
    CONVERTED_HTML = ("html",)
    WITH_FACTS = ("summary", "headings", "plain", "html")

    text = models.ForeignKey(Text, models.CASCADE, related_name="revisions")
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("answer first"),
        max_length=400,
        blank=True,
        help_text=_(
            "The answer in one or two sentences: at most 90 Chinese characters or 45 words."
        ),
    )
    body = models.TextField(_("body"), blank=True)
    keywords = models.CharField(
        _("words readers would search for"),
        max_length=500,
        blank=True,
        help_text=_("Not shown. Other names, colloquial forms, common misspellings."),
    )
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    note = models.CharField(_("what changed and why"), max_length=200, blank=True)
    significance = models.CharField(
        _("significance"),
        max_length=5,
        choices=Significance.choices,
        default=Significance.MINOR,
    )
    parity_reason = models.CharField(
        _("why languages differ"),
        max_length=300,
        blank=True,
        help_text=_("Where figures, days, links, steps or warnings differ for a good reason."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    snapshot = models.JSONField(default=dict, editable=False)

    is_published = models.BooleanField(_("published"), default=False, editable=False)
    visible_from = models.DateTimeField(_("visible from"), null=True, blank=True)
    visible_until = models.DateTimeField(_("visible until"), null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    html = models.TextField(editable=False, default="")
    headings = models.JSONField(default=list, editable=False)
    plain = models.TextField(editable=False, default="")
    asked = models.JSONField(editable=False, default=list)
    problems = models.JSONField(default=list, editable=False)
    renderer_version = models.PositiveIntegerField(editable=False, default=0)
    pictures = models.ManyToManyField(Picture, related_name="revisions", editable=False)
    facts = models.ManyToManyField(
        Fact, through="articles.FactUse", related_name="revisions", editable=False
    )
    channels = models.ManyToManyField(
        Channel, through="articles.ChannelUse", related_name="revisions", editable=False
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(visible_from__isnull=False),
                name="published_text_has_a_start",
            ),
            models.CheckConstraint(
                condition=Q(visible_until__isnull=True) | Q(visible_until__gte=F("visible_from")),
                name="revision_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["text", "visible_from"],
                condition=Q(is_published=True),
                name="one_revision_starts_at_a_moment",
            ),
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(is_published=True, replaced_at__isnull=True),
                name="one_revision_of_a_text_is_last",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["visible_from"],
                condition=Q(is_published=True),
                name="revision_by_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an answer that is too long to be read at a glance."""
        if summary_is_too_long(self.summary, self.language):
            raise ValidationError(
                {"summary": _("Too long: at most 90 Chinese characters or 45 English words.")}
            )

    def converted_to(self, language: str) -> dict[str, Any]:
        """The words in the other Chinese script, the body's Markdown among them."""
        body = markdown_source.convert(self.body, language, html=self.html)
        return {**super().converted_to(language), "body": body}

    def shown(self, field: str, language: str) -> Any:
        """The field as a reader of `language` sees it now: with what its facts amount to."""
        words = self.unfilled(field, language)
        if field not in self.WITH_FACTS:
            return words
        return _with_facts(field, words, self.language_for(language))

    def unfilled(self, field: str, language: str) -> Any:
        """The field as it is stored for readers of `language`, with the short codes of facts."""
        return super().shown(field, language)

    def language_for(self, language: str) -> str:
        """The language in which readers of `language` see it."""
        return language if self.is_converted_for(language) else self.language

    @property
    def fact_keys(self) -> list[str]:
        """The keys of the facts that it names once it is rendered, also of those not there."""
        named = [
            *fact_codes.keys_in_text(self.summary),
            *fact_codes.keys_in_html(self.html),
        ]
        return list(dict.fromkeys(named))

    def has_started(self, at: datetime) -> bool:
        """Whether readers could see it at some time until `at`."""
        return self.is_published and self.visible_from is not None and self.visible_from <= at

    def is_live(self, at: datetime) -> bool:
        """Whether it is within its window at that instant; who may read it is another question."""
        ends = [end for end in (self.visible_until, self.replaced_at) if end]
        return self.has_started(at) and all(at < end for end in ends)

    def is_over(self, at: datetime) -> bool:
        """Whether no reader can see it from that instant on."""
        ends = [end for end in (self.visible_until, self.replaced_at) if end]
        return any(end <= at for end in ends)

    def apply(self, rendered: Rendered) -> None:
        """Take over what the renderer made of the body."""
        self.html = rendered.html
        self.headings = [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in rendered.headings
        ]
        self.plain = rendered.plain
        self.asked = [[asked.place, asked.words] for asked in rendered.asked]
        self.problems = list(rendered.problems)
        self.renderer_version = RENDERER_VERSION


class Review(models.Model):
    """A request that somebody look at words before readers do, and what became of it.

    An open one always names the newest words: those saved on top of them take their place.
    The window is the one that was wished for; approving publishes with it.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("review", "approved")
        RETURNED = "returned", pgettext_lazy("review", "returned")
        WITHDRAWN = "withdrawn", pgettext_lazy("review", "withdrawn")
        OVERTAKEN = "overtaken", pgettext_lazy("review", "published without it")

    text = models.ForeignKey(
        Text, models.CASCADE, related_name="reviews", verbose_name=_("text"), editable=False
    )
    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="reviews", verbose_name=_("revision")
    )
    requested_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    note = models.CharField(_("what changed and why"), max_length=200, blank=True)
    reviewer = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    visible_from = models.DateTimeField(_("visible from"), null=True, blank=True)
    visible_until = models.DateTimeField(_("visible until"), null=True, blank=True)
    decision = models.CharField(
        _("decision"), max_length=9, choices=Decision.choices, blank=True, default=""
    )
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.TextField(pgettext_lazy("review", "comment"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-pk",)
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["text"], condition=Q(decision=""), name="one_open_review_of_a_text"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="decided_review_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.revision)

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return not self.decision


class Area(models.Model):
    """Where somebody works: a category with all inside it, and a language; empty means every one.

    Somebody without an area is not limited; rights are given by roles, areas only narrow them.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="areas", verbose_name=_("person"))
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("With all inside it. Empty: every category."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: every language."),
    )
    may_publish = models.BooleanField(
        _("may publish here"),
        default=False,
        help_text=_("Only for who has the right to publish; without this mark they write here."),
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas of work")
        ordering = ("user", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "category", "language"], name="area_stands_once"
            ),
            models.UniqueConstraint(
                fields=["user", "language"],
                condition=Q(category__isnull=True),
                name="area_of_every_category_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.category or '*'} / {self.language or '*'}"

    def covers(self, categories: Collection[int], language: str) -> bool:
        """Whether it holds a text; `categories` are its category's and those above it."""
        return (self.category_id is None or self.category_id in categories) and (
            self.language in ("", language)
        )


class FactUse(models.Model):
    """A fact that a version of a text names. The fact may be made later than the text."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="fact_uses")
    fact = models.ForeignKey(
        Fact, models.PROTECT, to_field="key", db_constraint=False, related_name="uses"
    )

    class Meta:
        verbose_name = _("use of a fact")
        verbose_name_plural = _("uses of facts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "fact"], name="revision_names_a_fact_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision} ({self.fact_id})"


class ChannelUse(models.Model):
    """A way to reach somebody that a version of a text names, and the channel that it was then.

    The row outlives the channel: so texts are found whose contacts are official no longer.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="channel_uses")
    channel = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="uses"
    )
    kind = models.CharField(max_length=10)
    written = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("use of a channel")
        verbose_name_plural = _("uses of channels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "written"], name="revision_names_a_contact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision} ({self.written})"


def _with_facts(field: str, words: Any, language: str) -> Any:
    """The words of a field in a language, filled in as the field is made: HTML, text, contents."""
    if field == "html":
        return figures.in_html(words, language)
    if field == "headings":
        return [
            {**heading, "text": figures.in_text(heading["text"], language)} for heading in words
        ]
    return figures.in_text(words, language)


def summary_is_too_long(summary: str, language: str) -> bool:
    """Whether the answer is over 90 characters (Chinese) or 45 words (other languages)."""
    summary = figures.in_text(summary, language)
    if languages.is_chinese(language):
        return len(summary) > SUMMARY_CHARACTERS
    return len(summary.split()) > SUMMARY_WORDS


class Vote(models.Model):
    """A reader's word on whether a text helped; one for each reader, who may change it."""

    class Reason(models.TextChoices):
        STEPS = "steps", _("The steps do not match")
        UNCLEAR = "unclear", _("I don't understand it")
        OTHER = "other", _("It is not my problem")

    text = models.ForeignKey(Text, models.CASCADE, related_name="votes")
    reader = models.CharField(max_length=64, editable=False)
    is_helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ("-at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "reader"], name="one_vote_per_reader_and_text")
        ]
        indexes: ClassVar = [
            models.Index(fields=["at", "text", "is_helpful"], name="vote_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.text} {'+' if self.is_helpful else '-'}"


class SentenceReport(models.Model):
    """A reader's word that a sentence of a text is wrong; one for each reader and sentence.

    `anchor` tells the sentence by what it says (`faq.articles.sentences`). While no editor has
    answered, the report is open; it is over as well once the live words hold the sentence no more.
    """

    class Reason(models.TextChoices):
        WRONG = "wrong", _("It is wrong")
        OUTDATED = "outdated", _("It is out of date")
        UNCLEAR = "unclear", pgettext_lazy("sentence", "I don't understand it")
        OTHER = "other", pgettext_lazy("sentence", "Something else")

    COMMENT_LENGTH = 200

    text = models.ForeignKey(
        Text, models.CASCADE, related_name="sentence_reports", verbose_name=_("text")
    )
    anchor = models.CharField(max_length=32, editable=False)
    sentence = models.CharField(_("sentence"), max_length=500)
    heading = models.CharField(max_length=200, blank=True, editable=False)
    reader = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    comment = models.CharField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)
    closed_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.CharField(_("answer to the readers"), max_length=300, blank=True)

    objects = SentenceReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a sentence")
        verbose_name_plural = _("reports of sentences")
        ordering = ("-at",)
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["text", "anchor", "reader"], name="one_report_per_reader_and_sentence"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(answer=""),
                name="closed_report_has_an_answer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at"], condition=Q(closed_at__isnull=True), name="open_report_by_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class DailyViews(models.Model):
    """How often a text was read on a day, for what is much asked lately."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="daily_views")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "day"], name="one_count_per_text_and_day")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="views_by_day")]

    def __str__(self) -> str:
        return f"{self.text_id} {self.day} {self.count}"


class Wanted(models.Model):
    """What readers searched for in vain, and what an editor or the system made of it.

    `place` is where the article stands for its wordings at the last replay (None: not found).
    """

    class Outcome(models.TextChoices):
        DRAFTED = "drafted", _("draft made")
        ANSWERED = "answered", _("an article answers it")
        DISMISSED = "dismissed", _("not for us")

    title = models.CharField(_("searched for"), max_length=200)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, related_name="wanted", verbose_name=_("article")
    )
    at = models.DateTimeField(_("time"))
    place = models.PositiveSmallIntegerField(_("place"), null=True)
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("searched in vain")
        verbose_name_plural = _("searched in vain")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.title


class WantedWording(models.Model):
    """A wording, folded, of what is wanted; it belongs to one thing only."""

    wanted = models.ForeignKey(Wanted, models.CASCADE, related_name="wordings")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text"], name="wording_is_wanted_once")
        ]

    def __str__(self) -> str:
        return self.text


class GoldenQuery(models.Model):
    """What readers type, and the article that must stand near the top of what is found.

    `outcome`, `place` and `checked_at` say how the last check went (`faq.articles.golden`).
    """

    class Outcome(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        HOLDS = "holds", _("holds")
        FAILS = "fails", _("fails")
        UNPUBLISHED = "unpublished", _("article not published")

    query = models.CharField(
        _("query"), max_length=200, help_text=_("As readers type it, mistakes included.")
    )
    folded = models.TextField(editable=False)
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="golden_queries", verbose_name=_("article")
    )
    worst_place = models.PositiveSmallIntegerField(
        _("worst place"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "The lowest that still holds: 1 is the top of the results, 20 ends the first page."
        ),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=12,
        choices=Outcome.choices,
        default=Outcome.UNCHECKED,
        editable=False,
    )
    place = models.PositiveSmallIntegerField(_("place"), null=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("golden query")
        verbose_name_plural = _("golden queries")
        ordering = ("language", "folded")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["folded", "language"],
                name="golden_query_stands_once_in_a_language",
                violation_error_message=_("There is such a query in this language already."),
            ),
            models.CheckConstraint(
                condition=Q(worst_place__gte=1), name="golden_query_allows_the_first_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.query} ({self.language})"

    def derive(self) -> None:
        """The query as one line, and the form in which queries are compared."""
        self.query = characters.one_line(self.query)
        self.folded = fold(self.query)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check what is derived from what was typed."""
        self.derive()
        super().clean_fields(exclude=exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Also in a form, which doesn't know the folded query."""
        super().validate_constraints(exclude=set(exclude or ()) - {"folded"})


class OutsideLink(models.Model):
    """An address of another site to which texts link, and how it answered when last asked."""

    class Problem(models.TextChoices):
        STATUS = "status", _("answers with an error")
        NO_HOST = "no-host", _("there is no such host")
        NOT_PUBLIC = "not-public", _("leads into a private network")
        CERTIFICATE = "certificate", _("its certificate is not valid")
        SILENT = "silent", _("does not answer")
        CIRCLE = "circle", _("leads on and on")

    url = models.URLField(_("address"), max_length=500, unique=True)
    texts = models.ManyToManyField(
        Text, related_name="outside_links", editable=False, verbose_name=_("used in")
    )
    status = models.PositiveSmallIntegerField(_("answer"), null=True, editable=False)
    problem = models.CharField(
        _("what is wrong"), max_length=12, choices=Problem.choices, blank=True, editable=False
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    failing_since = models.DateTimeField(
        _("failing since"), null=True, editable=False, db_index=True
    )

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url
