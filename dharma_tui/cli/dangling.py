"""``dharma-tui dangling``: relationships to what is not in the inventory, and why it is not."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import TYPE_CHECKING

from dharma_tui.cli import FAILED, OK
from dharma_tui.cli.changes import positive
from dharma_tui.cli.output import NOTHING_SCANNED
from dharma_tui.core.dangling import Dangling, Why
from dharma_tui.core.kinds import is_named
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output

TITLES = ("REASON", "KIND", "NAME", "BY", "MISSING", "WHY")

EPILOG = """\
Reasons: deleted (it was known and is gone), not-there (its kind was listed to the end without it), not-listed (its kind could not
be listed to the end), not-scanned (nobody looked there), other-account (in an account that is not scanned), not-ours (only our own
are listed of its kind: somebody else's, or deleted).

examples:
  dharma-tui dangling --reason deleted
  dharma-tui dangling --kind aws.ec2 --json | jq -r '.[].missing_key' | sort -u

exit codes: 0 success; with --check 1 when anything is listed
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``dangling`` takes."""
    parser.epilog = EPILOG
    reasons = [_word(why) for why in Why]
    parser.add_argument(
        *("--reason",),
        action="append",
        default=[],
        choices=reasons,
        metavar="R",
        help=f"only for this: {', '.join(reasons)}",
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="K",
        help="only what resources of this kind, or kinds that begin so, refer to",
    )
    parser.add_argument("--limit", type=positive, default=0, metavar="N", help="at most N lines")
    parser.add_argument("--check", action="store_true", help="exit with 1 when anything is listed")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Print what dangles."""
    from dharma_tui.services.dangling import DanglingReferences

    context.start_logging()
    kinds = [kind for word in args.kind for kind in context.kinds_named(word)]
    everything = DanglingReferences(context.lake, context.io, context.kinds).all_of()
    wanted = (
        each
        for each in everything
        if (not args.reason or _word(each.reason.why) in args.reason)
        and (not kinds or any(is_named(each.by.kind, kind, context.kinds) for kind in kinds))
    )
    found = list(islice(wanted, args.limit or None))
    if not context.scanned:
        output.note(NOTHING_SCANNED)
    if args.json:
        output.json([dict(each.row()) for each in found])
    else:
        output.table(TITLES, (_row(each) for each in found), (False,) * 6)
    return FAILED if args.check and found else OK


def _row(each: Dangling) -> list[str]:
    words = (each.reason.why.value, each.by.kind, each.name, each.place, each.missing.key, each.reason.words)
    return [printable(word, 200) for word in words]


def _word(why: Why) -> str:
    return why.value.replace(" ", "-")
