"""New words of a live text begin at their moment, everywhere, on every process, without a worker."""

import os
import re
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client

from faq.articles import actions
from faq.articles.models import Revision, Words
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db(transaction=True)

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
SOON = NOW + HOUR
OLD, NEW = "旧话鲸鱼", "新话海豚"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def in_another_process(act: Callable[[], object]) -> None:
    """Do it where nothing of what this process remembers is known, or changed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            connections.close_all()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def schedule(live: Revision, start: datetime = SOON) -> None:
    draft = actions.save_draft(live.text, Words(title=NEW, summary=NEW), by=None, at=NOW)
    actions.publish(draft, by=None, at=NOW, visible_from=start)


def said(live: Revision) -> dict[str, str]:
    """Which words each of the places shows to a stranger: old, new, both or none."""
    places = {
        "page": live.text.get_absolute_url(),
        "copy": live.text.markdown_url("zh-hans"),
        "list": "/zh-hans/articles/?kind=faq",
        "feed": "/zh-hans/articles/feed/",
        "converted": live.text.url("zh-hant"),
        "old search": f"/zh-hans/search/suggest/?q={OLD[2:]}",
        "new search": f"/zh-hans/search/suggest/?q={NEW[2:]}",
        "llms": "/llms.txt",
    }
    found = {}
    for place, address in places.items():
        content = Client().get(address).content.decode("utf-8")
        content = content.encode().decode("unicode_escape") if "search" in place else content
        found[place] = " ".join(
            name
            for name, words in (("old", ("旧话", "舊話")), ("new", ("新话", "新話")))
            if any(word in content for word in words)
        )
    return found


def test_new_words_begin_at_their_moment_on_a_process_that_was_told_nothing(
    clock: time_machine.Traveller,
) -> None:
    live = an_article(title=OLD, summary=OLD, at=NOW - HOUR)
    before = said(live)
    assert before == {place: "" if place == "new search" else "old" for place in before}
    in_another_process(lambda: schedule(live))
    for moment in (NOW, SOON - INSTANT):
        clock.move_to(moment, tick=False)
        assert said(live) == before
    clock.move_to(SOON, tick=False)
    after = said(live)
    assert after == {
        place: {"old search": "", "new search": "new"}.get(place, "new") for place in before
    }


def test_sitemap_tells_of_the_change_from_its_moment_on(clock: time_machine.Traveller) -> None:
    live = an_article(title=OLD, summary=OLD, at=NOW - HOUR)

    def changed() -> set[str]:
        page = Client().get("/sitemap-articles.xml").content.decode()
        return set(re.findall("<lastmod>([^<]+)<", page))

    assert changed() == {"2026-11-25"}
    in_another_process(lambda: schedule(live, NOW + timedelta(days=3)))
    clock.move_to(NOW + timedelta(days=3) - INSTANT, tick=False)
    assert changed() == {"2026-11-25"}
    clock.move_to(NOW + timedelta(days=3), tick=False)
    assert changed() == {"2026-11-28"}
