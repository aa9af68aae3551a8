"""Mappings and lists of a document, folded to their first line and unfolded again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.format import counted
from dharma_tui.widgets.text_lines import Run, TextLine

_STEP = re.compile(r'\.[A-Za-z_]\w*|\[\d+\]|\["(?:[^"\\]|\\.)*"\]')


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one mapping or list, from that which begins it; what a line that begins one stands for."""

    path: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Every line of a document, and its blocks by path, the outer before the inner."""

    lines: Sequence[TextLine] = ()
    blocks: Mapping[str, Block] | None = None

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> Outline:
        """Finds the blocks by the paths of the lines. The document itself is none."""
        extents: dict[str, tuple[int, int]] = {}
        holders: set[str] = set()
        for number, line in enumerate(lines):
            *outer, own = ["", *paths_to(line.path)]
            holders.update(outer)
            for path in (*outer, own):
                extents[path] = extents.get(path, (number, number))[0], number
        blocks = {
            path: Block(path, first, last)
            for path, (first, last) in extents.items()
            if path in holders and path and last > first
        }
        return cls(lines, blocks)


def paths_to(path: str) -> list[str]:
    """``path`` and what holds it, outermost first, without the document: ``$.a``, ``$.a[0]``."""
    return [path[: step.end()] for step in _STEP.finditer(path)]


class Folding:
    """Which blocks of a document are folded, and the lines that are then left. Outlives the document's renewal."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._closed: set[str] = set()
        self._shown: list[TextLine] = []
        self._numbers: list[int] = []

    @property
    def shown(self) -> Sequence[TextLine]:
        """The lines that are left. One that begins a block has it as ``target``."""
        return self._shown

    def take(self, outline: Outline) -> None:
        """Another document, or the same in another form."""
        self._outline = outline
        self._arrange()

    def toggle(self, row: int) -> int:
        """Fold or unfold the block that begins at this row, or that the row is in; the row on which it then begins."""
        block = self._block_at(row)
        if block is None:
            return row
        self._closed ^= {block.path}
        self._arrange()
        return self._row_of(block.first)

    def toggle_all(self, row: int) -> int:
        """Unfold everything, or fold it where nothing is; the row that then shows what ``row`` showed."""
        number = self._numbers[row] if row < len(self._numbers) else 0
        self._closed = set() if self._closed else set(self._outline.blocks or ())
        self._arrange()
        return self._row_of(number)

    def unfold(self, row: int) -> int:
        """Unfold everything."""
        return self.toggle_all(row) if self._closed else row

    def _block_at(self, row: int) -> Block | None:
        if row >= len(self._shown):
            return None
        line, blocks = self._shown[row], self._outline.blocks or {}
        if isinstance(line.target, Block):
            return line.target
        return next((blocks[path] for path in reversed(paths_to(line.path)) if path in blocks), None)

    def _row_of(self, number: int) -> int:
        return max(0, bisect_right(self._numbers, number) - 1)

    def _arrange(self) -> None:
        begun: dict[int, list[Block]] = {}
        for block in (self._outline.blocks or {}).values():
            begun.setdefault(block.first, []).append(block)
        self._shown, self._numbers, number = [], [], 0
        while number < len(self._outline.lines):
            line, here = self._outline.lines[number], begun.get(number, [])
            closed = next((block for block in here if block.path in self._closed), None)
            self._numbers.append(number)
            if closed is not None:
                self._shown.append(self._folded(line, closed))
                number = closed.last + 1
            else:
                self._shown.append(replace(line, target=here[-1]) if here else line)
                number += 1

    def _folded(self, line: TextLine, block: Block) -> TextLine:
        """The line that begins the block, how many it stands for, and in JSON the bracket that ends it."""
        end = self._outline.lines[block.last]
        bracketed = end.path == block.path
        closing: tuple[Run, ...] = ((f" {end.text.strip()}", "quiet"),) if bracketed else ()
        hidden = block.last - block.first - bracketed
        return replace(line, runs=(*line.runs, (f" … {counted(hidden, 'line')}", "quiet"), *closing), target=block)
