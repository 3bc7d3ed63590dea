"""One's own page, sessions, data and the end of an account."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts import actions, audit
from faq.accounts.letters import write_to
from faq.accounts.models import AuditEntry, User
from faq.tickets import actions as tickets
from faq.tickets.models import Ticket
from tests.accounts.conftest import Letter, is_signed_in, sign_in
from tests.tickets.factories import NOW, a_ticket

ACCOUNT, DATA, DELETE = "/en/accounts/", "/en/accounts/data/", "/en/accounts/data/delete/"
SESSIONS = "/en/accounts/sessions/"


@pytest.fixture
def reader(reader: User) -> User:
    """A reader whose address is proved."""
    reader.prove_address()
    return reader


@pytest.fixture
def own(reader: User) -> Client:
    """The browser of a reader who signed in a moment ago."""
    client = Client()
    sign_in(client, reader.email)
    return client


def test_reader_changes_name_language_and_code_and_nothing_else(own: Client, reader: User) -> None:
    sent = {"name": "Lin", "language": "en", "mail_code": "blue whale"}
    more = {"email": "other@boan.example", "is_staff": "on", "is_superuser": "on", "groups": "1"}
    assert own.post(ACCOUNT, sent | more)["Location"] == ACCOUNT
    reader.refresh_from_db()
    assert (reader.name, reader.language, reader.mail_code) == ("Lin", "en", "blue whale")
    assert reader.email == "reader@boan.example"
    assert not reader.is_staff and not reader.is_superuser


def test_own_page_takes_few_queries(
    own: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    own.get(ACCOUNT)
    with django_assert_max_num_queries(8):
        assert own.get(ACCOUNT).status_code == 200


def test_code_and_language_stand_in_letters(reader: User, posted: Sequence[Letter]) -> None:
    reader.mail_code, reader.language = "蓝鲸", "en"
    write_to(reader, template="emails/accounts/changed", context={"what": "It was."})
    assert posted[0].subject == "Your account was changed"
    assert "蓝鲸" in posted[0].text


def test_sessions_are_listed_and_the_others_ended(own: Client, reader: User) -> None:
    other = Client()
    sign_in(other, reader.email, headers={"User-Agent": "Other Browser"})
    assert "Other Browser" in own.get(SESSIONS).content.decode()
    own.post(SESSIONS)
    assert own.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302


def test_new_address_counts_only_when_it_is_proved(
    own: Client, reader: User, posted: Sequence[Letter]
) -> None:
    own.post("/en/accounts/email/", {"email": "new@boan.example", "action_add": ""})
    reader.refresh_from_db()
    assert reader.email == "reader@boan.example"
    own.post("/en/accounts/confirm-email/", {"code": posted[0].code})
    reader.refresh_from_db()
    assert reader.email == "new@boan.example"
    assert {letter.to for letter in posted} == {"new@boan.example", "reader@boan.example"}


def test_factors_and_data_ask_again_who_it_is_after_a_while(own: Client) -> None:
    for path in ("/en/accounts/2fa/totp/activate/", DATA, DELETE):
        assert own.get(path).status_code == 200, path
    session = own.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [one | {"at": one["at"] - 700} for one in records]
    session.save()
    for path in ("/en/accounts/2fa/totp/activate/", DATA, DELETE):
        answer = own.get(path)
        assert "/accounts/reauthenticate/" in answer["Location"], path


def test_data_is_one_file_without_secrets(own: Client, reader: User) -> None:
    TOTP.activate(reader, "JBSWY3DPEHPK3PXP")
    audit.record("published", reader, by=reader, at=timezone.now())
    answer = own.get(DATA)
    assert answer["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.content)
    assert told["account"]["e-mail address"] == "reader@boan.example"
    assert told["named in"]["accounts.auditentry.by"] == [AuditEntry.objects.get().pk]
    assert "JBSWY3DPEHPK3PXP" not in answer.content.decode()
    assert reader.password not in answer.content.decode()


def test_deleted_person_is_nowhere_to_be_found(own: Client, reader: User) -> None:
    other = Client()
    sign_in(other, reader.email)
    audit.record("changed", reader, by=reader, at=timezone.now())
    own.post(DELETE, {})
    assert User.objects.get().is_active
    answer = own.post(DELETE, {"is_meant": "on"})
    assert answer.status_code == 200 and not is_signed_in(own)
    assert other.get(ACCOUNT).status_code == 302
    gone = User.objects.get()
    assert not gone.is_active and not gone.has_usable_password()
    rows = [*User.objects.values(), *AuditEntry.objects.values()]
    assert "reader@boan.example" not in str(rows)
    assert AuditEntry.objects.filter(by=gone).exists()
    sign_in(own, reader.email)
    assert not is_signed_in(own)


def test_what_somebody_asked_is_in_the_file_and_goes_with_them(own: Client, reader: User) -> None:
    others = a_ticket(subject="Of somebody else")
    a_ticket(address=reader.email, subject="Never confirmed")
    for number in range(2):
        ticket = a_ticket(reader, subject=f"Ticket {number}", body="My coins are late.")
    tickets.merge(Ticket.objects.get(subject="Ticket 0"), into=ticket, by=reader, at=NOW)
    staff = User.objects.create_user("agent@boan.example", is_staff=True)
    tickets.write_note(ticket, body="Looks like a phisher.", by=staff, at=NOW)
    told = json.loads(own.get(DATA).content)["tickets"]
    assert [one["subject"] for one in told] == ["Ticket 0", "Ticket 1"]
    assert told[1]["messages"][0]["text"] == "My coins are late."
    assert "phisher" not in str(told)
    own.post(DELETE, {"is_meant": "on"})
    assert list(Ticket.objects.all()) == [others]
    assert not AuditEntry.objects.filter(title__contains="Ticket 1").exists()


def test_deleted_person_may_come_back_as_somebody_new(
    own: Client, posted: Sequence[Letter], reader: User
) -> None:
    own.post(DELETE, {"is_meant": "on"})
    client = Client()
    client.post("/en/accounts/signup/", {"email": "reader@boan.example"})
    client.post("/en/accounts/confirm-email/", {"code": posted[-1].code})
    assert User.objects.filter(email="reader@boan.example").exclude(pk=reader.pk).exists()


def test_sign_ups_that_were_never_proved_are_forgotten(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    client.post("/en/accounts/signup/", {"email": "new@boan.example"})
    now = timezone.now()
    assert actions.forget_unproved(now) == 0
    assert actions.forget_unproved(now + timedelta(days=2)) == 1
    assert User.objects.get() == reader


def test_sessions_that_are_over_leave_nothing(client: Client, reader: User) -> None:
    sign_in(client, reader.email)
    over = timezone.now() + timedelta(days=15)
    assert Session.objects.count() == UserSession.objects.count() == 1
    assert actions.forget_sessions(over - timedelta(days=3)) == 0
    assert actions.forget_sessions(over) == 1
    assert not Session.objects.exists() and not UserSession.objects.exists()


def test_person_without_a_password_confirms_themselves_by_a_mailed_code(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    reader.set_unusable_password()
    reader.save()
    client.force_login(reader)
    page = client.get(DATA, follow=True)
    asked, _status = page.redirect_chain[-1]
    assert asked.startswith("/en/accounts/reauthenticate/code/")
    assert "Mail the code to" in page.content.decode()
    client.post(asked, {"recipient": reader.email, "next": DATA})
    answer = client.post(
        "/en/accounts/reauthenticate/code/confirm/", {"code": posted[-1].code, "next": DATA}
    )
    assert answer["Location"] == DATA
    assert client.get(DATA)["Content-Disposition"].startswith("attachment")
