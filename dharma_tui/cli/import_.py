"""``dharma-tui import``: resources and relationships from a file into the store."""

from __future__ import annotations

import argparse
from pathlib import Path

from dharma_tui.cli import OK, PARTIAL
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import reading
from dharma_tui.cli.output import Output
from dharma_tui.core.format import counted

EPILOG = """\
Reads what 'export' and 'resources --format jsonl' write: one JSON object a line,
  {"kind","key","name","provider","account","region","state","labels":{},"attrs":{}}
  {"src":{"kind","key"},"dst":{"kind","key"},"verb","source"}
Wrong lines are left out and told of (exit code 3). What the file leaves out is kept, unless --replace.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``import`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", help="JSON lines; - for stdin")
    parser.add_argument(
        "--replace", action="store_true", help="what the file leaves out of its kinds and scopes is gone"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Import and report."""
    from dharma_tui.services.importing import Import, lines_of
    from dharma_tui.services.store.scan_store import ScanStore

    context.start_logging()
    with reading(args.file, "export") as chunks:
        run_ = Import(ScanStore(context.lake), context.clock, context.ids, context.kinds, replace=args.replace)
        source = "stdin" if args.file == "-" else Path(args.file).name
        done = run_.run(lines_of(chunks), source, lambda line: output.progress(f"importing: {counted(line, 'line')}"))
    report = done.report
    if report.added + report.changed + report.removed:
        context.groups_of(context.lake).derive(report.scan_id)
    output.clear_progress()
    if args.json:
        output.json(
            {
                "scan_id": report.scan_id,
                "status": report.status.value,
                "resources": report.resources,
                "relationships": report.relationships,
                "added": report.added,
                "changed": report.changed,
                "removed": report.removed,
                "wrong_lines": done.wrong_count,
                "wrong": [{"line": wrong.line, "reason": wrong.reason} for wrong in done.wrong],
            }
        )
    else:
        for wrong in done.wrong:
            output.note(f"line {wrong.line}: {wrong.reason}")
        more = f", {counted(done.wrong_count, 'line')} left out" if done.wrong_count else ""
        output.note(
            f"{counted(report.resources, 'resource')}, {counted(report.relationships, 'relationship')}{more}: "
            f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed"
        )
    return PARTIAL if done.wrong_count else OK
