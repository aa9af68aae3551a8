"""How one resource leads to another: as traffic goes, and not over what merely contains or protects both."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.types import State, Verb
from dharma_tui.services.topology.adjacency import ANY, FORTH, Direction
from dharma_tui.services.topology.flowing import TRAFFIC
from dharma_tui.services.topology.leading import leads
from dharma_tui.services.topology.networked import STEPS
from dharma_tui.services.topology.walks import other_end, shortest
from tests.unit.nesting_lab import Estate

NAMES = ["queue-1", "group-1", "web-1", "web-2", "web-3", "subnet-1", "vpc-1", "queue-2"]
TOLD = [
    *(("subnet-1", Verb.CONTAINS, each) for each in ("queue-1", "web-3")),
    ("queue-1", Verb.ROUTES_TO, "group-1"),
    *(("group-1", Verb.ROUTES_TO, each) for each in ("web-1", "web-2")),
    *((each, Verb.DEPENDS_ON, "web-3") for each in ("web-1", "web-2")),
    *(("queue-2", Verb.REFERS_TO, each) for each in ("queue-1", "web-3", "subnet-1")),
]


def led(start: str, end: str, **states: State) -> tuple[list[str], str]:
    """The first path that is found, and what is said of it."""
    topology = Estate(NAMES, TOLD, {name.replace("_", "-"): state for name, state in states.items()}).topology
    ends = NAMES.index(start), NAMES.index(end)
    for each in leads(topology, ANY):
        found = shortest(topology.graph, *ends, each.way)
        if found is not None:
            nodes = [ends[0]]
            for edge in found:
                nodes.append(other_end(topology.graph, edge, nodes[-1]))
            return [NAMES[node] for node in nodes], each.words
    return [], ""


def test_a_path_leads_as_traffic_goes_though_a_shorter_one_leads_over_a_container() -> None:
    for stopped, through in (("web_1", "web-2"), ("web_2", "web-1")):
        states = {stopped: State.STOPPED}
        assert led("queue-1", "web-3", **states) == (["queue-1", "group-1", through, "web-3"], "")
        back = ["web-3", through, "group-1", "queue-1"]
        assert led("web-3", "queue-1", **states) == (back, "the path leads against the direction of its relationships")


def test_what_leads_through_what_is_down_or_contains_is_told_as_that() -> None:
    path, words = led("queue-1", "web-3", web_1=State.STOPPED, web_2=State.FAILED)
    assert (len(path), words) == (4, "the path leads through what is down or not in the inventory")
    path, words = led("subnet-1", "group-1")
    assert path == ["subnet-1", "queue-1", "group-1"] and words.startswith("no traffic is known to go there: ")
    assert led("queue-1", "vpc-1") == ([], "")


def test_what_tags_say_leads_where_nothing_else_does() -> None:
    words = "no traffic is known to go there: the path leads over what is only said, as in tags"
    assert led("queue-2", "web-3") == (["queue-2", "web-3"], words)
    assert led("group-1", "queue-2") == (["group-1", "queue-1", "queue-2"], words)
    path, words = led("web-3", "group-1")
    assert len(path) == 3 and words == "the path leads against the direction of its relationships"


def test_a_direction_or_verbs_that_are_asked_for_are_kept_to() -> None:
    topology = Estate(NAMES, TOLD).topology

    for way in (FORTH, replace(FORTH, direction=Direction.IN)):
        found = leads(topology, way)
        assert {each.way.direction for each in found} == {way.direction}
        assert found[0].way.verbs == TRAFFIC and found[-1].way == way
        assert [each.joins for each in found if each.joins] == ([1, STEPS, 1] if way is FORTH else [])
    asked = replace(ANY, verbs=frozenset({Verb.CONTAINS}))
    assert all(each.way.verbs == asked.verbs and not each.joins for each in leads(topology, asked))
