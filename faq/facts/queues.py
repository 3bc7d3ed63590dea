"""What waits for editors of facts, for the first page of the admin."""

from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.accounts.queues import Queue, Row, first_of
from faq.base import languages
from faq.facts.models import Fact


def overdue(user: User, at: datetime) -> Queue | None:
    """Facts whose day for the next check is past, the longest first."""
    if not user.has_perm("facts.change_fact"):
        return None
    waiting = Fact.objects.overdue(timezone.localdate(at))
    first = first_of(waiting, mine=Q(owner=user), order=["due_on"])
    facts = waiting.filter(pk__in=first.pks).select_related("owner").with_texts()
    by_pk: dict[int, Any] = {fact.pk: fact for fact in facts}
    rows = [_row(by_pk[pk], user) for pk in first.pks if pk in by_pk]
    return Queue(
        name="overdue", title=_("Facts to be checked"), count=first.count, mine=first.mine,
        rows=rows, url=f"{reverse('admin:facts_fact_changelist')}?check=overdue",
    )  # fmt: skip


def _row(fact: Fact, user: User) -> Row:
    return Row(
        title=fact.label(get_language() or languages.codes()[0]),
        url=reverse("admin:facts_fact_change", args=[fact.pk]),
        note=fact.source,
        owner=str(fact.owner or ""),
        since=timezone.make_aware(datetime.combine(fact.due_on, time.min)),
        is_mine=fact.owner_id == user.pk,
    )
