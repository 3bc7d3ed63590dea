"""The tree of topics as pages need it, remembered by each process until an editor changes it."""

from dataclasses import dataclass, field
from typing import Self

from faq.base import languages
from faq.base.memo import Memo
from faq.categories.models import Category


@dataclass(frozen=True)
class Words:
    """Name and scope of a category as readers of one language see them."""

    name: str
    description: str
    lang: str


@dataclass
class Node:
    """A category with its place in the tree and its words by language of the reader.

    `check_after_days` is its own or that of the nearest category above which says one.
    """

    pk: int
    key: str
    slug: str
    icon: str
    parent: Self | None
    words: dict[str, Words]
    check_after_days: int | None = None
    children: list[Self] = field(default_factory=list)

    def name(self, language: str) -> str:
        """The name that a reader of `language` sees."""
        return self.words[language].name

    def url(self, language: str) -> str:
        """The address of the page in `language`."""
        return f"/{language}/categories/{self.pk}-{self.slug}/"

    def trail(self) -> list[Self]:
        """From the top of the tree down to this category."""
        return [*(self.parent.trail() if self.parent else []), self]

    def with_descendants(self) -> list[Self]:
        """This category and all inside it, in the order of the tree."""
        return [self, *(node for child in self.children for node in child.with_descendants())]


@dataclass(frozen=True)
class Tree:
    """All categories."""

    by_pk: dict[int, Node]
    roots: list[Node]

    def in_order(self) -> list[Node]:
        """Every category, each before those inside it."""
        return [node for root in self.roots for node in root.with_descendants()]


def tree() -> Tree:
    """The present tree; no query beyond that for the content versions once it is remembered."""
    return _tree.get()


def choices(language: str) -> list[tuple[int, str]]:
    """Every category in the order of the tree, indented, without a query for each."""
    return [
        (node.pk, "– " * (len(node.trail()) - 1) + node.name(language))
        for node in tree().in_order()
    ]


def _load() -> Tree:
    categories = list(
        Category.objects.order_by("depth", "position", "pk").prefetch_related("texts")
    )
    by_pk: dict[int, Node] = {}
    roots: list[Node] = []
    for category in categories:
        parent = by_pk.get(category.parent_id) if category.parent_id else None
        days = category.check_after_days or (parent.check_after_days if parent else None)
        node = Node(
            category.pk, category.key, category.slug, category.icon, parent, _words(category), days
        )
        by_pk[node.pk] = node
        (parent.children if parent else roots).append(node)
    return Tree(by_pk, roots)


def _words(category: Category) -> dict[str, Words]:
    texts = list(category.texts.all())
    words = {}
    for code in languages.codes():
        text = languages.best(texts, code)
        words[code] = (
            Words(text.shown("name", code), text.shown("description", code), text.shown_lang(code))
            if text
            else Words(category.key, "", "")
        )
    return words


_tree: Memo[Tree] = Memo("categories", load=_load)
