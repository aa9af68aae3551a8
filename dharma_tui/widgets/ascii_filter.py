"""Draws borders, scrollbars and marks in ASCII on terminals without Unicode, whoever drew them."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dharma_tui.widgets.kind_glyphs import LETTERS

_MARKS = {"✗": "x", "✓": "*", "▲": "^", "▼": "v", "▴": "^", "▾": "v", "▸": ">", "●": "*", "○": "o", "◐": "~", "‒": "_",
          "≠": "#", "«": "<", "»": ">", "›": ">", "·": ".", "…": "~", "—": "-", "–": "-", "←": "<", "→": ">", "↑": "^", "↓": "v",
          "█": "#", "▌": "|", "▐": "|", "▪": "#", "▶": ">", "◀": "<", "×": "x", "↺": "@", "◉": "@"}  # fmt: skip
_LINES = {"-": "─╌╍┄┅╴╶", "=": "━═╸╺", "|": "│║╎╏╵╷", "#": "┃╹╻", "+": "┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋"}
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
    """Every mark of ours and of Textual's as one cell of ASCII. Names from outside keep letters of their own."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in the same styles."""
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(_ASCII), segment.style)
            for segment in segments
        ]
