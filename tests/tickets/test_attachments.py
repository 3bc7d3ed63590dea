"""Files of tickets: what is taken, who may have it, and what is left on disk."""

import os
import re
import resource
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from django.test import Client, TestCase
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faq.accounts.models import AuditEntry, User
from faq.tickets import actions, attachments, recordings
from faq.tickets.attachments import clean_files, keep_attachments
from faq.tickets.models import Attachment, Message, Ticket
from helpcenter.ops.diagnosis import findings
from tests.pictures.factories import an_mp4, drawn, moving
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.hostile_files import FILES, NAMES, REDRAWN, SCRIPT

pytestmark = pytest.mark.django_db

WEBM = (Path(__file__).parent / "files/canvas.webm").read_bytes()


@pytest.fixture(autouse=True)
def private(settings: LazySettings, tmp_path: Path) -> Path:
    """Files of every test lie in a folder of its own."""
    settings.HELPCENTER_DATA = tmp_path
    return tmp_path / "private"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sent(name: str = "screen.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn() if content is None else content)


def said(ticket: Ticket | None = None) -> Message:
    message = (ticket or a_ticket()).messages.first()
    assert message is not None
    return message


def kept(*files: SimpleUploadedFile, message: Message | None = None) -> list[Attachment]:
    """Files that were checked and lie in their place."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return keep_attachments(message=message or said(), files=clean_files(files), by=None)


def address(attachment: Attachment) -> str:
    return f"/en/tickets/{attachment.message.ticket.reference}/files/{attachment.pk}/"


def on_disk(private: Path) -> list[Path]:
    return [path for path in private.rglob("*") if path.is_file()]


# --- What is taken ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (drawn(), "screen.png", "image/png"),
        (drawn("JPEG"), "screen.jpg", "image/jpeg"),
        (drawn("WEBP"), "screen.webp", "image/webp"),
        (moving(), "screen.gif", "image/gif"),
        (moving("WEBP"), "screen.webp", "image/webp"),
        (an_mp4(), "screen.mp4", "video/mp4"),
        (an_mp4().replace(b"isom", b"qt  "), "screen.mov", "video/quicktime"),
        (WEBM, "screen.webm", "video/webm"),
    ],
)
def test_pictures_and_recordings_are_taken_by_what_they_are(
    content: bytes, name: str, media_type: str, private: Path
) -> None:
    (attachment,) = kept(sent("screen.txt", content))
    assert (attachment.name, attachment.media_type) == (name, media_type)
    path = private / attachment.path
    assert path.stat().st_size == attachment.size
    assert path.stat().st_mode & 0o777 == 0o640
    assert "screen" not in attachment.path


def test_real_films_are_taken() -> None:
    films = sorted(Path("fixtures/videos").glob("*.mp4"))
    for film in films:
        (checked,) = clean_files([sent(film.name, film.read_bytes())])
        assert checked.media_type == "video/mp4"
    assert films


def test_of_a_moving_picture_the_first_one_is_kept(private: Path) -> None:
    (attachment,) = kept(sent("a.gif", moving(frames=3)))
    assert getattr(Image.open(private / attachment.path), "n_frames", 1) == 1


def test_large_upload_that_lies_in_a_file_is_taken(private: Path) -> None:
    upload = TemporaryUploadedFile("a.mp4", "video/mp4", len(an_mp4()), None)
    upload.write(an_mp4())
    upload.seek(0)
    (checked,) = clean_files([upload])
    with TestCase.captureOnCommitCallbacks(execute=True):
        (attachment,) = keep_attachments(message=said(), files=[checked], by=None)
    assert (private / attachment.path).read_bytes() == an_mp4()


@pytest.mark.parametrize(("name", "content", "fate"), FILES, ids=[name for name, *_ in FILES])
def test_hostile_file_is_refused_or_drawn_anew(
    name: str, content: bytes, fate: str, private: Path, client: Client
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if fate == REDRAWN:
        (attachment,) = kept(sent(name, content))
        drawn_anew = (private / attachment.path).read_bytes()
        assert not any(word in drawn_anew for word in (SCRIPT, b"alert(1)", b"a.html"))
        client.force_login(attachment.message.ticket.requester)
        answer = client.get(address(attachment))
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == attachment.media_type
    else:
        with pytest.raises(ValidationError) as refusal:
            clean_files([sent(name, content)])
        assert refusal.value.messages[0].startswith(name.rpartition(".")[0])
        assert on_disk(private) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(("name", "shown"), NAMES, ids=[repr(name)[:30] for name, _ in NAMES])
def test_name_leads_nowhere_and_hides_nothing(
    name: str, shown: str, private: Path, client: Client
) -> None:
    upload = sent()
    upload._name = name  # type: ignore[attr-defined]  # what a mail may say, past Django's own care
    (attachment,) = kept(upload)
    assert attachment.name == shown
    assert [path.parent for path in on_disk(private)] == [private / "attachments"]
    client.force_login(attachment.message.ticket.requester)
    assert client.get(address(attachment))["Content-Disposition"].isascii()


def test_each_file_has_its_word_and_one_bad_one_keeps_all_out() -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_files([sent(), sent("a.pdf", b"%PDF-1.4"), sent("b.heic", b"\0\0\0\x18ftypheic")])
    assert [message.partition(":")[0] for message in refusal.value.messages] == ["a", "b"]


def test_six_files_are_too_many() -> None:
    with pytest.raises(ValidationError, match="At most 5 files"):
        clean_files([sent() for _number in range(6)])
    assert len(clean_files([sent() for _number in range(5)])) == 5


def test_person_sends_so_much_a_day_and_staff_may_send_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attachments, "A_DAY", 3 * len(an_mp4()))
    ticket = a_ticket()
    for _number in range(3):
        kept(sent("a.mp4", an_mp4()), message=said(ticket))
    with pytest.raises(ValidationError, match="today"):
        kept(sent("a.mp4", an_mp4()), message=said(ticket))
    kept(sent("a.mp4", an_mp4()), message=said(a_ticket(a_person("wu"))))
    later = actions.reply(ticket, body="Next day", by=None, at=NOW + timedelta(days=1, hours=1))
    kept(sent("a.mp4", an_mp4()), message=later)
    agent = a_person("agent", is_staff=True)
    note = actions.write_note(ticket, body="Here", by=agent, at=NOW)
    kept(*(sent("a.mp4", an_mp4()) for _number in range(4)), message=note)


def test_log_tells_how_many_files_came_and_no_name() -> None:
    kept(sent("secret plan.png"), sent())
    entry = AuditEntry.objects.get(action="attached")
    assert entry.details == {"files": 2}


# --- On disk ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_its_place_when_the_transaction_fails(private: Path) -> None:
    message = said()
    with pytest.raises(RuntimeError), transaction.atomic():
        keep_attachments(message=message, files=clean_files([sent()]), by=None)
        raise RuntimeError
    assert not Attachment.objects.exists()
    assert [path.parent.name for path in on_disk(private)] == ["staged"]


def test_doctor_names_missing_files_and_those_of_no_message(private: Path) -> None:
    gone, left = kept(sent(), sent())
    assert dict(findings())["files of tickets"] == []
    (private / gone.path).unlink()
    left.delete()
    ancient = time.time() - 3 * 24 * 60 * 60
    os.utime(private / left.path, (ancient, ancient))
    first, second = dict(findings())["files of tickets"]
    assert gone.path in first and left.path in second


def test_what_a_deleted_ticket_leaves_is_thrown_away(private: Path) -> None:
    (attachment,) = kept(sent())
    attachment.message.ticket.messages.all().delete()
    tomorrow = NOW + timedelta(days=20_000)
    assert attachments.remove_orphans(tomorrow) == 1
    assert on_disk(private) == []
    kept(sent())
    assert attachments.remove_orphans(tomorrow) == 0


# --- Who may have them -----------------------------------------------------------------------------


def test_owner_and_staff_get_it_as_a_download(
    client: Client, agent: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    (attachment,) = kept(sent("截图.png"))
    owner = attachment.message.ticket.requester
    for person in (owner, agent):
        client.force_login(person)
        with django_assert_max_num_queries(6):
            answer = client.get(address(attachment))
        assert answer.status_code == 200
        assert len(b"".join(answer)) == attachment.size == int(answer["Content-Length"])
        assert answer["Content-Disposition"] == (
            "attachment; filename*=utf-8''%E6%88%AA%E5%9B%BE.png"
        )
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, no-store"
        assert "Accept-Ranges" not in answer


def test_others_cannot_tell_it_from_one_that_is_not_there(client: Client) -> None:
    (attachment,) = kept(sent())
    absent = address(attachment).replace(f"/{attachment.pk}/", "/999999/")
    other_ticket = a_ticket(a_person("wu"))
    wrong = f"/en/tickets/{other_ticket.reference}/files/{attachment.pk}/"
    anonymous = [client.get(path) for path in (address(attachment), absent)]
    assert {answer.status_code for answer in anonymous} == {302}
    assert len({answer["Location"].partition("?")[0] for answer in anonymous}) == 1
    client.force_login(a_person("wu"))
    nowhere = wrong.replace(f"/{attachment.pk}/", "/999999/")
    for there, not_there in ((address(attachment), absent), (wrong, nowhere)):
        others = [client.get(path) for path in (there, not_there)]
        assert [answer.status_code for answer in others] == [404] * 2
        pages = {re.sub(rb"/files/\d+", b"", answer.content) for answer in others}
        assert len(pages) == 1


def test_file_of_a_note_is_not_for_the_person_who_asked(client: Client, agent: User) -> None:
    ticket = a_ticket()
    note = actions.write_note(ticket, body="Look", by=agent, at=NOW)
    (attachment,) = kept(sent(), message=note)
    client.force_login(ticket.requester)
    assert client.get(address(attachment)).status_code == 404
    client.force_login(agent)
    assert client.get(address(attachment)).status_code == 200


def test_file_of_somebody_who_proved_nothing_is_for_nobody(client: Client, agent: User) -> None:
    ticket = a_ticket(address="who@mail.example", is_confirmed=False)
    (attachment,) = kept(sent(), message=said(ticket))
    client.force_login(agent)
    assert client.get(address(attachment)).status_code == 404


def test_no_public_address_leads_to_it(client: Client) -> None:
    (attachment,) = kept(sent())
    for path in ("media/{}", "media/private/{}", "static/{}", "media/../private/{}", "private/{}"):
        assert client.get("/" + path.format(attachment.path)).status_code == 404


def test_lost_file_is_absent(client: Client, private: Path) -> None:
    (attachment,) = kept(sent())
    (private / attachment.path).unlink()
    client.force_login(attachment.message.ticket.requester)
    assert client.get(address(attachment)).status_code == 404


# --- The virus scanner -----------------------------------------------------------------------------


@contextmanager
def scanner(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd on this machine that always says the same; its address and what it was shown."""
    shown: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _peer = server.accept()
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while length := struct.unpack(">I", stream.read(4))[0]:
                    shown.append(stream.read(length))
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", shown
        thread.join(5)


def test_clean_file_is_shown_whole_and_taken(settings: LazySettings) -> None:
    with scanner(b"stream: OK\0") as (settings.HELPCENTER_CLAMD, shown):
        assert len(clean_files([sent()])) == 1
    assert b"".join(shown) == drawn()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "virus"),
        (b"INSTREAM size limit exceeded. ERROR\0", "cannot be checked"),
        (b"", "cannot be checked"),
        (b"stream: OK, or not\0", "cannot be checked"),
    ],
)
def test_found_or_unsure_is_refused(answer: bytes, said: str, settings: LazySettings) -> None:
    with (
        scanner(answer) as (settings.HELPCENTER_CLAMD, _shown),
        pytest.raises(ValidationError, match=said),
    ):
        clean_files([sent()])


@pytest.mark.parametrize("place", ["127.0.0.1:1", "unix:/nowhere/clamd.ctl", "nonsense"])
def test_scanner_that_is_away_lets_nothing_in(place: str, settings: LazySettings) -> None:
    settings.HELPCENTER_CLAMD = place
    with pytest.raises(ValidationError, match="cannot be checked"):
        clean_files([sent()])


def test_bytes_of_a_mail_are_taken_like_an_upload() -> None:
    (checked,) = clean_files([SimpleUploadedFile("a.png", BytesIO(drawn()).getvalue())])
    assert checked.name == "a.png"


@given(
    start=st.sampled_from([b"", an_mp4()[:20], an_mp4(), WEBM[:40], WEBM]),
    rest=st.binary(max_size=200),
    cut=st.integers(0, 300),
)
def test_any_bytes_are_a_recording_or_none(start: bytes, rest: bytes, cut: int) -> None:
    content = start[: len(start) - cut] + rest
    assert recordings.media_type_of(BytesIO(content), len(content)) in {
        "", "video/mp4", "video/quicktime", "video/webm",
    }  # fmt: skip
