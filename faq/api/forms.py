"""What programs ask for and what they send, checked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Article, Revision
from faq.base.secret_guard import GuardedCharField
from faq.categories.models import Category

WORDS = ("title", "summary", "body", "keywords")
LONGEST_QUERY = 200


class MomentField(forms.CharField):
    """A moment with its zone, in ISO 8601."""

    def clean(self, value: Any) -> datetime | None:
        """The moment; None for nothing. Raises ValidationError."""
        written = super().clean(value)
        if not written:
            return None
        try:
            moment = parse_datetime(written)
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise ValidationError(_("Write a moment with its zone: 2026-11-25T06:00:00Z."))
        return moment


class ReadForm(forms.Form):
    """What narrows a list down. What makes no sense is an error: programs should be told."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def clean_language(self) -> str:
        """The site's first language where none is named."""
        return self.cleaned_data["language"] or settings.LANGUAGE_CODE

    def clean_page(self) -> int:
        """The first page where none is named."""
        return self.cleaned_data["page"] or 1


class ArticlesForm(ReadForm):
    """Which articles to list."""

    kind = forms.ChoiceField(choices=Article.Kind.choices, required=False)
    category = forms.CharField(max_length=60, required=False)
    tag = forms.CharField(max_length=100, required=False)
    updated_since = MomentField(required=False)


class SearchForm(ReadForm):
    """What to search for."""

    q = GuardedCharField(max_length=LONGEST_QUERY)
    kind = forms.CharField(max_length=20, required=False)


class TextForm(forms.Form):
    """One language of an article, as a program sends it. What it leaves out stays as it is."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    title = forms.CharField(max_length=120, required=False)
    summary = forms.CharField(max_length=400, required=False)
    body = forms.CharField(max_length=200_000, required=False, strip=False)
    keywords = forms.CharField(max_length=500, required=False)
    category = forms.ModelChoiceField(Category.objects.all(), to_field_name="key", required=False)
    kind = forms.ChoiceField(choices=Article.Kind.choices, required=False)
    audience = forms.ChoiceField(choices=Article.Audience.choices, required=False)
    position = forms.IntegerField(min_value=0, max_value=10**6, required=False)
    slug = forms.CharField(max_length=200, required=False)
    tags = forms.JSONField(required=False)
    checked_on = forms.DateField(required=False)
    note = forms.CharField(max_length=200, required=False)
    significance = forms.ChoiceField(choices=Revision.Significance.choices, required=False)
    based_on = forms.IntegerField(min_value=1, max_value=2**53, required=False)
    publish = forms.BooleanField(required=False)
    visible_from = MomentField(required=False)
    visible_until = MomentField(required=False)

    def __init__(self, sent: Mapping[str, Any]) -> None:
        super().__init__(
            {name: value for name, value in sent.items() if value is not None},
        )
        self.unknown = sorted(sent.keys() - self.fields.keys())

    def clean_tags(self) -> list[str] | None:
        """Names, or None to leave the tags alone."""
        tags = self.cleaned_data["tags"]
        if tags is None:
            return None
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise ValidationError(_("Send the tags as a list of names."))
        return tags

    def clean(self) -> dict[str, Any]:
        """Words that were not sent are None, so that they stay; an unknown name is a mistake."""
        cleaned = super().clean() or {}
        if self.unknown:
            raise ValidationError(_("Unknown: %(names)s.") % {"names": ", ".join(self.unknown)})
        for name in WORDS:
            if name not in self.data:
                cleaned[name] = None
        return cleaned
