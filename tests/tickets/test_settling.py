"""Tickets that come to their end by themselves."""

from datetime import timedelta

import pytest

from faq.tickets import actions, settling
from faq.tickets.models import Message, Ticket
from tests.conftest import Mails
from tests.tickets.factories import NOW, a_person, a_ticket

pytestmark = pytest.mark.django_db
HOURS, DAYS = (timedelta(hours=1), timedelta(days=1))


def waiting(language: str = "en") -> Ticket:
    ticket = a_ticket(language=language)
    actions.answer(ticket, body="Which network?", by=a_person("agent", is_staff=True), at=NOW)
    return ticket


def test_silence_of_three_days_settles_a_ticket_and_says_so(mails: Mails) -> None:
    ticket = waiting("zh-hans")
    written = len(mails())
    assert settling.solve_silent(NOW + 72 * HOURS - timedelta(seconds=1)) == 0
    assert settling.solve_silent(NOW + 72 * HOURS) == 1
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.SOLVED
    told = ticket.messages.get(side=Message.Side.SYSTEM)
    assert told.author is None
    assert told.body
    assert settling.solve_silent(NOW + 80 * HOURS) == 0
    assert [mail.to for mail in mails()[written:]] == ["lin@mail.example"]


def test_note_and_labels_do_not_make_silence_shorter() -> None:
    ticket = waiting()
    agent = a_person("agent")
    actions.write_note(ticket, body="Still nothing.", by=agent, at=NOW + 71 * HOURS)
    assert settling.solve_silent(NOW + 72 * HOURS) == 1


def test_whoever_answers_is_not_silent() -> None:
    ticket = waiting()
    actions.reply(ticket, body="TRC-20", by=ticket.requester, at=NOW + 71 * HOURS)
    assert settling.solve_silent(NOW + 72 * HOURS) == 0
    actions.answer(ticket, body="Thanks.", by=a_person("agent"), at=NOW + 71 * HOURS)
    assert settling.solve_silent(NOW + 100 * HOURS) == 0


def test_solved_ticket_is_closed_after_two_weeks() -> None:
    ticket = waiting()
    actions.solve(ticket, by=a_person("agent"), at=NOW)
    assert settling.close_solved(NOW + 14 * DAYS - timedelta(seconds=1)) == 0
    assert settling.close_solved(NOW + 14 * DAYS) == 1
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.CLOSED
    assert settling.close_solved(NOW + 15 * DAYS) == 0


def test_ticket_taken_up_again_is_not_closed_for_what_it_was() -> None:
    ticket = waiting()
    agent = a_person("agent")
    actions.solve(ticket, by=agent, at=NOW)
    actions.answer(ticket, body="One more thing.", by=agent, at=NOW + DAYS, state="handling")
    assert ticket.solved_at is None
    assert settling.close_solved(NOW + 30 * DAYS) == 0


def test_who_looked_at_a_ticket_is_forgotten_after_a_day() -> None:
    ticket, agent = a_ticket(), a_person("agent")
    actions.note_presence(ticket, by=agent, at=NOW)
    actions.note_presence(ticket, by=agent, at=NOW + 2 * HOURS)
    assert settling.forget_presence(NOW + DAYS + HOURS) == 0
    assert settling.forget_presence(NOW + DAYS + 3 * HOURS) == 1
