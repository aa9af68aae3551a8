"""A name in so many cells, with what tells it from others of that name where there are any."""

from __future__ import annotations

from dharma_tui.core.text import printable
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.table_cells import fit, width_of

_LEAST = 8
"""Cells that a name has at least."""


def fit_apart(name: str, apart: str, width: int, marks: Glyphs) -> str:
    """``name``, cut to leave room for ``apart`` behind it: that is the one to be read whole."""
    shown, words = printable(name, 300), printable(apart, 300)
    if words:
        room = max(width - width_of(words) - 1, _LEAST)
        shown = f"{fit(shown, min(width_of(shown), room), cut=marks.cut)} {words}"
    return fit(shown, width, cut=marks.cut)
