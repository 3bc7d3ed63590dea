"""Which passage is quoted first, what may be read, and when nothing is said."""

import pytest
from django.contrib.auth.models import AnonymousUser

from faq.announcements.models import AnnouncementText
from faq.glossary.models import TermText
from faq.robot.answer import SURE_OF_NAMES, Answer, Quote, answer
from faq.robot.intent import Intent
from faq.robot.passages import read
from faq.robot.reading import shown
from tests.announcements.factories import an_announcement
from tests.factories import NOW, an_article
from tests.glossary.factories import a_term

pytestmark = pytest.mark.django_db


def asked(question: str, **more: str | Intent) -> Answer:
    by = {"language": "zh-hans", "user": AnonymousUser(), "at": NOW}
    return answer(question, **by, **more)  # type: ignore[arg-type]


def texts(given: Answer) -> list[str]:
    return [quote.passage.text for quote in given.quotes]


def test_own_account_is_not_answered_even_where_a_text_has_all_words() -> None:
    an_article(title="我的充值到哪了", summary="看记录。", keywords="我的充值到哪了")
    assert texts(asked("我的充值到哪了呢，充值记录")) == ["看记录。"]
    given = asked("我的充值到哪了呢，充值记录", intent=Intent.OWN_ACCOUNT)
    assert given.quotes == [] and given.found.hits


def _without_unknown(best: Quote) -> float:
    return best.coverage + SURE_OF_NAMES * best.likeness


def test_what_no_text_knows_counts_against_an_answer() -> None:
    an_article(title="提现手续费说明", summary="网络费用、到账时间、最少数量。")
    known = asked("提现 手续费 说明 网络 费用 到账 时间 最少 数量")
    unknown = asked("提现 手续费 说明 网络 费用 到账 时间 最少 数量 zzqqz")
    assert known.quotes[0].likeness > 0
    assert known.sureness == pytest.approx(_without_unknown(known.quotes[0]))
    assert unknown.quotes[0].coverage < 1
    assert unknown.sureness < _without_unknown(unknown.quotes[0]) - 0.05


def test_words_of_the_following_question_count_twice() -> None:
    an_article(
        title="白名单",
        summary="白名单管地址。",
        body="## 设置开关\n\n打开白名单开关。\n\n## 等待时间\n\n等待二十四小时。",
    )
    given = asked("等待时间", before="白名单开关")
    assert texts(given)[0] == "等待二十四小时。"


def test_what_a_term_is_comes_first() -> None:
    a_term()
    an_article(title="保证金是什么，保证金怎么算", summary="保证金按仓位算。", keywords="保证金")
    given = asked("保证金是什么")
    assert texts(given)[0] == "保证金的定义。"
    assert shown(given.quotes[:1], "zh-hans").quotes[0].html == "<p>保证金的定义。</p>"


def test_hidden_terms_and_announcements_are_not_read() -> None:
    for is_published in (True, False):
        a_term(
            f"t{is_published:d}",
            labels={"zh-hans": f"词{is_published:d}"},
            is_published=is_published,
        )
        an_announcement(f"公告{is_published:d}", is_published=is_published)
    keys = [("term", pk) for pk in TermText.objects.values_list("pk", flat=True)]
    keys += [("announcement", pk) for pk in AnnouncementText.objects.values_list("pk", flat=True)]
    pages = read(keys, language="zh-hans", user=AnonymousUser(), at=NOW)
    assert len(keys) == 4
    assert {page.title for page in pages} == {"词1", "公告1"}


def test_wording_of_an_editor_leads_to_its_part() -> None:
    an_article(
        title="转出去以后",
        summary="先看网络。",
        body="## 时间\n\n!!! asked\n    转出去的钱飞去哪里了\n\n等确认。\n\n## 费用\n\n看页面。",
    )
    an_article(title="充值说明", summary="转出去的钱不在这里。")
    given = asked("转出去的钱飞去哪里")
    assert given.quotes[0].passage.heading == "时间"
    assert given.quotes[0].passage.text == "等确认。"
