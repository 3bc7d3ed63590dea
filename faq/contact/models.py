"""The official ways to reach us, when somebody answers there, and the false ones we know of."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.base import languages
from faq.base.models import Versioned
from faq.base.time_zones import site_time_zone, validate_time_zone
from faq.base.translations import TranslatedText
from faq.contact import verifier
from faq.contact.hours import Span
from faq.contact.normal_form import normal, web
from faq.contact.querysets import ChannelQuerySet

VERSION = "contact"
DAYS = "1234567"
"""Monday to Sunday, as they stand in `Opening.days`."""


class Kind(models.TextChoices):
    """What a channel is."""

    PHONE = "phone", _("Hotline")
    EMAIL = "email", _("E-mail")
    WEB = "web", _("Website")
    SOCIAL = "social", _("Social account")
    APP = "app", _("App")


class Scope(models.TextChoices):
    """What a channel helps with."""

    ACCOUNT = "account", _("Account")
    TRADING = "trading", _("Trading")
    TRANSFERS = "transfers", _("Deposits and withdrawals")
    SECURITY = "security", _("Security settings")
    API = "api", _("API")
    PRODUCTS = "products", _("Product features")
    EVENTS = "events", _("Campaigns")
    OTHER = "other", _("Everything else")


def scope_everything() -> list[str]:
    """A hotline helps with everything unless an editor says otherwise."""
    return list(Scope.values)


class _Row(Versioned):
    """A row of the directory, which processes remember as a whole."""

    VERSION = VERSION

    class Meta:
        abstract = True


class _Named(_Row):
    """A row with a short code and a name in each language."""

    code: Any
    texts: Any
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name(settings.LANGUAGE_CODE)

    def name(self, language: str) -> str:
        """What readers of a language call it."""
        text = languages.best(self.texts.all(), language)
        return text.shown("name", language) if text else self.code


class Region(_Named):
    """A part of the world that has channels of its own."""

    code = models.SlugField(
        _("code"),
        max_length=10,
        unique=True,
        help_text=_("Two letters of ISO 3166, like hk or gb."),
    )

    class Meta(_Named.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class SpokenLanguage(_Named):
    """A language that somebody speaks at a channel."""

    code = models.SlugField(
        _("code"), max_length=12, unique=True, help_text=_("As in HTML: en, ja, yue, zh.")
    )

    class Meta(_Named.Meta):
        verbose_name = _("spoken language")
        verbose_name_plural = _("spoken languages")

    def is_read_as(self, language: str) -> bool:
        """Whether readers of a site's language understand it."""
        spoken = "zh" if self.code.startswith(("zh", "yue", "cmn")) else self.code.partition("-")[0]
        return language.partition("-")[0] == spoken


