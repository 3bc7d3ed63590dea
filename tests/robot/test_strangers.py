"""No number, address or account that is not ours is repeated."""

import json

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from faq.articles import preflight
from faq.contact.actions import import_directory
from faq.contact.strangers import names_stranger
from faq.robot.answer import answer
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _directory() -> None:
    channels = json.loads((settings.BASE_DIR / "fixtures" / "contact.json").read_text("utf-8"))
    import_directory(channels, by=None, at=NOW)


OURS = ["写信到 support@boan.example。", "发件人以 @boan.example 结尾。"]
NOBODYS = [
    "2026-11-24 14:05，数量 20,000 USDT，手续费 0.0002 BTC，哈希 0x9f86d081884c7d65。",
    "错误码 51008，UID 12345678，7–15 个工作日，每分钟 1200 次。",
]
STRANGERS = [
    "写信到 support@boan-help.example",
    "打 400-810-5555",
    "call +1 202 555 0143 now",
    "手机 13912345678",
    "加 @boan_service 为好友",
    "座机 010-88886666",
]


@pytest.mark.parametrize("text", [*OURS, *NOBODYS])
def test_ours_and_what_is_no_way_to_anybody_may_be_quoted(text: str) -> None:
    assert not names_stranger(text)


@pytest.mark.parametrize("text", STRANGERS)
def test_strangers_are_told(text: str) -> None:
    assert names_stranger(text)


@pytest.mark.parametrize("text", STRANGERS)
def test_passage_with_a_stranger_in_it_is_never_quoted(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words may have gone live when what they name was still official."""
    monkeypatch.setattr(preflight, "require", lambda revision, others: None)

    def quoted(key: str, way: str) -> list[str]:
        title = f"{key}故障"
        an_article(key=key, title=title, summary="先看公告。", body=f"## 处理{title}\n\n请{way}。")
        given = answer(f"{title}怎么处理", language="zh-hans", user=AnonymousUser(), at=NOW)
        return [quote.passage.text for quote in given.quotes]

    assert "请等一等。" in quoted("warm", "等一等")
    assert not any(text in quote for quote in quoted("cold", text))
