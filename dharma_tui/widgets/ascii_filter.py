"""Draws everything in ASCII on terminals without Unicode, whoever drew it."""

from __future__ import annotations

from unicodedata import normalize

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dharma_tui.core.text import cell_width
from dharma_tui.widgets.kind_glyphs import LETTERS

_MARKS = {"✗": "x", "✓": "*", "▲": "!", "▼": "v", "▴": "^", "▾": "v", "▸": ">", "●": "*", "○": "o", "◐": "~", "‒": "_",
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
    """Every mark of ours and of Textual's as one cell of ASCII; other letters without their accents, or as question marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in the same styles."""
        return [
            segment if segment.text.isascii() else Segment(_plain(segment.text.translate(_ASCII)), segment.style)
            for segment in segments
        ]


def _plain(text: str) -> str:
    """The same with as many cells."""
    return text if text.isascii() else "".join(char if char.isascii() else _letter(char) for char in text)


def _letter(char: str) -> str:
    width = cell_width(char)
    base = normalize("NFKD", char)[:1]
    return base if width == 1 and base.isascii() and base.isprintable() else "?" * width
