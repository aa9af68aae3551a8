"""What is opened, in which lots, and which relationships are told of what is drawn in frames."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.drawing import Layout, Sketch
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef, State, Verb
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.services.topology.containment import containers, kinds_around
from tests.unit.nesting_lab import KINDS, Estate

EVERYTHING = TopologyView(layout=Layout.NESTED)
MANY = [f"queue-{at}" for at in range(500)]


def labels(sketch: Sketch) -> list[str]:
    return [node.label for node in sketch.nodes]


def test_frames_have_relationships_of_their_own_and_none_that_say_what_lies_in_them() -> None:
    told = [
        ("vpc-1", Verb.CONTAINS, "subnet-1"), ("subnet-1", Verb.CONTAINS, "web-1"), ("vpc-1", Verb.CONTAINS, "web-1"),
        ("vpc-1", Verb.CONNECTS_TO, "vpc-2"), ("web-1", Verb.DEPENDS_ON, "subnet-1"), ("vpc-2", Verb.CONTAINS, "web-2"),
    ]  # fmt: skip
    drawn = Estate(["vpc-1", "vpc-2", "subnet-1", "web-1", "web-2"], told).nested(EVERYTHING)
    frames = {group.label for group in drawn.sketch.groups}
    assert {"vpc-1", "vpc-2", "subnet-1"} <= frames
    assert {(edge.source, edge.verb, edge.target) for edge in drawn.sketch.edges} == {
        ("lab.vpc/vpc-1", "connects_to", "lab.vpc/vpc-2"), ("lab.web/web-1", "depends_on", "lab.subnet/subnet-1"),
    }  # fmt: skip
    assert drawn.refs["lab.vpc/vpc-1"] == ResourceRef("lab.vpc", "vpc-1")


def test_relationships_between_closed_frames_are_one_with_a_count() -> None:
    told: list[tuple[str, Verb, str]] = [(f"vpc-{at % 2}", Verb.CONTAINS, f"web-{at}") for at in range(6)]
    told += [(f"web-{at}", Verb.CONNECTS_TO, f"web-{at + 1}") for at in (0, 2, 4)]
    view = replace(EVERYTHING, closed=frozenset({"lab.vpc/vpc-0", "lab.vpc/vpc-1"}))
    drawn = Estate(["vpc-0", "vpc-1", *(f"web-{at}" for at in range(6))], told).nested(view)
    (edge,) = drawn.sketch.edges
    assert (edge.source, edge.target, edge.count) == ("lab.vpc/vpc-0", "lab.vpc/vpc-1", 3)


def test_kinds_of_containers_are_known_with_that_first_which_is_around_most() -> None:
    told = [("vpc-1", Verb.CONTAINS, "subnet-1"), ("vpc-1", Verb.CONTAINS, "subnet-2")]
    told += [(f"subnet-{1 + at % 2}", Verb.CONTAINS, f"web-{at}") for at in range(4)]
    topology = Estate(["vpc-1", "subnet-1", "subnet-2", *(f"web-{at}" for at in range(4))], told).topology
    found = kinds_around(containers(topology.graph, topology.kind_codes), topology.kind_codes)
    assert [(KINDS[code], count) for code, count in found] == [("lab.vpc", 1), ("lab.subnet", 2)]


def test_a_group_of_very_many_opens_lot_by_lot_and_closes_at_once() -> None:
    for sketched in (Estate(MANY).nested, Estate(MANY).flat):
        drawn, view = sketched(EVERYTHING), EVERYTHING
        seen = []
        while groups := [node for node in drawn.sketch.nodes if node.count > 1]:
            (group,) = groups
            view = edits.opened(view, drawn.groups[group.id])
            drawn = sketched(view)
            seen.append(len([node for node in drawn.sketch.nodes if node.count <= 1]))
        assert seen == [*range(60, 500, 60), 500]
        assert sorted(labels(drawn.sketch)) == sorted(MANY)
        held = drawn.sketch.nodes[0]
        closed = sketched(edits.closed(view, str(held.group or drawn.within[held.id])))
        assert [node.count for node in closed.sketch.nodes] == [500]


def test_the_worst_of_very_many_are_shown_first_and_a_group_is_as_bad_as_they_are() -> None:
    estate = Estate(MANY, states={"queue-499": State.FAILED})
    (group,) = estate.nested(EVERYTHING).sketch.nodes
    assert (group.state, group.count) == (State.FAILED, 500)
    opened = estate.nested(edits.opened(EVERYTHING, str(group.id)))
    assert [node.label for node in opened.sketch.nodes[:4]] == ["queue-499", "queue-0", "queue-1", "queue-2"]


def test_members_stand_in_the_order_that_people_count_in() -> None:
    estate = Estate(sorted(MANY))
    for sketched in (estate.nested, estate.flat):
        (group,) = sketched(EVERYTHING).sketch.nodes
        opened = sketched(edits.opened(EVERYTHING, sketched(EVERYTHING).groups[group.id])).sketch
        assert [node.label for node in opened.nodes if node.count <= 1] == MANY[:60]


def test_of_a_kind_that_holds_some_twice_what_is_held_once_and_nowhere_else_lies_in_it() -> None:
    told = [
        ("group-1", Verb.CONTAINS, "web-1"), ("group-2", Verb.CONTAINS, "web-1"), ("group-1", Verb.CONTAINS, "web-2"),
        ("group-1", Verb.CONTAINS, "web-3"), ("vpc-1", Verb.CONTAINS, "web-3"), ("vpc-1", Verb.CONTAINS, "web-1"),
    ]  # fmt: skip
    drawn = Estate(["group-1", "group-2", "vpc-1", "web-1", "web-2", "web-3"], told).nested(EVERYTHING)
    homes = {node.label: node.group for node in drawn.sketch.nodes}
    assert homes["web-2"] == "lab.group/group-1"
    assert homes["web-1"] == homes["web-3"] == "lab.vpc/vpc-1"


HELD: list[tuple[str, Verb, str]] = [
    ("vpc-1", Verb.CONTAINS, "subnet-1"), ("vpc-1", Verb.CONTAINS, "web-1"), ("vpc-1", Verb.CONTAINS, "web-2"),
    *(("subnet-1", Verb.CONTAINS, f"web-{at}") for at in (3, 4, 5)), ("web-3", Verb.CONNECTS_TO, "web-1"),
    ("web-4", Verb.CONNECTS_TO, "queue-1"),
]  # fmt: skip


@pytest.mark.parametrize("closed", ["lab.vpc/vpc-1", "scope:lab/main/north", "lab.subnet/subnet-1"])
def test_a_closed_box_stays_around_what_is_pinned_in_it(closed: str) -> None:
    estate = Estate(["vpc-1", "subnet-1", *(f"web-{at}" for at in range(1, 6)), "queue-1", "queue-2"], HELD)
    pinned = replace(EVERYTHING, pinned=frozenset({ResourceRef("lab.web", "web-3")}))
    before = estate.nested(pinned)
    view = edits.closed(pinned, closed)

    drawn = estate.nested(view)

    within = {node.label: node for node in drawn.sketch.nodes if node.group == closed}
    assert within.keys() == {"web-3", "others"} and within["web-3"].is_pinned
    count = {group.id: group.count for group in before.sketch.groups}[closed]
    assert {group.id: group.count for group in drawn.sketch.groups}[closed] == count
    assert within["others"].count == count - 1
    group = drawn.groups[within["others"].id]
    assert group == closed and estate.nested(edits.opened(view, group)).sketch == before.sketch
    ends = [(edge.source, edge.target) for edge in drawn.sketch.edges]
    if closed == "lab.vpc/vpc-1":
        assert set(ends) == {(within["web-3"].id, within["others"].id), (within["others"].id, "lab.queue/queue-1")}


def test_a_box_closed_around_what_is_pinned_in_one_that_is_pinned_shows_both() -> None:
    estate = Estate(["vpc-1", "subnet-1", *(f"web-{at}" for at in range(1, 6)), "queue-1"], HELD)
    both = frozenset({ResourceRef("lab.web", "web-3"), ResourceRef("lab.subnet", "subnet-1")})
    drawn = estate.nested(edits.closed(replace(EVERYTHING, pinned=both), "lab.vpc/vpc-1"))
    assert {(node.label, node.count, node.group) for node in drawn.sketch.nodes if node.group} == {
        ("web-3", 0, "lab.subnet/subnet-1"), ("others", 2, "lab.subnet/subnet-1"), ("others", 2, "lab.vpc/vpc-1"),
        ("queue-1", 0, "scope:lab/main/north"),
    }  # fmt: skip
    closed = edits.closed(EVERYTHING, "lab.vpc/vpc-1")
    assert edits.closable(closed, drawn.sketch, "lab.vpc/vpc-1") == "scope:lab/main/north"
