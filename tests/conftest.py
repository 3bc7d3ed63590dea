"""What all tests share: people, empty stores, no network, and the browser where there is one."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from faq.accounts.models import User
from faq.base.models import OutgoingMail
from faq.search import fulltext, log
from tests.running_site import Demo, RunningSite, running_demo

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
NO_CHROMIUM = "No Chromium here."

# How fast an example runs says more of what else the machine does than of the code.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")

# --- People --------------------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> User:
    """Someone who may change everything."""
    return User.objects.create_superuser("editor@boan.example", "a-long-password")


@pytest.fixture
def reader(db: None) -> User:
    """Someone who signed in and may change nothing."""
    return User.objects.create_user("reader@boan.example", "a-long-password")


@pytest.fixture
def editor_client(editor: User) -> Client:
    """The browser of an editor."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def reader_client(reader: User) -> Client:
    """The browser of someone who signed in and is not staff."""
    client = Client()
    client.force_login(reader)
    return client


# --- Every test begins with empty stores ----------------------------------------------------------


@pytest.fixture(autouse=True)
def _stores_are_emptied(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Empty the cache of the process, and what Django's flush leaves after a test that commits."""
    caches["default"].clear()
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock():
            fulltext.delete(fulltext.numbers())
            caches["limits"].clear()


@pytest.fixture(autouse=True)
def _searches_are_logged_when_a_test_says_so(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no thread write beside a test; `log.flush()` writes."""
    monkeypatch.setattr(log, "_write_soon", lambda: None)
    yield
    log._waiting.clear()


# --- Mail ----------------------------------------------------------------------------------------

Mails = Callable[[], list[OutgoingMail]]


@pytest.fixture(autouse=True, scope="session")
def _mail_goes_to_the_outbox(django_test_environment: None) -> None:
    """Undo what Django puts in place of it for tests."""
    settings.EMAIL_BACKEND = "faq.base.outbox_backend.EmailBackend"


@pytest.fixture
def mails(db: None) -> Mails:
    """All that was written to the outbox so far, in its order."""
    return lambda: list(OutgoingMail.objects.order_by("pk"))


# --- The demo content ----------------------------------------------------------------------------


@dataclass
class Library:
    """The database and the files as they are with the demo content, kept beside the site."""

    database: sqlite3.Connection
    media: Path


@pytest.fixture(scope="session")
def kept_library(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Library]:
    """The demo content, taken in once for all tests; the database is left as it was."""
    kept = Library(sqlite3.connect(":memory:"), tmp_path_factory.mktemp("library") / "media")
    with closing(kept.database), django_db_blocker.unblock():
        with _database_put_back():
            call_command("import_content", str(settings.BASE_DIR / "fixtures"), verbosity=0)
            connection.connection.backup(kept.database)
            shutil.copytree(settings.MEDIA_ROOT, kept.media)
        yield kept


@pytest.fixture(scope="module")
def library(kept_library: Library, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All of it, there for the tests of a module, which are marked `django_db` too."""
    with django_db_blocker.unblock(), _database_put_back():
        _fill_from(kept_library.database)
        shutil.copytree(kept_library.media, settings.MEDIA_ROOT, dirs_exist_ok=True)
        yield


@contextmanager
def _database_put_back() -> Iterator[None]:
    """Put the database back as it was before the block; outside a transaction."""
    with closing(sqlite3.connect(":memory:")) as before:
        connection.ensure_connection()
        connection.connection.backup(before)
        yield
        connection.ensure_connection()
        _fill_from(before)


def _fill_from(other: sqlite3.Connection) -> None:
    """Make the database a copy of another, in which kinds of rows may have other numbers."""
    other.backup(connection.connection)
    ContentType.objects.clear_cache()


# --- The site as it is shipped ------------------------------------------------------------------


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The running demo, with content besides that is hard on a layout."""
    with running_demo(tmp_path_factory.mktemp("site"), BROWSER_TESTS / "content") as running:
        yield running


@pytest.fixture(scope="session")
def site(demo: Demo) -> RunningSite:
    """The same, for tests that don't mind how it came up."""
    return demo


# --- No network -----------------------------------------------------------------------------------


class NetworkTouched(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let sockets of this process connect to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            if not ip_address(host).is_loopback:
                raise NetworkTouched(f"A test wanted to connect to {address}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


# --- Browser tests come last, and only where there is a Chromium ---------------------------------


def pytest_configure() -> None:
    """Refuse to run where a Chromium is asked for and there is none."""
    if not CHROMIUM and os.environ.get("HELPCENTER_BROWSER") == "required":
        raise pytest.UsageError("HELPCENTER_BROWSER=required, but there is no Chromium.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last; leave them out where there is no Chromium."""
    browser = [item for item in items if item.path.is_relative_to(BROWSER_TESTS)]
    items[:] = [item for item in items if item not in set(browser)] + browser
    if not CHROMIUM:
        for item in browser:
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end what did not run for want of a Chromium."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = [report for report in skipped if NO_CHROMIUM in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(
            f"No Chromium here: {len(left_out)} browser tests were left out. "
            "Install the package chromium to run them."
        )
