"""Weak points, circles, orphans and communities: as networkx finds them, and by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import ANY, FORTH, Adjacency, Direction, Way
from dharma_tui.services.topology.communities import communities, modularity
from dharma_tui.services.topology.cycles import LEADING, circles, way_round
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import RULES, Carries, Rule, Rules
from dharma_tui.services.topology.walks import orphans
from dharma_tui.services.topology.weak_points import weak_points
from tests.unit.topology_lab import graph_of, graphs, oracle, ways

E = Verb.DEPENDS_ON
QUICK = settings(max_examples=100, deadline=None)


@QUICK
@given(st.data())
def test_circles_are_the_strongly_connected_components(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    way = data.draw(ways(graph))
    asked = frozenset(Verb) if way.verbs is None else way.verbs
    leading = asked & LEADING or asked - {Verb.REFERS_TO}
    walked = oracle(graph, Way(Direction.OUT, leading, way.nodes))

    found = circles(graph, way)

    known = [
        each for each in nx.strongly_connected_components(walked) if len(each) > 1 or walked.has_edge(*[*each] * 2)
    ]
    assert sorted(found) == sorted(sorted(each) for each in known)
    for circle in found:
        edges = way_round(graph, circle, way)
        nodes = [graph.ends(edge)[0] for edge in edges]
        assert [graph.ends(edge)[1] for edge in edges] == [*nodes[1:], circle[0]]
        through = [len(each) for each in nx.simple_cycles(walked.subgraph(circle)) if circle[0] in each]
        assert len(edges) == min(through)


@pytest.mark.parametrize(
    "around",
    [
        [("gateway", Verb.ATTACHED_TO, "net"), ("net", Verb.CONTAINS, "table"), ("table", E, "gateway")],
        [("table", E, "endpoint"), ("endpoint", Verb.ATTACHED_TO, "table")],
        [("user", Verb.MEMBER_OF, "team"), ("team", E, "user")],
        [("key", Verb.PROTECTS, "job"), ("job", E, "key")],
    ],
)
def test_what_lies_around_or_beside_closes_no_circle_unless_it_alone_is_asked_for(
    around: list[tuple[str, Verb, str]],
) -> None:
    ring = [("a", Verb.CONNECTS_TO, "b"), ("b", Verb.STORES_IN, "c"), ("c", Verb.MANAGES, "a")]
    edges = [*around, *ring, ("a", Verb.CONTAINS, "b"), ("b", Verb.CONTAINS, "a")]
    names = list(dict.fromkeys(name for source, _, target in edges for name in (source, target)))
    graph = graph_of(len(names), [(names.index(a), names.index(b), verb) for a, verb, b in edges])

    assert [len(circle) for circle in circles(graph)] == [3]
    assert [len(circle) for circle in circles(graph, Way(Direction.OUT, frozenset({Verb.CONTAINS})))] == [2]


@QUICK
@given(st.data())
def test_orphans_are_isolated(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    way = data.draw(ways(graph))
    walked = oracle(graph, Way(Direction.BOTH, way.verbs))
    walked.remove_edges_from(list(nx.selfloop_edges(walked)))

    known = [node for node in nx.isolates(walked) if way.nodes is None or way.nodes[node]]

    assert orphans(graph, way).tolist() == sorted(known)


@QUICK
@given(st.data())
def test_weak_points_take_all_that_depends_on_them(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    graph = graph_of(count, [(a, b, E) for a, b in data.draw(st.lists(st.tuples(node, node), max_size=30))])
    walked = oracle(graph, FORTH)

    found, tried, candidates = weak_points(graph, limit=100)

    known = {each: len(nx.ancestors(walked, each)) for each in range(count)}
    assert {each.node: each.wholly for each in found} == {each: lost for each, lost in known.items() if lost}
    assert [each.wholly for each in found] == sorted((each.wholly for each in found), reverse=True)
    assert tried == candidates == len(found)


@QUICK
@given(graphs())
def test_weak_points_take_what_is_affected_if_they_fail_but_what_lies_in_them(graph: Adjacency) -> None:
    for each in weak_points(graph, limit=100)[0]:
        assert (each.wholly, each.partly) == taken_along(graph, each.node)
    for each in weak_points(graph, limit=100, with_contents=True)[0]:
        lost = impact(graph, [each.node])
        assert (each.wholly + 1, each.wholly + each.partly + 1) == (int((lost.shares > 0.999).sum()), len(lost))


@QUICK
@given(st.data())
def test_all_that_take_others_along_wholly_are_weak_points_where_losses_go_in_no_circle(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 12))
    node = st.integers(0, count - 1)
    told = data.draw(st.lists(st.tuples(node, node, st.sampled_from(list(RULES))), max_size=30))
    forth = [(min(a, b), max(a, b), verb) for a, b, verb in told]
    graph = graph_of(
        count, [(a, b, verb) if RULES[verb].way is Carries.TO_TARGET else (b, a, verb) for a, b, verb in forth]
    )

    found, tried, candidates = weak_points(graph, limit=100)

    taken = {each: taken_along(graph, each) for each in range(count)}
    assert {each.node: (each.wholly, each.partly) for each in found} == {
        each: told for each, told in taken.items() if told[0]
    }
    assert tried == candidates


def taken_along(graph: Adjacency, node: int) -> tuple[int, int]:
    """How many others outside of ``node`` lose all and some of what they do if it fails."""
    contains = [graph.ends(edge) for edge in range(len(graph)) if graph.verb(edge) is Verb.CONTAINS]
    inside = nx.descendants(nx.DiGraph([*contains, (node, node)]), node) | {node}
    lost = {each.node: each.loss for each in impact(graph, [node]).losses() if each.node not in inside}
    wholly = sum(loss > 0.999 for loss in lost.values())
    return wholly, len(lost) - wholly


def test_a_container_is_a_weak_point_of_what_its_contents_take_along_outside_of_it() -> None:
    network, subnet, other, web, second, admin, group, back, spread = range(9)
    within = [(network, subnet), (network, other), (subnet, web), (other, second), (subnet, admin)]
    routes = [(group, admin), (back, group), (spread, web), (spread, second)]
    graph = graph_of(9, [*((*pair, Verb.CONTAINS) for pair in within), *((*pair, Verb.ROUTES_TO) for pair in routes)])

    found, _, _ = weak_points(graph)

    assert [(each.node, each.wholly, each.partly) for each in found] == [
        (network, 3, 0), (subnet, 2, 1), (admin, 2, 0), (group, 1, 0),
    ]  # fmt: skip


def test_what_goes_on_behind_a_container_counts_for_who_takes_that_along() -> None:
    names = ["gateway", "table", "subnet", "vpc", *(f"instance-{at}" for at in range(30))]
    told = [
        ("table", Verb.ROUTES_TO, "gateway"),
        ("table", Verb.ATTACHED_TO, "subnet"),
        ("vpc", Verb.CONTAINS, "subnet"),
    ]
    told += [("subnet", Verb.CONTAINS, name) for name in names[4:]]
    graph = graph_of(len(names), [(names.index(a), names.index(b), verb) for a, verb, b in told])

    found = {names[each.node]: each.wholly for each in weak_points(graph)[0]}
    assert found == {"gateway": 32, "table": 31}
    found = {names[each.node]: each.wholly for each in weak_points(graph, with_contents=True)[0]}
    assert found == {"gateway": 32, "table": 31, "vpc": 31, "subnet": 30}


def test_what_is_cut_off_takes_nothing_along_within_and_is_not_ranked_so() -> None:
    gateway, network, *inside, host, one, other = range(8)
    edges = [(gateway, network, Verb.ATTACHED_TO), *((each, network, E) for each in inside)]
    graph = graph_of(8, [*edges, (one, host, Verb.RUNS_ON), (other, host, Verb.RUNS_ON)])
    rules = Rules.of_verbs(graph)
    cutting = Rule(Carries.TO_TARGET, 1.0, cuts_off=True)
    known = tuple((verb, cutting if verb is Verb.ATTACHED_TO else rule) for verb, rule in rules.known)

    found, _, _ = weak_points(graph, replace(rules, known=known), limit=2)

    assert [(each.node, each.wholly) for each in found] == [(network, 3), (host, 2)]


def test_what_has_a_stand_in_is_no_weak_point_but_what_both_need_is() -> None:
    balancer, web, other, host, network = range(5)
    edges = [
        *((balancer, web, Verb.ROUTES_TO), (balancer, other, Verb.ROUTES_TO), (network, host, Verb.CONTAINS)),
        *((web, host, Verb.RUNS_ON), (other, host, Verb.RUNS_ON)),
    ]

    found, _, _ = weak_points(graph_of(5, edges))

    assert [(each.node, each.wholly, each.partly) for each in found] == [(host, 3, 0), (network, 3, 0)]
    allowed = np.asarray([True, True, True, False, False])
    assert weak_points(graph_of(5, edges), nodes=allowed)[0] == []


@pytest.mark.parametrize("seed", [*range(8), 484])
def test_communities_are_about_as_good_as_those_of_networkx(seed: int) -> None:
    drawn = nx.stochastic_block_model([12, 20, 8, 30], np.full((4, 4), 0.03) + np.eye(4) * 0.35, seed=seed)
    graph = graph_of(70, [(a, b, E) for a, b in drawn.edges])

    labels = communities(graph)

    best = nx.community.modularity(drawn, nx.community.louvain_communities(drawn, seed=seed))
    groups = [set(np.flatnonzero(labels == each).tolist()) for each in range(int(labels.max()) + 1)]
    assert abs(nx.community.modularity(drawn, groups) - modularity(graph, labels)) < 1e-9
    assert modularity(graph, labels) > 0.95 * best
    assert communities(graph).tolist() == labels.tolist()
    assert [len(each) for each in groups] == sorted(map(len, groups), reverse=True)


def test_communities_of_what_is_not_connected_are_apart() -> None:
    ring = [(n, (n + 1) % 5, E) for n in range(5)]
    graph = graph_of(12, [*ring, *((a + 5, b + 5, E) for a, b, _ in ring), (10, 10, E)])

    labels = communities(graph)

    assert len(set(labels[:5].tolist()) | set(labels[5:10].tolist())) == len(set(labels[:10].tolist()))
    assert not set(labels[:5].tolist()) & set(labels[5:10].tolist())
    assert labels[10] != labels[11]
    assert communities(graph_of(0, [])).tolist() == []
    assert orphans(graph, ANY).tolist() == [10, 11]
