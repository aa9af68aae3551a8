"""A report on tags as lines of a list."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.format import share
from dharma_tui.core.tag_report import RuleKept, Spelling, Spellings, TagReport
from dharma_tui.core.text import printable
from dharma_tui.screens._lines import heading
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit

BAR = 10
"""Cells of the bar that shows how much keeps a rule."""


def rule_lines(report: TagReport) -> list[Line]:
    """The rules as they are declared, and how much has no tag at all."""
    untagged = report.untagged_count
    lines = [_rule(kept) for kept in report.rules]
    lines.append(
        Line(
            (
                (" ▲ " if untagged else " ✓ ", "line--warning" if untagged else "line--good"),
                (fit("any tag at all", 24) + " ", "line--plain"),
                (f"{untagged:>8,} without  ", "line--strong"),
                (f"of {report.taggable:,} that can have tags", "line--quiet"),
            ),
            value=report.untagged,
        )
    )
    return lines


def _rule(kept: RuleKept) -> Line:
    rule = kept.rule
    if kept.percent is None:
        mark, style = "·", "line--quiet"
    elif not kept.broken:
        mark, style = "✓", "line--good"
    else:
        mark, style = ("✗", "line--critical") if kept.percent < 50 else ("▲", "line--warning")
    filled = round((kept.percent or 0) / 100 * BAR)
    asked = " " + " or ".join(rule.values) if rule.values else ""
    return Line(
        (
            (f" {mark} ", style),
            (fit(printable(rule.name), 24) + " ", "line--plain"),
            (f"{kept.broken:>8,} without  ", "line--strong"),
            ("━" * filled, "line--good"),
            ("╌" * (BAR - filled), "line--quiet"),
            (f" {share(kept.percent):>6} of {kept.asked:,}  ", "line--quiet"),
            (printable(f"{rule.key}{asked}  {rule.doc}", 160), "line--quiet"),
        ),
        value=kept.view,
    )


def spelling_lines(report: TagReport) -> list[Line]:
    """Each case with its spellings beneath it, the commonest first; before them what contradicts itself on one resource."""
    lines: list[Line] = []
    for title, found in (("Contradicting", report.contradictions), ("Key", report.keys), ("Value", report.values)):
        for case in found:
            lines.append(heading(f"{title} {_name(case)}"))
            lines += [_spelling(one, case.spellings) for one in case.spellings]
    return lines


def _name(case: Spellings) -> str:
    return f"{case.key}={case.meaning}" if case.key else case.meaning


def _spelling(one: Spelling, several: Sequence[Spelling]) -> Line:
    style = "line--good" if one is several[0] else "line--warning"
    return Line(
        ((f"   {one.count:>8,}  ", "line--strong"), (printable(one.text, 200) or '""', style)),
        value=one.view,
    )
