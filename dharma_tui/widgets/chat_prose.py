"""Words of a language model as lines: a mark says whose they are, a bar before each line that they are not the console's."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.answers import Prose
from dharma_tui.core.text import cells_of, printable, printable_block
from dharma_tui.widgets.chat_lines import note, text_lines
from dharma_tui.widgets.text_lines import TextLine

_BAR, _PLAIN_BAR = "▏ ", "| "
_FENCE = "```"


def prose_lines(prose: Prose, number: int, width: int, *, ascii_only: bool = False) -> Iterator[TextLine]:
    """Who says it, what, and how it ends; all of it as plain text."""
    bar = _PLAIN_BAR if ascii_only else _BAR
    room, path = max(8, width - 4), str(number)
    yield TextLine(((f"  {bar}", "link"), (printable(prose.source), "link")), path=path)
    for line in _blocks(prose.text.strip("\n"), room):
        yield TextLine(((f"  {bar}", "link"), *line.runs), copy=line.copy, path=path)
    for line in note(prose.note, number, room) if prose.note else ():
        yield TextLine(((f"  {bar}", "link"), *_unindented(line).runs), path=path)


def _blocks(text: str, width: int) -> Iterator[TextLine]:
    """The light Markdown of answers, and what is fenced to the letter."""
    written: list[str] = []
    fenced = False
    for line in printable_block(text).splitlines():
        if line.lstrip().startswith(_FENCE):
            yield from _flowing(written, width)
            written, fenced = [], not fenced
        elif fenced:
            yield from _cut(line, width)
        else:
            written.append(line)
    yield from _flowing(written, width)


def _flowing(lines: list[str], width: int) -> Iterator[TextLine]:
    for line in text_lines("\n".join(lines), width + 2):
        yield _unindented(line)


def _unindented(line: TextLine) -> TextLine:
    """Without the two cells that answers are set in by; the bar stands there."""
    runs = list(line.runs)
    if runs and runs[0][0].startswith("  "):
        runs[0] = (runs[0][0][2:], runs[0][1])
    return TextLine(tuple(runs), copy=line.copy)


def _cut(line: str, width: int) -> Iterator[TextLine]:
    """A line of what is fenced, in as many lines as it takes; copied it is one again."""
    copy, rest = line, line
    while True:
        size = width
        while cells_of(rest[:size]) > width:
            size -= 1
        yield TextLine(((rest[:size], "string"),), copy=copy)
        rest = rest[size:]
        if not rest:
            return
