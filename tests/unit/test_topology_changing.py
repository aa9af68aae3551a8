"""What changed since a moment, on a sketch: marks, sums on what is closed and on frames, and what went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Changes, Layout, Mark, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.faces import face_of, face_of_frame
from dharma_tui.core.graph import Graph, GraphDifference, GraphEdge, GraphNode
from dharma_tui.core.sketch_text import told
from dharma_tui.core.tallies import with_alerts, with_changes_in
from dharma_tui.core.topology_view import TopologyView, Way
from dharma_tui.core.types import ResourceRef, Scope, Severity, State, Verb
from dharma_tui.services.graph_server.whole import held_of
from dharma_tui.services.topology.adjacency import CODES
from dharma_tui.services.topology.changing import with_changes
from dharma_tui.services.topology.choosing import choose
from dharma_tui.services.topology.formats.chart import chart_of_sketch
from dharma_tui.services.topology.formerly import with_former
from dharma_tui.services.topology.sketching import Sketched, face
from tests.unit.nesting_lab import Estate

ADDED, CHANGED, REMOVED = ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED
NORTH = Scope("lab", "main", "north")
NESTED = TopologyView(layout=Layout.NESTED, since="-1h")


def named(name: str) -> GraphNode:
    return GraphNode(ResourceRef(f"lab.{name.split('-')[0]}", name), name, State.RUNNING, NORTH)


def id_of(name: str) -> str:
    return str(named(name).ref)


def difference(
    nodes: dict[str, ChangeKind | None], edges: Sequence[tuple[str, Verb, str, ChangeKind]] = ()
) -> GraphDifference:
    places = {name: place for place, name in enumerate(nodes)}
    graph = Graph(
        tuple(map(named, nodes)), tuple(GraphEdge(places[one], places[other], verb) for one, verb, other, _ in edges)
    )
    changes = tuple(nodes.values())
    return GraphDifference(
        graph, changes, (None,) * len(nodes), tuple(edge[3] for edge in edges), len(nodes), len(edges)
    )


def sketched(*names: str, edges: tuple[SketchEdge, ...] = ()) -> Sketched:
    nodes = tuple(face(named(name)) for name in names)
    return Sketched(Sketch(nodes, edges), {id_of(name): named(name).ref for name in names})


def marks(drawn: Sketched) -> dict[str, Mark]:
    return {node.label: node.mark for node in drawn.sketch.nodes}


def around(name: str) -> TopologyView:
    return TopologyView(focus=(named(name).ref,), since="-1h")


def test_what_came_and_changed_is_marked_and_what_went_from_beside_it_is_drawn_again() -> None:
    found = difference(
        {"web-1": CHANGED, "web-2": ADDED, "web-3": REMOVED, "web-4": REMOVED, "queue-1": None},
        [("web-3", Verb.DEPENDS_ON, "queue-1", REMOVED), ("web-2", Verb.DEPENDS_ON, "queue-1", ADDED)],
    )
    drawn = with_changes(sketched("queue-1", "web-1", "web-2"), found, around("queue-1"))
    assert marks(drawn) == {
        "queue-1": Mark.NONE, "web-1": Mark.CHANGED, "web-2": Mark.ADDED, "web-3": Mark.REMOVED,
    }  # fmt: skip
    assert {(edge.source, edge.mark) for edge in drawn.sketch.edges} == {
        (id_of("web-3"), Mark.REMOVED), (id_of("web-2"), Mark.ADDED),
    }  # fmt: skip
    assert drawn.refs[id_of("web-3")] == named("web-3").ref


def test_what_relationships_led_to_that_went_is_around_a_focus_as_what_is_related_now() -> None:
    names = ["group-1", *(f"web-{at}" for at in range(5)), "disk-1"]
    nodes = sorted(map(named, names), key=lambda node: node.ref)
    places = {node.name: place for place, node in enumerate(nodes)}
    told = [("group-1", "web-0"), ("web-1", "disk-1"), ("web-4", "web-3")]
    held = held_of(nodes, [(places[one], places[other], CODES[Verb.ROUTES_TO]) for one, other in told], {})
    found = difference(
        dict.fromkeys(names) | {"web-9": REMOVED},
        [("group-1", Verb.ROUTES_TO, "web-1", REMOVED), ("group-1", Verb.ROUTES_TO, "web-0", ADDED),
         ("group-1", Verb.ROUTES_TO, "web-9", REMOVED), ("web-2", Verb.DEPENDS_ON, "web-9", REMOVED),
         ("web-0", Verb.ROUTES_TO, "web-4", REMOVED)],
    )  # fmt: skip

    def drawn(view: TopologyView) -> dict[str, int]:
        choice = with_former(held, view, choose(held, view, [places["group-1"]], None), found)
        return {nodes[node].name: steps for node, steps in zip(choice.nodes.tolist(), choice.steps, strict=True)}

    view = replace(around("group-1"), depth=1)
    assert drawn(view) == {"group-1": 0, "web-0": 1, "web-1": 1}
    assert drawn(replace(view, way=Way.IN)) == {"group-1": 0}
    assert drawn(replace(view, hidden_verbs=frozenset({Verb.ROUTES_TO}))) == {"group-1": 0}
    two = {"group-1": 0, "web-0": 1, "web-1": 1, "disk-1": 2, "web-2": 2, "web-4": 2}
    assert drawn(replace(view, depth=2)) == two
    assert drawn(replace(view, depth=3)) == two | {"web-3": 3}


def test_what_a_view_hides_stays_hidden() -> None:
    found = difference(
        {"web-3": REMOVED, "queue-1": None, "queue-2": None},
        [("web-3", Verb.DEPENDS_ON, "queue-1", REMOVED), ("queue-2", Verb.CONNECTS_TO, "queue-1", ADDED)],
    )
    view = replace(around("queue-1"), hidden_kinds=frozenset({"lab.web"}), hidden_verbs=frozenset({Verb.CONNECTS_TO}))
    drawn = with_changes(sketched("queue-1", "queue-2"), found, view)
    assert set(marks(drawn)) == {"queue-1", "queue-2"} and not drawn.sketch.edges


def test_of_everything_only_what_changed_is_drawn_and_what_that_is_related_to_comes_last() -> None:
    nodes: dict[str, ChangeKind | None] = {"queue-1": None, **{f"web-{at}": ADDED for at in range(59)}, "queue-2": None}
    found = difference(nodes, [("web-1", Verb.DEPENDS_ON, "queue-2", ADDED)])
    drawn = with_changes(sketched("vpc-1"), found, TopologyView(since="-1h"))
    assert len(drawn.sketch.nodes) == 60
    assert drawn.sketch.nodes[-1].label == "queue-1" and "vpc-1" not in marks(drawn)
    assert drawn.sketch.left_out == 1


TOLD = [("vpc-1", Verb.CONTAINS, f"subnet-{at}") for at in (1, 2)]
TOLD += [("subnet-1", Verb.CONTAINS, f"web-{at}") for at in range(10)]
NAMES = ["vpc-1", "subnet-1", "subnet-2", *(f"web-{at}" for at in range(10))]
CLOSED = replace(NESTED, closed=frozenset({"group:lab.web|lab.subnet/subnet-1"}))


def test_closed_groups_and_the_frames_around_them_say_how_much_changed_in_them() -> None:
    found = difference(
        {"subnet-1": CHANGED, "web-1": ADDED, "web-2": CHANGED, "web-11": REMOVED, "web-12": REMOVED},
        [(name, Verb.CONTAINS, gone, REMOVED) for name, gone in (("subnet-1", "web-11"), ("subnet-1", "web-12"))],
    )
    estate = Estate(NAMES, TOLD)
    drawn = with_changes(estate.nested(CLOSED), found, CLOSED)
    (group,) = [node for node in drawn.sketch.nodes if node.kind == "lab.web"]
    assert (group.changes, group.mark) == (Changes(1, 1, 2), Mark.CHANGED)
    frames = {frame.label: frame for frame in drawn.sketch.groups}
    assert frames["subnet-1"].changes == Changes(1, 1, 2) and frames["subnet-1"].mark is Mark.CHANGED
    assert frames["vpc-1"].changes == Changes(1, 2, 2) and frames["vpc-1"].mark is Mark.NONE
    assert "web-11" not in marks(drawn)
    words = [str(line).strip() for line in told(drawn.sketch)]
    assert any(line.startswith("vpc-1") and "1 added in it, 2 changed in it, 2 removed in it" in line for line in words)
    assert [word for name, word in face_of(group).words if name.startswith("mark-")] == ["+1", "~1", "-2"]


def test_what_went_out_of_an_open_frame_is_drawn_in_it() -> None:
    estate = Estate(["vpc-1", "subnet-1", "subnet-2"], TOLD[:2])
    found = difference(
        {"vpc-1": None, "subnet-3": REMOVED, "web-9": REMOVED},
        [("vpc-1", Verb.CONTAINS, "subnet-3", REMOVED), ("subnet-3", Verb.CONTAINS, "web-9", REMOVED)],
    )
    drawn = with_changes(estate.nested(NESTED), found, NESTED)
    gone = {node.label: node for node in drawn.sketch.nodes if node.mark is Mark.REMOVED}
    assert {name: node.group for name, node in gone.items()} == dict.fromkeys(("subnet-3", "web-9"), id_of("vpc-1"))
    (frame,) = [group for group in drawn.sketch.groups if group.label == "vpc-1"]
    assert frame.changes == Changes(removed=2)


def test_groups_without_frames_are_marked_by_what_changed_in_them() -> None:
    view = replace(around("queue-1"), closed=frozenset({"lab.web"}))
    estate = Estate(["queue-1", *(f"web-{at}" for at in range(5))])
    found = difference({"web-1": CHANGED, "web-9": REMOVED, "queue-1": None})
    drawn = with_changes(estate.flat(view), found, view)
    (group,) = [node for node in drawn.sketch.nodes if node.count]
    assert (group.changes, group.mark) == (Changes(changed=1, removed=1), Mark.CHANGED)
    assert "web-9" not in marks(drawn)


def test_alerts_are_summed_outward_and_the_worst_severity_counts() -> None:
    sketch = Sketch(
        (SketchNode("a", "a", group="in", alerts=7), SketchNode("group:b", "b", "lab.web", count=9, group="out")),
        (),
        (SketchGroup("out", "out"), SketchGroup("in", "in", parent="out")),
    )
    warned = with_alerts(
        sketch,
        [("a", Severity.WARNING), ("group:b", Severity.CRITICAL), ("group:b", Severity.INFO), ("gone", Severity.INFO)],
    )
    assert [(node.alerts, node.alert) for node in warned.nodes] == [(1, Severity.WARNING), (2, Severity.CRITICAL)]
    assert [(group.alerts, group.alert) for group in warned.groups] == [(3, Severity.CRITICAL), (1, Severity.WARNING)]
    assert ("alert", "!3") in face_of_frame(warned.groups[0]).words
    assert str(told(warned)[0]) == "out: 0 in it, unknown, 3 alerts (critical)"
    chart = chart_of_sketch(warned, Graph())
    assert chart.nodes[1].more == "2 alerts (critical)" and chart.clusters[0].said == "out (3 alerts (critical))"
    assert with_alerts(warned, []).groups == (SketchGroup("out", "out"), SketchGroup("in", "in", parent="out"))


def test_a_change_of_a_frame_itself_is_not_in_it() -> None:
    sketch = Sketch((SketchNode("a", "a", group="in"),), (), (SketchGroup("in", "in"),))
    drawn = with_changes_in(sketch, [("in", Mark.CHANGED, True), ("a", Mark.ADDED, True)])
    assert drawn.groups[0].changes == Changes(added=1) and drawn.nodes[0].changes == Changes()
