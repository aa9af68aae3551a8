"""What security groups and network ACLs let through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, collapse_addresses, ip_network
from typing import Any, TypeAlias

from dharma_tui.core.traffic import EPHEMERAL, EVERYTHING, ICMP, ICMP6, NOTHING, TCP, UDP, Traffic, traffic

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address
Stretch: TypeAlias = tuple[Network, tuple[Network, ...]]
"""A network, and the parts of it that are left out."""


_INSIDE = tuple(
    ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
                  "fc00::/7", "fe80::/10")
)  # fmt: skip
"""Addresses that mean nothing to the internet."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One rule of a security group: what passes, and from or to whom."""

    traffic: Traffic
    groups: frozenset[str]
    networks: tuple[Network, ...]
    lists: tuple[str, ...] = ()
    """Prefix lists, whose networks are looked up."""


@dataclass(frozen=True, slots=True)
class Group:
    """A security group."""

    id: str
    vpc: str
    ingress: tuple[Permit, ...]
    egress: tuple[Permit, ...]


def group_of(attrs: Mapping[str, Any]) -> Group:
    """The security group that these properties describe."""
    return Group(
        str(attrs.get("GroupId", "")),
        str(attrs.get("VpcId") or ""),
        tuple(_permits(attrs.get("IpPermissions"))),
        tuple(_permits(attrs.get("IpPermissionsEgress"))),
    )


@dataclass(frozen=True, slots=True)
class AclEntry:
    """One rule of a network ACL."""

    network: Network
    traffic: Traffic
    allows: bool


@dataclass(frozen=True, slots=True)
class Acl:
    """A network ACL: of its rules, in order, the first that fits decides; what none fits does not pass."""

    id: str
    ingress: tuple[AclEntry, ...]
    egress: tuple[AclEntry, ...]
    _known: dict[tuple[bool, Network], Traffic] = field(default_factory=dict, compare=False)
    _parts: dict[tuple[bool, Network], tuple[tuple[Network, Traffic], ...]] = field(default_factory=dict, compare=False)

    def lets_in(self, network: Network) -> Traffic:
        """What may come in from some address of ``network``."""
        return self._passes(self.ingress, network, egress=False)

    def lets_out(self, network: Network) -> Traffic:
        """What may go out to some address of ``network``."""
        return self._passes(self.egress, network, egress=True)

    def parts(self, network: Network, *, egress: bool) -> tuple[tuple[Network, Traffic], ...]:
        """The parts of ``network`` its rules tell apart, and what may come in from each, or go out to it, and be answered."""
        key = egress, network
        if key not in self._parts:
            parts = split(network, [self])
            self._parts[key] = tuple((part, self.talks(part, egress=egress)) for part in parts)
        return self._parts[key]

    def talks(self, part: Network, *, egress: bool) -> Traffic:
        """What may come in from a network of which no rule is about a part, or go out to it, and be answered there."""
        both = self.lets_in(part), self.lets_out(part)
        return answered(*(reversed(both) if egress else both))

    def _passes(self, entries: Sequence[AclEntry], network: Network, *, egress: bool) -> Traffic:
        key = egress, network
        if key not in self._known:
            self._known[key] = _passes(entries, network, EVERYTHING)
        return self._known[key]


def acl_of(attrs: Mapping[str, Any]) -> Acl:
    """The network ACL that these properties describe."""
    ordered = sorted(_dicts(attrs.get("Entries")), key=lambda entry: int(entry.get("RuleNumber") or 0))
    sides: dict[bool, list[AclEntry]] = {False: [], True: []}
    for entry in ordered:
        for network in networks((entry.get("CidrBlock"), entry.get("Ipv6CidrBlock"))):
            allows = entry.get("RuleAction") == "allow"
            sides[bool(entry.get("Egress"))].append(AclEntry(network, _entry_traffic(entry), allows))
    return Acl(str(attrs.get("NetworkAclId", "")), tuple(sides[False]), tuple(sides[True]))


def answered(asked: Traffic, replies: Traffic) -> Traffic:
    """The part of ``asked`` to which answers can go back, where only ``replies`` pass in the other direction.

    Answers of TCP and UDP go to ports that those who ask choose for themselves; one open port is enough.
    """
    if replies == EVERYTHING:
        return asked
    back = replies & EPHEMERAL
    possible = NOTHING
    for protocol in (TCP, UDP):
        if back & traffic(str(protocol)):
            possible |= traffic(str(protocol))
    for protocol in range(256):
        if protocol not in (TCP, UDP) and asked & traffic(str(protocol)) and replies & traffic(str(protocol)):
            possible |= traffic(str(protocol))
    return asked & possible


def networks(texts: Iterable[object]) -> Iterator[Network]:
    """Those of ``texts`` that are networks."""
    for text in texts:
        if isinstance(text, str) and (network := _network(text)) is not None:
            yield network


