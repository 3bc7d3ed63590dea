"""Steps that a reader may tick: what of them counts as the same when the text is edited."""

import json
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Revision, Words
from tests.factories import NOW, an_article
from tests.glossary.factories import a_term

LATER = NOW + timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]


@pytest.fixture
def later() -> object:
    with time_machine.travel(LATER, tick=False):
        yield


def steps(*given: tuple[str, str]) -> str:
    """A body with these steps, each a heading and what it says."""
    return "!!! steps\n" + "\n\n".join(f"    ### {name}\n    {words}" for name, words in given)


def change(revision: Revision, body: str, *, at: datetime = LATER) -> Revision:
    """Publish other words of the same text."""
    words = Words(title=revision.title, summary=revision.summary, body=body)
    draft = actions.save_draft(revision.text, words, by=None, at=NOW)
    return actions.publish(draft, by=None, at=LATER, visible_from=at)


def offered(client: Client, revision: Revision, language: str = "zh-hans") -> dict[str, str]:
    """The fingerprints by id that the page gives to the browser."""
    page = client.get(revision.text.url(language)).content.decode()
    found = re.search(r'data-steps="([^"]*)"', page)
    assert found
    prints: dict[str, str] = json.loads(unescape(found[1]))
    return prints


# --- What is the same step


def test_steps_keep_id_and_fingerprint_when_others_come_go_and_move(client: Client) -> None:
    revision = an_article(
        body=steps(("打开", "点资产。"), ("选择", "点 USDT。"), ("复制", "贴上。"))
    )
    before = offered(client, revision)
    assert list(before) == ["step-打开", "step-选择", "step-复制"]
    change(revision, steps(("登录", "先登录。"), ("复制", "贴上。"), ("打开", "点资产。")))
    after = offered(client, revision)
    assert list(after) == ["step-登录", "step-复制", "step-打开"]
    assert {id_: after[id_] for id_ in before if id_ in after} == {
        "step-打开": before["step-打开"], "step-复制": before["step-复制"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "words", ["点资金。", "点资产。\n\n    再等等。", "点资产。![](/media/pictures/a.png)"]
)
def test_step_that_says_or_shows_something_else_has_another_fingerprint(
    client: Client, words: str
) -> None:
    revision = an_article(body=steps(("打开", "点资产。"), ("选择", "点 USDT。")))
    before = offered(client, revision)
    change(revision, steps(("打开", words), ("选择", "点 USDT。")))
    after = offered(client, revision)
    assert [id_ for id_ in before if after[id_] != before[id_]] == ["step-打开"]


def test_moved_link_target_changes_no_step(client: Client) -> None:
    target = an_article(key="networks", slug="old")
    revision = an_article(body=steps(("打开", "看[网络](article:networks)。")))
    before = offered(client, revision)
    actions.save_text(target.text.article, "zh-hans", slug="new", by=None, at=NOW)
    assert '-new/">网络</a>' in client.get(revision.text.get_absolute_url()).content.decode()
    assert offered(client, revision) == before


def test_marks_of_terms_change_no_step(client: Client) -> None:
    revision = an_article(body=steps(("打开", "看保证金。")))
    before = offered(client, revision)
    a_term()
    assert 'class="term"' in client.get(revision.text.get_absolute_url()).content.decode()
    assert offered(client, revision) == before


def test_ticks_are_the_same_in_the_other_chinese_script_and_apart_in_another_language(
    client: Client,
) -> None:
    chinese = an_article(key="k", body=steps(("打开网络", "点资产。")))
    english = an_article(key="k", language="en", body=steps(("Open", "Tap Assets.")))
    assert offered(client, chinese, "zh-hant") == offered(client, chinese)
    keys = [
        re.findall(r'data-progress="([^"]*)"', client.get(text.url(language)).content.decode())
        for text, language in (
            (chinese.text, "zh-hans"), (chinese.text, "zh-hant"), (english.text, "en"),
        )
    ]  # fmt: skip
    number = chinese.text.article_id
    assert keys == [[f"{number}:zh-hans"], [f"{number}:zh-hans"], [f"{number}:en"]]


def test_text_without_steps_asks_for_no_script_of_steps(client: Client) -> None:
    page = client.get(an_article(body="### 只是标题\n\n文字").text.get_absolute_url())
    assert "steps" not in re.sub(r"<meta[^>]*>", "", page.content.decode())


# --- What is printed with them


def test_paper_names_revision_date_and_address(client: Client) -> None:
    revision = an_article(body=steps(("打开", "点资产。")), slug="chongzhi")
    change(revision, "第二版", at=NOW + timedelta(days=1))
    change(revision, "第三版", at=NOW + timedelta(days=3))
    actions.save_draft(revision.text, Words(title="稿", summary="稿"), by=None, at=NOW)
    address = revision.text.url("en")
    for days, number, day in ((0, 1, "25 November"), (1, 2, "26 November"), (3, 3, "28 November")):
        with time_machine.travel(NOW + timedelta(days=days, hours=1), tick=False):
            page = client.get(address)
        line = re.search(r'<p class="printed">(.*?)</p>', page.content.decode(), flags=re.S)
        assert line
        words = re.sub(r"<[^>]*>", "", line[1])
        assert words == (
            f"Revision {number} of {day} 2026, "
            f"printed from {settings.HELPCENTER_URL}{revision.text.get_absolute_url()}"
        )


def test_draft_on_paper_says_that_it_is_one(editor_client: Client, editor: User) -> None:
    draft = an_article(body=steps(("打开", "点资产。")), is_draft=True)
    page = editor_client.get(f"/en/articles/preview/{draft.pk}/").content.decode()
    assert '<p class="printed">Draft, not published</p>' in page
    # An editor's own ticks are of what is published.
    assert "data-steps" not in page
