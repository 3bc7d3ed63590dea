"""What has its time ahead is nowhere, and everywhere from that time on: F11.

Every page was read before, so that what processes keep must come up to date by itself.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from faq.accounts.models import User
from faq.announcements.actions import save_announcement
from faq.articles import actions
from faq.articles.models import Article, Revision, Words
from faq.categories.models import Category
from tests.announcements.factories import an_announcement, words
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db

LANGUAGES = ("zh-hans", "zh-hant", "en")
HOUR, MINUTE, INSTANT = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
SOON = NOW + HOUR


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["stranger", "editor"])
def person(request: pytest.FixtureRequest, editor: User) -> Client:
    """Whoever reads: an editor is shown no future content on the site either."""
    client = Client()
    if request.param == "editor":
        client.force_login(editor)
    return client


# --- Where content is seen


def in_every_language(*pages: str) -> list[str]:
    return [f"/{language}/{page}" for language in LANGUAGES for page in pages]


def holding(person: Client, pages: list[str], address: str) -> set[str]:
    """Those of the pages that lead to an address; dates on them are never ahead."""
    found = set()
    for page in pages:
        answer = person.get(page, follow=True)
        content = answer.content.decode()
        moments = re.findall(r"<(?:updated|published|lastmod)>([^<]+)<", content)
        assert all(map(_has_come, moments)), page
        if answer.status_code == 200 and address in content:
            found.add(page)
    return found


def _has_come(moment: str) -> bool:
    given = datetime.fromisoformat(moment)
    return given.replace(tzinfo=given.tzinfo or UTC) <= datetime.now(UTC)


# --- Articles


@pytest.fixture
def neighbour(clock: time_machine.Traveller) -> Revision:
    """Articles before and after, with the tag and a longer past."""
    category = a_category()
    for place, tags in ((1, ["提现"]), (9, [])):
        neighbour = an_article(
            category=category, title=f"邻居 {place}", key=f"n{place}", position=place, tags=tags,
            at=NOW - 9 * HOUR,
        )  # fmt: skip
    return neighbour


def make(**window: Any) -> Revision:
    revision = an_article(
        key="unique", title="独一无二", slug="unique", position=5, tags=["提现"], **window
    )
    Article.objects.filter(pk=revision.text.article_id).update(path_position=1)
    actions.record_article_change(Article.objects.get(key="unique"), by=None, at=NOW)
    return revision


def published_then_moved() -> Callable[[], None]:
    revision = make()
    return lambda: _publish(revision)


def drafted_then_scheduled() -> Callable[[], None]:
    revision = make(is_draft=True)
    return lambda: _publish(revision)


def _publish(revision: Revision) -> None:
    actions.publish(revision, by=None, at=NOW, visible_from=SOON)


@pytest.mark.parametrize("made", [published_then_moved, drafted_then_scheduled])
def test_article_is_nowhere_until_its_time_and_everywhere_after(
    person: Client,
    clock: time_machine.Traveller,
    neighbour: Revision,
    made: Callable[[], Callable[[], None]],
) -> None:
    move = made()
    article = Article.objects.get(key="unique")
    beside = [
        f"articles/{other.pk}-{other.key}/" for other in Article.objects.exclude(pk=article.pk)
    ]
    pages = [
        *in_every_language(
            "", "articles/", "articles/?kind=faq", "tags/提现/", "search/?q=独一无二",
            "search/suggest/?q=独一", f"categories/{article.category_id}-account/", *beside,
            f"articles/{article.pk}-unique/", f"articles/{article.pk}-unique.md", "articles/path/",
        ),
        "/zh-hans/articles/feed/", "/zh-hant/articles/feed/", "/en/articles/feed/",
        "/sitemap-articles.xml", "/llms.txt",
    ]  # fmt: skip
    address = f"articles/{article.pk}-"
    before = holding(person, pages, address)
    assert bool(before) == (made is published_then_moved)

    move()
    for moment in (NOW, NOW + MINUTE, SOON - INSTANT):
        clock.move_to(moment, tick=False)
        assert holding(person, pages, address) == set()
    clock.move_to(SOON + MINUTE, tick=False)
    after = holding(person, pages, address)
    assert set(pages) - after == set()
    assert before <= after


def test_article_is_counted_from_its_time_on(
    person: Client, clock: time_machine.Traveller, neighbour: Revision
) -> None:
    move = published_then_moved()
    assert counts(person) == 3
    move()
    assert counts(person) == 2
    clock.move_to(SOON - INSTANT, tick=False)
    assert counts(person) == 2
    clock.move_to(SOON + MINUTE, tick=False)
    assert counts(person) == 3


def counts(person: Client) -> int:
    """How many articles there are, as every page that counts says."""
    category = Category.objects.get()
    home = person.get("/zh-hans/")
    told = {
        home.context["article_count"],
        *(topic["count"] for topic in home.context["topics"]),
        person.get(f"/zh-hans/categories/{category.pk}-account/").context["count"],
        person.get("/zh-hans/search/?q=邻居 独一无二").context["results"].total,
        *(facet["count"] for facet in _kinds(person)),
    }
    (number,) = told
    return int(number)


def _kinds(person: Client) -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = person.get("/zh-hans/search/?q=邻居 独一无二").context["kinds"]
    return kinds


def test_words_that_replace_others_come_at_their_time_and_the_old_ones_stay_until_then(
    person: Client, clock: time_machine.Traveller, neighbour: Revision
) -> None:
    revision = make()
    address = f"/zh-hans/articles/{revision.text.article_id}-unique/"
    new = actions.save_draft(
        revision.text, Words(title="焕然一新", summary="答。"), by=None, at=NOW
    )
    actions.publish(new, by=None, at=NOW, visible_from=SOON)
    lists = [
        "/zh-hans/", "/zh-hans/articles/feed/", "/zh-hans/tags/提现/", address,
        "/zh-hans/search/suggest/?q=独一", "/zh-hans/search/suggest/?q=焕然",
    ]  # fmt: skip
    assert titles_on(person, lists) == {"独一无二"}
    clock.move_to(SOON + MINUTE, tick=False)
    assert titles_on(person, lists) == {"焕然一新"}


def titles_on(person: Client, pages: list[str]) -> set[str]:
    everything = "".join(
        re.sub(r'"query": "[^"]*"', "", person.get(page).content.decode()) for page in pages
    )
    return {title for title in ("独一无二", "焕然一新") if title in everything}


# --- Announcements


@pytest.mark.parametrize("was_shown", [True, False])
def test_announcement_is_nowhere_until_its_time_and_everywhere_after(
    person: Client, clock: time_machine.Traveller, neighbour: Revision, was_shown: bool
) -> None:
    an_announcement("邻居", visible_from=NOW - HOUR)
    start = NOW if was_shown else SOON
    notice = an_announcement("独一无二", visible_from=start, is_pinned=True)
    pages = [
        *in_every_language(
            "", "announcements/", "announcements/feed/", "search/?q=独一无二",
            "search/suggest/?q=独一", f"announcements/{notice.pk}-x/",
            # The banner is on every page.
            "articles/", "contact/", f"articles/{neighbour.text.article_id}-n9/",
        ),
        "/sitemap-announcements.xml",
    ]  # fmt: skip
    address = f"announcements/{notice.pk}-"
    before = holding(person, pages, address)
    assert bool(before) == was_shown

    notice.visible_from = SOON
    save_announcement(notice, texts={"zh-hans": words("独一无二")}, by=None, at=NOW)
    for moment in (NOW, SOON - INSTANT):
        clock.move_to(moment, tick=False)
        assert holding(person, pages, address) == set()
    clock.move_to(SOON + MINUTE, tick=False)
    after = holding(person, pages, address)
    assert set(pages) - after == set()
    assert before <= after
