"""The gate before readers: every door asks it, places are named, nothing typed is lost."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faq.accounts.models import User
from faq.articles import actions, bulk
from faq.articles.contact_queue import contact_queue
from faq.articles.findings import Level
from faq.articles.models import Article, ChannelUse, Revision, Text, Words
from faq.articles.preflight import draft_of, findings
from faq.contact.actions import delete_channels, import_directory
from faq.contact.models import Channel
from faq.glossary.models import Alias
from tests.articles.test_admin import change, form
from tests.contact.conftest import channels, directory_data  # noqa: F401
from tests.factories import NOW, a_category, an_article
from tests.glossary.factories import a_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]

HOUR = timedelta(hours=1)
STRANGER = "13912345678"
FAKE = "+44 20 7946 0999"


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def found(at: Any = NOW, **words: str) -> list[tuple[str, str, str, int | None]]:
    """Code, level, field and line of what is found in words."""
    given = {"title": "充值", "summary": "先看网络。", "body": "", "keywords": ""} | words
    revision = draft_of(Words(**given), "zh-hans")
    return [(f.code, f.level.value, f.field, f.line) for f in findings(revision, None, at)]


def errors(refused: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return refused.value.message_dict


# --- Ways to reach somebody ----------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "summary", "body", "keywords"])
def test_a_stranger_is_found_in_every_field(field: str) -> None:
    line = 1 if field == "body" else None
    assert found(**{field: f"打 {STRANGER}"}) == [("stranger", "refuses", field, line)]


@pytest.mark.parametrize(
    "body",
    [
        "139**1234**5678",
        "139&#8203;1234&#45;5678",
        "`13912345678`",
        "| 电话 |\n|---|\n| １３９ １２３４ ５６７８ |",
        "[打电话](tel:13912345678)",
        "[我们](https://boan-help.example/login)",
        "[写信](mailto:support@boan-help.example)",
        "![加微信：boan_kf01](/media/x.png)",
        "看这里[^1]\n\n[^1]: 一三九一二三四五六七八",
        '!!! note "打 13912345678"\n    好',
        "<!-- 13912345678 -->",
        '??? "问"\n    13912345678',
        "!!! steps\n    ### 打 13912345678\n    说",
    ],
)
def test_no_markup_hides_a_stranger(body: str) -> None:
    assert [code for code, *_rest in found(body=body) if code == "stranger"]


def test_the_line_and_the_words_are_named() -> None:
    article = an_article(is_draft=True, body=f"甲\n\n乙 {STRANGER}")
    with pytest.raises(ValidationError) as refused:
        actions.publish(article, by=None, at=NOW)
    assert STRANGER in errors(refused)["body"][0]
    assert "3" in errors(refused)["body"][0].split(STRANGER)[0]


def test_ours_pass_and_become_known_as_used() -> None:
    revision = an_article(
        body="打 +852 0101 或 00852-0101，写信到 support@boan.example，看 help.boan.example。"
    )
    used = Channel.objects.filter(revisions=revision).distinct()
    assert {channel.key for channel in used} == {"hotline-hk", "support-mail", "help-site"}


def test_a_known_fake_may_be_warned_of_but_not_stand_elsewhere_nor_be_linked() -> None:
    warning = '!!! danger "小心"\n    不要接 {}'
    assert found(body=warning.format(FAKE)) == []
    assert found(body=warning.format(STRANGER))[0][:2] == ("stranger", "refuses")
    assert found(body=FAKE)[0][:2] == ("known_fake", "refuses")
    assert found(body='!!! note "小心"\n    ' + FAKE)[0][:2] == ("known_fake", "refuses")
    assert found(body=warning.format(FAKE) + "\n\n请打 " + FAKE)[0][:2] == ("known_fake", "refuses")
    bare = warning.format("<https://boan-kefu.example/>")
    assert found(body=bare)[0][:2] == ("known_fake", "refuses")
    link = warning.format("[这个](https://boan-kefu.example/)")
    assert ("known_fake", "refuses") in [one[:2] for one in found(body=link)]


def test_a_number_in_the_directory_is_publishable_from_then_on_and_no_longer_without() -> None:
    revision = an_article(is_draft=True, body=f"打 {STRANGER}")
    with pytest.raises(ValidationError):
        actions.publish(revision, by=None, at=NOW)
    row = {"key": "new", "kind": "phone", "value": "139 1234 5678", "checked_on": "2026-11-24"}
    import_directory({"channels": [row]}, by=None, at=NOW)
    live = actions.publish(revision, by=None, at=NOW)
    channel = Channel.objects.get(key="new")
    assert list(channel.revisions.live(NOW)) == [live]

    delete_channels([channel], by=None, at=NOW)
    copy = actions.save_draft(
        live.text, Words(title="另", summary="短。", body=f"打 {STRANGER}!"), by=None, at=NOW
    )
    with pytest.raises(ValidationError):
        actions.publish(copy, by=None, at=NOW)


# --- Removing or changing a channel --------------------------------------------------------------


def checked() -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("check_published", stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return out.getvalue(), code


@pytest.mark.parametrize("change", ["delete", "value", "unpublish"])
def test_a_channel_that_goes_leaves_a_list_of_the_live_texts_that_name_it(
    change: str, editor: User
) -> None:
    revision = an_article(title="求助", body="打 +65 0103", at=NOW)
    an_article(title="别的", body="打 +852 0101", at=NOW)
    an_article(title="草稿", body="打 +65 0103", is_draft=True)
    assert checked()[1] == 0
    channel = Channel.objects.get(key="hotline-sg")
    if change == "delete":
        delete_channels([channel], by=None, at=NOW)
    else:
        channel.value = "+65 0199" if change == "value" else channel.value
        channel.is_published = change != "unpublish"
        channel.save()
    printed, code = checked()
    assert code == 1
    assert f"{revision.text.get_absolute_url()}: +65 0103" in printed
    queue = contact_queue(editor, NOW + HOUR)
    assert queue is not None
    assert [(row.title, row.note) for row in queue.rows] == [("求助", "+65 0103")]
    actions.hide(revision.text, by=None, at=NOW + HOUR)
    assert contact_queue(editor, NOW + HOUR).count == 0


def test_the_queue_is_for_who_may_publish(reader: User) -> None:
    assert contact_queue(reader, NOW) is None


def test_the_queue_takes_no_query_more_for_more_texts(editor: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            contact_queue(editor, NOW + HOUR)
        return len(counted)

    for number in range(2):
        an_article(key=f"few-{number}", body="打 +65 0103")
    delete_channels(Channel.objects.filter(key="hotline-sg"), by=None, at=NOW)
    editor.has_perm("articles.publish_text")
    few = queries()
    Revision.objects.filter(text__article__key="few-0").update(title="x")
    import_directory({"channels": [_row("+65 0177")]}, by=None, at=NOW)
    for number in range(20):
        an_article(key=f"many-{number}", body="打 +65 0177")
    Channel.objects.filter(key="more").delete()
    assert contact_queue(editor, NOW + HOUR).count == 22
    assert queries() <= few


def _row(value: str) -> dict[str, Any]:
    return {"key": "more", "kind": "phone", "value": value, "checked_on": "2026-11-24"}


def test_the_channels_page_and_the_page_before_it_goes_name_the_texts(desk: Client) -> None:
    revision = an_article(title="求助新加坡", body="打 +65 0103")
    channel = Channel.objects.get(key="hotline-sg")
    page = f"/admin/articles/text/{revision.text_id}/change/"
    for path in ("change", "delete"):
        answer = desk.get(f"/admin/contact/channel/{channel.pk}/{path}/").content.decode()
        assert "求助新加坡" in answer
        assert page in answer


# --- Other languages -----------------------------------------------------------------------------


def test_another_figure_in_english_only_needs_a_reason_and_both_places_are_shown() -> None:
    an_article(key="fee", body="手续费 0.1%")
    english = an_article(key="fee", language="en", body="The fee is 0.2 %", is_draft=True)
    with pytest.raises(ValidationError) as refused:
        actions.publish(english, by=None, at=NOW)
    message = errors(refused)["parity_reason"][0]
    assert "0.1%" in message and "0.2 %" in message
    same = Words(title=english.title, summary=english.summary, body=english.body)
    again = actions.save_draft(english.text, same, by=None, at=NOW, parity_reason="Other tariff.")
    assert again == english
    assert actions.publish(again, by=None, at=NOW).is_live(NOW)


def test_a_text_is_not_held_against_drafts_hidden_texts_and_other_articles() -> None:
    an_article(key="fee", body="手续费 0.1%", is_draft=True)
    an_article(key="other", body="手续费 0.3%")
    over = an_article(key="fee", language="zh-hant", body="手續費 0.4%")
    actions.hide(over.text, by=None, at=NOW)
    assert an_article(key="fee", language="en", body="The fee is 0.2 %").is_live(NOW)


def test_a_link_that_only_one_text_has_is_named_as_it_is_written() -> None:
    an_article(key="target")
    an_article(key="fee", body="见[这里](article:target)")
    english = an_article(key="fee", language="en", body="See", is_draft=True)
    with pytest.raises(ValidationError, match="article:target"):
        actions.publish(english, by=None, at=NOW)


# --- Every door ----------------------------------------------------------------------------------


def test_an_edit_is_refused_and_the_live_words_stay(desk: Client) -> None:
    live = an_article(body="好")
    answer = change(desk, live.text, body=f"打 {STRANGER}")
    assert answer.status_code == 200
    shown = answer.context["adminform"].form
    assert STRANGER in shown.errors["body"][0]
    assert shown["body"].value() == f"打 {STRANGER}"
    assert STRANGER in str(answer.context["findings"])
    assert live.text.revisions.count() == 1
    assert "好" in Client().get(live.text.get_absolute_url()).content.decode()


def test_a_new_article_and_a_translation_are_refused_in_the_form(desk: Client) -> None:
    data = form(category=a_category().pk, kind="faq", audience="everyone", language="zh-hans")
    sent = data | {"summary": "写信到 a@boan-help.example", "_publish": "1"}
    answer = desk.post("/admin/articles/text/add/", sent)
    assert "boan-help" in answer.context["adminform"].form.errors["summary"][0]
    assert not Article.objects.exists()

    article = an_article(body="手续费 0.1%").text.article
    data = form(language="en", title="Fee", summary="It is 0.2%.", body="")
    path = f"/admin/articles/text/add/?article={article.pk}"
    answer = desk.post(path, data | {"_publish": "1"})
    assert "0.2%" in answer.context["adminform"].form.errors["parity_reason"][0]
    desk.post(path, data | {"_publish": "1", "parity_reason": "Another tariff abroad."})
    english = Revision.objects.get(language="en")
    assert (english.is_published, english.parity_reason) == (True, "Another tariff abroad.")
    page = desk.get(f"/admin/articles/text/{english.text_id}/change/").content.decode()
    assert page.count("Another tariff abroad.") == 2  # its field, and the history


def test_many_at_once_keep_what_is_refused_as_a_draft(db: None) -> None:
    category = a_category()

    def new(key: str, language: str, body: str) -> bulk.NewText:
        words = Words(title=key, summary="短。", body=body)
        return bulk.NewText(key=key, language=language, category=category, words=words)

    wanted = [
        new("bad", "zh-hans", STRANGER),
        new("fee", "zh-hans", "收 0.1%"),
        new("fee", "en", "It costs 0.2%"),
        new("fine", "en", "good"),
    ]
    placed = bulk.place(wanted, by=None, at=NOW)
    outcome = bulk.write(list(zip(placed, wanted, strict=True)), by=None, at=NOW)
    held = [isinstance(one, bulk.HeldBack) for one in outcome]
    assert held == [True, False, True, False]
    states = Revision.objects.order_by("pk").values_list("is_published", "visible_from")
    assert list(states) == [(False, None), (True, NOW), (False, None), (True, NOW)]


def test_an_import_reports_what_it_keeps_as_a_draft(tmp_path: Any) -> None:
    a_category("account")
    line = '{{"id": "{}", "lang": "en", "category": "account", "title": "T", "summary": "S.", "body_markdown": "{}"}}'
    file = tmp_path / "lines.jsonl"
    file.write_text(
        "\n".join([line.format("good", "fine"), line.format("bad", f"Call {STRANGER}")])
    )
    out = StringIO()
    call_command("import_content", str(file), stdout=out, stderr=out)
    assert STRANGER in out.getvalue()
    states = Revision.objects.values_list("text__article__key", "is_published")
    assert dict(states) == {"good": True, "bad": False}
    file.write_text(line.format("good", f"Call {STRANGER}"))
    call_command("import_content", str(file), stdout=out, stderr=out)
    text = Text.objects.get(article__key="good")
    assert "fine" in Client().get(text.get_absolute_url()).content.decode()


def test_words_that_are_live_already_may_be_given_another_end() -> None:
    revision = an_article(body="打 +65 0103")
    delete_channels(Channel.objects.filter(key="hotline-sg"), by=None, at=NOW)
    ended = actions.publish(revision, by=None, at=NOW + HOUR, visible_until=NOW + 2 * HOUR)
    assert ended.visible_until == NOW + 2 * HOUR


def test_words_that_are_over_pass_the_gate_again() -> None:
    revision = an_article(body="打 +65 0103")
    actions.hide(revision.text, by=None, at=NOW + HOUR)
    revision.refresh_from_db()
    delete_channels(Channel.objects.filter(key="hotline-sg"), by=None, at=NOW)
    with pytest.raises(ValidationError):
        actions.publish(revision, by=None, at=NOW + 2 * HOUR)


# --- The form ------------------------------------------------------------------------------------


def test_check_saves_nothing_and_gives_back_all_that_was_typed(desk: Client) -> None:
    text = an_article(body="好").text
    typed = {"title": "新题", "body": f"打 {STRANGER}", "note": "因为", "tag_names": "甲、乙"}
    answer = change(desk, text, button="_check", **typed)
    shown = answer.context["adminform"].form
    assert {name: shown[name].value() for name in typed} == typed
    assert not shown.errors
    assert [finding.code for finding in answer.context["findings"]] == ["stranger"]
    assert (
        STRANGER in answer.content.decode().split('id="findings-title"')[1].split("</section>")[0]
    )
    assert text.revisions.count() == 1


def test_a_saved_draft_shows_what_stands_before_readers(desk: Client) -> None:
    text = an_article(body="好").text
    answer = change(desk, text, button="_continue", body=f"打 {STRANGER}")
    assert [finding.code for finding in answer.context["findings"]] == ["stranger"]
    assert text.revisions.count() == 2


def test_live_words_show_no_findings_and_a_clean_draft_says_so(desk: Client) -> None:
    text = an_article(body="好").text
    path = f"/admin/articles/text/{text.pk}/change/"
    assert "findings-title" not in desk.get(path).content.decode()
    change(desk, text, button="_continue", body="更好")
    assert "findings-title" in desk.get(path).content.decode()


def test_the_page_of_a_draft_takes_few_queries_whatever_it_links_to(desk: Client) -> None:
    def queries(body: str) -> int:
        draft = an_article(is_draft=True, body=body)
        path = f"/admin/articles/text/{draft.text_id}/change/"
        desk.get(path)
        with CaptureQueriesContext(connection) as counted:
            desk.get(path)
        return len(counted)

    for number in range(12):
        an_article(key=f"target-{number}")
    one = queries("[x](article:target-0#x)")
    assert queries(" ".join(f"[x](article:target-{n}#x)" for n in range(12))) == one
    assert one <= 12


# --- Advice --------------------------------------------------------------------------------------


def advice(**words: str) -> list[tuple[str, int | None]]:
    return [(code, line) for code, level, _field, line in found(**words) if level == Level.ADVICE]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x](article:none)", [("link", 1)]),
        ("甲\n\n[x](#nowhere)", [("anchor", 3)]),
        ("![甲](/media/none.png)", [("media", 1)]),
        ("![甲](https://example.com/x.png)", [("hotlink", 1)]),
        ("![](/media/none.png)", [("media", 1), ("alt", 1)]),
        ("收 {{fact:none}}", [("fact", 1)]),
        ("甲\n\n# 大\n\n## 小", [("heading_top", 3)]),
        ("```\n# 注释\n```\n\n## 小", []),
        ("## 二\n\n#### 四", [("heading_jump", 3)]),
        ("### 三", [("heading_jump", 1)]),
        ("## 二\n\n### 三\n\n## 二", []),
        ("!!! steps\n    ### 一\n    做", []),
        ("!!! steps\n    做", [("steps", None)]),
    ],
)
def test_what_had_better_be_mended_is_told(
    body: str, expected: list[tuple[str, int | None]]
) -> None:
    assert advice(body=body) == expected


def test_a_summary_too_long_is_told_and_one_missing_refuses() -> None:
    assert advice(summary="长" * 91) == [("summary_long", None)]
    assert ("summary_missing", "refuses", "summary", None) in found(summary="")


def test_links_to_what_readers_cannot_see_and_to_places_that_are_not_there_are_told() -> None:
    an_article(key="there", body="## 步骤")
    an_article(key="draft", is_draft=True)
    body = "[a](article:there) [b](article:there#步骤) [c](article:there#没有) [d](article:draft)"
    assert advice(body=body) == [("link_place", None), ("link_hidden", None)]


def test_what_the_glossary_calls_an_error_is_told_with_the_preferred_form() -> None:
    term = a_term("defi", labels={"zh-hans": "DeFi"})
    Alias(term=term, text="迪菲", is_shown=False).save()
    revision = draft_of(
        Words(title="题", summary="答。", body="迪菲 和 ＤｅＦｉ 和 DeFi"), "zh-hans"
    )
    told = [f.message for f in findings(revision, None, NOW) if f.code == "spelling"]
    assert len(told) == 2
    assert all("DeFi" in message for message in told)


# --- The demo ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("library")
def test_the_whole_demo_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is held back, nothing raises a false alarm, no language differs from another."""
    live = Revision.objects.live(NOW + 365 * 24 * HOUR)
    assert live.count() == Text.objects.count() > 170
    assert not Revision.objects.exclude(parity_reason="").exists()
    assert ChannelUse.objects.filter(channel=None).count() == 0
