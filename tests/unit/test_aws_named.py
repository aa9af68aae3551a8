"""Whom things of AWS name in ways of their own: lists in one text, rules, versions, ARNs that are not whole."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._service import AwsService

SERVICES = [found for found in subclasses(aws, ProviderService) if issubclass(found, AwsService)]  # type: ignore[type-abstract]
ENTRIES = {entry.spec.kind: entry for service in SERVICES for entry in service.entries}
HERE = Scope("aws", "123456789012", "eu-west-1")
ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
SUBNETS = [f"subnet-{number}123456789abcdef0" for number in (0, 1, 2)]
FUNCTION = ARN.format("lambda", "function:shop")
SECRET = ARN.format("secretsmanager", "secret:prod/db")
ALARM, COMPOSITE = (ARN.format("cloudwatch", f"alarm:{name}") for name in ("cpu high", "all"))
OFFERED = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"


def thing(kind: str, key: str, name: str = "", attrs: Mapping[str, Json] | None = None) -> Resource:
    derived = ENTRIES[f"aws.{kind}"].derived
    told = {attr: tell(attrs or {}) for attr, tell in derived.items()}
    known = {attr: value for attr, value in told.items() if value is not None}
    return Resource(ResourceRef(f"aws.{kind}", key), name or key, HERE, State.RUNNING, {}, {**(attrs or {}), **known})


KNOWN = (
    *(thing("ec2.subnet", subnet) for subnet in SUBNETS[:2]),
    thing("elb.classic_balancer", ARN.format("elasticloadbalancing", "loadbalancer/old"), "old"),
    thing("lambda.function", FUNCTION, "shop"),
    *(thing("lambda.function_version", f"{FUNCTION}:{number}") for number in (1, 2)),
    thing("secretsmanager.secret", f"{SECRET}-AbCdEf", "prod/db"),
    thing("cloudwatch.alarm", ALARM, "cpu high"),
    thing("cloudwatch.composite_alarm", COMPOSITE, "all"),
    thing("ec2.endpoint_service", OFFERED.rpartition(".")[2], OFFERED, {"ServiceName": OFFERED}),
)


def named(kind: str, attrs: Mapping[str, Json]) -> list[tuple[str, str, str]]:
    """What leads from or to such a thing, and how."""
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing(kind, "asked", "", attrs)
    for resource in (*KNOWN, asked):
        directory.add(resource)
    return sorted((edge.src.key, edge.verb.value, edge.dst.key) for edge in directory.relationships(asked))


@pytest.mark.parametrize("between", [",", ", ", " ", "\n", ";"])
def test_a_group_is_in_all_its_subnets_however_they_are_told_apart(between: str) -> None:
    told = named("autoscaling.scaling_group", {"VPCZoneIdentifier": between.join(SUBNETS)})
    assert told == [(subnet, "contains", "asked") for subnet in SUBNETS]  # one of which is not there


@pytest.mark.parametrize(
    ("kind", "attrs", "others"),
    [
        pytest.param(
            *("autoscaling.scaling_group", {"LoadBalancerNames": ["old"]}, [KNOWN[2].ref.key]), id="classic balancer"
        ),
        pytest.param(
            "lambda.function_alias",
            {"Function": FUNCTION, "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}},
            [FUNCTION, f"{FUNCTION}:1", f"{FUNCTION}:2"],
            id="versions",
        ),
        pytest.param(
            *("lambda.function_alias", {"Function": FUNCTION, "FunctionVersion": "$LATEST"}, [FUNCTION]), id="newest"
        ),
        pytest.param("ecs.ecs_service", {"Secret": SECRET}, [f"{SECRET}-AbCdEf"], id="secret"),
        pytest.param(
            "ecs.ecs_service", {"Secret": f"{SECRET}:password::"}, [f"{SECRET}-AbCdEf"], id="part of a secret"
        ),
        pytest.param(
            "cloudwatch.composite_alarm",
            {"AlarmRule": f'ALARM("cpu high") AND NOT (OK({COMPOSITE}) OR INSUFFICIENT_DATA(all)) AND TRUE'},
            [ALARM, COMPOSITE],
            id="alarms of a rule",
        ),
        pytest.param(
            *("cloudwatch.composite_alarm", {"ActionsSuppressor": "cpu high"}, [ALARM]), id="alarm that keeps it quiet"
        ),
        pytest.param("ec2.vpc_endpoint", {"ServiceName": OFFERED}, [KNOWN[-1].ref.key], id="endpoint service"),
        pytest.param("ec2.vpc_endpoint", {"ServiceName": "com.amazonaws.eu-west-1.s3"}, [], id="service of AWS"),
    ],
)
def test_what_names_what(kind: str, attrs: Mapping[str, Json], others: list[str]) -> None:
    ends = {end for src, _, dst in named(kind, attrs) for end in (src, dst)}
    assert ends - {"asked"} == set(others)


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("regional/ipset/ips/1", "aws.wafv2.waf_ip_set"),
        ("regional/rulegroup/r/1", "aws.wafv2.waf_rule_group"),
        ("regional/regexpatternset/p/1", "aws.wafv2.waf_pattern_set"),
        ("regional/webacl/w/1", "aws.wafv2.web_acl"),
        ("global/webacl/w/1", "aws.wafv2.global_web_acl"),
    ],
)
def test_what_is_not_there_is_of_the_kind_that_its_arn_says(rest: str, kind: str) -> None:
    arn = ARN.format("wafv2", rest)
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing("wafv2.web_acl", "asked", "", {"Rules": [{"Statement": {"Arn": arn}}]})
    (edge,) = directory.relationships(asked)
    assert edge.dst == ResourceRef(kind, arn)
