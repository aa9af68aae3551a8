"""Which zones are found by a record of another: name servers asked for the one name those of the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.relations.dns import RECORD, host_of

ZONE = "aws.route53.hosted_zone"


@dataclass(frozen=True, slots=True)
class _Servers:
    """A record of name servers: whom it names, and in which zone it is."""

    ref: ResourceRef
    zone: str
    hosts: frozenset[str]


class Delegations(Rule):
    """A zone and the record in the one above that names its servers; of several zones of a name the one that has these."""

    name = "delegations"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._servers: dict[str, list[_Servers]] = {}
        """Name → records of its name servers."""
        self._zones: dict[str, set[str]] = {}
        """Name → zones that are so called and that anybody may ask."""

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (ZONE, RECORD) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        name = _name(resource)
        if resource.ref.kind == RECORD and (hosts := _named(resource)):
            zone = _id(str(resource.attrs.get("Zone")))
            self._servers.setdefault(name, []).append(_Servers(resource.ref, zone, frozenset(hosts)))
        elif resource.ref.kind == ZONE and not _is_private(resource):
            self._zones.setdefault(name, set()).add(_id(str(resource.attrs.get("Id"))))

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind != ZONE or _is_private(resource):
            return
        name, own = _name(resource), _id(str(resource.attrs.get("Id")))
        told = self._servers.get(name, [])
        known = {each.zone: each.hosts for each in told}
        for each in told:
            others = self._zones[name] - {own, each.zone}
            meets = not known[own].isdisjoint(each.hosts) if own in known else not others
            if each.zone != own and meets:
                yield self.told(resource.ref, each.ref, Verb.DEPENDS_ON, "its name servers")

    def facts(self, resource: Resource) -> object:
        attrs = resource.attrs
        if resource.ref.kind == ZONE:
            return resource.name, attrs.get("Id"), _is_private(resource)
        named = _named(resource)
        return (resource.name, attrs.get("Zone"), named) if named else None


def _name(resource: Resource) -> str:
    """What a zone or record is called, which may be a name of one word."""
    return resource.name.lower().rstrip(".")


def _named(resource: Resource) -> list[str]:
    """The name servers that a record names."""
    attrs = resource.attrs
    return [host_of(text) for text in texts(attrs, "ResourceRecords.Value")] if attrs.get("Type") == "NS" else []


def _is_private(resource: Resource) -> bool:
    config = resource.attrs.get("Config")
    return isinstance(config, Mapping) and config.get("PrivateZone") is True


def _id(path: str) -> str:
    return path.rpartition("/")[2]
