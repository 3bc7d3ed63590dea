"""The lines that a source has anew."""

from hypothesis import given
from hypothesis import strategies as st

from faq.articles.source_changes import KEPT_LINES, Line, lines_between

LINES = st.lists(st.sampled_from(["", "甲", "乙", "## 标题", "a b"]), max_size=14)


@given(LINES, LINES)
def test_lines_that_went_are_of_the_earlier_words_and_new_ones_of_the_later(
    before: list[str], after: list[str]
) -> None:
    lines = lines_between(before, after)
    assert (lines == []) == (before == after)
    gone = [line.words for line in lines if line.kind == "gone"]
    new = [line.words for line in lines if line.kind == "new"]
    for word in set(before) | set(after):
        assert after.count(word) - before.count(word) == new.count(word) - gone.count(word)


def test_only_the_neighbours_of_a_change_are_kept() -> None:
    before = [str(n) for n in range(40)]
    after = ["新", *before[1:20], "中", *before[21:]]
    lines = lines_between(before, after)
    assert lines[:3] == [Line("gone", "0"), Line("new", "新"), Line("same", "1")]
    assert [line.kind for line in lines].count("gap") == 1
    assert [line.kind for line in lines].count("same") == 3 * KEPT_LINES
