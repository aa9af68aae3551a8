"""What is lost in front of what fails: integrations, their interfaces, and the listeners that these lead to."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import State, Verb
from tests.unit.test_aws_parts import made
from tests.unit.test_topology_rules import losses

NAME, API, FUNCTION = "aws.route53.dns_record", "aws.apigateway.http_api", "aws.lambda.function"
INTEGRATION, ROUTE = "aws.apigateway.http_integration", "aws.apigateway.http_route"
BALANCER, LISTENER, RULE = "aws.elb.load_balancer", "aws.elb.listener", "aws.elb.listener_rule"
GROUP = "aws.elb.target_group"
FRONT = [(NAME, Verb.ROUTES_TO, API), (API, Verb.CONTAINS, f"{INTEGRATION}:1")]
BALANCED = [
    (BALANCER, Verb.CONTAINS, LISTENER),
    (BALANCER, Verb.ROUTES_TO, GROUP),
    (LISTENER, Verb.ROUTES_TO, GROUP),
]


def test_a_function_takes_the_interface_in_front_of_it_and_its_names() -> None:
    told = [*FRONT, (f"{INTEGRATION}:1", Verb.ROUTES_TO, FUNCTION)]

    assert losses(told, FUNCTION) == {f"{INTEGRATION}:1": 100, API: 100, NAME: 100}
    two = [*told, (API, Verb.CONTAINS, f"{INTEGRATION}:2")]
    assert losses(two, FUNCTION) == {f"{INTEGRATION}:1": 100, API: 50, NAME: 50}
    assert losses(two, API) == {f"{INTEGRATION}:1": 100, f"{INTEGRATION}:2": 100, NAME: 100}


def test_of_an_interface_whose_routes_are_known_it_is_these_that_count() -> None:
    told = [
        *FRONT,
        *((API, Verb.CONTAINS, f"{INTEGRATION}:{at}") for at in (2, 3, 4)),
        *((API, Verb.CONTAINS, f"{ROUTE}:{at}") for at in range(4)),
        *((f"{ROUTE}:{at}", Verb.ROUTES_TO, f"{INTEGRATION}:{2 if at else 1}") for at in range(4)),
    ]

    assert losses(told, f"{INTEGRATION}:1")[API] == 25
    assert losses(told, f"{INTEGRATION}:2")[API] == 75
    assert API not in losses(told, f"{INTEGRATION}:3"), "no route leads there"
    assert losses(told, API)[f"{INTEGRATION}:3"] == 100


@pytest.mark.parametrize("failed", [GROUP, BALANCER, LISTENER])
def test_a_private_integration_is_lost_with_its_listener_and_this_with_its_balancer_and_only_group(failed: str) -> None:
    told = [*FRONT, (f"{INTEGRATION}:1", Verb.ROUTES_TO, LISTENER), *BALANCED]

    lost = losses(told, failed)

    assert lost[f"{INTEGRATION}:1"] == lost[API] == lost[NAME] == lost.get(LISTENER, 100) == 100


def test_a_listener_with_rules_loses_the_share_of_those_whose_group_is_lost() -> None:
    rules = [
        *((LISTENER, Verb.CONTAINS, f"{RULE}:{at}") for at in range(4)),
        *((f"{RULE}:{at}", Verb.ROUTES_TO, f"{GROUP}:{at}" if at else GROUP) for at in range(4)),
        *((BALANCER, Verb.ROUTES_TO, f"{GROUP}:{at}") for at in range(1, 4)),
    ]

    assert losses([*BALANCED, *rules], GROUP) == {f"{RULE}:0": 100, LISTENER: 25, BALANCER: 25}
    assert losses([*BALANCED, *rules], LISTENER) == {f"{RULE}:{at}": 100 for at in range(4)} | {BALANCER: 100}


@pytest.mark.parametrize(
    ("said", "state"),
    [({"Enabled": True}, State.RUNNING), ({}, State.RUNNING), ({"Enabled": False}, State.STOPPED)],
    ids=str,
)
def test_a_distribution_that_is_switched_off_is_stopped_wherever_that_is_deployed(
    said: dict[str, bool], state: State
) -> None:
    told = made(
        "cloudfront.distribution", Id="E1", ARN="arn:aws:cloudfront::1:distribution/E1", Status="Deployed", **said
    )

    assert told.state is state
