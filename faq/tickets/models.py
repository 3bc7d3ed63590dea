"""Tickets: what somebody asks, what is said about it, and what editors set for asking."""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faq.accounts.models import User
from faq.base import languages
from faq.base.models import Versioned
from faq.base.translations import TranslatedText
from faq.tickets.querysets import (
    AttachmentQuerySet,
    IncomingMailQuerySet,
    LabelQuerySet,
    MessageQuerySet,
    PresenceQuerySet,
    SavedViewQuerySet,
    TicketQuerySet,
)

VERSION = "tickets"
# No letters and digits that look alike, for those who read a number out (Crockford's base 32).
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Urgency(models.TextChoices):
    """How much waits on an answer."""

    DANGER = "danger", _("Money or account in danger")
    BLOCKED = "blocked", _("Cannot go on")
    NORMAL = "normal", _("A question")


class Kind(Versioned):
    """What a ticket is about; editors say which facts it takes to be answered at the first try."""

    VERSION = VERSION

    key = models.SlugField(_("key"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    urgency = models.CharField(
        _("urgency unless the person says otherwise"), max_length=10, choices=Urgency.choices,
        default=Urgency.NORMAL,
    )  # fmt: skip
    is_offered = models.BooleanField(_("offered"), default=True)
    category = models.ForeignKey(
        "categories.Category", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("topic"), help_text=_("Its articles and incidents are offered first."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("kind of ticket")
        verbose_name_plural = _("kinds of tickets")
        ordering = ("position", "key")

    texts: Any
    fields: Any

    def __str__(self) -> str:
        return self.name(settings.LANGUAGE_CODE)

    def name(self, language: str) -> str:
        """What readers of a language call it."""
        text = languages.best(self.texts.all(), language)
        return text.shown("name", language) if text else self.key


class KindText(TranslatedText, Versioned):
    """One language's words of a kind."""

    VERSION = VERSION
    CONVERTED = ("name", "hint", "good_example", "bad_example")

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=60)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    good_example = models.TextField(_("example that can be answered"), max_length=600, blank=True)
    bad_example = models.TextField(_("example that cannot"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("words")
        verbose_name_plural = _("words")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "language"], name="one_text_per_ticket_kind_and_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class KindField(Versioned):
    """A fact that a kind asks for."""

    VERSION = VERSION

    class Name(models.TextChoices):
        """The facts that there are; how each is checked stands in `faq.tickets.facts`."""

        HAPPENED_AT = "happened_at", _("When it happened")
        COIN = "coin", _("Coin")
        AMOUNT = "amount", _("Amount")
        NETWORK = "network", _("Network")
        TXID = "txid", _("Transaction id (hash)")
        ADDRESS = "address", _("Address")
        ORDER = "order", _("Order number")
        PAIR = "pair", _("Trading pair")
        UID = "uid", _("Your UID")
        DEVICE = "device", _("Device and version")
        ERROR = "error", _("Error message")
        STEPS = "steps", _("What you did, step by step")
        EXPECTED = "expected", _("What you expected")

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="fields")
    name = models.CharField(pgettext_lazy("ticket", "fact"), max_length=20, choices=Name.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_needed = models.BooleanField(
        _("needed"), default=True, help_text=_("The coach says so when it is missing.")
    )

    class Meta:
        verbose_name = _("fact asked for")
        verbose_name_plural = _("facts asked for")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "name"], name="a_kind_asks_a_fact_once")
        ]

    def __str__(self) -> str:
        return self.get_name_display()


class AnswerTime(Versioned):
    """How soon we answer: for a kind, or for all kinds without a row of their own."""

    VERSION = VERSION

    kind = models.ForeignKey(
        Kind, models.CASCADE, null=True, blank=True, related_name="answer_times",
        verbose_name=_("kind"), help_text=_("Empty: every kind without a time of its own."),
    )  # fmt: skip
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices)
    minutes = models.PositiveIntegerField(_("minutes until an answer"))
    is_around_the_clock = models.BooleanField(
        _("around the clock"), default=False, help_text=_("Else only the hours of work count.")
    )

    class Meta:
        verbose_name = _("answer time")
        verbose_name_plural = _("answer times")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "urgency"], name="one_answer_time_per_kind_and_urgency"
            ),
            models.UniqueConstraint(
                fields=["urgency"],
                condition=Q(kind=None),
                name="one_answer_time_for_all_kinds_per_urgency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.urgency}: {self.minutes} min"


class OfficeHours(Versioned):
    """When tickets are answered, in the site's time zone."""

    VERSION = VERSION

    days = models.CharField(_("days"), max_length=7, help_text=_("1 is Monday, 7 is Sunday."))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"),
        help_text=_("Not later than opening: on the day after. 00:00 to 00:00: all day."),
    )

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ("days", "opens")

    def __str__(self) -> str:
        return f"{self.days} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Label(models.Model):
    """A word that staff sort tickets by; readers never see it."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    objects = LabelQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = pgettext_lazy("ticket", "label")
        verbose_name_plural = _("labels")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CannedReply(models.Model):
    """An answer that staff give often; inserted in the language of a ticket, then read and sent."""

    name = models.CharField(_("name at the desk"), max_length=60, unique=True)
    kind = models.ForeignKey(
        Kind, models.SET_NULL, null=True, blank=True, related_name="canned_replies",
        verbose_name=_("kind"), help_text=_("Empty: offered for tickets of every kind."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ("name",)

    texts: Any

    def __str__(self) -> str:
        return self.name


class CannedReplyText(TranslatedText):
    """One language's words of a canned reply."""

    CONVERTED = ("body",)

    reply = models.ForeignKey(CannedReply, models.CASCADE, related_name="texts")
    body = models.TextField(
        _("text"),
        max_length=5_000,
        help_text=_(
            "{name} is the person's name, {reference} the ticket's number; article:key becomes the "
            "address of that article."
        ),
    )

    class Meta:
        verbose_name = _("words")
        verbose_name_plural = _("words")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reply", "language"], name="one_text_per_canned_reply_and_language"
            )
        ]

    def __str__(self) -> str:
        return self.body[:60]


