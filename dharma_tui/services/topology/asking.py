"""Questions on all of a graph, or on what is around something: what is drawn for an answer, what is marked, and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TypeAlias

import numpy as np

from dharma_tui.core.access import unlisted_words
from dharma_tui.core.faces import kind_word
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, GraphNode
from dharma_tui.core.topology_answer import Answer, AnswerLine
from dharma_tui.core.topology_view import Question, TopologyView
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Direction, Edges, Flags, Nodes, Way
from dharma_tui.services.topology.answers import Held, community
from dharma_tui.services.topology.choosing import Choice, of_nodes, way_of
from dharma_tui.services.topology.communities import Labels, communities, of_everything
from dharma_tui.services.topology.cycles import circles, way_round
from dharma_tui.services.topology.graph import as_nodes
from dharma_tui.services.topology.spreading import WHOLLY
from dharma_tui.services.topology.walks import around, orphans, other_end
from dharma_tui.services.topology.weak_points import lost_by, weak_points

LIMIT = 20
"""Weak points, circles and communities that are told of, the worst or largest of them."""
LISTED = 500
"""Lines of an answer."""
SINGLE = 40
"""Up to so many found things are drawn each by itself."""
WhyMissing: TypeAlias = Callable[[Sequence[tuple[GraphNode, GraphNode]]], Mapping[GraphNode, str]]
"""Why things are not in the inventory, by one that is missing and one that names it."""


@dataclass(frozen=True)
class Asked:
    """What is drawn for a question, and its answer. ``labels`` is (n,) the community of each node, where these were asked for."""

    choice: Choice
    answer: Answer
    labels: Labels | None = None


class Asking:
    """Answers questions of one view on one graph. Blocks; raises StoreError."""

    def __init__(self, held: Held, view: TopologyView, focus: Sequence[int], why_missing: WhyMissing) -> None:
        self._held = held
        self._graph = held.topology.graph
        self._view = view
        self._why_missing = why_missing
        self._way = way_of(held.topology, view)
        self._place = ""
        if focus:
            self._place = " around it" if len(focus) == 1 else " around these"
            self._way = replace(self._way, nodes=self._near(focus))

    def ask(self) -> Asked:
        """The answer to the question of the view."""
        answers: Mapping[Question, Callable[[], Asked]] = {
            Question.SPOF: self._weak_points,
            Question.CYCLES: self._cycles,
            Question.ORPHANS: self._orphans,
            Question.DANGLING: self._dangling,
            Question.COMMUNITIES: self._communities,
            Question.REACH: self._exposed,
        }
        assert self._view.question is not None
        return answers[self._view.question]()

    def _near(self, focus: Sequence[int]) -> Flags:
        """(n,) what is around the focus, and not hidden."""
        near = np.zeros(self._graph.count, np.bool_)
        for node in focus:
            near[around(self._graph, node, self._view.depth, self._way.also_over(*focus)).nodes] = True
        return near

    def _chosen(self, nodes: Nodes, found: Iterable[int], edges: Iterable[int] = ()) -> Choice:
        """Of what is found as much by itself as can be read."""
        marked = frozenset(found)
        single = sorted(marked) if len(marked) <= SINGLE else ()
        drawn = np.union1d(nodes, as_nodes(sorted(marked))).astype(np.int32)
        choice = of_nodes(self._held.topology, Way(Direction.BOTH, self._way.verbs), drawn, single)
        return replace(choice, found=marked, found_edges=frozenset(edges))

    def _named(self, nodes: Sequence[int]) -> list[GraphNode]:
        return self._held.names.nodes(nodes)

    # -- questions

    def _weak_points(self) -> Asked:
        rules = self._held.rules if self._way.verbs is None else self._held.rules.over(self._way.verbs)
        there = self._held.topology.there
        wanted = there if self._way.nodes is None else there & self._way.nodes
        found, tried, candidates = weak_points(self._graph, rules, wanted, LIMIT)
        taken = [np.zeros(0, np.int32)]
        for each in found:
            lost = lost_by(self._graph, each.node, rules)
            taken.append(lost.nodes[lost.shares >= WHOLLY])
        nodes = np.unique(np.concatenate(taken))
        if self._way.nodes is not None:
            nodes = nodes[self._way.nodes[nodes]]
        lines = [
            AnswerLine(
                *(node.called, f"{weak.wholly:>4,}"),
                f"{kind_word(node.ref.kind)}{f', {weak.partly:,} degraded' if weak.partly else ''}",
                node.ref,
            )
            for weak, node in zip(found, self._named([each.node for each in found]), strict=True)
        ]
        if lines:
            lines.insert(0, AnswerLine("how many go down with each, what it contains aside", is_heading=True))
        title = f"{counted(len(found), 'single point')} of failure"
        if len(found) == LIMIT:
            title = f"The {LIMIT} worst single points of failure"
        if tried < candidates:
            lines.append(AnswerLine(f"{tried:,} of {candidates:,} candidates were worked out", is_heading=True))
        nothing = f"No single point of failure{self._place}", "nothing alone takes others with it"
        return Asked(self._chosen(nodes, (each.node for each in found)), Answer(title, tuple(lines), nothing))

    def _cycles(self) -> Asked:
        way = replace(self._way, direction=Direction.OUT)
        graph = self._held.asked
        found = circles(graph, way)
        rounds = [(circle, way_round(graph, circle, way)) for circle in found[:LIMIT]]
        lines: list[AnswerLine] = []
        on_way: set[int] = set()
        for circle, edges in rounds:
            nodes = [circle[0]]
            for edge in edges:
                nodes.append(other_end(self._graph, edge, nodes[-1]) if len(circle) > 1 else nodes[-1])
            on_way.update(nodes)
            lines += self._round(len(circle), nodes, edges)
        nodes_of = as_nodes(sorted({node for circle, _ in rounds for node in circle}))
        edges_of = chain.from_iterable(edges for _, edges in rounds)
        title = counted(len(found), "circle")
        if len(found) > LIMIT:
            title = f"The {LIMIT} largest of {len(found):,} circles"
        nothing = f"Nothing leads back to itself{self._place}", "there are no cycles"
        return Asked(self._chosen(nodes_of, on_way, edges_of), Answer(title, tuple(lines[:LISTED]), nothing))

    def _round(self, size: int, nodes: Sequence[int], edges: Sequence[int]) -> list[AnswerLine]:
        """A shortest way round, a step a line."""
        named = self._named(nodes)
        lines = [AnswerLine(f"{counted(size, 'resource')} in a circle", is_heading=True)]
        lines.append(AnswerLine(named[0].called, ref=named[0].ref))
        for edge, (_, node) in zip(edges, pairwise(named), strict=True):
            lines.append(AnswerLine(node.called, FORTH[self._graph.verb(edge)], ref=node.ref))
        return lines

    def _orphans(self) -> Asked:
        nodes = orphans(self._graph, self._way)
        nodes = nodes[nodes < self._held.topology.present].astype(np.int32)
        codes = self._held.topology.kind_codes[nodes]
        shown = nodes[np.argsort(codes, kind="stable")][:LISTED]
        lines = [
            AnswerLine(node.called, more=kind_word(node.ref.kind), ref=node.ref) for node in self._named(shown.tolist())
        ]
        title = f"{counted(len(nodes), 'resource')} with no relationships"
        nothing = f"Everything{self._place} is related to something", "there are no orphans"
        return Asked(self._chosen(nodes, nodes.tolist()), Answer(title, (*lines, *_more(len(nodes))), nothing))

    def _dangling(self) -> Asked:
        graph, present = self._graph, self._held.topology.present
        missing = np.arange(present, graph.count, dtype=np.int32)
        if self._way.nodes is not None:
            missing = missing[self._way.nodes[missing]]
        steps = [list(self._way.steps(graph, as_nodes([node]))) for node in missing[:LISTED].tolist()]
        naming = [np.unique(np.concatenate([edges for edges, _ in each])) for each in steps]
        lines = self._missing_lines(missing[:LISTED].tolist(), naming)
        others = [nodes for each in steps for _, nodes in each]
        nodes = np.unique(np.concatenate([missing, *others])).astype(np.int32)
        edges = chain.from_iterable(each.tolist() for each in naming)
        title = f"{counted(len(missing), 'thing')} named and not in the inventory"
        nothing = f"Everything that is named{self._place} is in the inventory", "no reference dangles"
        answer = Answer(title, (*lines, *_more(len(missing))), nothing)
        return Asked(self._chosen(nodes, missing.tolist(), edges), answer)

    def _missing_lines(self, missing: Sequence[int], edges: Sequence[Edges]) -> list[AnswerLine]:
        """Each thing that is missing with why, and what names it."""
        named = self._named(missing)
        told: list[tuple[GraphNode, list[tuple[Verb, bool, GraphNode]]]] = []
        for number, node, here in zip(missing, named, edges, strict=True):
            others = self._named([other_end(self._graph, edge, number) for edge in here.tolist()])
            ways = [
                (self._graph.verb(edge), self._graph.ends(edge)[1] == number, other)
                for edge, other in zip(here.tolist(), others, strict=True)
            ]
            told.append((node, ways))
        whys = self._why_missing([(node, ways[0][2]) for node, ways in told if ways])
        lines: list[AnswerLine] = []
        for node, ways in told:
            lines.append(
                AnswerLine(node.called, more=f"{kind_word(node.ref.kind)}: {whys.get(node, 'not there')}", ref=node.ref)
            )
            for verb, forth, other in dict.fromkeys(ways):
                said = BACK[verb] if forth else FORTH[verb]
                lines.append(AnswerLine(other.called, f"    {said}", kind_word(other.ref.kind), other.ref))
        return lines[:LISTED]

    def _communities(self) -> Asked:
        is_all = self._way.verbs is None and self._way.nodes is None
        labels = of_everything(self._graph).astype(np.int64) if is_all else communities(self._graph, self._way)
        sizes = np.bincount(labels, minlength=1)
        nodes = np.arange(self._graph.count, dtype=np.int32)
        nodes = nodes if self._way.nodes is None else np.flatnonzero(self._way.nodes).astype(np.int32)
        several = nodes[sizes[labels[nodes]] > 1]
        count = int((sizes > 1).sum())
        lines = []
        for number in range(min(count, LIMIT)):
            found = community(self._held, labels, number, self._way, 3)
            kinds = ", ".join(f"{kind.rpartition('.')[2]} {many:,}" for kind, many in found.kinds[:3])
            more = f"{kinds}; {found.inside:,} within, {found.outside:,} out"
            hub = found.first[0]
            lines.append(
                AnswerLine(f"around {hub.called}", f"{found.size:>4,}", more, hub.ref, f"group:around {hub.ref}")
            )
        title = counted(count, "community", "communities")
        nothing = f"Nothing{self._place} is related to anything", "there are no communities"
        choice = of_nodes(self._held.topology, Way(Direction.BOTH, self._way.verbs), several)
        choice = replace(choice, found=frozenset(several.tolist()))
        return Asked(choice, Answer(title, (*lines, *_more(count, LIMIT)), nothing), labels)

    def _exposed(self) -> Asked:
        """What connections lead to from gateways to the internet, as scans found them."""
        from dharma_tui.services.network.drawing import GATEWAY

        graph, way = self._graph, replace(self._way, direction=Direction.OUT, verbs=frozenset({Verb.CONNECTS_TO}))
        gates = np.flatnonzero(self._held.topology.of_kinds([GATEWAY])).astype(np.int32)
        leading = [edges for edges, _ in way.steps(graph, gates)]
        edges = [] if Verb.CONNECTS_TO in self._view.hidden_verbs else np.concatenate(leading).tolist()
        ends = sorted({node for edge in edges for node in graph.ends(edge)})
        places = {node: place for place, node in enumerate(ends)}
        named = self._named(ends)
        told = self._held.names.edges(edges, places, told=True)
        by_target = sorted(told, key=lambda edge: (named[edge.target].ref.kind, named[edge.target].name))
        lines = [
            AnswerLine(named[edge.target].called, more=_said(edge.told), ref=named[edge.target].ref)
            for edge in by_target[:LISTED]
        ]
        reached = {edge.target for edge in told}
        perhaps = len(reached - {edge.target for edge in told if not _said(edge.told).startswith("perhaps ")})
        title = f"{counted(len(reached), 'resource is', 'resources are')} reached from the internet"
        title += f", {perhaps:,} of them perhaps" if perhaps else ""
        if unknown := self._unknown():
            lines.append(AnswerLine(f"Not known: {unknown}."))
        nothing = (
            "The internet reaches nothing that is known",
            "networks are known of AWS; F and reach ask of one resource",
        )
        choice = self._chosen(as_nodes(ends), [ends[target] for target in reached], edges)
        labels = {(ends[edge.source], ends[edge.target], edge.verb): _said(edge.told) for edge in told}
        return Asked(replace(choice, labels=labels), Answer(title, (*lines, *_more(len(told))), nothing))

    def _unknown(self) -> str:
        """What of networks was not listed: every VPC has a route table, a network ACL and a security group of its own."""
        from dharma_tui.services.network.drawing import ACL, TABLE
        from dharma_tui.services.network.interfaces import GROUP, VPC

        topology = self._held.topology
        networks = topology.of_kinds([VPC])
        unlisted: list[str] = []
        for kind, what in ((TABLE, "route tables"), (ACL, "network ACLs"), (GROUP, "security groups")):
            around = Way(Direction.IN, frozenset({Verb.CONTAINS}), networks)
            there = np.flatnonzero(topology.of_kinds([kind]) & topology.there).astype(np.int32)
            bare = networks.copy()
            for _, holders in around.steps(self._graph, there):
                bare[holders] = False
            names = sorted(node.name for node in self._named(np.flatnonzero(bare).tolist()))
            unlisted += [f"{what} of {name}" for name in names]
        return unlisted_words([*unlisted, *self._unlisted_entries()])

    def _unlisted_entries(self) -> list[str]:
        """The prefix lists that groups let in of which no entry is known."""
        from dharma_tui.services.network.drawing import LIST, LIST_ENTRY
        from dharma_tui.services.network.interfaces import GROUP

        graph, topology = self._graph, self._held.topology
        bare = topology.of_kinds([LIST])
        entries = np.flatnonzero(topology.of_kinds([LIST_ENTRY]) & topology.there).astype(np.int32)
        for _, holders in Way(Direction.IN, frozenset({Verb.CONTAINS}), bare.copy()).steps(graph, entries):
            bare[holders] = False
        naming = Way(Direction.IN, None, topology.of_kinds([GROUP]))
        edges = [
            edge for found, _ in naming.steps(graph, np.flatnonzero(bare).astype(np.int32)) for edge in found.tolist()
        ]
        ends = sorted({node for edge in edges for node in graph.ends(edge)})
        named, places = self._named(ends), {node: place for place, node in enumerate(ends)}
        told = self._held.names.edges(edges, places, told=True)
        let_in = {named[edge.target].name for edge in told if "IpPermissions." in edge.told}
        return [f"entries of {name}" for name in sorted(let_in)]


def _said(told: str) -> str:
    """``reach:tcp 443 from 0.0.0.0/0`` without the name of the rule."""
    return told.partition(":")[2] or told


def _more(count: int, listed: int = LISTED) -> tuple[AnswerLine, ...]:
    return (AnswerLine(f"and {count - listed:,} more", is_heading=True),) if count > listed else ()