class _Name(TranslatedText, _Row):
    """A name in one language."""

    CONVERTED = ("name",)

    name = models.CharField(_("name"), max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class RegionText(_Name):
    """What a region is called."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = verbose_name_plural = _("name of a region")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "language"], name="one_region_name_a_language"
            )
        ]


class SpokenLanguageText(_Name):
    """What a spoken language is called."""

    spoken = models.ForeignKey(SpokenLanguage, models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = verbose_name_plural = _("name of a spoken language")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["spoken", "language"], name="one_spoken_language_name_a_language"
            )
        ]


class Holiday(_Row):
    """A day on which the hours of a region, or of all, are other than on its weekday."""

    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, related_name="holidays",
        verbose_name=_("region"), help_text=_("Empty: everywhere."),
    )  # fmt: skip
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=60, help_text=_("For editors only."))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(
        _("closes"), null=True, blank=True, help_text=_("Both empty: nobody answers that day.")
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("on", "region")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "on"], name="one_holiday_a_day_in_a_region",
                violation_error_message=_("This region has a holiday on that day already."),
                nulls_distinct=None,
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False),
                name="holiday_hours_have_both_ends",
                violation_error_message=_("Fill in both times, or neither."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    def spans(self) -> tuple[Span, ...]:
        """When somebody answers that day."""
        if self.opens is None or self.closes is None:
            return ()
        return (Span(self.opens, self.closes),)


class Contact(_Row):
    """Something that a person can be reached at, in the one form that it is compared in."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(
        _("number, address or name"),
        max_length=200,
        help_text=_(
            "As readers are to see it: +852 0101, support@boan.example or @boan.example for all "
            "addresses there, boan.example, @boan_official, com.boan.app."
        ),
    )
    platform = models.CharField(
        _("platform"), max_length=30, blank=True,
        help_text=_("Of a social account: X, Telegram, Weibo …"),
    )  # fmt: skip
    normal = models.CharField(max_length=250, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.platform} {self.value}".strip()

    def clean(self) -> None:
        """What is no number, address or name of its kind is refused."""
        super().clean()
        try:
            self.normal = normal(self.kind, self.value)
        except ValueError as error:
            raise ValidationError(
                {"value": _("This is no %(kind)s.") % {"kind": self.get_kind_display()}}
            ) from error
        if self.kind == Kind.SOCIAL and not self.platform:
            raise ValidationError({"platform": _("Name the platform of the account.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normal = normal(self.kind, self.value)
        super().save(*args, **kwargs)

    def listed(self) -> verifier.Listed:
        """As the verifier knows it."""
        return verifier.Listed(pk=self.pk, kind=self.kind, value=self.value, platform=self.platform)


class Channel(Contact):
    """An official channel."""

    # The versions of texts that name it, known from above.
    revisions: Any

    key = models.SlugField(
        _("key"), max_length=60, unique=True, help_text=_("Joins the channel with files.")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="channels",
        verbose_name=_("region"), help_text=_("Empty: for everybody, wherever they are."),
    )  # fmt: skip
    languages = models.ManyToManyField(
        SpokenLanguage, blank=True, related_name="channels", verbose_name=_("languages")
    )
    address = models.URLField(
        _("link"), blank=True, help_text=_("Where a social account or an app is found.")
    )
    scope = models.JSONField(_("helps with"), default=scope_everything, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    is_always_open = models.BooleanField(
        _("around the clock"), default=False, help_text=_("24 hours, 7 days, holidays too.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=site_time_zone, validators=[validate_time_zone],
        help_text=_("Hours are typed and shown in this zone. Like Asia/Shanghai or UTC."),
    )  # fmt: skip
    checked_on = models.DateField(_("last checked on"), default=timezone.localdate)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("checked by"),
    )  # fmt: skip

    objects = ChannelQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("official channel")
        verbose_name_plural = _("official channels")
        ordering = ("position", "pk")

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its hours."""
        return ZoneInfo(self.time_zone)


class ChannelText(TranslatedText, _Row):
    """What a channel is called in one language, and what readers should know of it."""

    CONVERTED = ("name", "note")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("words of a channel")
        verbose_name_plural = _("words of a channel")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "language"], name="one_channel_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Opening(_Row):
    """Weekly hours: the same span on each of some days."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="openings")
    days = models.CharField(_("days"), max_length=7)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"), help_text=_("Not later than it opens: on the day after. 00:00 is midnight.")
    )

    class Meta:
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        ordering = ("days", "opens")

    def __str__(self) -> str:
        return f"{self.days} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        """Days are Monday to Sunday, each once, in order."""
        super().clean()
        if not self.days or self.days != "".join(day for day in DAYS if day in self.days):
            raise ValidationError({"days": _("Choose the days.")})

    def span(self) -> Span:
        """Its times."""
        return Span(self.opens, self.closes)


class KnownFake(Contact):
    """A number, address or account that imitates us."""

    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("What it is used for. For editors only.")
    )
    reported_on = models.DateField(_("reported on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("known fake")
        verbose_name_plural = _("known fakes")
        ordering = ("-reported_on", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "normal", "platform"], name="known_fake_is_listed_once"
            )
        ]


class AllowedHost(_Row):
    """Another's site that texts may name and link to; whether it is ours is not said."""

    host = models.CharField(
        _("host"),
        max_length=253,
        unique=True,
        help_text=_("Without https:// and path, like etherscan.io."),
        error_messages={"unique": _("This host is allowed already.")},
    )
    with_subdomains = models.BooleanField(
        _("sub-domains too"), default=False, help_text=_("Whatever stands before it and a dot.")
    )
    why = models.CharField(_("why"), max_length=200, help_text=_("What readers find there."))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("added by"),
    )  # fmt: skip
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("allowed site")
        verbose_name_plural = _("allowed sites")
        ordering = ("host",)

    def __str__(self) -> str:
        return self.host

    def clean(self) -> None:
        """What is no host is refused, and what is known to imitate us."""
        super().clean()
        try:
            self.host = web(self.host.strip())
        except ValueError as error:
            raise ValidationError({"host": _("This is no host.")}) from error
        if KnownFake.objects.filter(kind=Kind.WEB, normal=self.host).exists():
            raise ValidationError({"host": _("This site is listed as a known fake.")})

    def covers(self, name: str) -> bool:
        """Whether a host, in the form that hosts are compared in, is allowed by it."""
        return name == self.host or (self.with_subdomains and name.endswith(f".{self.host}"))