class SavedView(models.Model):
    """A choice of filters of the queue that somebody keeps under a name."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500, blank=True)
    is_shared = models.BooleanField(_("for all who handle tickets"), default=False)

    objects = SavedViewQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_a_view_once")
        ]

    def __str__(self) -> str:
        return self.name


def new_reference() -> str:
    """A number to name a ticket by, such as T-261127-7K2M9; it opens nothing."""
    return f"T-{timezone.localdate():%y%m%d}-{''.join(secrets.choice(_SIGNS) for _n in range(5))}"


class Ticket(models.Model):
    """One request, followed to its end.

    `requester` is the person who proved to own `address`; it is empty while only a mail says so.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        RECEIVED = "received", _("Received")
        HANDLING = "handling", _("Being handled")
        WAITING = "waiting", _("Waiting for you")
        SOLVED = "solved", _("Solved")
        CLOSED = "closed", pgettext_lazy("ticket", "Closed")

    class Source(models.TextChoices):
        SITE = "site", _("Site")
        MAIL = "mail", pgettext_lazy("ticket", "E-mail")

    class Rating(models.IntegerChoices):
        GOOD = 1, _("Helpful")
        BAD = -1, _("Not helpful")

    reference = models.CharField(
        _("number"), max_length=20, unique=True, default=new_reference, editable=False
    )
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="tickets", verbose_name=_("kind"))
    requester = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="tickets",
        verbose_name=_("asked by"),
    )  # fmt: skip
    address = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=120)
    details = models.JSONField(_("facts"), default=dict, blank=True)
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.RECEIVED
    )
    source = models.CharField(
        _("came by"), max_length=5, choices=Source.choices, default=Source.SITE
    )
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="assigned_tickets",
        verbose_name=_("handled by"),
    )  # fmt: skip
    labels = models.ManyToManyField(Label, blank=True, verbose_name=_("labels"))
    created_at = models.DateTimeField(_("received at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed at"), default=timezone.now)
    promised_at = models.DateTimeField(_("next answer promised by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    # Kept, for what is promised changes while what was promised does not.
    is_answered_in_time = models.BooleanField(_("first answered in time"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    rating = models.SmallIntegerField(_("rating"), choices=Rating.choices, null=True, blank=True)
    rating_comment = models.TextField(_("said about it"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged",
        verbose_name=_("merged into"),
    )  # fmt: skip
    # Names the form that was sent: sending it again makes no second ticket.
    once = models.CharField(max_length=64, default="", blank=True, editable=False)

    objects = TicketQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ("-created_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["state", "promised_at"], name="tickets_by_promise"),
            models.Index(fields=["requester", "-changed_at"], name="tickets_by_requester"),
            models.Index(fields=["address"], name="tickets_by_address"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(requester__isnull=False) | ~Q(address=""),
                name="a_ticket_has_somebody_to_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="a_closed_ticket_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["once"], condition=~Q(once=""), name="a_form_makes_one_ticket"
            ),
        ]

    messages: Any

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    def get_absolute_url(self) -> str:
        """The page of the person who asked."""
        return reverse("ticket_detail", kwargs={"reference": self.reference})

    @property
    def is_open(self) -> bool:
        """Whether it is not settled yet."""
        return self.state in {self.State.RECEIVED, self.State.HANDLING, self.State.WAITING}

    def is_overdue(self, at: datetime) -> bool:
        """Whether an answer is due and was promised for earlier."""
        is_ours = self.state in {self.State.RECEIVED, self.State.HANDLING}
        return is_ours and self.promised_at is not None and self.promised_at < at


class Message(models.Model):
    """One thing said about a ticket. Its words never change."""

    class Side(models.TextChoices):
        REQUESTER = "requester", _("Person who asked")
        STAFF = "staff", _("Support")
        SYSTEM = "system", _("System")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    body = models.TextField(_("text"), max_length=10_000)
    quoted = models.TextField(_("quoted by a mail"), blank=True)
    is_internal = models.BooleanField(_("note for staff"), default=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    once = models.CharField(max_length=64, default="", blank=True, editable=False)

    objects = MessageQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["ticket", "created_at"], name="messages_in_order")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(side="staff") | Q(side="system"),
                name="notes_are_by_staff",
            ),
            models.UniqueConstraint(
                fields=["once"], condition=~Q(once=""), name="a_form_makes_one_message"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.side} {self.created_at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """Somebody at the desk has the page of a ticket open, as of a moment."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "person"], name="a_person_is_at_a_ticket_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.person_id}"


class ReplyAddress(models.Model):
    """The address at which one person, and nobody else, answers in one ticket.

    Only the digest of its token is kept (`faq.tickets.reply_addresses`).
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reply_addresses")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reply address")
        verbose_name_plural = _("reply addresses")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.person_id}"


class IncomingMail(models.Model):
    """A mail that arrived, from the moment it is kept; the raw mail is a file
    (`faq.tickets.mail_files`).

    `due_at` is when it is worked on next; whoever begins puts that off first, so nobody else does.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        TAKEN = "taken", pgettext_lazy("mail", "In a ticket")
        QUARANTINED = "quarantined", pgettext_lazy("mail", "In quarantine")
        IGNORED = "ignored", pgettext_lazy("mail", "Needs nothing")
        DISCARDED = "discarded", pgettext_lazy("mail", "Discarded")

    class Reason(models.TextChoices):
        NOT_AUTHENTIC = "not_authentic", _("The sender's domain says: not from us")
        NO_SENDER = "no_sender", _("Not one readable sender")
        OWN_ADDRESS = "own_address", _("Says to be from us")
        UNKNOWN_TOKEN = "unknown_token", _("Unknown reply address")
        OTHER_SENDER = "other_sender", _("Somebody else's reply address")
        STAFF_REPLY = "staff_reply", _("Staff answer at the desk, not by mail")
        SWITCHED_OFF = "switched_off", _("The person is switched off")
        SETTLED = "settled", _("The ticket was settled too long ago")
        AUTOMATIC = "automatic", _("Sent by a machine")
        BOUNCE = "bounce", _("A mail of ours came back")
        BOUNCE_OF_OTHERS = "bounce_of_others", _("Says that a mail came back that is not ours")
        FLOOD = "flood", _("Many mails from this sender")
        TOO_LARGE = "too_large", _("Too large")
        TOO_MANY_PARTS = "too_many_parts", _("Too many parts")
        FAILED = "failed", _("Could not be read in three tries")

    class Authentication(models.TextChoices):
        PASS = "pass", pgettext_lazy("sender of a mail", "proved")
        NONE = "none", pgettext_lazy("sender of a mail", "not proved")
        FAIL = "fail", pgettext_lazy("sender of a mail", "disproved")

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    authentication = models.CharField(
        _("sender"), max_length=4, choices=Authentication.choices, default=Authentication.NONE
    )
    sender = models.CharField(_("from"), max_length=254, blank=True)
    reply_to = models.CharField(_("answers are to go to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="incoming_mails",
        verbose_name=_("ticket"),
    )  # fmt: skip
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(default=timezone.now)
    is_raw_kept = models.BooleanField(_("the raw mail is kept"), default=True)

    objects = IncomingMailQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        ordering = ("-received_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="incoming_by_state"),
            models.Index(fields=["sender", "received_at"], name="incoming_by_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"

    @property
    def misleads(self) -> bool:
        """Whether answers were to go to somebody else than the sender."""
        return bool(self.reply_to) and self.reply_to.lower() != self.sender.lower()


class MailFolder(models.Model):
    """How far a folder of a mail server has been fetched.

    The server counts its mails up; `uid_validity` tells when it began anew.
    """

    name = models.CharField(max_length=200, unique=True)
    uid_validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file that came with a message, kept where no address leads but the one that asks who you
    are."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(_("name"), max_length=120)
    path = models.CharField(max_length=120, unique=True, editable=False)
    media_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    objects = AttachmentQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
