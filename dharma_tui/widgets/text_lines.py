"""Styled lines of text: what a ``LineView`` draws, and what each line stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dharma_tui.core.text import printable

Run = tuple[str, str]
"""Text and the name of its style; the empty name is plain."""

LINE_LIMIT = 2_000
"""Characters of one line that are drawn; what is copied is never cut."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line. ``target`` is what Enter opens, ``copy`` what is copied, ``path`` where the value stands in its document."""

    runs: tuple[Run, ...] = ()
    target: object = None
    copy: str = ""
    path: str = ""

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.runs)


def heading(title: str, note: str = "") -> TextLine:
    """A line that names what follows."""
    return TextLine(((printable(title), "heading"), (f"  {printable(note)}" if note else "", "quiet")))


def fact(label: str, value: str, width: int, style: str = "", *, copy: str = "", path: str = "") -> TextLine:
    """A label and its value, the values of a group aligned."""
    return TextLine(
        ((f"  {printable(label):<{width}}  ", "key"), (printable(value, LINE_LIMIT), style)),
        copy=copy or value,
        path=path or label,
    )


def find(lines: Sequence[TextLine], words: str, start: int, step: int) -> int | None:
    """The next line from ``start`` on, in direction ``step`` and around the end, that holds ``words`` in any case."""
    sought = words.casefold()
    count = len(lines)
    for offset in range(count):
        place = (start + offset * step) % count
        if sought in lines[place].text.casefold():
            return place
    return None


def first_place(lines: Sequence[TextLine]) -> int:
    """Where a cursor begins: on the first line, or below it where that only names what can be opened."""
    return int(len(lines) > 1 and lines[0].target is None and lines[1].target is not None)
