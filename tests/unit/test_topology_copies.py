"""Who keeps copies is there by these: for whoever shares it with others, and on whatever it runs."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, KindSpec
from dharma_tui.core.types import State, Verb
from dharma_tui.services.topology.adjacency import Adjacency
from dharma_tui.services.topology.graph import STATES
from dharma_tui.services.topology.impact import Loss, impact
from dharma_tui.services.topology.rules import Rules
from dharma_tui.services.topology.sparing import ruled
from tests.unit.test_topology_rules import losses
from tests.unit.topology_lab import graph_of

GROUP, BALANCER, SERVICE = "aws.elb.target_group", "aws.elb.load_balancer", "aws.ecs.ecs_service"
TASK, CARD = "aws.ecs.ecs_task", "aws.ec2.network_interface"


def services(**tasks: int) -> list[tuple[str, Verb, str]]:
    """Services behind one target group, each with so many tasks that have a card."""
    told = [(BALANCER, Verb.ROUTES_TO, GROUP)]
    for name, count in tasks.items():
        told.append((GROUP, Verb.ROUTES_TO, f"{SERVICE}:{name}"))
        for at in range(count):
            task, card = f"{TASK}:{name}-{at}", f"{CARD}:{name}-{at}"
            told += [(f"{SERVICE}:{name}", Verb.MANAGES, task), (task, Verb.DEPENDS_ON, card)]
    return told


def cards(told: list[tuple[str, Verb, str]]) -> list[tuple[str, Verb, str]]:
    """The same where the target group tells the address of each."""
    named = dict.fromkeys(end for *_, end in told if end.startswith(CARD))
    return [*told, *((GROUP, Verb.ROUTES_TO, card) for card in named)]


def test_of_two_services_behind_a_target_group_each_is_as_much_of_it_as_it_runs_tasks() -> None:
    for told in (services(blue=2, green=2), cards(services(blue=2, green=2))):
        assert losses(told, f"{SERVICE}:blue") == {GROUP: 50, BALANCER: 50}
        task = losses(told, f"{TASK}:blue-0")
        assert task == {f"{SERVICE}:blue": 50, GROUP: 25, BALANCER: 25}
        assert losses(told, f"{CARD}:blue-0") == {f"{TASK}:blue-0": 100, **task}
    for told in (services(blue=3, green=1), cards(services(blue=3, green=1))):
        assert losses(told, f"{SERVICE}:blue") == {GROUP: 75, BALANCER: 75}
        assert losses(told, f"{SERVICE}:green") == {GROUP: 25, BALANCER: 25}


def test_what_was_registered_by_hand_stands_beside_a_service() -> None:
    told = [
        *cards(services(blue=2)),
        (GROUP, Verb.ROUTES_TO, f"{CARD}:hand"),
        (GROUP, Verb.ROUTES_TO, "aws.ec2.instance"),
    ]

    assert losses(told, f"{SERVICE}:blue") == {GROUP: 50, BALANCER: 50}
    assert losses(told, f"{CARD}:hand") == {GROUP: 25, BALANCER: 25}


def test_a_service_whose_tasks_are_not_known_shares_with_others_like_it_and_with_no_address() -> None:
    told = [*services(blue=0, green=0), *((GROUP, Verb.ROUTES_TO, f"{CARD}:{at}") for at in range(4))]

    assert losses(told, f"{SERVICE}:blue") == {GROUP: 50, BALANCER: 50}
    assert losses(told, f"{CARD}:0") == {GROUP: 25, BALANCER: 25}


def test_tasks_on_servers_count_and_not_the_servers_they_run_on() -> None:
    told = [(GROUP, Verb.ROUTES_TO, f"{SERVICE}:{name}") for name in ("blue", "green")]
    for at, name in enumerate(("blue", "blue", "blue", "green")):
        host, server = f"aws.ecs.container_instance:{at % 2}", f"aws.ec2.instance:{at % 2}"
        task = f"{TASK}:{at}"
        told += [(f"{SERVICE}:{name}", Verb.MANAGES, task), (task, Verb.RUNS_ON, host), (host, Verb.RUNS_ON, server)]
        told += [(GROUP, Verb.ROUTES_TO, server)]

    lost = losses(told, "aws.ec2.instance:1")
    assert (lost[GROUP], lost[f"{SERVICE}:blue"], lost[f"{SERVICE}:green"]) == (50, 33, 100)


def test_a_reason_says_how_many_copies_of_how_many_are_lost_as_the_number_does() -> None:
    group, blue, green, first = range(4)
    told = [(group, keeper, Verb.ROUTES_TO) for keeper in (blue, green)]
    told += [(blue, first + at, Verb.MANAGES) for at in range(3)]
    told += [(green, first + 3, Verb.MANAGES)]
    graph = graph_of(first + 4, told)
    rules = _ruled(graph, [State.RUNNING] * graph.count)

    def at_group(*failed: int) -> Loss:
        return next(loss for loss in impact(graph, failed, rules).losses() if loss.node == group)

    for failed, lost in (((blue,), 3), ((green,), 1), ((first,), 1), ((first, first + 1), 2), ((blue, green), 4)):
        loss = at_group(*failed)
        assert (round(loss.loss * loss.copies), loss.lost, loss.copies) == (lost, lost, 4)


def test_a_copy_that_is_stopped_counts_for_nobody() -> None:
    group, blue, green, first = range(4)
    told = [(group, keeper, Verb.ROUTES_TO) for keeper in (blue, green)]
    told += [(blue, first, Verb.MANAGES), (blue, first + 1, Verb.MANAGES), (green, first + 2, Verb.MANAGES)]
    graph = graph_of(first + 3, told)
    states = [State.RUNNING] * graph.count
    states[first + 1] = State.STOPPED

    found = impact(graph, [blue], _ruled(graph, states)).losses()

    assert [loss.loss for loss in found if loss.node == group] == [0.5]


def _ruled(graph: Adjacency, states: list[State]) -> Rules:
    from dharma_tui.services.topology.rules import Table

    keeping = KindSpec("lab", "", "", "", bearings=(Bearing(Verb.ROUTES_TO, loses=1.0, shared=True, by_copies=True),))
    rules = Table(["lab"], {"lab": keeping}).rules(graph, [0] * graph.count)
    return ruled(rules, graph, [STATES.index(state) for state in states], [False] * graph.count)


def test_who_runs_on_several_places_loses_by_its_copies_and_wholly_with_the_only_one() -> None:
    told = [("lab.app", Verb.RUNS_ON, f"lab.place:{at}") for at in range(2)]
    told += [("lab.app", Verb.MANAGES, f"lab.pod:{at}") for at in range(2)]
    told += [(f"lab.pod:{at}", Verb.RUNS_ON, "lab.place:0") for at in range(2)]
    told += [(f"lab.node:{at}", Verb.MEMBER_OF, "lab.place:0") for at in range(4)]

    assert losses(told, "lab.place:1", {}) == {}
    assert losses(told, "lab.place:0", {}) == {"lab.app": 100, "lab.pod:0": 100, "lab.pod:1": 100}
    only = [edge for edge in told if edge[2] != "lab.place:1"]
    assert losses(only, "lab.place:0", {}) == {"lab.app": 100, "lab.pod:0": 100, "lab.pod:1": 100}


def test_what_keeps_copies_loses_by_the_subnets_that_these_are_in() -> None:
    subnets = [f"aws.ec2.subnet:{name}" for name in "abc"]
    for keeper, copy in ((SERVICE, TASK), ("aws.autoscaling.scaling_group", "aws.ec2.instance")):
        told = [(subnet, Verb.CONTAINS, keeper) for subnet in subnets]
        told += [(keeper, Verb.MANAGES, f"{copy}:{at}") for at in range(4)]
        assert losses(told, subnets[0])[keeper] == 33, "where nobody tells where copies are"
        told += [(subnets[at == 0], Verb.CONTAINS, f"{copy}:{at}") for at in range(4)]
        told += [("aws.ec2.vpc", Verb.CONTAINS, each) for each in (keeper, *subnets)]

        assert losses(told, subnets[1])[keeper] == 25
        assert losses(told, subnets[0])[keeper] == 75
        assert keeper not in losses(told, subnets[2])
        assert losses(told, "aws.ec2.vpc")[keeper] == 100
