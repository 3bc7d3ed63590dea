"""What somebody asks, says further and thinks of the answer, as it is typed into a page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.base import characters
from faq.base.secret_guard import GuardedCharField
from faq.base.substance import validate_says_something
from faq.base.time_zones import offset
from faq.tickets import facts, once
from faq.tickets.attachments import CheckedFile, clean_files
from faq.tickets.models import Kind, KindField, Message, Ticket, Urgency

Name = KindField.Name
SUBJECT_LENGTH = 120
FACT = "fact_"
"""Before the names of facts, which else were names of the form's own fields."""
URGENCIES = (
    (Urgency.DANGER, gettext_lazy("Money or my account is in danger right now")),
    (Urgency.BLOCKED, gettext_lazy("I cannot go on: something is stuck or missing")),
    (Urgency.NORMAL, gettext_lazy("I have a question; it can wait for its turn")),
)
# Django's own sentence repeats what was sent, which may be anything.
_NO_CHOICE = {"invalid_choice": gettext_lazy("Please choose one of the list.")}
_OLD_PAGE = gettext_lazy("This page is too old. Please load it again; copy your text first.")


class Once(forms.Form):
    """A form that names itself, so that sending it twice is sending it once."""

    nonce = forms.CharField(
        min_length=once.LENGTH,
        max_length=once.LENGTH,
        widget=forms.HiddenInput,
        error_messages={"required": _OLD_PAGE, "min_length": _OLD_PAGE, "max_length": _OLD_PAGE},
    )


class FilesInput(forms.FileInput):
    """A button that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Pictures and recordings, checked; none is fine."""

    widget = FilesInput(attrs={"accept": "image/*,video/mp4,video/quicktime,video/webm"})

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Screenshots or a short recording"),
            help_text=gettext_lazy(
                "PNG, JPEG, WebP, GIF, or MP4, MOV, WebM; up to 5 files of 10 MB. "
                "Cover passwords and codes first."
            ),
            required=False,
        )

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        """What may be kept. Raises ValidationError with a sentence for each other file."""
        return clean_files(data) if data else []


def _names(files: Iterable[CheckedFile]) -> Iterator[str]:
    return (f"{file.name} {file.content.size}" for file in files)


