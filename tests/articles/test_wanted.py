"""What readers search for in vain becomes one draft, is replayed, and may be refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.accounts.queues import queues_for
from faq.articles import actions, wanted
from faq.articles.models import Article, Revision, Wanted, WantedWording, Words
from faq.search import log
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db

LIST, DEAL = "/admin/articles/wanted/", "/admin/articles/wanted/deal/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def readers_search(number: int, query: str = "提币卡住", *, first: int = 1) -> None:
    for n in range(first, first + number):
        Client().get("/zh-hans/search/", {"q": query}, REMOTE_ADDR=f"192.0.2.{n}")
    log.flush()


def run() -> None:
    call_command("draft_wanted", verbosity=0)


def deal(client: Client, do: str, wording: str = "提币卡住", **more: Any) -> str:
    data = {"do": do, "wording": wording, **more}
    return client.post(DEAL, data, follow=True).content.decode()


def test_five_readers_make_one_draft_once_and_its_publishing_is_replayed(
    editor: User, editor_client: Client
) -> None:
    a_category()
    readers_search(5)
    run()
    readers_search(5, first=20)
    run()
    article = Article.objects.get()
    draft = Revision.objects.get()
    assert (draft.title, draft.keywords, draft.is_published) == ("提币卡住", "提币卡住", False)
    address = f"/admin/articles/text/{draft.text_id}/change/"
    data = {
        "title": "提现一直没有到账", "summary": "先查链上。", "body": "", "keywords": draft.keywords,
        "slug": "", "based_on": draft.pk, "_publish": "1",
    }  # fmt: skip
    editor_client.post(address, data)
    row = Wanted.objects.get()
    assert (row.article, row.place) == (article, 1)
    assert "1" in editor_client.get(LIST).content.decode().rsplit(article.key, 1)[1][:40]


@pytest.mark.parametrize("number", [1, 4])
def test_fewer_readers_make_none(number: int) -> None:
    a_category()
    for _repeat in range(13):
        readers_search(number)
    run()
    assert not Article.objects.exists()


def test_many_browsers_at_one_address_are_one_reader() -> None:
    a_category()
    for n in range(9):
        Client().get("/zh-hans/search/", {"q": "提币卡住"}, headers={"User-Agent": f"Browser {n}"})
    log.flush()
    assert [len(cluster.readers) for cluster in wanted.clusters(at=NOW)] == [1]


def test_readers_of_earlier_weeks_do_not_count(clock: Any) -> None:
    a_category()
    readers_search(4)
    clock.move_to(NOW + timedelta(days=7))
    readers_search(1, first=9)
    run()
    assert not Article.objects.exists()


def test_wordings_alike_are_one_wish() -> None:
    a_category()
    readers_search(3, "提币卡住")
    readers_search(1, "提幣卡住", first=10)
    readers_search(1, "怎么提币卡住", first=11)
    (cluster,) = wanted.clusters(at=NOW)
    assert (cluster.title, len(cluster.readers)) == ("提币卡住", 5)
    run()
    assert set(WantedWording.objects.values_list("text", flat=True)) == set(cluster.wordings)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("withdraw", "withdrw", True), ("withdraw", "wihtdraw", True),
        ("提币卡住", "提币卡注", True), ("withdraw", "withhold", False),
        ("充值", "提值", False), ("err 1001", "err 1002", False),
    ],
)  # fmt: skip
def test_slip_of_typing_is_told_from_another_word(one: str, other: str, expected: bool) -> None:
    assert wanted.is_one_slip(one, other) is expected
    assert wanted.is_one_slip(other, one) is expected


def test_what_is_found_and_opened_by_few_is_not_wanted() -> None:
    an_article(title="提币卡住")
    readers_search(2)
    assert wanted.clusters(at=NOW) == []


def test_sure_answer_that_nobody_opens_makes_no_draft() -> None:
    an_article(title="提币卡住")
    readers_search(5)
    assert len(wanted.clusters(at=NOW)) == 1
    run()
    assert Article.objects.count() == 1


def test_button_makes_a_draft_of_the_person_who_pressed(
    editor: User, editor_client: Client
) -> None:
    category = a_category()
    readers_search(1)
    for _press in range(2):
        deal(editor_client, "draft", category=category.pk)
    article = Article.objects.get()
    assert (article.owner, article.category) == (editor, category)


def test_without_a_near_article_a_category_is_asked_for(editor_client: Client) -> None:
    a_category()
    readers_search(1)
    deal(editor_client, "draft")
    assert not Article.objects.exists()
    assert not Wanted.objects.exists()


def test_article_that_answers_is_found_by_the_words(editor_client: Client) -> None:
    article = an_article(title="链上转账", at=NOW - timedelta(days=1)).text.article
    readers_search(1, "zzqqy")
    deal(editor_client, "answer", "zzqqy", article=f"HC-{article.pk}")
    row = Wanted.objects.get()
    assert row.article == article
    live = Revision.objects.get(replaced_at=None)
    assert (live.keywords, live.is_published) == ("zzqqy", True)
    wanted.replay([row], at=NOW + timedelta(hours=1))
    assert row.place == 1


def test_draft_of_somebody_else_is_not_published_with_the_words(editor_client: Client) -> None:
    text = an_article(title="链上转账", at=NOW - timedelta(days=1)).text
    actions.save_draft(text, Words(title="halb", summary="x"), by=None, at=NOW)
    readers_search(1, "zzqqy")
    deal(editor_client, "answer", "zzqqy", article=str(text.article_id))
    assert [one.is_published for one in text.revisions.all()] == [False, False, True]


def test_refused_comes_back_with_enough_new_readers(editor_client: Client, clock: Any) -> None:
    a_category()
    readers_search(9)
    deal(editor_client, "dismiss")
    run()
    clock.move_to(NOW + timedelta(days=1))
    readers_search(9)
    readers_search(4, first=20)
    assert not any(one.is_open for one in wanted.clusters(at=NOW + timedelta(days=1)))
    readers_search(1, first=30)
    (cluster,) = wanted.clusters(at=NOW + timedelta(days=1))
    assert cluster.is_open
    run()
    assert not Article.objects.exists()


def test_wording_belongs_to_one_wish() -> None:
    rows = [Wanted.objects.create(title="x", language="en", outcome="drafted", at=NOW)] * 2
    with pytest.raises(IntegrityError):
        WantedWording.objects.bulk_create(WantedWording(wanted=row, text="x") for row in rows)


def test_only_those_who_write_may_look_or_press(reader_client: Client, client: Client) -> None:
    readers_search(1)
    for other in (reader_client, client):
        assert other.get(LIST).status_code == 302
        other.post(DEAL, {"do": "dismiss", "wording": "提币卡住"})
    assert not Wanted.objects.exists()


def test_strangers_reach_the_page_to_sign_in(client: Client) -> None:
    assert client.get("/admin/login/", follow=True).status_code == 200


def test_queue_names_what_several_want(editor: User, reader: User) -> None:
    readers_search(2)
    readers_search(1, "zzqqy")
    (queue,) = [one for one in queues_for(editor, NOW) if one.name == "wanted"]
    assert (queue.count, queue.rows[0].title) == (1, "提币卡住")
    assert not [one for one in queues_for(reader, NOW) if one.name == "wanted"]


@pytest.mark.parametrize("number", [2, 40])
def test_list_takes_few_queries(
    editor_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    a_category()
    for n in range(number):
        readers_search(1, f"zq{chr(97 + n % 26)}xv{chr(97 + n // 26)}", first=n + 1)
    editor_client.get(LIST)
    with django_assert_max_num_queries(12):
        assert editor_client.get(LIST + "?days=30").status_code == 200
