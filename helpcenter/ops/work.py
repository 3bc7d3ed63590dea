"""Regular work beside the site: what `settings.WORK` lists, in turn, again and again.

One process does it (`manage.py work`); `serve` keeps one. More than one do no harm.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from faq.base.pace import Work

logger = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds from one round in which there was nothing to do to the next."""
FIRST_REST, LONGEST_REST = 2.0, 30.0
"""Seconds for which work that failed is left alone; twice as long each time."""


@dataclass
class Job:
    """One function of the list, and how it has fared."""

    name: str
    work: Work
    failures: int = 0
    rests_until: float = 0.0

    def turn(self) -> int:
        """Do what is due; returns how much that was. A failure is logged once, not each time."""
        if time.monotonic() < self.rests_until:
            return 0
        try:
            done = self.work(timezone.now())
        except Exception:
            if not self.failures:
                logger.exception("%s failed and is tried again and again", self.name)
            rest = min(FIRST_REST * 2**self.failures, LONGEST_REST)
            self.failures = min(self.failures + 1, 10)
            self.rests_until = time.monotonic() + rest
            return 0
        if self.failures:
            logger.info("%s works again", self.name)
            self.failures = 0
        return done


def jobs() -> list[Job]:
    """The work of settings.WORK. Raises ImportError for what is not there."""
    return [Job(path, import_string(path)) for path in settings.WORK]


def run(jobs: Sequence[Job], *, stop: Event, is_wanted: Callable[[], bool]) -> None:
    """Give each job its turn until `stop` is set or nobody wants it; what was begun is finished."""
    while not stop.is_set() and is_wanted():
        done = 0
        for job in jobs:
            if not stop.is_set():
                done += job.turn()
        sign_of_life().touch()
        if not done:
            stop.wait(PAUSE)


def sign_of_life() -> Path:
    """The file that was touched when the last round of work ended."""
    return Path(settings.HELPCENTER_DATA) / "last-work"
