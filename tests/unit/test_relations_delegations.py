"""Zones that are found by a record of another, and what is lost with that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dharma_tui.core.types import Resource, ResourceRef, Verb
from dharma_tui.services.relations.delegations import Delegations
from tests.unit.network_lab import KINDS, thing
from tests.unit.test_topology_rules import losses


def zone(id: str, name: str, private: bool = False) -> Resource:
    attrs = {"Id": f"/hostedzone/{id}", "Name": name, "Config": {"PrivateZone": private}}
    return replace(thing("route53.hosted_zone", id, **attrs), name=name)


def servers(zone: str, name: str, *hosts: str) -> Resource:
    attrs = {
        "Zone": f"/hostedzone/{zone}",
        "Name": name,
        "Type": "NS",
        "ResourceRecords": [{"Value": x} for x in hosts],
    }
    return replace(thing("route53.dns_record", f"/hostedzone/{zone}/{name}/NS/", **attrs), name=name)


TOP, SUB, OLD = zone("Z1", "example.com."), zone("Z2", "sub.example.com."), zone("Z3", "sub.example.com.")
DELEGATION = servers("Z1", "sub.example.com.", "ns-9.awsdns-9.org.", "ns-8.awsdns-8.com")
OWN, OF_OLD = (
    servers("Z2", "sub.example.com.", "NS-9.awsdns-9.org"),
    servers("Z3", "sub.example.com.", "ns-1.awsdns-1.org"),
)


def told(known: Sequence[Resource]) -> list[tuple[ResourceRef, Verb, ResourceRef]]:
    rule = Delegations(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    return [(edge.src, edge.verb, edge.dst) for resource in known for edge in rule.relationships(resource)]


@pytest.mark.parametrize(
    ("known", "found"),
    [
        pytest.param([TOP, SUB, DELEGATION], [SUB], id="the only one"),
        pytest.param([TOP, SUB, OLD, DELEGATION, OWN, OF_OLD], [SUB], id="the one that has these servers"),
        pytest.param([TOP, SUB, OLD, DELEGATION], [], id="nobody knows which"),
        pytest.param([TOP, zone("Z2", "sub.example.com.", private=True), DELEGATION], [], id="a private one"),
        pytest.param([SUB, OWN], [], id="its own servers"),
    ],
)
def test_a_zone_hangs_on_the_record_that_names_its_servers(known: list[Resource], found: list[Resource]) -> None:
    assert told(known) == [(each.ref, Verb.DEPENDS_ON, DELEGATION.ref) for each in found]


def test_names_below_are_lost_with_the_zone_above() -> None:
    edges = [(f"{one}", verb, f"{two}") for one, verb, two in told([TOP, SUB, DELEGATION])]
    kinds = [(one.replace("/", ":", 1), verb, two.replace("/", ":", 1)) for one, verb, two in edges]
    top, sub, record = "aws.route53.hosted_zone:Z1", "aws.route53.hosted_zone:Z2", kinds[0][2]
    below = "aws.route53.dns_record:x"

    lost = losses([*kinds, (top, Verb.CONTAINS, record), (sub, Verb.CONTAINS, below)], top)
    assert lost == {record: 100, sub: 100, below: 100}


def test_names_of_one_word_are_told_apart() -> None:
    corp, lan = zone("Z1", "corp."), zone("Z2", "lan.")
    assert told([corp, lan, servers("Z3", "corp.", "ns-9.awsdns-9.org.")]) == [
        (corp.ref, Verb.DEPENDS_ON, ResourceRef("aws.route53.dns_record", "/hostedzone/Z3/corp./NS/"))
    ]
