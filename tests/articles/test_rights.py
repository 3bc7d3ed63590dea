"""Writing and publishing are two rights, for each category and language (W1, W3)."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles.models import Area, Article, Text
from faq.articles.rights import can_arrange, can_publish, can_write, publishers
from tests.articles.desk import at_work, fields, press
from tests.factories import a_category, an_article

pytestmark = pytest.mark.django_db

RIGHTS = {
    "Writer": (True, False),
    "Editor": (True, True),
    "Translator": (True, False),
    "Support agent": (False, False),
    "Administrator": (True, True),
    "": (False, False),
}


@pytest.mark.parametrize("role", RIGHTS)
def test_roles_write_and_publish(role: str) -> None:
    article = an_article().text.article
    person, _client = at_work("a", role)
    assert (can_write(person, article, "en"), can_publish(person, article, "en")) == RIGHTS[role]


# area (category, language, may publish); article in; language; writes, publishes
MATRIX = [
    (("", "", True), "inner", "en", True, True),
    (("", "", False), "inner", "en", True, False),
    (("", "en", True), "other", "en", True, True),
    (("", "en", True), "other", "zh-hans", False, False),
    (("top", "", True), "top", "en", True, True),
    (("top", "", True), "inner", "zh-hant", True, True),
    (("inner", "", True), "top", "en", False, False),
    (("top", "", True), "other", "en", False, False),
    (("top", "en", True), "inner", "en", True, True),
    (("top", "en", True), "inner", "zh-hans", False, False),
    (("top", "en", False), "inner", "en", True, False),
]


@pytest.mark.parametrize(("area", "place", "language", "writes", "publishes"), MATRIX)
def test_area_limits_to_a_category_with_all_inside_and_a_language(
    area: tuple[str, str, bool], place: str, language: str, writes: bool, publishes: bool
) -> None:
    categories = {
        "top": a_category("top", zh_hans="上"),
        "inner": a_category("inner", parent="top", zh_hans="里"),
        "other": a_category("other", zh_hans="别"),
    }
    article = Article.objects.get(
        pk=an_article(category=categories[place], language=language).text.article_id
    )
    limits = [(categories.get(area[0]), area[1], area[2])]
    editor, _client = at_work("editor-there", "Editor", limits)
    writer, _client = at_work("writer-there", "Writer", limits)
    reader, _client = at_work("reader-there", "Support agent", limits)
    assert can_write(editor, article, language) is writes
    assert can_publish(editor, article, language) is publishes
    assert can_write(writer, article, language) is writes
    assert not can_publish(writer, article, language)
    assert not can_write(reader, article, language)


def test_several_areas_add_up() -> None:
    top, other = a_category("top", zh_hans="上"), a_category("other", zh_hans="别")
    person, _client = at_work("a", "Editor", [(top, "en", True), (other, "", False)])
    here, there = (an_article(category=category).text.article for category in (top, other))
    assert can_publish(person, here, "en")
    assert not can_write(person, here, "zh-hans")
    assert can_write(person, there, "zh-hans")
    assert not can_publish(person, there, "en")
    assert can_write(person, None, "zh-hans")
    assert not can_arrange(person, here)
    assert can_arrange(person, there)


def test_superusers_have_no_limits(editor: User) -> None:
    Area.objects.create(user=editor, language="en")
    article = an_article().text.article
    assert can_write(editor, article, "zh-hans")
    assert can_publish(editor, article, "zh-hans")
    assert can_arrange(editor, article)


def test_publishers_are_staff_with_the_right(editor: User, reader: User) -> None:
    at_work("writer", "Writer")
    chief, _client = at_work("chief", "Editor")
    gone, _client = at_work("gone", "Editor")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert list(publishers()) == [chief, editor]


# --- The page of a text ---------------------------------------------------------------------------

BUTTONS = ("_publish", "_review", "_continue", "_hide")


def offered(page: Any) -> set[str]:
    shown = page.content.decode()
    return {button for button in BUTTONS if f'name="{button}"' in shown}


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("Editor", set(BUTTONS)),
        ("Administrator", set(BUTTONS)),
        ("Writer", {"_review", "_continue"}),
        ("Translator", {"_review", "_continue"}),
        ("Support agent", set()),
    ],
)
def test_buttons_are_those_of_ones_rights(role: str, buttons: set[str]) -> None:
    text = an_article().text
    _person, client = at_work("a", role)
    page = client.get(f"/admin/articles/text/{text.pk}/change/")
    assert page.status_code == 200
    assert offered(page) == buttons


@pytest.mark.parametrize("button", ["_publish", "_hide"])
def test_writer_who_presses_it_anyway_is_refused_and_keeps_the_words(button: str) -> None:
    text = an_article(title="原题").text
    _person, client = at_work("writer", "Writer")
    page = press(client, button, text, body="我写了很久")
    assert page.status_code == 200
    assert page.context["adminform"].form.non_field_errors()
    assert "我写了很久" in page.content.decode()
    assert text.revisions.count() == 1
    assert Client().get(text.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("button", BUTTONS)
def test_outside_of_ones_area_nothing_is_saved_and_the_words_stay(button: str) -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    text = an_article(category=other).text
    _person, client = at_work("a", "Editor", [(here, "", True)])
    page = client.get(f"/admin/articles/text/{text.pk}/change/")
    assert page.status_code == 200
    assert offered(page) == set()
    answer = press(client, button, text, body="我写了很久")
    assert answer.context["adminform"].form.non_field_errors()
    assert "我写了很久" in answer.content.decode()
    assert text.revisions.count() == 1
    assert text.reviews.count() == 0


def test_area_without_the_mark_writes_only() -> None:
    text = an_article().text
    _person, client = at_work("a", "Editor", [(None, "zh-hans", False)])
    page = client.get(f"/admin/articles/text/{text.pk}/change/")
    assert offered(page) == {"_review", "_continue"}
    assert press(client, "_publish", text, body="新").status_code == 200
    assert press(client, "_continue", text, body="新").status_code == 302
    assert text.revisions.count() == 2


def test_new_text_asks_for_the_rights_of_its_language_and_article() -> None:
    article = an_article().text.article
    _person, client = at_work("a", "Translator", [(None, "en", False)])
    for language, expected in (("en", 200), ("zh-hant", 302)):
        address = f"/admin/articles/text/add/?article={article.pk}&language={language}"
        assert client.get(address).status_code == expected
    address = f"/admin/articles/text/add/?article={article.pk}&language=en"
    words = {"title": "Deposit", "summary": "Open it."}
    refused = client.post(address, fields(**words, language="zh-hant") | {"_continue": "1"})
    assert refused.context["adminform"].form.non_field_errors()
    assert (
        client.post(address, fields(**words, language="en") | {"_publish": "1"}).status_code == 200
    )
    assert (
        client.post(address, fields(**words, language="en") | {"_continue": "1"}).status_code == 302
    )
    assert article.texts.get(language="en").revisions.get().title == "Deposit"


def test_new_text_beside_an_article_elsewhere_is_refused() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    article = an_article(category=other).text.article
    _person, client = at_work("a", "Writer", [(here, "", False)])
    address = f"/admin/articles/text/add/?article={article.pk}&language=en"
    told = client.get(address, follow=True, headers={"accept-language": "en"})
    assert told.redirect_chain == [("/admin/articles/article/", 302)]
    assert "You may not write here" in told.content.decode()
    page = client.post(address, fields(title="Mine", language="en") | {"_continue": "1"})
    assert page.context["adminform"].form.non_field_errors()
    assert "Mine" in page.content.decode()
    assert not article.texts.filter(language="en").exists()


def test_new_article_is_made_only_where_one_may_write() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    _person, client = at_work("a", "Writer", [(here, "", False)])
    words = {"kind": "faq", "audience": "everyone", "language": "zh-hans", "_continue": "1"}
    refused = client.post("/admin/articles/text/add/", fields() | words | {"category": other.pk})
    assert refused.context["adminform"].form.non_field_errors()
    assert not Article.objects.exists()
    client.post("/admin/articles/text/add/", fields() | words | {"category": here.pk})
    assert Article.objects.get().category == here


def test_translator_makes_no_article() -> None:
    category = a_category()
    _person, client = at_work("a", "Translator")
    assert client.get("/admin/articles/text/add/").status_code == 403
    data = fields(category=category.pk, kind="faq", audience="everyone", language="en")
    assert client.post("/admin/articles/text/add/", data | {"_continue": "1"}).status_code == 403
    assert not Article.objects.exists()


# --- What is the same in every language -----------------------------------------------------------


def change_article(client: Client, article: Article, **changes: Any) -> Any:
    data = {
        "category": article.category_id, "kind": article.kind, "position": article.position,
        "path_position": "", "audience": article.audience, "owner": "",
    }  # fmt: skip
    return client.post(f"/admin/articles/article/{article.pk}/change/", data | changes)


def test_article_is_moved_only_within_ones_area() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    inner = a_category("inner", parent="here", zh_hans="里")
    mine, theirs = (an_article(category=c).text.article for c in (here, other))
    _person, client = at_work("a", "Editor", [(here, "", True)])
    assert change_article(client, mine, category=other.pk).status_code == 200
    assert change_article(client, theirs, category=here.pk, position=7).status_code in {200, 302}
    assert change_article(client, mine, category=inner.pk).status_code == 302
    for article in (mine, theirs):
        article.refresh_from_db()
    assert (mine.category, theirs.category, theirs.position) == (inner, other, 100)


def test_writer_does_not_open_a_staff_article_to_everyone() -> None:
    article = an_article(audience="staff").text.article
    _person, writer = at_work("writer", "Writer")
    assert change_article(writer, article, audience="everyone").status_code == 200
    article.refresh_from_db()
    assert article.audience == "staff"
    _person, chief = at_work("chief", "Editor")
    assert change_article(chief, article, audience="everyone").status_code == 302
    article.refresh_from_db()
    assert article.audience == "everyone"


def test_list_editing_leaves_rows_outside_of_ones_area_alone() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    mine, theirs = (an_article(category=c).text.article for c in (here, other))
    _person, client = at_work("a", "Editor", [(here, "", True)])
    rows = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "1"}
    for n, article in enumerate((mine, theirs)):
        rows |= {
            f"form-{n}-id": article.pk, f"form-{n}-category": article.category_id,
            f"form-{n}-position": 5, f"form-{n}-path_position": "",
        }  # fmt: skip
    client.post("/admin/articles/article/", rows)
    for article in (mine, theirs):
        article.refresh_from_db()
    assert (mine.position, theirs.position) == (5, 100)
    assert [
        entry.object_id for entry in AuditEntry.objects.filter(action="changed", kind="article")
    ] == [mine.pk]
    refused = client.post("/admin/articles/article/", rows | {"form-0-category": other.pk})
    assert refused.status_code == 200
    mine.refresh_from_db()
    assert mine.category == here


def bulk(client: Client, action: str, *texts: Text, **more: Any) -> Any:
    chosen = [text.article_id for text in texts]
    data = {"action": action, "_selected_action": chosen, **more}
    return client.post("/admin/articles/article/", data, follow=True)


def test_bulk_actions_leave_out_and_name_what_one_may_not_publish() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    mine, theirs = (an_article(category=c).text for c in (here, other))
    drafts = [an_article(category=c, is_draft=True).text for c in (here, other)]
    _person, client = at_work("a", "Editor", [(here, "", True)])
    page = bulk(client, "hide_all", mine, theirs)
    assert theirs.article.key in page.content.decode()
    assert Client().get(mine.get_absolute_url()).status_code == 404
    assert Client().get(theirs.get_absolute_url()).status_code == 200
    bulk(client, "publish_drafts", *drafts)
    assert [Client().get(t.get_absolute_url()).status_code for t in drafts] == [200, 404]


def test_writer_is_offered_no_bulk_publishing_and_gets_none() -> None:
    live, draft = an_article().text, an_article(is_draft=True).text
    _person, client = at_work("a", "Writer")
    listing = client.get("/admin/articles/article/").content.decode()
    assert "hide_all" not in listing
    assert "publish_drafts" not in listing
    bulk(client, "hide_all", live)
    bulk(client, "publish_drafts", draft)
    assert Client().get(live.get_absolute_url()).status_code == 200
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_articles_are_deleted_only_where_one_publishes_every_text() -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    mine, theirs = (an_article(category=c).text for c in (here, other))
    _person, client = at_work("a", "Editor", [(here, "", True)])
    address = f"/admin/articles/article/{theirs.article_id}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
    bulk(client, "delete_selected", mine, theirs, post="yes")
    assert list(Article.objects.all()) == [theirs.article]


# --- Areas in the admin ---------------------------------------------------------------------------


def test_administrator_gives_an_area_and_it_is_recorded() -> None:
    top = a_category("top", zh_hans="上")
    person, _client = at_work("a", "Writer")
    _chief, client = at_work("chief", "Administrator")
    assert "上" in client.get("/admin/articles/area/add/").content.decode()
    data = {"user": person.pk, "category": top.pk, "language": "en", "may_publish": ""}
    assert client.post("/admin/articles/area/add/", data).status_code == 302
    assert client.post("/admin/articles/area/add/", data).status_code == 200
    area = Area.objects.get()
    assert (area.user, area.category, area.language, area.may_publish) == (person, top, "en", False)
    everywhere = data | {"category": ""}
    assert client.post("/admin/articles/area/add/", everywhere).status_code == 302
    assert client.post("/admin/articles/area/add/", everywhere).status_code == 200
    listing = client.get("/admin/articles/area/")
    assert listing.status_code == 200
    client.post(f"/admin/articles/area/{area.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [Area.objects.get().pk]}
    client.post("/admin/articles/area/", chosen | {"post": "yes"})
    trail = AuditEntry.objects.filter(kind="area").order_by("pk")
    assert [entry.action for entry in trail] == ["created", "created", "deleted", "deleted"]
    assert not Area.objects.exists()


@pytest.mark.parametrize("role", ["Editor", "Writer", "Translator", "Support agent"])
def test_areas_are_the_administrators(role: str) -> None:
    _person, client = at_work("a", role)
    assert client.get("/admin/articles/area/").status_code == 403
    assert client.get("/admin/articles/area/add/").status_code == 403


def test_rights_cost_the_same_few_queries_however_many_articles(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    category = a_category()
    texts = [an_article(category=category).text for _n in range(40)]
    _person, client = at_work("a", "Editor", [(category, "", True), (None, "en", False)])
    client.get("/admin/articles/article/")
    for page in (
        "/admin/articles/article/",
        f"/admin/articles/article/{texts[0].article_id}/change/",
        "/admin/articles/text/",
        f"/admin/articles/text/{texts[0].pk}/change/",
        f"/admin/articles/text/add/?article={texts[0].article_id}&language=en",
        "/admin/articles/text/add/",
    ):
        # Three of them ask for the person's own rights and areas.
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200, page
