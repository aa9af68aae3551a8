"""Subnets that caches and warehouses are in by the group that they name, and what is lost with one."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.relations.placed import Placed
from tests.unit.network_lab import KINDS, thing
from tests.unit.test_topology_rules import losses

HERE = "eu-west-1:123456789012"
WEST, EAST, VPC = "subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712", "vpc-0a1b2c3d4e5f60718"


def group(kind: str, subnet: str = "SubnetIdentifier", zone: str = "SubnetAvailabilityZone") -> Resource:
    subnets = [{subnet: key, zone: {"Name": at}} for key, at in ((WEST, "a"), (EAST, "b"))]
    return thing(kind, "lies", VpcId=VPC, Subnets=subnets)


def told(*known: Resource) -> list[tuple[str, Verb, str]]:
    rule = Placed(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    edges = [edge for resource in known for edge in rule.relationships(resource)]
    return [(f"{edge.src.kind}:{edge.src.key}", edge.verb, f"{edge.dst.kind}:{edge.dst.key}") for edge in edges]


def cache(**attrs: Any) -> Resource:
    return thing(
        "elasticache.cache_cluster", f"arn:aws:elasticache:{HERE}:cluster:c", CacheSubnetGroupName="lies", **attrs
    )


CACHES = group("elasticache.cache_subnet_group")


@pytest.mark.parametrize(
    ("placed", "named"),
    [
        (cache(PreferredAvailabilityZone="b"), CACHES),
        (cache(PreferredAvailabilityZone="Multiple", CacheNodes=[{"CustomerAvailabilityZone": "b"}]), CACHES),
        (
            thing("memorydb.memory_cluster", f"arn:aws:memorydb:{HERE}:cluster/c", SubnetGroupName="lies",
                  Shards=[{"Nodes": [{"AvailabilityZone": "b"}]}]),
            group("memorydb.memory_subnet_group", "Identifier", "AvailabilityZone"),
        ),
        (
            thing("redshift.warehouse", f"arn:aws:redshift:{HERE}:cluster:c", ClusterSubnetGroupName="lies",
                  AvailabilityZone="b"),
            group("redshift.warehouse_subnet_group"),
        ),
    ],
    ids=lambda each: each.ref.kind,
)  # fmt: skip
def test_what_names_a_group_is_in_the_subnet_of_its_zone_and_in_the_network(placed: Resource, named: Resource) -> None:
    edges, whole = told(named, placed), {f"{placed.ref.kind}:{placed.ref.key}": 100}

    assert losses(edges, f"aws.ec2.subnet:{EAST}") == losses(edges, f"aws.ec2.vpc:{VPC}") == whole
    assert f"aws.ec2.subnet:{WEST}" not in {source for source, _, _ in edges}


def test_in_several_zones_each_subnet_is_a_share_and_so_it_is_where_no_zone_is_told() -> None:
    both = cache(CacheNodes=[{"CustomerAvailabilityZone": zone} for zone in "ab"])
    for placed in (both, cache()):
        assert losses(told(CACHES, placed), f"aws.ec2.subnet:{EAST}") == {f"{placed.ref.kind}:{placed.ref.key}": 50}


def test_a_group_that_is_not_known_tells_of_no_place() -> None:
    assert told(cache(PreferredAvailabilityZone="b")) == []
