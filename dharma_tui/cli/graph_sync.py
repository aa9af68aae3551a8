"""``dharma-tui graph sync``: Neo4j brought level with the store."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from dharma_tui.cli import OK, PARTIAL
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.graph_server.sync import SyncReport, SyncStep

EPILOG = """\
The first sync sends everything, later ones what has changed since, and everything again where the counts of both sides differ.
One that is cut short goes on where it ended. Deleted is only what the store has listed to the end and no longer has, so that
several stores may be kept in one Neo4j.

examples:
  dharma-tui config set neo4j.uri neo4j://graph:7687
  NEO4J_PASSWORD=... dharma-tui graph sync
  dharma-tui graph sync --full --json

exit codes: 0 level and counted on both sides, 3 the counts differ
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``sync`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("--full", action="store_true", help="send everything, not what has changed alone")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Sync, and say what that took."""
    from dharma_tui.services.graph_server.address import address_of
    from dharma_tui.services.graph_server.server import GraphServer
    from dharma_tui.services.graph_server.sync import Sync

    if context.flags.demo:
        raise UsageError("graph sync does not work on a demo", "leave --demo out")
    address = address_of(context.settings.current.neo4j, context.environment)
    context.start_logging()

    def tell(step: SyncStep) -> None:
        output.progress(f"{address.uri}: {step.what.replace('_', ' ')} {step.done:,} of {step.total:,}")

    with GraphServer(address) as server:
        report = Sync(context.lake, server, context.clock, context.ids, tell=tell).run(args.full)
    output.clear_progress()
    if args.json:
        output.json({**asdict(report), "verified": report.is_verified})
    else:
        _say(report, output)
    return OK if report.is_verified else PARTIAL


def _say(report: SyncReport, output: Output) -> None:
    if report.mode == "nothing":
        output.line(f"Neo4j is level with the store (#{report.snapshot}), counted on both sides")
        return
    sent = f"{counted(report.resources, 'resource')}, {counted(report.relationships, 'relationship')}"
    gone = f"{report.removed_resources:,} and {report.removed_relationships:,} removed"
    how = "all of it" if report.mode == "full" else "what changed"
    again = ", going on where the last one ended" if report.resumed else ""
    output.line(f"{how}{again}: {sent} sent, {gone}, in {report.seconds:.1f} s; level with #{report.snapshot}")
    for part in report.differing:
        place = "/".join(word for word in (part["provider"], part["account"], part["region"]) if word)
        output.note(
            f"{place} {part['kind']}: {part['stored']:,} {part['what']} in the store, {part['there']:,} in Neo4j"
        )
    if report.differing:
        output.note("the counts differ: another store may bring the same parts level; try dharma-tui graph sync --full")
