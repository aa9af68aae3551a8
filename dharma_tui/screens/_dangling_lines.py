"""What refers to something that is not in the inventory, as lines of a list."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.dangling import MEANINGS, Dangling, DanglingReport
from dharma_tui.core.format import counted
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.text import printable
from dharma_tui.screens import _lines
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit

NARROW = 100
"""Cells below which kinds are left out: what refers to what matters more."""


def dangling_lines(report: DanglingReport, kinds: Mapping[str, KindSpec], width: int) -> list[Line]:
    """A heading for each reason and what it means, and a line for each relationship."""
    lines: list[Line] = []
    for group in report.groups:
        lines.append(
            _lines.heading(
                f"{group.why.value.capitalize()}: {counted(group.count, 'relationship')} to {counted(group.things, 'thing')}"
            )
        )
        lines.append(_lines.note(f"  {MEANINGS[group.why]}"))
        lines += [_line(each, kinds, width) for each in group.first]
        if more := group.count - len(group.first):
            lines.append(_lines.note(f"  and {more:,} more: e writes all of them to a file"))
    return lines


def _line(each: Dangling, kinds: Mapping[str, KindSpec], width: int) -> Line:
    kind = fit(_lines.kind_title(kinds, each.by.kind), 18) + " " if width >= NARROW else ""
    named = 24 if width >= NARROW else 20
    return Line(
        (
            (f"   {kind}", "line--plain"),
            (fit(printable(each.name, 60), named) + " ", "line--strong"),
            ("→ ", "line--quiet"),
            (f"{printable(each.missing.key, 120)}  ", "line--warning"),
            (f"{printable(each.place, 60)}: {printable(each.reason.words, 120)}", "line--quiet"),
        ),
        value=each,
    )
