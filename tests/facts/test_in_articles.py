"""A published figure is kept once: changed there, it is changed wherever readers or machines look."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles.actions import publish, save_draft
from faq.articles.derived import differences
from faq.articles.models import Revision, Words
from faq.facts import actions
from faq.facts.models import Fact
from faq.robot import passages
from tests.factories import NOW, an_article
from tests.facts.factories import CODE, a_fact

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


def read(path: str) -> str:
    """What a stranger gets."""
    answer = Client().get(path, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def everywhere(article: Revision) -> dict[str, str]:
    """Every place that says the fee, with what it says about it."""
    page = article.text.get_absolute_url().removeprefix("/zh-hans/")
    copy = page.rstrip("/") + ".md"
    places = {
        f"/{language}/{path}": read(f"/{language}/{path}")
        for language in ("zh-hans", "zh-hant", "en")
        for path in (page, copy, "articles/", "articles/feed/")
    }
    for language, asked in (("zh-hans", "手续费"), ("zh-hant", "手續費"), ("en", "fees")):
        address = f"/{language}/search/?q={asked}"
        places[address] = re.sub(r"</?mark[^>]*>", "", read(address))
    places["/llms.txt"] = read("/llms.txt")
    return places


FORMS = ("每笔 {} USDT（费用）", "每筆 {} USDT（費用）", "{} USDT for each")


def said(text: str, value: str) -> bool:
    return any(form.format(value) in text for form in FORMS)


def test_a_figure_is_said_in_the_words_of_each_language(article: Revision) -> None:
    page = article.text.get_absolute_url()
    own = read(page)
    assert own.count("每笔 1 USDT（费用）") >= 4
    assert (
        '<td><data class="fact" value="withdraw-fee-usdt-trc20">每笔 1 USDT（费用）</data></td>'
        in own
    )
    assert f"<code>{CODE}</code>" in own
    assert "每筆 1 USDT（費用）" in read(page.replace("/zh-hans/", "/zh-hant/"))
    assert "TRC20 costs 1 USDT for each." in read(page.replace("/zh-hans/", "/en/"))


def test_machines_and_the_robot_are_told_the_figure(article: Revision) -> None:
    page = read(article.text.get_absolute_url())
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert told is not None
    assert "TRC20 收每笔 1 USDT" in told[1]
    [quoted] = passages.read(
        [("article", article.pk)], language="zh-hant", user=AnonymousUser(), at=NOW
    )
    said_there = "\n".join(passage.text for passage in quoted.passages)
    assert "每筆 1 USDT（費用）" in said_there
    assert CODE not in said_there.replace(f"代碼裡是 {CODE}", "")


def test_the_copy_for_machines_leaves_code_as_it_is(article: Revision) -> None:
    copy = read(article.text.get_absolute_url().rstrip("/") + ".md")
    assert "| TRC20 | 每笔 1 USDT（费用） |" in copy
    assert f"`{CODE}`" in copy
    assert copy.count("{{fact:") == 1


def test_a_preview_of_unsaved_words_says_the_figure(editor_client: Client, fee: Fact) -> None:
    words = {"language": "en", "title": "x", "summary": f"It is {CODE}.", "body": f"Pay {CODE}."}
    page = editor_client.post("/admin/articles/text/preview/", words).content.decode()
    assert "It is 1 USDT for each." in page
    assert '<data class="fact" value="withdraw-fee-usdt-trc20">1 USDT for each</data>' in page


def test_a_text_in_another_language_keeps_its_own_words(clock: time_machine.Traveller) -> None:
    a_fact()
    english = an_article(language="en", title="Fees", body=CODE)
    page = read(english.text.get_absolute_url().replace("/en/", "/zh-hans/"))
    assert "1 USDT for each" in page
    assert "每笔" not in page


def test_a_changed_figure_is_changed_everywhere_in_the_next_request(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    before = everywhere(article)
    assert [place for place, text in before.items() if not said(text, "1")] == []

    clock.shift(HOUR)
    actions.set_value(fee, "2", by=None, at=NOW + HOUR)

    after = everywhere(article)
    assert [place for place, text in after.items() if not said(text, "2")] == []
    assert [place for place, text in after.items() if said(text, "1")] == []


def test_changed_wording_and_unit_are_seen_too(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    page = article.text.get_absolute_url()
    read(page)
    texts = {"zh-hans": actions.Words(label="费用", wording="")}
    fee.unit = "USDC"
    actions.save_fact(fee, texts=texts, by=None, at=NOW)
    assert "TRC20 收1 USDC。" in read(page)
    assert "TRC20 costs 1 USDC." in read(page.replace("/zh-hans/", "/en/"))


def test_search_finds_a_changed_figure_and_no_longer_the_old_one(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    old, new = "/zh-hans/search/?q=4711", "/zh-hans/search/?q=8712"
    clock.shift(HOUR)
    actions.set_value(fee, "4711", by=None, at=NOW + HOUR)
    assert article.text.path in read(old)
    clock.shift(HOUR)
    actions.set_value(fee, "8712", by=None, at=NOW + 2 * HOUR)
    assert article.text.path not in read(old)
    assert article.text.path in read(new)


def test_a_change_leaves_a_line_in_the_trail_of_each_text_that_shows_it(
    article: Revision, fee: Fact, editor: User
) -> None:
    other = an_article(key="other", title="别的", body="没有数字。")
    draft = an_article(key="draft", title="草稿", body=CODE, is_draft=True)
    actions.set_value(fee, "2", by=editor, at=NOW + HOUR)

    lines = AuditEntry.objects.filter(action="fact changed", kind="text")
    texts = set(article.text.article.texts.values_list("pk", flat=True))
    assert set(lines.values_list("object_id", flat=True)) == texts
    assert not lines.filter(object_id__in=[other.text_id, draft.text_id]).exists()
    line = lines.first()
    assert line.by == editor
    assert line.details["fact"] == fee.key
    assert line.details["value"] == ["1", "2"]


def test_a_prepared_value_is_nowhere_before_its_moment_and_everywhere_from_it_on(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    actions.set_value(fee, "3", valid_from=NOW + HOUR, by=None, at=NOW)
    for moment in (NOW, NOW + HOUR - INSTANT):
        clock.move_to(moment)
        early = everywhere(article)
        assert [place for place, text in early.items() if said(text, "3")] == []
        assert [place for place, text in early.items() if not said(text, "1")] == []

    clock.move_to(NOW + HOUR)
    after = everywhere(article)
    assert [place for place, text in after.items() if not said(text, "3")] == []
    assert [place for place, text in after.items() if said(text, "1")] == []


def test_a_prepared_value_is_not_found_by_search_before_its_moment(
    article: Revision, fee: Fact
) -> None:
    actions.set_value(fee, "98765", valid_from=NOW + HOUR, by=None, at=NOW)
    assert article.text.path not in read("/zh-hans/search/?q=98765")


def test_a_withdrawn_value_never_holds(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    prepared = actions.set_value(fee, "3", valid_from=NOW + HOUR, by=None, at=NOW)
    actions.withdraw_value(prepared, by=None, at=NOW)
    clock.shift(2 * HOUR)
    assert "每笔 1 USDT" in read(article.text.get_absolute_url())


def test_an_overdue_figure_says_when_it_was_last_checked(
    article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    page = article.text.get_absolute_url()
    english = page.replace("/zh-hans/", "/en/")
    clock.move_to(NOW + timedelta(days=90))
    assert "TRC20 withdrawal fee" not in read(english)
    clock.move_to(NOW + timedelta(days=91))
    late = read(english)
    assert "TRC20 withdrawal fee" in late
    assert '<time datetime="2026-11-25">25 November 2026</time>' in late
    assert "TRC20 提現手續費" in read(page.replace("/zh-hans/", "/zh-hant/"))

    today = (NOW + timedelta(days=91)).date()
    actions.confirm([fee], by=None, on=today, at=NOW + timedelta(days=91))
    assert "TRC20 withdrawal fee" not in read(english)


def test_an_unknown_key_is_a_problem_and_blocks_nothing(clock: time_machine.Traveller) -> None:
    revision = an_article(
        title="费用", summary="见 {{fact:no-such}}。", body="x {{fact:nor-this}} y"
    )
    assert revision.problems == ["fact:nor-this", "fact:no-such"]
    assert "{{fact:no-such}}" in read(revision.text.get_absolute_url())


def test_a_fact_made_after_its_text_is_filled_in_and_known_as_used(
    clock: time_machine.Traveller,
) -> None:
    revision = an_article(title="费用", body=CODE)
    fact = a_fact()
    assert "每笔 1 USDT" in read(revision.text.get_absolute_url())
    with pytest.raises(ValidationError):
        actions.delete_facts([fact], by=None, at=NOW)


def test_what_is_used_is_kept(article: Revision, fee: Fact) -> None:
    with pytest.raises(ValidationError):
        actions.delete_facts([fee], by=None, at=NOW)
    assert Fact.objects.filter(pk=fee.pk).exists()
    unused = a_fact("unused")
    actions.delete_facts([unused], by=None, at=NOW)
    assert not Fact.objects.filter(pk=unused.pk).exists()


def test_words_taken_from_the_history_know_their_facts(article: Revision, fee: Fact) -> None:
    Revision.objects.update(parity_reason="英文版随后更新。")
    newer = save_draft(
        article.text,
        Words(title="新", summary="短", body="没有数字"),
        by=None,
        at=NOW + HOUR,
        parity_reason="英文版随后更新。",
    )
    publish(newer, by=None, at=NOW + HOUR)
    article.refresh_from_db()
    again = publish(article, by=None, at=NOW + 2 * HOUR)
    assert again.pk != article.pk
    assert list(again.facts.all()) == [fee]


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_values_and_words_are_escaped_wherever_they_stand(
    language: str, article: Revision, fee: Fact, clock: time_machine.Traveller
) -> None:
    actions.set_value(fee, HOSTILE[:60], by=None, at=NOW + INSTANT)
    texts = {
        code: actions.Words(label=HOSTILE, wording=f"{HOSTILE}{{value}}")
        for code in ("zh-hans", "en")
    }
    actions.save_fact(fee, texts=texts, by=None, at=NOW + INSTANT)
    clock.move_to(NOW + timedelta(days=200))
    pages = [
        article.text.get_absolute_url().replace("/zh-hans/", f"/{language}/"),
        f"/{language}/articles/",
        f"/{language}/search/?q=TRC20",
    ]
    for page in pages:
        html = read(page)
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_page_takes_no_query_more_for_its_facts(
    article: Revision, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for language in ("zh-hans", "en"):
        page = article.text.get_absolute_url().replace("/zh-hans/", f"/{language}/")
        Client().get(page)
        with django_assert_max_num_queries(6):
            assert Client().get(page).status_code == 200


def test_a_text_without_facts_asks_for_none(
    clock: time_machine.Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    revision = an_article(body="## 一\n\n没有数字。")
    with django_assert_num_queries(0):
        for field in ("summary", "headings", "plain", "html"):
            revision.shown(field, "zh-hant")


def test_what_is_stored_stays_as_it_would_be_made_anew(article: Revision, fee: Fact) -> None:
    actions.set_value(fee, "2", by=None, at=NOW + HOUR)
    assert differences() == []


def test_an_answer_is_measured_as_readers_see_it(fee: Fact) -> None:
    summary = "字" * 60 + CODE
    assert len(summary) > 90
    assert an_article(summary=summary).summary == summary
    with pytest.raises(ValidationError):
        an_article(summary="字" * 80 + CODE)
