"""In which subnets of its group a database is, and what losing one of them takes along."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.network.interfaces import interfaces
from tests.unit.network_lab import KINDS, thing
from tests.unit.offline_lab import one
from tests.unit.test_topology_rules import losses

ZONES = {"subnet-0a0a0a0a": "eu-west-1a", "subnet-0b0b0b0b": "eu-west-1b", "subnet-0c0c0c0c": "eu-west-1c"}
ALL = [*ZONES]


def group(zones: dict[str, str]) -> dict[str, Any]:
    subnets = [
        {"SubnetIdentifier": subnet, "SubnetAvailabilityZone": {"Name": zone}, "SubnetStatus": "Active"}
        for subnet, zone in zones.items()
    ]
    return {"VpcId": "vpc-0a0a0a0a", "Subnets": subnets}


def database(zones: dict[str, str] = ZONES, **more: Any) -> Resource:
    arn = "arn:aws:rds:eu-west-1:123456789012:db:orders"
    guarded = {"VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-0a0a0a0a"}]}
    told = {"DBInstanceIdentifier": "orders", "DBInstanceArn": arn, "DBSubnetGroup": group(zones), **guarded, **more}
    return one({"DBInstances": [told]})


def copier(zones: dict[str, str] = ZONES, **more: Any) -> Resource:
    arn = "arn:aws:dms:eu-west-1:123456789012:rep:A1"
    told = {"ReplicationInstanceIdentifier": "copies", "ReplicationInstanceArn": arn}
    return one({"ReplicationInstances": [{**told, "ReplicationSubnetGroup": group(zones), **more}]})


def edges(resource: Resource) -> list[tuple[str, str, str]]:
    directory = Directory(tuple(KINDS.values()))
    for each in (resource, *(thing("ec2.subnet", subnet) for subnet in ALL)):
        directory.add(each)
    return [
        (edge.src.key, edge.verb.value, edge.dst.key)
        for edge in directory.relationships(resource)
        if "subnet-" in f"{edge.src.key} {edge.dst.key}"
    ]


@pytest.mark.parametrize("made", [database, copier])
@pytest.mark.parametrize(
    ("zones", "more", "subnets"),
    [
        pytest.param(ZONES, {"AvailabilityZone": "eu-west-1b"}, ALL[1:2], id="one zone"),
        pytest.param(ZONES, {"AvailabilityZone": "eu-west-1b", "MultiAZ": False}, ALL[1:2], id="one zone, as is said"),
        pytest.param(ZONES, {"AvailabilityZone": "eu-west-1b", "MultiAZ": True}, ALL, id="several zones"),
        pytest.param(ZONES, {}, ALL, id="a zone that is not told"),
        pytest.param(ZONES, {"AvailabilityZone": "eu-west-1d"}, ALL, id="a zone of none of them"),
        pytest.param(
            {**ZONES, ALL[2]: "eu-west-1b"}, {"AvailabilityZone": "eu-west-1b"}, ALL[1:], id="two of its zone"
        ),
    ],
)
def test_a_database_is_in_the_subnet_of_its_zone(
    made: Any, zones: dict[str, str], more: dict[str, Any], subnets: list[str]
) -> None:
    found = made(zones, **more)
    assert found.attrs["SubnetIds"] == subnets
    assert edges(found) == [(subnet, "contains", found.ref.key) for subnet in subnets]


def test_a_database_of_one_zone_stands_in_the_network_there() -> None:
    found = database(AvailabilityZone="eu-west-1b")
    assert [each.subnets for each in interfaces(found, KINDS[found.ref.kind])] == [(ALL[1],)]


def test_a_database_without_a_group_is_in_no_subnet() -> None:
    found = one(
        {"DBInstances": [{"DBInstanceIdentifier": "a", "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:a"}]}
    )
    assert "SubnetIds" not in found.attrs


def test_losing_a_subnet_of_another_zone_leaves_the_database() -> None:
    name, subnet = "aws.rds.db_instance", "aws.ec2.subnet"
    told = [
        (f"{subnet}:b", Verb.CONTAINS, name),
        ("aws.rds.db_subnet_group", Verb.CONTAINS, f"{subnet}:a"),
        ("aws.rds.db_subnet_group", Verb.CONTAINS, f"{subnet}:b"),
        (name, Verb.DEPENDS_ON, "aws.rds.db_subnet_group"),
    ]
    assert losses(told, f"{subnet}:a") == {}
    assert losses(told, f"{subnet}:b") == {name: 100}
