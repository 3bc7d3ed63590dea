"""The admin's first page: what waits, for whom, and that it stays quick."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from faq.accounts.models import User
from faq.accounts.queues import Queue, Row, queues_for
from faq.articles import actions
from faq.articles.models import (
    Article,
    DailyViews,
    GoldenQuery,
    OutsideLink,
    Revision,
    Text,
    Vote,
    Words,
)
from helpcenter.desk import arrange
from tests.factories import NOW, a_category, an_article
from tests.facts.factories import a_fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OLD = NOW - 900 * DAY
NAMES = ("stale", "behind", "untranslated", "unhelpful", "golden", "dead_links")


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), override("zh-hans"):
        yield


def an_old_article(title: str, owner: User | None = None, **fields: Any) -> Text:
    text: Text = an_article(title=title, at=OLD, **fields).text
    Article.objects.filter(pk=text.article_id).update(owner=owner)
    return text


def queue(user: User, name: str) -> Queue:
    return next(queue for queue in queues_for(user, NOW) if queue.name == name)


def rows_of(page: str, name: str) -> list[str]:
    """The titles in a queue of the page, as a reader of the page sees them."""
    block = re.search(rf'id="queue-{name}".*?</section>', page, re.S)
    return re.findall(r'<li[^>]*><a href="[^"]*">(.*?)</a>', block[0]) if block else []


# --- What each queue says ------------------------------------------------------------------------


def test_stale_texts_come_longest_due_first_with_owner_and_language(editor: User) -> None:
    other = User.objects.create_user("o@boan.example", name="阿欧")
    for days, title in ((300, "二"), (500, "一"), (10, "新")):
        text = an_old_article(title, other)
        Text.objects.filter(pk=text.pk).update(checked_on=NOW.date() - days * DAY)
    found = queue(editor, "stale")
    assert (found.count, found.mine) == (2, 0)
    assert [row.title for row in found.rows] == ["一", "二"]
    assert found.rows[0].owner == "阿欧" and "简体中文" in found.rows[0].note
    assert found.rows[0].since is not None
    assert (NOW - found.rows[0].since).days == 500 - 180


def test_my_rows_come_before_older_ones_of_others(editor: User) -> None:
    for number in range(10):
        an_old_article(f"别人的{number}")
    mine = an_old_article("我的", editor)
    Text.objects.filter(pk=mine.pk).update(checked_on=NOW.date() - 200 * DAY)
    found = queue(editor, "stale")
    assert (found.count, found.mine, len(found.rows)) == (11, 1, 8)
    assert [row.title for row in found.rows if row.is_mine] == [found.rows[0].title] == ["我的"]


def test_overdue_facts_are_named_in_words(editor: User) -> None:
    a_fact(checked_on=date(2026, 1, 1), owner=editor, source="费率页")
    a_fact("other", checked_on=NOW.date())
    found = queue(editor, "overdue")
    assert (found.count, found.mine) == (1, 1)
    (row,) = found.rows
    assert (row.title, row.note, row.is_mine) == ("TRC20 提现手续费", "费率页", True)


def test_translations_that_are_wrong_now_come_before_older_ones(editor: User) -> None:
    for key, significance, days in (
        ("small", "minor", 9),
        ("wrong", "major", 2),
        ("old", "minor", 30),
    ):
        source = an_old_article(key, key=key)
        an_old_article(key, key=key, language="en", summary="Do this.")
        at = NOW - days * DAY
        words = Words(title="新", summary="答")
        draft = actions.save_draft(source, words, significance=significance, by=None, at=at)
        actions.publish(draft, by=None, at=at)
    with override("en"):
        found = queue(editor, "behind")
    assert [row.title for row in found.rows] == ["wrong", "old", "small"]
    assert "major" in found.rows[0].note and "/source-changes/" in found.rows[0].url


def test_untranslated_come_most_read_first_and_lead_to_the_empty_page(editor: User) -> None:
    for title, views in (("少", 3), ("多", 900)):
        Text.objects.filter(pk=an_old_article(title).pk).update(views=views)
    found = queue(editor, "untranslated")
    assert [row.title for row in found.rows] == ["多", "少"]
    assert "English" in found.rows[0].note and "900" in found.rows[0].note
    assert found.rows[0].url.endswith("&language=en")


def test_unhelpful_rows_tell_numbers_and_reasons(editor: User) -> None:
    text = an_old_article("难懂")
    for number, reason in enumerate(["unclear", "steps", "unclear", "", "unclear"]):
        Vote.objects.create(text=text, reader=str(number), is_helpful=False, reason=reason, at=NOW)
    DailyViews.objects.create(text=text, day=NOW.date(), count=70)
    (row,) = queue(editor, "unhelpful").rows
    said = re.findall(r"\d+", row.note)
    assert said == ["5", "5", "70", "3", "1"]


def test_failing_golden_queries_wait_and_holding_ones_do_not(editor: User) -> None:
    article = an_old_article("充值", editor).article
    for query, outcome in (("甲", "fails"), ("乙", "holds"), ("丙", "unpublished")):
        GoldenQuery.objects.create(query=query, folded=query, article=article, outcome=outcome)
    found = queue(editor, "golden")
    assert {row.title for row in found.rows} == {"甲", "丙"} and found.mine == 2


def test_dead_links_of_texts_wait_and_forgotten_ones_do_not(editor: User) -> None:
    text = an_old_article("引用", editor)
    for host, since in (("dead", NOW - 3 * DAY), ("alive", None), ("unused", NOW)):
        link = OutsideLink.objects.create(
            url=f"https://{host}.example/", failing_since=since, problem="no-host"
        )
        if host != "unused":
            link.texts.add(text)
    found = queue(editor, "dead_links")
    assert [row.title for row in found.rows] == ["https://dead.example/"]
    assert (found.count, found.mine, found.rows[0].is_mine) == (1, 1, True)


# --- The page ------------------------------------------------------------------------------------


def test_page_shows_rows_that_lead_to_the_work(editor_client: Client) -> None:
    text = an_old_article("<b>旧</b>")
    page = editor_client.get("/admin/").content.decode()
    assert rows_of(page, "stale") == ["&lt;b&gt;旧&lt;/b&gt;"]
    assert f"/admin/articles/text/{text.pk}/change/" in page
    assert "/admin/articles/text/?waits=stale" in page


def test_every_link_of_the_page_and_of_its_queues_leads_somewhere(
    editor_client: Client, editor: User
) -> None:
    text = an_old_article("旧", editor)
    an_old_article("Old", editor, key=text.article.key, language="en", summary="Do this.")
    an_article(key=text.article.key, title="旧旧", summary="答")
    an_old_article("旧旧", editor)
    a_fact(checked_on=date(2026, 1, 1), owner=editor)
    GoldenQuery.objects.create(query="甲", folded="甲", article=text.article, outcome="fails")
    link = OutsideLink.objects.create(url="https://a.example/", failing_since=NOW)
    link.texts.add(text)
    Vote.objects.bulk_create(
        Vote(text=text, reader=str(n), is_helpful=False, at=NOW) for n in "abc"
    )
    for address in ("/admin/", "/admin/?owner=mine"):
        page = editor_client.get(address).content.decode()
        desk = page[page.index('class="desk"') : page.index('class="desk-heading"')]
        links = {found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)"', desk)}
        assert len(links) > 12
        for found in links:
            answer = editor_client.get(found if found.startswith("/") else f"/admin/{found}")
            assert answer.status_code == 200, found


@pytest.mark.parametrize("only", ["", "?owner=mine"])
def test_lists_hold_as_many_as_the_queue_counts(editor_client: Client, only: str) -> None:
    editor = User.objects.get()
    for number in range(5):
        an_old_article(f"{number}", editor if number < 2 else None)
    desk = editor_client.get(f"/admin/{only}").context["desk"]
    counts = {queue.name: queue for queue in desk.waiting}
    assert {"stale", "untranslated"} <= set(counts)
    for name in ("stale", "untranslated"):
        assert counts[name].count == (2 if only else 5)
        listed = editor_client.get(counts[name].url)
        assert listed.context["cl"].result_count == counts[name].count


def test_mine_leaves_out_what_others_own(editor_client: Client, editor: User) -> None:
    an_old_article("别人的")
    an_old_article("我的", editor)
    page = editor_client.get("/admin/?owner=mine").content.decode()
    assert rows_of(page, "stale") == ["我的"]


def test_empty_queues_are_one_quiet_line(editor_client: Client) -> None:
    page = editor_client.get("/admin/").content.decode()
    assert 'class="queue"' not in page
    assert page.count('class="nothing"') == 1


def test_queues_with_something_of_mine_come_first_and_others_keep_their_order() -> None:
    row = Row(title="", url="")
    names = [("a", 3, 0), ("b", 2, 1), ("c", 5, None), ("d", 0, 0), ("e", 1, 1)]
    queues = [
        Queue(name=name, title=name, count=count, mine=mine, rows=[row])
        for name, count, mine in names
    ]
    desk = arrange(queues, only_mine=False)
    assert [queue.name for queue in desk.waiting] == ["b", "e", "a", "c"]
    assert [queue.name for queue in desk.empty] == ["d"]
    mine = arrange(queues, only_mine=True)
    assert [(queue.name, queue.count) for queue in mine.waiting] == [("b", 1), ("e", 1), ("c", 5)]


# --- Who sees it ---------------------------------------------------------------------------------


def test_strangers_and_readers_are_turned_away(client: Client, reader_client: Client) -> None:
    an_old_article("旧")
    for someone in (client, reader_client):
        assert someone.get("/admin/").status_code == 302


def test_staff_see_the_queues_of_their_rights_only(client: Client, reader: User) -> None:
    an_old_article("旧")
    reader.is_staff = True
    reader.save()
    assert queues_for(User.objects.get(pk=reader.pk), NOW) == []
    client.force_login(reader)
    page = client.get("/admin/").content.decode()
    assert "旧" not in page and "/overview/" not in page
    reader.user_permissions.add(Permission.objects.get(codename="change_text"))
    again = User.objects.get(pk=reader.pk)
    seen = {queue.name for queue in queues_for(again, NOW)}
    assert seen & {*NAMES, "overdue"} == {"stale", "behind", "unhelpful"}


# --- Five thousand articles ----------------------------------------------------------------------


def a_library(number: int, owner: User) -> None:
    """So many articles in three languages, each with something that waits."""
    category = a_category()
    articles = Article.objects.bulk_create(
        Article(key=f"a{n}", category=category, owner=owner if n % 7 == 0 else None)
        for n in range(number)
    )
    texts = Text.objects.bulk_create(
        Text(article=article, language=language, slug=article.key)
        for article in articles
        for language in (("zh-hans", "zh-hant", "en") if article.pk % 3 else ("zh-hans",))
    )
    for step in range(2):
        Revision.objects.bulk_create(
            Revision(
                text=text,
                language=text.language,
                title=f"{text.article_id} {step}",
                summary="答",
                body="正文" * 200,
                html="<p>正文</p>" * 200,
                plain="正文" * 400,
                created_at=OLD + step * DAY,
                is_published=True,
                visible_from=OLD + step * DAY,
                replaced_at=None if step or text.language != "zh-hans" else OLD + DAY,
            )
            for text in texts
            if step == 0 or text.language == "zh-hans"
        )
    Vote.objects.bulk_create(
        Vote(text=text, reader=f"r{n}", is_helpful=False, reason="unclear", at=NOW - DAY)
        for text in texts[::5]
        for n in range(3)
    )
    DailyViews.objects.bulk_create(
        DailyViews(text=text, day=NOW.date() - DAY, count=9) for text in texts
    )
    GoldenQuery.objects.bulk_create(
        GoldenQuery(query=article.key, folded=article.key, article=article, outcome="fails")
        for article in articles[::10]
    )
    links = OutsideLink.objects.bulk_create(
        OutsideLink(url=f"https://{article.key}.example/", failing_since=NOW)
        for article in articles[::10]
    )
    for link, text in zip(links, texts, strict=False):
        link.texts.add(text)


LISTS = [
    "/admin/",
    "/admin/?owner=mine",
    "/admin/articles/text/?waits=stale",
    "/admin/articles/text/?waits=behind&owner=mine",
    "/admin/articles/text/?waits=unhelpful",
    "/admin/articles/article/?waits=untranslated&owner=mine",
    "/admin/articles/outsidelink/?answer=dead&owner=mine",
    "/admin/articles/article/calendar/?month=2024-06",
    "/admin/articles/article/overview/",
]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_page_asks_more_with_five_thousand_articles_than_with_a_few(
    editor_client: Client, editor: User
) -> None:
    a_library(30, editor)
    few = {address: queries(editor_client, address) for address in LISTS}
    Article.objects.all().delete()
    OutsideLink.objects.all().delete()
    a_library(5000, editor)
    many = {address: queries(editor_client, address) for address in LISTS}
    assert many == few
    most = {"/admin/": 6 + 3 * len(settings.EDITOR_QUEUES)}
    for address, count in many.items():
        assert count <= most.get(address.partition("?")[0], 12), address
    desk = editor_client.get("/admin/").context["desk"]
    rows = {queue.name: len(queue.rows) for queue in desk.waiting if queue.name in NAMES}
    assert rows == dict.fromkeys(NAMES, 8)
