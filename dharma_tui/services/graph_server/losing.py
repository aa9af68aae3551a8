"""What is affected if something fails, as Neo4j tells what is related: by the rules and the arithmetic of the graph in memory.

What may lose is asked for step by step, with all its relationships, so that those that stand in for each other are all known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dharma_tui.core.graph import Affected, ImpactGraph
from dharma_tui.core.graph_order import impact_in_order
from dharma_tui.core.types import ResourceRef, State, Verb
from dharma_tui.services.graph_server.names import MISSING, RESOURCE, VERBS, quoted, type_of
from dharma_tui.services.graph_server.questions import LIMIT, GraphServerQuestions
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.graph import STATES
from dharma_tui.services.topology.impact import Impact, impact
from dharma_tui.services.topology.rules import Carries, Rules, Table
from dharma_tui.services.topology.sparing import ruled
from dharma_tui.services.topology.spreading import LEAST

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec

MOST = 20_000
"""Resources that are asked for with their relationships before an answer is given as one that is not whole."""
_BY_COPIES = (Verb.MANAGES, Verb.RUNS_ON, Verb.DEPENDS_ON, Verb.CONTAINS)
"""What tells who keeps copies, what these stand on and where they are, whichever relationships carry losses."""
_STATES: Mapping[str | None, int] = {str(state): number for number, state in enumerate(STATES)}


class _Around:
    """What is known so far: numbers of resources from 0, their kinds, relationships. Of those ``asked`` all are known."""

    def __init__(self, verbs: Collection[Verb], kinds: Mapping[str, KindSpec]) -> None:
        self.verbs = verbs
        self._specs = kinds
        self.uids: list[str] = []
        self.asked: set[int] = set()
        self._missing: list[bool] = []
        """Whether it is named and not there: then it loses nothing."""
        self._states: list[int] = []
        self._numbers: dict[str, int] = {}
        self._kinds: list[str] = []
        self._edges: dict[tuple[int, int, Verb], None] = {}
        self.rules: Rules
        """Those of the losses told last."""

    def number(self, uid: str, kind: str, is_missing: bool = False, state: str | None = None) -> int:
        """That of a resource; the next where it has none yet."""
        number = self._numbers.setdefault(uid, len(self.uids))
        if number == len(self.uids):
            self.uids.append(uid)
            self._kinds.append(kind)
            self._missing.append(is_missing)
            self._states.append(STATES.index(State.UNKNOWN))
        if state in _STATES:  # of what failed it is told with its relationships
            self._states[number] = _STATES[state]
        return number

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Relationships: their ends, each by uid, kind, whether it is missing and its state, and their type."""
        for source, target, verb in rows:
            if verb in VERBS:
                self._edges[self.number(*source), self.number(*target), VERBS[verb]] = None

    def losses(self, failed: Collection[int], depth: int | None) -> tuple[Adjacency, Impact, list[int]]:
        """What those asked for lose, and who else may lose by them."""
        losing = self._losing(self._edges)
        graph, rules = self._ruled(
            [edge for edge, pairs in zip(self._edges, losing, strict=True) if any(to in self.asked for _, to in pairs)]
        )
        found = impact(graph, failed, rules, depth=depth)
        self.rules = rules
        lost = set(found.nodes.tolist())
        pairs = (pair for each in losing for pair in each)
        due = {loser for giver, loser in pairs if giver in lost} | self._copies(lost)
        return graph, found, sorted(due - self.asked)

    def _copies(self, lost: Collection[int]) -> set[int]:
        """Keepers among what ``lost`` loses by, copies of these and of ``lost``, and what these run on: by these all count."""
        table = self._table()
        keepers = {to for by, to, verb in self._edges if by in lost and self._counts_by_copies(table, by, verb, to)}
        copies = {to for by, to, verb in self._edges if verb is Verb.MANAGES and (by in keepers or by in lost)}
        hosts = {to for by, to, verb in self._edges if verb is Verb.RUNS_ON and by in copies}
        return keepers | copies | hosts

    def _counts_by_copies(self, table: Table, by: int, verb: Verb, to: int) -> bool:
        rule = table.rule(self._kinds[by], verb, self._kinds[to])
        return rule is not None and rule.by_copies

    def _table(self) -> Table:
        return Table(tuple(dict.fromkeys(self._kinds)), self._specs)

    def _losing(self, edges: Collection[tuple[int, int, Verb]]) -> list[list[tuple[int, int]]]:
        """Of each edge who brings a loss, and to whom."""
        graph, rules = self._ruled(edges)
        ways: dict[int, list[Carries]] = {}
        for number, _, rule in rules.carrying():
            ways.setdefault(number, []).append(rule.way)
        ends = {Carries.TO_TARGET: (0, 1), Carries.TO_SOURCE: (1, 0)}
        return [
            [
                (graph.ends(edge)[giver], graph.ends(edge)[to])
                for giver, to in (ends[way] for way in ways.get(number, ()))
            ]
            for edge, number in enumerate(rules.numbers.tolist())
        ]

    def _ruled(self, edges: Collection[tuple[int, int, Verb]]) -> tuple[Adjacency, Rules]:
        """These edges, and by which rules they go."""
        sources, targets, verbs = zip(*edges, strict=True) if edges else ((), (), ())
        graph = Adjacency(len(self.uids), sources, targets, [CODES[verb] for verb in verbs])
        names = {name: place for place, name in enumerate(dict.fromkeys(self._kinds))}
        rules = self._table().rules(graph, [names[kind] for kind in self._kinds])
        return graph, ruled(rules, graph, self._states, self._missing).over(self.verbs)


