"""Everything beside articles as records: JSON objects, one for each thing, known by a key.

`exported()` gives what is there as the importing actions read it, so that reading and writing
stay one form. What changed is told by comparing records, never by trusting the writer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.announcements.actions import import_announcements
from faq.announcements.models import Announcement
from faq.articles.golden import import_queries
from faq.articles.models import GoldenQuery
from faq.base import characters, content_links
from faq.base.text import fold
from faq.brand.actions import import_brand
from faq.brand.models import Brand
from faq.categories.actions import import_categories
from faq.categories.models import Category
from faq.contact.actions import import_directory
from faq.contact.models import Channel, Holiday, KnownFake, Region, SpokenLanguage
from faq.facts.actions import import_facts
from faq.facts.models import Fact, FactValue
from faq.glossary.actions import import_terms
from faq.glossary.models import Alias, Term
from faq.search.actions import import_groups
from faq.search.models import SynonymGroup
from faq.tickets import kinds_file

Record = dict[str, Any]
Take = Callable[[Record, User | None, datetime], Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Records of one kind: where they stand in files, and the ways out and in.

    `takes` are run one after the other for all records, where one may name another.
    """

    name: str
    file: str
    exported: Callable[[datetime], list[Record]]
    takes: Sequence[Take]
    key: Callable[[Mapping[str, Any]], str] = lambda record: str(record["key"])


def moment(value: datetime | None) -> str | None:
    """A moment as files write it: in the site's zone, where that has such a moment."""
    if value is None:
        return None
    try:
        return timezone.localtime(value).isoformat()
    except OverflowError:
        return value.isoformat()


def _texts(row: Any, *names: str) -> dict[str, Record]:
    texts = sorted(row.texts.all(), key=lambda text: text.language)
    return {text.language: {name: getattr(text, name) for name in names} for text in texts}


def _named(row: Any) -> Record:
    texts = sorted(row.texts.all(), key=lambda text: text.language)
    return {
        "code": row.code,
        "position": row.position,
        "texts": {text.language: text.name for text in texts},
    }


# --- Out ---------------------------------------------------------------------------------------


def _brand(_at: datetime) -> list[Record]:
    return [
        {
            "key": "brand",
            "accent": brand.accent,
            "emergency_url": brand.emergency_url,
            "texts": _texts(brand, "name", "site_name", "never_ask", "legal"),
            "urgent_links": _links(brand.urgentlinks.all(), "title", "hint", "target"),
            "footer_links": _links(brand.footerlinks.all(), "label", "target"),
        }
        for brand in Brand.objects.prefetch_related("texts", "urgentlinks", "footerlinks")
    ]


def _links(rows: Iterable[Any], *names: str) -> dict[str, list[Record]]:
    links: dict[str, list[Record]] = {}
    for row in rows:
        links.setdefault(row.language, []).append({name: getattr(row, name) for name in names})
    return links


def _categories(_at: datetime) -> list[Record]:
    rows = Category.objects.select_related("parent").prefetch_related("texts")
    return [
        {
            "key": row.key,
            "slug": row.slug,
            "parent": row.parent.key if row.parent else "",
            "icon": row.icon,
            "position": row.position,
            "texts": _texts(row, "name", "description"),
        }
        for row in rows.order_by("depth", "parent__key", "position", "key")
    ]


def _channels(_at: datetime) -> list[Record]:
    rows = Channel.objects.select_related("region")
    rows = rows.prefetch_related("texts", "openings", "languages").order_by("position", "key")
    return [
        {
            "key": row.key,
            "kind": row.kind,
            "value": row.value,
            "platform": row.platform,
            "region": row.region.code if row.region else "",
            "languages": sorted(spoken.code for spoken in row.languages.all()),
            "address": row.address,
            "scope": row.scope,
            "position": row.position,
            "is_published": row.is_published,
            "is_always_open": row.is_always_open,
            "time_zone": row.time_zone,
            "checked_on": row.checked_on.isoformat(),
            "openings": [
                {"days": one.days, "opens": f"{one.opens:%H:%M}", "closes": f"{one.closes:%H:%M}"}
                for one in sorted(row.openings.all(), key=lambda one: (one.days, one.opens, one.pk))
            ],
            "texts": _texts(row, "name", "note"),
        }
        for row in rows
    ]


def _holidays(_at: datetime) -> list[Record]:
    return [
        {
            "region": row.region.code if row.region else "",
            "on": row.on.isoformat(),
            "name": row.name,
            "opens": f"{row.opens:%H:%M}" if row.opens else "",
            "closes": f"{row.closes:%H:%M}" if row.closes else "",
        }
        for row in Holiday.objects.select_related("region").order_by("on", "region__code")
    ]


