"""Changes over time: one column a stretch of time, what came above the line, what went below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dharma_tui.core import format
from dharma_tui.core.sparks import spark


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """One stretch of time: when it starts and how many resources were added, changed and removed in it."""

    start: datetime
    added: int
    changed: int
    removed: int


class Timeline(Widget):
    """Three rows of bars (added, changed, removed) and the times they span."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--added",
        "timeline--changed",
        "timeline--removed",
        "timeline--axis",
    }
    DEFAULT_CSS = "Timeline { height: 4; width: 1fr; }"

    slots: reactive[tuple[TimeSlot, ...]] = reactive(())
    ascii_only: reactive[bool] = reactive(False)
    local: reactive[bool] = reactive(True)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if not self.slots or y > 3:
            return Strip.blank(width, self.rich_style)
        if y == 3:
            return Strip([Segment(self._axis(width), self.get_component_rich_style("timeline--axis"))])
        name = ("added", "changed", "removed")[y]
        counts = [getattr(slot, name) for slot in self.slots]
        label = f"{'+~-'[y]}{sum(counts):,} "
        room = max(0, width - 9)
        highest = max(max(slot.added, slot.changed, slot.removed) for slot in self.slots) or 1
        bars = spark(
            [count or float("nan") for count in counts], room, ascii_only=self.ascii_only, low=0, high=highest
        )[0]
        style = self.get_component_rich_style(f"timeline--{name}")
        return Strip([Segment(f"{label:>9}", style), Segment(bars, style)]).adjust_cell_length(width, self.rich_style)

    def _axis(self, width: int) -> str:
        """Where the time line starts and ends, in words."""
        first = self.slots[0].start
        step = self.slots[1].start - first if len(self.slots) > 1 else timedelta()
        left = format.moment(first, local=self.local)[:16]
        right = format.moment(self.slots[-1].start + step, local=self.local)[:16]
        room = max(1, width - 9 - len(left) - len(right))
        return (" " * 9 + left + " " * room + right)[:width].ljust(width)
