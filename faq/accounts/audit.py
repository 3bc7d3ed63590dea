"""Writing the audit trail; every action with meaning calls `record` in its own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from faq.accounts.models import AuditEntry, User


def record(
    action: str,
    target: Model,
    *,
    by: User | None,
    at: datetime,
    **details: Any,
) -> AuditEntry:
    """Add one line: `by` (None: the system) did `action` to `target` at `at`.

    Details must be JSON values and hold no secret and no text of a reader.
    """
    entry = _entry(action, target, by, at, details)
    entry.save(force_insert=True)
    return entry


def record_many(action: str, targets: Iterable[Model], *, by: User | None, at: datetime) -> None:
    """Add a line for each of the targets at once."""
    AuditEntry.objects.bulk_create(
        (_entry(action, target, by, at, {}) for target in targets), batch_size=500
    )


def _entry(
    action: str, target: Model, by: User | None, at: datetime, details: dict[str, Any]
) -> AuditEntry:
    return AuditEntry(
        at=at,
        by=by,
        action=action,
        kind=target._meta.model_name or "",
        object_id=target.pk,
        title=str(target)[:200],
        details=details,
    )
