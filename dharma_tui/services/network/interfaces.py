"""Where resources stand in networks: their groups, subnets and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import EVERYTHING, NOTHING, Traffic, traffic
from dharma_tui.core.types import Resource, ResourceRef, State, Verb
from dharma_tui.services.network.rules import Address

GROUP, SUBNET, VPC = "aws.ec2.security_group", "aws.ec2.subnet", "aws.ec2.vpc"
INSTANCE, CARD = "aws.ec2.instance", "aws.ec2.network_interface"
BALANCER, CLASSIC = "aws.elb.load_balancer", "aws.elb.classic_balancer"
FILES, MOUNT = "aws.efs.nfs_file_system", "aws.efs.mount_target"
FUNCTION = "aws.lambda.function"
DOMAIN, KUBERNETES = "aws.opensearch.search_domain", "aws.eks.eks_cluster"
NAT, TASK = "aws.ec2.nat_gateway", "aws.ecs.ecs_task"
_PLANS = frozenset(
    (
        *("aws.autoscaling.launch_configuration", "aws.ec2.launch_template", "aws.glue.glue_connection"),
        "aws.ec2.security_group_rule",
    )
)
"""Kinds that name groups for others to come, and stand in no network themselves."""
_ONLY_ASK = frozenset({FUNCTION, NAT})
"""Kinds that nobody can connect to."""
_ONLY_ANSWER = frozenset({FILES, MOUNT, NAT, "aws.ec2.vpc_endpoint"})
"""Kinds that ask nobody in their networks for anything."""
_SUBNETS = {"aws.rds.db_instance": "DBSubnetGroup.Subnets.SubnetIdentifier"}
_VPCS = {"aws.rds.db_instance": "DBSubnetGroup.VpcId"}
_PORTS = ("Endpoint.Port", "Port")
_OFFERING = frozenset({"aws.rds.db_instance", "aws.rds.db_cluster", "aws.redshift.warehouse"})
"""Kinds that answer at the one port they tell."""
_GIVEN = {FUNCTION: ("VpcConfig", ("Role",)), DOMAIN: ("VPCOptions", ("Endpoint", "EngineVersion"))}
"""Kinds that are in no VPC unless they are given one: where that is told, and what nobody tells who does not tell that."""
_NFS = traffic("tcp", 2049, 2049)
_EIPS = "SERVICE_PROVIDED_EIPS"
"""What brokers of Kafka have that are public."""
_WITHOUT_GROUPS = frozenset({BALANCER, NAT})
"""Kinds that may have no groups; nothing is kept from these then."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One place where a resource stands in a network; it may be in several subnets, in one of which it is."""

    owner: ResourceRef
    name: str
    vpc: str
    subnets: tuple[str, ...]
    groups: frozenset[str]
    addresses: tuple[Address, ...] = ()
    public4: bool = False
    """It has a public IPv4 address."""
    public6: bool | None = None
    """The internet knows an IPv6 address of it; None where its addresses tell."""
    listens: Traffic = EVERYTHING
    guarded: bool = True
    """What has no groups lets everything through."""
    asks: bool = True
    """It may be the one that begins to talk."""
    in_one: bool = False
    """It is in one of its subnets alone, and nobody tells in which."""
    card: str = ""
    """The key of the network interface that it is, where that is known."""


def is_placed(kind: KindSpec) -> bool:
    """Whether resources of ``kind`` stand in networks."""
    return kind.kind not in _PLANS and any(_guards(kind))


def is_outside(resource: Resource) -> bool:
    """Whether it is in no VPC, as functions and domains are that are given none; of one of which little is told nobody knows."""
    attrs = resource.attrs
    place, telling = _GIVEN.get(resource.ref.kind, ("", ()))
    network = attrs.get(place)
    placed = isinstance(network, Mapping) and any(network.get(name) for name in ("VpcId", "VPCId", "SubnetIds"))
    return any(name in attrs for name in telling) and not placed


def is_nowhere(resource: Resource) -> bool:
    """Whether it stands in no network though its kind does: what is terminated, and what routes alone lead to."""
    return resource.state is State.TERMINATED or resource.attrs.get("VpcEndpointType") == "Gateway"


def interfaces(resource: Resource, kind: KindSpec) -> Iterator[Interface]:
    """Every place where ``resource`` stands in a network."""
    attrs = resource.attrs
    cards = attrs.get("NetworkInterfaces") if resource.ref.kind == INSTANCE else None
    if isinstance(cards, list) and cards:
        for card in cards:
            if isinstance(card, Mapping):
                yield _card(resource, card, str(attrs.get("VpcId") or ""))
        return
    if resource.ref.kind == CARD:
        yield _card(resource, attrs, "")
        return
    groups = frozenset(text for path in _guards(kind) for text in texts(attrs, path))
    if not groups and resource.ref.kind != BALANCER:
        return
    yield Interface(
        resource.ref,
        resource.name,
        next(iter(_all(attrs, kind, VPC, _VPCS)), ""),
        tuple(dict.fromkeys(_all(attrs, kind, SUBNET, _SUBNETS))),
        groups,
        tuple(_addresses(texts(attrs, "PrivateIpAddress"))),
        _is_public(attrs),
        _is_public6(resource),
        _listens(resource),
        guarded=bool(groups),
        asks=resource.ref.kind not in _ONLY_ANSWER,
        in_one=resource.ref.kind in _OFFERING,
    )


