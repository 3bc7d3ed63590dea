"""The API as a program meets it: reading by the pages' rule, writing with a token by the actions."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.api import actions, openapi
from faq.api.forms import TextForm
from faq.api.models import Token
from faq.articles import actions as articles
from faq.articles.models import Article, Revision
from tests.articles.desk import at_work
from tests.factories import NOW, a_category, an_article
from tests.glossary.factories import a_term

API = "/api/v1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    caches["limits"].clear()
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def a_token(user: User, **given: Any) -> dict[str, str]:
    """The header that a program with a new token of this person sends."""
    expires_at = given.get("expires_at", NOW + timedelta(days=30))
    _token, secret = actions.issue_token(
        name="import", user=user, expires_at=expires_at, by=user, at=NOW
    )
    return {"Authorization": f"Bearer {secret}"}


def read(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(API + path, headers=headers)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def write(
    client: Client, key: str, words: dict[str, Any], status: int, headers: dict[str, str]
) -> Any:
    answer = client.post(
        f"{API}/articles/{key}/", json.dumps(words), "application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    return answer.json()


# --- Reading -------------------------------------------------------------------------------------


def test_articles_are_listed_in_pages_by_language(client: Client) -> None:
    for number in range(53):
        an_article(key=f"a-{number:02}", title=f"第{number}篇")
    first = read(client, "/articles/?language=zh-hant")
    assert first["count"] == 53
    assert len(first["results"]) == 50
    assert first["results"][0] | {"url": "", "markdown_url": "", "revision": 0} == {
        "key": "a-00",
        "kind": "faq",
        "category": "account",
        "audience": "everyone",
        "language": "zh-hant",
        "written_in": "zh-hans",
        "title": "第0篇",
        "summary": "打開資產頁，選擇幣種與網絡，複製地址。",
        "tags": [],
        "url": "",
        "markdown_url": "",
        "updated_at": NOW.isoformat(),
        "checked_on": None,
        "revision": 0,
    }
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert [row["key"] for row in second["results"]] == ["a-50", "a-51", "a-52"]
    assert second["next"] is None


def test_list_is_narrowed_down(client: Client) -> None:
    parent = a_category("assets")
    inside = a_category("deposit", parent="assets")
    other = a_category("other")
    an_article(key="in", category=inside, tags=["USDT"], kind="guide")
    an_article(key="at", category=parent)
    an_article(key="out", category=other, at=NOW + timedelta(minutes=30))
    keys = {
        query: [row["key"] for row in read(client, f"/articles/?{query}")["results"]]
        for query in (
            "category=assets",
            "kind=guide",
            "tag=usdt",
            "tag=none",
            "updated_since=2026-11-25T06:15:00Z",
        )
    }
    assert keys == {
        "category=assets": ["in", "at"],
        "kind=guide": ["in"],
        "tag=usdt": ["in"],
        "tag=none": [],
        "updated_since=2026-11-25T06:15:00Z": ["out"],
    }


@pytest.mark.parametrize(
    "query",
    ["language=fr", "kind=x", "category=none", "page=0", "page=x", "updated_since=2026-11-25"],
)
def test_what_makes_no_sense_is_said(client: Client, query: str) -> None:
    assert read(client, f"/articles/?{query}", 400)["error"]["code"] == "invalid"


def test_hidden_is_like_absent_to_strangers_and_readers(
    client: Client, reader: User, editor: User
) -> None:
    an_article(key="open")
    an_article(key="draft", is_draft=True)
    an_article(key="later", visible_from=NOW + timedelta(days=1))
    an_article(key="staff", audience="staff")
    seen = {}
    for name, headers in {
        "stranger": {},
        "reader": a_token(reader),
        "editor": a_token(editor),
    }.items():
        seen[name] = {row["key"] for row in read(client, "/articles/", **headers)["results"]}
        for key in ("draft", "later", "none"):
            absent = read(client, f"/articles/{key}/", 404, **headers)
            assert absent == read(client, "/articles/none/", 404, **headers)
    assert seen == {"stranger": {"open"}, "reader": {"open"}, "editor": {"open", "staff"}}
    read(client, "/articles/staff/", 404)
    assert read(client, "/articles/staff/", **a_token(editor))["audience"] == "staff"


def test_session_of_an_editor_opens_nothing_here(editor_client: Client) -> None:
    an_article(key="staff", audience="staff")
    read(editor_client, "/articles/staff/", 404)


def test_whole_article(client: Client) -> None:
    an_article(key="one", body="## 怎么做\n\n点[这里](article:two)。")
    an_article(key="two")
    an_article(
        key="one", language="en", title="How", summary="So.", body="Text.", parity_reason="No link."
    )
    found = read(client, "/articles/one/?language=zh-hans")
    assert "/zh-hans/articles/" in found["html"]
    assert found["headings"] == [{"level": 2, "id": "怎么做", "text": "怎么做"}]
    assert found["languages"] == ["zh-hans", "en"]
    assert client.get(found["url"]).status_code == 200
    assert client.get(found["markdown_url"]).status_code == 200
    assert read(client, "/articles/one/?language=en")["title"] == "How"


def test_categories_count_what_the_caller_may_read(client: Client, editor: User) -> None:
    a_category("assets", zh_hans="资产", en="Assets")
    inside = a_category("deposit", parent="assets", en="Deposits")
    an_article(category=inside)
    an_article(category=inside, audience="staff")
    rows = {row["key"]: row for row in read(client, "/categories/?language=en")["results"]}
    assert (rows["assets"]["name"], rows["assets"]["articles"]) == ("Assets", 1)
    assert rows["deposit"]["parent"] == "assets"
    staff = read(client, "/categories/", **a_token(editor))["results"]
    assert staff[0]["articles"] == 2


def test_terms_and_search(client: Client) -> None:
    a_term("txid")
    an_article(key="deposit", title="如何充值？")
    terms = read(client, "/terms/")
    assert [row["key"] for row in terms["results"]] == ["txid"]
    assert terms["results"][0]["definition"]
    found = read(client, "/search/?q=充值")
    assert found["results"][0]["title"] == "如何充值？"
    assert found["count"] == 1
    read(client, "/search/", 400)
    read(client, "/search/?q=a&kind=none", 400)


def test_unchanged_answer_is_not_sent_again(client: Client) -> None:
    an_article(key="one")
    first = client.get(f"{API}/articles/one/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Authorization" in first.headers["Vary"]
    again = client.get(f"{API}/articles/one/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    an_article(key="one", title="新标题")
    changed = client.get(f"{API}/articles/one/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_answer_to_a_token_is_kept_nowhere(client: Client, reader: User) -> None:
    answer = client.get(f"{API}/articles/", headers=a_token(reader))
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/articles/", 5),
        ("/articles/a-1/", 4),
        ("/categories/", 5),
        ("/terms/", 5),
        ("/search/?q=充值", 8),
    ],
)
def test_number_of_queries_does_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    for number in range(30):
        an_article(key=f"a-{number}", tags=["充值"])
        a_term(f"t-{number}", labels={"zh-hans": f"词{number}"})
    client.get(API + path)
    with django_assert_max_num_queries(most):
        read(client, path)


# --- Tokens --------------------------------------------------------------------------------------


def test_wrong_expired_and_revoked_tokens_open_nothing(client: Client, editor: User) -> None:
    expired = a_token(editor, expires_at=NOW + timedelta(minutes=1))
    revoked = a_token(editor)
    actions.revoke_token(Token.objects.first(), by=editor, at=NOW)
    gone = a_token(User.objects.create_user("gone@boan.example", is_active=False))
    for headers in (
        expired,
        revoked,
        gone,
        {"Authorization": "Bearer hc_x"},
        {"Authorization": "x"},
    ):
        answer = client.get(f"{API}/articles/", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_guessing_tokens_ends(client: Client, editor: User) -> None:
    statuses = [
        client.get(f"{API}/articles/", headers={"Authorization": f"Bearer hc_{n}"}).status_code
        for n in range(22)
    ]
    assert statuses[:20] == [401] * 20
    assert statuses[20:] == [429] * 2
    read(client, "/articles/", **a_token(editor))


def test_token_is_shown_once_and_stored_as_digest(editor_client: Client, editor: User) -> None:
    page = editor_client.get("/admin/api/token/add/").content.decode()
    assert 'name="expires_at_0"' in page
    answer = editor_client.post(
        "/admin/api/token/add/",
        {
            "name": "nightly",
            "user": editor.pk,
            "expires_at_0": "2027-11-25",
            "expires_at_1": "06:00",
        },
        follow=True,
    ).content.decode()
    secret = answer[answer.index(actions.PREFIX) :].split("<")[0].strip()
    token = Token.objects.get()
    assert token.digest == actions.digest(secret)
    assert secret not in editor_client.get("/admin/api/token/").content.decode()
    assert secret not in json.dumps(list(AuditEntry.objects.values("title", "details")))
    read(editor_client, "/articles/", **{"Authorization": f"Bearer {secret}"})
    token.refresh_from_db()
    assert token.used_on is not None
    editor_client.post("/admin/api/token/", {"action": "revoke", "_selected_action": [token.pk]})
    read(editor_client, "/articles/", 401, **{"Authorization": f"Bearer {secret}"})


def test_tokens_are_for_those_with_the_right(client: Client) -> None:
    staff = User.objects.create_user("staff@boan.example", "a-long-password", is_staff=True)
    client.force_login(staff)
    assert client.get("/admin/api/token/").status_code == 403


# --- Writing -------------------------------------------------------------------------------------

WORDS = {
    "language": "zh-hans",
    "title": "如何提现？",
    "summary": "打开资产页，点提现。",
    "body": "正文。",
    "category": "account",
    "tags": ["提现"],
    "publish": True,
}


@pytest.fixture
def token(editor: User) -> dict[str, str]:
    a_category()
    return a_token(editor)


def test_program_writes_and_readers_see_it(
    client: Client, token: dict[str, str], editor: User
) -> None:
    made = write(client, "withdraw", WORDS, 201, token)
    assert (made["state"], made["refused"], made["problems"]) == ("live", [], [])
    assert "点提现" in client.get(made["url"]).content.decode()
    revision = Revision.objects.get(pk=made["revision"])
    assert revision.author == editor
    assert set(AuditEntry.objects.filter(by=editor).values_list("action", flat=True)) >= {
        "created",
        "drafted",
        "published",
    }
    assert read(client, "/search/?q=提现")["results"][0]["title"] == "如何提现？"


def test_what_is_left_out_stays(client: Client, token: dict[str, str]) -> None:
    write(client, "withdraw", WORDS | {"kind": "guide"}, 201, token)
    changed = {"language": "zh-hans", "summary": "点提现即可。", "publish": True}
    write(client, "withdraw", changed, 200, token)
    found = read(client, "/articles/withdraw/")
    assert (found["title"], found["summary"]) == ("如何提现？", "点提现即可。")
    assert (found["kind"], found["tags"]) == ("guide", ["提现"])
    assert "正文" in found["html"]


def test_same_words_twice_are_one_revision(client: Client, token: dict[str, str]) -> None:
    first = write(client, "withdraw", WORDS, 201, token)
    second = write(client, "withdraw", WORDS, 200, token)
    assert first["revision"] == second["revision"]
    assert Revision.objects.count() == 1


def test_draft_schedule_and_refusal(client: Client, token: dict[str, str]) -> None:
    draft = write(client, "a", {**WORDS, "publish": False}, 201, token)
    assert draft["state"] == "draft"
    later = {**WORDS, "visible_from": "2026-11-26T06:00:00+00:00"}
    assert write(client, "b", later, 201, token)["state"] == "scheduled"
    refused = write(client, "c", {**WORDS, "summary": ""}, 201, token)
    assert refused["state"] == "draft"
    assert refused["refused"]
    assert {row["key"] for row in read(client, "/articles/")["results"]} == set()


def test_newer_words_are_not_overwritten(client: Client, token: dict[str, str]) -> None:
    seen = write(client, "withdraw", WORDS, 201, token)["revision"]
    text = Revision.objects.get(pk=seen).text
    an_article(key="withdraw", title="别人改的", at=NOW + timedelta(minutes=5))
    answer = write(client, "withdraw", WORDS | {"title": "我的", "based_on": seen}, 409, token)
    assert answer["error"]["code"] == "conflict"
    assert text.revisions.first().title == "别人改的"
    newest = text.revisions.first().pk
    write(client, "withdraw", WORDS | {"title": "我的", "based_on": newest}, 200, token)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"category": "none"}, "category"),
        ({"kind": "none"}, "kind"),
        ({"tags": "a"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"visible_from": "tomorrow"}, "visible_from"),
        ({"visible_from": "2026-13-45T99:00:00Z"}, "visible_from"),
        ({"title": "长" * 200}, "title"),
        ({"title": ""}, "title"),
        ({"summary": "长" * 95}, "summary"),
        ({"unknown": 1}, "__all__"),
        ({"position": -1}, "position"),
    ],
)
def test_wrong_values_are_named_and_nothing_is_kept(
    client: Client, token: dict[str, str], sent: dict[str, Any], field: str
) -> None:
    answer = write(client, "withdraw", WORDS | sent, 400, token)
    assert field in answer["error"]["fields"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '"x"', "\xff", "[" * 100_000])
def test_what_is_no_object_is_refused(client: Client, token: dict[str, str], body: str) -> None:
    answer = client.post(
        f"{API}/articles/x/", body.encode("latin-1"), "application/json", headers=token
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "not_json"


def test_too_much_is_refused(client: Client, token: dict[str, str]) -> None:
    answer = write(client, "x", WORDS | {"body": "x" * 1_000_001}, 413, token)
    assert answer["error"]["code"] == "too_large"


def test_writing_needs_a_token_and_its_person_the_rights(client: Client, editor: User) -> None:
    a_category()
    write(client, "x", WORDS, 401, {})
    writer = User.objects.create_user("writer@boan.example", is_staff=True)
    write(client, "x", WORDS, 403, a_token(writer))
    writer.user_permissions.add(Permission.objects.get(codename="change_text"))
    write(client, "x", WORDS | {"publish": False}, 403, a_token(writer))
    writer.user_permissions.add(Permission.objects.get(codename="add_article"))
    write(client, "x", WORDS, 403, a_token(writer))
    assert write(client, "x", WORDS | {"publish": False}, 201, a_token(writer))["state"] == "draft"
    client.force_login(editor)
    write(client, "y", WORDS, 401, {})


def test_programs_keep_to_the_area_of_their_person(client: Client) -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    person, _client = at_work("a", "Editor", [(here, "", True)])
    token = a_token(person)
    theirs = an_article(category=other, key="theirs").text.article
    an_article(category=here, key="mine")
    write(client, "theirs", WORDS | {"category": "here"}, 403, token)
    write(client, "new", WORDS | {"category": "other"}, 403, token)
    write(client, "mine", WORDS | {"category": "other"}, 403, token)
    write(client, "mine", WORDS | {"category": "here"}, 200, token)
    write(client, "new", WORDS | {"category": "here"}, 201, token)
    assert theirs.texts.get().revisions.count() == 1
    assert Article.objects.get(key="mine").category == here


# --- The description -----------------------------------------------------------------------------


def _conforms(value: Any, schema: dict[str, Any], where: str) -> None:
    """Fail where a value is not what a schema (of those used here) says."""
    if "$ref" in schema:
        schema = openapi.description()["components"]["schemas"][schema["$ref"].split("/")[-1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    assert any(
        value is None if kind == "null" else isinstance(value, python[kind]) for kind in kinds
    ), (where, value, kinds)
    if "enum" in schema:
        assert value in schema["enum"], where
    if isinstance(value, list):
        for item in value:
            _conforms(item, schema["items"], f"{where}[]")
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value) <= set(schema["properties"]), where
        for name, part in value.items():
            _conforms(part, schema["properties"][name], f"{where}.{name}")


def test_description_says_what_is_answered(client: Client, token: dict[str, str]) -> None:
    an_article(key="one", body="## 标题\n\n话。", tags=["a"])
    a_term("txid")
    described = read(client, "/openapi.json")
    samples = {
        "/articles/": "/articles/",
        "/articles/{key}/": "/articles/one/",
        "/categories/": "/categories/",
        "/terms/": "/terms/",
        "/search/": "/search/?q=充值",
    }
    assert described["paths"].keys() == samples.keys()
    for path, sample in samples.items():
        answer = read(client, sample)
        assert answer.get("results", [1])
        schema = described["paths"][path]["get"]["responses"]["200"]
        _conforms(answer, schema["content"]["application/json"]["schema"], path)
    written = write(client, "two", WORDS, 201, token)
    _conforms(written, {"$ref": "#/components/schemas/Written"}, "written")
    refused = write(client, "three", WORDS | {"kind": "x"}, 400, token)
    _conforms(refused, {"$ref": "#/components/schemas/Error"}, "error")


def test_description_names_every_field_that_can_be_sent() -> None:
    described = openapi.description()["components"]["schemas"]["Text"]["properties"]
    assert described.keys() == TextForm({}).fields.keys()


def test_articles_action_is_the_same_as_the_admin(client: Client, token: dict[str, str]) -> None:
    """Moving an article by the API moves it for readers at once."""
    write(client, "withdraw", WORDS, 201, token)
    other = a_category("other")
    write(client, "withdraw", {"language": "zh-hans", "category": "other"}, 200, token)
    assert Article.objects.get(key="withdraw").category == other
    found = read(client, "/articles/?category=other")
    assert [row["key"] for row in found["results"]] == ["withdraw"]
    articles.delete_articles([Article.objects.get()], by=None, at=NOW)
    read(client, "/articles/withdraw/", 404)
