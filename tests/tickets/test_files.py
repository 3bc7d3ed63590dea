"""Files that come with a request or a reply, through the pages."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from PIL import Image

from faq.accounts.models import User
from faq.base.throttle import Limit
from faq.tickets import attachments, views
from faq.tickets.models import Attachment, Kind, Message, Ticket

pytestmark = pytest.mark.django_db

NEW = "/en/tickets/new/?kind=withdrawal"
SENT = {"subject": "See the picture", "body": "It is all in it.", "urgency": "normal"}


def a_picture(name: str = "seen.png", colour: str = "red") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), colour).save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def nonce_in(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture(autouse=True)
def data_folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HELPCENTER_DATA = tmp_path
    return tmp_path


@pytest.fixture
def asker(kinds: dict[str, Kind], lin: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(lin)


@pytest.fixture
def nonce(asker: Client) -> str:
    return nonce_in(asker.get(NEW).content.decode())


def test_button_for_files_is_there_where_it_is_sent(asker: Client, nonce: str) -> None:
    assert 'type="file"' not in asker.get(NEW).content.decode()
    page = asker.post(NEW, SENT | {"nonce": nonce, "step": "check"}).content.decode()
    assert re.search(r'<input type="file"[^>]* multiple', page)


def test_files_are_kept_once_and_can_be_got_by_the_asker(asker: Client, nonce: str) -> None:
    for _press in range(2):
        files = [a_picture("a.png"), a_picture("b.png", "blue")]
        with TestCase.captureOnCommitCallbacks(execute=True):
            asker.post(NEW, SENT | {"nonce": nonce, "step": "send", "attached": files})
    ticket = Ticket.objects.get()
    assert Attachment.objects.count() == 2
    page = asker.get(f"/en/tickets/{ticket.reference}/").content.decode()
    for link in re.findall(r'href="([^"]+/files/\d+/)"', page):
        answer = asker.get(link)
        assert answer.status_code == 200 and b"".join(answer.streaming_content)
        assert Client().get(link).status_code == 302


def test_file_that_is_none_is_refused_and_the_words_stay(asker: Client, nonce: str) -> None:
    page_as_picture = SimpleUploadedFile("a.png", b"<html><script>x</script>", "image/png")
    sent = SENT | {"nonce": nonce, "step": "send", "attached": [page_as_picture]}
    answer = asker.post(NEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and SENT["body"] in page and 'type="file"' in page
    assert "choose your files again" in page
    assert not Ticket.objects.exists() and not Attachment.objects.exists()


def test_too_much_in_a_day_leaves_no_ticket_behind(
    asker: Client, nonce: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "A_DAY", 10)
    answer = asker.post(NEW, SENT | {"nonce": nonce, "step": "send", "attached": [a_picture()]})
    assert answer.status_code == 400 and "today" in answer.content.decode()
    assert not Ticket.objects.exists() and not Message.objects.exists()


def test_reply_may_be_a_file_alone(asker: Client, nonce: str) -> None:
    asker.post(NEW, SENT | {"nonce": nonce, "step": "send"})
    ticket = Ticket.objects.get()
    address = f"/en/tickets/{ticket.reference}/reply/"
    sent = {"nonce": nonce_in(asker.get(ticket.get_absolute_url()).content.decode()), "body": ""}
    for _press in range(2):
        assert asker.post(address, sent | {"attached": [a_picture()]}).status_code == 302
    assert ticket.messages.count() == 2 and Attachment.objects.count() == 1
    last = ticket.messages.last()
    assert last and last.body == "See the attached files."


def test_checking_files_is_limited_before_they_are_read(
    asker: Client, nonce: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "UPLOADS", Limit("files", times=1, seconds=60))
    sent = SENT | {"nonce": nonce, "step": "check"}
    answers = [asker.post(NEW, sent | {"attached": [a_picture()]}) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_secret_is_stopped_and_does_not_come_back(asker: Client, nonce: str) -> None:
    canary = "My password is Kanarie-77!gelb"
    sent = SENT | {"nonce": nonce, "step": "send", "body": canary, "fact_error": canary}
    for address in (NEW, "/en/tickets/new/check/?kind=withdrawal"):
        assert "Kanarie-77" not in asker.post(address, sent).content.decode()
    assert not Ticket.objects.exists()
    asker.post(NEW, SENT | {"nonce": nonce, "step": "send"})
    ticket = Ticket.objects.get()
    for name, field in (("reply", "body"), ("rate", "comment")):
        answer = asker.post(
            f"/en/tickets/{ticket.reference}/{name}/",
            {"nonce": nonce, field: canary, "rating": "1"},
        )
        assert answer.status_code == 400 and "Kanarie-77" not in answer.content.decode()
    assert ticket.messages.count() == 1
