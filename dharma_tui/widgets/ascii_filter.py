"""Draws everything in ASCII on terminals without Unicode, whoever drew it."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from unicodedata import normalize

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dharma_tui.core.text import cell_width
from dharma_tui.widgets.kind_glyphs import LETTERS

_MARKS = {"✗": "x", "✓": "*", "▲": "!", "▼": "v", "▴": "^", "▾": "v", "▸": ">", "●": "*", "○": "o", "◐": "~", "‒": "_",
          "≠": "#", "«": "<", "»": ">", "›": ">", "·": ".", "…": "~", "—": "-", "–": "-", "←": "<", "→": ">", "↑": "^", "↓": "v",
          "█": "#", "▌": "|", "▐": "|", "▪": "#", "▶": ">", "◀": "<", "×": "x", "↺": "@", "◉": "@"}  # fmt: skip
_LINES = {"-": "─╌╍┅╴╶", "=": "━═╸╺", "|": "│║╎╏╵╷", "#": "┃╹╻", "+": "┌┐└┘├┤┬┴┼┣┫┳┻╋",
          ",": "╭╮┏┓", "'": "╯┛", "`": "╰┗", ":": "┄┆"}  # fmt: skip
"""Corners are each of its own: where two stand side by side, they belong to two lines."""
_LEADS_EAST, _LEADS_WEST = "─━┄╶╺├┬┴┼╭╰┣┳┻╋┏┗◀", "─━┄╴╸┤┬┴┼╮╯┫┳┻╋┓┛▶"
_BESIDE_GAP = re.compile(f"(?<=[{_LEADS_EAST}┤┫])[├┣]|[┤┫](?=[{_LEADS_WEST}├┣])")
"""Joints beside which a line goes on beneath them, or another has its own: only that arm tells that they do not meet."""
_TEES = re.compile("[├┣┤┫]")
_PARTS_OF_CELLS = "▁▂▃▄▅▆▇▉▊▋▍▎▏▔▕▀"
"""Ends of scrollbars; their colours say enough."""
_ASCII = str.maketrans(
    _MARKS
    | {drawn: plain for plain, several in _LINES.items() for drawn in several}
    | dict.fromkeys(_PARTS_OF_CELLS, " ")
    | LETTERS
    | {chr(0x2800 + dots): " .::+++##"[dots.bit_count()] for dots in range(256)}
)


class AsciiOnly(LineFilter):
    """Every mark of ours and of Textual's as one cell of ASCII; other letters without their accents, or as question marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in the same styles."""
        texts = [segment.text for segment in segments]
        line = "".join(texts)
        if line.isascii():
            return segments
        if (plainer := _without_gaps(line)) is not line:
            ends = [*accumulate(map(len, texts), initial=0)]
            texts = [plainer[start:end] for start, end in pairwise(ends)]
        return [
            segment if segment.text.isascii() else Segment(_plain(text.translate(_ASCII)), segment.style)
            for segment, text in zip(segments, texts, strict=True)
        ]


def ascii_of(line: str) -> str:
    """Every mark of a line as one cell of ASCII."""
    return _plain(_without_gaps(line).translate(_ASCII))


def _without_gaps(line: str) -> str:
    """With joints that something else is beside, but does not meet, as marks of ASCII that say so."""
    return _BESIDE_GAP.sub(lambda joint: "}" if joint[0] in "├┣" else "{", line) if _TEES.search(line) else line


def _plain(text: str) -> str:
    """The same with as many cells."""
    return text if text.isascii() else "".join(char if char.isascii() else _letter(char) for char in text)


def _letter(char: str) -> str:
    width = cell_width(char)
    base = normalize("NFKD", char)[:1]
    return base if width == 1 and base.isascii() and base.isprintable() else "?" * width
