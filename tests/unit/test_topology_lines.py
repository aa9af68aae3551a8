"""What is listed beside a picture and in its answer, and what of it is only counted."""

from __future__ import annotations

import pytest

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.graph import Affected, Graph, GraphDifference, GraphEdge, GraphNode, ImpactGraph
from dharma_tui.core.topology_view import TopologyView, parse_topology
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.screens._topology_lines import change_lines, impact_lines
from dharma_tui.services.topology.worded import LISTED, answer_of_impact
from dharma_tui.widgets.line_list import Line


def nodes(count: int) -> tuple[GraphNode, ...]:
    return tuple(GraphNode(ResourceRef("x.vm", f"k-{at}"), f"vm-{at}") for at in range(count))


def told(lines: list[Line]) -> list[str]:
    return [line.text.strip() for line in lines]


def test_what_of_an_impact_is_not_listed_is_counted_wherever_it_is_told() -> None:
    queue = GraphNode(ResourceRef("x.queue", "q"), "queue")
    drawn = (*nodes(LISTED + 3), queue)
    edges = tuple(GraphEdge(at, 0, Verb.DEPENDS_ON) for at in range(1, len(drawn)))
    losses = (Affected(0, 1.0), *(Affected(at + 1, 1.0, at) for at in range(len(edges))))
    found = ImpactGraph(Graph(drawn, edges), losses, len(drawn) + 4, 0.01)
    view = TopologyView(
        focus=(drawn[0].ref,),
        impact=True,
        hidden_kinds=frozenset({"x.queue"}),
        hidden_verbs=frozenset({Verb.CONTAINS}),
    )

    answer = answer_of_impact(found, view)

    left_out = [
        "and 7 more",
        "1 of hidden kinds left out",
        "others lose less than 1% each",
        "hidden relationships carry no loss",
    ]
    assert [line.name for line in answer.lines if line.is_heading] == left_out
    beside = told(impact_lines(found, view, {}, {}))[-len(left_out) :]
    assert [line.removesuffix(" (U shows them)") for line in beside] == left_out


def test_changes_that_are_not_drawn_are_counted_by_what_they_are_and_those_not_listed_too() -> None:
    known = nodes(LISTED)
    edges = tuple(GraphEdge(at, at + 1, Verb.DEPENDS_ON) for at in range(40))
    found = GraphDifference(
        Graph(known, edges),
        (ChangeKind.ADDED,) * len(known),
        (None,) * len(known),
        (ChangeKind.REMOVED,) * len(edges),
        len(known) + 5,
        len(edges),
    )
    drawn = {node.ref for node in known[: LISTED - 10]}

    lines = told(change_lines(found, drawn))

    assert " ".join(lines[:2]) == "10 resources are not drawn: E shows everything"
    assert "elsewhere" not in lines and lines[-1] == "and 45 more" and len(lines) == 2 + LISTED + 1

    some = told(change_lines(found, {node.ref for node in known[:30]}))
    assert " ".join(some[:2]) == "470 resources and 11 relationships are not drawn: E shows everything"
    assert "elsewhere" in some and some[-1] == "and 45 more"
    assert not any("more" in line for line in told(change_lines(few()))[-1:])


def few() -> GraphDifference:
    return GraphDifference(Graph(nodes(2)), (ChangeKind.ADDED,) * 2, (None,) * 2, (), 2, 0)


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("web-1", "E shows everything"), ("all as:nested", "space opens what it was in"),
        ("all as:nested hide:x.queue", "U shows what is hidden"), ("all as:layered", "that is more than can be read at once"),
    ],
)  # fmt: skip
def test_how_to_see_the_changes_that_are_not_drawn_is_said_by_what_is_looked_at(line: str, how: str) -> None:
    view = parse_topology(line, ["x.queue"])
    lines = told(change_lines(few(), (), view))
    assert " ".join(lines[: lines.index("elsewhere")]) == f"2 resources are not drawn: {how}"
