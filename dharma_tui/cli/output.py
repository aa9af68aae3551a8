"""What headless commands print: data on stdout, everything else on stderr."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from dharma_tui.cli.interrupts import heed
from dharma_tui.core.errors import GoneError
from dharma_tui.core.format import counted
from dharma_tui.core.text import json_text, printable

if TYPE_CHECKING:
    from dharma_tui.core.errors import DharmaError
    from dharma_tui.core.scan import ScanReport

SAMPLE = 500
"""Rows looked at to choose the widths of a table's columns; later rows are cut to fit."""

GAP = "  "
NARROWEST = 6
"""Cells a column keeps when the terminal is too narrow for all."""


def complain(message: str, hint: str = "") -> None:
    """Say on stderr what went wrong and what to do."""
    sys.stderr.write(f"dharma-tui: {printable(message, 2_000)}\n")
    for line in hint.splitlines():
        sys.stderr.write(f"  {printable(line, 2_000)}\n")


def related(report: ScanReport) -> str:
    """What to add to how many resources there were: relationships, where any were found or are gone; no word of none."""
    return f", {counted(report.relationships, 'relationship')} found or gone" if report.relationships else ""


_FULL = (errno.ENOSPC, errno.EDQUOT)


def refusal(error: BaseException) -> DharmaError | None:
    """What stdout's refusal to take data means for a person; None for every other error."""
    if not isinstance(error, OSError) or error.filename is not None or error.errno not in (*_FULL, errno.EIO):
        return None
    from dharma_tui.core.errors import ExportError

    why = "the disk is full" if error.errno in _FULL else error.strerror
    return ExportError(f"the output could not be written: {why}", "make room where it goes, or send it elsewhere")


def drop_unwritten() -> None:
    """Let go of data that stdout refuses, which would be refused again when the process ends."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


NOTHING_SCANNED = "nothing has been scanned yet: run dharma-tui scan"


class Output:
    """Prints a command's data and its progress."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, width: int | None = None) -> None:
        """``width`` is that of tables, 0 for as wide as they like; None asks the terminal."""
        self._width = width
        self.as_json = as_json
        self.quiet = quiet
        self._progress = not quiet and not as_json and sys.stderr.isatty()
        self._progress_shown = False
        self._document_begun = False

    @property
    def coloured(self) -> bool:
        """Whether colour is wanted: on a terminal, unless NO_COLOR is set."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def colour(self, text: str, state: str) -> str:
        """``text`` in the colour of ``state``, where colour is wanted."""
        code = _COLOURS.get(state)
        return f"\x1b[{code}m{text}\x1b[0m" if code and self.coloured else text

    @property
    def width(self) -> int:
        """Cells of a line: those of the terminal, 0 where there is none."""
        return self._room()

    def line(self, text: str) -> None:
        """One line of data, already harmless."""
        heed()
        sys.stdout.write(f"{text}\n")

    def note(self, text: str) -> None:
        """One line for the person, on stderr; nothing when quiet."""
        if not self.quiet:
            self.clear_progress()
            sys.stderr.write(f"{printable(text, 2_000)}\n")

    def json(self, document: Any) -> None:
        """The one JSON document of this run."""
        import json

        self._document_begun = True
        sys.stdout.write(json_text(json.dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)))
        sys.stdout.write("\n")

    def json_array(self, documents: Iterable[Any]) -> None:
        """The one JSON document of this run, an array whose items are made while it is written."""
        import json

        before = "["
        for document in documents:
            self._document_begun = True
            sys.stdout.write(f"{before}\n{json_text(json.dumps(document, ensure_ascii=False))}")
            before = ","
        sys.stdout.write("\n]\n" if before == "," else "[]\n")

    def json_line(self, document: Any) -> None:
        """One document of JSON lines."""
        heed()
        import json

        sys.stdout.write(json_text(json.dumps(document, ensure_ascii=False)) + "\n")

    def failure(self, error: DharmaError) -> None:
        """Say why a command failed; with --json also as the document."""
        self.clear_progress()
        if isinstance(error, GoneError):
            error.hint = error.hint.replace(f"@{error.last}", f"--at '{error.last}'")
        complain(error.message, error.hint)
        if self.as_json and not self._document_begun:
            self.json({"error": {"type": type(error).__name__, "message": error.message, "hint": error.hint}})

    def progress(self, text: str) -> None:
        """Replace the progress line; only on a terminal."""
        heed()
        if self._progress:
            width = shutil.get_terminal_size().columns
            sys.stderr.write(f"\r\x1b[2K{printable(text, max(8, width - 1))}")
            sys.stderr.flush()
            self._progress_shown = True

    def clear_progress(self) -> None:
        """Take the progress line away."""
        if self._progress_shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._progress_shown = False

    def table(
        self,
        titles: Sequence[str],
        rows: Iterable[Sequence[str]],
        right: Sequence[bool] = (),
        states: int | None = None,
    ) -> int:
        """Print ``rows`` under ``titles`` in aligned columns, within the terminal's width; the number of rows.

        Piped, nothing is cut. ``right`` says which columns are aligned right, ``states`` which one is coloured.
        """
        sample = list(islice(rows_iterator := iter(rows), SAMPLE))
        widths = _fitting(_widths([titles, *sample], self._room()), self._room())
        if len(widths) < len(titles):
            from dharma_tui.core.format import counted

            left_out = counted(len(titles) - len(widths), "column does not fit", "columns do not fit")
            self.note(f"{left_out}: widen the terminal, or choose columns")
        self.line(GAP.join(_cells(titles, widths, right)).rstrip())
        count = 0
        for row in chain(sample, rows_iterator):
            cells = _cells(row, widths, right)
            if states is not None and states < len(cells):
                cells[states] = self.colour(cells[states], row[states])
            self.line(GAP.join(cells).rstrip())
            count += 1
        return count

    def _room(self) -> int:
        if self._width is not None:
            return self._width
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The width each column needs; where ``room`` is short, the widest columns give way first."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    while room and sum(widths) + len(GAP) * (len(widths) - 1) > room and max(widths) > NARROWEST:
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - room
        widest = max(widths)
        second = max([width for width in widths if width < widest], default=NARROWEST)
        at = widths.index(widest)
        widths[at] = max(NARROWEST, second - 1 if widths.count(widest) == 1 else widest - 1, widest - excess)
    return widths


def _fitting(widths: list[int], room: int) -> list[int]:
    """The first widths that fit side by side."""
    while room and len(widths) > 1 and sum(widths) + len(GAP) * (len(widths) - 1) > room:
        widths = widths[:-1]
    return widths


def _cell(text: str, width: int, right: bool) -> str:
    from rich.cells import cell_len, set_cell_size

    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - length) + text if right else text + " " * (width - length)


def _cells(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    return [
        _cell(text, width, right[at] if at < len(right) else False)
        for at, (text, width) in enumerate(zip(row, widths, strict=False))
    ]


_COLOURS = {"running": 32, "ok": 32, "degraded": 33, "pending": 33, "warning": 33, "failed": 31, "stopped": 90}
