"""Answers in words: what they rest on, as text to be copied, as lines of a terminal, and as Markdown in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.format import age
from dharma_tui.core.frames import Frame
from dharma_tui.core.markdown import Block, blocks, escaped
from dharma_tui.core.sparks import spark
from dharma_tui.core.text import cells_of, fitted, printable, printable_block, wrapped

SPARK_WIDTH = 32
_WIDTH = 100
_FACTS = 2
"""Columns of a table whose second goes on beneath."""
_LEAST = 72
"""Cells of a line of such a table at least."""
_WIDEST = 48
"""Cells of one column of a terminal at most."""


def read_words(frame: Frame) -> str:
    """What a request was read as, and how sure that is."""
    return f"read as {frame.intent.replace('_', ' ')}, {frame.confidence:.0%} sure"


def basis_words(basis: Basis, now: datetime) -> list[str]:
    """What an answer rests on, how old that is, what it was narrowed to, and what is not in it."""
    told = [printable(basis.source, 400)]
    if basis.as_of is not None:
        old = age(basis.as_of, now)
        told.append("just now" if old == "now" else f"{old} old")
    if basis.filters:
        told.append(f"only {', '.join(printable(one) for one in basis.filters)}")
    if basis.missing:
        told.append(f"not in it: {'; '.join(printable(one, 400) for one in basis.missing)}")
    return told


def copied(answer: Answer) -> str:
    """All of it as plain text, the table with tabs between its cells."""
    parts = [
        printable_block("\n".join(block.mark + block.text for block in blocks(answer.text) if block.sort != "row"))
    ]
    if answer.table is not None:
        rows = (answer.table.columns, *answer.table.rows)
        parts.append("\n".join("\t".join(printable(cell, 2_000) for cell in row) for row in rows))
    if (prose := answer.prose) is not None:
        parts += [printable(prose.source), printable_block(prose.text), printable(prose.note, 2_000)]
    return "\n".join(part for part in parts if part)


def terminal_lines(answer: Answer, now: datetime, width: int = 0) -> Iterator[str]:
    """An answer in lines, without markup, all of it harmless; words are wrapped to ``width``, or to what is easily read."""
    room = min(width, _WIDTH) if width else _WIDTH
    for block in blocks(answer.text):
        yield from _wrapped(block, room)
    if answer.table is not None and answer.table.rows:
        yield ""
        yield from _columns(answer.table) if len(answer.table.columns) != _FACTS else _facts(answer.table, room)
    for name, values in answer.spark.items():
        yield f"{printable(name)}  {spark(values, min(SPARK_WIDTH, len(values)))[0]}"
    if notes := list(_notes(answer, now)):
        yield ""
        yield from notes


def markdown_lines(answer: Answer) -> Iterator[str]:
    """An answer in a document: its own Markdown, and everything from outside escaped."""
    yield printable_block(answer.text)
    yield ""
    if table := answer.table:
        yield _row(table.columns)
        yield f"| {' | '.join(['---'] * len(table.columns))} |"
        yield from (_row(row) for row in table.rows)
        yield from ("", f"{len(table.rows)} of {table.total}", "")
    for name, values in answer.spark.items():
        yield from (f"{escaped(name)}: {', '.join(f'{value:g}' for value in values)}", "")
    if basis := answer.basis:
        told = [escaped(basis.source), *([basis.as_of.isoformat()] if basis.as_of else [])]
        told += [f"only {', '.join(map(escaped, basis.filters))}"] if basis.filters else []
        told += [f"not in it: {'; '.join(map(escaped, basis.missing))}"] if basis.missing else []
        yield from (f"*{', '.join(told)}*", "")
    if prose := answer.prose:
        yield from (f"*{escaped(prose.source)}*", "")
        yield from (f"> {escaped(line)}" for line in printable_block(prose.text).splitlines())
        yield ""


def _wrapped(block: Block, room: int) -> Iterator[str]:
    match block.sort:
        case "code":
            yield f"  {block.text}"
        case "row":
            yield "  ".join(block.cells)
        case _ if block.text:
            mark = block.mark.replace("•", "-")
            yield from wrapped(block.text, room, mark, " " * len(mark))
        case _:
            yield ""


def _columns(table: Table) -> Iterator[str]:
    rows = [list(table.columns), *([printable(cell) for cell in row] for row in table.rows)]
    widths = [min(_WIDEST, max(cells_of(row[at]) for row in rows)) for at in range(len(table.columns))]
    for row in rows:
        yield "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if table.total > len(table.rows):
        yield f"… {table.total - len(table.rows):,} more"


def _facts(table: Table, room: int) -> Iterator[str]:
    """What each thing is called, and what it is, however long."""
    rows = [table.columns, *(tuple(printable(cell, 4_000) for cell in row) for row in table.rows)]
    left = min(_WIDEST, max(cells_of(row[0]) for row in rows))
    for first, second in rows:
        head, indent = f"{_padded(first, left)}  ", " " * (left + 2)
        yield from (line.rstrip() for line in wrapped(second, max(_LEAST, room), head, indent)) if second else (first,)
    if table.total > len(table.rows):
        yield f"… {table.total - len(table.rows):,} more"


def _padded(cell: str, width: int) -> str:
    shown = fitted(cell, width)
    return shown + " " * (width - cells_of(shown))


def _notes(answer: Answer, now: datetime) -> Iterator[str]:
    if answer.basis is not None:
        yield f"from {' · '.join(basis_words(answer.basis, now))}"
    if answer.opens:
        yield printable(f"{answer.opens_what or 'all of it'}: :{answer.opens}", 2_000)
    if answer.plan is not None:
        yield f"the plan would hold until {answer.plan.expires_at.isoformat(timespec='seconds')}; nothing is carried out from here"
    for step in answer.next_steps:
        yield printable(f"next: {step}", 400)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
