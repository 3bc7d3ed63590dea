"""Bars of a chart stand where their numbers say."""

from hypothesis import given
from hypothesis import strategies as st

from faq.base import charts


@given(st.lists(st.integers(0, 10**9), max_size=40))
def test_bars_keep_inside_the_drawing_and_are_as_high_as_their_share(values: list[int]) -> None:
    chart = charts.bars([(str(n), value) for n, value in enumerate(values)])
    assert [bar.value for bar in chart.bars] == values
    right = 0.0
    for bar in chart.bars:
        assert bar.x >= right - 0.02 and bar.x + bar.width <= chart.width
        assert bar.y >= 0 and abs(bar.y + bar.height - chart.base) < 0.02
        right = bar.x + bar.width
        if chart.top:
            highest = max(chart.bars, key=lambda one: one.value).height
            assert abs(bar.height - highest * bar.value / chart.top) < 0.02


def test_month_without_a_number_draws_nothing() -> None:
    chart = charts.bars([("01", 0), ("02", 0)])
    assert [bar.height for bar in chart.bars] == [0, 0] and chart.top == 0


def test_not_every_bar_has_room_for_its_name() -> None:
    chart = charts.bars([(str(n), 1) for n in range(31)], labels=6)
    assert [bar.label for bar in chart.bars if bar.label] == ["0", "6", "12", "18", "24", "30"]
