"""Names of files are ours: plain, the same for the same given name, and never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.pictures.names import file_name, free_name, is_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("withdraw-usdt-1.zh.png", "withdraw-usdt-1.zh.png"),
        ("Step 1 (new).PNG", "step-1-new.png"),
        ("photo.JPEG", "photo.jpg"),
        (r"C:\fakepath\a.png", "a.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("/media/pictures/a.png", "a.png"),
        ("a..b__c--.png", "a.b_c.png"),
        ("ＡＢＣ１.png", "abc1.png"),
    ],
)
def test_name_is_made_plain(given_name: str, name: str) -> None:
    assert file_name(given_name) == name


def test_chinese_names_stay_apart_and_stay_the_same() -> None:
    names = [file_name(f"{stem}.png") for stem in ("提现", "充值", "提现 1", "提现")]
    assert len(set(names)) == 3
    assert names[0] == names[3]


@given(st.text(max_size=200), st.sampled_from(["", ".png"]))
def test_every_name_is_one_that_we_would_choose(given_name: str, suffix: str) -> None:
    name = file_name(given_name, suffix)
    assert is_name(name)
    assert file_name(name) == name
    assert name.endswith(suffix)


def test_taken_name_gets_a_number() -> None:
    assert free_name("a.zh.png", set()) == "a.zh.png"
    assert free_name("a.zh.png", {"a.zh.png", "a.zh-2.png"}) == "a.zh-3.png"


@pytest.mark.parametrize(
    "name",
    ["", ".png", "a/b.png", "..", "a b.png", "A.png", "提现.png", "a.png\n", "-a", "a" * 101],
)
def test_other_names_are_none_of_ours(name: str) -> None:
    assert not is_name(name)
