"""Votes and views: one for each reader, by POST from our own pages, never by machines (F21)."""

import pytest
from django.test import Client

from faq.articles.models import Text, Vote
from faq.search import index
from tests.factories import an_article

pytestmark = pytest.mark.django_db


def vote(client: Client, text: Text, helpful: str = "yes", **extra: str) -> int:
    data = {
        "helpful": helpful,
        **{key: extra.pop(key) for key in ("reason", "comment") if key in extra},
    }
    address = f"/zh-hans/articles/{text.article_id}/vote/"
    return client.post(address, data, headers=extra).status_code


def counts(text: Text) -> tuple[int, int]:
    text.refresh_from_db()
    return text.helpful, text.unhelpful


def test_a_reader_counts_once_and_may_change_their_mind(client: Client) -> None:
    text = an_article().text
    assert vote(client, text) == 302
    vote(client, text)
    assert counts(text) == (1, 0)
    vote(client, text, "no", reason="steps", comment="第二步不一样")
    assert counts(text) == (0, 1)
    assert Vote.objects.get().comment == "第二步不一样"


def test_two_readers_count_twice(client: Client) -> None:
    text = an_article().text
    vote(client, text)
    vote(Client(), text, "no")
    assert counts(text) == (1, 1)


def test_vote_is_remembered_on_the_page(client: Client) -> None:
    text = an_article().text
    vote(client, text, "no")
    page = client.get(text.get_absolute_url())
    assert page.context["vote"]["choice"] == "no"
    assert page["Cache-Control"].startswith("public") is False or "Cookie" in page["Vary"]


def test_only_post_counts(client: Client) -> None:
    text = an_article().text
    for address in (f"/zh-hans/articles/{text.article_id}/{what}/" for what in ("vote", "view")):
        for method in (client.get, client.head, client.put):
            assert method(address, headers={"Sec-Purpose": "prefetch"}).status_code == 405
    assert (counts(text), text.views) == ((0, 0), 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "Baiduspider"},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_machines_do_not_count(client: Client, headers: dict[str, str]) -> None:
    text = an_article().text
    assert vote(client, text, **headers) == 302
    client.post(f"/zh-hans/articles/{text.article_id}/view/", headers=headers)
    assert (counts(text), text.views) == ((0, 0), 0)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://boan-kefu.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_form_of_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    text = an_article().text
    assert vote(client, text, **headers) == 403
    assert counts(text) == (0, 0)


def test_too_many_votes_from_one_address_are_turned_away_whatever_headers_say() -> None:
    text = an_article().text
    answers = [vote(Client(), text, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert counts(text) == (30, 0)


def test_unknown_answer_is_refused_and_unknown_reason_too(client: Client) -> None:
    text = an_article().text
    assert vote(client, text, "maybe") == 400
    assert vote(client, text, "no", reason="nonsense") == 400
    assert counts(text) == (0, 0)


def test_hidden_article_takes_no_vote(client: Client) -> None:
    text = an_article(is_draft=True).text
    assert vote(client, text) == 404


def test_fields_of_the_staff_are_not_taken_from_the_form(client: Client) -> None:
    text = an_article().text
    client.post(
        f"/zh-hans/articles/{text.article_id}/vote/",
        {"helpful": "yes", "helpful_count": "99", "text": "1", "reader": "x", "at": "2000-01-01"},
    )
    assert counts(text) == (1, 0)
    assert Vote.objects.get().reader != "x"


def test_a_view_counts_once_in_half_an_hour_from_one_address(client: Client) -> None:
    text = an_article().text
    for _time in range(3):
        assert client.post(f"/zh-hans/articles/{text.article_id}/view/").status_code == 204
    text.refresh_from_db()
    assert text.views == 1
    assert text.daily_views.get().count == 1


def test_votes_decide_between_equals_in_search(client: Client) -> None:
    one, other = an_article(title="提现甲"), an_article(title="提现乙")
    vote(client, one.text, "no")
    vote(client, other.text)
    rows = client.get("/zh-hans/search/", {"q": "提现"}).context["results"].rows
    assert [row.object_id for row in rows] == [other.pk, one.pk]
    assert index.differences() == []
