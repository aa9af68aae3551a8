"""Requests and answers as lines of a given width: our own light rendering of the little Markdown that answers use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.answer_text import SPARK_WIDTH, basis_words, read_words
from dharma_tui.core.answers import Answer, PlanCard, Table
from dharma_tui.core.frames import SURE, Frame
from dharma_tui.core.markdown import Run, blocks
from dharma_tui.core.sparks import spark
from dharma_tui.core.text import cell_width, cells_of, printable, printable_block
from dharma_tui.core.types import ResourceRef
from dharma_tui.widgets.chat_table import table_lines
from dharma_tui.widgets.table_cells import fit
from dharma_tui.widgets.text_lines import TextLine

STEPS = 9
"""Next steps that have a digit."""
_CELL = 200
_FACTS, _FACT = 2, 4_000
"""Of two columns the second goes on beneath, however long it is."""


@dataclass(frozen=True, slots=True)
class RowOf:
    """A row of a table is about this."""

    ref: ResourceRef


@dataclass(frozen=True, slots=True)
class StepOf:
    """A request that may come next."""

    text: str


@dataclass(frozen=True, slots=True)
class Opens:
    """A line of the command bar that shows all of it."""

    line: str


@dataclass(frozen=True, slots=True)
class PlanOf:
    """A plan that can be looked at in a dialog."""

    plan: PlanCard


def asked(text: str, number: int, width: int) -> Iterator[TextLine]:
    """What was typed."""
    for at, line in enumerate(printable_block(text, 4_000).splitlines() or [""]):
        yield from _wrapped([(line, "key")], width, "› " if at == 0 else "  ", "  ", path=str(number), copy=text)


def note(text: str, number: int, width: int, style: str = "quiet") -> Iterator[TextLine]:
    """A word of the chat itself."""
    for line in printable_block(text, 4_000).splitlines():
        yield from _wrapped([(line, style)], width, "  ", "  ", path=str(number))


def failed(message: str, hint: str, number: int, width: int) -> Iterator[TextLine]:
    """What went wrong, and what to do."""
    yield from _wrapped([(f"✗ {printable(message, 2_000)}", "warn")], width, "  ", "    ", path=str(number))
    if hint:
        yield from _wrapped([(printable(hint, 2_000), "quiet")], width, "    ", "    ", path=str(number))


_TALK = "help_or_smalltalk"
"""What nobody asks to have read rightly."""


def answered(
    answer: Answer, frame: Frame | None, number: int, width: int, now: datetime, *, ascii_only: bool = False
) -> Iterator[TextLine]:
    """An answer: how sure, the text, the data, what it rests on, the plan, what may come next."""
    path = str(number)
    if frame is not None and frame.confidence < SURE:
        yield from _wrapped([(read_words(frame), "quiet")], width, "  ", "  ", path=path)
    yield from (_line(line, path) for line in text_lines(answer.text, width))
    if answer.table is not None and answer.table.columns and answer.plan is None:  # whose card says the same
        yield from _table(answer.table, width, path)
    for name, values in answer.spark.items():
        yield _sparkline(name, values, width, path, ascii_only)
    if answer.opens:
        total = (
            f" of all {answer.table.total:,}" if answer.table and answer.table.total > len(answer.table.rows) else ""
        )
        words = f"o opens {answer.opens_what or 'it'} on the main screen{'' if answer.opens_what else total}"
        yield from _wrapped([(words, "link")], width, "  ", "  ", path=path, target=Opens(answer.opens))
    told = [f"from {' · '.join(basis_words(answer.basis, now))}"] if answer.basis is not None else []
    if frame is not None and frame.confidence >= SURE and frame.intent != _TALK:
        told.append(read_words(frame))
    if told:
        yield from _wrapped([(" · ".join(told), "quiet")], width, "  ", "  ", path=path)
    if answer.plan is not None:
        yield from plan_lines(answer.plan, width, path)
        yield from _waiting(answer.plan, now, width, path)
    for digit, step in enumerate(answer.next_steps[:STEPS], 1):
        runs = [(f"{digit} ", "link"), (printable(step, 400), "")]
        runs += [("  written in the line", "quiet")] if step in answer.to_write else []
        yield from _wrapped(runs, width, "  ", "    ", path=path, target=StepOf(step))


def text_lines(text: str, width: int) -> Iterator[TextLine]:
    """Markdown as plain styled lines: headings, lists, tables, code, bold."""
    rows: list[tuple[str, ...]] = []
    for block in blocks(text):
        if block.sort == "row":
            rows.append(block.cells)
            continue
        yield from _written(rows, width)
        rows = []
        mark = f"  {block.mark}"
        yield from _wrapped(block.runs, width, mark, " " * len(mark))
    yield from _written(rows, width)


def plan_lines(plan: PlanCard, width: int, path: str = "") -> Iterator[TextLine]:
    """The card of a change that waits: what, of whom, from what to what, and how it is undone."""
    target = PlanOf(plan)
    count = format.counted(len(plan.steps), "resource")
    head = [(printable(plan.title, 400), "heading"), (f"  {count}", "warn")]
    yield from _wrapped(head, width, "  ", "  ", path=path, target=target)
    for step in plan.steps:
        place = " / ".join(printable(part) for part in (step.account, step.region, step.environment) if part)
        runs = [(printable(step.name), "key"), (f"  {place}" if place else "", "quiet")]
        yield from _wrapped(runs, width, "  • ", "    ", path=path, target=target)
        change = [(printable(step.current, _CELL), "removed"), (" → ", "quiet"), (printable(step.new, _CELL), "added")]
        yield from _wrapped(change, width, "    ", "    ", path=path, target=target)
    yield from _wrapped([(printable(plan.reversible, 400), "quiet")], width, "  ", "  ", path=path, target=target)


# -- inside ---------------------------------------------------------------------------------------------------------


def _waiting(plan: PlanCard, now: datetime, width: int, path: str) -> Iterator[TextLine]:
    """How it is confirmed, and for how long it can be."""
    left = max(0, int((plan.expires_at - now).total_seconds()))
    words = f"f9 looks at it again and asks for confirmation; {left} s left" if left else "expired: ask again"
    yield from _wrapped([(words, "warn")], width, "  ", "  ", path=path, target=PlanOf(plan))


def _written(rows: Sequence[tuple[str, ...]], width: int) -> Iterator[TextLine]:
    """A table inside Markdown."""
    if rows:
        columns = len(rows[0])
        body = [(row + ("",) * columns)[:columns] for row in rows[1:]]
        for row, text in table_lines(rows[0], body, width):
            yield TextLine(((text, "heading" if row < 0 else ""),))


def _table(table: Table, width: int, path: str) -> Iterator[TextLine]:
    size = _FACT if len(table.columns) == _FACTS else _CELL
    body = [tuple(printable(cell, size) for cell in row) for row in table.rows]
    for at, text in table_lines(tuple(printable(name) for name in table.columns), body, width):
        if at < 0:
            yield TextLine(((text, "heading"),), path=path)
            continue
        ref = table.refs[at] if at < len(table.refs) else None
        yield TextLine(((text, ""),), RowOf(ref) if ref else None, "\t".join(table.rows[at]), path)
    if table.total > len(table.rows):
        yield TextLine(((f"  the first {len(table.rows):,} of {table.total:,}", "quiet"),), path=path)


def _sparkline(name: str, values: Sequence[float], width: int, path: str, ascii_only: bool) -> TextLine:
    label = fit(printable(name), max(4, min(24, width // 3)))
    room = max(4, min(SPARK_WIDTH, width - len(label) - 14))
    newest = f" {format.number(values[-1])}" if values else ""
    drawn = spark(values, room, ascii_only=ascii_only)[0]
    return TextLine(((f"  {label} ", "key"), (drawn, "spark"), (newest, "number")), path=path)


def _line(line: TextLine, path: str) -> TextLine:
    return TextLine(line.runs, line.target, line.copy, path)


def _wrapped(
    runs: Sequence[Run],
    width: int,
    first: str,
    rest: str,
    *,
    path: str = "",
    target: object = None,
    copy: str = "",
) -> Iterator[TextLine]:
    """Words set into lines of ``width`` cells; a word longer than a line is cut into several."""
    room = max(4, width - max(len(first), len(rest)))
    line: list[Run] = [(first, "")]
    used = 0
    for word in _words(runs):
        size = sum(cells_of(text) for text, _ in word)
        if used + size > room:
            if word[0][0].isspace():
                continue
            if used:
                yield TextLine(tuple(line), target, copy, path)
                line, used = [(rest, "")], 0
        for text, style in word:
            while used + cells_of(text) > room:
                head = _head(text, room - used) if used < room else ""
                yield TextLine((*line, (head, style)), target, copy, path)
                line, used, text = [(rest, "")], 0, text[len(head) :]
            if line[-1][1] == style and len(line) > 1:
                line[-1] = (line[-1][0] + text, style)
            else:
                line.append((text, style))
            used += cells_of(text)
    yield TextLine(tuple(line), target, copy, path)


def _words(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Blanks, and words with all they consist of: what is in bold and the full stop behind it are one."""
    word: list[Run] = []
    for text, style in runs:
        for piece in re.findall(r" +|[^ ]+", text):
            if word and (piece.isspace() or word[0][0].isspace()):
                yield word
                word = []
            word.append((piece, style))
    if word:
        yield word


def _head(word: str, room: int) -> str:
    """As much of a word as fits; one character at least."""
    used = 0
    for at, char in enumerate(word):
        used += cell_width(char)
        if used > room:
            return word[: max(1, at)]
    return word
