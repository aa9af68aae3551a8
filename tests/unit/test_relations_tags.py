"""What tags say of others: ids and ARNs that are there, and no more than that somebody says so, unless AWS does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.discovery import aws
from dharma_tui.services.relations.tags import MEANINGS, Tags

KINDS: list[KindSpec] = [kind for service in subclasses(aws, ProviderService) for kind in service.kinds]  # type: ignore[type-abstract]
HERE = Scope("aws", "123456789012", "eu-west-1")
ELSEWHERE = Scope("aws", "123456789012", "eu-central-1")
ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
STACK = ARN.format("cloudformation", "stack/shop/0b1c")
GROUP = ARN.format("autoscaling", "autoScalingGroup:1:autoScalingGroupName/web")
VOLUME, TEMPLATE = "vol-0123456789abcdef0", "lt-0123456789abcdef0"


def thing(kind: str, key: str, scope: Scope = HERE, name: str = "", **labels: str) -> Resource:
    return Resource(ResourceRef(f"aws.{kind}", key), name or key, scope, State.RUNNING, labels, {})


KNOWN = (
    thing("cloudformation.stack", STACK),
    thing("autoscaling.scaling_group", GROUP, name="web"),
    thing("ec2.volume", VOLUME),
    thing("ec2.launch_template", TEMPLATE),
    thing("ec2.ec2_fleet", "fleet-12a34b55-67cd-8ef9-ba9b-9208dd2d4d4f"),
    thing("elasticbeanstalk.beanstalk_environment", "e-abcdefghij"),
    thing("s3.bucket", "arn:aws:s3:::logs", name="logs"),
)


def told(labels: dict[str, str], others: Iterable[Resource] = KNOWN, scope: Scope = HERE) -> list[tuple[str, ...]]:
    asked = Resource(ResourceRef("aws.ec2.instance", "i-0123456789abcdef0"), "web-1", scope, State.RUNNING, labels, {})
    directory = Directory(KINDS)
    for resource in (*others, asked):
        directory.add(resource)
    tags = Tags(directory, KINDS)
    for resource in others:
        tags.add(resource)
    return [(edge.src.key, edge.verb.value, edge.dst.key, edge.source) for edge in tags.relationships(asked)]


SELF = "i-0123456789abcdef0"
BY = "aws.ec2.instance:tags."


@pytest.mark.parametrize("value", [VOLUME, STACK, TEMPLATE])
def test_a_tag_that_people_wrote_refers_to_what_it_names(value: str) -> None:
    assert told({"belongs-to": value}) == [(SELF, "refers_to", value, f"{BY}belongs-to")]


def test_a_tag_may_list_several() -> None:
    assert {other for _, _, other, _ in told({"uses": f"{VOLUME},{STACK}"})} == {VOLUME, STACK}
    assert told({"uses": f"{VOLUME} and others"}) == []


@pytest.mark.parametrize(
    ("key", "value", "edge"),
    [
        ("aws:cloudformation:stack-id", STACK, (STACK, "contains", SELF)),
        ("aws:autoscaling:groupName", "web", (GROUP, "manages", SELF)),
        ("aws:ec2:fleet-id", KNOWN[4].ref.key, (KNOWN[4].ref.key, "manages", SELF)),
        ("aws:ec2launchtemplate:id", TEMPLATE, (SELF, "refers_to", TEMPLATE)),
        ("aws:backup:source-resource", VOLUME, (SELF, "refers_to", VOLUME)),
        ("elasticbeanstalk:environment-id", "e-abcdefghij", (SELF, "refers_to", "e-abcdefghij")),
    ],
)
def test_tags_of_aws_say_what_they_mean(key: str, value: str, edge: tuple[str, str, str]) -> None:
    assert told({key: value}) == [(*edge, f"{BY}{key}")]


@pytest.mark.parametrize(
    "value",
    [
        "web",
        "logs",
        f"see {VOLUME}",
        f"{STACK}/more",
        "arn:aws:s3:::logs/2026",
        "vol-0123456789abcdef1",
        ARN.format("sqs", "gone"),
        SELF,
        "e-abcdefghij",
    ],
    ids=str,
)
def test_what_people_wrote_names_nothing_unless_it_wholly_is_an_identity_that_is_there(value: str) -> None:
    assert told({"note": value}) == []


def test_only_what_aws_wrote_may_name_what_is_not_there() -> None:
    gone = ARN.format("cloudformation", "stack/old/9f")
    assert told({"aws:cloudformation:stack-id": gone, "stack": gone}) == [
        (SELF, "refers_to", gone, f"{BY}aws:cloudformation:stack-id")
    ]
    assert told({"aws:servicecatalog:productArn": ARN.format("catalog", "product/prod-1")}) != []
    assert told({"aws:cloudformation:logical-id": "Web", "aws:x": "y"}) == []


def test_a_name_counts_in_its_own_account_and_region_and_of_its_kind() -> None:
    assert told({"aws:autoscaling:groupName": "web"}, scope=ELSEWHERE) == [
        ("web", "manages", SELF, f"{BY}aws:autoscaling:groupName")
    ]
    assert told({"aws:autoscaling:groupName": "logs"})[0][0] == "logs"  # a group that is not there, and no bucket


def test_of_a_kind_that_a_tag_says_no_other_is_meant() -> None:
    assert told({"aws:ec2:fleet-id": VOLUME}) == []


def test_one_that_several_tags_name_is_told_once_and_as_aws_says() -> None:
    assert told({"made-by": STACK, "aws:cloudformation:stack-id": STACK}) == [
        (STACK, "contains", SELF, f"{BY}made-by, tags.aws:cloudformation:stack-id")
    ]


def test_what_a_stack_contains_its_own_list_says_where_it_was_read() -> None:
    tagged = {"aws:cloudformation:stack-id": STACK}
    listed = replace(KNOWN[0], attrs={"Resources": []})
    assert told(tagged, [listed]) == [(SELF, "refers_to", STACK, f"{BY}aws:cloudformation:stack-id")]
    tags = Tags(Directory(KINDS), KINDS)
    assert tags.facts(listed) != tags.facts(KNOWN[0])


def test_every_kind_that_a_tag_is_said_to_mean_is_one() -> None:
    assert {meaning.kind for meaning in MEANINGS.values()} <= {kind.kind for kind in KINDS}
