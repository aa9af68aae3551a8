"""The questions of ``dharma-tui graph``: what hangs on what, what breaks with it, how one thing leads to another."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from dharma_tui.cli import FAILED, OK
from dharma_tui.cli.graph_flags import SINCE, note_too_much
from dharma_tui.cli.output import NOTHING_SCANNED
from dharma_tui.core.access import Answers
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted
from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable, printable_block
from dharma_tui.core.types import DOWN, ResourceRef, Verb

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.graph_of_neo4j import GraphOfNeo4j
    from dharma_tui.cli.output import Output
    from dharma_tui.core.drawing import Mark
    from dharma_tui.core.graph import GraphNode
    from dharma_tui.services.topology.graphs import Asked, Graphs

Marks: TypeAlias = "tuple[Sequence[Mark], Sequence[Mark]] | tuple[Sequence[Mark], Sequence[Mark], Sequence[str]]"
PICTURED = 3_000
"""Resources in a picture at most."""


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Answer the question."""
    if args.json and args.format:
        raise UsageError(f"--json and --{args.format} are two formats", "leave one of them out")
    context.start_logging()
    if not context.scanned:
        output.note(NOTHING_SCANNED)
    with asyncio.Runner() as runner:
        code: int = runner.run(_Question(args, context, output).answer())
    return code


