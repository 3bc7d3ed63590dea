"""What programs that answer people are told of the site (https://llmstxt.org)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from faq.articles.kept import UntilChanged
from faq.articles.models import Revision
from faq.base import languages
from faq.brand.frame import frame
from faq.categories.tree import Node, tree

PER_CATEGORY = 10
"""So many articles of each category and language are named; its page leads to the others."""


def overview(at: datetime) -> str:
    """The site in Markdown: what it is, and in each language the first articles of each category.

    What everybody may read, in the languages it is written in. Its length is bounded by the
    number of categories. Kept by each process until something of it changes.
    """
    return _kept.get(at)


def _load(at: datetime) -> str:
    summaries: list[str] = []
    sections: list[str] = []
    others: list[str] = []
    for code in languages.codes():
        with translation.override(code):
            summaries.append(f"> {_summary(code)}")
            sections += _sections(code, at)
            others += _others(code)
    name = frame(languages.codes()[0]).site_name
    start = [f"# {name}", "", "\n>\n".join(summaries), ""]
    # A section of this name may be left out where room is short: that is the convention.
    return "\n".join([*start, *sections, "## Optional", "", *others, ""])


_kept = UntilChanged("articles", "brand", "categories", load=_load)


def _summary(language: str) -> str:
    brand = frame(language)
    words = _(
        "The official help center of %(name)s at %(address)s: answers, tutorials, terms and "
        "announcements. Each article names the day it was last checked."
    ) % {"name": brand.name, "address": settings.HELPCENTER_URL}
    return _one_line(f"{words} {brand.never_ask}")


def _sections(language: str, at: datetime) -> Iterator[str]:
    """A section for each category that has articles written in this language."""
    written = Revision.objects.visible_to(AnonymousUser(), at).filter(language=language)
    by_category: dict[int, list[Revision]] = defaultdict(list)
    for revision in written.first_of_each_category(PER_CATEGORY + 1).defer("converted"):
        by_category[revision.text.article.category_id].append(revision)
    for node in tree().in_order():
        if found := by_category[node.pk]:
            yield f"## {languages.name(language)}: {_one_line(_trail(node, language))}"
            yield ""
            yield from map(_line, found[:PER_CATEGORY])
            if len(found) > PER_CATEGORY:
                yield f"- [{_('All articles')}]({_full(node.url(language))})"
            yield ""


def _others(language: str) -> Iterator[str]:
    """The ways to everything else in the active language."""
    for label, name in (
        (_("All articles"), "article_list"),
        (_("Glossary"), "term_list"),
        (_("Announcements"), "announcement_list"),
        (_("All official channels"), "channel_list"),
    ):
        yield f"- [{languages.name(language)}: {label}]({_full(reverse(name))})"


def _trail(node: Node, language: str) -> str:
    return " / ".join(above.name(language) for above in node.trail())


def _line(revision: Revision) -> str:
    title = re.sub(r"([\\\[\]])", r"\\\1", _one_line(revision.title))
    address = _full(revision.text.markdown_url(revision.language))
    summary = revision.shown("summary", revision.language)
    answer = f": {_one_line(summary)}" if summary else ""
    return f"- [{title}]({address}){answer}"


def _full(path: str) -> str:
    return str(iri_to_uri(settings.HELPCENTER_URL + path))


def _one_line(text: str) -> str:
    return " ".join(text.split())
