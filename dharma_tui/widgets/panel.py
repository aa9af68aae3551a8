"""A titled part of a screen: one line that names it, and beneath it whatever it holds."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.containers import Vertical
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dharma_tui.core.text import printable
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.table_cells import fit


class PanelTitle(LazyStyles):
    """The name of a panel at the left, a number or an age at the right, a rule between."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel-title--name", "panel-title--note", "panel-title--rule"}
    DEFAULT_CSS = "PanelTitle { height: 1; width: 1fr; }"

    text: reactive[str] = reactive("")
    note: reactive[str] = reactive("")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.set_reactive(PanelTitle.text, text)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ascii_only = bool(getattr(self.app, "ascii_only", False))
        note = f" {printable(self.note)}" if self.note else ""
        name = fit(f"{printable(self.text)} ", min(cell_len(self.text) + 1, width), cut="~" if ascii_only else "…")
        rule = width - cell_len(name) - cell_len(note)
        if rule < 1:
            note, rule = "", width - cell_len(name)
        segments = [
            Segment(name, self.get_component_rich_style("panel-title--name")),
            Segment(("-" if ascii_only else "─") * max(0, rule), self.get_component_rich_style("panel-title--rule")),
            Segment(note, self.get_component_rich_style("panel-title--note")),
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)


class Panel(Vertical):
    """A title and its content. The title shows which panel has the keys."""

    DEFAULT_CSS = "Panel { height: 1fr; width: 1fr; }"

    def __init__(self, title: str, *children: Widget, id: str | None = None, classes: str | None = None) -> None:
        self.head = PanelTitle(title)
        super().__init__(self.head, *children, id=id, classes=classes)

    def on_descendant_focus(self) -> None:
        """The keys go to something in here."""
        self.head.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """The keys go elsewhere."""
        self.head.remove_class("-focused")
