"""Many nodes shown as few, and what lies in what."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, VERBS, Adjacency
from dharma_tui.services.topology.containment import NOWHERE, containers
from dharma_tui.services.topology.gathering import ALONE, gather, heaviest, join, told_once, worst
from tests.unit.nesting_lab import Estate

COUNT = 12
edges = st.lists(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.sampled_from(range(len(VERBS)))), max_size=40
)


def graph_of(told: list[tuple[int, int, int]], count: int = COUNT) -> Adjacency:
    sources, targets, verbs = zip(*told, strict=True) if told else ((), (), ())
    return Adjacency(count, list(sources), list(targets), list(verbs))


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=30))
def test_what_has_a_key_in_common_is_one_group_and_all_else_stands_alone(keys: list[int]) -> None:
    nodes = np.arange(100, 100 + len(keys), dtype=np.int32)
    found = gather(nodes, np.asarray(keys, np.int64))
    counts = Counter(key for key in keys if key != ALONE)
    assert dict(zip(found.keys.tolist(), found.counts.tolist(), strict=True)) == {
        key: count for key, count in counts.items() if count > 1
    }
    assert found.counts.tolist() == sorted(found.counts.tolist(), reverse=True)
    groups = found.keys.tolist()
    for node, key, shown in zip(nodes.tolist(), keys, found.shown.tolist(), strict=True):
        if shown < len(groups):
            assert groups[shown] == key
        else:
            assert found.alone[shown - len(groups)] == node


@given(edges, st.lists(st.integers(-1, 3), min_size=COUNT, max_size=COUNT))
def test_edges_between_two_groups_are_one_with_their_count(told: list[tuple[int, int, int]], shown: list[int]) -> None:
    joined = join(graph_of(told), np.arange(len(told), dtype=np.int32), np.asarray(shown, np.int32))
    expected = Counter(
        (shown[source], shown[target], verb)
        for source, target, verb in told
        if shown[source] >= 0 and shown[target] >= 0 and (shown[source] != shown[target] or source == target)
    )
    columns = (joined.sources, joined.targets, joined.verbs, joined.counts)
    assert {(s, t, v): c for s, t, v, c in zip(*(column.tolist() for column in columns), strict=True)} == expected


@given(edges)
def test_what_both_ends_tell_of_the_same_two_is_one_relationship(told: list[tuple[int, int, int]]) -> None:
    graph = graph_of([*told, *told[::2]])
    once = told_once(graph, np.arange(len(graph.sources), dtype=np.int32))
    ends = [(*graph.ends(int(edge)), int(graph.verbs[edge])) for edge in once]
    assert ends == list(dict.fromkeys(told))


def test_of_too_many_edges_those_of_what_is_looked_at_stay() -> None:
    routes = CODES[Verb.ROUTES_TO]
    told = [(0, 1, routes), *[(2, 3, routes)] * 5, *[(4, 5, routes)] * 3]
    joined = join(graph_of(told), np.arange(len(told), dtype=np.int32), np.arange(COUNT, dtype=np.int32))
    kept, left_out = heaviest(joined, 2, (0,))
    assert [int(joined.sources[at]) for at in kept] == [0, 2]
    assert left_out == 3


def test_a_group_is_as_bad_as_its_worst_member() -> None:
    group, rank = np.asarray([0, 0, 1], np.int32), np.asarray([1, 4, 2], np.uint8)
    assert worst(group, 2, rank).tolist() == [4, 2]


def test_the_innermost_container_counts_and_names_only_do_not() -> None:
    holds, runs = CODES[Verb.CONTAINS], CODES[Verb.RUNS_ON]
    vpc, subnet, other_subnet, instance, one_group, another_group, process = range(7)
    kinds = np.asarray([0, 1, 1, 2, 3, 3, 4], np.uint16)
    told = [
        (vpc, subnet, holds), (vpc, other_subnet, holds), (vpc, instance, holds), (subnet, instance, holds),
        (one_group, subnet, holds), (another_group, subnet, holds), (vpc, one_group, holds), (process, instance, runs),
    ]  # fmt: skip
    found = containers(graph_of(told, 7), kinds)
    assert found.tolist() == [NOWHERE, vpc, vpc, subnet, vpc, NOWHERE, instance]
    assert containers(graph_of(told, 7), kinds, not_these=(1,)).tolist()[instance] == vpc


@given(edges)
def test_nothing_lies_in_itself(told: list[tuple[int, int, int]]) -> None:
    found = containers(graph_of(told), np.arange(COUNT).astype(np.uint16))
    for node in range(COUNT):
        at, seen = node, set()
        while at != NOWHERE:
            assert at not in seen
            seen.add(at)
            at = int(found[at])


@given(st.permutations(["web-1", "web-2", "queue-1", "subnet-1", "group-1", "group-2"]))
def test_what_is_around_a_focus_is_drawn_alike_wherever_it_lies_in_the_store(names: list[str]) -> None:
    told = [
        *((f"group-{n}", Verb.ROUTES_TO, f"web-{m}") for n in (1, 2) for m in (1, 2)),
        *((f"web-{n}", Verb.CONNECTS_TO, "queue-1") for n in (1, 2)),
        ("subnet-1", Verb.CONTAINS, "queue-1"),
    ]
    ordered = sorted(told, key=lambda each: names.index(each[0]))

    found = Estate(names, ordered).around(TopologyView(depth=2), "queue-1")

    assert [node.label for node in found.sketch.nodes] == [
        "queue-1",
        "subnet-1",
        "web-1",
        "web-2",
        "group-1",
        "group-2",
    ]
    known = Estate(sorted(names), told).around(TopologyView(depth=2), "queue-1")
    assert found.sketch == known.sketch


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=20), st.data())
def test_in_another_order_everything_is_shown_as_the_same(keys: list[int], data: st.DataObject) -> None:
    nodes = np.arange(100, 100 + len(keys), dtype=np.int32)
    found = gather(nodes, np.asarray(keys, np.int64))
    groups = data.draw(st.permutations(range(len(found.keys))))
    alone = data.draw(st.permutations(range(len(found.alone))))

    other = found.ordered(groups, alone)

    both = zip(found.shown.tolist(), other.shown.tolist(), strict=True)
    count = len(groups)
    for before, now in both:
        assert (before < count) == (now < count)
        if before < count:
            assert (found.keys[before], found.counts[before]) == (other.keys[now], other.counts[now])
        else:
            assert found.alone[before - count] == other.alone[now - count]
