"""What of a mail goes into a ticket: its words, and files that are what they say they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from faq.accounts.models import User
from faq.base import characters
from faq.base.text import fold_in_place
from faq.tickets import actions
from faq.tickets.attachments import MOST_FILES, CheckedFile, clean_files, keep_attachments
from faq.tickets.mailbox import File, Incoming
from faq.tickets.models import Message

_BODY_LENGTH: Final = 10_000
_SUBJECT_LENGTH: Final = 120
_NAMED: Final = 10
"""So many files are named that were not kept; of more only the number."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """A subject and a body that a ticket takes, whatever the mail holds."""

    subject: str
    body: str
    quoted: str
    language: str
    files: tuple[CheckedFile, ...]
    refused: tuple[str, ...]

    @classmethod
    def of(cls, incoming: Incoming) -> "Content":
        """What a ticket takes of a mail; too much of it is cut, and an empty one says so.

        Looks into the files, which takes time: not for a transaction.
        """
        language = language_of(f"{incoming.subject} {incoming.body}")
        body = incoming.body.strip()
        with override(language):
            if len(body) > _BODY_LENGTH:
                more = "\n\n" + _("[The mail goes on; support can read all of it.]")
                body = body[: _BODY_LENGTH - len(more)] + more
            subject = incoming.subject or characters.one_line(body)[:60] or _("Mail without words")
            body = body or _("[The mail holds no words.]")
        files, refused = _checked(incoming.files)
        return cls(
            subject=subject[:_SUBJECT_LENGTH],
            body=body,
            quoted=incoming.quoted,
            language=language,
            files=files,
            refused=(*refused, *incoming.unread),
        )

    def add_files(self, message: Message, *, by: User | None, at: datetime) -> None:
        """Add the files to a message of it, and say which could not be."""
        refused = self.refused
        try:
            keep_attachments(message=message, files=self.files, by=by)
        except ValidationError:
            refused = (*(file.name for file in self.files), *refused)
        if not refused:
            return
        names = ", ".join(refused[:_NAMED]) + (" …" if len(refused) > _NAMED else "")
        with override(message.ticket.language):
            line = _("These files of the mail were not added: %(names)s") % {"names": names}
        actions.tell(message.ticket, body=line, at=at)


def _checked(files: Sequence[File]) -> tuple[tuple[CheckedFile, ...], tuple[str, ...]]:
    """The files that may be kept, and the names of the others: one bad file is not all."""
    checked: list[CheckedFile] = []
    refused: list[str] = []
    for file in files:
        try:
            if len(checked) == MOST_FILES:
                raise ValidationError("")
            checked += clean_files([ContentFile(file.content, name=file.name)])
        except ValidationError:
            refused.append(file.name)
    return tuple(checked), tuple(refused)


def language_of(text: str) -> str:
    """English, or the script of Chinese in which `text` mostly is."""
    han = [character for character in text if "\u3400" <= character <= "\u9fff"]
    if not han:
        return "en"
    folded = fold_in_place("".join(han))
    traditional = sum(1 for one, same in zip(han, folded, strict=True) if one != same)
    return "zh-hant" if traditional * 12 >= len(han) else "zh-hans"
