"""A month at the desk in numbers."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from faq.articles.calendar import Month
from faq.tickets import actions
from faq.tickets.figures import figures
from faq.tickets.models import Kind, KindText, Ticket
from tests.tickets.factories import a_kind, a_person, a_ticket

pytestmark = pytest.mark.django_db
NOVEMBER = Month(date(2026, 11, 1))
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def on(day: int, hour: int = 4) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=UTC)


def answered(day: int, minutes: int, kind: Kind | None = None) -> Ticket:
    agent = a_person("agent", is_staff=True)
    ticket = a_ticket(at=on(day), kind=kind)
    at = on(day) + timedelta(minutes=minutes)
    actions.answer(ticket, body="So.", by=agent, at=at, state="solved")
    return ticket


def test_first_answers_are_told_by_median_and_ninetieth() -> None:
    for minutes in (10, 20, 30, 40, 50, 60, 70, 80, 90, 3000):
        answered(2, minutes, a_kind("deposit"))
    answered(3, 5, a_kind("withdrawal"))
    shown = figures(NOVEMBER, "en", at=AT)
    deposit, withdrawal = shown.by_kind
    assert (deposit.median, deposit.most) == (50, 90)
    assert (withdrawal.median, withdrawal.most) == (5, 5)
    assert (deposit.in_time, deposit.late) == (9, 1)
    assert shown.total.in_time_share == 91


def test_promise_counts_as_it_was_when_it_was_kept() -> None:
    answered(2, 30)
    Ticket.objects.update(promised_at=on(1))
    assert figures(NOVEMBER, "en", at=AT).total.in_time == 1


def test_overdue_ticket_without_an_answer_counts_as_late() -> None:
    a_ticket(at=on(2))
    a_ticket(at=on(20))
    total = figures(NOVEMBER, "en", at=AT).total
    assert (total.received, total.late, total.median) == (2, 1, None)


def test_days_tell_what_came_and_what_was_open() -> None:
    first = a_ticket(at=on(1))
    answered(1, 10)
    answered(2, 24 * 60)
    a_ticket(at=datetime(2026, 10, 30, tzinfo=UTC))
    merged = a_ticket(at=on(2))
    actions.merge(merged, into=first, by=a_person("agent"), at=on(2))
    a_ticket(at=on(2), address="x@mail.example", is_confirmed=False)
    shown = figures(NOVEMBER, "en", at=AT)
    assert dict(shown.received_by_day) == {
        day: {1: 2, 2: 1}.get(day.day, 0) for day, _n in shown.received_by_day
    }
    still = {day.day: number for day, number in shown.open_by_day}
    assert (still[1], still[2], still[3], still[20]) == (2, 3, 2, 2)
    assert max(still) == 20


def test_ratings_are_counted() -> None:
    for rating in (1, 1, -1):
        ticket = answered(2, 10)
        assert ticket.requester
        actions.rate(ticket, rating=rating, comment="", by=ticket.requester, at=AT)
    total = figures(NOVEMBER, "en", at=AT).total
    assert (total.good, total.bad, total.good_share) == (2, 1, 67)


def test_page_and_file_say_the_same(editor_client: Client) -> None:
    kind = a_kind("evil")
    KindText.objects.filter(kind=kind).update(name="=cmd|' /C calc'!A0")
    answered(2, 42, kind)
    html = editor_client.get("/admin/tickets/ticket/figures/?month=2026-11").content.decode()
    assert html.count("<svg") >= 4
    assert '<td class="number">42</td>' in html
    file = editor_client.get("/admin/tickets/ticket/figures.csv?month=2026-11")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[2][1:5] == ["'=cmd|' /C calc'!A0", "1", "1", "42"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_page_of_figures_asks_as_much_of_many_as_of_few(
    editor_client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        answered(2, 10, a_kind(f"kind{number}"))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        editor_client.get("/admin/tickets/ticket/figures/?month=2026-11")
