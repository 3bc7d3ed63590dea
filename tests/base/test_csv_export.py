"""CSV that spreadsheets open as it is, and in which nothing is a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.base import csv_export

DANGEROUS = "=+-@\t\r"


@pytest.mark.parametrize("start", DANGEROUS)
def test_words_that_a_spreadsheet_would_run_are_quoted(start: str) -> None:
    assert csv_export.harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("cell", ["", "提现", "a=b", " =1", "'quoted"])
def test_plain_words_stay_as_they_are(cell: str) -> None:
    assert csv_export.harmless(cell) == cell


def test_numbers_stay_numbers() -> None:
    assert csv_export.table([[-5, 3.5, None]]).decode("utf-8-sig") == "-5,3.5,\r\n"


def test_file_begins_with_the_mark_by_which_spreadsheets_know_utf8() -> None:
    assert csv_export.table([["名称"]]) == b"\xef\xbb\xbf" + "名称\r\n".encode()


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
            min_size=2,
            max_size=4,
        )
    )
)
def test_what_is_read_back_is_what_was_written(rows: list[list[str]]) -> None:
    text = csv_export.table(rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(rows)
    for given_row, read_row in zip(rows, read, strict=True):
        for cell, back in zip(given_row, read_row, strict=True):
            assert not back.startswith(tuple(DANGEROUS))
            assert csv_export.as_it_was(back) == cell
