"""The index keeps in step with the content, and survives damage."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from faq.search import fulltext, index
from faq.search.matching import match, match_titles
from faq.search.models import Document, DocumentText
from faq.search.sources import DocumentData
from tests.search.library import NOW, Articles, Terms, put, take_away

pytestmark = pytest.mark.django_db

READER = AnonymousUser()
DAMAGES = [
    "DROP TABLE search_words",
    "DROP TABLE search_words_data",
    "DROP TABLE search_words_idx",
    "DROP TABLE search_words_docsize",
    "DELETE FROM search_words_data",
    "UPDATE search_words_data SET block = x'00112233'",
    "UPDATE search_words_data SET block = zeroblob(9) WHERE id > 10",
    "UPDATE search_words_config SET v = 99",
]


def found(query: str) -> list[str]:
    hits = match(query, language="zh-hans", user=READER, at=NOW).hits
    return [hit.document_for("zh-hans").title("zh-hans") for hit in hits]


def change_silently(data: DocumentData, **changed: Any) -> None:
    """Change a text in its source without telling the index."""
    Articles.rows[data.object_id] = replace(data, **changed)


@pytest.fixture
def mended_after() -> Iterator[None]:
    """For tests that leave a broken table to those that follow."""
    yield
    Articles.rows.clear()
    index.rebuild()


def do_damage(sql: str) -> None:
    """Do it, and let the next query meet it: a connection remembers some of the table."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


# --- In step


def test_a_changed_text_is_found_by_its_new_words_only() -> None:
    data = put("充值")
    change_silently(data, title="提现", body="")
    index.refresh("article", [data.object_id])
    assert found("提现") == ["充值"], "what is shown is the source's business"
    assert found("充值") == []
    assert index.differences() == []


def test_what_the_source_no_longer_gives_is_gone() -> None:
    data = put("充值")
    take_away(data)
    assert found("充值") == []
    assert not Document.objects.exists()
    assert not DocumentText.objects.exists()
    assert fulltext.numbers() == set()


def test_what_is_undone_is_undone_in_the_index() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put("充值")
        raise ZeroDivisionError
    Articles.rows.clear()
    assert found("充值") == []
    assert index.differences() == []


def test_refreshing_nothing_and_unknown_objects_is_harmless() -> None:
    index.refresh("article", [])
    index.refresh("article", [12345])
    assert index.differences() == []


def test_refreshing_costs_the_same_however_much_there_is() -> None:
    def queries() -> int:
        data = put("提现")
        with CaptureQueriesContext(connection) as captured:
            index.refresh("article", [data.object_id])
        return len(captured)

    before = queries()
    for number in range(30):
        put(f"充值 {number}")
    assert queries() == before


def test_two_sources_may_use_the_same_numbers() -> None:
    data = put("充值")
    Terms.rows[data.object_id] = replace(data, title="术语", kind="term")
    index.refresh("term", [data.object_id])
    take_away(data)
    assert Document.objects.get().source == "term"


def test_put_off_until_the_end_and_done_once() -> None:
    with transaction.atomic(), index.deferred():
        data = put("充值")
        with index.deferred():
            index.refresh("article", [data.object_id])
        assert found("充值") == []
    assert found("充值") == ["充值"]


def test_what_was_put_off_is_dropped_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), index.deferred():
        put("充值")
        raise ZeroDivisionError
    assert found("充值") == []


def test_a_renamed_category_reaches_what_is_in_it() -> None:
    inside = put("充值", trail=[[1, "旧名"], [12, "没有到账"]])
    put("提现", trail=[[2, "别处"]])
    shown = {code: {**text, "trail": [[1, "新名"]]} for code, text in inside.shown.items()}
    change_silently(inside, shown=shown)
    index.refresh_category(2)
    assert Document.objects.in_category(12).exists()
    index.refresh_category(1)
    assert not Document.objects.in_category(12).exists()
    assert Document.objects.in_category(1).get().trails["zh-hant"] == [[1, "新名"]]


# --- Comparing and making anew


def test_differences_are_named() -> None:
    changed, gone = put("充值"), put("提现")
    change_silently(changed, body="别的")
    del Articles.rows[gone.object_id]
    Articles.rows[777] = replace(changed, object_id=777)
    Document.objects.create(
        source="gone",
        object_id=1,
        group=1,
        language="en",
        visible_from=NOW,
        staff_only=False,
        titles={},
        trails={},
    )
    fulltext.write([(999_999, ("x", "", "", ""))])
    lines = "\n".join(index.differences())
    for part in ("article 777 is missing", f"{gone.object_id} should not", "gone 1 (en)", "999999"):
        assert part in lines
    assert f"words of article {changed.object_id} differ" in lines

    index.rebuild()
    assert index.differences() == []


def test_rebuild_tells_how_far_it_is_and_changes_nothing_that_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "BATCH", 2)
    for number in range(5):
        put(f"充值 {number}")
    before = found("充值")
    told: list[tuple[int, int]] = []
    assert index.rebuild(lambda done, total: told.append((done, total))) == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert found("充值") == before
    assert index.differences() == []


# --- Damage


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_table_stops_nobody_and_is_mended(
    damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    put("怎样提现", body="先验证身份。")
    put("充值", body="提现之前先充值。")
    whole = found("提现")
    do_damage(damage)

    assert found("提现") == ["怎样提现"]
    hits = match_titles("提", language="zh-hans", user=READER, at=NOW, limit=8)
    assert len(hits) == 1
    published = put("提现手续费")
    assert "提现手续费" in found("手续费")
    take_away(published)
    assert len(caplog.records) <= 1, "the log is told at most once a minute"

    assert "search: the full-text table is damaged" in index.differences()
    index.rebuild()
    assert found("提现") == whole
    assert index.differences() == []
    assert fulltext.is_sound()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("mended_after")
def test_damage_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    put("提现")
    do_damage("DROP TABLE search_words")
    found("提现")
    assert "manage.py rebuild" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_a_fresh_table_fills_is_in_it() -> None:
    put("充值")
    do_damage("DROP TABLE search_words")
    late: list[DocumentData] = []

    def publish_once(done: int, total: int) -> None:
        if not late:
            late.append(put("提现之后", body="身份"))
            assert found("提现") == ["提现之后"]

    index.rebuild(publish_once)
    assert found("身份") == ["提现之后"]
    assert index.differences() == []


def test_a_busy_database_is_not_taken_for_a_damaged_table() -> None:
    busy = OperationalError("database is locked")
    busy.__cause__ = _with_code(5)
    assert not fulltext.is_damage(busy)
    with pytest.raises(DatabaseError), fulltext.damage_forgiven():
        raise busy


def _with_code(code: int) -> Exception:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    return error


def test_a_source_that_is_gone_leaves_nothing_after_rebuild(settings: Settings) -> None:
    put("充值", source=Terms)
    settings.SEARCH_SOURCES = ["tests.search.library.Articles"]
    assert any("comes from no source" in line for line in index.differences())
    index.rebuild()
    assert not Document.objects.exists()
    assert index.differences() == []
