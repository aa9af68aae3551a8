"""What answers the calls of REST interfaces, as their methods and the variables of their stages say."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._rest_methods import by_stages, methods
from tests.unit.test_aws_named import API, ARN, BALANCER, ENTRIES, FUNCTION, KNOWN, thing
from tests.unit.test_topology_rules import losses

GATEWAY = "arn:aws:apigateway:eu-west-1:{}"
LINK = GATEWAY.format(":/vpclinks/abc123")
QUEUE, PICTURES, ROLE = ARN.format("sqs", "orders"), "arn:aws:s3:::pics", "arn:aws:iam::123456789012:role/caller"
ALIAS = f"{FUNCTION}:live"
THERE = (
    *KNOWN,
    thing("apigateway.rest_vpc_link", LINK),
    *(thing(kind, key) for kind, key in (("sqs.queue", QUEUE), ("s3.bucket", PICTURES), ("iam.role", ROLE))),
    thing("lambda.function_alias", ALIAS),
)


def calling(function: str) -> str:
    return GATEWAY.format(f"lambda:path/2015-03-31/functions/{function}/invocations")


def edges(**attrs: Json) -> set[tuple[str, str]]:
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    api = thing("apigateway.rest_api", "asked", "", {"Arn": API, **attrs})
    for resource in (*THERE, api):
        directory.add(resource)
    return {(edge.verb.value, edge.dst.key) for edge in directory.relationships(api)}


@pytest.mark.parametrize(
    ("integration", "expected"),
    [
        ({"uri": calling(FUNCTION)}, {("routes_to", FUNCTION)}),
        ({"uri": calling(ALIAS)}, {("routes_to", ALIAS)}),
        ({"uri": calling(f"{FUNCTION}-gone")}, {("routes_to", f"{FUNCTION}-gone")}),
        ({"uri": calling(ARN.format("lambda", "function:${stageVariables.fn}"))}, set()),
        ({"uri": "http://example.com/x"}, set()),
        ({"connectionType": "VPC_LINK", "connectionId": "abc123"}, {("routes_to", LINK)}),
        ({"connectionType": "VPC_LINK", "connectionId": "${stageVariables.link}"}, set()),
        ({"connectionType": "INTERNET", "connectionId": "abc123"}, set()),
        ({"integrationTarget": BALANCER}, {("routes_to", BALANCER)}),
        ({"uri": GATEWAY.format("sqs:path/123456789012/orders")}, {("routes_to", QUEUE)}),
        ({"uri": GATEWAY.format("s3:path/pics/{key}")}, {("routes_to", PICTURES)}),
        ({"uri": GATEWAY.format("s3:path/{bucket}/{key}")}, set()),
        ({"uri": GATEWAY.format("states:action/StartExecution")}, set()),
        ({"credentials": ROLE}, {("depends_on", ROLE)}),
    ],
)
def test_an_interface_leads_to_what_answers_its_methods(integration: Json, expected: set[tuple[str, str]]) -> None:
    assert edges(Methods=[integration]) == expected


def test_what_stages_name_is_led_to() -> None:
    assert edges(Staged={"uris": [calling(FUNCTION)], "connectionIds": ["abc123"]}) == {
        ("routes_to", FUNCTION),
        ("routes_to", LINK),
    }


def test_of_methods_only_who_calls_and_who_answers_is_kept() -> None:
    integration = {
        "type": "AWS",
        "uri": calling(ARN.format("lambda", "function:${stageVariables.fn}")),
        "credentials": "arn:aws:iam::*:user/*",
        "requestParameters": {"integration.request.header.key": "'hunter2'"},
        "requestTemplates": {"application/json": "hunter2"},
    }
    told = {"httpMethod": "GET", "authorizationType": "AWS_IAM", "methodIntegration": integration}
    paths: list[Any] = [
        {"id": "1", "path": "/"},
        {"id": "2", "path": "/orders", "resourceMethods": {"GET": told, "PUT": {}}},
        None,
    ]
    assert [*methods(paths)] == [
        {
            "path": "/orders",
            "method": "GET",
            "authorizationType": "AWS_IAM",
            "type": "AWS",
            "uri": integration["uri"],
            "variables": ["fn"],
        },
        {"path": "/orders", "method": "PUT"},
    ]


def test_of_what_stages_hold_only_who_is_there_is_kept() -> None:
    uris = [
        calling(ARN.format("lambda", "function:${stageVariables.fn}")),
        "https://${stageVariables.host}:8443/x?key=${stageVariables.key}",
        "https://${stageVariables.key}@shop.test/",
        "https://${stageVariables.key}:x@shop.test/",
        calling(FUNCTION),
    ]
    item = {"Methods": [*({"uri": uri} for uri in uris), {"connectionId": "${stageVariables.link}"}]}
    variables = {"fn": "shop", "host": "inner.shop.test", "key": "hunter2", "link": "abc123"}
    assert by_stages(item, [{"stageName": "prod", "variables": variables}, {"stageName": "test"}]) == {
        "uris": [calling(FUNCTION), "https://inner.shop.test"],
        "connectionIds": ["abc123"],
    }


def test_an_interface_loses_the_share_of_its_functions() -> None:
    told = [("aws.apigateway.rest_api", Verb.ROUTES_TO, f"aws.lambda.function:{at}") for at in (1, 2)]
    assert losses(told, "aws.lambda.function:1") == {"aws.apigateway.rest_api": 50}