class GraphServerLosses:
    """Blocks. Raises GraphServerError, and NotFoundError for what the server does not have."""

    def __init__(self, questions: GraphServerQuestions, kinds: Mapping[str, KindSpec]) -> None:
        self._questions = questions
        self._kinds = kinds

    def impact(
        self, refs: Sequence[ResourceRef], verbs: Collection[Verb], depth: int | None = None, limit: int = LIMIT
    ) -> ImpactGraph:
        """What is lost if all of ``refs`` fail at once, over these verbs; with ``depth``, in as many steps."""
        self._questions.known(refs)
        around = _Around(verbs, self._kinds)
        failed = [around.number(str(ref), ref.kind) for ref in refs]
        due, is_whole = list(dict.fromkeys(failed)), True
        while True:
            around.add(self._related([around.uids[number] for number in due], {*verbs, *_BY_COPIES}))
            around.asked |= set(due)
            graph, found, due = around.losses(failed, depth)
            if not due:
                break
            if len(around.asked) + len(due) > MOST:
                is_whole = False
                break
        return replace(self._told(around, graph, found, limit, is_whole), depth=depth or 0)

    def _related(self, uids: Sequence[str], verbs: Collection[Verb]) -> list[list[Any]]:
        types = "|".join(quoted(type_of(verb)) for verb in sorted(verbs))
        if not types:
            return []
        return self._questions.rows(
            f"UNWIND $uids AS uid MATCH (n:{RESOURCE} {{uid: uid}})-[r:{types}]-(:{RESOURCE})"
            " WITH DISTINCT startNode(r) AS a, endNode(r) AS b, type(r) AS type"
            f" RETURN [a.uid, a.kind, a:{MISSING}, a.state], [b.uid, b.kind, b:{MISSING}, b.state], type",
            {"uids": list(uids)},
        )

    def _told(self, around: _Around, graph: Adjacency, found: Impact, limit: int, is_whole: bool) -> ImpactGraph:
        losses = found.losses(limit)
        drawn = self._questions.among([around.uids[loss.node] for loss in losses], sorted(around.verbs))
        places = {str(node.ref): place for place, node in enumerate(drawn.nodes)}
        edges = {(edge.source, edge.target, edge.verb): place for place, edge in enumerate(drawn.edges)}

        def by(edge: int) -> int | None:
            if edge < 0:
                return None
            source, target = (places[around.uids[end]] for end in graph.ends(edge))
            return edges[source, target, graph.verb(edge)]

        affected = (
            Affected(
                places[around.uids[loss.node]],
                loss.loss,
                by(loss.edge),
                loss.lost,
                loss.copies,
                around.rules.what(loss.edge),
            )
            for loss in losses
        )
        whole = is_whole and found.is_whole and len(losses) == len(found)
        least = LEAST if found.leaves_out else 0.0
        return impact_in_order(ImpactGraph(replace(drawn, is_whole=whole), tuple(affected), len(found), least))
