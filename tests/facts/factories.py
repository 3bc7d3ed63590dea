"""Facts for tests: valid by default, override what matters. Everything goes through actions."""

from datetime import date, datetime
from typing import Any

from faq.facts import actions
from faq.facts.models import Fact, Words
from tests.factories import NOW

KEY = "withdraw-fee-usdt-trc20"
TODAY = NOW.date()
CODE = "{{fact:withdraw-fee-usdt-trc20}}"


def a_fact(
    key: str = KEY,
    value: str = "1",
    *,
    unit: str = "USDT",
    texts: dict[str, Words] | None = None,
    checked_on: date = TODAY,
    at: datetime = NOW,
    **fields: Any,
) -> Fact:
    """A fact that amounts to `value` since `at`, named in Chinese and English."""
    words = texts or {
        "zh-hans": Words(label="TRC20 提现手续费", wording="每笔 {value} USDT（费用）"),
        "en": Words(label="TRC20 withdrawal fee", wording="{value} USDT for each"),
    }
    fact = Fact(key=key, unit=unit, checked_on=checked_on, **fields)
    actions.save_fact(fact, texts=words, by=None, at=at)
    actions.set_value(fact, value, by=None, at=at)
    return fact
