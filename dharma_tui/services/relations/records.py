"""Which DNS records a stack made: it lists them by their name alone, which says neither their type nor their zone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Told
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, Verb
from dharma_tui.services.relations._listed import listed
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.relations.dns import RECORD, host_of

_RECORD = "AWS::Route53::RecordSet"
_ZONE = "AWS::Route53::HostedZone"


@dataclass(slots=True)
class _Stack:
    """A stack: what it calls the records of each name that it lists, its zones, and the records that are so called."""

    ref: ResourceRef
    scope: Scope
    names: dict[str, list[str]]
    zones: frozenset[str]
    found: dict[str, dict[ResourceRef, str]] = field(default_factory=dict)
    """Name → records, with the zone each is in."""

    def meant(self, name: str) -> Collection[ResourceRef]:
        """The records that the list means by ``name``: as many as it lists, or of more those in zones of the stack."""
        found, count = self.found.get(name, {}), len(self.names[name])
        own = [ref for ref, zone in found.items() if zone in self.zones]
        return next((refs for refs in (own, found) if len(refs) == count), ())


class Records(Rule):
    """The records of a name, where a stack lists as many as there are: which of more it would be is not said.

    Those that a zone has had since it was made, of the name of the zone, are nobody else's.
    """

    name = "records"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._stacks: list[_Stack] = []
        self._listing: dict[str, list[_Stack]] = {}
        self._tops: set[tuple[str, str]] = set()
        """Zones and their names."""

    @property
    def reads(self) -> Collection[str]:
        return [kind.kind for kind in self.kinds.values() if kind.lists or kind.kind == RECORD]

    def add(self, resource: Resource) -> None:
        if resource.ref.kind == RECORD:
            if resource.attrs.get("Type") == "SOA":
                self._tops.add((_zone(resource), host_of(resource.name)))
            return
        names, zones = self._listed(resource)
        if names:
            stack = _Stack(resource.ref, resource.scope, names, zones)
            self._stacks.append(stack)
            for name in names:
                self._listing.setdefault(name, []).append(stack)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        """None: which records are meant is known when all of a name are."""
        if resource.ref.kind == RECORD and (stacks := self._listing.get(name := host_of(resource.name))):
            zone, type_ = _zone(resource), resource.attrs.get("Type")
            if type_ != "SOA" and (type_ != "NS" or (zone, name) not in self._tops):
                for stack in stacks:
                    if stack.scope.account == resource.scope.account:
                        stack.found.setdefault(name, {})[resource.ref] = zone
        return iter(())

    def rest(self) -> Iterator[Told]:
        for stack in self._stacks:
            for name, called in stack.names.items():
                for ref in stack.meant(name):
                    yield Told(self.told(stack.ref, ref, Verb.CONTAINS, ", ".join(called)), stack.scope)

    def facts(self, resource: Resource) -> object:
        if resource.ref.kind == RECORD:
            return resource.scope, resource.name, resource.attrs.get("Type"), _zone(resource)
        return resource.scope, self._listed(resource)

    def _listed(self, resource: Resource) -> tuple[dict[str, list[str]], frozenset[str]]:
        names: dict[str, list[str]] = {}
        zones: set[str] = set()
        for each in listed(resource, self.kinds[resource.ref.kind]):
            if each.type == _ZONE:
                zones.add(each.id)
            elif each.type == _RECORD and (name := host_of(each.id)):
                names.setdefault(name, []).append(each.called)
        return names, frozenset(zones)


def _zone(resource: Resource) -> str:
    return str(resource.attrs.get("Zone", "")).rpartition("/")[2]
