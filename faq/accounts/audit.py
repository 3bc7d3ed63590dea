"""Writing the audit trail; every action with meaning calls `record` in its own transaction."""

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
    return AuditEntry.objects.create(
        at=at,
        by=by,
        action=action,
        kind=target._meta.model_name or "",
        object_id=target.pk,
        title=str(target)[:200],
        details=details,
    )
