"""Readers report single sentences: taken once, shown to editors, answered on the page (N17)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, sentence_reports
from faq.articles.models import Revision, SentenceReport, Text, Words
from faq.articles.report_queue import reported
from faq.articles.sentences import Sentence
from faq.base.text import fold
from faq.facts.actions import set_value
from tests.articles.desk import at_work
from tests.factories import NOW, a_category, an_article
from tests.facts.factories import CODE, a_fact

pytestmark = pytest.mark.django_db

FEE = "手续费是 1 USDT。"
BODY = f"提现要等一会。{FEE}\n\n## 网络\n\n只用 TRC20。"
MARK = "under-review"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def text() -> Text:
    return an_article(title="提现", summary="几分钟到账。", body=BODY).text


def send(
    client: Client, text: Text, said: str = FEE, *, language: str = "zh-hans", **data: str
) -> Any:
    headers = {key: data.pop(key) for key in ("Origin", "User_Agent") if key in data}
    address = f"/{language}/articles/{text.article_id}/report/"
    sent = {"sentence": Sentence(said, "").anchor, "reason": "wrong", **data}
    return client.post(
        address, sent, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


def by_readers(text: Text, number: int = 3, said: str = FEE) -> None:
    for _reader in range(number):
        assert send(Client(), text, said).status_code == 302


def page(text: Text, client: Client | None = None, language: str = "zh-hans") -> str:
    answer = (client or Client()).get(text.url(language))
    assert answer.status_code == 200
    return answer.content.decode()


def rewrite(text: Text, body: str, **window: Any) -> Revision:
    newest = text.revisions.first()
    assert newest
    words = Words(title=newest.title, summary=newest.summary, body=body)
    revision = actions.save_draft(text, words, by=None, at=NOW)
    return actions.publish(revision, by=None, at=NOW, **window)


# --- Taking reports


def test_reader_counts_once_for_a_sentence_and_may_say_it_otherwise(
    client: Client, text: Text
) -> None:
    assert send(client, text).status_code == 302
    send(client, text, reason="outdated", comment="现在是 2 USDT")
    report = SentenceReport.objects.get()
    assert (report.sentence, report.reason) == (FEE, "outdated")
    assert report.comment == fold("现在是 2 USDT")
    send(client, text, "几分钟到账。")
    assert SentenceReport.objects.count() == 2


def test_comment_is_kept_without_what_is_personal(client: Client, text: Text) -> None:
    send(client, text, comment="我的号码 13800138000，邮箱 li@mail.example")
    comment = SentenceReport.objects.get().comment
    assert "13800138000" not in comment
    assert "mail.example" not in comment


def test_reader_is_thanked_on_the_page_and_others_are_not(client: Client, text: Text) -> None:
    answer = send(client, text)
    assert answer["Location"].endswith("#reports")
    told = client.get(text.get_absolute_url())
    assert told.context["reports"][0].outcome == "open"
    assert FEE in told.content.decode().split('id="reports"')[1]
    assert Client().get(text.get_absolute_url()).context["reports"] == []


def test_page_stays_public_for_who_has_no_session(client: Client, text: Text) -> None:
    by_readers(text)
    answer = client.get(text.get_absolute_url())
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize(
    "data",
    [
        {"sentence": "nonsense"},
        {"sentence": ""},
        {"reason": "nonsense"},
        {"reason": ""},
        {"comment": "长" * 201},
    ],
)
def test_what_is_missing_or_unknown_is_told_with_the_form(
    client: Client, text: Text, data: dict[str, str]
) -> None:
    answer = send(client, text, **data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not SentenceReport.objects.exists()


def test_other_sites_and_machines_do_not_count(client: Client, text: Text) -> None:
    assert send(client, text, Origin="https://boan-kefu.example").status_code == 403
    assert send(client, text, User_Agent="Googlebot/2.1").status_code == 302
    assert not SentenceReport.objects.exists()


def test_too_many_reports_from_one_address_are_turned_away(text: Text) -> None:
    answers = [send(Client(), text).status_code for _time in range(21)]
    assert answers == [302] * 20 + [429]


def test_hidden_article_has_no_sentences_to_report(client: Client) -> None:
    hidden = an_article(body=BODY, is_draft=True).text
    assert client.get(f"/zh-hans/articles/{hidden.article_id}/report/").status_code == 404
    assert send(client, hidden).status_code == 404


# --- The page to choose on


def test_without_scripts_every_sentence_can_be_chosen_by_section(
    client: Client, text: Text
) -> None:
    answer = client.get(f"/zh-hans/articles/{text.article_id}/report/")
    assert {
        one["heading"]: [shown.text for shown in one["sentences"]]
        for one in answer.context["sections"]
        if not one["is_answer"]
    } == {"": ["提现要等一会。", FEE], "网络": ["网络", "只用 TRC20。"]}
    assert "几分钟到账。" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert f'href="/zh-hans/articles/{text.article_id}/report/"' in page(text)


def test_selected_words_lead_to_their_sentence(client: Client, text: Text) -> None:
    address = f"/zh-hant/articles/{text.article_id}/report/"
    answer = client.get(address, {"selected": "手續費是"})
    assert answer.context["found"].own.text == FEE
    assert answer.context["found"].text == "手續費是 1 USDT。"
    assert client.get(address, {"selected": "没有的话"}).context["found"] is None


# --- What the page says


def test_three_readers_put_a_sentence_under_review_in_every_script(text: Text) -> None:
    by_readers(text, 2)
    assert MARK not in page(text)
    send(Client(), text, language="zh-hant")
    for language, said in (("zh-hans", FEE), ("zh-hant", "手續費是 1 USDT。")):
        assert f'{said}<span class="{MARK}"' in page(text, language=language)


def test_answer_above_the_article_is_put_under_review_too(text: Text) -> None:
    by_readers(text, said="几分钟到账。")
    assert f'几分钟到账。<span class="{MARK}"' in page(text)


def test_one_reader_who_reports_three_times_is_one(client: Client, text: Text) -> None:
    for _time in range(3):
        send(client, text)
    assert MARK not in page(text)


def test_edit_elsewhere_keeps_a_report_and_edit_of_the_sentence_ends_it(
    client: Client, text: Text
) -> None:
    send(client, text)
    by_readers(text, 2)
    rewrite(text, f"新的开头。\n\n## 费用\n\n{FEE}另外。")
    assert f'{FEE}<span class="{MARK}"' in page(text)
    rewrite(text, "手续费是 2 USDT。")
    assert MARK not in page(text)
    assert sentence_reports.waiting(LATER) == []
    assert client.get(text.get_absolute_url()).context["reports"][0].outcome == "changed"


def test_scheduled_words_end_a_report_at_their_moment_and_not_before(
    client: Client, text: Text
) -> None:
    by_readers(text)
    rewrite(text, "手续费是 2 USDT。", visible_from=NOW + timedelta(days=1))
    assert MARK in page(text)
    assert len(sentence_reports.waiting(LATER)) == 1
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert MARK not in page(text)
        assert sentence_reports.waiting(NOW + timedelta(days=1)) == []


def test_answer_is_told_to_those_who_reported(client: Client, editor: User, text: Text) -> None:
    send(client, text)
    by_readers(text, 2)
    (waiting,) = sentence_reports.waiting(LATER)
    closed = sentence_reports.answer(
        text, waiting.first.anchor, words="已核对，仍是 1 USDT。", by=editor, at=LATER
    )
    assert closed == 3
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        (own,) = client.get(text.get_absolute_url()).context["reports"]
        assert (own.outcome, own.answer) == ("answered", "已核对，仍是 1 USDT。")
        assert "已核对" not in page(text)
        assert MARK not in page(text)
    entry = AuditEntry.objects.get(action="reports_answered")
    assert (entry.by, entry.details["readers"]) == (editor, 3)


def test_new_figure_of_a_fact_ends_a_report_of_what_it_said(client: Client) -> None:
    fee = a_fact(value="1")
    text = an_article(body=f"收{CODE}。别的话。").text
    assert send(client, text, "收每笔 1 USDT（费用）。").status_code == 302
    by_readers(text, 2, "收每笔 1 USDT（费用）。")
    assert MARK in page(text)
    set_value(fee, "2", by=None, at=LATER)
    assert MARK not in page(text)
    assert sentence_reports.waiting(LATER) == []
    assert client.get(text.get_absolute_url()).context["reports"][0].outcome == "changed"


def test_reader_who_reports_again_after_an_answer_is_heard_again(
    client: Client, editor: User, text: Text
) -> None:
    send(client, text)
    anchor = SentenceReport.objects.get().anchor
    sentence_reports.answer(text, anchor, words="没错。", by=editor, at=LATER)
    assert sentence_reports.waiting(LATER) == []
    send(client, text, comment="还是不对")
    (waiting,) = sentence_reports.waiting(LATER)
    assert waiting.comments == ["还是不对"]
    assert client.get(text.get_absolute_url()).context["reports"][0].outcome == "open"


def test_old_reports_are_told_and_waited_for_no_more(client: Client, text: Text) -> None:
    send(client, text)
    with time_machine.travel(LATER + timedelta(days=91), tick=False):
        assert client.get(text.get_absolute_url()).context["reports"] == []
        assert len(sentence_reports.waiting(LATER + timedelta(days=91))) == 1
    assert sentence_reports.waiting(LATER + timedelta(days=366)) == []


@pytest.mark.parametrize("number", [0, 40])
def test_page_with_reports_keeps_to_its_budget(
    client: Client,
    text: Text,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    SentenceReport.objects.bulk_create(
        SentenceReport(
            text=text, anchor=Sentence(FEE, "").anchor, sentence=FEE, reader=f"r{n}", reason="wrong"
        )
        for n in range(number)
    )
    send(client, text)
    for reader in (client, Client()):
        reader.get(text.get_absolute_url())
        with django_assert_max_num_queries(6):
            assert (MARK in page(text, reader)) == bool(number)


# --- The desk


def test_queue_names_the_sentence_its_readers_and_reasons(editor: User, text: Text) -> None:
    by_readers(text, 2)
    send(Client(), text, "只用 TRC20。", reason="unclear")
    queue = reported(editor, LATER)
    assert queue
    assert [row.title for row in queue.rows] == [FEE, "只用 TRC20。"]
    assert "提现" in queue.rows[0].note


def test_list_shows_what_waits_and_closes_it_with_an_answer(
    editor_client: Client, text: Text
) -> None:
    send(Client(), text, comment="是 2")
    address = "/admin/articles/sentencereport/"
    shown = editor_client.get(address).content.decode()
    assert FEE in shown
    assert "是 2" in shown
    report = SentenceReport.objects.get()
    editor_client.post(f"{address}answer/", {"report": report.pk, "answer": "  "})
    report.refresh_from_db()
    assert report.closed_at is None
    editor_client.post(f"{address}answer/", {"report": report.pk, "answer": "没错。"})
    report.refresh_from_db()
    assert report.answer == "没错。"
    assert f"answer-{report.pk}" not in editor_client.get(address).content.decode()


def test_only_who_writes_there_answers(text: Text) -> None:
    send(Client(), text)
    report = SentenceReport.objects.get()
    elsewhere = a_category("trading", zh_hans="交易")
    data = {"report": report.pk, "answer": "没错。"}
    for name, role, areas, allowed in (
        ("a", "Support agent", [], False),
        ("b", "Writer", [(elsewhere, "", False)], False),
        ("c", "Writer", [(None, "en", False)], False),
        ("d", "Writer", [(text.article.category, "zh-hans", False)], True),
    ):
        person, desk = at_work(name, role, areas)
        queue = reported(person, LATER)
        assert bool(queue and queue.count) == allowed, name
        page = desk.get("/admin/articles/sentencereport/")
        assert (f'id="answer-{report.pk}"' in page.content.decode()) == allowed, name
        answer = desk.post("/admin/articles/sentencereport/answer/", data)
        assert answer.status_code == (302 if allowed else 403), name
    assert SentenceReport.objects.get().answer == "没错。"


def test_desk_keeps_to_its_budget_with_many_texts(
    editor_client: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        by_readers(an_article(body=f"第{number}篇。{FEE}").text, 0)
    SentenceReport.objects.bulk_create(
        SentenceReport(
            text=text, anchor=Sentence(FEE, "").anchor, sentence=FEE, reader=f"r{n}", reason="wrong"
        )
        for text in Text.objects.all()
        for n in range(5)
    )
    editor_client.get("/admin/articles/sentencereport/")
    with django_assert_max_num_queries(12):
        editor_client.get("/admin/articles/sentencereport/")
    with django_assert_max_num_queries(2):
        queue = reported(editor, LATER)
    assert queue
    assert queue.count == 30
