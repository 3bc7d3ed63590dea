"""Charts as figures of the server: where bars stand, for a template that draws them as SVG.

Every chart has a table beside it that says the same in words and numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 160
_FOOT = 18
"""Room below the bars for what they are called."""


@dataclass(frozen=True)
class Bar:
    """A bar in units of the drawing, with what it stands for; a label only where there is room."""

    x: float
    y: float
    width: float
    height: float
    name: str
    value: int
    label: str


@dataclass(frozen=True)
class Chart:
    """Bars beside each other from left to right, and the number at which the highest ends."""

    bars: list[Bar]
    top: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def base(self) -> int:
        """Where the bars stand."""
        return self.height - _FOOT


def bars(values: Sequence[tuple[str, int]], *, labels: int = 6) -> Chart:
    """A bar for each name and number of at least 0; about `labels` of the names are written."""
    top = max((value for _name, value in values), default=0)
    slot = WIDTH / max(len(values), 1)
    step = max(1, -(-len(values) // labels))
    room = HEIGHT - _FOOT - 4
    drawn = []
    for number, (name, value) in enumerate(values):
        height = room * value / top if top else 0.0
        drawn.append(
            Bar(
                x=round(number * slot + slot * 0.1, 2),
                y=round(HEIGHT - _FOOT - height, 2),
                width=round(slot * 0.8, 2),
                height=round(height, 2),
                name=name,
                value=value,
                label=name if number % step == 0 else "",
            )
        )
    return Chart(drawn, top)
