"""Articles in the admin, as an editor works: write, publish, schedule, hide, move, delete."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles import actions
from faq.articles.models import Article, Revision, Text, Words
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def form(text: Text | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a text: the fields as they stand, changed as said."""
    newest = text.revisions.first() if text else None
    fields = {
        "title": newest.title if newest else "提现没到账",
        "summary": newest.summary if newest else "先查链上，再判断找谁。",
        "body": newest.body if newest else "## 先看\n\n正文",
        "keywords": "",
        "tag_names": "提现、到账",
        "slug": text.slug if text else "",
        "checked_on": "",
        "note": "",
        "visible_from_0": "",
        "visible_from_1": "",
        "visible_until_0": "",
        "visible_until_1": "",
        "based_on": newest.pk if newest else "",
    }
    return fields | changes


def change(desk: Client, text: Text, button: str = "_publish", **changes: Any) -> Any:
    address = f"/admin/articles/text/{text.pk}/change/"
    return desk.post(address, form(text, **changes) | {button: "1"}, follow=True)


def test_new_article_is_written_published_and_found(desk: Client) -> None:
    category = a_category()
    data = form(category=category.pk, kind="faq", audience="everyone", language="zh-hans")
    desk.post("/admin/articles/text/add/", data | {"_publish": "1"})
    text = Text.objects.get()
    assert text.slug == "提现没到账"
    page = Client().get(text.get_absolute_url())
    assert page.context["page"].summary == "先查链上，再判断找谁。"
    assert "提现没到账" in Client().get("/zh-hans/search/?q=没到账").content.decode()


def test_draft_is_not_seen(desk: Client) -> None:
    data = form(category=a_category().pk, kind="faq", audience="everyone", language="zh-hans")
    desk.post("/admin/articles/text/add/", data | {"_continue": "1"})
    assert Client().get(Text.objects.get().get_absolute_url()).status_code == 404


def test_edit_is_live_at_once_and_address_stays(desk: Client) -> None:
    text = an_article(slug="如何充值").text
    for body in ("甲", "乙"):
        change(desk, text, body=body)
    text.refresh_from_db()
    assert text.slug == "如何充值"
    assert "乙" in Client().get(text.get_absolute_url()).content.decode()


def test_translation_is_added_beside_the_first_text(desk: Client) -> None:
    article = an_article(tags=["网络"]).text.article
    address = f"/admin/articles/text/add/?article={article.pk}&language=en"
    assert "网络" in desk.get(address).content.decode()
    desk.post(address, form(title="Deposit", summary="Open it.", language="en") | {"_publish": "1"})
    assert Client().get(article.texts.get(language="en").get_absolute_url()).status_code == 200


def test_publishing_without_an_answer_is_refused_and_nothing_typed_is_lost(desk: Client) -> None:
    text = an_article().text
    page = change(desk, text, summary="", body="我写了很久的正文")
    assert page.context["adminform"].form.errors["summary"]
    assert "我写了很久的正文" in page.content.decode()
    assert text.revisions.count() == 1


def test_answer_that_is_too_long_is_refused(desk: Client) -> None:
    text = an_article().text
    assert change(desk, text, summary="长" * 91).context["adminform"].form.errors["summary"]


def test_second_editor_is_told_and_both_texts_are_kept(desk: Client, editor: User) -> None:
    """F12, X12."""
    text = an_article(title="原题", body="原文").text
    seen = text.revisions.first()
    change(desk, text, title="甲的题")
    page = change(desk, text, based_on=seen.pk, title="原题", body="乙的正文")
    shown = page.content.decode()
    assert "甲的题" in shown
    fields = page.context["adminform"].form
    assert (fields["body"].value(), fields["title"].value()) == ("乙的正文", "原题")
    assert ">\n乙的正文</textarea>" in shown
    newest = text.revisions.first().pk
    difference = f"/admin/articles/text/{text.pk}/difference/?before={seen.pk}&amp;after={newest}"
    assert difference in shown
    assert Client().get(text.get_absolute_url()).context["page"].title == "甲的题"

    again = form(
        text,
        title="原题",
        body="乙的正文",
        based_on=page.context["adminform"].form["based_on"].value(),
    )
    desk.post(f"/admin/articles/text/{text.pk}/change/", again | {"_publish": "1"})
    assert {r.title for r in text.revisions.all()} == {"原题", "甲的题"}
    assert Client().get(text.get_absolute_url()).context["page"].html == "<p>乙的正文</p>"


