"""Secrets are found in whatever dress, and honest requests go through."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from faq.base.secret_guard import (
    BLOCKS,
    GuardedCharField,
    Kind,
    explanation,
    find_secrets,
    hidden,
    refuse_secrets,
)
from faq.base.secret_rules import is_card, is_chinese_id, is_hong_kong_id
from tests.base.honest_requests import requests

FILES = Path(__file__).parent / "secrets"
CASES: list[dict[str, Any]] = json.loads((FILES / "cases.json").read_text(encoding="utf-8"))
HONEST = (FILES / "honest.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['text'][:40]}")
def test_secret_is_found_where_it_stands(case: dict[str, Any]) -> None:
    found = [(secret.kind, case["text"][secret.start : secret.end]) for secret in
             find_secrets(case["text"])]  # fmt: skip
    assert found == [(case["kind"], case["secret"])]
    assert hidden(case["text"]) == case["text"].replace(case["secret"], BLOCKS)


@pytest.mark.parametrize("text", HONEST)
def test_honest_words_go_through(text: str) -> None:
    assert find_secrets(text) == []


def test_of_honest_requests_at_most_one_in_a_hundred_is_refused() -> None:
    refused = [request for request in requests(500, seed=7) if find_secrets(request)]
    assert len(refused) <= 5, refused
    assert len({*requests(500, seed=7)}) > 490


@pytest.mark.parametrize("case", CASES[::7], ids=lambda case: case["text"][:40])
def test_refusal_explains_and_never_holds_the_secret(case: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        refuse_secrets(f"你好，{case['text']}")
    assert refusal.value.messages == [explanation(Kind(case["kind"]))]
    assert case["secret"] not in repr(refusal.value) + repr(vars(refusal.value))


def test_field_gives_back_what_was_typed_with_blocks() -> None:
    field = GuardedCharField(max_length=500)
    assert field.bound_data("密码是 Abc12345，登不上", None) == f"密码是 {BLOCKS}，登不上"
    assert field.clean("提现没到账") == "提现没到账"


def test_two_secrets_are_both_hidden() -> None:
    assert hidden("密码：Abc12345，验证码 482913") == f"密码：{BLOCKS}，验证码 {BLOCKS}"


def test_hidden_text_holds_no_secret_any_more() -> None:
    left = [case["text"] for case in CASES if find_secrets(hidden(case["text"]))]
    assert left == []


@given(st.text(max_size=300))
def test_any_text_is_looked_through_and_keeps_its_other_words(text: str) -> None:
    secrets = find_secrets(text)
    assert all(0 <= secret.start < secret.end <= len(text) for secret in secrets)
    assert hidden(text).count(BLOCKS) >= len(secrets)


@pytest.mark.parametrize(
    "piece",
    [" ", "的", "a.", "x@", '{"', "密码 ", "1-", "[1,", "私钥", "a1!bcd is my ", "abandon "],
)
def test_long_text_costs_little(piece: str) -> None:
    """A pattern that goes back and forth would not end here within the time of a test run."""
    find_secrets(piece * (50_000 // len(piece)))


def test_check_digits_tell_cards_and_papers_from_other_numbers() -> None:
    assert is_card("4111 1111 1111 1111") and not is_card("4111 1111 1111 1112")
    assert is_chinese_id("11010519491231002X") and not is_chinese_id("110105194912310021")
    assert not is_chinese_id("11010519491331002X")
    assert is_hong_kong_id("A123456(3)") and not is_hong_kong_id("A123456(4)")
    assert is_hong_kong_id("AB987654(3)")
