"""The kinds of tickets as the forms ask for them, remembered until an editor changes one."""

from faq.base.memo import Memo
from faq.categories.models import Category
from faq.tickets.models import VERSION, Kind


def every() -> list[Kind]:
    """All kinds, offered or not, in the editors' order, with their words and fields."""
    return _kinds.get()


def offered() -> list[Kind]:
    """The kinds to choose from, in the editors' order, with their words and fields."""
    return [kind for kind in every() if kind.is_offered]


def find(key: str) -> Kind | None:
    """The offered kind of this key."""
    return next((kind for kind in offered() if kind.key == key), None)


def by_number(number: int) -> Kind:
    """A kind with its words and fields, offered or not."""
    return next(kind for kind in every() if kind.pk == number)


def _load() -> list[Kind]:
    return list(
        Kind.objects.select_related("category")
        .prefetch_related("texts", "fields")
        .order_by("position", "key")
    )


_kinds: Memo[list[Kind]] = Memo(VERSION, Category.VERSION, load=_load)
