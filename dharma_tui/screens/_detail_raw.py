"""The raw document of a resource: as YAML or JSON, with its mappings and lists folded and unfolded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dharma_tui.services.query.lookup import document
from dharma_tui.widgets.folding import Folding, Outline
from dharma_tui.widgets.json_lines import json_lines, yaml_lines
from dharma_tui.widgets.text_lines import TextLine

if TYPE_CHECKING:
    from dharma_tui.core.types import StoredResource
    from dharma_tui.services.pools import IoPool
    from dharma_tui.widgets.line_view import LineView


class RawDocument:
    """Remembers the form and what is folded, for one resource after the other."""

    def __init__(self, io: IoPool) -> None:
        self._io = io
        self._as_json = False
        self._folding = Folding()

    def change_form(self) -> None:
        """From YAML to JSON, or back; seen from the next ``read`` on."""
        self._as_json = not self._as_json

    async def read(self, stored: StoredResource) -> Sequence[TextLine]:
        """The lines that are not folded away. A document may be a megabyte: it is written out beside the loop."""
        write = json_lines if self._as_json else yaml_lines
        self._folding.take(await self._io.run(lambda: Outline.of(write(document(stored)))))
        return self._folding.shown

    def fold(self, view: LineView) -> None:
        """Fold or unfold the mapping or list that the line under the cursor begins, or is in."""
        self._redraw(view, self._folding.toggle)

    def fold_all(self, view: LineView) -> None:
        """Unfold all; fold all when nothing is folded."""
        self._redraw(view, self._folding.toggle_all)

    def unfold(self, view: LineView) -> None:
        """Unfold all."""
        self._redraw(view, self._folding.unfold)

    def _redraw(self, view: LineView, fold: Callable[[int], int]) -> None:
        """Draw what ``fold`` leaves; it is given the cursor's row and returns the new one."""
        if self._folding.shown:
            row = fold(view.cursor)
            view.show(self._folding.shown, keep_place=True)
            view.cursor = row