def seen(text: Text) -> dict[str, Any]:
    """The hidden fields that say which address, tags and check date the page showed."""
    return {
        "initial-slug": text.slug,
        "initial-tag_names": ", ".join(sorted(tag.name for tag in text.tags.all())),
        "initial-checked_on": text.checked_on or "",
    }


def test_page_of_a_text_carries_what_it_showed_of_address_tags_and_check_date(
    desk: Client,
) -> None:
    text = an_article(slug="如何充值", tags=["提现"]).text
    shown = desk.get(f"/admin/articles/text/{text.pk}/change/").content.decode()
    for name, value in seen(text).items():
        assert re.search(rf'<input type="hidden" name="{name}"( value="{value}")?', shown), name


def test_address_tags_and_check_date_that_another_editor_changed_are_not_taken_back(
    desk: Client,
) -> None:
    """F12's kind: what has no versions is not overwritten by a page that shows older ones."""
    text = an_article(slug="old", tags=["甲", "乙"]).text
    page = form(text, tag_names="乙、甲", body="新的正文") | seen(text)
    actions.save_text(
        text.article, "zh-hans", slug="new", tags=["丙"], checked_on=NOW.date(), by=None, at=NOW
    )
    desk.post(f"/admin/articles/text/{text.pk}/change/", page | {"_continue": "1"})
    text.refresh_from_db()
    assert (text.slug, text.checked_on) == ("new", NOW.date())
    assert [tag.name for tag in text.tags.all()] == ["丙"]
    assert text.revisions.first().body == "新的正文"


@pytest.mark.parametrize(
    ("field", "typed", "present"),
    [("slug", "mine", "theirs"), ("tag_names", "我的", "他的"), ("checked_on", "2026-11-02", "2026-11-01")],
)  # fmt: skip
def test_editor_is_told_when_both_changed_the_same_and_may_insist(
    desk: Client, field: str, typed: str, present: str
) -> None:
    text = an_article(slug="old", tags=["签"]).text
    page = form(text, tag_names="签") | seen(text) | {field: typed, "_continue": "1"}
    theirs = (
        {"slug": "theirs"}
        if field == "slug"
        else {"tags": ["他的"]}
        if field == "tag_names"
        else {"checked_on": date(2026, 11, 1)}
    )
    actions.save_text(text.article, "zh-hans", by=None, at=NOW, **theirs)
    address = f"/admin/articles/text/{text.pk}/change/"
    answered = desk.post(address, page).context["adminform"].form
    assert present in str(answered.errors[field])
    assert answered[field].value() == typed
    text.refresh_from_db()
    assert present in (text.slug, str(text.checked_on), *(tag.name for tag in text.tags.all()))

    again = re.search(rf'name="initial-{field}" value="([^"]*)"', str(answered[field]))
    assert again
    desk.post(address, page | {f"initial-{field}": again[1]})
    text = Text.objects.get()
    assert typed in (text.slug, str(text.checked_on), *(tag.name for tag in text.tags.all()))


SURFACES = [
    "/zh-hans/", "/zh-hans/articles/", "/zh-hans/articles/feed/", "/zh-hans/tags/提现/",
    "/zh-hans/search/?q=独一无二", "/zh-hans/search/suggest/?q=独一无二", "/sitemap-articles.xml",
]  # fmt: skip


def surfaces_with(text: Text) -> set[str]:
    category = f"/zh-hans/categories/{text.article.category_id}-account/"
    neighbour = Text.objects.exclude(pk=text.pk).get().get_absolute_url()
    address = f"articles/{text.article_id}-"
    found = set()
    for page in [*SURFACES, category, neighbour]:
        answer = Client().get(page)
        if address in answer.content.decode() or address.encode() in answer.content:
            found.add(page)
    return found


def test_moved_into_the_future_it_is_gone_everywhere_until_its_moment(desk: Client) -> None:
    """F11."""
    with time_machine.travel(NOW, tick=False) as clock:
        an_article(title="邻居", position=1)
        text = an_article(title="独一无二", slug="x", tags=["提现"]).text
        everywhere = surfaces_with(text)
        assert len(everywhere) == len(SURFACES) + 2
        desk.post(
            f"/admin/articles/text/{text.pk}/change/",
            form(text, tag_names="提现", visible_from_0="2026-11-25", visible_from_1="15:00:00")
            | {"_publish": "1"},
        )
        assert surfaces_with(text) == set()
        feed = Client().get("/zh-hans/articles/feed/").content.decode()
        assert "<updated>2026-11-25T07" not in feed
        clock.move_to(NOW + timedelta(hours=1, minutes=1))
        assert surfaces_with(text) == everywhere


