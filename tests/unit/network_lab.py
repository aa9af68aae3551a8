"""A small network of AWS, written as its calls answer, for tests of who reaches whom in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.discovery import aws
from dharma_tui.services.network.interfaces import Interface, interfaces
from dharma_tui.services.network.map import NetworkMap

HERE = Scope("aws", "123456789012", "eu-west-1")
KINDS = {kind.kind: kind for service in subclasses(aws, ProviderService) for kind in service.kinds}  # type: ignore[type-abstract]
OPEN = {"Entries": [{"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": egress, "CidrBlock": "0.0.0.0/0"}
                    for egress in (False, True)]}  # fmt: skip


def thing(kind: str, key: str, **attrs: Any) -> Resource:
    return Resource(ResourceRef(f"aws.{kind}", key), key, HERE, State.RUNNING, {}, attrs)


def permit(*to: str, protocol: str = "tcp", first: int = 443, last: int | None = None) -> dict[str, Any]:
    """A rule of a group, for groups, networks and prefix lists."""
    rule: dict[str, Any] = {"IpProtocol": protocol, "UserIdGroupPairs": [], "IpRanges": [], "Ipv6Ranges": []}
    if protocol != "-1":
        rule |= {"FromPort": first, "ToPort": first if last is None else last}
    for text in to:
        if text.startswith("sg-"):
            rule["UserIdGroupPairs"].append({"GroupId": text, "UserId": HERE.account})
        elif text.startswith("pl-"):
            rule.setdefault("PrefixListIds", []).append({"PrefixListId": text})
        elif ":" in text:
            rule["Ipv6Ranges"].append({"CidrIpv6": text})
        else:
            rule["IpRanges"].append({"CidrIp": text})
    return rule


ANYWHERE = permit("0.0.0.0/0", "::/0", protocol="-1")


def group(
    key: str, *ingress: dict[str, Any], egress: Sequence[dict[str, Any]] = (ANYWHERE,), vpc: str = "vpc-1"
) -> Resource:
    return thing(
        "ec2.security_group", key, GroupId=key, VpcId=vpc, IpPermissions=[*ingress], IpPermissionsEgress=[*egress]
    )


def subnet(key: str, block: str, vpc: str = "vpc-1") -> Resource:
    return thing("ec2.subnet", key, SubnetId=key, VpcId=vpc, CidrBlock=block)


def table(key: str, *routes: tuple[str, str], subnets: Sequence[str] = (), vpc: str = "vpc-1") -> Resource:
    """A route table; of no subnets, it is the VPC's main one. Targets are told by the first part of their id."""
    names = {
        "igw": "GatewayId",
        "nat": "NatGatewayId",
        "pcx": "VpcPeeringConnectionId",
        "tgw": "TransitGatewayId",
        "arn:aws:networkmanager::111122223333:core": "CoreNetworkArn",
        "local": "GatewayId",
        "vpce": "VpcEndpointId",
    }
    called = {":": "DestinationIpv6CidrBlock", "p": "DestinationPrefixListId"}
    listed = [
        {called.get(":" if ":" in to else to[0], "DestinationCidrBlock"): to, names[via.partition("-")[0]]: via,
         "State": "active"}
        for to, via in routes
    ]  # fmt: skip
    associations = [{"Main": False, "SubnetId": subnet} for subnet in subnets] or [{"Main": True}]
    return thing("ec2.route_table", key, VpcId=vpc, Routes=listed, Associations=associations)


def acl(key: str, entries: Sequence[tuple[int, str, str, str, bool]], *subnets: str) -> Resource:
    """A network ACL of (number, allow or deny, network, ``tcp:80-90`` or ``-1``, egress)."""
    made = []
    for number, action, network, what, egress in entries:
        protocol, _, ports = what.partition(":")
        entry: dict[str, Any] = {"RuleNumber": number, "RuleAction": action, "Egress": egress, "CidrBlock": network}
        entry["Protocol"] = {"tcp": "6", "udp": "17"}.get(protocol, protocol)
        if ports:
            first, _, last = ports.partition("-")
            entry["PortRange"] = {"From": int(first), "To": int(last or first)}
        made.append(entry)
    return thing("ec2.network_acl", key, NetworkAclId=key, VpcId="vpc-1", Entries=made,
                 Associations=[{"SubnetId": subnet} for subnet in subnets])  # fmt: skip


def open_acl(*subnets: str, vpc: str = "vpc-1") -> Resource:
    """The default network ACL of a VPC, which lets everything through."""
    entries = [
        {"RuleNumber": number, "Protocol": "-1", "RuleAction": "allow", "Egress": egress, where: block}
        for number, where, block in ((100, "CidrBlock", "0.0.0.0/0"), (101, "Ipv6CidrBlock", "::/0"))
        for egress in (False, True)
    ]
    return thing("ec2.network_acl", f"acl-{vpc}", VpcId=vpc, Entries=entries,
                 Associations=[{"SubnetId": subnet} for subnet in subnets])  # fmt: skip


def instance(key: str, subnet: str, address: str, *groups: str, public: str = "", vpc: str = "vpc-1") -> Resource:
    card: dict[str, Any] = {
        "NetworkInterfaceId": f"eni-{key}",
        "SubnetId": subnet,
        "VpcId": vpc,
        "PrivateIpAddress": address,
    }
    card["Groups"] = [{"GroupId": name} for name in groups]
    if public:
        card["Association"] = {"PublicIp": public}
    return thing("ec2.instance", key, VpcId=vpc, SubnetId=subnet, NetworkInterfaces=[card], PrivateIpAddress=address)


def drawn(*resources: Resource) -> NetworkMap:
    made = NetworkMap()
    for resource in resources:
        made.add(resource)
    return made


def only(resource: Resource) -> Interface:
    """Its one interface."""
    (found,) = interfaces(resource, KINDS[resource.ref.kind])
    return found
