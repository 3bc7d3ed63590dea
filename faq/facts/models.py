"""Facts: fees, limits, arrival times and hours that stand in many texts and are kept once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User
from faq.base import fact_codes, languages
from faq.base.models import Versioned
from faq.base.translations import TranslatedText
from faq.facts.querysets import FactQuerySet, FactValueQuerySet

VERSION = "facts"
VALUE = "{value}"
"""What stands for the value in a wording."""


class _Row(Versioned):
    """A row that processes remember together with all others."""

    VERSION = VERSION

    class Meta:
        abstract = True


class Fact(_Row):
    """A figure in all languages. Texts name it by its key, as `{{fact:key}}`."""

    # The versions of texts that name it, known from above.
    revisions: Any

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                rf"\A{fact_codes.KEY}\Z", _("Only small letters a–z, digits and single hyphens.")
            )
        ],
        help_text=_("Names the fact in texts and files. Never changes."),
    )
    unit = models.CharField(
        _("unit"),
        max_length=20,
        blank=True,
        help_text=_("The same in every language, like USDT. Others belong in the wording."),
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Where it can be checked.")
    )
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    checked_on = models.DateField(_("last checked on"), default=timezone.localdate)
    checked_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    check_after_days = models.PositiveSmallIntegerField(
        _("check again after days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )
    due_on = models.DateField(_("next check"), editable=False)

    objects = FactQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("key",)
        indexes: ClassVar = [models.Index(fields=["due_on"], name="fact_by_next_check")]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.due_on = self.checked_on + timedelta(days=self.check_after_days)
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """What stands for it in a text."""
        return fact_codes.written(self.key)

    def label(self, language: str) -> str:
        """What readers of a language call it, of a fact fetched with its words."""
        text = languages.best(self.texts.all(), language)
        return text.shown("label", language) if text else self.key

    def said(self, value: str, language: str) -> str:
        """How a value of it is said to readers of a language, of a fact fetched with its words.

        In the words of their language or its sister script; else as it is the same everywhere.
        """
        text = languages.best(self.texts.all(), language)
        is_readable = text is not None and languages.can_read(language, text.language)
        wording = text.shown("wording", language) if text and is_readable else ""
        return wording.replace(VALUE, value) if wording else f"{value} {self.unit}".strip()

    def value_at(self, at: datetime) -> str | None:
        """The value that holds at that instant, of a fact fetched with its values."""
        begun = [row for row in self.values.all() if row.valid_from <= at]
        return max(begun, key=lambda row: row.valid_from).value if begun else None


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a fact in one language, as an editor or a file gives them."""

    label: str
    wording: str = ""


class FactText(TranslatedText, _Row):
    """What a fact is called in one language, and how its value is said."""

    CONVERTED = ("label", "wording")

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="texts")
    label = models.CharField(_("name"), max_length=80)
    wording = models.CharField(
        _("wording"),
        max_length=120,
        blank=True,
        help_text=_("{value} stands for the value. Empty: the value and the unit."),
    )

    class Meta:
        verbose_name = _("words of a fact")
        verbose_name_plural = _("words of a fact")
        ordering = ("fact", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "language"], name="one_fact_text_per_language")
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A wording without the value would say the same whatever the value is."""
        super().clean()
        if self.wording and VALUE not in self.wording:
            raise ValidationError({"wording": _("Write {value} where the value is to stand.")})


class FactValue(_Row):
    """What a fact amounts to from a moment on, until the next value begins."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=60, help_text=_("A number or a few words."))
    valid_from = models.DateTimeField(_("valid from"))

    objects = FactValueQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("value of a fact")
        verbose_name_plural = _("values of a fact")
        ordering = ("fact", "valid_from")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fact", "valid_from"],
                name="one_value_of_a_fact_begins_at_a_moment",
                violation_error_message=_("Another value begins at that moment already."),
            )
        ]

    def __str__(self) -> str:
        return self.value
