"""What readers send about an article, and what editors write."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from itertools import count
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faq.accounts.models import User
from faq.articles import actions, golden_guard, saving
from faq.articles.findings import Finding, Level
from faq.articles.models import (
    Article,
    Revision,
    SentenceReport,
    Text,
    Vote,
    Words,
    summary_is_too_long,
)
from faq.articles.preflight import draft_of, findings
from faq.articles.rights import can_arrange, can_publish, can_publish_all, can_write, publishers
from faq.articles.sentences import Sentence, Shown
from faq.articles.tags import string_from_tags, tags_from_string
from faq.base import characters
from faq.base.secret_guard import GuardedCharField
from faq.base.widgets import LabelledSplitDateTime, MarkdownTextarea
from faq.categories.models import Category


class VoteForm(forms.Form):
    """Whether a text helped, and if not, why."""

    helpful = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )
    reason = forms.ChoiceField(choices=[("", ""), *Vote.Reason.choices], required=False)
    comment = GuardedCharField(max_length=500, required=False)


class SentenceReportForm(forms.Form):
    """Which of the sentences of a text is wrong, and how; `sentence` carries its anchor."""

    sentence = forms.ChoiceField(
        error_messages={
            "required": _("Choose the sentence."),
            "invalid_choice": _("The page has changed meanwhile. Please choose again."),
        }
    )
    reason = forms.ChoiceField(
        choices=SentenceReport.Reason.choices, error_messages={"required": _("Say what is wrong.")}
    )
    comment = GuardedCharField(max_length=SentenceReport.COMMENT_LENGTH, required=False)

    def __init__(self, data: Any, *, among: Sequence[Shown]) -> None:
        super().__init__(data)
        self.among = {one.own.anchor: one.own for one in among}
        field: Any = self.fields["sentence"]
        field.choices = [(anchor, own.text) for anchor, own in self.among.items()]

    @property
    def chosen(self) -> Sentence:
        """What was chosen, once the form is valid."""
        return self.among[self.cleaned_data["sentence"]]


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
    significance = forms.ChoiceField(
        label=_("significance"),
        choices=Revision.Significance.choices,
        initial=Revision.Significance.MINOR,
        required=False,
    )
    reviewer = forms.ModelChoiceField(
        publishers(),
        label=_("reviewer"),
        required=False,
        empty_label=_("anybody who may publish it"),
    )
    parity_reason = forms.CharField(
        label=_("why languages differ"),
        max_length=300,
        required=False,
        help_text=_("Where figures, days, links, steps or warnings differ for a good reason."),
    )
    visible_from = forms.SplitDateTimeField(
        label=_("visible from"),
        required=False,
        widget=LabelledSplitDateTime,
        help_text=_("Empty: at once when published."),
    )
    visible_until = forms.SplitDateTimeField(
        label=_("visible until"),
        required=False,
        widget=LabelledSplitDateTime,
        help_text=_("Empty: for good."),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    by: User
    article: Article | None = None
    """Who fills it in, and the article that a new text will belong to; the admin says so."""
    newest_shown: Revision | None = None
    """The newest words where they were read already and the form is only shown."""

    WITHOUT_VERSIONS = ("slug", "tag_names", "checked_on")

    class Meta:
        model = Text
        fields = ("article", "language", "slug", "checked_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest: Revision | None = None
        self.conflict: Revision | None = None
        self.seen: int | None = None
        self.findings: list[Finding] | None = None
        self.losses: list[golden_guard.Loss] = []
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk:
            self.fields["body"].widget.attrs["data-language"] = self.instance.language
            self.newest = self.newest_shown or self.instance.revisions.first()
            self.initial["tag_names"] = string_from_tags(self.instance.tags.all())
            for name in self.WITHOUT_VERSIONS:
                if name in self.fields:
                    self.fields[name].show_hidden_initial = True
        if self.newest:
            for name in (
                "title",
                "summary",
                "body",
                "keywords",
                "parity_reason",
                "visible_from",
                "visible_until",
            ):
                self.initial[name] = getattr(self.newest, name)
            self.initial["based_on"] = self.newest.pk
            self._show_what_was_asked()

    def _show_what_was_asked(self) -> None:
        """While the words wait for a review, the window and the reviewer are those wished for."""
        review = next((row for row in self.instance.reviews.all() if row.is_open), None)
        if review:
            for name in ("visible_from", "visible_until", "reviewer", "note"):
                self.initial[name] = getattr(review, name)

    def clean_slug(self) -> str:
        """Typed as words, kept as an address; empty: from the title."""
        return characters.slug(self.cleaned_data["slug"])

    def clean_visible_from(self) -> datetime | None:
        """A start in the past that was not changed means: no new start."""
        start: datetime | None = self.cleaned_data["visible_from"]
        is_ahead = start is not None and start > timezone.now()
        return start if is_ahead or "visible_from" in self.changed_data else None

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields, and whether somebody else saved meanwhile."""
        cleaned = super().clean() or {}
        language = cleaned.get("language") or self.instance.language
        if summary_is_too_long(cleaned.get("summary", ""), language):
            self.add_error(
                "summary", _("Too long: at most 90 Chinese characters or 45 English words.")
            )
        start, end = cleaned.get("visible_from") or timezone.now(), cleaned.get("visible_until")
        if end and end <= start:
            self.add_error("visible_until", _("The end must come after the start."))
        self._require_rights(cleaned, language)
        self._notice_conflict(cleaned)
        self._keep_what_others_changed(cleaned)
        if {"_publish", "_review", "_check"} & set(self.data):
            self._check(language)
        self._notice_losses(cleaned)
        return cleaned

    def place(self, cleaned: dict[str, Any]) -> Article | None:
        """Where the words will stand, for who may write there."""
        return self.instance.article if self.instance.pk else self.article

    def _require_rights(self, cleaned: dict[str, Any], language: str) -> None:
        """The rights may have changed since the page was opened; what was typed stays in it."""
        article = self.place(cleaned)
        if not can_write(self.by, article, language):
            self.add_error(None, _("You may not write here: not this category or language."))
        elif {"_publish", "_hide"} & set(self.data) and not can_publish(self.by, article, language):
            self.add_error(
                None, _("You may write here, but not publish. Ask for a review instead.")
            )
        reviewer = cleaned.get("reviewer")
        if reviewer and "_review" in self.data and not can_publish(reviewer, article, language):
            self.add_error("reviewer", _("This person may not publish here."))

    @property
    def is_only_checked(self) -> bool:
        """Whether the words are to be looked at and not to be saved."""
        return "_check" in self.data

    def is_valid(self) -> bool:
        """What is only checked comes back to the editor as it was typed."""
        return super().is_valid() and not self.is_only_checked

    def _check(self, language: str) -> None:
        """Look for what an editor should know; what holds publishing up stands at its field."""
        if self.errors.keys() & {"language", "title", "body", "keywords"}:
            return
        revision = draft_of(self.words, language, parity_reason=self.cleaned_data["parity_reason"])
        article_pk = self.instance.article_id or (self.article.pk if self.article else None)
        self.findings = findings(revision, article_pk, timezone.now())
        if self.is_only_checked:
            return
        for finding in self.findings:
            if finding.level is not Level.ADVICE:
                self.add_error(finding.field, finding.message)

    def _notice_conflict(self, cleaned: dict[str, Any]) -> None:
        if not self.newest or cleaned.get("based_on") == self.newest.pk:
            return
        self.conflict, self.seen = self.newest, cleaned.get("based_on")
        self._answer_with(self.add_prefix("based_on"), str(self.newest.pk))
        self.add_error(
            None,
            _(
                "%(who)s saved a newer version meanwhile; it is shown below and kept in the "
                "history. Your text is still in the fields: take over what you want, then "
                "save again."
            )
            % {"who": self.newest.author or _("Somebody")},
        )

    def _answer_with(self, name: str, value: Any) -> None:
        """Show another value than was sent when the page comes back; the rest as it was typed."""
        answered: Any = self.data
        answered = answered.copy()
        answered[name] = value
        self.data = answered

    def _keep_what_others_changed(self, cleaned: dict[str, Any]) -> None:
        """Address, tags and check date hold at once and have no versions: what somebody else
        changed meanwhile stays unless this editor changed it, too, and says so twice."""
        for name in self.WITHOUT_VERSIONS:
            seen_name = self.add_initial_prefix(name)
            if name not in cleaned or seen_name not in self.data:
                continue
            field = self.fields[name]
            seen, present = field.clean(self.data[seen_name]), field.clean(self.initial[name])
            if present == seen or _is_same(cleaned[name], present):
                continue
            if _is_same(cleaned[name], seen):
                cleaned[name] = present
                continue
            self._answer_with(seen_name, self.initial[name])
            told = _("Somebody changed this to “%(present)s” meanwhile. Save again to keep yours.")
            self.add_error(name, told % {"present": present or "-"})

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
        """What will be saved, for the searches afterwards; it is undone."""
        article, language = self.instance.article, self.instance.language
        saving.save(article, language, self.words, cleaned, pressed=self.data, by=self.by, at=at)

    @property
    def words(self) -> Words:
        """The words, for the actions."""
        return Words(
            **{
                name: self.cleaned_data.get(name, "")
                for name in ("title", "summary", "body", "keywords")
            }
        )


