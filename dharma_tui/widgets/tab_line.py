"""One line of tabs, each with the key that chooses it and how much is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dharma_tui.widgets.table_cells import width_of


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name, its key, what it is called, and how many things it holds (None: not counted)."""

    name: str
    key: str
    label: str
    count: int | None = None

    @property
    def text(self) -> str:
        """What is drawn after the key."""
        return self.label if self.count is None else f"{self.label} {self.count:,}"


class TabLine(Widget):
    """Set ``tabs`` and ``chosen``; a click posts ``Chosen``. Narrow lines show only the keys of the other tabs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-line--key", "tab-line--chosen", "tab-line--tab"}
    DEFAULT_CSS = "TabLine { height: 1; width: 1fr; } TabLine > .tab-line--chosen { text-style: bold reverse; }"

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        name: str

    tabs: reactive[tuple[Tab, ...]] = reactive(())
    chosen: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        segments = [Segment(" ", base)]
        for tab, label in self._labels(width):
            if tab.name == self.chosen:
                segments.append(Segment(f" {tab.key} {label} ", self.get_component_rich_style("tab-line--chosen")))
            else:
                segments.append(Segment(f" {tab.key}", self.get_component_rich_style("tab-line--key")))
                segments.append(Segment(f" {label} " if label else " ", self.get_component_rich_style("tab-line--tab")))
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        x = 1
        for tab, label in self._labels(self.size.width):
            x += self._width(tab, label)
            if event.x < x:
                event.stop()
                self.post_message(self.Chosen(tab.name))
                return

    def _labels(self, width: int) -> list[tuple[Tab, str]]:
        for labels in (
            [(tab, tab.text) for tab in self.tabs],
            [(tab, tab.label) for tab in self.tabs],
            [(tab, tab.label[:4]) for tab in self.tabs],
        ):
            if 1 + sum(self._width(tab, label) for tab, label in labels) <= width:
                return labels
        return [(tab, tab.label if tab.name == self.chosen else "") for tab in self.tabs]

    @staticmethod
    def _width(tab: Tab, label: str) -> int:
        return width_of(tab.key) + width_of(label) + (3 if label else 2)
