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
    "text", ["", "  \n", "a", "啊啊啊啊啊啊", "aaaa", "。。。", "？", "1", "\u200b\u3000"]
)
def test_text_that_says_nothing_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_says_something(text)
    assert len(refused.value.messages[0]) > 20
