"""Series of numbers as small drawings, with what they are called and their newest values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.core.sparks import spark
from dharma_tui.core.text import printable
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.table_cells import fit


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
    note: reactive[str] = reactive("")
    """What is said where there is no series."""
    ascii_only: reactive[bool] = reactive(False)

    def watch_series(self, old: tuple[Series, ...], new: tuple[Series, ...]) -> None:
        """Lay out again only when the number of lines differs."""
        if len(old) != len(new):
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, len(self.series) * (self.line_height + self.gap) - self.gap)

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        if not self.series and self.note and not y:
            said = fit(printable(self.note), width, cut="~" if self.ascii_only else "…")
            style = self.get_component_rich_style("sparklines--now")
            return Strip([Segment(said, style)]).adjust_cell_length(width, base)
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
