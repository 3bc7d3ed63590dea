"""Articles as an editor works with them: a list with the state of every language, a page for what
is the same in all of them, and a page for each text."""

from faq.articles.admin import (
    areas,
    articles,
    golden_queries,
    outside_links,
    reviews,
    sentence_reports,
    tags,
    texts,
    votes,
    wanted,
)

__all__ = [
    "areas",
    "articles",
    "golden_queries",
    "outside_links",
    "reviews",
    "sentence_reports",
    "tags",
    "texts",
    "votes",
    "wanted",
]