@lru_cache(maxsize=4096)
def _network(text: str) -> Network | None:
    """A few networks are in most rules."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def contains(outer: Network, inner: Network) -> bool:
    """Whether every address of ``inner`` is in ``outer``."""
    if isinstance(outer, IPv4Network):
        return isinstance(inner, IPv4Network) and inner.subnet_of(outer)
    return isinstance(inner, IPv6Network) and inner.subnet_of(outer)


@lru_cache(maxsize=65536)
def is_inside(network: Network) -> bool:
    """Whether the internet has no way to ``network``, whose addresses several networks may have."""
    return any(contains(block, network) for block in _INSIDE)


def overlap(one: Network, other: Network) -> Network | None:
    """The addresses that both have: one of them, as networks are within each other or apart."""
    if contains(one, other):
        return other
    return one if contains(other, one) else None


def _passes(entries: Sequence[AclEntry], network: Network, left: Traffic) -> Traffic:
    passed = NOTHING
    for place, entry in enumerate(entries):
        hit = left & entry.traffic
        if not hit or (common := overlap(entry.network, network)) is None:
            continue
        if common != network:
            parts = [common, *_without(network, common)]
            rest = entries[place:]
            return passed | _union(_passes(rest, part, left) for part in parts)
        if entry.allows:
            passed |= hit
        left -= hit
        if not left:
            break
    return passed


def alike(
    whole: Network, parts: Sequence[tuple[Network, Traffic]]
) -> Iterator[tuple[Network, tuple[Network, ...], Traffic]]:
    """The parts of ``whole`` by what passes: the narrowest network that has them, what of it has something else, and that."""
    by_passing: dict[Traffic, list[Network]] = {}
    for part, passing in parts:
        if passing:
            by_passing.setdefault(passing, []).append(part)
    for passing, networks in by_passing.items():
        where = whole if len(networks) == len(parts) else _around(whole, networks)
        yield where, _collapsed(part for part, other in parts if other != passing and contains(where, part)), passing


def split(network: Network, acls: Iterable[Acl]) -> list[Network]:
    """The parts of ``network`` of which each is wholly in the network of any rule of ``acls`` or wholly out of it."""
    parts = [network]
    entries = (entry for acl in acls for entry in (*acl.ingress, *acl.egress))
    for inner in dict.fromkeys(entry.network for entry in entries):
        for part in [part for part in parts if part != inner and contains(part, inner)]:
            parts.remove(part)
            parts += [inner, *_without(part, inner)]
    return parts


def _around(whole: Network, networks: Sequence[Network]) -> Network:
    """The narrowest network within ``whole`` that has all of ``networks``."""
    here = whole
    while here not in networks and here.prefixlen < here.max_prefixlen:
        half = next((half for half in here.subnets() if all(contains(half, each) for each in networks)), None)
        if half is None:
            break
        here = half
    return here


def _collapsed(networks: Iterable[Network]) -> tuple[Network, ...]:
    """``networks``, those that are beside each other as one."""
    each = [*networks]
    return (
        *collapse_addresses(network for network in each if isinstance(network, IPv4Network)),
        *collapse_addresses(network for network in each if isinstance(network, IPv6Network)),
    )


def _union(parts: Iterable[Traffic]) -> Traffic:
    together = NOTHING
    for part in parts:
        together |= part
    return together


def _without(network: Network, part: Network) -> Iterator[Network]:
    if isinstance(network, IPv4Network):
        assert isinstance(part, IPv4Network)
        yield from network.address_exclude(part)
    else:
        assert isinstance(part, IPv6Network)
        yield from network.address_exclude(part)


def _permits(rules: object) -> Iterator[Permit]:
    for rule in _dicts(rules):
        yield Permit(
            traffic(str(rule.get("IpProtocol", "-1")), rule.get("FromPort"), rule.get("ToPort")),
            frozenset(str(pair["GroupId"]) for pair in _dicts(rule.get("UserIdGroupPairs")) if pair.get("GroupId")),
            tuple(
                networks(
                    [
                        *(known.get("CidrIp") for known in _dicts(rule.get("IpRanges"))),
                        *(known.get("CidrIpv6") for known in _dicts(rule.get("Ipv6Ranges"))),
                    ]
                )
            ),
            tuple(str(known.get("PrefixListId")) for known in _dicts(rule.get("PrefixListIds"))),
        )


def _entry_traffic(entry: Mapping[str, Any]) -> Traffic:
    protocol = str(entry.get("Protocol", "-1"))
    if protocol in (str(ICMP), str(ICMP6)):
        kind = entry.get("IcmpTypeCode") or {}
        return traffic(protocol, kind.get("Type"), kind.get("Code"))
    ports = entry.get("PortRange") or {}
    return traffic(protocol, ports.get("From"), ports.get("To"))


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, (list, tuple)):
        yield from (item for item in value if isinstance(item, Mapping))
