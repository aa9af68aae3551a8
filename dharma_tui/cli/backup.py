"""``dharma-tui backup``: the whole store in one file."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import free_to_write
from dharma_tui.cli.output import Output
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted, size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``backup`` takes."""
    parser.epilog = "The backup holds the history too. Consoles go on working while it is made."
    parser.add_argument("file", metavar="FILE", help="where to write it; - for stdout")
    parser.add_argument("--force", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Write the backup."""
    from dharma_tui.services.backup import write_backup, write_backup_stream

    context.start_logging()
    if args.file == "-":
        if args.json:
            raise UsageError("--json and a backup on stdout would mix", "name a file")
        backup = write_backup_stream(context.lake, sys.stdout.buffer, context.clock)
    else:
        path = free_to_write(args.file, force=args.force)
        backup = write_backup(context.lake, path, context.clock)
    if args.json:
        output.json({"file": args.file, **asdict(backup)})
    else:
        output.note(f"snapshot #{backup.snapshot}, {counted(backup.files, 'file')}, {size(backup.bytes)}: {args.file}")
    return OK