def test_hidden_by_button_it_is_gone_everywhere(desk: Client) -> None:
    an_article(title="邻居", position=1)
    text = an_article(title="独一无二", slug="x", tags=["提现"]).text
    change(desk, text, button="_hide", tag_names="提现")
    assert surfaces_with(text) == set()


def test_bulk_actions_do_what_a_single_save_does(desk: Client) -> None:
    """F18."""
    other = a_category("other", zh_hans="别处")
    an_article(title="邻居", position=1)
    texts = [an_article(title="独一无二", slug="x", tags=["提现"]).text for _n in range(3)]
    chosen = [text.article_id for text in texts]

    data = {"action": "hide_all", "_selected_action": chosen}
    desk.post("/admin/articles/article/", data)
    assert "独一无二" not in Client().get("/zh-hans/search/?q=独一").content.decode().replace(
        'value="独一', ""
    )
    assert AuditEntry.objects.filter(action="hidden").count() == 3

    for text in texts:
        actions.publish(text.revisions.first(), by=None, at=NOW + timedelta(seconds=1))
    rows = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "1"}
    for n, pk in enumerate(chosen):
        rows |= {f"form-{n}-id": pk, f"form-{n}-category": other.pk, f"form-{n}-position": 5}
    desk.post(f"/admin/articles/article/?pk__in={','.join(map(str, chosen))}", rows)
    assert {text.article.category_id for text in Text.objects.filter(article__in=chosen)} == {
        other.pk
    }
    assert AuditEntry.objects.filter(action="changed", kind="article").count() == 3
    found = Client().get("/zh-hans/search/?q=独一无二")
    assert {row.trail for row in found.context["results"].rows} == {"别处"}

    data = {"action": "delete_selected", "_selected_action": chosen}
    assert "独一无二" in desk.post("/admin/articles/article/", data).content.decode()
    desk.post("/admin/articles/article/", data | {"post": "yes"})
    assert not Article.objects.filter(pk__in=chosen).exists()
    assert Client().get("/zh-hans/search/?q=独一无二").context["results"].total == 0
    assert AuditEntry.objects.filter(action="deleted", kind="article").count() == 3


def test_category_in_use_is_deleted_only_with_a_place_for_its_contents(desk: Client) -> None:
    """F10."""
    category = a_category("old", zh_hans="旧类")
    inner = a_category("inner", parent="old", zh_hans="里面")
    target = a_category("target", zh_hans="新家")
    texts = [an_article(category=category, title=f"独{n}").text for n in range(2)]
    an_article(category=category, is_draft=True)
    address = f"/admin/categories/category/{category.pk}/delete/"
    page = desk.get(address).content.decode()
    assert "3" in page

    refused = desk.post(address, {"confirmed": "yes"})
    assert refused.context["form"].errors
    refused = desk.post(address, {"confirmed": "yes", "contents_to": inner.pk})
    assert refused.context["form"].errors

    desk.post(address, {"confirmed": "yes", "contents_to": target.pk})
    assert Article.objects.filter(category=target).count() == 3
    inner.refresh_from_db()
    assert (inner.parent, inner.depth) == (target, 2)
    assert Client().get(f"/zh-hans/categories/{category.pk}-old/").status_code == 404
    page = Client().get(f"/zh-hans/categories/{target.pk}-target/")
    assert page.context["count"] == 2
    assert Client().get(texts[0].get_absolute_url()).status_code == 200
    found = Client().get("/zh-hans/search/?q=独0")
    assert found.context["results"].rows[0].trail == "新家"


def test_categories_in_use_are_deleted_in_bulk_the_same_way(desk: Client) -> None:
    going = [a_category(key, zh_hans=key) for key in ("one", "two")]
    target = a_category("target", zh_hans="新家")
    an_article(category=going[0])
    data = {"action": "delete_selected", "_selected_action": [c.pk for c in going]}
    page = desk.post("/admin/categories/category/", data)
    assert page.status_code == 200
    desk.post("/admin/categories/category/", data | {"confirmed": "yes", "contents_to": target.pk})
    assert Article.objects.get().category == target


