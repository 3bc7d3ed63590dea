"""How often regular work is done (`settings.WORK`, which is called again every few seconds)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

Work = Callable[[datetime], int]
"""Does what is due at an instant and returns how much that was."""


def at_most_every(pause: timedelta) -> Callable[[Work], Work]:
    """Let work rest for `pause` after it was done; each process counts for itself."""

    def decorate(work: Work) -> Work:
        done_at: datetime | None = None

        @wraps(work)
        def paced(now: datetime) -> int:
            nonlocal done_at
            if done_at is not None and now < done_at + pause:
                return 0
            done_at = now
            return work(now)

        return paced

    return decorate
