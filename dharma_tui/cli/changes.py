"""``dharma-tui changes``: what was added, changed and removed."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import GAP, NOTHING_SCANNED, Output
from dharma_tui.core.change_words import change_words
from dharma_tui.core.errors import FilterError
from dharma_tui.core.format import counted, moment
from dharma_tui.core.text import cells_of, printable, storable
from dharma_tui.core.types import Json
from dharma_tui.core.units import duration_seconds

if TYPE_CHECKING:
    from dharma_tui.core.changes import Change, FieldChange

SINCE = "-24h"
LIMIT = 1_000
FIELDS_SHOWN = 3
"""Changed properties named in one line of the table."""
_LEAST = 40
"""Cells that what changed is given, however narrow the terminal is."""

EPILOG = """\
moments: -2h, -7d, 2026-11-20, 2026-11-20T09:30, a snapshot such as #12

examples:
  dharma-tui changes --since -2h
  dharma-tui changes --since 2026-11-19 --until 2026-11-20 --kind local.service --json
  dharma-tui changes --since '#3' --until '#9' --net
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``changes`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("--since", metavar="T", default=SINCE, help=f"the earlier moment ({SINCE})")
    parser.add_argument("--until", metavar="T", default="", help="the later moment (now)")
    parser.add_argument(
        "--kind", action="append", default=[], metavar="K", help="only this kind, or kinds that begin so"
    )
    parser.add_argument("--text", default="", metavar="TEXT", help="only resources whose name or key holds TEXT")
    parser.add_argument("--all", action="store_true", help="also kinds that come and go by themselves, as processes do")
    parser.add_argument(
        "--net",
        action="store_true",
        help="the difference of the two moments, not every step between, of which the first and the last are told",
    )
    parser.add_argument("--limit", type=positive, default=LIMIT, metavar="N", help=f"at most N, the newest ({LIMIT})")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def positive(text: str) -> int:
    """A whole number of 1 or more, for argparse."""
    if not text.isascii() or not text.isdigit() or int(text[:12]) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def ago(text: str) -> str:
    """``text`` as a moment: a bare duration such as ``2h`` means that long ago."""
    try:
        duration_seconds(text)
    except FilterError:
        return text
    return f"-{text.strip()}"


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """List the changes, newest first."""
    context.start_logging()
    found = asyncio.run(_changes(args, context))
    changes, truncated = found[: args.limit], len(found) > args.limit
    if not changes and not context.scanned:
        output.note(NOTHING_SCANNED)
    if args.json:
        document = {
            "since": args.since,
            "until": args.until or "now",
            "truncated": truncated,
            "changes": [change_document(change) for change in changes],
        }
        output.json(document)
        return OK
    local = context.settings.current.interface.local_time
    when = ("FIRST", "LAST") if args.net else ("WHEN",)
    told = [
        (
            *([moment(change.first_at or change.at, local=local)] if args.net else []),
            *(moment(change.at, local=local), change.change.value),
            *(printable(change.ref.kind), printable(change.name)),
        )
        for change in changes
    ]
    room = 0
    if output.width:
        taken = sum(max(map(cells_of, column)) + len(GAP) for column in zip(*told, strict=True))
        room = max(_LEAST, output.width - taken)
    rows = [(*cells, _said(change, room)) for cells, change in zip(told, changes, strict=True)]
    output.table((*when, "CHANGE", "KIND", "NAME", "WHAT"), rows)
    output.note(counted(len(changes), "change") + f"; there are more: --limit {args.limit}" * truncated)
    return OK


async def _changes(args: argparse.Namespace, context: Context) -> list[Change]:
    """One more than asked for, where there is one: it tells that there are more."""
    from dharma_tui.services.changes import Changes

    source = Changes(context.lake, context.io, context.kinds)
    kinds = [known for word in args.kind for known in context.kinds_named(word)]
    ask = source.compare if args.net else source.between
    return await ask(
        ago(args.since), ago(args.until), kinds=kinds, text=storable(args.text), noisy=args.all, limit=args.limit + 1
    )


def change_document(change: Change) -> dict[str, Any]:
    """One change as JSON."""
    return {
        "change": change.change.value,
        "kind": change.ref.kind,
        "key": change.ref.key,
        "name": change.name,
        "provider": change.scope.provider,
        "account": change.scope.account,
        "region": change.scope.region,
        **({"first_at": _iso(change.first_at)} if change.first_at else {}),
        "at": _iso(change.at),
        "snapshot": change.snapshot,
        "scan_id": change.scan_id,
        "fields": [{"path": field.path, "before": field.before, "after": field.after} for field in change.fields],
    }


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _said(change: Change, room: int) -> str:
    shown = ", ".join(_field(field, room) for field in change.fields[:FIELDS_SHOWN])
    more = len(change.fields) - FIELDS_SHOWN
    return f"{shown}, and {more} more" if more > 0 else shown


def _field(field: FieldChange, room: int) -> str:
    limit = max(40, room)
    before, after = (None if told is None else _value(told, limit) for told in (field.before, field.after))
    return change_words(printable(field.path), before, after, room, ": ")


def _value(value: Json, limit: int) -> str:
    return printable(json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value, limit)
