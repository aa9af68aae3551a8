"""The last line of defence: no control character of any widget reaches the terminal, whoever forgot to clean it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console

PASTE_LIMIT = 32_768
"""Characters of one paste that are kept: a terminal hands over whatever was on the clipboard."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_GUARDED = "_dharma_guarded"


def one_line(pasted: str) -> str:
    """What was pasted, fit for a one-line input: bounded, line breaks as single spaces, nothing a terminal would obey."""
    return _CONTROL.sub("", _BREAKS.sub(" ", pasted[:PASTE_LIMIT].strip("\r\n")))


def _harmless(text: str) -> str:
    """Control characters take no cell, so they go; a surrogate takes one, which stays filled."""
    return _CONTROL.sub("", _SURROGATE.sub("?", text))


def install() -> None:
    """Wrap ``Strip.render``, through which every cell passes. A second call does nothing."""
    if getattr(Strip, _GUARDED, False):
        return
    unguarded = Strip.render
    search = _CONTROL.search

    def render(strip: Strip, console: Console) -> str:
        if strip._render_cache is None and any(search(text) for text, _, _ in strip._segments):
            harmless = [Segment(_harmless(text), style) for text, style, _ in strip._segments]
            strip._render_cache = unguarded(Strip(harmless), console)
        return unguarded(strip, console)

    Strip.render = render  # type: ignore[method-assign, assignment]
    setattr(Strip, _GUARDED, True)
