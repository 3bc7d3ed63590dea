"""The outbox: what is put in, from whom, and how often strangers are written to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction

from faq.base.outbox import ALL_AN_HOUR, may_write_to_stranger, put
from tests.conftest import Mails
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_mail_of_what_is_undone_is_never_sent(mails: Mails) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put(to="a@boan.example", subject="Hello", text="Words")
        raise RuntimeError
    assert mails() == []


def test_mail_with_a_key_is_written_once_and_the_first_stays(mails: Mails) -> None:
    for text in ("first", "second"):
        put(to="a@boan.example", subject="Hello", text=text, key="ticket-1-solved")
    for _again in range(2):
        put(to="a@boan.example", subject="Hello", text="without")
    assert [mail.text for mail in mails()] == ["first", "without", "without"]
    assert len({mail.message_id for mail in mails()}) == 3


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\u2028", "\x85"])
@pytest.mark.parametrize("where", ["to", "subject", "header", "name"])
def test_line_breaks_begin_no_other_header(mails: Mails, end: str, where: str) -> None:
    bad = f"a@boan.example{end}Bcc: victim@boan.example"
    given = {"to": "a@boan.example", "subject": "Hello", "text": "Words"}
    headers = {"header": {"Reply-To": bad}, "name": {f"X{end}Bcc": "victim@boan.example"}}
    if where in given:
        given[where] = bad
    with pytest.raises(BadHeaderError):
        put(**given, headers=headers.get(where))
    with pytest.raises(BadHeaderError):
        put(to="a@boan.example", subject=f"Hello{end}", text="")
    assert mails() == []


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@boan.example, b@boan.example", "A <a@boan.example>", "a b@boan.example"],
)
def test_mail_goes_to_one_plain_address(mails: Mails, address: str) -> None:
    with pytest.raises(ValueError, match="one person"):
        put(to=address, subject="Hello", text="Words")
    assert mails() == []


def test_what_libraries_mail_goes_the_same_way(mails: Mails) -> None:
    send_mail("A\nsubject", "Words", "else@evil.example", ["a@boan.example", "b@boan.example"])
    both = EmailMultiAlternatives(
        "Hello", "Words", to=["c@boan.example"], reply_to=["d@boan.example"]
    )
    both.attach_alternative("<p>Words</p>", "text/html")
    assert both.send() == 1
    assert [mail.to for mail in mails()] == ["a@boan.example", "b@boan.example", "c@boan.example"]
    assert mails()[0].subject == "A subject"
    assert mails()[2].html == "<p>Words</p>"
    assert mails()[2].headers == {"Reply-To": "d@boan.example"}
    attached = EmailMessage("Hello", "Words", to=["a@boan.example"])
    attached.attach("a.txt", "words")
    with pytest.raises(ValueError, match="HTML beside it"):
        attached.send()


# --- Strangers ------------------------------------------------------------------------------------

SPELLINGS = [
    "v.ictim@gmail.com",
    "Victim@GMAIL.com",
    "victim+1@googlemail.com",
    "v.i.c.t.i.m+x@gmail.com",
    "ｖictim@gmail.com.",
    '"victim"@gmail.com',
    '"v\\\\i\\\\ctim+a"@gmail.com',
]


def test_hundred_tries_an_hour_write_once_an_hour_and_three_times_a_day(mails: Mails) -> None:
    written = [
        NOW + timedelta(minutes=minute)
        for minute in range(0, 24 * 60, 5)
        for spelling in SPELLINGS
        if may_write_to_stranger(spelling, at=NOW + timedelta(minutes=minute))
    ]
    assert written == [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    assert may_write_to_stranger("victim@gmail.com", at=NOW + timedelta(days=1))


def test_strangers_are_counted_one_by_one_and_together() -> None:
    sent = [
        may_write_to_stranger(f"person{n}@boan.example", at=NOW) for n in range(ALL_AN_HOUR + 5)
    ]
    assert sent == [True] * ALL_AN_HOUR + [False] * 5
    assert may_write_to_stranger("v.ictim@boan.example", at=NOW + timedelta(hours=1))
    assert may_write_to_stranger("victim@boan.example", at=NOW + timedelta(hours=1))


def test_mailbox_at_a_domain_in_either_spelling_is_one() -> None:
    assert may_write_to_stranger("a@泊岸.example", at=NOW)
    assert not may_write_to_stranger("A@" + "泊岸.example".encode("idna").decode(), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_write_to_a_stranger_once() -> None:
    def ask(_number: int) -> bool:
        try:
            return may_write_to_stranger("victim@boan.example", at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(40))) == 1
