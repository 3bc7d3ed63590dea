"""What staff fill in at the desk: answers and notes, who handles a ticket, how it is sorted."""

import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User
from faq.articles.models import Article
from faq.base import languages
from faq.categories.models import Category
from faq.contact.models import DAYS
from faq.tickets import article_links, kinds, preflight
from faq.tickets.agents import agents, shown
from faq.tickets.models import (
    CannedReply,
    CannedReplyText,
    Kind,
    Label,
    OfficeHours,
    Ticket,
    Urgency,
)

State = Ticket.State
FILTERS = ("state", "kind", "urgency", "owner", "label", "language", "source",
           "overdue", "q", "o")  # fmt: skip
"""What of the queue's address a saved view keeps."""


class AgentField(forms.ModelChoiceField):
    """One of those who handle tickets, by name."""

    def __init__(self, *, by: User, **options: Any) -> None:
        super().__init__(agents(), **options)
        self.by = by

    def label_from_instance(self, obj: Any) -> str:
        """Without addresses for those who may not see them."""
        return shown(obj, "", to=self.by)


class AnswerForm(forms.Form):
    """Words to the person, and what becomes of the ticket then."""

    body = forms.CharField(
        label=_("Answer"), max_length=10_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text. article:key becomes the address of that article."),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("After it"),
        choices=[
            (State.WAITING, _("we wait for the person")),
            (State.HANDLING, _("we go on")),
            (State.SOLVED, _("it is solved")),
        ],
        initial=State.WAITING,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)


class InsertForm(forms.Form):
    """What is put into an answer before it is sent: a canned reply, or an article."""

    canned = forms.ModelChoiceField(
        CannedReply.objects.none(), label=_("Canned reply"), required=False
    )
    words = forms.CharField(label=_("Find an article"), max_length=100, required=False)

    def __init__(self, *given: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*given, **options)
        replies: Any = self.fields["canned"]
        replies.queryset = CannedReply.objects.filter(kind__in=[ticket.kind_id]) | (
            CannedReply.objects.filter(kind=None)
        )


class NoteForm(forms.Form):
    """Words to the others at the desk."""

    body = forms.CharField(
        label=_("Note for staff"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """Who handles the ticket from now on, and what they should know."""

    had = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What they should know"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *given: Any, by: User, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["to"] = AgentField(
            by=by, label=_("Handled by"), required=False, empty_label=_("nobody")
        )

    field_order = ("to", "note", "had")

    def clean(self) -> dict[str, Any]:
        """A note goes to somebody."""
        given = super().clean() or self.cleaned_data
        if given.get("note") and not given.get("to"):
            raise ValidationError(_("Choose who takes it over."))
        return given


class SortForm(forms.Form):
    """What the ticket is about, how urgent it is, and under which labels it goes."""

    kind = forms.ChoiceField(label=_("Kind"))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    labels = forms.TypedMultipleChoiceField(
        label=_("Labels"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, language: str, among: Sequence[Label], **options: Any) -> None:
        super().__init__(*given, **options)
        self.among = among
        labels: Any = self.fields["labels"]
        labels.choices = [(label.pk, label.name) for label in among]
        field: Any = self.fields["kind"]
        field.choices = [(kind.key, kind.name(language)) for kind in kinds.every()]

    def clean_labels(self) -> list[Label]:
        """The labels of those numbers."""
        return [label for label in self.among if label.pk in self.cleaned_data["labels"]]

    def clean_kind(self) -> Kind:
        """The kind of that key."""
        return next(kind for kind in kinds.every() if kind.key == self.cleaned_data["kind"])


class MergeForm(forms.Form):
    """With which of the person's other tickets this one goes on."""

    into = forms.CharField(label=_("Goes on in"), max_length=20)

    def __init__(self, *given: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*given, **options)
        self.ticket = ticket
        self.fields["into"].widget.attrs["list"] = "their-tickets"

    def clean_into(self) -> Ticket:
        """One of the same person, by its number."""
        others = Ticket.objects.filter(requester=self.ticket.requester_id)
        reference = self.cleaned_data["into"].strip().upper()
        other = others.exclude(requester=None).exclude(pk=self.ticket.pk)
        if (found := other.filter(reference=reference).first()) is None:
            raise ValidationError(_("This person has no other ticket of that number."))
        return found


class SavedViewForm(forms.Form):
    """A name for the filters that are set."""

    name = forms.CharField(label=_("Name"), max_length=40)
    is_shared = forms.BooleanField(label=_("for all who handle tickets"), required=False)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Only filters of the queue; addresses may say anything else too."""
        given = parse_qsl(self.cleaned_data["query"].lstrip("?"))
        return urlencode([(name, value) for name, value in given if _is_filter(name)])


def _is_filter(name: str) -> bool:
    return name.partition("__")[0] in FILTERS


class ArticleDraftForm(forms.Form):
    """Question and answer for everybody, cleaned of what is personal."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(label=_("Question, as everybody would ask it"), max_length=120)
    summary = forms.CharField(
        label=_("Answer in one or two sentences"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    body = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 16})
    )
    is_clean = forms.BooleanField(label=_("I read all of it: nothing in it tells who asked."))

    def __init__(self, *given: Any, categories: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*given, **options)
        choices: Any = self.fields["category"]
        choices.choices = [("", "---------"), *categories]
        spoken: Any = self.fields["language"]
        spoken.choices = [(code, languages.name(code)) for code in languages.codes()]


class HoursForm(forms.ModelForm):
    """Days as digits, each once."""

    class Meta:
        model = OfficeHours
        fields = ("days", "opens", "closes")

    def clean_days(self) -> str:
        """1 to 7, in order."""
        days = sorted(set(self.cleaned_data["days"]))
        if not set(days) <= set(DAYS):
            raise ValidationError(_("Days are digits from 1 to 7, Monday to Sunday."))
        return "".join(days)


class CannedReplyTextForm(forms.ModelForm):
    """Words that may be sent: they name nobody but ourselves, and articles that exist."""

    class Meta:
        model = CannedReplyText
        fields = ("language", "body")

    def clean_body(self) -> str:
        """Checked as an answer is."""
        body: str = self.cleaned_data["body"]
        missing = set(article_links.keys_in(body)) - set(
            Article.objects.filter(key__in=article_links.keys_in(body)).values_list(
                "key", flat=True
            )
        )
        if missing:
            raise ValidationError(
                _("There is no article called %(keys)s.") % {"keys": ", ".join(sorted(missing))}
            )
        preflight.require_listed(body)
        return body


def token() -> str:
    """Names one form that is sent, so that sending it twice is once."""
    return secrets.token_urlsafe(32)
