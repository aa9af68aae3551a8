"""Security groups that launch configurations name, where several networks have one that is so called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.relations.group_names import GroupNames
from tests.unit.network_lab import KINDS, thing

CONFIGURATION = thing("autoscaling.launch_configuration", "web", SecurityGroups=["front", "sg-0a1b2c3d4e5f60719"])
ONE, OTHER = (
    thing("ec2.security_group", f"sg-0a1b2c3d4e5f6071{end}", GroupName="front", VpcId=f"vpc-{end}") for end in "12"
)
NETWORKS = (
    thing("ec2.vpc", "vpc-1", IsDefault=True, VpcId="vpc-1"),
    *(thing("ec2.subnet", f"subnet-{end}", VpcId=f"vpc-{end}") for end in "12"),
)


def used(*subnets: str) -> Resource:
    attrs = {"LaunchConfigurationName": "web", "VPCZoneIdentifier": ", ".join(subnets)}
    return thing("autoscaling.scaling_group", "shop", **attrs)


def told(*known: Resource) -> list[tuple[str, str, Verb, str]]:
    rule = GroupNames(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    edges = [edge for resource in known for edge in rule.relationships(resource)]
    return [(edge.src.key, edge.source, edge.verb, edge.dst.key) for edge in edges]


@pytest.mark.parametrize(
    ("scaling", "vpcs"),
    [((), "1"), ((used("subnet-2"),), "2"), ((used("subnet-1", "subnet-2"),), "12"), ((used("subnet-9"),), "1")],
)
def test_a_name_means_the_groups_of_the_networks_where_it_is_used(scaling: tuple[Resource, ...], vpcs: str) -> None:
    groups = {"1": ONE, "2": OTHER}
    assert told(CONFIGURATION, ONE, OTHER, *NETWORKS, *scaling) == [
        ("web", f"group_names:front of vpc-{end}", Verb.DEPENDS_ON, groups[end].ref.key) for end in vpcs
    ]


def test_a_name_that_but_one_group_has_is_told_by_the_property() -> None:
    assert told(CONFIGURATION, ONE, *NETWORKS, used("subnet-2")) == []
    directory = Directory(tuple(KINDS.values()))
    for each in (CONFIGURATION, replace(ONE, name="front")):
        directory.add(each)
    assert ONE.ref in [edge.dst for edge in directory.relationships(CONFIGURATION)]


def test_nothing_is_told_of_a_name_that_is_of_no_such_network() -> None:
    third = thing("ec2.security_group", "sg-0a1b2c3d4e5f60713", GroupName="front", VpcId="vpc-3")
    assert told(CONFIGURATION, third, OTHER, *NETWORKS) == []
