"""One line under a table: what is shown on the left, how much of it on the right. The counts are never cut."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dharma_tui.core.text import printable
from dharma_tui.widgets.table_cells import fit, width_of


class StatusLine(Widget):
    """Set ``what``, ``counts`` and, where the data is not of now, ``past``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--counts", "status-line--past"}
    DEFAULT_CSS = "StatusLine { height: 1; width: 1fr; }"

    what: reactive[str] = reactive("")
    counts: reactive[tuple[str, ...]] = reactive(())
    """Parts from the most to the least needed; the last go first where there is no room."""
    past: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        parts = list(self.counts)
        while len(parts) > 1 and width_of(" · ".join(parts)) > width * 2 // 3:
            parts.pop()
        counts = fit(" · ".join(parts), min(width, width_of(" · ".join(parts))))
        past = f" {printable(self.past)} " if self.past else ""
        room = width - width_of(counts) - 2
        past = past if width_of(past) < room else ""
        what = fit(f" {printable(self.what, 400)}", max(0, room - width_of(past)))
        return Strip(
            [
                Segment(what, base),
                Segment(past, self.get_component_rich_style("status-line--past")),
                Segment(f" {counts} ", self.get_component_rich_style("status-line--counts")),
            ]
        ).adjust_cell_length(width, base)
