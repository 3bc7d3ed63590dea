"""The tree of topics, at most three deep and ordered by hand."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from faq.base import languages
from faq.base.models import Versioned
from faq.base.translations import TranslatedText

MAX_DEPTH = 3

ICONS = [
    "user-round", "id-card", "shield-check", "arrow-down-to-line", "arrow-up-from-line",
    "chart-candlestick", "wallet", "gift", "code-xml", "layout-grid", "life-buoy", "book-open",
    "message-square-text", "globe", "clock", "ticket",
]  # fmt: skip


class Category(Versioned):
    """A topic. Its key joins it with files, its slug stands in its address."""

    VERSION = "categories"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=80, allow_unicode=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside of"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    depth = models.PositiveSmallIntegerField(editable=False, default=1)
    icon = models.CharField(
        _("icon"), max_length=40, blank=True, choices=[(icon, icon) for icon in ICONS]
    )
    check_after_days = models.PositiveSmallIntegerField(
        _("check texts again after days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Empty: as the category above says; else as usual for the kind of article."),
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=MAX_DEPTH),
                name="category_is_at_most_three_deep",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="category_depth_follows_parent",
            ),
        ]

    def __str__(self) -> str:
        text = languages.best(self.texts.all(), languages.codes()[0])
        return text.name if text else self.key

    def clean(self) -> None:
        """Refuse a place below itself and a tree deeper than three."""
        self.depth = self._own_depth()
        above = self.parent
        while above:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A category cannot be inside of itself.")})
            above = above.parent
        if self._own_depth() + self._height() - 1 > MAX_DEPTH:
            raise ValidationError({"parent": _("Categories can be three deep at most.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the depth of this category and of those inside it in step with the place."""
        self.depth = self._own_depth()
        super().save(*args, **kwargs)
        for child in self.children.exclude(depth=self.depth + 1):
            child.save()

    def _own_depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 1

    def _height(self) -> int:
        if self._state.adding:
            return 1
        return 1 + max((child._height() for child in self.children.all()), default=0)


class CategoryText(TranslatedText, Versioned):
    """A category's name and scope in one language."""

    VERSION = "categories"
    CONVERTED = ("name", "description")

    category = models.ForeignKey(Category, models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what it covers"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("name of the category")
        verbose_name_plural = _("names of the category")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category", "language"], name="one_category_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
