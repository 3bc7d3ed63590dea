"""Archive, merging and deletion in the admin: first it is said what happens, then it happens."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, golden, retiring, rights
from faq.articles.models import Article, GoldenQuery, Text
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def address(article: Article, page: str) -> str:
    return f"/admin/articles/article/{article.pk}/{page}/"


def an_article_in_use(key: str, **words: Any) -> Article:
    return an_article(
        key=key, slug=key, title=words.pop("title", f"题目{key}"), **words
    ).text.article


def keys_listed(desk: Client, query: str = "") -> set[str]:
    page = desk.get("/admin/articles/article/" + query)
    return {article.key for article in page.context["cl"].result_list}


# --- The archive ---------------------------------------------------------------------------------


def test_archive_page_says_what_links_here_before_it_archives(desk: Client) -> None:
    article = an_article_in_use("gone")
    an_article(title="指路的", body="[看](article:gone)")
    assert "指路的" in desk.get(address(article, "archive")).content.decode()
    assert Article.objects.get(pk=article.pk).archived_at is None
    desk.post(address(article, "archive"))
    assert Article.objects.get(pk=article.pk).archived_at
    assert Client().get(article.texts.get().get_absolute_url()).status_code == 404
    desk.post(address(article, "archive"))
    assert Article.objects.get(pk=article.pk).archived_at is None


def test_everyday_list_leaves_the_archive_out_and_a_filter_shows_it(desk: Client) -> None:
    used, archived, merged = (an_article_in_use(key) for key in ("used", "archived", "merged"))
    retiring.archive_articles([archived], by=None, at=NOW)
    retiring.merge_articles(merged, into=used, by=None, at=NOW)
    assert keys_listed(desk) == {"used"}
    assert keys_listed(desk, "?archive=archived") == {"archived"}
    assert keys_listed(desk, "?archive=merged") == {"merged"}
    texts = desk.get("/admin/articles/text/").context["cl"].result_list
    assert [text.article.key for text in texts] == ["used"]
    texts = desk.get("/admin/articles/text/?archive=archived").context["cl"].result_list
    assert [text.article.key for text in texts] == ["archived"]
    for article in (archived, merged):
        assert desk.get(address(article, "change")).status_code == 200


# --- Merging -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["kept", "HC-{pk}", "{pk}", " 留下的题 ", "https://help.example/zh-hans/articles/{pk}-kept/"],
)
def test_merge_page_shows_what_will_happen_and_then_merges(desk: Client, typed: str) -> None:
    kept = an_article_in_use("kept", title="留下的题")
    gone = an_article_in_use("gone", title="并走的题")
    an_article(title="指路的", body="[看](article:gone)")
    golden.save(GoldenQuery(query="乙", language="zh-hans", article=gone), by=None, at=NOW)
    typed = typed.format(pk=kept.pk)
    page = desk.get(address(gone, "merge"), {"into": typed})
    shown = page.content.decode()
    assert page.context["into"] == kept
    assert [(way.title, way.leads_to) for way in page.context["ways"]] == [
        ("并走的题", "留下的题 (简体中文)")
    ]
    assert "指路的" in shown
    assert page.context["golden"] == 1
    assert Article.objects.get(pk=gone.pk).merged_into is None
    desk.post(address(gone, "merge"), {"into": typed})
    assert Article.objects.get(pk=gone.pk).merged_into == kept


def test_merge_page_offers_articles_of_the_same_category(desk: Client) -> None:
    gone = an_article_in_use("gone")
    an_article_in_use("near", title="近处")
    an_article(key="far", category=a_category("other"), title="远处")
    page = desk.get(address(gone, "merge"))
    assert page.context["at_hand"] == [("near", "近处")]
    assert "errorlist" not in page.content.decode()


def test_merge_page_warns_when_the_other_is_for_staff_only(desk: Client) -> None:
    an_article_in_use("kept", audience="staff")
    shown = desk.get(
        address(an_article_in_use("gone"), "merge"),
        {"into": "kept"},
        headers={"accept-language": "en"},
    )
    assert "for staff only" in shown.content.decode()


@pytest.mark.parametrize("typed", ["gone", "nowhere", "", "99999999", "同名", "archived"])
def test_merging_into_nothing_sensible_is_refused_with_a_reason(desk: Client, typed: str) -> None:
    gone = an_article_in_use("gone")
    for key in ("one", "two"):
        an_article_in_use(key, title="同名")
    retiring.archive_articles([an_article_in_use("archived")], by=None, at=NOW)
    page = desk.post(address(gone, "merge"), {"into": typed})
    assert page.context["form"].errors["into"]
    assert Article.objects.get(pk=gone.pk).merged_into is None


def test_merging_takes_tags_and_keywords_along_when_asked(desk: Client) -> None:
    kept, gone = an_article_in_use("kept"), an_article_in_use("gone", tags=["签"], keywords="词")
    desk.post(address(gone, "merge"), {"into": "kept", "unite_tags": "on", "carry_keywords": "on"})
    text = kept.texts.get()
    assert [tag.name for tag in text.tags.all()] == ["签"]
    assert "词" in text.revisions.first().keywords
    assert "词" not in text.revisions.last().keywords


# --- Deleting ------------------------------------------------------------------------------------


def test_delete_page_names_what_goes_and_what_links_here(desk: Client) -> None:
    """F10's kind."""
    kept = an_article_in_use("kept")
    gone = an_article_in_use("gone")
    an_article(key="gone", language="en")
    an_article(title="指路的", body="[看](article:gone)")
    actions.vote(gone.texts.first(), reader="r", is_helpful=True, at=NOW)
    golden.save(GoldenQuery(query="乙", language="zh-hans", article=gone), by=None, at=NOW)
    retiring.merge_articles(an_article_in_use("before"), into=gone, by=None, at=NOW)
    page = desk.get(address(gone, "delete"))
    going = page.context["going"]
    assert (going.texts, going.versions, going.votes, going.golden) == (2, 2, 1, 1)
    assert "指路的" in page.content.decode()
    assert "before" in page.content.decode()

    refused = desk.post(address(gone, "delete"), {"post": "yes"})
    assert refused.context["form"].errors
    assert Article.objects.filter(key="gone").exists()

    desk.post(address(gone, "delete"), {"post": "yes", "links_to": "kept"})
    assert not Text.objects.filter(article=gone).exists()
    for key in ("gone", "before"):
        assert Article.objects.get(key=key).merged_into == kept
    assert GoldenQuery.objects.get().article == kept