class _Question:
    """One question, from words to words."""

    def __init__(self, args: argparse.Namespace, context: Context, output: Output) -> None:
        from dharma_tui.services.topology.graphs import Graphs

        self._args = args
        self._context = context
        self._output = output
        self._graphs: Graphs = Graphs(context.lake, context.io, context.bus, context.clock, context.kinds)
        self._asked_of: Graphs | GraphOfNeo4j = self._graphs
        self._neo4j: GraphOfNeo4j | None = None
        self._whole: Graphs = self._graphs
        if getattr(args, "neo4j", False):
            from dharma_tui.cli.graph_of_neo4j import GraphOfNeo4j

            self._asked_of = self._neo4j = GraphOfNeo4j(context)
            self._whole = self._asked_of.whole

    async def answer(self) -> int:
        """Ask, and print the answer."""
        found: int = await getattr(self, f"_{self._args.verb}")()
        return found

    def _asked(self, direction: str = "both") -> Asked:
        from dharma_tui.services.topology.adjacency import Direction
        from dharma_tui.services.topology.graphs import Asked

        kinds = tuple(kind for word in self._args.kind for kind in self._context.kinds_named(word))
        verbs = tuple(map(Verb, self._args.verbs))
        return Asked(Direction(self._args.direction or direction), verbs, kinds)

    @property
    def _known(self) -> dict[str, Any]:
        """What every question takes besides what it is about."""
        return {"at": self._args.at, "limit": self._args.limit}

    async def _find(self, words: Iterable[str]) -> list[ResourceRef]:
        return [await self._graphs.find(word, self._args.at) for word in words]

    # -- questions

    async def _neighbours(self) -> int:
        (ref,) = await self._find([self._args.resource])
        graph = await self._asked_of.neighbours(ref, self._args.depth, self._asked(), told=True, **self._known)
        from dharma_tui.services.topology.formats.outline import outline

        self._print(graph, outline(graph))
        if not graph.is_whole:
            self._cut(len(graph.nodes), "nodes")
        return OK

    async def _impact(self) -> int:
        refs = await self._find(self._args.resources)
        depth = self._args.depth or None
        limit, failed = self._args.limit, len(set(refs))
        impact = await self._asked_of.impact(
            refs, self._asked(), depth=depth, told=True, at=self._args.at, limit=limit + failed
        )
        from dharma_tui.services.topology.formats.chart import marks_of_impact
        from dharma_tui.services.topology.formats.document import impact_document
        from dharma_tui.services.topology.formats.outline import outline_of_impact

        if self._args.json:
            self._output.json(impact_document(self._context.lake, impact, self._args.at))
        else:
            self._print(impact.graph, outline_of_impact(impact), marks_of_impact(impact))
        others = impact.total - failed
        self._output.note(f"{counted(others, 'other resource is', 'other resources are')} affected{impact.by}")
        if self._args.kind and len(impact.affected) < min(impact.total, limit + failed):
            self._output.note("only those of --kind are shown, and what the loss came to before it came to them")
        elif not impact.graph.is_whole:
            self._cut(len(impact.affected) - failed, "affected resources")
        return OK

    async def _path(self) -> int:
        start, end = await self._find([self._args.start, self._args.end])
        graph, way = await self._paths(start, end)
        from dharma_tui.services.topology.formats.outline import outline_of_paths
        from dharma_tui.services.topology.worded import down_words

        notes = [*([way] if way else []), *down_words(graph, way)]
        if not graph.paths and start != end:
            notes.insert(0, f"there is no path from {printable(self._args.start)} to {printable(self._args.end)}")
        elif not graph.is_whole and self._args.all and len(graph.paths) < self._args.limit:
            notes.append(
                "there may be more paths, there was too much to look through: ask for fewer steps with --depth"
            )
        elif not graph.is_whole:
            notes.append(cut_words(len(graph.paths), "paths"))
        if self._args.json:
            self._json(graph, notes=notes)
        else:
            self._print(graph, outline_of_paths(graph))
        for note in notes:
            self._output.note(note)
        return OK if graph.paths else FAILED

    async def _paths(self, start: ResourceRef, end: ResourceRef) -> tuple[Graph, str]:
        """As traffic goes if there is such a way, else as anything is related; and what is to be said of how it leads."""
        from dharma_tui.services.topology.leading import lead

        depth, every = self._args.depth, self._args.limit if self._args.all else 0
        if self._neo4j is None:
            ends, reaching = (start, end), self._reaching
            return await lead(
                self._graphs, ends, self._asked(), at=self._args.at, length=depth, every=every, reaching=reaching
            )
        return await self._neo4j.lead(start, end, self._asked(), at=self._args.at, length=depth, every=every)

    async def _reaching(self, ref: ResourceRef) -> list[Answers]:
        from dharma_tui.services.access import Access
        from dharma_tui.services.query.lookup import Lookup

        access = Access(self._context.lake, self._context.io, self._context.kinds)
        return await access.networks(ref, Lookup(self._context.lake), self._args.at)

    async def _reach(self) -> int:
        from dharma_tui.services.access import Access
        from dharma_tui.services.query.lookup import Lookup
        from dharma_tui.services.topology.reaching import in_no_network

        (ref,) = await self._find([self._args.resource])
        resource = (await self._context.inventory.resource(ref, self._args.at)).resource
        access, lookup = Access(self._context.lake, self._context.io, self._context.kinds), Lookup(self._context.lake)
        if self._args.other:
            (other,) = await self._find([self._args.other])
            told = await access.between(ref, other, lookup, self._args.at)
        else:
            told = await access.networks(ref, lookup, self._args.at)
        if self._args.json:
            from dharma_tui.services.topology.reaching import passing_of, with_passing

            passing = passing_of(ref, told)
            graph = await self._graphs.among([ref, *(other for other, _, _ in passing)], at=self._args.at)
            self._json(with_passing(graph, ref, passing), questions=[_ways(answer) for answer in told])
            return OK
        if resource.state in DOWN:
            self._output.line(f"{printable(resource.name, 120)} is {resource.state.and_traffic}")
        for answer in told:
            self._output.line(f"{answer.question}:")
            for way in answer.ways:
                sure = "" if way.sure else "perhaps, "
                why = f", {sure}{printable(way.why, 200)}" if way.why else ""
                self._output.line(f"  {printable(way.called, 140)}: {printable(way.what, 200)}{why}")
            if answer.beneath:
                self._output.line(f"  {printable(answer.beneath, 400)}")
        for left_out in dict.fromkeys(answer.left_out for answer in told if answer.left_out):
            self._output.note(f"not looked at: {left_out}")
        if not told:
            self._output.note(in_no_network(ref))
        return OK

    async def _spof(self) -> int:
        limit = self._args.limit
        found = await self._whole.weak_points(self._asked(), at=self._args.at, limit=limit + 1)
        is_cut, found = len(found.points) > limit, replace(found, points=found.points[:limit])
        if self._args.json:
            points = [{**_node(each.node), "wholly": each.wholly, "partly": each.partly} for each in found.points]
            nodes = Graph(tuple(each.node for each in found.points))
            self._json(nodes, points=points, looked_at=found.looked_at, candidates=found.candidates)
            return OK
        rows = ([f"{each.wholly:,}", f"{each.partly:,}", *_cells(each.node)] for each in found.points)
        self._output.table(("LOST", "IMPAIRED", "NAME", "KIND", "STATE"), rows, (True, True), 4)
        if found.looked_at < found.candidates:
            self._output.note(
                f"{found.looked_at:,} of {found.candidates:,} candidates were worked out, the likeliest first"
            )
        if is_cut:
            self._cut(limit, "points of failure")
        return OK

    async def _cycles(self) -> int:
        found, count = await self._whole.circles(self._asked("out"), **self._known)
        from dharma_tui.services.topology.formats.outline import outline_of_paths

        if self._args.json or self._args.format:
            self._print(_joined(each.graph for each in found), ())
            return OK
        for each in found:
            self._output.line(f"{counted(each.size, 'resource')} in a circle, a shortest way round:")
            for line in outline_of_paths(each.graph):
                self._output.line(f"  {line}")
        if len(found) < count:
            self._cut(len(found), "circles", count)
        else:
            self._output.note(counted(count, "circle"))
        return OK

    async def _orphans(self) -> int:
        found, count = await self._whole.orphans(self._asked(), **self._known)
        if self._args.json:
            self._json(Graph(tuple(found)))
            return OK
        self._output.table(("NAME", "KIND", "STATE"), (_cells(node) for node in found), (), 2)
        if len(found) < count:
            self._cut(len(found), "resources", count)
        return OK

    async def _communities(self) -> int:
        found, count = await self._whole.communities(self._asked(), **self._known)
        if self._args.json:
            busiest = dict.fromkeys(node for each in found for node in each.first)
            self._json(Graph(tuple(busiest)), communities=[_community(each) for each in found])
            return OK
        rows = (
            [
                *(f"{each.size:,}", f"{each.inside:,}", f"{each.outside:,}"),
                printable(", ".join(f"{kind} {number:,}" for kind, number in each.kinds[:3]), 120),
                printable(", ".join(node.called for node in each.first), 160),
            ]
            for each in found
        )
        self._output.table(("SIZE", "INSIDE", "OUTSIDE", "KINDS", "BUSIEST"), rows, (True, True, True))
        if len(found) < count:
            self._cut(len(found), "communities", count)
        return OK

    async def _diff(self) -> int:
        from dharma_tui.services.store.scan_ends import compared_with
        from dharma_tui.services.topology.formats.outline import outline_of_difference

        lake = self._context.lake
        before = None if self._args.since else compared_with(lake, SINCE)
        since = self._args.since or f"#{(before or lake.snapshot()).id}"
        until = self._args.until or self._args.at
        asked = self._asked()
        found = await self._graphs.difference(since, until, asked, limit=self._args.limit)
        if self._args.json:
            from dharma_tui.services.topology.formats.document import difference_document

            self._output.json(difference_document(lake, found, until))
            return OK
        from dharma_tui.services.topology.formats.chart import marks_of

        self._print(found.graph, outline_of_difference(found), marks_of(found))
        nodes, edges = counted(found.changed_nodes, "resource"), counted(found.changed_edges, "relationship")
        marked = (node.ref.kind for node, change in zip(found.graph.nodes, found.nodes, strict=True) if change)
        others = sum(not asked.names(kind, self._context.kinds) for kind in marked)
        ends = f", and {counted(others, 'resource')} of other kinds at their ends" if others else ""
        self._output.note(f"{nodes} and {edges} differ{f' since {since}' if before else ''}{ends}")
        if before is None and not self._args.since:
            self._output.note("there is nothing to compare with yet but one scan: --since names a moment within it")
        if not found.graph.is_whole:
            self._cut(self._args.limit, "of each")
        return OK

    async def _export(self) -> int:
        from dharma_tui.services.topology.formats.outline import outline

        refs = await self._find(self._args.resources)
        graph = await self._graphs.whole(refs, self._args.depth, self._asked(), told=True, **self._known)
        self._args.json = self._args.json or not self._args.format
        self._print(graph, outline(graph))
        if not graph.is_whole:
            self._cut(len(graph.nodes), "nodes")
        return OK

    # -- printing

    def _print(self, graph: Graph, text: Iterable[str], marks: Marks = ((), ())) -> None:
        """In the format asked for, with the ``marks`` of nodes and edges; as text without one."""
        if self._args.json:
            self._json(graph)
            return
        if self._args.format == "svg" and len(graph.nodes) > PICTURED:
            raise UsageError(
                f"nobody could read a picture of {len(graph.nodes):,} resources",
                f"ask for less: --limit, --depth or --kind; up to {PICTURED:,} are drawn",
            )
        lines = list(drawn(graph, self._args.format, marks)) if self._args.format else text
        for line in lines:
            self._output.line(printable_block(line))
        if self._args.format == "mermaid":
            note_too_much(self._output, lines)

    def _json(self, graph: Graph, **more: Any) -> None:
        """``graph`` as one document, with what else is told beside it."""
        from dharma_tui.services.topology.formats.document import document

        self._output.json({**document(self._context.lake, graph, self._args.at), **more})

    def _cut(self, shown: int, what: str, count: int = 0) -> None:
        self._output.note(cut_words(shown, what, count))


