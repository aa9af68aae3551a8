"""``dharma-tui restore``: the store again, from a backup."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import reading
from dharma_tui.cli.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``restore`` takes."""
    parser.epilog = "A store that is there already is never overwritten: --replace moves it aside."
    parser.add_argument("file", metavar="FILE", help="a file made by 'backup'; - for stdin")
    parser.add_argument("--replace", action="store_true", help="move the present store aside")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Restore it."""
    from dharma_tui.services.backup import restore_backup

    context.start_logging()
    with reading(args.file, "backup") as stream:
        backup, aside = restore_backup(stream, context.folder, context.clock, replace=args.replace)
    if args.json:
        output.json({"store": str(context.folder), "moved_aside": str(aside) if aside else "", **asdict(backup)})
    else:
        output.note(f"snapshot #{backup.snapshot} of {backup.at} is in {context.folder}")
        if aside:
            output.note(f"the earlier store was moved to {aside}")
    return OK