def _fakes(_at: datetime) -> list[Record]:
    rows = KnownFake.objects.order_by("kind", "normal", "platform")
    names = ("kind", "value", "platform", "note")
    return [
        {**{name: getattr(row, name) for name in names}, "reported_on": str(row.reported_on)}
        for row in rows
    ]


def _facts(at: datetime) -> list[Record]:
    records = []
    for fact in Fact.objects.prefetch_related("texts", "values").order_by("key"):
        values = sorted(fact.values.all(), key=lambda row: row.valid_from)
        present = [row for row in values if row.valid_from <= at][-1:]
        records.append(
            {
                "key": fact.key,
                **(_value(present[0]) if present else {}),
                "unit": fact.unit,
                "source": fact.source,
                "checked_on": fact.checked_on.isoformat(),
                "check_after_days": fact.check_after_days,
                "next": [_value(row) for row in values if row.valid_from > at],
                "texts": _texts(fact, "label", "wording"),
            }
        )
    return records


def _value(row: FactValue) -> Record:
    return {"value": row.value, "valid_from": moment(row.valid_from)}


def _terms(_at: datetime) -> list[Record]:
    rows = Term.objects.prefetch_related("texts", "aliases", "confused_with").order_by("key")
    return [
        {
            "key": row.key,
            "slug": row.slug,
            "is_published": row.is_published,
            "visible_from": moment(row.visible_from),
            "confused_with": sorted(other.key for other in row.confused_with.all()),
            "texts": _texts(row, "label", "definition", "example", "own_pinyin"),
            "aliases": [
                {"text": alias.text, "language": alias.language, "is_shown": alias.is_shown}
                for alias in sorted(row.aliases.all(), key=_place_of_alias)
            ],
        }
        for row in rows
    ]


def _place_of_alias(alias: Alias) -> tuple[str, bool, int]:
    return alias.language, not alias.is_shown, alias.pk


def _synonyms(_at: datetime) -> list[Record]:
    groups = sorted(group.listed() for group in SynonymGroup.objects.all())
    return [{"words": words} for words in groups]


def _announcements(_at: datetime) -> list[Record]:
    records = {
        row.key: {
            "key": row.key,
            "kind": row.kind,
            "severity": row.severity,
            "is_published": row.is_published,
            "visible_from": moment(row.visible_from),
            "visible_until": moment(row.visible_until),
            "starts_at": moment(row.starts_at),
            "ends_at": moment(row.ends_at),
            "time_zone": row.time_zone,
            "is_pinned": row.is_pinned,
            "pinned_until": moment(row.pinned_until),
            "texts": _texts(row, "title", "summary", "body", "slug"),
        }
        for row in Announcement.objects.prefetch_related("texts").order_by("visible_from", "key")
    }
    ordered: dict[str, Record] = {}
    for key in records:
        _after_those_it_links_to(key, records, ordered, set())
    return list(ordered.values())


def _after_those_it_links_to(
    key: str, records: Mapping[str, Record], ordered: dict[str, Record], above: set[str]
) -> None:
    """Import resolves a link to what is there already."""
    if key in ordered or key in above or key not in records:
        return
    for text in records[key]["texts"].values():
        for linked in content_links.announcements_in(text["body"]):
            _after_those_it_links_to(linked, records, ordered, above | {key})
    ordered[key] = records[key]


def _golden_queries(_at: datetime) -> list[Record]:
    return [
        {
            "query": row.query,
            "language": row.language,
            "article": row.article.key,
            "worst_place": row.worst_place,
        }
        for row in GoldenQuery.objects.select_related("article").order_by("language", "folded")
    ]


# --- In ----------------------------------------------------------------------------------------


def _take_brand(record: Record, by: User | None, at: datetime) -> None:
    import_brand({name: record[name] for name in record.keys() - {"key"}}, by=by, at=at)


def _into(take: Callable[..., Any], name: str, *left_out: str) -> Take:
    def take_one(record: Record, by: User | None, at: datetime) -> Any:
        return take({name: [_without(record, left_out)]}, by=by, at=at)

    return take_one


def _without(record: Record, names: Iterable[str]) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def _take_category(record: Record, by: User | None, at: datetime) -> None:
    if (parent := record.get("parent")) and not Category.objects.filter(key=parent).exists():
        raise ValueError(_("there is no category “%(key)s”") % {"key": parent})
    import_categories([record], by=by, at=at)


