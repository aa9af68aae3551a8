"""Who reaches whom over networks, drawn: what passes between a resource and others, and between it and the internet, with ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.access import FROM_INTERNET, OUTWARDS, Answers, Way
from dharma_tui.core.drawing import Mark, NodeId, SketchEdge, SketchNode
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted
from dharma_tui.core.graph import REACH, Graph, GraphEdge
from dharma_tui.core.topology_answer import Answer, AnswerLine
from dharma_tui.core.types import ResourceRef, State, Verb
from dharma_tui.services.between import unplaced
from dharma_tui.services.topology.adjacency import Direction
from dharma_tui.services.topology.adjacency import Way as Walk
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import Choice, of_nodes, way_of
from dharma_tui.services.topology.graph import as_nodes
from dharma_tui.services.topology.sketching import MOST_NODES, Sketched, node_id

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.services.access import Access
    from dharma_tui.services.query.lookup import Lookup

INTERNET: NodeId = "internet"
"""What the internet is drawn as."""
DRAWN = MOST_NODES - 10
"""Other ends that are drawn; all are told."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The ways of one resource, by the question that they answer."""

    ref: ResourceRef
    answers: tuple[Answers, ...]

    @property
    def ways(self) -> Iterator[tuple[Answers, Way]]:
        """All of them."""
        return ((answer, way) for answer in self.answers for way in answer.ways)


async def reached(view: TopologyView, access: Access, lookup: Lookup) -> list[Reached]:
    """What passes to and from the focus, or between it and ``view.to``; from the internet alone where there is no focus.

    Raises NotFoundError, UsageError for a resource with itself, StoreError.
    """
    other = view.to if isinstance(view.to, ResourceRef) else None
    if other in view.focus:
        raise UsageError("a resource reaches itself", "name another one: 'web-1 reach to:orders'")
    found: list[Reached] = []
    for ref in view.focus or filter(None, (other,)):
        if view.focus and other is not None:
            told = await access.between(ref, other, lookup, view.at)
            answers = [answer for answer in told if answer.question != FROM_INTERNET]
        else:
            answers = await access.networks(ref, lookup, view.at)
        if not view.focus:
            answers = [answer for answer in answers if answer.question == FROM_INTERNET]
        hidden = view.hidden_kinds
        found.append(Reached(ref, tuple(_without(answer, hidden) for answer in answers)))
    return found


def _without(answer: Answers, kinds: frozenset[str]) -> Answers:
    return replace(answer, ways=tuple(way for way in answer.ways if way.other is None or way.other.kind not in kinds))


def choice_of(held: Held, view: TopologyView, found: Sequence[Reached]) -> Choice:
    """Those asked about, the other ends of their ways, and between two the groups that guard them."""
    others = dict.fromkeys(way.other for each in found for _, way in each.ways if way.other is not None)
    asked = [each.ref for each in found]
    asked += [view.to] if isinstance(view.to, ResourceRef) else []
    nodes = [held.names.node(ref) for ref in dict.fromkeys([*asked, *list(others)[:DRAWN]])]
    numbers = [node for node in nodes if node is not None]
    around = [] if view.to is None else _guards(held, numbers)
    walk = Walk(Direction.BOTH, way_of(held.topology, view).verbs)
    choice = of_nodes(held.topology, walk, as_nodes(sorted({*numbers, *around})), numbers)
    return replace(choice, found=frozenset(numbers))


def _guards(held: Held, nodes: Sequence[int]) -> list[int]:
    """The security groups that are related to any of ``nodes``."""
    from dharma_tui.services.network.interfaces import GROUP

    groups = Walk(Direction.BOTH, frozenset({Verb.PROTECTS}), held.topology.of_kinds([GROUP]))
    return [int(other) for _, others in groups.steps(held.topology.graph, as_nodes(nodes)) for other in others]


