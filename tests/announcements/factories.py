"""Announcements for tests: valid by default, override what matters. All through actions."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from faq.announcements import actions
from faq.announcements.models import Announcement, Words

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
_numbers = count(1)


def words(title: str = "现货维护", **more: str) -> Words:
    """Words in one language."""
    return Words(
        **{"title": title, "summary": f"{title}的影响。", "body": "## 影响\n\n暂停一小时。", **more}
    )


def an_announcement(
    title: str = "现货维护",
    *,
    texts: dict[str, Words] | None = None,
    at: datetime = NOW,
    **fields: Any,
) -> Announcement:
    """An announcement on the board since `at`, in zh-hans unless texts are given."""
    values = {
        "key": f"a-{next(_numbers)}",
        "kind": "maintenance",
        "is_published": True,
        "visible_from": at,
    }
    return actions.save_announcement(
        Announcement(**values | fields), texts=texts or {"zh-hans": words(title)}, by=None, at=at
    )
