"""A clock that stands still, and an article in two languages that shows a fact everywhere."""

from collections.abc import Iterator

import pytest
import time_machine

from faq.articles.models import Revision
from faq.facts.models import Fact
from tests.factories import NOW, an_article
from tests.facts.factories import CODE, a_fact


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The moment at which the tests' facts and articles become visible."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def fee(clock: time_machine.Traveller, db: None) -> Fact:
    """A published figure."""
    return a_fact()


@pytest.fixture
def article(fee: Fact) -> Revision:
    """Its fee stands in the answer, in a heading, in a table, in a step and in a picture's words."""
    body = f"""## 费用 {CODE}

| 网络 | 手续费 |
|---|---|
| TRC20 | {CODE} |

!!! steps
    ### 核对手续费
    确认页写着 {CODE}，代码里是 `{CODE}`。
"""
    chinese = an_article(
        key="fees", title="提现手续费", summary=f"TRC20 收{CODE}。", body=body, tags=["提现"]
    )
    an_article(
        key="fees",
        language="en",
        title="Withdrawal fees",
        summary=f"TRC20 costs {CODE}.",
        body=f"## The fee\n\nTRC20 takes {CODE}.",
        parity_reason="The steps are for the Chinese app.",
    )
    return chinese
