"""What the page where an editor writes asks the server for: choices, pictures, previews, sources."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Words
from faq.base.widgets import MarkdownTextarea
from faq.pictures.models import Picture
from tests.factories import NOW, an_article
from tests.facts.factories import CODE, a_fact
from tests.pictures.factories import drawn

pytestmark = pytest.mark.django_db

PICK = "/admin/articles/text/pick/"
UPLOAD = "/admin/pictures/picture/upload/"


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picked(client: Client, **asked: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = client.get(PICK, asked).json()["results"]
    return results


def a_file(content: bytes, name: str = "Step 1.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_article_is_linked_by_its_key_and_headings_by_their_place(editor_client: Client) -> None:
    revision = an_article(key="deposit", title="充值 [USDT]", body="## 选择网络\n\n正文")
    (choice,) = picked(editor_client, q="充值", language="zh-hans")
    assert choice["insert"] == r"[充值 \[USDT\]](article:deposit)"
    place = revision.headings[0]["id"]
    (heading,) = choice["places"]
    assert heading == {"title": "选择网络", "insert": f"[选择网络](article:deposit#{place})"}


@pytest.mark.parametrize("words", ["提現", "提现", "withdraw", "到賬", "WITHDRAW"])
def test_article_is_found_by_title_key_and_keywords_in_either_script(
    words: str, editor_client: Client
) -> None:
    an_article(key="withdraw", title="提现", keywords="到账")
    an_article(key="other", title="别的")
    assert [row["title"] for row in picked(editor_client, q=words)] == ["提现"]


def test_article_stands_once_in_the_texts_own_language_by_its_newest_words(
    editor_client: Client,
) -> None:
    text = an_article(key="same", title="USDT 旧").text
    an_article(key="same", language="en", title="USDT in English")
    actions.save_draft(text, Words(title="USDT 新"), by=None, at=NOW)
    assert [r["title"] for r in picked(editor_client, q="usdt", language="en")] == [
        "USDT in English"
    ]
    assert [r["title"] for r in picked(editor_client, q="usdt", language="zh-hant")] == ["USDT 新"]


def test_drafts_are_marked(editor_client: Client) -> None:
    an_article(key="seen", title="Seen", language="en")
    an_article(key="unseen", title="Unseen", language="en", is_draft=True)
    with override("en"):
        found = editor_client.get(
            PICK, {"q": "seen", "language": "en"}, headers={"accept-language": "en"}
        )
    notes = {row["title"]: row["note"] for row in found.json()["results"]}
    assert notes == {"Seen": "English · seen", "Unseen": "English · unseen · draft"}


def test_fact_is_put_in_by_its_code_with_its_present_value_shown(editor_client: Client) -> None:
    a_fact(value="1.5")
    (choice,) = picked(editor_client, kind="fact", q="fee", language="en")
    assert choice["insert"] == CODE
    assert choice["note"].startswith("1.5 USDT for each")


def test_choices_are_few_and_quickly_found(
    editor_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        an_article(key=f"n-{number}", title=f"第 {number} 篇")
    with django_assert_max_num_queries(5):
        assert len(picked(editor_client, q="篇")) == 20


@pytest.mark.parametrize("address", [PICK, "/admin/pictures/picture/pick/", UPLOAD])
def test_none_but_those_who_write_are_answered(
    address: str, client: Client, reader_client: Client, reader: User
) -> None:
    def ask(asking: Client) -> int:
        return (
            asking.post(address).status_code
            if address == UPLOAD
            else asking.get(address).status_code
        )

    assert ask(client) == 302
    assert ask(reader_client) == 302
    User.objects.filter(pk=reader.pk).update(is_staff=True)
    assert ask(reader_client) == 403


def test_picture_is_kept_without_what_it_says_of_its_maker(editor_client: Client) -> None:
    answer = editor_client.post(UPLOAD, {"file": a_file(drawn()), "alt": "Tap *here*"})
    assert answer.status_code == 201
    assert answer.json()["insert"] == r"![Tap \*here\*](/media/pictures/step-1.png)"
    assert Picture.objects.get().alt == "Tap *here*"
    (found,) = editor_client.get("/admin/pictures/picture/pick/?q=here").json()["results"]
    assert found["insert"] == answer.json()["insert"]


@pytest.mark.parametrize(
    ("content", "alt"), [(drawn(), " "), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "words")]
)
def test_picture_without_description_or_of_another_kind_is_refused(
    content: bytes, alt: str, editor_client: Client
) -> None:
    answer = editor_client.post(UPLOAD, {"file": a_file(content), "alt": alt})
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Picture.objects.exists()


def test_picture_from_another_site_is_not_taken(editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(UPLOAD, {"file": a_file(drawn()), "alt": "a"}).status_code == 403
    assert not Picture.objects.exists()


def test_problems_are_said_in_words_in_the_preview(editor_client: Client) -> None:
    body = "[weg](article:gone) ![](https://elsewhere.example/x.png) {{fact:gone}}"
    page = editor_client.post("/admin/articles/text/preview/", {"body": body, "language": "en"})
    said = page.content.decode().split("<article")[0]
    for what in ("article:gone", "https://elsewhere.example/x.png", "gone</li>"):
        assert what in said
    assert "link:article:gone" not in said
    sound = editor_client.post("/admin/articles/text/preview/", {"body": "fine"})
    assert "notice--warning" not in sound.content.decode()


def test_live_words_of_other_languages_stand_beside_a_text(editor_client: Client) -> None:
    source = an_article(key="same", title="活的", summary="简体").text
    actions.save_draft(source, Words(title="稿子"), by=None, at=NOW)
    target = an_article(key="same", language="zh-hant", title="繁體").text
    an_article(key="same", language="en", title="English only", is_draft=True)
    page = editor_client.get(f"/admin/articles/text/{target.pk}/change/")
    sources = page.context["sources"]
    assert [(s.language, s.words["title"]) for s in sources] == [
        ("zh-hans", "活的"),
        ("en", "English only"),
    ]
    assert [s.is_converted for s in sources] == [True, False]
    assert sources[0].words["summary"] == "簡體"


def test_browser_is_told_which_copy_is_saved(editor_client: Client, editor: User) -> None:
    text = an_article().text
    address = f"/admin/articles/text/{text.pk}/change/"
    page = editor_client.get(address)
    assert page.context["copy_key"] == f"{editor.pk}-{text.pk}"
    newest = text.revisions.first()
    assert newest
    data = {
        "title": "新", "summary": "答", "body": "", "slug": text.slug, "tag_names": "",
        "based_on": newest.pk, "_continue": "1",
    }  # fmt: skip
    refused = editor_client.post(address, data | {"title": ""})
    assert "saved_copy" not in refused.cookies
    saved = editor_client.post(address, data)
    assert saved.cookies["saved_copy"].value == page.context["copy_key"]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_words_of_the_script_come_with_the_field(language: str) -> None:
    with override(language):
        words = json.loads(
            MarkdownTextarea().get_context("body", "", {})["widget"]["attrs"]["data-words"]
        )
        assert words["cancel"] == gettext("Cancel")
    assert all(words.values())
