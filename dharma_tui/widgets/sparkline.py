"""Series of numbers as small drawings: one line of text each, in blocks, braille-tall or plain ASCII."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.core.text import printable
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.table_cells import fit

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " _.-=+*#@"


def spark(
    values: Sequence[float],
    width: int,
    height: int = 1,
    *,
    ascii_only: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> list[str]:
    """``values`` drawn as ``height`` lines of ``width`` cells, the newest at the right; fewer values leave the left blank.

    ``low`` and ``high`` fix the scale; without them it spans the values, from zero where none is negative. More values
    than cells are averaged; what is not a number leaves a gap.
    """
    if width <= 0 or height <= 0:
        return [""] * max(0, height)
    columns = _resample(values, width)
    finite = [value for value in columns if value is not None]
    floor = low if low is not None else min([0.0, *finite])
    ceiling = high if high is not None else max(finite, default=1.0)
    span = ceiling - floor or 1.0
    steps = [None if value is None else _steps((value - floor) / span, height) for value in columns]
    ramp = _ASCII if ascii_only else _BLOCKS
    padding = " " * (width - len(columns))
    lines = []
    for row in reversed(range(height)):
        below = row * 8
        cells = (" " if step is None else ramp[max(0, min(8, step - below))] for step in steps)
        lines.append(padding + "".join(cells))
    return lines


def _steps(share: float, height: int) -> int:
    """Eighths of a cell to fill: at least one, so that zero differs from nothing measured."""
    return max(1, round(min(1.0, max(0.0, share)) * height * 8))


def _resample(values: Sequence[float], width: int) -> list[float | None]:
    if len(values) <= width:
        return [value if math.isfinite(value) else None for value in values]
    columns: list[float | None] = []
    for column in range(width):
        start, stop = column * len(values) // width, (column + 1) * len(values) // width
        part = [value for value in values[start:stop] if math.isfinite(value)]
        columns.append(sum(part) / len(part) if part else None)
    return columns


@dataclass(frozen=True, slots=True)
class Series:
    """One named series, its newest value in words, and the scale to draw it in."""

    label: str
    values: tuple[float, ...]
    now: str = ""
    low: float | None = 0.0
    high: float | None = None
    state: str = ""
    """A state's name where the newest value deserves notice; styles say how it looks."""


class Sparklines(LazyStyles):
    """Many series in one widget, ``line_height`` lines each: label, drawing, newest value."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sparklines--label",
        "sparklines--line",
        "sparklines--now",
        "sparklines--warning",
        "sparklines--critical",
    }
    DEFAULT_CSS = "Sparklines { height: auto; width: 1fr; }"

    series: reactive[tuple[Series, ...]] = reactive((), layout=False)
    line_height: reactive[int] = reactive(1, layout=True)
    gap: reactive[int] = reactive(0, layout=True)
    """Blank lines between series."""
    ascii_only: reactive[bool] = reactive(False)

    def watch_series(self, old: tuple[Series, ...], new: tuple[Series, ...]) -> None:
        """Lay out again only when the number of lines differs."""
        if len(old) != len(new):
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, len(self.series) * (self.line_height + self.gap) - self.gap)

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        number, row = divmod(y, self.line_height + self.gap)
        if number >= len(self.series) or row >= self.line_height:
            return Strip.blank(width, base)
        shown = self.series[number]
        label_width = min(max((cell_len(printable(one.label)) for one in self.series), default=0), max(6, width // 3))
        now_width = min(max((cell_len(printable(one.now)) for one in self.series), default=0), width // 3)
        room = max(0, width - label_width - now_width - 2)
        drawn = spark(shown.values, room, self.line_height, ascii_only=self.ascii_only, low=shown.low, high=shown.high)
        last = row == self.line_height - 1
        cut = "~" if self.ascii_only else "…"
        label = fit(printable(shown.label) if last else "", label_width, cut=cut)
        now = fit(printable(shown.now) if last else "", now_width, right=True, cut=cut)
        state = f"sparklines--{shown.state}" if shown.state in ("warning", "critical") else ""
        return Strip(
            [
                Segment(f"{label} ", self.get_component_rich_style("sparklines--label")),
                Segment(drawn[row], self.get_component_rich_style(state or "sparklines--line")),
                Segment(f" {now}", self.get_component_rich_style(state or "sparklines--now")),
            ]
        ).adjust_cell_length(width, base)