def cut_words(shown: int, what: str, count: int = 0) -> str:
    """That there are more than are shown."""
    of = f" of {count:,}" if count else ""
    return f"only {shown:,}{of} {what} are shown: raise --limit, or narrow the question"


def drawn(graph: Graph, form: str, marks: Marks = ((), ())) -> Iterable[str]:
    """``graph`` in one of the formats of other programs."""
    from dharma_tui.services.topology.formats.chart import chart_of
    from dharma_tui.services.topology.formats.dot import dot
    from dharma_tui.services.topology.formats.drawing import svg_of
    from dharma_tui.services.topology.formats.graphml import graphml
    from dharma_tui.services.topology.formats.mermaid import mermaid

    if form == "svg":
        return svg_of(graph, *marks)
    return {"dot": dot, "mermaid": mermaid, "graphml": graphml}[form](chart_of(graph, *marks))


def _cells(node: GraphNode) -> list[str]:
    return [printable(node.called, 120), printable(node.ref.kind, 60), node.state.value]


def _node(node: GraphNode) -> dict[str, Any]:
    return {"kind": node.ref.kind, "key": node.ref.key, "name": node.name, "state": node.state.value}


def _community(each: Any) -> dict[str, Any]:
    return {
        "size": each.size,
        "inside": each.inside,
        "outside": each.outside,
        "kinds": dict(each.kinds),
        "busiest": [_node(node) for node in each.first],
    }


def _ways(answer: Answers) -> dict[str, Any]:
    return {
        "question": answer.question,
        "unknown": answer.unknown,
        "not_looked_at": answer.left_out,
        "ways": [
            {
                "name": way.name,
                "what": way.what,
                "why": way.why,
                "sure": way.sure,
                "behind": way.is_behind,
                "kind": way.other.kind if way.other else None,
                "key": way.other.key if way.other else None,
            }
            for way in answer.ways
        ],
    }


def _joined(graphs: Iterable[Graph]) -> Graph:
    """Graphs beside each other as one."""
    whole = Graph()
    for graph in graphs:
        first = len(whole.nodes)
        edges = (replace(edge, source=edge.source + first, target=edge.target + first) for edge in graph.edges)
        paths = (tuple(place + first for place in path) for path in graph.paths)
        whole = Graph((*whole.nodes, *graph.nodes), (*whole.edges, *edges), (*whole.paths, *paths))
    return whole
