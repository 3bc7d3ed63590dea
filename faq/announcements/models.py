"""The notice board: announcements, when they are shown, when what they announce takes place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.announcements.querysets import AnnouncementQuerySet
from faq.base import characters, languages
from faq.base.markdown import RENDERER_VERSION
from faq.base.models import Versioned
from faq.base.rendered import Rendered
from faq.base.time_zones import site_time_zone, validate_time_zone
from faq.base.translations import TranslatedText

END_BEFORE_START = _("The end must come after the start.")


class Announcement(Versioned):
    """An announcement in all its languages.

    It has two windows: when the notice is shown, and when what it announces takes place.
    """

    VERSION = "announcements"

    class Kind(models.TextChoices):
        MAINTENANCE = "maintenance", _("Maintenance")
        UPGRADE = "upgrade", _("Upgrade")
        LISTING = "listing", _("New listing")
        EVENT = "event", _("Event")
        RISK = "risk", _("Risk warning")

    class Severity(models.TextChoices):
        INFO = "info", _("Notice")
        WARNING = "warning", _("Please note")
        DANGER = "danger", _("Danger")

    class State(models.TextChoices):
        UPCOMING = "upcoming", _("Not started yet")
        ONGOING = "ongoing", _("In progress")
        ENDED = "ended", _("Over")

    # In the order of the words: the most severe comes first in the banner.
    RANKS: ClassVar = {Severity.DANGER: 0, Severity.WARNING: 1, Severity.INFO: 2}

    key = models.SlugField(
        _("key"), max_length=80, unique=True, blank=True,
        help_text=_("Joins the announcement with files. Empty: made from kind and day."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity.choices, default=Severity.INFO,
        help_text=_("Readers cannot put away the banner of a danger: for money at risk only."),
    )  # fmt: skip
    is_published = models.BooleanField(_("published"), default=False)
    visible_from = models.DateTimeField(_("visible from"), default=timezone.now)
    visible_until = models.DateTimeField(
        _("visible until"), null=True, blank=True, help_text=_("Empty: it stays on the board.")
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=site_time_zone, validators=[validate_time_zone],
        help_text=_("Start and end are typed and shown in this zone. Like Asia/Shanghai or UTC."),
    )  # fmt: skip
    is_pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Shown at the top of every page.")
    )
    pinned_until = models.DateTimeField(
        _("pinned until"), null=True, blank=True,
        help_text=_("Empty: until the end of what is announced; without an end, until unpinned."),
    )  # fmt: skip

    objects = AnnouncementQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-visible_from", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=END_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False),
                name="event_that_ends_has_a_start",
                violation_error_message=END_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
                name="announcement_is_taken_down_after_it_is_shown",
                violation_error_message=END_BEFORE_START,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["visible_from"],
                condition=Q(is_published=True),
                name="announcement_by_start",
            )
        ]

    def __str__(self) -> str:
        text = languages.best(self.texts.all(), languages.codes()[0])
        return text.title if text else self.key

    def clean(self) -> None:
        """Say at the field what the constraints would refuse."""
        wrong: dict[str, Any] = {}
        if self.ends_at and not self.starts_at:
            wrong["starts_at"] = _("What ends has a start: fill it in.")
        elif self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            wrong["ends_at"] = END_BEFORE_START
        if self.visible_until and self.visible_from and self.visible_until <= self.visible_from:
            wrong["visible_until"] = END_BEFORE_START
        if wrong:
            raise ValidationError(wrong)

    def state(self, at: datetime) -> "Announcement.State | None":
        """How what is announced stands; None without a time, or when nobody said until when."""
        if self.starts_at is None:
            return None
        if at < self.starts_at:
            return self.State.UPCOMING
        if self.ends_at is None:
            return None
        return self.State.ONGOING if at < self.ends_at else self.State.ENDED

    @property
    def banner_until(self) -> datetime | None:
        """When a pinned one leaves the banner by itself."""
        ends = [self.pinned_until or self.ends_at, self.visible_until]
        return min((end for end in ends if end), default=None)

    def get_absolute_url(self) -> str:
        """The address in the site's first language."""
        language = languages.codes()[0]
        text = languages.best(self.texts.all(), language)
        return text.url(language) if text else f"/{language}/announcements/"


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of an announcement in one language, as an editor or a file gives them."""

    title: str
    summary: str = ""
    body: str = ""
    slug: str = ""


class AnnouncementText(TranslatedText, Versioned):
    """An announcement in one language. HTML and plain text are derived when it is saved."""

    VERSION = "announcements"
    CONVERTED = ("title", "summary", "plain")
    CONVERTED_HTML = ("html",)

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(
        _("in short"), max_length=400, blank=True,
        help_text=_("Who is affected, from when, and what to do. Plain text."),
    )  # fmt: skip
    body = models.TextField(_("body"), blank=True)
    slug = models.CharField(
        _("address"), max_length=characters.SLUG_LENGTH, blank=True,
        help_text=_("Empty: from the title. Old addresses lead to the new one."),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed at"), editable=False)
    html = models.TextField(editable=False, blank=True)
    plain = models.TextField(editable=False, blank=True)
    renderer_version = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = _("text of an announcement")
        verbose_name_plural = _("texts of announcements")
        ordering = ("announcement", "language")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["announcement", "language"], name="one_announcement_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    def derive(self) -> None:
        """An address from the words."""
        self.slug = characters.slug(self.slug) or characters.slug(self.title) or "announcement"
        super().derive()

    def apply(self, rendered: Rendered) -> None:
        """Take over what the renderer made of the body."""
        self.html, self.plain = rendered.html, rendered.plain
        self.renderer_version = RENDERER_VERSION

    @property
    def path(self) -> str:
        """The address below the language prefix."""
        return f"announcements/{self.announcement_id}-{self.slug}/"

    def url(self, language: str) -> str:
        """The address for readers of `language`."""
        return f"/{language}/{self.path}"
