"""What is kept of a person's mails is theirs to see and to have taken away."""

from typing import Any

import pytest

from faq.accounts.personal_data import erase, everything_about
from faq.tickets import mail_files
from faq.tickets.models import IncomingMail, ReplyAddress
from faq.tickets.reply_addresses import reply_address
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import PROVED, a_mail, arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]


def test_mails_are_listed_and_go_with_the_person(
    django_capture_on_commit_callbacks: Any,
) -> None:
    mine = arrive(a_mail(subject="Mine", results=PROVED))
    bulk = arrive(a_mail(subject="Bulk", headers=["Precedence: bulk"]))
    other = arrive(a_mail(sender="other@mail.example"))
    person = mine.ticket.requester
    assert reply_address(a_ticket(a_person("wu")), person)
    assert [one["subject"] for one in everything_about(person)["mails"]] == ["Mine", "Bulk"]
    with django_capture_on_commit_callbacks(execute=True):
        erase(person, at=NOW)
    for mail, is_kept in ((mine, False), (bulk, False), (other, True)):
        assert mail_files.path_of(mail.sha256).exists() == is_kept
    assert set(IncomingMail.objects.values_list("sender", flat=True)) == {"", "other@mail.example"}
    assert not IncomingMail.objects.in_quarantine().exists()
    assert not ReplyAddress.objects.filter(person=person).exists()