def of_holder(holder: Resource, card: Resource) -> Interface:
    """The place where ``holder`` stands by a network interface that is a resource of its own."""
    place = _card(card, card.attrs, "")
    return replace(
        place,
        owner=holder.ref,
        name=holder.name,
        public4=place.public4 or _is_public(holder.attrs),
        public6=_is_public6(holder),
        listens=_listens(holder),
        guarded=bool(place.groups) or holder.ref.kind not in _WITHOUT_GROUPS,
        asks=holder.ref.kind not in _ONLY_ANSWER,
    )


def belongs_to_another(resource: Resource) -> bool:
    """Whether this is the card of something that is a resource itself."""
    attached = resource.attrs.get("Attachment")
    managed = resource.attrs.get("RequesterManaged") is True
    return resource.ref.kind == CARD and (
        managed or (isinstance(attached, Mapping) and bool(attached.get("InstanceId")))
    )


def _card(resource: Resource, card: Mapping[str, Any], vpc: str) -> Interface:
    private = [*texts(card, "PrivateIpAddresses.PrivateIpAddress"), *texts(card, "PrivateIpAddress")]
    public = [*texts(card, "Association.PublicIp"), *texts(card, "PrivateIpAddresses.Association.PublicIp")]
    if resource.ref.kind == INSTANCE and len(list(texts(resource.attrs, "NetworkInterfaces.NetworkInterfaceId"))) == 1:
        public += texts(resource.attrs, "PublicIpAddress")
    return Interface(
        resource.ref,
        resource.name,
        str(card.get("VpcId") or vpc),
        tuple(texts(card, "SubnetId")),
        frozenset(texts(card, "Groups.GroupId")),
        tuple(_addresses([*dict.fromkeys(private), *texts(card, "Ipv6Addresses.Ipv6Address")])),
        bool(public),
        card=str(card.get("NetworkInterfaceId") or ""),
    )


def _guards(kind: KindSpec) -> Iterator[str]:
    return (link.path for link in kind.links if link.kind == GROUP and link.verb is Verb.PROTECTS and link.reverse)


def _all(attrs: Mapping[str, Any], kind: KindSpec, of: str, more: Mapping[str, str]) -> Iterator[str]:
    paths = [link.path for link in kind.links if link.kind == of and link.verb is Verb.CONTAINS and link.reverse]
    told = [text for path in paths for text in texts(attrs, path)]
    yield from told or texts(attrs, more.get(kind.kind, ""))


def _is_public(attrs: Mapping[str, Any]) -> bool:
    chosen = next(texts(attrs, "networkConfiguration.awsvpcConfiguration.assignPublicIp"), "")
    return (
        (attrs.get("Scheme") == "internet-facing" and attrs.get("IpAddressType") != "dualstack-without-public-ipv4")
        or attrs.get("PubliclyAccessible") is True
        or _EIPS in texts(attrs, "Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type")
        or bool(attrs.get("PublicIpAddress"))
        or chosen == "ENABLED"
    )


def _is_public6(resource: Resource) -> bool | None:
    """Of load balancers, which have addresses of IPv6 that the internet cannot get to where they are internal."""
    if resource.ref.kind != BALANCER or not resource.attrs.get("Scheme"):
        return None
    is_dual = str(resource.attrs.get("IpAddressType") or "").startswith("dualstack")
    return is_dual and resource.attrs["Scheme"] == "internet-facing"


def _listens(resource: Resource) -> Traffic:
    """Where it answers, as far as it says so."""
    if resource.ref.kind in _ONLY_ASK:
        return NOTHING
    if resource.ref.kind in (FILES, MOUNT):
        return _NFS
    if resource.ref.kind == CLASSIC:
        return _ports(_numbers(resource.attrs, "ListenerDescriptions.Listener.LoadBalancerPort"))
    if resource.ref.kind in _OFFERING:
        return _ports(port for path in _PORTS for port in _numbers(resource.attrs, path))
    return EVERYTHING


def _ports(ports: Iterable[int]) -> Traffic:
    together = NOTHING
    for port in ports:
        together |= traffic("tcp", port, port)
    return together or EVERYTHING


def _numbers(value: object, path: str) -> Iterator[int]:
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item, path)
    elif path:
        head, _, rest = path.partition(".")
        if isinstance(value, Mapping) and head in value:
            yield from _numbers(value[head], rest)
    elif isinstance(value, int) and 0 < value < 65536:
        yield value


def _addresses(found: Iterable[str]) -> Iterator[Address]:
    for text in found:
        try:
            yield ip_address(text)
        except ValueError:
            continue
