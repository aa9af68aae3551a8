"""The panes of the screen of one resource, by name."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from dharma_tui.screens._refreshing import Refreshing
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.glyphs import Glyphs, glyphs
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.sparkline import Sparklines
from dharma_tui.widgets.status_line import StatusLine
from dharma_tui.widgets.tab_line import TabLine


class DetailPanes(Refreshing):
    """Parts, search, lines or series, and status line."""

    def compose_body(self) -> ComposeResult:
        yield TabLine(id="parts")
        yield FilterBar(placeholder="words to find", id="search")
        with Face(id="detail-face"), Vertical(id="part"):
            yield LineView(id="lines")
            with VerticalScroll(id="metrics", can_focus=True):
                yield Sparklines(id="series")
        yield StatusLine(id="status")

    @property
    def lines(self) -> LineView:
        """The lines of the chosen part."""
        return self.query_one("#lines", LineView)

    @property
    def face(self) -> Face:
        """What stands in for them."""
        return self.query_one("#detail-face", Face)

    @property
    def marks(self) -> Glyphs:
        """The marks this terminal can draw."""
        return glyphs(self.ascii_only)
