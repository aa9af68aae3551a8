"""VPC Block Public Access: what an account keeps from the internet is not reached from there, whatever routes and groups say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.network.interfaces import of_holder
from dharma_tui.services.network.map import NetworkMap
from dharma_tui.services.relations.reach import exposure_words
from tests.unit.network_lab import HERE, drawn, group, instance, only, open_acl, permit, subnet, table, thing
from tests.unit.test_network_inspected import ENDPOINT, SERVER, inline

NET = thing("ec2.vpc", "vpc-1", CidrBlock="10.0.0.0/16")
BASE = (
    NET,
    subnet("subnet-a", "10.0.1.0/24"),
    subnet("subnet-b", "10.0.2.0/24"),
    table("rtb-a", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=("subnet-a",)),
    table("rtb-b", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1"), subnets=("subnet-b",)),
    thing("ec2.nat_gateway", "nat-1", NatGatewayId="nat-1", SubnetId="subnet-a", VpcId="vpc-1"),
    open_acl("subnet-a", "subnet-b"),
    group("sg-web", permit("0.0.0.0/0")),
)
WEB = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
INSIDE = instance("i-2", "subnet-b", "10.0.2.5", "sg-web")


def block(mode: str, account: str = HERE.account, region: str = HERE.region) -> Resource:
    told = thing("ec2.public_access_block", f"{account}/{region}", InternetGatewayBlockMode=mode, AwsRegion=region)
    return replace(told, scope=replace(HERE, account=account, region=region))


def excluded(what: str, mode: str, state: str = "create-complete") -> Resource:
    arn = f"arn:aws:ec2:{HERE.region}:{HERE.account}:{'vpc' if what.startswith('vpc-') else 'subnet'}/{what}"
    return thing(
        "ec2.public_access_exclusion", f"vpcbpa-exclude-{what}", ResourceArn=arn, InternetGatewayExclusionMode=mode,
        State=state,
    )  # fmt: skip


def come(*more: Resource) -> tuple[str, bool, bool]:
    """What comes in, and whether the one outside and the one behind NAT go out."""
    there = drawn(*BASE, *more)
    return (
        exposure_words(there.exposures(only(WEB))),
        any(there.ways_out(only(WEB))),
        any(there.ways_out(only(INSIDE))),
    )


OPEN = "tcp 443 from 0.0.0.0/0 through sg-web"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((), (OPEN, True, True)),
        ((block("off"),), (OPEN, True, True)),
        ((block("block-bidirectional"),), ("", False, False)),
        ((block("block-ingress"),), ("", False, True)),
        ((block("block-bidirectional", region="eu-north-1"),), (OPEN, True, True)),
        ((block("block-bidirectional", account="210987654321"),), (OPEN, True, True)),
        ((block("block-bidirectional"), excluded("subnet-a", "allow-bidirectional")), (OPEN, True, True)),
        ((block("block-bidirectional"), excluded("vpc-1", "allow-bidirectional")), (OPEN, True, True)),
        ((block("block-bidirectional"), excluded("vpc-1", "allow-egress")), ("", True, True)),
        ((block("block-bidirectional"), excluded("subnet-b", "allow-egress")), ("", False, False)),
        ((block("block-ingress"), excluded("subnet-a", "allow-egress")), ("", False, True)),
        ((block("block-bidirectional"), excluded("vpc-1", "allow-bidirectional", "delete-complete")), ("", False, False)),
        ((block("block-bidirectional"), excluded("vpc-1", "allow-bidirectional", "disable-complete")), ("", False, False)),
    ],
)  # fmt: skip
def test_what_comes_in_and_goes_out(known: tuple[Resource, ...], expected: tuple[str, bool, bool]) -> None:
    assert come(*known) == expected


def test_a_shared_network_is_kept_by_the_account_it_belongs_to() -> None:
    theirs = [
        replace(each, attrs={**each.attrs, "OwnerId": "210987654321"}) if each.ref.kind in ("aws.ec2.subnet", "aws.ec2.vpc")
        else each
        for each in BASE
    ]  # fmt: skip
    for account, told in ((HERE.account, OPEN), ("210987654321", "")):
        there = drawn(*theirs, block("block-ingress", account=account))
        assert exposure_words(there.exposures(only(WEB))) == told


def test_it_says_whether_anybody_has_looked() -> None:
    assert not drawn(*BASE).is_access_known(only(WEB))
    assert drawn(*BASE, block("off")).is_access_known(only(WEB))
    assert not drawn(*BASE, block("off")).is_blocked(only(WEB))
    assert drawn(*BASE, block("block-ingress")).is_blocked(only(WEB))


def test_a_nat_gateway_itself_goes_out_while_only_what_comes_in_is_blocked() -> None:
    nat = thing("ec2.nat_gateway", "nat-1", NatGatewayId="nat-1", SubnetId="subnet-a", VpcId="vpc-1")
    card = thing("ec2.network_interface", "eni-9", VpcId="vpc-1", SubnetId="subnet-a", InterfaceType="nat_gateway",
                 PrivateIpAddress="10.0.1.9", Association={"PublicIp": "3.3.3.4"})  # fmt: skip
    ways = {
        mode: any(drawn(*BASE, block(mode)).ways_out(of_holder(nat, card)))
        for mode in ("off", "block-ingress", "block-bidirectional")
    }
    assert ways == {"off": True, "block-ingress": True, "block-bidirectional": False}


def test_where_nobody_has_listed_exclusions_it_is_not_known_what_is_kept_out() -> None:
    told = {}
    for mode in ("block-bidirectional", "block-ingress", "off"):
        there = NetworkMap({("aws.ec2.public_access_exclusion", HERE.account, HERE.region)})
        for each in (*BASE, block(mode)):
            there.add(each)
        found = [*there.exposures(only(WEB))]
        unknown = {what for each in found for what in each.depends_on}
        out = there.unpassed(only(INSIDE), ingress=False)
        told[mode] = (
            [each.sure for each in found],
            unknown,
            out,
            there.is_blocked(only(WEB)),
            there.is_access_known(only(WEB)),
        )
    exclusions = f"exclusions from VPC Block Public Access in {HERE.region} of {HERE.account}"
    assert told == {
        "block-bidirectional": ([False], {exclusions}, [exclusions], False, False),
        "block-ingress": ([False], {exclusions}, [], False, False),
        "off": ([True], set(), [], False, True),
    }


@pytest.mark.parametrize(
    ("exclusions", "comes"),
    [((), False), (("subnet-fw",), True), (("subnet-pub",), True), (("subnet-other",), False)],
)
def test_past_a_firewall_the_internet_may_come_where_the_subnet_of_that_is_excluded(
    exclusions: tuple[str, ...], comes: bool
) -> None:
    known = [excluded(each, "allow-bidirectional") for each in exclusions]
    there = drawn(*inline(("10.0.0.0/24", ENDPOINT)), block("block-ingress"), *known)
    assert bool([*there.exposures(only(SERVER))]) is comes


@pytest.mark.parametrize(
    ("known", "goes"),
    [
        ((), True),
        ((block("block-ingress"),), True),
        ((block("block-bidirectional"),), False),
        ((block("block-bidirectional"), excluded("subnet-fw", "allow-egress")), True),
    ],
)
def test_nat_before_a_firewall_goes_out_only_where_the_account_lets_it(known: tuple[Resource, ...], goes: bool) -> None:
    past = (
        table("rtb-a", ("10.0.0.0/16", "local"), ("0.0.0.0/0", ENDPOINT), subnets=("subnet-a",)),
        subnet("subnet-fw", "10.0.9.0/28"),
        table("rtb-fw", ("0.0.0.0/0", "igw-1"), subnets=("subnet-fw",)),
    )
    assert any(drawn(*BASE, *past, *known).ways_out(only(INSIDE))) is goes
