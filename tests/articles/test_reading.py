"""Reading an article: addresses, languages that stand in, what is hidden."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Article
from tests.factories import NOW, a_category, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def at_now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


# --- Addresses: F04, F05


def test_chinese_address_opens_as_typed_and_as_encoded(client: Client) -> None:
    text = an_article(slug="如何充值").text
    for address in (text.get_absolute_url(), quote(text.get_absolute_url())):
        assert client.get(address).status_code == 200


def test_two_articles_of_one_title_have_different_addresses() -> None:
    one, other = (an_article(title="如何充值？", slug="如何充值？").text for _time in range(2))
    assert one.slug == other.slug == "如何充值"
    assert one.get_absolute_url() != other.get_absolute_url()


def test_old_addresses_lead_to_the_newest_in_one_hop(client: Client) -> None:
    text = an_article(slug="reset-2fa").text
    for slug in ("recover-2fa", "lost-2fa"):
        actions.save_text(text.article, "zh-hans", slug=slug, by=None, at=NOW)
    for slug in ("reset-2fa", "recover-2fa", "never-was"):
        answer = client.get(f"/zh-hans/articles/{text.article_id}-{slug}/?from=mail")
        assert answer.status_code == 301
        assert answer["Location"] == f"/zh-hans/articles/{text.article_id}-lost-2fa/?from=mail"


# --- Languages: F13


def test_switching_languages_leads_through_all_of_them_and_back(client: Client) -> None:
    chinese = an_article(key="deposit", slug="如何充值", title="如何充值与账户").text
    an_article(key="deposit", language="en", slug="how-to-deposit", title="How to deposit")
    page = client.get(chinese.get_absolute_url())
    links = {link["code"]: link["url"] for link in page.context["languages"]}

    traditional = client.get(links["zh-hant"])
    assert traditional.status_code == 200
    assert "如何充值與帳戶" in traditional.content.decode()
    assert traditional.context["translation_notice"]["kind"] == "converted"
    assert traditional.context["is_noindex"]

    english = client.get(links["en"], follow=True)
    assert english.redirect_chain[-1][0].endswith("-how-to-deposit/")
    assert english.context["translation_notice"] is None

    back = {link["code"]: link["url"] for link in english.context["languages"]}["zh-hans"]
    assert client.get(back, follow=True).wsgi_request.path == chinese.get_absolute_url()


def test_english_reader_gets_the_chinese_text_marked_as_such(client: Client) -> None:
    text = an_article(title="如何充值").text
    page = client.get(text.url("en"))
    assert page.context["page"].lang == "zh-Hans"
    assert page.context["translation_notice"] == {"shown_name": "简体中文", "kind": "other"}


def test_hand_written_text_wins_over_conversion_only_while_it_is_visible(client: Client) -> None:
    text = an_article(key="k", title="网络").text
    hand = an_article(key="k", language="zh-hant", title="手寫的標題", slug=text.slug)
    assert "手寫的標題" in client.get(text.url("zh-hant")).content.decode()
    actions.hide(hand.text, by=None, at=NOW)
    assert "網絡" in client.get(text.url("zh-hant")).content.decode()


def test_code_and_addresses_are_not_converted(client: Client) -> None:
    body = "`网络` 与网络，见 <https://example.com/网络>"
    text = an_article(body=body).text
    page = client.get(text.url("zh-hant")).content.decode()
    assert "<code>网络</code>" in page
    assert "與網絡" in page


# --- Hidden looks exactly like absent: T10


@pytest.mark.parametrize("how", ["draft", "scheduled", "ended", "staff"])
def test_hidden_article_looks_absent_to_strangers_and_readers(
    client: Client, reader: User, editor: User, how: str
) -> None:
    options = {
        "draft": {"is_draft": True},
        "scheduled": {"visible_from": NOW + timedelta(hours=1)},
        "ended": {"at": NOW - timedelta(hours=2), "visible_until": NOW - timedelta(hours=1)},
        "staff": {"audience": "staff"},
    }[how]
    text = an_article(title="金丝雀", tags=["金丝雀标签"], **options).text
    absent = client.get("/zh-hans/articles/999999-x/")
    for person in (None, reader):
        if person:
            client.force_login(person)
        hidden = client.get(text.get_absolute_url())
        assert hidden.status_code == absent.status_code == 404
        assert "金丝雀" not in hidden.content.decode()
        for page in (
            "/zh-hans/",
            "/zh-hans/articles/",
            "/zh-hans/articles/feed/",
            "/sitemap-articles.xml",
            f"/zh-hans/categories/{text.article.category_id}-account/",
            "/zh-hans/search/?q=金丝雀",
            "/zh-hans/search/suggest/?q=金丝雀",
        ):
            shown = client.get(page).content.decode().replace('value="金丝雀"', "")
            assert str(text.get_absolute_url()) not in shown, page
    client.force_login(editor)
    assert client.get(text.get_absolute_url()).status_code == (200 if how == "staff" else 404)


def test_draft_is_shown_at_the_preview_address_to_editors_only(
    client: Client, reader: User, editor: User
) -> None:
    draft = an_article(title="草稿标题", is_draft=True)
    address = f"/zh-hans/articles/preview/{draft.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(reader)
    assert client.get(address).status_code == 404
    client.force_login(editor)
    page = client.get(address)
    assert "草稿标题" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


# --- Lists


def test_tag_page_lists_texts_once_whatever_their_languages(client: Client) -> None:
    an_article(key="k", tags=["提现"])
    text = an_article(key="k", language="en", title="Withdraw", tags=["提现"]).text
    page = client.get("/en/tags/提现/")
    assert [card.title for card in page.context["cards"]] == ["Withdraw"]
    assert text.tags.count() == 1


def test_tag_page_of_a_language_lists_articles_that_have_the_tag_in_another(client: Client) -> None:
    an_article(key="k", title="提现", tags=["提现"])
    an_article(key="k", language="en", title="Withdraw", tags=["Withdrawals"])
    an_article(key="k", language="zh-hant", title="提領", tags=["秘密"], is_draft=True)
    page = client.get("/zh-hans/tags/withdrawals/")
    assert [card.title for card in page.context["cards"]] == ["提现"]
    assert [card.title for card in client.get("/en/tags/提现/").context["cards"]] == ["Withdraw"]
    assert client.get("/zh-hans/tags/秘密/").status_code == 404


def test_tag_without_readable_text_is_absent(client: Client) -> None:
    an_article(tags=["秘密"], is_draft=True)
    assert client.get("/zh-hans/tags/秘密/").status_code == 404


def test_list_by_kind_knows_only_kinds(client: Client) -> None:
    an_article(kind="tutorial", title="教程一")
    an_article(kind="faq", title="问答一")
    page = client.get("/zh-hans/articles/?kind=tutorial")
    assert [card.title for card in page.context["cards"]] == ["教程一"]
    assert client.get("/zh-hans/articles/?kind=nonsense").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x", ""])
def test_any_page_number_gives_a_page(client: Client, page: str) -> None:
    an_article()
    assert client.get(f"/zh-hans/articles/?page={page}").status_code == 200


def test_neighbours_follow_the_order_by_hand(client: Client) -> None:
    first = an_article(title="一", position=1)
    last = an_article(title="三", position=3)
    middle = an_article(title="二", position=2)
    an_article(title="稿", position=2, is_draft=True)
    page = client.get(middle.text.get_absolute_url())
    assert page.context["previous"].title == first.title
    assert page.context["next"].title == last.title


def test_related_articles_share_tags_and_are_visible(client: Client) -> None:
    elsewhere = a_category("trading", zh_hans="交易")
    an_article(title="同签", tags=["网络"], category=elsewhere)
    hidden = an_article(title="不见", tags=["网络"])
    revision = an_article(
        title="主", tags=["网络"], category=Article.objects.get(pk=hidden.text.article_id).category
    )
    actions.hide(hidden.text, by=None, at=NOW)
    page = client.get(revision.text.get_absolute_url())
    assert [card.title for card in page.context["related"]] == ["同签"]


# --- Budgets


@pytest.mark.parametrize("number", [3, 40])
def test_queries_do_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    category = a_category()
    inner = a_category("inner", parent="account", zh_hans="里面")
    for n in range(number):
        an_article(category=inner if n % 2 else category, tags=["提现", f"签{n % 5}"], position=n)
    text = an_article(category=category, tags=["提现"]).text
    budgets = {
        text.get_absolute_url(): 6,
        f"/zh-hans/categories/{category.pk}-account/": 8,
        "/zh-hans/articles/": 8,
        "/zh-hans/tags/提现/": 8,
        "/zh-hans/": 8,
        "/zh-hans/articles/feed/": 8,
    }
    for address, budget in budgets.items():
        client.get(address)
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200
