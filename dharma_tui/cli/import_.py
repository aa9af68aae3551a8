"""``dharma-tui import``: resources and relationships from files into the store."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli import OK, PARTIAL
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import reading
from dharma_tui.cli.output import Output
from dharma_tui.core.format import counted, size
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.core.importer import Found, Said
    from dharma_tui.services.import_files import Meter
    from dharma_tui.services.importing import Imported, Wrong

TYPES_SHOWN = 20
MEMORY_MB = 128
"""Of the store: an import reads and writes some at a time, whatever the size of its files."""
EPILOG = """\
Reads, also compressed (gzip) and recognised by itself:
  what 'export' and 'resources --format jsonl' write: one JSON object a line,
    {"kind","key","name","provider","account","region","state","labels":{},"attrs":{}}
    {"src":{"kind","key"},"dst":{"kind","key"},"verb","source"}
  what the AWS CLI and SDKs answer to calls that list, as JSON: aws ec2 describe-instances --output json
  snapshots and histories of AWS Config, and what select-resource-config answers
What is wrong in them is left out and told of (exit code 3). What they leave out is kept, unless --replace.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``import`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", nargs="+", help="a file, a folder of them, or - for stdin")
    parser.add_argument("--kind", default="", metavar="K", help="what the files list, where that is not plain")
    parser.add_argument("--account", default="", metavar="A", help="whose it is, where the files do not say")
    parser.add_argument("--region", default="", metavar="R", help="where it is, where the files do not say")
    parser.add_argument(
        "--replace", action="store_true", help="what the files leave out of their kinds and scopes is gone"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Import and report."""
    from dharma_tui.core.importer import Said
    from dharma_tui.services.import_files import Meter, files_named
    from dharma_tui.services.importing import Import
    from dharma_tui.services.store.memory import give_back
    from dharma_tui.services.store.scan_store import ScanStore

    context.start_logging()
    context.memory_mb = MEMORY_MB
    kind = context.kinds_named(args.kind)[0] if args.kind else ""
    said = Said(kind, args.account, args.region)
    files = files_named(args.file)
    with ExitStack() as closing:
        for file in files[:1]:
            closing.enter_context(reading(file, "export"))  # before the store is opened
    meter = Meter()

    def tell(items: int) -> None:
        output.progress(f"importing: {counted(items, 'item')}, {size(meter.read)} read")

    run_ = Import(ScanStore(context.lake), context.clock, context.ids, context.kinds, replace=args.replace, meter=meter)
    done = run_.run(_contents(files, said, context, meter), tell)
    if done.report.added + done.report.changed + done.report.removed:
        give_back()
        context.groups_of(context.lake).derive(done.report.scan_id)
    output.clear_progress()
    _tell(done, output, as_json=args.json)
    return PARTIAL if done.wrong_count else OK


def _contents(
    files: Iterable[str], said: Said, context: Context, meter: Meter
) -> Iterator[tuple[str, Iterable[Found | Wrong]]]:
    """What each file says, opened when it is its turn."""
    from dharma_tui.core.importer import LeftOut
    from dharma_tui.services.import_files import opened
    from dharma_tui.services.importing import lines_of, parsed
    from dharma_tui.services.json_pieces import pieces

    for file in files:
        name = "stdin" if file == "-" else Path(file).name

        def said_by(file: str = file, name: str = name) -> Iterator[Found | Wrong]:
            with reading(file, "export") as stream, opened(name, stream, context.services, said, meter) as source:
                if source.reader is None:
                    yield from parsed(lines_of(source.file))
                else:
                    yield from source.reader.read(pieces(source.file))
                if source.unpacked.fault:
                    yield LeftOut("at its end", source.unpacked.fault)

        yield name, said_by()


def _tell(done: Imported, output: Output, *, as_json: bool) -> None:
    report = done.report
    if as_json:
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
                "wrong": [
                    {"line": wrong.line, "reason": wrong.reason}
                    if wrong.line
                    else {"place": wrong.place, "reason": wrong.reason}
                    for wrong in done.wrong
                ],
                "unknown": dict(done.unknown),
            }
        )
        return
    for wrong in done.wrong:
        output.note(printable(f"{wrong.place}: {wrong.reason}", 600))
    for type_, count in sorted(done.unknown.items(), key=lambda each: -each[1])[:TYPES_SHOWN]:
        output.note(printable(f"{count:,} of {type_} left out: there is no kind for it here", 400))
    if len(done.unknown) > TYPES_SHOWN:
        output.note(f"and {counted(len(done.unknown) - TYPES_SHOWN, 'type')} more")
    more = f", {done.wrong_count:,} left out" if done.wrong_count else ""
    output.note(
        f"{counted(report.resources, 'resource')}, {counted(report.relationships, 'relationship')}{more}: "
        f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed"
    )