def test_renamed_category_is_renamed_in_search(desk: Client) -> None:
    category = a_category("account", zh_hans="账户")
    an_article(category=category, title="独一无二")
    inline = {
        "texts-TOTAL_FORMS": 1, "texts-INITIAL_FORMS": 1, "texts-MIN_NUM_FORMS": 0, "texts-MAX_NUM_FORMS": 1000,
        "texts-0-id": category.texts.get().pk, "texts-0-category": category.pk,
        "texts-0-language": "zh-hans", "texts-0-name": "新名字", "texts-0-description": "",
    }  # fmt: skip
    fields = {"key": "account", "slug": "account", "position": 1, "parent": "", "icon": ""}
    desk.post(f"/admin/categories/category/{category.pk}/change/", fields | inline)
    found = Client().get("/zh-hans/search/?q=独一无二")
    assert found.context["results"].rows[0].trail == "新名字"


def test_control_characters_never_reach_pages_and_feeds(desk: Client) -> None:
    """F14."""
    text = an_article().text
    change(desk, text, title="充值\x0b指南", body="甲\x1b乙￾丙")
    text.refresh_from_db()
    revision = Revision.objects.filter(text=text).first()
    assert revision.title == "充值指南"
    assert revision.plain.strip() == "甲乙丙"


def test_preview_is_the_sites_own_rendering(desk: Client, client: Client) -> None:
    data = {"body": "**注意：**请先", "language": "zh-hans", "title": "题", "summary": "答"}
    page = desk.post("/admin/articles/text/preview/", data)
    assert "<strong>注意：</strong>请先" in page.content.decode()
    assert Client().post("/admin/articles/text/preview/", data).status_code == 302


def test_category_tree_is_at_most_three_deep(desk: Client) -> None:
    a_category("a", zh_hans="a")
    a_category("b", parent="a", zh_hans="b")
    deep = a_category("c", parent="b", zh_hans="c")
    data = {
        "key": "d", "slug": "d", "position": 1, "parent": deep.pk, "icon": "",
        "texts-TOTAL_FORMS": 0, "texts-INITIAL_FORMS": 0, "texts-MIN_NUM_FORMS": 0, "texts-MAX_NUM_FORMS": 0,
    }  # fmt: skip
    page = desk.post("/admin/categories/category/add/", data)
    assert page.context["adminform"].form.errors["parent"]


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_the_desk_is_for_staff(client: Client, reader: User, who: str) -> None:
    if who == "reader":
        client.force_login(reader)
    for page in ("article", "text", "tag", "vote", "review", "area"):
        assert client.get(f"/admin/articles/{page}/").status_code == 302


def test_pages_of_the_desk_keep_to_their_budget(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    category = a_category()
    for n in range(60):
        key = f"many-{n}"
        an_article(key=key, category=category, tags=["提现", f"签{n}"])
        an_article(key=key, language="en", title="T", tags=["提现"])
        draft = Text.objects.filter(article__key=key).first()
        actions.save_draft(draft, Words(title=f"稿{n}", summary="答"), by=None, at=NOW)
    text = Text.objects.first()
    pages = [
        "/admin/articles/article/",
        "/admin/articles/article/?q=稿1",
        "/admin/articles/article/?state=live&missing=en",
        f"/admin/articles/article/{text.article_id}/change/",
        "/admin/articles/text/",
        f"/admin/articles/text/{text.pk}/change/",
        "/admin/articles/text/add/",
        "/admin/articles/tag/",
        "/admin/articles/vote/",
        "/admin/categories/category/",
        f"/admin/categories/category/{category.pk}/change/",
        "/admin/accounts/auditentry/",
        "/admin/accounts/user/",
        "/admin/brand/brand/1/change/",
    ]
    desk.get("/admin/brand/brand/")
    for page in pages:
        with django_assert_max_num_queries(12):
            assert desk.get(page).status_code == 200, page


def test_words_without_a_language_are_told_so_and_stay(editor_client: Client) -> None:
    for button in ("_publish", "_review", "_check"):
        sent = {"title": "没有选语言", "body": "正文", button: "1"}
        page = editor_client.post("/admin/articles/text/add/", sent)
        assert page.status_code == 200
        assert "language" in page.context["adminform"].form.errors
        assert "没有选语言" in page.content.decode()