def _is_same(one: object, other: object) -> bool:
    """Whether two values of a field mean the same; tags do in any order."""
    if isinstance(one, str) and isinstance(other, str):
        return set(tags_from_string(one)) == set(tags_from_string(other))
    return one == other


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

    def place(self, cleaned: dict[str, Any]) -> Article | None:
        """An article that will lie in the chosen category."""
        category = cleaned.get("category")
        return Article(category=category) if category else None

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


class ArticleForm(forms.ModelForm):
    """What is the same in every language, also as a row of the list."""

    by: User
    """Who fills it in; the admin says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = copy(self.instance)
        self.losses: list[golden_guard.Loss] = []
        if not can_arrange(self.by, self.instance):
            for name, field in self.fields.items():
                field.disabled = name != self._meta.model._meta.pk.name

    def clean(self) -> dict[str, Any]:
        """Refuse a category where somebody may not write, and readers whom they may not reach."""
        cleaned = super().clean() or {}
        category = cleaned.get("category")
        if "category" in self.changed_data and not can_arrange(self.by, Article(category=category)):
            self.add_error("category", _("You may not write in this category."))
        if "audience" in self.changed_data and not can_publish_all(self.by, self.before):
            self.add_error("audience", _("Only who may publish all its texts may change this."))
        if "audience" in self.changed_data and self.before.pk and not self.errors:
            self._notice_losses(cleaned["audience"])
        return cleaned

    def _notice_losses(self, audience: str) -> None:
        """Name the golden queries that other readers would lose, until that is accepted."""
        at = timezone.now()

        def change() -> None:
            article = Article.objects.get(pk=self.before.pk)
            article.audience = audience
            article.save(update_fields=["audience"])
            actions.record_article_change(article, by=self.by, at=at)

        self.losses = golden_guard.losses([self.before], change, at=at)
        if self.losses and "accept_losses" not in self.data:
            self.add_error(None, _("Nothing is saved yet: see below which searches would be lost."))


class ReviewForm(forms.Form):
    """A reviewer's word; `seen` carries the revision that was read."""

    comment = forms.CharField(
        label=pgettext_lazy("review", "comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def show_newest(self, revision: int) -> None:
        """Let the next try be about the words that are shown now; the comment stays."""
        self.data = {**self.data, "seen": str(revision)}
