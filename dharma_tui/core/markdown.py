"""The little Markdown that answers are written in: headings, lists, tables, code, bold and emphasis, read in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dharma_tui.core.text import printable, printable_block

Run = tuple[str, str]
"""Text and how it stands out: ``heading`` for bold, ``string`` for code, or nothing."""

_INLINE = re.compile(r"\*\*((?:`[^`]*`|[^`])+?)\*\*|`([^`]+)`|(?<!\w)\*(?=\S)([^*`]+?)(?<=\S)\*(?!\w)")
_BULLET = re.compile(r"(\s*)(?:[-*•]|(\d+)[.)])\s+(.*)")
_RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")
_CELLS = re.compile(r"(?<!\\)\|")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a text. ``sort`` is heading, bullet, row, code or text; ``cells`` are those of a row of a table."""

    sort: str
    runs: tuple[Run, ...] = ()
    mark: str = ""
    """What stands before it, its indentation included."""
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line without marks."""
        return "".join(text for text, _ in self.runs)


def blocks(markdown: str) -> Iterator[Block]:
    """The lines of a text, harmless; rules between the rows of a table and fences around code are left out."""
    is_code = False
    for line in printable_block(markdown).splitlines():
        if line.startswith(_FENCE):
            is_code = not is_code
        elif is_code:
            yield Block("code", ((line, "string"),))
        elif line.lstrip().startswith("|"):
            if not _RULE.fullmatch(line.strip()):
                cells = _CELLS.split(line.strip().removeprefix("|").removesuffix("|"))
                yield Block("row", cells=tuple(cell.strip().replace("\\|", "|") for cell in cells))
        elif line.startswith("#"):
            yield Block("heading", ((line.lstrip("#").strip(), "heading"),))
        elif match := _BULLET.fullmatch(line):
            yield Block("bullet", tuple(runs(match[3])), f"{match[1]}{f'{match[2]}.' if match[2] else '•'} ")
        else:
            yield Block("text", tuple(runs(line)))


def runs(line: str, style: str = "") -> Iterator[Run]:
    """The parts of a line, by how they stand out."""
    at = 0
    for match in _INLINE.finditer(line):
        if match.start() > at:
            yield line[at : match.start()], style
        if match[1] is not None:
            yield from runs(match[1], "heading")
        else:
            yield (match[2], "string") if match[2] is not None else (match[3], style)
        at = match.end()
    if at < len(line) or not line:
        yield line[at:], style


def escaped(text: object) -> str:
    """Text from outside as one line of Markdown that shows it as it is."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in printable(text, 2_000))
