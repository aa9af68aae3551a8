"""Whose interfaces are: a server, a mount target, a load balancer; and where what has no groups of its own stands by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Resource, ResourceRef, Verb
from dharma_tui.services.network.interfaces import (
    BALANCER,
    CARD,
    FILES,
    MOUNT,
    TASK,
    Interface,
    interfaces,
    is_placed,
    of_holder,
)
from dharma_tui.services.relations.placed import GROUPS, Placed
from dharma_tui.services.store.reading import read_resources

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_BALANCERS = "ELB "
"""What the interfaces of load balancers are described by, before the end of their ARN."""

_BY_MEMBERS = frozenset({"aws.rds.db_cluster", "aws.elasticache.replication_group"})
"""Kinds that stand where their members do."""


class Holders:
    """Reads from the lake what holds which interface, at one moment. Blocks; raises StoreError."""

    def __init__(self, lake: Lake, kinds: Mapping[str, KindSpec], snapshot: int) -> None:
        self._lake = lake
        self._kinds = kinds
        self._snapshot = snapshot
        self._containing = sorted(
            kind.kind
            for kind in kinds.values()
            if any((link.kind, link.verb, link.reverse) == (CARD, Verb.CONTAINS, False) for link in kind.links)
        )
        """Kinds that have interfaces of their own; networks, stacks and infrastructures contain those of others."""

    def places(self, resource: Resource) -> list[Interface]:
        """Everywhere that ``resource`` stands: an interface as its holder does there, others by those they hold."""
        kind = self._kinds[resource.ref.kind]
        if resource.ref.kind == CARD:
            holder = next(iter(self.of([resource]).values()), None)
            return [*interfaces(resource, kind)] if holder is None else [self._as(holder, resource)]
        members = [place for member in self.members(resource.ref) for place in self.standing(member)]
        if members:
            return [replace(place, owner=resource.ref, name=resource.name) for place in members]
        if is_placed(kind):
            return self.standing(resource)
        return [of_holder(resource, card) for card in self._read(self._held_by(resource.ref))]

    def standing(self, resource: Resource) -> list[Interface]:
        """Where ``resource`` stands by what it tells itself, in subnets of the group it names where it tells none."""
        found = [*interfaces(resource, self._kinds[resource.ref.kind])]
        if all(place.subnets for place in found):
            return found
        vpc, subnets = self._groups.place(resource)
        return [place if place.subnets else replace(place, vpc=place.vpc or vpc, subnets=subnets) for place in found]

    def members(self, ref: ResourceRef) -> list[Resource]:
        """The members by which ``ref`` stands in networks."""
        if ref.kind not in _BY_MEMBERS:
            return []
        rows = self._lake.query(
            f"""SELECT DISTINCT src_kind, src_key FROM lake.relationships AT (VERSION => {self._snapshot})
            WHERE dst_kind = ? AND dst_key = ? AND verb = ?""",
            [ref.kind, ref.key, Verb.MEMBER_OF.value],
        )
        return self._read(ResourceRef(*row) for row in rows)

    @cached_property
    def _groups(self) -> Placed:
        groups = Placed([*self._kinds.values()])
        for group in read_resources(self._lake, sorted(GROUPS), self._snapshot):
            groups.add(group)
        return groups

    def of(self, cards: Iterable[Resource]) -> dict[str, Resource]:
        """By the key of each interface that something known holds, what does."""
        described = {card.ref.key: str(card.attrs.get("Description") or "") for card in cards}
        refs = {card: holder for holder, card in self._held("card", list(described))}
        known = {each.ref: each for each in self._read(refs.values())}
        found = {card: known[ref] for card, ref in refs.items() if ref in known}
        named = {card: text for card, text in described.items() if card not in found and text.startswith(_BALANCERS)}
        if named:
            balancers = {
                balancer.ref.key.partition(":loadbalancer/")[2]: balancer
                for balancer in read_resources(self._lake, [BALANCER], self._snapshot)
            }
            for card, text in named.items():
                if (balancer := balancers.get(text.removeprefix(_BALANCERS))) is not None:
                    found[card] = balancer
        return found

    def others(self, cards: Iterable[Resource]) -> Iterator[Interface]:
        """Where those stand that hold ``cards`` and would else be told nowhere."""
        known = {card.ref.key: card for card in cards}
        for card, holder in self.of(known.values()).items():
            copied = holder.ref.kind == TASK and holder.attrs.get("ServiceArn")  # its service is told for all of them
            if not is_placed(self._kinds[holder.ref.kind]) and not copied:
                yield of_holder(holder, known[card])

    def _as(self, holder: Resource, card: Resource) -> Interface:
        """How ``holder`` stands where this interface of it is."""
        own = interfaces(holder, self._kinds[holder.ref.kind])
        return next((each for each in own if each.card == card.ref.key), of_holder(holder, card))

    def _held_by(self, ref: ResourceRef) -> list[ResourceRef]:
        """The interfaces of ``ref``; those of a file system are those of its mount targets."""
        holders = {ref}
        if ref.kind == FILES:
            rows = self._lake.query(
                f"""SELECT DISTINCT src_key FROM lake.relationships AT (VERSION => {self._snapshot})
                WHERE src_kind = ? AND dst_kind = ? AND verb = ? AND dst_key = ?""",
                [MOUNT, FILES, Verb.ROUTES_TO.value, ref.key],
            )
            holders |= {ResourceRef(MOUNT, key) for (key,) in rows}
        held = self._held("holder_key", [holder.key for holder in holders])
        return sorted({ResourceRef(CARD, card) for holder, card in held if holder in holders})

    def _held(self, column: str, keys: list[str]) -> list[tuple[ResourceRef, str]]:
        """Who holds what: whatever has an interface of its own, what one is attached to, and the task that needs it."""
        rows = self._lake.query(
            f"""WITH told AS (FROM lake.relationships AT (VERSION => {self._snapshot})),
            held AS (
                SELECT src_kind AS holder_kind, src_key AS holder_key, dst_key AS card FROM told
                WHERE dst_kind = '{CARD}' AND (src_kind = '{TASK}' AND verb = '{Verb.DEPENDS_ON}'
                    OR src_kind IN (SELECT unnest(?)) AND verb = '{Verb.CONTAINS}')
                UNION SELECT dst_kind, dst_key, src_key FROM told
                WHERE src_kind = '{CARD}' AND verb IN ('{Verb.ATTACHED_TO}', '{Verb.ROUTES_TO}'))
            SELECT holder_kind, holder_key, card FROM held WHERE {column} IN (SELECT unnest(?)) ORDER BY ALL""",
            [self._containing, keys],
        )
        return [(ResourceRef(kind, key), card) for kind, key, card in rows]

    def _read(self, refs: Iterable[ResourceRef]) -> list[Resource]:
        """Those of ``refs`` that there are, of kinds that are known."""
        wanted = {ref for ref in refs if ref.kind in self._kinds}
        if not wanted:
            return []
        kinds, keys = sorted({ref.kind for ref in wanted}), sorted({ref.key for ref in wanted})
        found = read_resources(self._lake, kinds, self._snapshot, "key IN (SELECT unnest(?))", [keys])
        return [each for each in found if each.ref in wanted]
