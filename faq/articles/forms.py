"""What readers send about an article, and what editors write."""

from datetime import datetime
from itertools import count
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from faq.articles import actions, golden_guard
from faq.articles.models import Article, Revision, Text, Vote, Words, summary_is_too_long
from faq.articles.tags import string_from_tags, tags_from_string
from faq.base import characters
from faq.base.widgets import MarkdownTextarea
from faq.categories.models import Category


class VoteForm(forms.Form):
    """Whether a text helped, and if not, why."""

    helpful = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )
    reason = forms.ChoiceField(choices=[("", ""), *Vote.Reason.choices], required=False)
    comment = forms.CharField(max_length=500, required=False)


class TextForm(forms.ModelForm):
    """One language of an article, as an editor writes it: its address and tags with its words.

    Saving is the actions' work; this only checks. `based_on` carries the revision that the
    editor saw, so that somebody else's newer words are never lost.
    """

    title = forms.CharField(label=_("title"), max_length=120)
    summary = forms.CharField(
        label=_("answer first"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "The answer in one or two sentences: at most 90 Chinese characters or 45 words."
        ),
    )
    body = forms.CharField(label=_("body"), required=False, widget=MarkdownTextarea)
    keywords = forms.CharField(
        label=_("words readers would search for"),
        max_length=500,
        required=False,
        help_text=_("Not shown. Other names, colloquial forms, common misspellings."),
    )
    tag_names = forms.CharField(
        label=_("tags"),
        required=False,
        help_text=_("Separated by commas, Chinese ones too: 充值、提现，合约"),
    )
    note = forms.CharField(label=_("what changed and why"), max_length=200, required=False)
    visible_from = forms.SplitDateTimeField(
        label=_("visible from"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("Empty: at once when published."),
    )
    visible_until = forms.SplitDateTimeField(
        label=_("visible until"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("Empty: for good."),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Text
        fields = ("article", "language", "slug", "checked_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest: Revision | None = None
        self.conflict: Revision | None = None
        self.losses: list[golden_guard.Loss] = []
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk:
            self.fields["body"].widget.attrs["data-language"] = self.instance.language
            self.newest = self.instance.revisions.first()
            self.initial["tag_names"] = string_from_tags(self.instance.tags.all())
        if self.newest:
            for name in ("title", "summary", "body", "keywords", "visible_from", "visible_until"):
                self.initial[name] = getattr(self.newest, name)
            self.initial["based_on"] = self.newest.pk

    def clean_slug(self) -> str:
        """Typed as words, kept as an address; empty: from the title."""
        return characters.slug(self.cleaned_data["slug"])

    def clean_visible_from(self) -> datetime | None:
        """A start in the past that was not changed means: no new start."""
        start: datetime | None = self.cleaned_data["visible_from"]
        return start if "visible_from" in self.changed_data else None

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields, and whether somebody else saved meanwhile."""
        cleaned = super().clean() or {}
        language = cleaned.get("language") or self.instance.language
        if summary_is_too_long(cleaned.get("summary", ""), language):
            self.add_error(
                "summary", _("Too long: at most 90 Chinese characters or 45 English words.")
            )
        if "_publish" in self.data and not cleaned.get("summary"):
            self.add_error("summary", _("Write the answer in one or two sentences first."))
        start, end = cleaned.get("visible_from") or timezone.now(), cleaned.get("visible_until")
        if end and end <= start:
            self.add_error("visible_until", _("The end must come after the start."))
        self._notice_conflict(cleaned)
        self._notice_losses(cleaned)
        return cleaned

    def _notice_conflict(self, cleaned: dict[str, Any]) -> None:
        if not self.newest or cleaned.get("based_on") == self.newest.pk:
            return
        self.conflict = self.newest
        self.data = {**self.data, self.add_prefix("based_on"): str(self.newest.pk)}
        self.add_error(
            None,
            _(
                "%(who)s saved a newer version meanwhile; it is shown below and kept in the "
                "history. Your text is still in the fields: take over what you want, then "
                "save again."
            )
            % {"who": self.newest.author or _("Somebody")},
        )

    def _notice_losses(self, cleaned: dict[str, Any]) -> None:
        """Name the golden queries that saving would lose, until that is accepted."""
        if self.errors or not self.instance.pk:
            return
        at = max(cleaned.get("visible_from") or timezone.now(), timezone.now())
        article = self.instance.article
        self.losses = golden_guard.losses([article], lambda: self._save(cleaned, at), at=at)
        if self.losses and "accept_losses" not in self.data:
            self.add_error(None, _("Nothing is saved yet: see below which searches would be lost."))

    def _save(self, cleaned: dict[str, Any], at: datetime) -> None:
        """What the pressed button does, for the searches afterwards."""
        text = Text.objects.select_related("article").get(pk=self.instance.pk)
        tags = tags_from_string(cleaned["tag_names"])
        actions.save_text(
            text.article, text.language, slug=cleaned["slug"], tags=tags, by=None, at=at
        )
        if "_publish" in self.data:
            revision = actions.save_draft(text, self.words, by=None, at=at)
            window = {name: cleaned[name] for name in ("visible_from", "visible_until")}
            actions.publish(revision, **window, by=None, at=at)
        elif "_hide" in self.data:
            actions.hide(text, by=None, at=at)

    @property
    def words(self) -> Words:
        """The words, for the actions."""
        return Words(
            **{name: self.cleaned_data[name] for name in ("title", "summary", "body", "keywords")}
        )


class NewArticleForm(TextForm):
    """A new article together with its first text."""

    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("texts"), label=_("category")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Article.Kind.choices)
    audience = forms.ChoiceField(label=_("audience"), choices=Article.Audience.choices)

    class Meta:
        model = Text
        fields = ("language", "slug", "checked_on")

    @property
    def key(self) -> str:
        """A key nobody uses yet, from the address or, where that is not ASCII, a number."""
        wanted = slugify(self.cleaned_data["slug"] or self.cleaned_data["title"]) or "article"
        taken = set(Article.objects.filter(key__startswith=wanted).values_list("key", flat=True))
        return next(
            key
            for number in count(1)
            if (key := wanted if number == 1 else f"{wanted}-{number}") not in taken
        )
