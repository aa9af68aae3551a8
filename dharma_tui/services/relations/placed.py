"""In which subnets something is that names only a group of them: those of the zones that it is in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

SUBNET, VPC = "aws.ec2.subnet", "aws.ec2.vpc"
_Group = tuple[str, str, str, str]
"""Kind, account, region and name of a group."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a kind names its group, and its zones; the first of those paths that tells any."""

    group: str
    named: str
    zones: tuple[str, ...]


_KINDS: Mapping[str, _Placed] = {
    "aws.elasticache.cache_cluster": _Placed(
        "aws.elasticache.cache_subnet_group",
        "CacheSubnetGroupName",
        ("CacheNodes.CustomerAvailabilityZone", "PreferredAvailabilityZone"),
    ),
    "aws.memorydb.memory_cluster": _Placed(
        "aws.memorydb.memory_subnet_group", "SubnetGroupName", ("Shards.Nodes.AvailabilityZone",)
    ),
    "aws.redshift.warehouse": _Placed(
        "aws.redshift.warehouse_subnet_group", "ClusterSubnetGroupName", ("AvailabilityZone",)
    ),
}
_TOLD_OTHERWISE: Mapping[str, _Placed] = {
    "aws.rds.db_instance": _Placed("aws.rds.db_subnet_group", "DBSubnetGroup.DBSubnetGroupName", ("AvailabilityZone",)),
    "aws.rds.db_cluster": _Placed("aws.rds.db_subnet_group", "DBSubnetGroup", ()),
}
"""Kinds that are in subnets by themselves or by their members: where they tell none, they are in those of their group."""
_GROUPS = frozenset(placed.group for placed in _KINDS.values())
GROUPS = _GROUPS | {placed.group for placed in _TOLD_OTHERWISE.values()}
"""Kinds of groups of subnets that others name."""


class Placed(Rule):
    """A cache or a warehouse and the subnets and the VPC that it is in."""

    name = "placed"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._subnets: dict[_Group, Mapping[str, str]] = {}
        """Group → subnets, each with its zone."""
        self._vpcs: dict[_Group, str] = {}

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (*_GROUPS, *_KINDS) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        if resource.ref.kind in GROUPS:
            group = _group(resource, resource.ref.kind, resource.name)
            self._subnets[group] = _zones(resource.attrs)
            self._vpcs[group] = next(texts(resource.attrs, "VpcId"), "")

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if (placed := _KINDS.get(resource.ref.kind)) is None:
            return
        for name in texts(resource.attrs, placed.named):
            group = _group(resource, placed.group, name)
            if vpc := self._vpcs.get(group):
                yield self.told(ResourceRef(VPC, vpc), resource.ref, Verb.CONTAINS, f"that of {name}")
            subnets, zones = self._subnets.get(group, {}), _first(resource.attrs, placed.zones)
            for subnet in _of_zones(subnets, zones):
                yield self.told(ResourceRef(SUBNET, subnet), resource.ref, Verb.CONTAINS, f"its zones of {name}")

    def place(self, resource: Resource) -> tuple[str, tuple[str, ...]]:
        """The VPC and the subnets of the group that ``resource`` names; empty where that is not known."""
        placed = _KINDS.get(resource.ref.kind) or _TOLD_OTHERWISE.get(resource.ref.kind)
        if placed is None:
            return "", ()
        for name in texts(resource.attrs, placed.named):
            group = _group(resource, placed.group, name)
            zones = frozenset() if resource.attrs.get("MultiAZ") is True else _first(resource.attrs, placed.zones)
            if group in self._subnets:
                return self._vpcs[group], tuple(_of_zones(self._subnets[group], zones))
        return "", ()

    def facts(self, resource: Resource) -> object:
        if (placed := _KINDS.get(resource.ref.kind)) is None:
            return resource.name, _zones(resource.attrs), [*texts(resource.attrs, "VpcId")]
        return [*texts(resource.attrs, placed.named)], sorted(_first(resource.attrs, placed.zones))


def _group(resource: Resource, kind: str, name: str) -> _Group:
    return kind, resource.scope.account, resource.scope.region, name


def _of_zones(subnets: Mapping[str, str], zones: Collection[str]) -> Collection[str]:
    """Those of ``subnets`` that are in any of ``zones``; all where none is."""
    return [each for each, zone in subnets.items() if zone in zones] or [*subnets]


def _zones(attrs: Mapping[str, Json]) -> Mapping[str, str]:
    """The subnets of a group, each with its zone."""
    subnets = attrs.get("Subnets")
    told = (each for each in (subnets if isinstance(subnets, list) else ()) if isinstance(each, dict))
    return {
        subnet: (*texts(each, "SubnetAvailabilityZone.Name"), *texts(each, "AvailabilityZone.Name"), "")[0]
        for each in told
        for subnet in (*texts(each, "SubnetIdentifier"), *texts(each, "Identifier"))
    }


def _first(attrs: Mapping[str, Json], paths: Sequence[str]) -> frozenset[str]:
    return next(filter(None, (frozenset(texts(attrs, path)) for path in paths)), frozenset())
