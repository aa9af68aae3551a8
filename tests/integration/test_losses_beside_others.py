"""Whoever answers at hosts that nobody known has counts beside those that are known; what stands by is asked last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import Relationship, Resource, ResourceRef, State
from dharma_tui.services.pools import IoPool
from dharma_tui.services.relations.dns import Dns
from dharma_tui.services.topology.graphs import Graphs
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, thing

RECORD = "aws.route53.dns_record"
FRONT = thing("elb.load_balancer", "front", DNSName="front.elb.eu-west-1.amazonaws.com")
EDGE = thing("cloudfront.distribution", "edge", DomainName="d1.cloudfront.net")
ADDRESS = thing("ec2.elastic_ip", "eip", PublicIp="52.0.0.1")
OURS, OUTSIDE, STANDBY = FRONT.attrs["DNSName"], "203.0.113.10", EDGE.attrs["DomainName"]


def record(key: str, *hosts: Any, **turn: Any) -> Resource:
    attrs = {"Zone": "z", "Name": "a.example.com.", "Type": "A", **turn}
    attrs["ResourceRecords"] = [{"Value": host} for host in hosts]
    return Resource(ResourceRef(RECORD, key), "a.example.com.", HERE, State.RUNNING, {}, attrs)


def failing_over(first: Any) -> list[Resource]:
    return [
        record("p", first, SetIdentifier="p", Failover="PRIMARY", HealthCheckId="check"),
        record("s", STANDBY, SetIdentifier="s", Failover="SECONDARY"),
    ]


async def lost(tmp_path: Path, failed: list[Resource], *known: Resource) -> dict[str, float]:
    """What each loses, by key, in per cent."""
    rule = Dns(tuple(KINDS.values()))
    for each in known:
        rule.add(each)
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    for kind in dict.fromkeys(each.ref.kind for each in known):
        held = [each for each in known if each.ref.kind == kind]
        edges: list[Relationship] = [edge for each in held for edge in rule.relationships(each)]
        scan(lake, held, edges, scope=HERE, kind=kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    found = await graphs.impact([each.ref for each in failed])
    graphs.close()
    io.close()
    lake.close()
    named = {found.graph.nodes[each.node].ref: round(each.share * 100) for each in found.affected}
    return {ref.key: share for ref, share in named.items() if ref not in {each.ref for each in failed}}


@pytest.mark.parametrize(("hosts", "share"), [((), 100), ((OUTSIDE,), 50), ((OUTSIDE, "on-premises.corp.net"), 33)])
async def test_a_record_keeps_what_answers_outside(tmp_path: Path, hosts: tuple[str, ...], share: int) -> None:
    assert await lost(tmp_path, [ADDRESS], ADDRESS, record("a", "52.0.0.1", *hosts)) == {"a": share}


async def test_a_host_without_a_name_is_none(tmp_path: Path) -> None:
    assert await lost(tmp_path, [ADDRESS], ADDRESS, record("a", "52.0.0.1", "", " ")) == {"a": 100}


@pytest.mark.parametrize("weight", [1, 3, 99])
async def test_what_answers_outside_counts_as_one_beside_weighted_records(tmp_path: Path, weight: int) -> None:
    other = thing("ec2.elastic_ip", "other", PublicIp="52.0.0.2")
    weighed = [
        record("one", "52.0.0.1", SetIdentifier="1", Weight=1),
        record("two", "52.0.0.2", SetIdentifier="2", Weight=weight),
    ]
    origins = [{"DomainName": "a.example.com"}, {"DomainName": "origin.corp.net"}]
    site = thing("cloudfront.distribution", "site", DomainName="d2.cloudfront.net", Origins={"Items": origins})

    told = await lost(tmp_path, [ADDRESS, other], ADDRESS, other, *weighed, site)

    assert told == {"one": 100, "two": 100, "site": 67}


async def test_a_distribution_keeps_its_origin_on_the_premises(tmp_path: Path) -> None:
    origins = [{"DomainName": "origin.corp.net"}, {"DomainName": OURS}]
    site = thing("cloudfront.distribution", "site", DomainName="d2.cloudfront.net", Origins={"Items": origins})

    assert await lost(tmp_path, [FRONT], FRONT, site) == {"site": 50}


@pytest.mark.parametrize("first", [OURS, OUTSIDE])
async def test_nothing_is_lost_with_who_stands_by_alone(tmp_path: Path, first: str) -> None:
    named = record("www", "a.example.com", Name="www.example.com.")
    known = [FRONT, EDGE, *failing_over(first), named]

    assert await lost(tmp_path, [EDGE], *known) == {"s": 100}


async def test_who_stands_by_is_lost_with_the_first(tmp_path: Path) -> None:
    known = [FRONT, EDGE, *failing_over(OURS)]

    assert await lost(tmp_path / "one", [FRONT], *known) == {"p": 50}
    assert await lost(tmp_path / "both", [FRONT, EDGE], *known) == {"s": 100, "p": 100}
