"""Texts that say something, however short, and texts that do not."""

import pytest
from django.core.exceptions import ValidationError

from faq.base.substance import validate_says_something


@pytest.mark.parametrize(
    "text", ["无法登录", "提现不到账", "2FA 丢失", "KYC?", "谢谢", "已解决", "ok", "哈哈", "1001"]
)
def test_short_text_that_says_something_is_taken(text: str) -> None:
    validate_says_something(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("。。。", "empty"),
        ("？", "empty"),
        ("\u200b\u3000", "empty"),
        ("a", "short"),
        ("1", "short"),
        ("啊啊啊啊啊啊", "repeated"),
        ("aaaa", "repeated"),
    ],
)
def test_text_that_says_nothing_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_says_something(text)
    assert refused.value.code == code and refused.value.messages[0]
