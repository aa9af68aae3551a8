"""``dharma-tui coverage``: how much of each account and region was listed, how long ago, and what went wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import OK
from dharma_tui.cli.output import NOTHING_SCANNED
from dharma_tui.core.format import NOTHING, age
from dharma_tui.core.matrix import ALL, GLOBAL, Cell, Row
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from datetime import datetime

    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.coverage_kinds import ListedThere
    from dharma_tui.services.store.coverage import Coverage

TITLES = (
    "PROVIDER",
    "ACCOUNT",
    "REGION",
    "PARTS",
    "COMPLETE",
    "FAILED",
    "PARTIAL",
    "SKIPPED",
    "FOUND",
    "OLDEST",
    "KINDS",
)
PART_TITLES = ("STATUS", "KIND", "ACCOUNT", "REGION", "COMPLETE", "FOUND", "REASON")
_WORST_FIRST = (ScopeStatus.FAILED, ScopeStatus.PARTIAL, ScopeStatus.SKIPPED, ScopeStatus.COMPLETE)

EPILOG = """\
examples:
  dharma-tui coverage
  dharma-tui coverage --provider aws --region 'eu-*' --parts
  dharma-tui coverage --json | jq '.[] | select(.failed > 0)'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``coverage`` takes."""
    parser.epilog = EPILOG
    for flag, letter in (("provider", "NAME"), ("account", "A"), ("region", "R")):
        parser.add_argument(
            f"--{flag}", action="append", default=[], metavar=letter, help=f"only this {flag}; wildcards allowed"
        )
    parser.add_argument("--parts", action="store_true", help="a line for each kind in each place, the worst first")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Print what is covered, from the last report of each part."""
    from dharma_tui.services.coverage_kinds import ListedThere
    from dharma_tui.services.store.scan_store import ScanStore

    context.start_logging()
    store = ScanStore(context.lake)
    known = [part for part in store.coverage() if _wanted(part, args)]
    if not known and not context.scanned:
        output.note(NOTHING_SCANNED)
    now = context.clock.now()
    if args.parts:
        known.sort(key=lambda part: (_WORST_FIRST.index(part.report.status), part.scope, part.kind))
        if args.json:
            output.json([_part_document(part) for part in known])
        else:
            output.table(PART_TITLES, (tuple(_part_row(part, now)) for part in known), (*(False,) * 4, True, True))
        return OK
    setting = context.settings.current.scan
    cells = _cells(known, setting.regions, ListedThere(context.services, setting.providers, store.kinds_there()))
    if args.json:
        output.json([_document(row, region, cell) for row, region, cell in cells])
    else:
        output.table(
            TITLES, (_row(row, region, cell, now) for row, region, cell in cells), (*(False,) * 3, *(True,) * 8)
        )
    return OK


def _wanted(part: Coverage, args: argparse.Namespace) -> bool:
    asked = (
        (args.provider, part.scope.provider),
        (args.account, part.scope.account),
        (args.region, part.scope.region or GLOBAL),
    )
    return all(not patterns or any(fnmatchcase(value, pattern) for pattern in patterns) for patterns, value in asked)


def _cells(
    known: Sequence[Coverage], regions: str, there_are: ListedThere | None = None
) -> list[tuple[Row, str, Cell]]:
    """Every place that anything is known of, in order; sums are left to who reads it."""
    from dharma_tui.services.coverage_matrix import matrix_from

    matrix = matrix_from(known, regions, (), there_are)
    return [
        (row, region, cell)
        for row in matrix.rows
        for region in matrix.regions
        if row.account != ALL and region != ALL and (cell := matrix.cell(row, region)).parts
    ]


def _row(row: Row, region: str, cell: Cell, now: datetime) -> tuple[str, ...]:
    counts = (cell.parts, cell.complete, cell.failed, cell.partial, cell.skipped, cell.count)
    place = (printable(row.provider), printable(row.account) or NOTHING, printable(region) or GLOBAL)
    oldest = age(cell.oldest, now) if cell.oldest else "never"
    return (*place, *(f"{count:,}" for count in counts), oldest, f"{cell.asked:,}/{cell.kinds:,}")


def _document(row: Row, region: str, cell: Cell) -> dict[str, Any]:
    return {
        "provider": row.provider,
        "account": row.account,
        "region": region,
        "parts": cell.parts,
        "complete": cell.complete,
        "failed": cell.failed,
        "partial": cell.partial,
        "skipped": cell.skipped,
        "resources": cell.count,
        "oldest": _iso(cell.oldest),
        "kinds": cell.kinds,
        "kinds_listed": cell.asked,
    }


def _part_row(part: Coverage, now: datetime) -> Iterator[str]:
    report = part.report
    yield report.status.value
    yield printable(part.kind)
    yield printable(part.scope.account) or NOTHING
    yield printable(part.scope.region) or GLOBAL
    yield age(part.complete_at, now) if part.complete_at else "never"
    yield f"{part.known:,}"
    yield printable(f"{report.reason}{': ' if report.reason and report.hint else ''}{report.hint}", 400)


def _part_document(part: Coverage) -> dict[str, Any]:
    report = part.report
    return {
        "provider": part.scope.provider,
        "account": part.scope.account,
        "region": part.scope.region,
        "kind": part.kind,
        "status": report.status.value,
        "reason": report.reason,
        "hint": report.hint,
        "count": part.known,
        "calls": report.calls,
        "throttled": report.throttled,
        "at": _iso(part.at),
        "complete_at": _iso(part.complete_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
