"""What is affected by a failure: each verb in its way, copies standing in, and each loss with its reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import VERBS, Adjacency
from dharma_tui.services.topology.cycles import circles
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import RULES, Carries, Rule, Rules
from dharma_tui.services.topology.spreading import LEAST
from tests.unit.topology_lab import graph_of, graphs


def shares(graph: Adjacency, *failed: int) -> dict[int, float]:
    return {loss.node: round(loss.loss, 3) for loss in impact(graph, failed).losses()}


def test_one_of_three_behind_a_balancer_is_a_third_and_the_only_one_is_all() -> None:
    balancer, lone = 0, 4
    graph = graph_of(
        7,
        [
            *((balancer, node, Verb.ROUTES_TO) for node in (1, 2, 3, 3)),
            (lone, 5, Verb.ROUTES_TO),
            (6, balancer, Verb.DEPENDS_ON),
        ],
    )

    assert shares(graph, 1) == {1: 1, 0: 0.333, 6: 0.333}
    assert shares(graph, 1, 2, 3) == {1: 1, 2: 1, 3: 1, 0: 1, 6: 1}
    assert shares(graph, 5) == {5: 1, lone: 1}
    losses = {loss.node: loss for loss in impact(graph, [1, 2]).losses()}
    assert (losses[balancer].lost, losses[balancer].copies, graph.ends(losses[balancer].edge)) == (2, 3, (0, 1))
    assert (losses[6].lost, losses[6].copies) == (1, 1)


def test_copies_on_one_host_do_not_stand_in_for_each_other() -> None:
    host, balancer = 0, 3
    graph = graph_of(
        5,
        [
            *((1, host, Verb.RUNS_ON), (2, host, Verb.RUNS_ON)),
            *((balancer, 1, Verb.ROUTES_TO), (balancer, 2, Verb.ROUTES_TO), (4, balancer, Verb.CONNECTS_TO)),
        ],
    )

    assert shares(graph, host) == {0: 1, 1: 1, 2: 1, balancer: 1, 4: 0.5}
    assert impact(graph, [host]).trail(graph, 4) == [0, 2, 4]


def test_what_stands_by_is_asked_once_the_first_is_lost_wholly() -> None:
    asking, standby, first, below = 0, 1, 2, 53
    told = [(asking, first, Verb.ROUTES_TO), (asking, standby, Verb.ROUTES_TO), (standby, below, Verb.ROUTES_TO)]
    graph = graph_of(54, [*told, *((first, each, Verb.ROUTES_TO) for each in range(3, 53))])
    edges = [edge for edge in range(len(graph)) if graph.ends(edge) == (asking, standby)]
    rules = replace(Rules.of_verbs(graph), standby=np.asarray(edges, np.int32))

    def lost(*failed: int) -> float:
        return {each.node: round(each.loss, 3) for each in impact(graph, failed, rules).losses()}.get(asking, 0.0)

    assert [lost(below), lost(3), lost(below, 3)] == [0.0, 0.01, 0.02]
    assert [lost(first), lost(first, below)] == [0.5, 1.0]


def test_what_only_refers_to_something_loses_nothing_with_it() -> None:
    graph = graph_of(3, [(0, 1, Verb.REFERS_TO), (1, 2, Verb.REFERS_TO), (2, 0, Verb.REFERS_TO)])
    assert [shares(graph, node) for node in range(3)] == [{node: 1} for node in range(3)]
    assert circles(graph) == []


def test_each_verb_carries_losses_in_its_own_way_and_weight() -> None:
    for verb, rule in RULES.items():
        graph = graph_of(2, [(0, 1, verb)])
        receiver = 0 if rule.way is Carries.TO_SOURCE else 1
        assert shares(graph, 1 - receiver) == {1 - receiver: 1, receiver: rule.weight}, verb
        assert shares(graph, receiver) == {receiver: 1}, verb


def test_of_several_relationships_to_the_same_the_first_verb_is_the_reason_whichever_was_told_first() -> None:
    told = [(0, 1, Verb.ATTACHED_TO), (1, 0, Verb.ROUTES_TO), (1, 0, Verb.DEPENDS_ON)]

    for edges in (told, told[::-1]):
        graph = graph_of(2, edges)
        (_, lost) = impact(graph, [0]).losses()
        assert graph.verb(lost.edge) is Verb.ATTACHED_TO


def test_circles_and_loops_end() -> None:
    graph = graph_of(
        3, [(0, 1, Verb.DEPENDS_ON), (1, 2, Verb.DEPENDS_ON), (2, 0, Verb.DEPENDS_ON), (0, 0, Verb.RUNS_ON)]
    )

    assert shares(graph, 0) == {0: 1, 1: 1, 2: 1}
    assert impact(graph, [0]).trail(graph, 1) == [2, 1]


def test_a_hub_of_ten_thousand_is_answered_whole() -> None:
    spokes = 10_000
    graph = graph_of(spokes + 1, ((n, 0, Verb.DEPENDS_ON) for n in range(1, spokes + 1)))

    found = impact(graph, [0])

    assert (len(found), found.is_whole, float(found.shares.min())) == (spokes + 1, True, 1.0)
    assert impact(graph, [0], visits=100).is_whole is False


def test_who_stands_on_nothing_but_each_other_falls_together_and_less_falls_where_something_stands() -> None:
    group, balancer, other, sound, failed = range(5)
    closed = graph_of(5, [(group, 1, Verb.ROUTES_TO), (group, 4, Verb.ROUTES_TO), (1, group, Verb.DEPENDS_ON)])
    open_ = graph_of(
        5,
        [
            *((balancer, other, Verb.ROUTES_TO), (balancer, failed, Verb.ROUTES_TO)),
            *((other, balancer, Verb.ROUTES_TO), (other, sound, Verb.ROUTES_TO)),
        ],
    )

    assert shares(closed, failed) == {failed: 1, group: 1, 1: 1}
    assert shares(open_, failed) == {failed: 1, balancer: 0.667, other: 0.333}


def test_what_would_lose_too_little_to_be_told_loses_nothing_and_carries_nothing_on() -> None:
    failed, crowd, behind, balancer, other, sound, first = range(7)
    graph = graph_of(
        first + 199,
        [
            *((member, crowd, Verb.MEMBER_OF) for member in (failed, *range(first, first + 199))),
            (behind, crowd, Verb.DEPENDS_ON),
            *((balancer, other, Verb.ROUTES_TO), (balancer, failed, Verb.ROUTES_TO)),
            *((other, balancer, Verb.ROUTES_TO), (other, sound, Verb.ROUTES_TO)),
        ],
    )

    assert shares(graph, failed) == {failed: 1, balancer: 0.667, other: 0.333}


def test_a_loss_that_goes_round_a_large_circle_often_is_settled_exactly() -> None:
    count = 200
    group, failed = count, count + 1
    members = [(node, group, Verb.MEMBER_OF) for node in range(count)]
    graph = graph_of(
        count + 2,
        [*members, (failed, group, Verb.MEMBER_OF), *((node, group, Verb.DEPENDS_ON) for node in range(1, count))],
    )

    assert shares(graph, failed, 1, 2) == {failed: 1, 1: 1, 2: 1, group: 0.75} | dict.fromkeys(range(3, count), 0.75)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_losses_are_the_least_that_the_rules_allow(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    failed = data.draw(st.sets(st.integers(0, graph.count - 1), min_size=1, max_size=2))
    depth = data.draw(st.none() | st.integers(0, 4))

    found = impact(graph, failed, depth=depth)
    lost = {loss.node: loss.loss for loss in found.losses()}

    known = step_by_step(graph, failed, depth)
    assert lost.keys() == known.keys()
    assert all(abs(lost[node] - known[node]) < 1e-4 for node in known), (lost, known)
    before = dict.fromkeys(failed, 1.0)
    for loss in found.losses():
        if depth is None and loss.node not in failed:
            giver = sum(graph.ends(loss.edge)) - loss.node
            assert before[giver] >= loss.loss - 1e-4, "who brings a loss comes before, and has lost as much"
            assert abs(brought(graph, loss.node, graph.verb(loss.edge), lost) - loss.loss) < 1e-4
        before[loss.node] = loss.loss
        trail = found.trail(graph, loss.node)
        assert len(trail) < graph.count
        assert (loss.node in failed) == (trail == [])
        met = {node for edge in trail for node in graph.ends(edge)} | {loss.node}
        assert met & failed and met <= lost.keys()


def test_the_reason_is_what_brings_all_of_a_loss_however_late_that_comes() -> None:
    failed, one, two, three, guarded = range(5)
    graph = graph_of(
        5,
        [
            (failed, guarded, Verb.PROTECTS),
            *((node, before, Verb.DEPENDS_ON) for before, node in ((failed, one), (one, two), (two, three))),
            (guarded, three, Verb.DEPENDS_ON),
        ],
    )

    found = impact(graph, [failed])
    assert shares(graph, failed)[guarded] == 1
    assert found.trail(graph, guarded) == [1, 2, 3, 4]
    assert impact(graph, [failed], depth=1).trail(graph, guarded) == [0]


def test_of_those_that_share_the_reason_is_one_that_does_not_lose_by_this_itself() -> None:
    group, member, failed = range(3)
    graph = graph_of(
        3, [(group, member, Verb.ROUTES_TO), (group, failed, Verb.ROUTES_TO), (member, group, Verb.DEPENDS_ON)]
    )

    assert impact(graph, [failed]).trail(graph, member) == [1, 2]


def step_by_step(graph: Adjacency, failed: set[int], depth: int | None) -> dict[int, float]:
    """What each node loses, by letting all losses grow by the rules, again and again, until they hardly do."""
    lost = dict.fromkeys(failed, 1.0)
    grown, steps = True, 0
    while grown and steps != depth:
        offers = {
            node: max((brought(graph, node, verb, lost) for verb in RULES), default=0.0) for node in range(graph.count)
        }
        after = {node: loss for node, loss in offers.items() if loss >= LEAST - 1e-9} | dict.fromkeys(failed, 1.0)
        grown = any(loss > lost.get(node, 0.0) + 1e-7 for node, loss in after.items())
        lost, steps = after, steps + 1
    return lost


def brought(graph: Adjacency, node: int, verb: Verb, lost: dict[int, float]) -> float:
    """What relationships of one verb bring ``node`` by the rules, one edge after the other."""
    rule = RULES[verb]
    ends = [graph.ends(edge) for edge in range(len(graph)) if graph.verb(edge) is verb]
    if rule.way is Carries.TO_SOURCE:
        givers = {target for source, target in ends if source == node != target}
    else:
        givers = {source for source, target in ends if target == node != source}
    losses = [lost.get(giver, 0.0) for giver in givers] or [0.0]
    return rule.weight * (sum(losses) / len(losses) if rule.shared else max(losses))


def test_what_is_carried_whole_leaves_alone_those_who_lose_by_a_part_and_never_goes_round() -> None:
    cluster, first, second, beside = range(4)
    graph = graph_of(
        4,
        [
            *((member, cluster, verb) for member in (first, second) for verb in (Verb.MEMBER_OF, Verb.STORES_IN)),
            (cluster, beside, Verb.CONTAINS),
        ],
    )
    whole = Rule(Carries.TO_SOURCE, 1.0, whole=True)
    rules = Rules(graph.verbs, tuple((verb, whole if verb is Verb.STORES_IN else RULES.get(verb)) for verb in VERBS))

    def lost(*failed: int) -> dict[int, float]:
        return {loss.node: round(loss.loss, 3) for loss in impact(graph, failed, rules).losses()}

    assert lost(first) == {first: 1, cluster: 0.5, beside: 0.5}
    assert lost(cluster) == {cluster: 1, first: 1, second: 1, beside: 1}
    assert lost(first, second) == {first: 1, second: 1, cluster: 1, beside: 1}
    assert impact(graph, [cluster], rules, depth=1).losses()[-1].loss == 1


def test_what_loses_nearly_all_has_not_failed_itself_for_those_outside() -> None:
    """A balancer that one of two thousand targets still stands for, beside a gateway that cuts off what is outside."""
    count, lost = 2000, 1999
    failed, balancer, gateway, record = 0, count + 1, count + 2, count + 3
    edges = [(failed, target, Verb.CONTAINS) for target in range(1, lost + 1)]
    edges += [(balancer, target, Verb.ROUTES_TO) for target in range(1, count + 1)]
    edges += [
        (gateway, balancer, Verb.CONNECTS_TO),
        (record, balancer, Verb.ROUTES_TO),
        (failed, gateway, Verb.CONTAINS),
    ]
    graph = graph_of(count + 4, edges)
    base = Rules.of_verbs(graph)
    cutting = Rule(Carries.TO_TARGET, 1.0, cuts_off=True)
    known = tuple((verb, cutting if verb is Verb.CONNECTS_TO else rule) for verb, rule in base.known)

    found = impact(graph, [failed], Rules(base.numbers, known))
    told = {loss.node: loss for loss in found.losses()}

    assert all(told[node].edge >= 0 for node in (balancer, record, gateway)) and found.trail(graph, record)
