"""What happens to a ticket from the first word to the last."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faq.accounts.models import AuditEntry, User
from faq.tickets import actions
from faq.tickets.models import AnswerTime, Message, OfficeHours, Ticket, Urgency
from tests.tickets.factories import NOW, a_kind, a_person, a_ticket

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def test_ticket_is_received_with_its_words_and_a_promise() -> None:
    ticket = a_ticket()
    assert ticket.state == Ticket.State.RECEIVED
    assert ticket.promised_at and ticket.promised_at > NOW
    assert [message.body for message in ticket.messages.all()] == [
        "I sent 120 USDT at 13:42 and they have not arrived."
    ]
    assert AuditEntry.objects.get(kind="ticket").action == "opened"


def test_form_sent_twice_makes_one_ticket() -> None:
    first = a_ticket(once="a" * 43)
    assert a_ticket(once="a" * 43) == first
    assert Ticket.objects.count() == Message.objects.count() == 1


def test_ticket_without_words_leaves_nothing_behind() -> None:
    with pytest.raises(ValidationError):
        a_ticket(body=" \n ")
    assert not Ticket.objects.exists()


def test_ticket_without_anybody_is_refused() -> None:
    ticket = a_ticket()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(requester=None, address="")


def test_nobody_sees_a_ticket_before_its_address_is_proved(agent: User, editor: User) -> None:
    ticket = a_ticket(address="lin@mail.example", is_confirmed=False)
    owner = a_person()
    for person in (owner, agent, editor):
        assert not Ticket.objects.visible_to(person).exists()
        assert not Message.objects.visible_to(person).exists()
    actions.confirm(ticket, by=owner, at=LATER)
    actions.confirm(ticket, by=agent, at=LATER)
    for person in (owner, agent, editor):
        assert Ticket.objects.visible_to(person).get().requester == owner
    assert not Ticket.objects.visible_to(a_person("stranger")).exists()
    assert ticket.promised_at == LATER + timedelta(days=1)


def test_conversation_goes_to_and_fro(agent: User) -> None:
    ticket = a_ticket()
    actions.assign(ticket, to=agent, by=agent, at=LATER)
    assert ticket.state == Ticket.State.HANDLING
    actions.answer(ticket, body="Which platform?", by=agent, at=LATER)
    assert (ticket.state, ticket.answered_at, ticket.promised_at) == ("waiting", LATER, None)
    actions.reply(ticket, body="The other one.", by=ticket.requester, at=LATER)
    assert ticket.state == Ticket.State.HANDLING
    assert ticket.promised_at == LATER + timedelta(days=1)
    actions.answer(ticket, body="It is there.", by=agent, at=LATER, state=Ticket.State.SOLVED)
    assert ticket.solved_at == LATER
    assert not ticket.is_overdue(LATER + timedelta(days=9))


def test_second_question_does_not_put_off_the_promise() -> None:
    ticket = a_ticket()
    promised = ticket.promised_at
    actions.reply(ticket, body="And one thing more.", by=ticket.requester, at=LATER)
    assert ticket.promised_at == promised


def test_notes_stay_with_staff(agent: User) -> None:
    ticket = a_ticket()
    actions.write_note(ticket, body="Looks like a wrong network.", by=agent, at=LATER)
    assert Message.objects.visible_to(agent).count() == 2
    assert Message.objects.visible_to(ticket.requester).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(side="requester").update(is_internal=True)


def test_staff_without_the_right_see_only_their_own(agent: User) -> None:
    a_ticket()
    writer = a_person("writer", is_staff=True)
    mine = a_ticket(writer)
    assert list(Ticket.objects.visible_to(writer)) == [mine]
    assert list(Ticket.objects.of(agent)) == []


@pytest.mark.parametrize(("days", "is_possible"), [(13.9, True), (14.1, False)])
def test_settled_ticket_is_taken_up_again_for_14_days(
    days: float, is_possible: bool, agent: User
) -> None:
    ticket = a_ticket()
    actions.close(ticket, by=agent, at=NOW)
    at = NOW + timedelta(days=days)
    assert actions.can_be_reopened(ticket, at) is is_possible
    if not is_possible:
        with pytest.raises(ValidationError, match="14"):
            actions.reply(ticket, body="Not yet.", by=ticket.requester, at=at)
        assert ticket.messages.count() == 1
        return
    actions.reply(ticket, body="Not yet.", by=ticket.requester, at=at)
    assert (ticket.state, ticket.closed_at) == ("received", None)


def test_only_the_person_rates_and_only_what_is_settled(agent: User) -> None:
    ticket = a_ticket()
    with pytest.raises(ValidationError):
        actions.rate(ticket, rating=1, comment="", by=ticket.requester, at=NOW)
    actions.solve(ticket, by=agent, at=NOW)
    for person, rating in ((agent, 1), (ticket.requester, 5)):
        with pytest.raises(ValidationError):
            actions.rate(ticket, rating=rating, comment="", by=person, at=NOW)
    actions.rate(ticket, rating=-1, comment=" slow ", by=ticket.requester, at=NOW)
    ticket.refresh_from_db()
    assert (ticket.rating, ticket.rating_comment) == (-1, "slow")


def test_tickets_of_two_people_are_never_merged(agent: User) -> None:
    mine, same, other = a_ticket(), a_ticket(), a_ticket(a_person("stranger"))
    by_mail = a_ticket(address="lin@mail.example")
    for into in (other, by_mail, mine):
        with pytest.raises(ValidationError):
            actions.merge(mine, into=into, by=agent, at=LATER)
    actions.merge(same, into=mine, by=agent, at=LATER)
    assert (same.state, same.merged_into) == ("closed", mine)
    assert same.reference in mine.messages.last().body
    with pytest.raises(ValidationError):
        actions.answer(same, body="Hello", by=agent, at=LATER)
    assert not actions.can_be_reopened(same, LATER)


def test_tickets_are_given_to_staff_only(agent: User) -> None:
    with pytest.raises(ValidationError):
        actions.assign(a_ticket(), to=a_person("stranger"), by=agent, at=NOW)


def test_promise_counts_the_hours_of_work_only() -> None:
    # The site's zone is eight hours ahead: Wednesday 13:58 there.
    OfficeHours.objects.create(days="12345", opens=time(9), closes=time(18))
    AnswerTime.objects.create(urgency=Urgency.NORMAL, minutes=10 * 60)
    AnswerTime.objects.create(
        urgency=Urgency.DANGER, minutes=30, is_around_the_clock=True, kind=a_kind()
    )
    assert a_ticket().promised_at == datetime(2026, 11, 26, 6, 58, tzinfo=UTC)
    night = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
    assert a_ticket(at=night).promised_at == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    urgent = a_ticket(at=night, urgency=Urgency.DANGER)
    assert urgent.promised_at == night + timedelta(minutes=30)
    assert next(iter(Ticket.objects.all().by_urgency())) == urgent


def test_new_urgency_moves_the_promise(agent: User) -> None:
    ticket = a_ticket()
    actions.classify(ticket, by=agent, at=LATER, urgency=Urgency.DANGER)
    assert ticket.promised_at == NOW + timedelta(hours=1)
    assert ticket in Ticket.objects.overdue(NOW + timedelta(hours=2))
    with pytest.raises(ValidationError):
        actions.classify(ticket, by=agent, at=LATER, urgency="now!")
