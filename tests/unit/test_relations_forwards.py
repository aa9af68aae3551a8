"""Which target groups get requests, and what the loss of one that gets none takes along: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.relations.forwards import Forwards
from tests.unit.network_lab import KINDS, thing
from tests.unit.test_topology_rules import losses

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
BALANCER = f"{ARN}:loadbalancer/app/front/50dc"
BLUE, GREEN = (f"{ARN}:targetgroup/{name}/73e2" for name in ("blue", "green"))
LISTENER, RULE = f"{ARN}:listener/app/front/50dc/f2f7", f"{ARN}:listener-rule/app/front/50dc/f2f7/9683"

FRONT, HALF = {"load_balancer": 100, "listener": 100}, {"load_balancer": 50, "listener": 50}


def action(*weights: tuple[str, int | None]) -> dict[str, Any]:
    groups = [{"TargetGroupArn": arn} | ({"Weight": weight} if weight is not None else {}) for arn, weight in weights]
    return {"Type": "forward", "TargetGroupArn": weights[0][0], "ForwardConfig": {"TargetGroups": groups}}


def estate(default: list[dict[str, Any]], other: list[dict[str, Any]] | None = None) -> list[Resource]:
    told = [] if other is None else [(RULE, other), (f"{RULE}-default", default)]
    rule = [thing("elb.listener_rule", arn, Listener=LISTENER, Actions=actions) for arn, actions in told]
    return [
        thing("elb.load_balancer", BALANCER),
        thing("elb.listener", LISTENER, LoadBalancerArn=BALANCER, DefaultActions=default),
        *rule,
        *(thing("elb.target_group", arn, LoadBalancerArns=[BALANCER]) for arn in (BLUE, GREEN)),
    ]


def told(known: list[Resource]) -> list[tuple[str, Verb, str]]:
    kinds = tuple(KINDS.values())
    tellers: list[Directory | Forwards] = [Directory(kinds), Forwards(kinds)]
    for resource in known:
        for teller in tellers:
            teller.add(resource)
    edges = [edge for each in known for teller in tellers for edge in teller.relationships(each)]
    return [(f"{edge.src.kind}:{edge.src.key}", edge.verb, f"{edge.dst.kind}:{edge.dst.key}") for edge in edges]


def lost(known: list[Resource], arn: str) -> dict[str, float]:
    found = losses(told(known), f"aws.elb.target_group:{arn}")
    return {name.partition(":")[0].rpartition(".")[2]: loss for name, loss in found.items()}


@pytest.mark.parametrize(
    ("default", "other", "of_green", "of_blue"),
    [
        pytest.param([action((BLUE, 100), (GREEN, 0))], None, {}, FRONT, id="one of weight 0"),
        pytest.param([action((BLUE, 1), (GREEN, 1))], None, HALF, HALF, id="both"),
        pytest.param([action((BLUE, None), (GREEN, None))], None, HALF, HALF, id="none"),
        pytest.param(
            [action((BLUE, 100), (GREEN, 0))],
            [action((GREEN, 5), (BLUE, 0))],
            HALF | {"listener_rule": 100},
            HALF | {"listener_rule": 100},
            id="a rule forwards to it",
        ),
    ],
)  # fmt: skip
def test_a_group_of_weight_0_is_no_copy_and_takes_nothing_along(
    default: list[dict[str, Any]],
    other: list[dict[str, Any]] | None,
    of_green: dict[str, float],
    of_blue: dict[str, float],
) -> None:
    assert lost(estate(default, other), GREEN) == of_green
    assert lost(estate(default, other), BLUE) == of_blue


def test_groups_are_told_where_nobody_says_how_they_are_forwarded_to() -> None:
    group = thing("elb.target_group", BLUE, LoadBalancerArns=[BALANCER])
    assert told([group]) == [(f"aws.elb.load_balancer:{BALANCER}", Verb.ROUTES_TO, f"aws.elb.target_group:{BLUE}")]

    plain = told(estate([{"Type": "forward", "TargetGroupArn": BLUE}, {"Type": "redirect"}]))
    assert (f"aws.elb.listener:{LISTENER}", Verb.ROUTES_TO, f"aws.elb.target_group:{BLUE}") in plain
    rested = told(estate([action((BLUE, 100), (GREEN, 0))]))
    assert (f"aws.elb.listener:{LISTENER}", Verb.CONNECTS_TO, f"aws.elb.target_group:{GREEN}") in rested


def test_what_matters_is_who_is_forwarded_to_and_who_is_not() -> None:
    rule = Forwards(tuple(KINDS.values()))
    one, other = (
        thing("elb.listener", LISTENER, DefaultActions=[action((BLUE, 100), (GREEN, weight))]) for weight in (0, 1)
    )
    assert rule.facts(one) != rule.facts(other)
    assert rule.facts(one) == rule.facts(thing("elb.listener", LISTENER, Port=1, **dict(one.attrs)))


def test_where_nobody_tells_its_targets_a_group_leads_to_servers_in_service_of_those_who_register_them() -> None:
    states = ("InService", "InService", "Terminating")

    def scaling(name: str) -> Resource:
        servers = [{"InstanceId": f"i-{name}{at}", "LifecycleState": state} for at, state in enumerate(states)]
        return thing("autoscaling.scaling_group", name, TargetGroupARNs=[BLUE], Instances=servers)

    def known(**attrs: Any) -> list[Resource]:
        servers = [thing("ec2.instance", f"i-{name}{at}") for name in "ab" for at in range(3)]
        return [*servers, thing("elb.target_group", BLUE, **attrs), scaling("a"), scaling("b")]

    group, first = f"aws.elb.target_group:{BLUE}", "aws.ec2.instance:i-a0"
    assert losses(told(known()), first) == {group: 25, "aws.autoscaling.scaling_group:a": 33}
    registered = [{"Target": {"Id": "i-a0"}}]
    assert losses(told(known(Targets=registered)), first)[group] == 100
    assert group not in losses(told(known(Targets=[])), first)


def test_nothing_is_sent_by_way_of_what_makes_targets_and_is_none() -> None:
    servers = [{"InstanceId": "i-1", "LifecycleState": "InService"}]
    fronts = {"TargetGroupARNs": [BLUE], "LoadBalancerNames": ["old"]}
    keeper, server = "aws.autoscaling.scaling_group:web", "aws.ec2.instance:i-1"
    known = [
        *(thing("ec2.instance", "i-1"), thing("elb.target_group", BLUE, Targets=[{"Target": {"Id": "i-1"}}])),
        thing("elb.classic_balancer", "old", Instances=[{"InstanceId": "i-1"}]),
        thing("autoscaling.scaling_group", "web", Instances=servers, **fronts),
    ]
    edges = told(known)
    sent = {f"aws.elb.target_group:{BLUE}", "aws.elb.classic_balancer:old"}

    assert [edge for edge in edges if edge[2] == keeper] == []
    assert {one for one, verb, other in edges if (verb, other) == (Verb.ROUTES_TO, server)} == sent
    assert {edge[2] for edge in edges if edge[:2] == (keeper, Verb.ATTACHED_TO)} == sent
    assert losses(edges, server) == {keeper: 100, **dict.fromkeys(sent, 100)}
    assert losses(edges, keeper) == {}
