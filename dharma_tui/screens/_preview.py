"""The pane that follows the cursor of the table."""

from __future__ import annotations

from datetime import datetime

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import StoredResource
from dharma_tui.screens._facts import fact_lines
from dharma_tui.widgets.glyphs import UNICODE, Glyphs
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.text_lines import TextLine


class Preview(LineView):
    """The facts of one resource, hidden until asked for."""

    DEFAULT_CSS = "Preview { display: none; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marks: Glyphs = UNICODE

    def show_resource(self, stored: StoredResource, spec: KindSpec | None, now: datetime, local: bool) -> None:
        """Show what is known of it."""
        self.show(fact_lines(stored, spec, now, self.marks, local=local))

    def clear(self) -> None:
        """There is nothing under the cursor to show."""
        self.show([TextLine((("This row is a group; enter looks into it", "quiet"),))])