def _take_confused_with(record: Record, by: User | None, at: datetime) -> None:
    names = {name: record[name] for name in ("key", "confused_with") if name in record}
    import_terms({"terms": [names]}, by=by, at=at)


def _take_synonyms(record: Record, by: User | None, at: datetime) -> None:
    import_groups({"groups": [record["words"]]}, by=by, at=at)


def _take_golden_query(record: Record, by: User | None, at: datetime) -> None:
    for problem in import_queries({"queries": [record]}, by=by, at=at):
        raise ValueError(problem)


def _key_of_query(record: Mapping[str, Any]) -> str:
    return f"{fold(characters.one_line(record['query']))} ({record.get('language', '')})"


# In the order in which they may name one another; golden queries name articles and come last.
KINDS: Sequence[Kind] = (
    Kind(name="brand", file="brand", exported=_brand, takes=[_take_brand]),
    Kind(name="categories", file="categories", exported=_categories, takes=[_take_category]),
    Kind(
        name="regions",
        file="contact",
        exported=lambda _at: [
            _named(row) for row in Region.objects.prefetch_related("texts").order_by("code")
        ],
        takes=[_into(import_directory, "regions")],
        key=lambda record: str(record["code"]),
    ),
    Kind(
        name="languages",
        file="contact",
        exported=lambda _at: [
            _named(row) for row in SpokenLanguage.objects.prefetch_related("texts").order_by("code")
        ],
        takes=[_into(import_directory, "languages")],
        key=lambda record: str(record["code"]),
    ),
    Kind(
        name="holidays",
        file="contact",
        exported=_holidays,
        takes=[_into(import_directory, "holidays")],
        key=lambda record: f"{record.get('region') or ''} {record['on']}".strip(),
    ),
    Kind(
        name="channels",
        file="contact",
        exported=_channels,
        takes=[_into(import_directory, "channels")],
    ),
    Kind(
        name="fakes",
        file="contact",
        exported=_fakes,
        takes=[_into(import_directory, "fakes")],
        key=lambda record: f"{record.get('platform', '')} {record['value']}".strip(),
    ),
    Kind(name="facts", file="facts", exported=_facts, takes=[_into(import_facts, "facts")]),
    Kind(
        name="terms",
        file="glossary",
        exported=_terms,
        takes=[_into(import_terms, "terms", "confused_with"), _take_confused_with],
    ),
    Kind(
        name="groups",
        file="synonyms",
        exported=_synonyms,
        takes=[_take_synonyms],
        key=lambda record: str(record["words"][0]),
    ),
    Kind(
        name="announcements",
        file="announcements",
        exported=_announcements,
        takes=[_into(import_announcements, "announcements")],
    ),
    Kind(
        name="ticket_kinds",
        file="ticket_kinds",
        exported=kinds_file.kinds,
        takes=[kinds_file.import_kind],
    ),
    Kind(
        name="answer_times",
        file="ticket_kinds",
        exported=kinds_file.answer_times,
        takes=[kinds_file.import_answer_time],
        key=lambda record: f"{record.get('kind') or '*'} {record['urgency']}",
    ),
    Kind(
        name="office_hours",
        file="ticket_kinds",
        exported=kinds_file.office_hours,
        takes=[kinds_file.import_office_hours],
        key=lambda record: f"{record['days']} {record['opens']}",
    ),
    Kind(
        name="queries",
        file="golden_queries",
        exported=_golden_queries,
        takes=[_take_golden_query],
        key=_key_of_query,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def as_data(file: str, exported: Mapping[str, list[Record]]) -> Any:
    """What a JSON file of this name holds, of the records of each kind."""
    if file == "brand":
        return {name: value for name, value in exported["brand"][0].items() if name != "key"}
    if file == "synonyms":
        return {"groups": [record["words"] for record in exported["groups"]]}
    return {kind.name: exported[kind.name] for kind in KINDS if kind.file == file}


def from_data(file: str, data: Any) -> dict[str, list[Record]]:
    """The records in what a JSON file of this name holds. Raises ValueError."""
    if not isinstance(data, dict):
        raise ValueError(_("not an object"))
    if file == "brand":
        return {"brand": [{"key": "brand", **data}]}
    found = {kind.name: data.get(kind.name, []) for kind in KINDS if kind.file == file}
    if file == "synonyms":
        found = {"groups": [{"words": words} for words in found["groups"]]}
    for name, rows in found.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError(_("“%(name)s” is not a list of objects") % {"name": name})
    return found