def with_reach(sketched: Sketched, found: Sequence[Reached]) -> Sketched:
    """``sketched`` with what passes as edges, and with the internet where it comes from there or goes there."""
    there = {node.id for node in sketched.sketch.nodes}
    passing: dict[tuple[NodeId, NodeId], list[str]] = {}
    for each in found:
        for answer, way in each.ways:
            for ends, label in _steps(each.ref, answer.question, way):
                labels = passing.setdefault(ends, [])
                labels += [label] if label and label not in labels else []
    drawn = {end for pair in passing for end in pair}
    nodes = sketched.sketch.nodes
    if INTERNET in drawn:
        nodes = (*nodes, SketchNode(INTERNET, "the internet", state=State.UNKNOWN, mark=Mark.FOUND))
        there.add(INTERNET)
    edges = [
        SketchEdge(source, target, Verb.CONNECTS_TO, mark=Mark.FOUND, label=", ".join(labels))
        for (source, target), labels in passing.items()
        if source in there and target in there
    ]
    kept = (edge for edge in sketched.sketch.edges if (edge.source, edge.target) not in passing)
    sketch = replace(sketched.sketch, nodes=nodes, edges=(*kept, *edges))
    return replace(sketched, sketch=replace(sketch, left_out=sketch.left_out + len(passing) - len(edges)))


def _steps(ref: ResourceRef, question: str, way: Way) -> Iterator[tuple[tuple[NodeId, NodeId], str]]:
    """A way as edges, and what passes on each."""
    here, other = node_id(ref), node_id(way.other) if way.other is not None else INTERNET
    passes = way.what if way.sure else f"perhaps {way.what}"
    if way.is_behind:
        yield (INTERNET, other), passes
        yield (other, here), ""
    elif question == FROM_INTERNET:
        if other != INTERNET:
            yield (INTERNET, other), ""
        yield (other, here), passes
    elif question == OUTWARDS:
        yield (here, other), passes
    else:
        yield (other, here), passes


def answer_of(found: Sequence[Reached]) -> Answer:
    """All of it in words."""
    count = sum(1 for each in found for _ in each.ways)
    lines: list[AnswerLine] = []
    for each in found:
        for answer in each.answers:
            lines.append(AnswerLine(answer.question, is_heading=True))
            lines += map(_line, answer.ways)
            if answer.beneath:
                lines.append(AnswerLine(answer.beneath))
        lines += _not_looked_at(each.answers)
    if not any(each.answers for each in found):
        said = dict.fromkeys(in_no_network(each.ref) for each in found)
        return Answer(
            "; ".join(f"{words[0].upper()}{words[1:]}" for words in said or ["it is in no network that is known"])
        )
    is_known = not any(answer.unlisted for each in found for answer in each.answers)
    none = "Nothing passes" if is_known else "Nothing is known to pass"
    return Answer(counted(count, "way") if count else none, tuple(lines))


def in_no_network(ref: ResourceRef) -> str:
    """Why nothing can be said of what reaches ``ref``."""
    why = unplaced(ref, "it")
    return f"{why.what} {why.how}"


def _line(way: Way) -> AnswerLine:
    perhaps = "" if way.sure else "perhaps "
    return AnswerLine(way.called, more=f"{perhaps}{way.what}{f', {way.why}' if way.why else ''}", ref=way.other)


def _not_looked_at(answers: Iterable[Answers]) -> list[AnswerLine]:
    left_out = dict.fromkeys(answer.left_out for answer in answers if answer.left_out)
    return [AnswerLine("", more=f"not looked at: {words}") for words in left_out]


def passing_of(ref: ResourceRef, answers: Iterable[Answers]) -> list[tuple[ResourceRef, str, bool]]:
    """What passes between ``ref`` and each other resource, and whether it comes from there."""
    return [
        (way.other, way.what if way.sure else f"perhaps {way.what}", answer.question != OUTWARDS)
        for answer in answers
        for way in answer.ways
        if way.other not in (None, ref) and not way.is_behind
    ]


def with_passing(graph: Graph, ref: ResourceRef, passing: Iterable[tuple[ResourceRef, str, bool]]) -> Graph:
    """``graph`` with what passes as its only edges."""
    places = {node.ref: place for place, node in enumerate(graph.nodes)}
    here = places[ref]
    edges = (
        GraphEdge(*((there, here) if inwards else (here, there)), Verb.CONNECTS_TO, f"{REACH}{what}")
        for other, what, inwards in passing
        if (there := places.get(other)) is not None
    )
    return replace(graph, edges=tuple(dict.fromkeys(edges)))
