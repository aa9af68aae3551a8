"""``dharma-tui export``: resources and their relationships, for 'import' and for other programs."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import free_to_write
from dharma_tui.cli.output import NOTHING_SCANNED, Output
from dharma_tui.cli.resources import add_view_arguments, asked_view, documents
from dharma_tui.core.errors import ExportError, UsageError
from dharma_tui.core.format import counted
from dharma_tui.core.text import json_text
from dharma_tui.core.view import Listing

FORMATS = ("jsonl", "json", "csv", "parquet")
BATCH = 5_000

EPILOG = """\
JSON lines hold resources, then the relationships that begin at one of them; 'import' reads them:
  {"kind","key","name","provider","account","region","state","labels":{},"attrs":{},"first_seen","last_seen"}
  {"src":{"kind","key"},"dst":{"kind","key"},"verb","source"}
The other formats hold resources alone.

examples:
  dharma-tui export estate.jsonl
  dharma-tui export - --kind local.service --at -2h
  dharma-tui export failed.csv state:failed
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``export`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", help="where to write; - for stdout")
    parser.add_argument(
        "filter", nargs="*", default=[], metavar="FILTER", help="as of 'resources'; nothing exports everything"
    )
    add_view_arguments(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (by FILE's suffix; jsonl without one)",
    )
    parser.add_argument("--no-relationships", action="store_true", help="resources alone")
    parser.add_argument("--force", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--json", action="store_true", help="print what was written as one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Write the file, whole or not at all."""
    context.start_logging()
    form = args.format or _format_of(args.file)
    if args.file == "-" and (args.json or form in ("csv", "parquet")):
        raise UsageError("stdout is for JSON lines", "name a file, or use 'resources --format'")
    path = None if args.file == "-" else free_to_write(args.file, force=args.force)
    view = asked_view(args, context)
    relationships = 0
    with asyncio.Runner() as runner:
        if form == "jsonl":
            listing = runner.run(context.inventory.open(view))
            lines = documents(context, runner, listing, listing.length)
            resources, relationships = _write(path, lines, context, listing, not args.no_relationships, output)
        else:
            assert path is not None
            resources = runner.run(context.inventory.export(view, path, form))
    output.clear_progress()
    if not resources and not context.scanned:
        output.note(NOTHING_SCANNED)
    if args.json:
        output.json({"file": args.file, "format": form, "resources": resources, "relationships": relationships})
    elif path is not None:
        output.note(f"{counted(resources, 'resource')}, {counted(relationships, 'relationship')}: {path}")
    return OK


def _format_of(file: str) -> str:
    """By its suffix, JSON lines without one. Raises UsageError."""
    suffix = Path(file).suffix.removeprefix(".")
    if suffix and suffix not in FORMATS:
        raise UsageError(f"there is no format {suffix!r}", f"end FILE in .{', .'.join(FORMATS)}, or add --format")
    return suffix or "jsonl"


def _write(
    path: Path | None,
    lines: Iterator[dict[str, Any]],
    context: Context,
    listing: Listing,
    with_relationships: bool,
    output: Output,
) -> tuple[int, int]:
    from dharma_tui.services.atomic_file import replacing

    counts = [0, 0]
    everything = listing.matched == listing.total and not listing.view.kinds and not listing.view.filter
    chosen: set[tuple[str, str]] | None = None if everything else set()
    try:
        with replacing(path) if path else nullcontext() as part, _opened(part) as file:
            for document in lines:
                if chosen is not None:
                    chosen.add((document["kind"], document["key"]))
                file.write(json_text(json.dumps(document, ensure_ascii=False)) + "\n")
                counts[0] += 1
                if counts[0] % BATCH == 0:
                    output.progress(f"exporting: {counts[0]:,} of {listing.length:,}")
            for edge in _relationships(context, listing, chosen) if with_relationships else ():
                file.write(json_text(json.dumps(edge, ensure_ascii=False)) + "\n")
                counts[1] += 1
    except BrokenPipeError:
        raise
    except OSError as error:
        from dharma_tui.services.export import write_hint

        raise ExportError(
            f"{path or 'stdout'} could not be written: {error.strerror}", write_hint(error.errno or 0)
        ) from error
    return counts[0], counts[1]


def _opened(part: Path | None) -> Any:
    return part.open("w", encoding="utf-8") if part else nullcontext(sys.stdout)


def _relationships(context: Context, listing: Listing, chosen: set[tuple[str, str]] | None) -> Iterator[dict[str, Any]]:
    """Those that begin at a resource of the listing, as of its snapshot."""
    for rows in context.lake.stream(
        "SELECT src_kind, src_key, dst_kind, dst_key, verb, source"
        f" FROM lake.relationships AT (VERSION => {listing.snapshot}) ORDER BY ALL"
    ):
        for src_kind, src_key, dst_kind, dst_key, verb, source in rows:
            if chosen is None or (src_kind, src_key) in chosen:
                yield {
                    "src": {"kind": src_kind, "key": src_key},
                    "dst": {"kind": dst_kind, "key": dst_key},
                    "verb": verb,
                    "source": source,
                }
