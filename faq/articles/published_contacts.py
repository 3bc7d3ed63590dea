"""Live texts that name a way to reach somebody which is not, or no longer, among the official ones.

Every stored version keeps what it names (`ChannelUse`), so a channel that was removed or changed
is found without reading the texts again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from faq.articles.models import ChannelUse, Revision
from faq.contact.directory import Directory, directory
from faq.contact.mentions import Mention
from faq.contact.strangers import judge


@dataclass(frozen=True)
class Stale:
    """A live revision, with its text and article, and what it names that is not official."""

    revision: Revision
    written: list[str]


def stale_texts(at: datetime) -> list[Stale]:
    """All of them by text, the longest live first; three queries, whatever their number."""
    present = directory()
    found: dict[int, list[str]] = {}
    for use in _uses(at):
        if _is_stale(use, present):
            found.setdefault(use.revision_id, []).append(use.written)
    revisions = Revision.objects.filter(pk__in=found).select_related("text__article__owner")
    ordered = revisions.defer("html", "plain", "body", "converted").order_by("visible_from", "pk")
    return [Stale(revision, sorted(found[revision.pk])) for revision in ordered]


def _uses(at: datetime) -> Iterator[ChannelUse]:
    uses = ChannelUse.objects.filter(revision__in=Revision.objects.live(at))
    return uses.only("revision_id", "kind", "written").iterator()


def _is_stale(use: ChannelUse, present: Directory) -> bool:
    return judge(Mention(use.kind, use.written), present).is_stranger
