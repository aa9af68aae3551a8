"""``dharma-tui resources``: what exists, or existed, by the same filter language as the console's."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dharma_tui.cli import OK
from dharma_tui.cli.changes import positive
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import NOTHING_SCANNED, Output
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import cell, counted
from dharma_tui.core.text import printable_block
from dharma_tui.core.view import Listing, Row, SortKey, View

FORMATS = ("table", "json", "jsonl", "csv", "parquet")
PAGE = 2_000

EPILOG = """\
The filter is what the console takes after ':' or '/':
  dharma-tui resources 'process cpu>50 sort:-cpu'
  dharma-tui resources nginx --kind local.process --format json
  dharma-tui resources 'state:failed|degraded' --at -2h
  dharma-tui resources 'service by:state'
  dharma-tui resources --format csv --output resources.csv

CSV on stdout is harmless to a terminal, as tables are: control characters appear as escapes. --output keeps them.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``resources`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("filter", nargs="*", metavar="FILTER", help="kinds, words and terms; nothing lists everything")
    add_view_arguments(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (by --output, else table)",
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument("--limit", type=positive, default=0, metavar="N", help="at most N resources")
    parser.add_argument(
        "--sort", default="", metavar="COLUMN,-COLUMN", help="order, the first column first; - for descending"
    )
    parser.add_argument("--columns", default="", metavar="A,B", help="columns of the table")
    parser.add_argument("--wide", action="store_true", help="every column")
    parser.add_argument("--output", default="", metavar="FILE", help="write FILE instead of stdout")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def add_view_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what says which resources are meant."""
    parser.add_argument(
        "--kind", action="append", default=[], metavar="K", help="only this kind, or kinds that begin so"
    )
    parser.add_argument(
        "--at", default="", metavar="T", help="as of then: a snapshot such as #12, -2h, 2026-11-20T09:30"
    )


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Print or write them."""
    context.start_logging()
    form = _format(args)
    output.as_json = form == "json" and not args.output
    view = asked_view(args, context)
    with asyncio.Runner() as runner:
        listing = runner.run(context.inventory.open(view))
        stop = min(args.limit or listing.length, listing.length)
        if not listing.length and not context.scanned:
            output.note(NOTHING_SCANNED)
        elif not listing.total and view.kinds and not view.at:
            _tell_why_none(context, view, output)
        if form == "table":
            _print_table(args, context, runner, listing, stop, output)
            output.note(_summary(listing, stop))
        elif form == "jsonl" and not args.output:
            for document in documents(context, runner, listing, stop):
                output.json_line(document)
        elif form == "json" and not args.output:
            output.json_array(documents(context, runner, listing, stop))
        else:
            _write(context, runner, listing, stop, form, args.output, output)
    return OK


def _tell_why_none(context: Context, view: View, output: Output) -> None:
    """An empty list alone would look the same where nobody could list anything."""
    from dharma_tui.services.none_found import none_found
    from dharma_tui.services.store.scan_store import ScanStore

    coverage = ScanStore(context.lake).coverage()
    why, hint = none_found(coverage, view.kinds, context.kinds, context.clock.now())
    if why:
        output.note(f"{why}{f': {hint}' if hint else ''}")


def asked_view(args: argparse.Namespace, context: Context) -> View:
    """The view that the words and flags describe. Raises FilterError, UsageError."""
    from dharma_tui.core.view_text import kinds_named, parse_view

    text = " ".join(args.filter).strip()
    kinds = tuple(kind for word in args.kind for kind in context.kinds_named(word))
    first = text.partition(" ")[0].partition(",")[0]
    stored = context.stored_kinds
    if kinds or not kinds_named(
        first, context.kinds, stored
    ):  # in a command a first word that is no kind is one to search for
        text = f"all {text}"
    view = parse_view(text, context.kinds, stored)
    sort = tuple(
        SortKey(word.removeprefix("-"), word.startswith("-")) for word in getattr(args, "sort", "").split(",") if word
    )
    columns = tuple(word.strip() for word in getattr(args, "columns", "").split(",") if word.strip())
    return replace(
        view,
        kinds=kinds or view.kinds,
        at=args.at or view.at,
        sort=sort or view.sort,
        columns=columns or view.columns,
    )


def _format(args: argparse.Namespace) -> str:
    suffix = Path(args.output).suffix.removeprefix(".")
    form: str = args.format or ("json" if args.json else suffix if suffix in FORMATS else "table")
    if form == "table" and args.output:
        raise UsageError("a table is for the screen", "add --format csv, json, jsonl or parquet")
    if form == "parquet" and not args.output and sys.stdout.isatty():
        raise UsageError("parquet is no text for a terminal", "add --output FILE, or send it to a pipe")
    return form


def _print_table(
    args: argparse.Namespace, context: Context, runner: asyncio.Runner, listing: Listing, stop: int, output: Output
) -> None:
    """Wide columns are left to --columns and --wide: a line should fit a screen."""
    every = args.wide or listing.view.columns or listing.view.group_by
    shown = [at for at, column in enumerate(listing.columns) if every or not column.wide]
    columns = [listing.columns[at] for at in shown]
    now = context.clock.now()
    rows = (
        [cell(row.cells[at], listing.columns[at].type, now) for at in shown]
        for row in _rows(context, runner, listing, stop)
    )
    states = next((at for at, column in enumerate(columns) if column.name == "state"), None)
    output.table([column.title for column in columns], rows, [column.numeric for column in columns], states)


def _rows(context: Context, runner: asyncio.Runner, listing: Listing, stop: int) -> Iterator[Row]:
    for start in range(0, stop, PAGE):
        yield from runner.run(context.inventory.rows(listing, start, min(stop, start + PAGE)))


def documents(context: Context, runner: asyncio.Runner, listing: Listing, stop: int) -> Iterator[dict[str, Any]]:
    """The resources of ``listing`` in the line shape, page by page; of groups, their values and counts."""
    if listing.view.group_by:
        names = [column.name for column in listing.columns]
        yield from (dict(zip(names, row.cells, strict=True)) for row in _rows(context, runner, listing, stop))
        return
    for start in range(0, stop, PAGE):
        yield from runner.run(context.inventory.documents(listing, start, min(stop, start + PAGE)))


def _write(
    context: Context, runner: asyncio.Runner, listing: Listing, stop: int, form: str, path: str, output: Output
) -> None:
    """Into a file; or into one that is then copied to stdout, for formats that are made as a whole."""
    inventory = context.inventory
    refs = runner.run(inventory.refs(listing, 0, stop)) if stop < listing.length else ()
    if path:
        count = runner.run(inventory.export(listing.view, Path(path), form, refs))
        output.note(f"{counted(count, _noun(listing))}: {path}")
        return
    with tempfile.TemporaryDirectory(prefix="dharma-tui-") as folder:
        made = Path(folder) / f"resources.{form}"
        runner.run(inventory.export(listing.view, made, form, refs))
        sys.stdout.flush()
        if form == "csv":
            _print_csv(made, output)
            return
        with made.open("rb") as source, os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
            shutil.copyfileobj(source, target)


def _print_csv(made: Path, output: Output) -> None:
    """Quoting keeps a cell from ending a row, not from being obeyed by a terminal."""
    with made.open(encoding="utf-8", newline="\r\n") as source:
        for line in source:
            output.line(printable_block(line.removesuffix("\r\n"), sys.maxsize) + "\r")


def _summary(listing: Listing, shown: int) -> str:
    some = f"{shown:,} of " if shown < listing.length else ""
    among = (
        f" ({listing.matched:,} of {counted(listing.total, 'resource')})"
        if listing.matched < listing.total or listing.view.group_by
        else ""
    )
    when = f", as of snapshot #{listing.snapshot}" if listing.view.at else ""
    return f"{some}{counted(listing.length, _noun(listing))}{among}{when}"


def _noun(listing: Listing) -> str:
    return "group" if listing.view.group_by else "resource"
