"""Regular work: each job has its turn, whatever becomes of the others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.conf import LazySettings

from faq.base.pace import at_most_every
from helpcenter.ops import work
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def rounds(number: int) -> Callable[[], bool]:
    """Let work be wanted for so many rounds."""
    return iter([*[True] * number, False]).__next__


def test_work_of_the_settings_is_there(settings: LazySettings) -> None:
    assert [job.name for job in work.jobs()] == settings.WORK


def test_job_that_fails_holds_nobody_up_rests_and_is_logged_once(
    settings: LazySettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.HELPCENTER_DATA = tmp_path
    done: list[datetime] = []

    def fail(_now: datetime) -> int:
        raise ValueError("nothing works")

    def succeed(now: datetime) -> int:
        done.append(now)
        return 1

    failing = work.Job("failing", fail)
    work.run([failing, work.Job("other", succeed)], stop=Event(), is_wanted=rounds(3))
    assert len(done) == 3
    assert failing.failures == 1, "it rests"
    failing.rests_until = 0
    failing.turn()
    assert failing.failures == 2
    assert caplog.text.count("ValueError: nothing works") == 1
    failing.rests_until, failing.work = 0, succeed
    assert failing.turn() == 1
    assert failing.failures == 0
    assert work.sign_of_life().exists()


def test_stop_is_heeded_between_jobs(settings: LazySettings, tmp_path: Path) -> None:
    settings.HELPCENTER_DATA = tmp_path
    stop, done = Event(), []

    def first(_now: datetime) -> int:
        stop.set()
        done.append("first")
        return 1

    def second(_now: datetime) -> int:
        done.append("second")
        return 1

    work.run([work.Job("a", first), work.Job("b", second)], stop=stop, is_wanted=rounds(9))
    assert done == ["first"]


def test_work_with_a_pause_is_done_once_in_it() -> None:
    done = []

    @at_most_every(timedelta(hours=1))
    def tidy(now: datetime) -> int:
        done.append(now)
        return 1

    later = [NOW + timedelta(minutes=minutes) for minutes in (0, 59, 60, 119, 120)]
    assert [tidy(now) for now in later] == [1, 0, 1, 0, 1]
    assert done == [later[0], later[2], later[4]]
