"""``dharma-tui graph draw``: what the topology shows for a line of ``:topology``, or under a saved name, as text or a file."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dharma_tui.cli import OK
from dharma_tui.cli.graph_flags import note_too_much
from dharma_tui.cli.output import NOTHING_SCANNED
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable, printable_block

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.core.graph import Graph
    from dharma_tui.core.topology_answer import Answer
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.services.topology.drawn import Drawn

FORMATS = ("text", "svg", "dot", "mermaid", "graphml", "json")
EPILOG = """\
The line is that of :topology in the console: resources or names, as:nested|layered|radial, depth:N, way:in|out, hide:KIND,VERB,
by:GROUPING (kind, region, a kind that contains others, tag.KEY for a tag), to:OTHER, since:MOMENT, expand:KIND/KEY, open:, close:,
pin:, path:KIND/KEY (the ways there are marked), fails:KIND/KEY (what it takes along is marked), impact (nothing else is drawn),
and the questions spof, cycles, orphans, dangling, communities and reach. Closed groups are drawn as one node with their count.
What has alerts, by what was scanned, says how many; with --at or @MOMENT none are told.

examples:
  dharma-tui graph draw web-1 depth:3 --format svg > web.svg
  dharma-tui graph draw all spof
  dharma-tui graph draw 'all as:nested @-2h' --format dot
  dharma-tui graph draw --saved payments --format mermaid

exit codes: 0 success, 1 failure, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``draw`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("line", nargs="*", metavar="LINE", help="what to draw, as :topology takes it (all)")
    parser.add_argument("--saved", default="", metavar="NAME", help="the view that was saved under this name")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print it (text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument(
        "--at", default="", metavar="T", help="as of then: a snapshot such as #12, -2h, 2026-11-20T09:30"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Draw it."""
    view = _view(args, context)
    context.start_logging()
    if not context.scanned:
        output.note(NOTHING_SCANNED)
    with asyncio.Runner() as runner:
        drawn, graph, answer = runner.run(_drawn(view, context, output, bool(args.saved)))
    if args.format == "json":
        from dharma_tui.services.topology.formats.document import view_document

        sketched = drawn.sketched
        groups = [node.id for node in sketched.sketch.nodes if node.id in sketched.groups]
        members = sketched.members.within(groups) if sketched.members else None
        output.json(view_document(context.lake, graph, sketched.sketch, answer, view.at, members, drawn.paths))
    else:
        lines = list(_lines(drawn, graph, args.format, answer))
        for line in lines:
            output.line(printable_block(line))
        if args.format == "mermaid":
            note_too_much(output, lines)
    if args.format != "text" and (left_out := drawn.sketched.sketch.left_out):
        output.note(f"{counted(left_out, 'relationship is', 'relationships are')} not drawn: hide or narrow something")
    if not drawn.sketched.sketch.nodes and not drawn.sketched.sketch.groups:
        output.note(drawn.answer.nothing[0] if drawn.answer else "there is nothing to draw")
    return OK


def _view(args: argparse.Namespace, context: Context) -> TopologyView:
    from dharma_tui.core.topology_view import TopologyView, parse_topology
    from dharma_tui.services.saved_views import SavedViews

    if args.saved and args.line:
        raise UsageError("a line and --saved are two views", "leave one of them out")
    if args.saved:
        view = SavedViews(context.paths).get(args.saved)
        if not isinstance(view, TopologyView):
            raise UsageError(
                f"{args.saved} is no view of the topology", "dharma-tui resources shows those of the inventory"
            )
    else:
        view = parse_topology(" ".join(args.line), {*context.kinds, *context.stored_kinds})
    return replace(view, at=args.at) if args.at else view


async def _drawn(
    view: TopologyView, context: Context, output: Output, saved: bool
) -> tuple[Drawn, Graph, Answer | None]:
    from dharma_tui.services.topology.graphs import Graphs
    from dharma_tui.services.topology.worded import worded

    graphs = Graphs(context.lake, context.io, context.bus, context.clock, context.kinds)
    if not saved:
        await graphs.sketches.check(view)
    view, gone = await graphs.sketches.still_there(view)
    for words in gone:
        output.note(f"{printable(words)}: that is not there")
    drawn = await graphs.sketches.sketch(view)
    if not view.at:
        drawn = await _with_alerts(drawn, context)
    graph = await graphs.among(drawn.sketched.refs.values(), at=view.at, told=True)
    return drawn, graph, await worded(graphs, drawn)


async def _with_alerts(drawn: Drawn, context: Context) -> Drawn:
    """With what is wrong by all that the store holds; nothing is measured for it."""
    from dharma_tui.core.tallies import with_alerts
    from dharma_tui.services.collector import Collector
    from dharma_tui.services.findings import Findings
    from dharma_tui.services.health import Health
    from dharma_tui.services.store.scan_store import ScanStore
    from dharma_tui.services.topology.alerts import alerts_on

    settings, bus, clock = context.settings, context.bus, context.clock
    collector = Collector(context.services, bus, clock, lambda: settings.current.metrics, Health(bus, clock).report)
    findings = Findings(
        *(context.lake, ScanStore(context.lake), collector, context.io, bus, clock),
        lambda provider: timedelta(minutes=settings.current.scan.minutes(provider)),
        context.kinds,
    )
    found = await findings.refresh()
    alerts = await context.io.run(alerts_on, drawn.sketched, found)
    sketch = with_alerts(drawn.sketched.sketch, alerts)
    return replace(drawn, sketched=replace(drawn.sketched, sketch=sketch))


def _lines(drawn: Drawn, graph: Graph, form: str, answer: Answer | None) -> Iterable[str]:
    from dharma_tui.core.sketch_text import told
    from dharma_tui.services.topology.formats.chart import chart_of_sketch
    from dharma_tui.services.topology.formats.dot import dot
    from dharma_tui.services.topology.formats.drawing import svg_of_sketch
    from dharma_tui.services.topology.formats.graphml import graphml
    from dharma_tui.services.topology.formats.mermaid import mermaid

    sketch = drawn.sketched.sketch
    if form == "text":
        return [*map(str, told(sketch)), *(["", *answer.told()] if answer else [])]
    if form == "svg":
        return svg_of_sketch(sketch, drawn.view.layout)
    return {"dot": dot, "mermaid": mermaid, "graphml": graphml}[form](chart_of_sketch(sketch, graph))
