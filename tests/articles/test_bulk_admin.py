"""F18: what the list of articles does with many is what a single save does with each."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, derived, retiring, rights
from faq.articles.models import Article, Revision, Text, Words
from faq.base.models import ContentVersion
from faq.search import index
from faq.search.models import Document
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def select(desk: Client, action: str, articles: list[Article], **fields: Any) -> Any:
    data = {"action": action, "_selected_action": [article.pk for article in articles], **fields}
    return desk.post("/admin/articles/article/", data, follow=True)


def some_articles(**words: Any) -> list[Article]:
    found = []
    for n in range(3):
        key = f"many-{n}"
        an_article(key=key, title=f"独一无二{n}", slug=f"x{n}", tags=["提现"], **words)
        an_article(key=key, language="en", title=f"Unique {n}", slug=f"u{n}", **words)
        found.append(Article.objects.get(key=key))
    return found


PAGES = [
    "/zh-hans/", "/zh-hans/articles/", "/zh-hans/articles/?kind=guide", "/zh-hans/articles/feed/", "/zh-hans/tags/提现/",
    "/zh-hans/tags/新签/", "/zh-hans/search/?q=独一无二", "/zh-hans/search/suggest/?q=独一无二", "/sitemap-articles.xml",
    "/zh-hans/categories/{old}-account/", "/zh-hans/categories/{new}-other/", "/en/search/?q=unique", "/llms.txt",
]  # fmt: skip


def state() -> list[object]:
    """All that is stored, found and shown of articles, but numbers of rows that only count up."""
    categories = {"old": a_category().pk, "new": a_category("other", zh_hans="别处").pk}
    documents: list[dict[str, Any]] = list(
        Document.objects.order_by("source", "object_id").values()
    )
    for document in documents:
        del document["id"]
    shown = []
    for page in PAGES:
        answer = Client().get(page.format(**categories))
        shown.append((page, answer.status_code, answer.content))
    answer = Client().post("/zh-hans/ask/", {"q": "独一无二"})
    return [
        *Article.objects.order_by("pk").values(),
        *Text.objects.order_by("pk").values("pk", "slug", "checked_on", "tags__name"),
        *Revision.objects.order_by("pk").values("pk", "is_published", "visible_from", "visible_until", "replaced_at"),
        *documents,
        *AuditEntry.objects.filter(kind__in=["article", "text", "revision"])
        .order_by("kind", "object_id", "action")
        .values("action", "kind", "object_id", "details", "by"),
        shown,
        (answer.status_code, [a.pk for a in Article.objects.all() if f"articles/{a.pk}-".encode() in answer.content]),
    ]  # fmt: skip


def outcome(do: Callable[[], object]) -> list[object]:
    """The state after something was done, which is then undone."""
    before = list(ContentVersion.objects.values_list("name", "number"))
    with transaction.atomic():
        do()
        found = state()
        transaction.set_rollback(True)
    for name, number in before:
        ContentVersion.objects.filter(name=name).update(number=number + 1)
    return found


def save(desk: Client, article: Article, **changes: Any) -> None:
    fields = {
        "category": article.category_id, "kind": article.kind, "position": article.position, "path_position": "",
        "audience": article.audience, "owner": article.owner_id or "",
    }  # fmt: skip
    desk.post(f"/admin/articles/article/{article.pk}/change/", fields | changes)


def save_text(desk: Client, text: Text, button: str = "_continue", **changes: Any) -> None:
    newest = text.revisions.first()
    fields = {
        "title": newest.title, "summary": newest.summary, "body": newest.body, "keywords": newest.keywords,
        "tag_names": ", ".join(tag.name for tag in text.tags.all()), "slug": text.slug, "checked_on": "", "note": "",
        "visible_from_0": "", "visible_from_1": "", "visible_until_0": "", "visible_until_1": "", "based_on": newest.pk,
    }  # fmt: skip
    desk.post(f"/admin/articles/text/{text.pk}/change/", fields | changes | {button: "1"})


@pytest.mark.parametrize("field", ["category", "kind", "audience", "owner"])
def test_changing_many_does_what_saving_each_does(desk: Client, editor: User, field: str) -> None:
    articles, other = some_articles(), a_category("other", zh_hans="别处")
    value = {"category": other.pk, "kind": "guide", "audience": "staff", "owner": editor.pk}[field]

    def one_by_one() -> None:
        for article in articles:
            save(desk, article, **{field: value})

    with time_machine.travel(NOW, tick=False):
        untouched = outcome(lambda: None)
        single = outcome(one_by_one)
        many = outcome(lambda: select(desk, "change_many", articles, apply="yes", **{field: value}))
    assert many == single != untouched


@pytest.mark.parametrize("change", [{"add_tags": "新签"}, {"remove_tags": "ＴＩ，提现"}])
def test_tagging_many_does_what_saving_each_text_does(desk: Client, change: dict[str, str]) -> None:
    articles = some_articles()

    def one_by_one() -> None:
        for text in Text.objects.all():
            names = {tag.name for tag in text.tags.all()}
            wanted = names | {"新签"} if "add_tags" in change else names - {"提现"}
            save_text(desk, text, tag_names="、".join(wanted))

    with time_machine.travel(NOW, tick=False):
        single = outcome(one_by_one)
        many = outcome(lambda: select(desk, "change_many", articles, apply="yes", **change))
    assert many == single != outcome(lambda: None)


@pytest.mark.parametrize(
    ("action", "button", "is_draft"),
    [("publish_drafts", "_publish", True), ("hide_all", "_hide", False)],
)
def test_publishing_and_hiding_many_does_what_the_buttons_do(
    desk: Client, action: str, button: str, is_draft: bool
) -> None:
    articles = some_articles(is_draft=is_draft)

    def one_by_one() -> None:
        for text in Text.objects.order_by("article", "language"):
            save_text(desk, text, button)

    with time_machine.travel(NOW, tick=False):
        single = outcome(one_by_one)
        many = outcome(lambda: select(desk, action, articles))
    assert many == single != outcome(lambda: None)


def test_checking_many_today_does_what_saving_each_text_with_todays_date_does(
    desk: Client,
) -> None:
    articles = some_articles()
    with time_machine.travel(NOW, tick=False):
        today = timezone.localdate().isoformat()

        def one_by_one() -> None:
            for text in Text.objects.all():
                save_text(desk, text, checked_on=today)

        single = outcome(one_by_one)
        many = outcome(lambda: select(desk, "check_today", articles))
    assert many == single != outcome(lambda: None)


def test_archiving_many_does_what_archiving_each_does(desk: Client) -> None:
    articles = some_articles()

    def one_by_one() -> None:
        for article in articles:
            desk.post(f"/admin/articles/article/{article.pk}/archive/")

    with time_machine.travel(NOW, tick=False):
        single = outcome(one_by_one)
        many = outcome(lambda: select(desk, "archive", articles))
    assert many == single != outcome(lambda: None)


def test_list_editing_does_what_saving_each_does(desk: Client) -> None:
    articles, other = some_articles(), a_category("other", zh_hans="别处")

    def one_by_one() -> None:
        for article in articles:
            save(desk, article, category=other.pk, position=7)

    def in_the_list() -> None:
        rows: dict[str, Any] = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "1"}
        for n, article in enumerate(articles):
            rows |= {
                f"form-{n}-id": article.pk,
                f"form-{n}-category": other.pk,
                f"form-{n}-position": 7,
            }
        desk.post("/admin/articles/article/", rows)

    with time_machine.travel(NOW, tick=False):
        single = outcome(one_by_one)
        assert outcome(in_the_list) == single != outcome(lambda: None)


def test_index_and_stored_html_are_in_step_after_each_of_them(desk: Client) -> None:
    articles = some_articles()
    a_category("other", zh_hans="别处")
    select(desk, "change_many", articles, apply="yes", kind="guide", add_tags="新签, 提现")
    select(desk, "check_today", articles)
    select(desk, "hide_all", articles[:1])
    select(desk, "archive", articles[1:])
    select(desk, "bring_back", articles[1:2])
    select(desk, "publish_drafts", articles)
    assert index.differences() == []
    assert derived.differences() == []


# --- What is left out ----------------------------------------------------------------------------


def messages_of(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_a_draft_without_an_answer_is_named_with_the_reason_and_the_others_published(
    desk: Client,
) -> None:
    articles = some_articles(is_draft=True)
    text = articles[0].texts.get(language="en")
    actions.save_draft(text, Words(title="No answer"), by=None, at=NOW)
    page = select(desk, "publish_drafts", articles)
    assert str(text) in messages_of(page)
    assert Revision.objects.filter(is_published=True).count() == 5


def test_drafts_of_archived_articles_are_named_not_published(desk: Client) -> None:
    articles = some_articles(is_draft=True)
    retiring.archive_articles(articles[:1], by=None, at=NOW)
    page = desk.post(
        "/admin/articles/article/?archive=archived",
        {"action": "publish_drafts", "_selected_action": [articles[0].pk]},
        follow=True,
    )
    assert "many-0" in messages_of(page)
    assert not Revision.objects.filter(is_published=True).exists()


@pytest.mark.parametrize("action", ["publish_drafts", "hide_all", "check_today"])
def test_texts_that_one_may_not_touch_are_left_out_and_named(
    desk: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    for right in ("can_publish", "can_write"):
        monkeypatch.setattr(rights, right, lambda user, article, language: language == "en")
    articles = some_articles(is_draft=action == "publish_drafts")
    AuditEntry.objects.all().delete()
    page = select(desk, action, articles)
    assert "many-0 (简体中文)" in messages_of(page)
    touched = AuditEntry.objects.filter(kind__in=["text", "revision"])
    english = set(Text.objects.filter(language="en").values_list("pk", flat=True))
    texts = {entry.details.get("text", entry.object_id) for entry in touched}
    assert texts == english


def test_articles_that_one_may_not_take_from_readers_are_not_deleted_with_others(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rights, "can_publish", lambda user, article, language: article.key != "many-1"
    )
    articles = some_articles()
    page = select(desk, "delete_selected", articles, post="yes")
    assert "独一无二1" in messages_of(page)
    assert [article.key for article in Article.objects.all()] == ["many-1"]


@pytest.mark.parametrize("action", ["archive", "change_many"])
def test_articles_with_a_text_that_one_may_not_touch_are_left_out_and_named(
    desk: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    for right in ("can_publish", "can_write"):
        monkeypatch.setattr(rights, right, lambda user, article, language: article.key != "many-1")
    articles = some_articles()
    page = select(desk, action, articles, apply="yes", kind="guide")
    assert "独一无二1" in messages_of(page)
    changed = Article.objects.exclude(archived_at=None, kind="faq")
    assert {article.key for article in changed} == {"many-0", "many-2"}


def test_without_the_right_to_change_articles_nothing_is_offered_or_done(client: Client) -> None:
    viewer = User.objects.create_user("v@boan.example", "a-long-password", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(viewer)
    articles = some_articles()
    for action in ("hide_all", "archive", "change_many", "check_today", "delete_selected"):
        client.post(
            "/admin/articles/article/",
            {
                "action": action,
                "_selected_action": [a.pk for a in articles],
                "apply": "yes",
                "post": "yes",
                "kind": "guide",
            },
        )
    assert Article.objects.filter(kind="faq", archived_at=None).count() == 3
    assert Revision.objects.filter(visible_until=None).count() == 6


def test_changing_many_names_them_and_wants_to_know_what(desk: Client) -> None:
    articles = some_articles()
    assert "独一无二2" in select(desk, "change_many", articles).content.decode()
    assert select(desk, "change_many", articles, apply="yes").context["form"].errors
    assert not AuditEntry.objects.filter(action="changed", kind="article").exists()


def test_what_is_so_already_leaves_no_line_in_the_trail(desk: Client) -> None:
    articles = some_articles()
    select(desk, "change_many", articles, apply="yes", kind="faq", remove_tags="没有的")
    assert not AuditEntry.objects.filter(action="changed", kind="article").exists()
