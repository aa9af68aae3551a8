"""The only way to the screen for text from outside: names, tags, logs, answers.

Such text may carry terminal escapes, bidirectional overrides, markup, NULs, lone surrogates or a megabyte in one line.
``printable`` makes it harmless and visible for one line, ``printable_block`` for several, ``copyable`` for a clipboard;
``storable`` makes it fit for UTF-8 storage without hiding anything. Markup is the caller's part: draw the result with
``Content``/``Text``, never as markup.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

LIMIT = 256
"""Characters of one outside string shown in a line, by default."""

MOST_LINES = 24
"""Lines of one outside message shown at once, by default: as many as a small terminal has."""

BLOCK_LIMIT = 200_000
"""Characters of one outside document shown at once, by default."""

_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: the terminal would obey them
    # zero-width characters, bidirectional overrides, line separators
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"  # fillers, BOM, what is no character, surrogates
    "\U000e0000-\U000e0fff"  # tags and more selectors
)
_UNSAFE = re.compile(f"[{_INVISIBLE}]")
_UNSAFE_IN_BLOCK = re.compile(f"(?!\n)[{_INVISIBLE}]")
_UNSAFE_IN_COPY = re.compile(f"(?![\n\t])[{_INVISIBLE}]")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_PRESENTATION = str.maketrans("", "", "\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Emoji presentation selectors and tones of skin: harmless, and terminals disagree about their width."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def printable(text: object, limit: int = LIMIT) -> str:
    """``text`` as one harmless line of at most ``limit`` characters.

    Control, bidirectional and invisible characters become visible escapes (``\\x1b``, ``\\u202e``), stacks of combining
    marks are cut to two, and what is too long ends in ``…``.
    """
    line = text if isinstance(text, str) else str(text)
    if len(line) > limit:
        line = line[: limit + 1]
    if not line.isascii() or not line.isprintable():
        line = _MARKS.sub(r"\1", _UNSAFE.sub(_escape, line.translate(_PRESENTATION)))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def printable_lines(text: str, limit: int = LIMIT, most: int = MOST_LINES) -> str:
    """``text`` as harmless lines, each as ``printable`` makes it, and how many more there are than ``most``.

    What else ends a line in some places is shown as an escape.
    """
    lines = text.split("\n", most)
    more = [f"… {rest.count(chr(10)) + 1:,} more lines" for rest in lines[most:]]
    return "\n".join([*(printable(line, limit) for line in lines[:most]), *more])


def printable_block(text: object, limit: int = BLOCK_LIMIT) -> str:
    """``text`` as harmless lines: as ``printable``, but line ends stay and tabs become spaces."""
    block = text if isinstance(text, str) else str(text)
    cut = block[:limit].replace("\r\n", "\n").expandtabs(4)
    shown = _MARKS.sub(r"\1", _UNSAFE_IN_BLOCK.sub(_escape, cut.translate(_PRESENTATION)))
    return shown if len(block) <= limit else f"{shown}\n… {len(block) - limit:,} more characters"


def copyable_name(text: str) -> str:
    """A name, a key or a cell as it may be pasted into a terminal: all of it, in one line."""
    return _UNSAFE.sub(_escape, text)


def copyable(text: str) -> str:
    """The same of a document, whose lines and tabs stay."""
    return _UNSAFE_IN_COPY.sub(_escape, text.replace("\r\n", "\n"))


def cells_of(text: str) -> int:
    """Terminal cells that harmless ``text`` takes: two for wide characters, none for marks that combine."""
    return len(text) if text.isascii() else sum(map(cell_width, text))


@lru_cache(maxsize=4096)
def cell_width(char: str) -> int:
    """Cells of one harmless character."""
    kind, code = category(char), ord(char)
    if kind[0] == "M" or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return 0  # marks of all scripts, and what completes a Korean syllable
    if kind == "Cn":  # newer than Python's tables, which call it wide everywhere
        return 2 if 0x2E80 <= code < 0xA000 or code >= 0x1F000 else 1
    return 2 if east_asian_width(char) in "WF" else 1


MIDDLE = 6
"""Cells from which on there is room for a beginning and an end."""


def fitted(text: str, room: int, cut: str = "…") -> str:
    """``text`` in at most ``room`` cells, with a mark where it is cut."""
    if cells_of(text) <= room:
        return text
    kept, left = [], room - 1
    for char in text:
        left -= cell_width(char)
        if left < 0:
            break
        kept.append(char)
    return "".join(kept) + cut if room > 0 else ""


def wrapped(text: str, room: int, begin: str = "", rest: str = "") -> list[str]:
    """``text`` in lines of at most ``room`` cells, broken between words; ``begin`` leads the first, ``rest`` the others."""
    lines, line = [], begin
    lead = begin
    for word in re.findall(r"\S+\s*", text) or [""]:
        if line != lead and cells_of(line) + cells_of(word.rstrip()) > room:
            lines.append(line.rstrip())
            line = lead = rest
        for char in word:
            if not char.isspace() and cells_of(line) + cell_width(char) > room and line != lead:
                lines.append(line.rstrip())
                line = lead = rest
            line += char
    return [*lines, line.rstrip()]


def fitted_within(text: str, room: int, cut: str = "…") -> str:
    """``text`` in at most ``room`` cells, cut in its middle: names of one family differ at their ends."""
    if cells_of(text) <= room or room < MIDDLE:
        return fitted(text, room, cut)
    end: list[str] = []
    left = (room - 1) // 2
    for char in reversed(text):
        left -= cell_width(char)
        if left < 0:
            break
        end.append(char)
    while end and not cell_width(end[-1]):
        end.pop()
    tail = "".join(reversed(end))
    return fitted(text, room - cells_of(tail), cut) + tail


def from_difference(one: str, other: str, lead: int) -> tuple[str, str]:
    """Both from ``lead`` characters before they differ: for texts that begin alike for longer than there is room."""
    shorter = min(len(one), len(other))
    start = max(0, next((at for at in range(shorter) if one[at] != other[at]), shorter) - lead)
    return (f"…{one[start:]}", f"…{other[start:]}") if start else (one, other)


def masked(text: str) -> str:
    """``text`` with a mark in place of each unsafe character: as many characters as before, for what is being edited."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("\ufffd", text)


def storable(text: str) -> str:
    """``text`` fit for UTF-8 storage: NULs and lone surrogates become visible escapes, all else stays as it came."""
    return _UNSTORABLE.sub(_escape, text) if not text.isascii() or "\x00" in text else text


def json_text(document: str) -> str:
    """JSON ``document`` with every unsafe character as a JSON escape: the same value, harmless to a terminal."""
    if document.isascii() and "\x7f" not in document:
        return document
    return _UNSAFE_IN_BLOCK.sub(_json_escape, document)


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def without_host(text: str) -> str:
    """An id, or of an address what one place has but once: which of its hosts is told is a matter of taste."""
    return f"/{text.split('/', 3)[-1]}" if "://" in text else text
