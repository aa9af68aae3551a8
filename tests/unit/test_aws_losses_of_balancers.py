"""What is lost with balancers and accelerators, and with where they stand: addresses, cards, zones, regions."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.discovery.aws._attached import balancer
from tests.unit.test_aws_losses import HERE, kind_key, thing, told
from tests.unit.test_topology_rules import losses


def fixed() -> list[Resource]:
    """A network balancer in two subnets, with an address and a card in each."""
    ids, front = ("1", "2"), f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/net/front/dddddddddddddddd"
    zones = [{"SubnetId": f"subnet-{id}", "LoadBalancerAddresses": [{"AllocationId": f"eipalloc-{id}"}]} for id in ids]
    called = {"Description": "ELB net/front/dddddddddddddddd"}
    balancer_ = thing("elb.load_balancer", front, AvailabilityZones=zones, MetricName="net/front/dddddddddddddddd")
    return [
        balancer_,
        *(thing("ec2.subnet", f"subnet-{id}") for id in ids),
        *(thing("ec2.elastic_ip", f"eipalloc-{id}", NetworkInterfaceId=f"eni-{id}") for id in ids),
        *(thing("ec2.network_interface", f"eni-{id}", SubnetId=f"subnet-{id}", **called, LoadBalancer=balancer(called))
          for id in ids),
    ]  # fmt: skip


@pytest.mark.parametrize("failed", ["elastic_ip:eipalloc-1", "network_interface:eni-1", "subnet:subnet-1"])
def test_a_balancer_loses_its_share_with_an_address_a_card_or_a_zone(failed: str) -> None:
    known = fixed()
    lost = losses(told(*known), f"aws.ec2.{failed}")

    assert lost.pop(kind_key(known[0].ref)) == 50
    assert not {name for name in lost if name.endswith("-2")}
    assert lost.get("aws.ec2.elastic_ip:eipalloc-1", 100) == 100


def test_a_balancer_and_its_cards_do_without_the_way_out() -> None:
    known = [*fixed(), thing("ec2.route_table", "rtb-1", Associations=[{"SubnetId": f"subnet-{id}"} for id in "12"])]
    lost = losses(told(*known), "aws.ec2.route_table:rtb-1")

    assert lost["aws.ec2.subnet:subnet-1"] == 25
    assert kind_key(known[0].ref) not in lost


def test_the_addresses_of_a_balancer_lead_nowhere_without_it() -> None:
    known = fixed()
    lost = losses(told(*known), kind_key(known[0].ref))

    assert {name: share for name, share in lost.items() if "elastic_ip" in name} == {
        f"aws.ec2.elastic_ip:eipalloc-{id}": 100 for id in "12"
    }


def test_an_accelerator_leads_over_its_ports_and_regions_to_who_answers() -> None:
    acc = "arn:aws:globalaccelerator::123456789012:accelerator/1"
    fronts = [
        thing("elb.load_balancer", f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/f{id}/1") for id in "12"
    ]
    kinds = (
        "globalaccelerator.accelerator",
        "globalaccelerator.accelerator_listener",
        "globalaccelerator.endpoint_group",
    )
    of = (acc, f"{acc}/listener/2", f"{acc}/listener/2/endpoint-group/3")
    ends = [{"EndpointId": front.ref.key, "Weight": 128} for front in fronts]
    told_: tuple[dict[str, Any], ...] = ({}, {"Accelerator": of[0]}, {"Listener": of[1], "EndpointDescriptions": ends})
    known = [*(thing(kind, key, **attrs) for kind, key, attrs in zip(kinds, of, told_, strict=True)), *fronts]
    edges, named = told(*known), [kind_key(each.ref) for each in known]

    assert losses(edges, named[3]) == dict.fromkeys(named[:3], 50)
    assert losses(edges, named[0]) == dict.fromkeys(named[1:3], 100)
    outside = losses([*edges, ("aws.ec2.internet_gateway:x", Verb.CONNECTS_TO, named[3])], "aws.ec2.internet_gateway:x")
    assert outside == {named[3]: 100, **dict.fromkeys(named[:3], 50)}
