"""What is asked when an article goes: which other one its addresses and links lead to."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Article, Revision, Text

_NUMBER = re.compile(r"(?:HC-|.*/articles/)?(?P<pk>\d{1,18})(?:-.*)?", re.I)


class ArticleField(forms.CharField):
    """An article in use, by its number, key, address, or the title of one of its texts.

    `articles` may be set to those that are asked.
    """

    articles: QuerySet[Article] = Article.objects.all()

    widget = forms.TextInput({"list": "articles-at-hand", "autocomplete": "off"})

    def clean(self, value: Any) -> Article | None:
        """The article; None where nothing is demanded and nothing typed. Raises ValidationError."""
        typed = super().clean(value)
        if not typed:
            return None
        in_use = self.articles.filter(archived_at=None)
        found = in_use.filter(key=typed).first()
        if found is None and (number := _NUMBER.fullmatch(typed)):
            found = in_use.filter(pk=int(number["pk"])).first()
        if found is None:
            titled = list(in_use.filter(texts__in=_titled(typed)).distinct()[:2])
            found = titled[0] if len(titled) == 1 else None
        if found is None:
            raise ValidationError(_("No article in use has this number, key, address or title."))
        return found


def _titled(title: str) -> Iterable[Text]:
    newest = Revision.objects.filter(text=OuterRef("pk")).values("title")[:1]
    return Text.objects.annotate(newest_title=Subquery(newest)).filter(newest_title=title)


class MergeForm(forms.Form):
    """Into which article another is merged, and what goes along."""

    into = ArticleField(
        label=_("merge into"), help_text=_("Number (HC-12), key, address or exact title.")
    )
    unite_tags = forms.BooleanField(label=_("give its tags to the other, at once"), required=False)
    carry_keywords = forms.BooleanField(
        label=_("add its titles and keywords to the other's keywords, as drafts"), required=False
    )

    def __init__(self, *args: Any, articles: QuerySet[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, ArticleField)
        field.articles = articles


class DeleteForm(forms.Form):
    """Where the addresses of deleted articles and the links to them lead then."""

    links_to = ArticleField(
        label=_("lead addresses and links to"),
        required=False,
        help_text=_("Number (HC-12), key, address or exact title. Empty: nowhere."),
    )
    leave_broken = forms.BooleanField(
        label=_("Leave these links broken; I will mend them."), required=False
    )

    def __init__(self, *args: Any, is_linked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_linked = is_linked
        if not is_linked:
            del self.fields["leave_broken"]

    def clean(self) -> dict[str, Any]:
        """Links break only knowingly."""
        cleaned = super().clean() or {}
        is_decided = cleaned.get("links_to") or cleaned.get("leave_broken")
        if self._is_linked and not is_decided and not self.errors:
            raise ValidationError(_("Say where the links lead, or that they may break."))
        return cleaned
