"""No more than a person can read, and nothing lost without being counted."""

from __future__ import annotations

from collections import Counter

from dharma_tui.core.drawing import Mark, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.types import Severity, State
from dharma_tui.services.topology.layout.communities import communities
from dharma_tui.services.topology.layout.grouping import OTHERS, by_kind, folded, grouped


def estate(size: int = 1000, kinds: int = 10) -> Sketch:
    """Every node leads to the next of another kind and to one far away."""
    nodes = tuple(SketchNode(at, f"node {at}", f"aws.k{at % kinds}", State.RUNNING) for at in range(size))
    edges = tuple(SketchEdge(at, (at + step) % size, "depends_on") for at in range(size) for step in (1, 37))
    return Sketch(nodes, edges)


def test_groups_count_their_members_and_the_edges_between_them() -> None:
    sketch = estate()
    shown = grouped(sketch, by_kind(sketch), keep=[5])
    assert len(shown.nodes) == 11
    assert sum(node.count or 1 for node in shown.nodes) == 1000
    kinds = by_kind(sketch)
    inside = sum(kinds[e.source] == kinds[e.target] and 5 not in (e.source, e.target) for e in sketch.edges)
    assert sum(edge.count for edge in shown.edges) + shown.left_out == 2000 - inside


def test_small_groups_stay_open_as_long_as_there_is_room() -> None:
    nodes = tuple(SketchNode(at, f"n{at}", "few" if at < 5 else "many") for at in range(100))
    shown = grouped(Sketch(nodes), by_kind(Sketch(nodes)))
    assert Counter(node.count for node in shown.nodes) == {0: 5, 95: 1}


def test_too_many_groups_become_one() -> None:
    sketch = estate(1000, 200)
    shown = grouped(sketch, by_kind(sketch), most=60)
    assert len(shown.nodes) == 60
    assert OTHERS in {node.id for node in shown.nodes}


def test_the_lightest_edges_are_left_out_and_counted() -> None:
    sketch = estate(2000, 50)
    shown = grouped(sketch, by_kind(sketch), most_edges=40)
    assert len({(edge.source, edge.target) for edge in shown.edges}) == 40
    assert shown.left_out > 0


def test_a_group_is_as_unwell_as_its_worst_member() -> None:
    nodes = (
        *(SketchNode(at, "x", "k", State.RUNNING) for at in range(70)),
        SketchNode("bad", "x", "k", State.FAILED, alerts=2, alert=Severity.WARNING, mark=Mark.AFFECTED, share=1.0),
    )
    group = grouped(Sketch(nodes), by_kind(Sketch(nodes))).nodes[0]
    assert (group.state, group.alerts, group.alert, group.mark) == (State.FAILED, 2, Severity.WARNING, Mark.AFFECTED)
    assert group.share == 1 / 71


def test_folded_groups_take_all_that_is_in_them() -> None:
    groups = (
        SketchGroup("vpc", "main"),
        SketchGroup("a", "subnet a", parent="vpc"),
        SketchGroup("b", "b", parent="vpc"),
    )
    nodes = (SketchNode(1, "one", group="a"), SketchNode(2, "two", group="a"), SketchNode(3, "three", group="b"))
    edges = (SketchEdge(1, 2, "connects_to"), SketchEdge(1, 3, "connects_to"), SketchEdge(2, 3, "connects_to"))
    sketch = Sketch(nodes, edges, groups)
    one = folded(sketch, ["a"])
    assert {node.id for node in one.nodes} == {"a", 3}
    assert [(edge.source, edge.target, edge.count) for edge in one.edges] == [("a", 3, 2)]
    assert {group.id for group in one.groups} == {"vpc", "b"}
    whole = folded(sketch, ["a", "vpc"])
    assert [(node.id, node.count, node.group) for node in whole.nodes] == [("vpc", 3, None)]
    assert not whole.edges
    assert not whole.groups


def test_two_crowds_with_one_edge_between_are_two_communities() -> None:
    crowd = [(a, b) for start in (0, 10) for a in range(start, start + 6) for b in range(a + 1, start + 6)]
    nodes = tuple(SketchNode(at, f"n{at}") for at in (*range(6), *range(10, 16)))
    found = communities(Sketch(nodes, tuple(SketchEdge(a, b) for a, b in [*crowd, (5, 10)])))
    assert len(set(found.values())) == 2
    assert len({found[at] for at in range(6)}) == 1
