"""How the site presents itself: one row and its words, changed by editors without a deployment."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.base.models import Versioned
from faq.base.translations import TranslatedText
from faq.brand import colours


def validate_accent(value: str) -> None:
    """An accent that readers could not read is refused, with its contrast named."""
    if not colours.HEX.fullmatch(value):
        raise ValidationError(_("Write the colour as #rrggbb, for example #0a5c52."))
    if (ratio := colours.lowest_contrast(value)) < colours.TEXT_CONTRAST:
        raise ValidationError(
            _(
                "Too light to read: contrast %(ratio).1f to 1, at least 4.5 is needed. "
                "Take a darker one."
            ),
            params={"ratio": ratio},
        )


def validate_target(value: str) -> None:
    """Links of the frame lead to the site itself, to https addresses or to mail."""
    if not value.startswith(("/", "https://", "mailto:", "article:")) or value.startswith("//"):
        raise ValidationError(
            _("Start with /, https://, mailto: or article: and the article's key.")
        )


class Brand(Versioned):
    """The one row of values that are the same in every language."""

    VERSION = "brand"

    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[validate_accent],
        help_text=_("#rrggbb. Empty: the colour of the design. Its contrast is checked."),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="brand/",
        blank=True,
        help_text=_("PNG, JPEG or WebP, square; shown 32 pixels high. Empty: the boat."),
    )
    emergency_url = models.CharField(
        _("emergency link"),
        max_length=300,
        blank=True,
        validators=[validate_target],
        help_text=_("Where a reader freezes the account at once; empty: no such link is shown."),
    )

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brand")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_brand")
        ]

    def __str__(self) -> str:
        return str(_("Brand"))


class BrandText(TranslatedText, Versioned):
    """The brand's words in one language."""

    VERSION = "brand"
    CONVERTED = ("name", "site_name", "never_ask", "legal")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=40)
    site_name = models.CharField(_("name of the site"), max_length=60)
    never_ask = models.CharField(
        _("what we never ask for"),
        max_length=120,
        blank=True,
        help_text=_("One sentence, shown at the top of every page."),
    )
    legal = models.TextField(_("legal lines"), blank=True)

    class Meta:
        verbose_name = _("words of the brand")
        verbose_name_plural = _("words of the brand")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "language"], name="one_brand_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class FrameLink(TranslatedText, Versioned):
    """What footer links and urgent links share: words, a target, a place in the row."""

    VERSION = "brand"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    target = models.CharField(
        _("target"),
        max_length=300,
        validators=[validate_target],
        help_text=_("/…, https://…, mailto:… or article:key"),
    )

    class Meta:
        abstract = True
        ordering = ("language", "position", "pk")


class FooterLink(FrameLink):
    """A link at the foot of every page."""

    CONVERTED = ("label",)

    label = models.CharField(_("label"), max_length=60)

    class Meta(FrameLink.Meta):
        verbose_name = _("footer link")
        verbose_name_plural = _("footer links")

    def __str__(self) -> str:
        return self.label


class UrgentLink(FrameLink):
    """A door for people in trouble, on the home page: verb first, then the first step."""

    CONVERTED = ("title", "hint")

    title = models.CharField(_("title"), max_length=40)
    hint = models.CharField(_("first step"), max_length=60, blank=True)

    class Meta(FrameLink.Meta):
        verbose_name = _("urgent link")
        verbose_name_plural = _("urgent links")

    def __str__(self) -> str:
        return self.title
