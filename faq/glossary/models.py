"""Terms of crypto and trading: their words in each language, and their other names."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.base import characters, languages
from faq.base.models import Versioned
from faq.base.text import fold
from faq.base.translations import TranslatedText
from faq.glossary import pinyin
from faq.glossary.querysets import NameQuerySet, TermQuerySet

NO_LETTER = "#"


def fold_name(name: str) -> str:
    """The form in which names are compared: one script, one case, one width."""
    return fold(characters.one_line(name))


class Term(Versioned):
    """A term in all its languages. Its key joins it with files, its slug stands in its address."""

    VERSION = "glossary"

    key = models.SlugField(
        _("key"),
        max_length=60,
        unique=True,
        help_text=_("Joins the term with files and with links (term:key). Never changes."),
    )
    slug = models.SlugField(_("address"), max_length=80)
    is_published = models.BooleanField(_("published"), default=True)
    visible_from = models.DateTimeField(_("visible from"), default=timezone.now)
    confused_with = models.ManyToManyField(
        "self",
        blank=True,
        verbose_name=_("not the same as"),
        help_text=_("Terms that readers take for this one."),
    )

    objects = TermQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain Versioned one

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("key",)

    def __str__(self) -> str:
        text = languages.best(self.texts.all(), languages.codes()[0])
        return text.label if text else self.key

    def names(self) -> list[str]:
        """Every label and alias, whatever the language."""
        return [
            *(text.label for text in self.texts.all()),
            *(alias.text for alias in self.aliases.all()),
        ]

    @property
    def path(self) -> str:
        """The address below the language prefix."""
        return f"glossary/{self.pk}-{self.slug}/"

    def url(self, language: str) -> str:
        """The address for readers of `language`."""
        return f"/{language}/{self.path}"

    def get_absolute_url(self) -> str:
        """The address in the site's first language, which every term has a page in."""
        return self.url(languages.codes()[0])


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a term in one language, as an editor or a file gives them."""

    label: str
    definition: str
    example: str = ""
    own_pinyin: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherName:
    """An alias, as an editor or a file gives it."""

    text: str
    language: str = ""
    is_shown: bool = True


class _Row(TranslatedText, Versioned):
    """Words of a term, with columns that follow from them."""

    VERSION = "glossary"

    class Meta:
        abstract = True

    def stored(self) -> dict[str, Any]:
        """Value by column, to see whether anything changes."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


class TermText(_Row):
    """What a term is called in one language and what it means. Pinyin and letter follow from it."""

    CONVERTED = ("label", "definition", "example")

    term = models.ForeignKey(Term, models.CASCADE, related_name="texts")
    label = models.CharField(_("term"), max_length=60)
    definition = models.TextField(
        _("definition"), max_length=400, help_text=_("One or two sentences. Plain text.")
    )
    example = models.TextField(_("example"), max_length=400, blank=True, help_text=_("Plain text."))
    own_pinyin = models.CharField(
        _("pinyin"),
        max_length=200,
        blank=True,
        help_text=_("Only where the pinyin worked out from the term is wrong. With tone marks."),
    )
    pinyin = models.TextField(editable=False, blank=True)
    sounds = models.TextField(editable=False, blank=True)
    letter = models.CharField(max_length=1, editable=False)
    folded = models.TextField(editable=False)

    objects = NameQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain Versioned one

    class Meta:
        verbose_name = _("text of a term")
        verbose_name_plural = _("texts of terms")
        ordering = ("term", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "language"], name="one_term_text_per_language"),
            models.UniqueConstraint(
                fields=["folded", "language"], name="label_names_one_term_in_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.language})"

    def derive(self) -> None:
        """Pinyin, the letter of the index, and the form that names are compared in."""
        self.label = characters.one_line(self.label)
        is_chinese = languages.is_chinese(self.language)
        self.pinyin = (self.own_pinyin or pinyin.toned(self.label)) if is_chinese else ""
        self.sounds = "\n".join(pinyin.typed(self.pinyin))
        self.letter = _first_letter(self.sounds or self.label)
        self.folded = fold_name(self.label)
        super().derive()


def _first_letter(text: str) -> str:
    first = text[:1].upper()
    return first if "A" <= first <= "Z" else NO_LETTER


class Alias(_Row):
    """Another name of a term: a ticker, a colloquial form, a common error. It names one term."""

    CONVERTED = ("text",)

    term = models.ForeignKey(Term, models.CASCADE, related_name="aliases")
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Empty: the same in all languages."),
    )
    text = models.CharField(_("alias"), max_length=60)
    is_shown = models.BooleanField(
        _("shown"), default=True, help_text=_("Not for common errors: they are only found.")
    )
    folded = models.TextField(editable=False)

    objects = NameQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain Versioned one

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folded"], name="alias_names_one_term")
        ]

    def __str__(self) -> str:
        return self.text

    def derive(self) -> None:
        """The form that names are compared in."""
        self.text = characters.one_line(self.text)
        self.folded = fold_name(self.text)
        super().derive()