def test_links_to_a_deleted_article_break_only_knowingly(desk: Client) -> None:
    gone = an_article_in_use("gone")
    page = an_article(title="指路的", body="[看](article:gone)").text
    desk.post(address(gone, "delete"), {"post": "yes", "leave_broken": "on"})
    assert not Article.objects.filter(key="gone").exists()
    assert page.revisions.get().problems == ["link:article:gone"]


def test_an_article_that_nothing_links_to_is_deleted_after_one_question(desk: Client) -> None:
    gone = an_article_in_use("gone")
    assert Article.objects.filter(pk=gone.pk).exists()
    answer = desk.post(address(gone, "delete"), {"post": "yes"})
    assert answer.headers["Location"] == "/admin/articles/article/"
    assert not Article.objects.filter(pk=gone.pk).exists()


def test_articles_are_deleted_in_bulk_the_same_way(desk: Client) -> None:
    """F10, F18."""
    going = [an_article_in_use(key) for key in ("one", "two")]
    an_article(title="一指", body="[看](article:one)")
    kept = an_article_in_use("kept")
    data: dict[str, Any] = {"action": "delete_selected", "_selected_action": [a.pk for a in going]}
    page = desk.post("/admin/articles/article/", data)
    assert "一指" in page.content.decode()
    assert desk.post("/admin/articles/article/", data | {"post": "yes"}).context["form"].errors
    refused = desk.post("/admin/articles/article/", data | {"post": "yes", "links_to": "two"})
    assert refused.context["form"].errors
    desk.post("/admin/articles/article/", data | {"post": "yes", "links_to": "kept"})
    assert {a.merged_into for a in Article.objects.filter(key__in=["one", "two"])} == {kept}
    assert AuditEntry.objects.filter(action="deleted", kind="article").count() == 2


def test_links_among_articles_that_go_together_stand_in_nobodys_way(desk: Client) -> None:
    one = an_article_in_use("one", body="[看](article:two)")
    two = an_article_in_use("two")
    data = {"action": "delete_selected", "_selected_action": [one.pk, two.pk], "post": "yes"}
    desk.post("/admin/articles/article/", data)
    assert not Article.objects.exists()


# --- Rights --------------------------------------------------------------------------------------


def test_who_may_not_publish_may_let_no_article_go(client: Client) -> None:
    gone = an_article_in_use("gone")
    writer = User.objects.create_user("w@boan.example", "a-long-password", is_staff=True)
    wanted = ["change_article", "delete_article", "view_article", "change_text"]
    writer.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(writer)
    for page in ("merge", "archive", "delete"):
        assert client.get(address(gone, page)).status_code == 403
        assert client.post(address(gone, page), {"post": "yes"}).status_code == 403
    shown = client.get(address(gone, "change")).content.decode()
    assert "/merge/" not in shown
    assert "/archive/" not in shown


def test_the_right_is_asked_for_every_language(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = an_article_in_use("gone")
    an_article(key="gone", language="en")
    monkeypatch.setattr(rights, "can_publish", lambda user, article, language: language != "en")
    assert desk.post(address(gone, "archive")).status_code == 403
    kept = an_article_in_use("kept")
    assert desk.post(address(kept, "merge"), {"into": "gone"}).status_code == 403


@pytest.mark.parametrize("page", ["merge", "archive", "delete"])
def test_pages_of_no_article_are_absent(desk: Client, page: str) -> None:
    assert desk.get(f"/admin/articles/article/999/{page}/").status_code == 404


def test_pages_keep_to_their_budget_however_many_link(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    gone, kept = an_article_in_use("gone"), an_article_in_use("kept")
    for n in range(30):
        an_article(title=f"指路{n}", body="[看](article:gone)")
        an_article(key="kept" if n == 1 else "", language="en")
    desk.get("/admin/")
    for page in ("merge", "archive", "delete", f"merge/?into={kept.key}", "change"):
        path = address(gone, page).replace("kept/", "kept")
        with django_assert_max_num_queries(12):
            assert desk.get(path).status_code == 200, path
    for query in ("", "?archive=archived"):
        with django_assert_max_num_queries(12):
            desk.get("/admin/articles/article/" + query)
