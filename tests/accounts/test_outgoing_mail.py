"""Mail that could not be sent, at the editors' desk."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts import roles
from faq.accounts.models import AuditEntry, User
from faq.accounts.outgoing_mail import not_sent
from faq.base.models import OutgoingMail
from faq.base.outbox import put
from tests.conftest import Mails
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LIST = "/admin/base/outgoingmail/"
SECRET = "code 482913"


@pytest.fixture
def administrator() -> User:
    """Somebody at work who looks after the site."""
    roles.sync()
    user = User.objects.create_user("admin@boan.example", "a-long-password", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    return user


@pytest.fixture
def client(administrator: User) -> Client:
    """Their browser."""
    client = Client()
    client.force_login(administrator)
    return client


def a_mail(subject: str, **fields: object) -> OutgoingMail:
    put(to="reader@mail.example", subject=subject, text=SECRET, html=SECRET)
    mail = OutgoingMail.objects.latest("pk")
    OutgoingMail.objects.filter(pk=mail.pk).update(**fields)
    return mail


def test_administrators_see_what_became_of_mail_but_not_its_words(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        mail = a_mail(f"Subject {number}", state="dead", last_error="550 No such person")
    client.get("/admin/")
    with django_assert_max_num_queries(9):
        listed = client.get(LIST)
    one = client.get(f"{LIST}{mail.pk}/change/")
    for page in (listed, one):
        assert "Subject 19" in page.text
        assert "550 No such person" in page.text
        assert SECRET not in page.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_mail_is_neither_written_changed_nor_deleted_by_hand(client: Client, method: str) -> None:
    mail = a_mail("Subject")
    for address in ("add/", f"{mail.pk}/delete/"):
        assert getattr(client, method)(f"{LIST}{address}").status_code == 403
    assert client.post(f"{LIST}{mail.pk}/change/", {"to": "evil@boan.example"}).status_code == 403


def test_dead_mail_is_tried_again_and_the_trail_says_by_whom(
    client: Client, administrator: User, mails: Mails
) -> None:
    dead = a_mail("Dead", state="dead", tries=8)
    sent = a_mail("Sent", state="sent", sent_at=timezone.now())
    chosen = {"action": "try_again", "_selected_action": [dead.pk, sent.pk]}
    page = client.post(LIST, chosen, follow=True)
    assert [mail.state for mail in mails()] == ["waiting", "sent"]
    assert mails()[0].tries == 0
    assert [str(message) for message in page.context["messages"]] != []
    entry = AuditEntry.objects.get(action="tried again")
    assert (entry.by, entry.object_id) == (administrator, dead.pk)
    assert "reader@mail.example" not in entry.title


@pytest.mark.parametrize("role", ["Editor", "Support agent", "", "reader", "stranger"])
def test_others_see_no_mail(role: str) -> None:
    roles.sync()
    mail = a_mail("Subject", state="dead")
    client = Client()
    if role != "stranger":
        user = User.objects.create_user("other@boan.example", "x", is_staff=role != "reader")
        if role not in {"", "reader"}:
            user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert not_sent(user, NOW) is None
    for address in (LIST, f"{LIST}{mail.pk}/change/"):
        assert client.get(address).status_code in {302, 403}
    chosen = {"action": "try_again", "_selected_action": [mail.pk]}
    assert client.post(LIST, chosen).status_code in {302, 403}
    mail.refresh_from_db()
    assert mail.state == "dead"


def test_first_page_names_mail_that_could_not_be_sent(client: Client, administrator: User) -> None:
    queue = not_sent(administrator, NOW)
    assert queue is not None
    assert queue.count == 0
    for number in range(10):
        a_mail(f"Dead {number}", state="dead", last_error="550 Gone")
    a_mail("Waiting")
    queue = not_sent(administrator, NOW)
    assert queue is not None
    assert (queue.count, len(queue.rows)) == (10, 8)
    assert (queue.rows[0].title, queue.rows[0].note) == ("Dead 0", "550 Gone")
    assert client.get(queue.url).context["cl"].result_count == 10
    assert "550 Gone" in client.get(reverse("admin:index")).text