class TicketForm(Once):
    """A request of one kind: what it is about, what happened, and the facts of that kind."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "We send a code there. Once you typed it in, your request is with us."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    subject = GuardedCharField(
        label=gettext_lazy("In one line, what is it about?"),
        max_length=SUBJECT_LENGTH,
        validators=[validate_says_something],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = GuardedCharField(
        label=gettext_lazy("What happened?"),
        max_length=10_000,
        validators=[validate_says_something],
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How urgent is it?"),
        choices=URGENCIES,
        widget=forms.RadioSelect,
        error_messages=_NO_CHOICE,
    )
    attached = FilesField()
    told = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        kind: Kind,
        is_guest: bool,
        at: datetime,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        defaults = {"urgency": kind.urgency, "nonce": once.nonce()}
        super().__init__(data, files, initial={**defaults, **(initial or {})})
        self._kind, self._day = kind, f"{timezone.localtime(at):%Y-%m-%d}"
        if not is_guest:
            del self.fields["email"]
        for field in kind.fields.all():
            self.fields[FACT + field.name] = _field_of(field.name, at)
            self.initial.setdefault(FACT + field.name, "")
        if FACT + Name.HAPPENED_AT in self.fields and not self.initial[FACT + Name.HAPPENED_AT]:
            self.initial[FACT + Name.HAPPENED_AT] = f"{self._day} "
        self.order_fields(["email", "subject", "body", *self._fact_names(), "urgency"])

    def _fact_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith(FACT)]

    def words(self) -> Iterator[forms.BoundField]:
        """The fields before the facts."""
        return (self[name] for name in ("email", "subject", "body") if name in self.fields)

    def facts(self) -> Iterator[forms.BoundField]:
        """The fields of the facts."""
        return (self[name] for name in self._fact_names())

    def clean_email(self) -> str:
        """Lower case, as addresses are kept."""
        return str(self.cleaned_data["email"]).lower()

    def clean_subject(self) -> str:
        """On one line."""
        return characters.one_line(self.cleaned_data["subject"])

    def details(self) -> dict[str, str]:
        """The facts that were given, by name, also of a form with faults."""
        given = {}
        for name in self._fact_names():
            bare = name.removeprefix(FACT)
            value = facts.clean(bare, str(self.cleaned_data.get(name) or ""))
            # The day alone is what the page said itself.
            if value and not (bare == Name.HAPPENED_AT and value == self._day):
                given[bare] = value
        return given

    def text(self) -> str:
        """All that is written freely, also of a form with faults."""
        written = (self.cleaned_data.get(name, "") for name in ("subject", "body"))
        return "\n".join(filter(None, written))

    def as_sent(self) -> Iterator[str]:
        """What a name of this request is made from."""
        yield self._kind.key
        yield self.cleaned_data.get("email", "")
        yield from (self.cleaned_data[name] for name in ("subject", "body", "urgency"))
        for name, value in sorted(self.details().items()):
            yield name
            yield value
        yield from _names(self.cleaned_data["attached"])


def _field_of(name: str, at: datetime) -> forms.Field:
    fact = facts.FACTS[name]
    if name == Name.NETWORK:
        labels = [network.label for network in facts.NETWORKS]
        choices = [("", _("Choose")), *zip(labels, labels, strict=True)]
        return forms.ChoiceField(
            label=Name(name).label,
            help_text=fact.hint,
            required=False,
            choices=[*choices, (facts.OTHER_NETWORK, _("Another one, or I do not know"))],
            error_messages=_NO_CHOICE,
        )
    hint = str(fact.hint)
    if name == Name.HAPPENED_AT:
        hint += " " + _("If you name no zone we read it as %(zone)s.") % {
            "zone": offset(timezone.localtime(at))
        }
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    if name in facts.LONG:
        widget = forms.Textarea(attrs={"rows": 3})
    elif name == Name.COIN:
        widget.attrs["list"] = "coins"
    elif name in {Name.UID, Name.AMOUNT}:
        widget.attrs["inputmode"] = "numeric" if name == Name.UID else "decimal"
    return GuardedCharField(
        label=Name(name).label,
        help_text=hint,
        required=False,
        max_length=facts.LONGEST if name in facts.LONG else 200,
        widget=widget,
    )


def initial_of(ticket: Ticket) -> Mapping[str, str]:
    """What somebody wrote already, to be changed and sent anew."""
    first = ticket.messages.order_by("pk").first()
    return {
        "subject": ticket.subject,
        "body": first.body if first else "",
        "urgency": ticket.urgency,
        **{FACT + name: value for name, value in ticket.details.items()},
    }


def initial_of_question(question: str) -> Mapping[str, str]:
    """What somebody asked elsewhere on the site, as the subject, or as the words if it is long."""
    asked = characters.one_line(question)
    return {"subject": asked} if len(asked) <= SUBJECT_LENGTH else {"body": asked}


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.CharField(
        label=gettext_lazy("The code from the mail"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false",
            }
        ),
    )  # fmt: skip


class ReplyForm(Once):
    """What the person says further: words, files or both."""

    body = GuardedCharField(
        label=gettext_lazy("Add something"),
        required=False,
        max_length=Message._meta.get_field("body").max_length,
        validators=[validate_says_something],
        help_text=gettext_lazy(
            "Only what was asked for. Never a password, a code or a recovery phrase."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    attached = FilesField()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"nonce": once.nonce()})

    def clean(self) -> dict[str, Any]:
        """Files need no words beside them."""
        sent: dict[str, Any] = super().clean() or {}
        if "body" in sent and not sent["body"].strip():
            if sent.get("attached"):
                sent["body"] = _("See the attached files.")
            else:
                self.add_error("body", _("Please write what it is about, in words."))
        return sent

    def as_sent(self) -> Iterator[str]:
        """What a name of this reply is made from."""
        yield self.cleaned_data["body"]
        yield from _names(self.cleaned_data["attached"])


class RatingForm(forms.Form):
    """How it went."""

    rating = forms.TypedChoiceField(choices=Ticket.Rating.choices, coerce=int)
    comment = GuardedCharField(
        label=gettext_lazy("What could be better? (optional)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
