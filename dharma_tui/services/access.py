"""Answers about one resource that would be too many to keep for all: who reaches it, and who may do what with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.access import BLOCKED, FROM_INTERNET, INWARDS, OUTWARDS, Answers, Unlisted, Way
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.traffic import EVERYTHING
from dharma_tui.core.types import DOWN, Resource, ResourceRef
from dharma_tui.services.between import between
from dharma_tui.services.query.lookup import LISTED, listed_params
from dharma_tui.services.store.coverage import CoverageReader

if TYPE_CHECKING:
    from dharma_tui.services.network.interfaces import Interface
    from dharma_tui.services.network.map import NetworkMap
    from dharma_tui.services.network.passing import Exposure
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.public_endpoints import PublicEndpoints
    from dharma_tui.services.query.lookup import Lookup
    from dharma_tui.services.store.lake import Lake

_NOT_FROM_INTERNET = (
    "firewalls of networks, hosts and applications (WAF); what reaches it by way of something else than a load balancer,"
    " such as a distribution or an accelerator"
)
_UNBLOCKED = f"whether VPC Block Public Access keeps it out; {_NOT_FROM_INTERNET}"
_NOT_IN_NETWORK = (
    "the routes of transit gateways themselves, private networks (VPN, Direct Connect), endpoints of services, firewalls"
    " and what hosts themselves refuse"
)


class Access:
    """Reads what is needed from the lake and works it out in a pool's thread."""

    def __init__(self, lake: Lake, io: IoPool, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._io = io
        self._kinds = kinds
        self._coverage = CoverageReader(lake)

    async def of(self, resource: Resource, at: str = "") -> list[Answers]:
        """Everything that can be said of ``resource``; nothing for kinds that are in no network and in no policy."""
        return await self._io.run(self._of, resource, at)

    async def networks(self, ref: ResourceRef, lookup: Lookup, at: str = "") -> list[Answers]:
        """What passes to and from ``ref`` over networks; nothing for kinds that are in none. Raises NotFoundError."""

        def ask() -> list[Answers]:
            snapshot = self._snapshot(at)
            return self._completed([*self._network(lookup.resource(ref, at).resource, snapshot)], snapshot)

        return await self._io.run(ask)

    async def between(self, ref: ResourceRef, other: ResourceRef, lookup: Lookup, at: str = "") -> list[Answers]:
        """What passes between two over networks, both ways and as answers of ``ref``. Raises NotFoundError."""

        def ask() -> list[Answers]:
            snapshot = self._snapshot(at)
            one, second = (lookup.resource(each, at).resource for each in (ref, other))
            its, others = (self._completed([*self._network(each, snapshot)], snapshot) for each in (one, second))
            return between(one, second, its, others)

        return await self._io.run(ask)

    def _of(self, resource: Resource, at: str) -> list[Answers]:
        from dharma_tui.services.rights_answers import RightsReader

        snapshot = self._snapshot(at)
        rights = RightsReader(self._lake, self._kinds, self._coverage)
        return self._completed([*self._network(resource, snapshot), *rights.of(resource, snapshot)], snapshot)

    def _completed(self, answers: Sequence[Answers], snapshot: int) -> list[Answers]:
        """``answers`` with whose the other ends are, and which of these do not run."""
        others = list({way.other: None for each in answers for way in each.ways if way.other is not None})
        rows = self._lake.query(
            "SELECT kind, key, account, state"
            f" FROM {LISTED} JOIN lake.resources AT (VERSION => {snapshot}) USING (kind, key)",
            listed_params(others),
        )
        told: dict[ResourceRef | None, tuple[str, str]] = {
            ResourceRef(kind, key): (account or "", state if state in DOWN else "")
            for kind, key, account, state in rows
        }

        def completed(way: Way) -> Way:
            account, now = told.get(way.other, ("", ""))
            return replace(way, account=account, now=now)

        return [replace(each, ways=tuple(map(completed, each.ways))) for each in answers]

    def _snapshot(self, at: str) -> int:
        return self._lake.resolve(at).id if at else self._lake.snapshot().id

    # -- networks ---------------------------------------------------------------------------------------------------

    def _network(self, resource: Resource, snapshot: int) -> Iterator[Answers]:
        from dharma_tui.services.balanced import balanced, balanced_twice, kept_out, refused
        from dharma_tui.services.forwarding import Forwardings, routing_to
        from dharma_tui.services.holders import Holders
        from dharma_tui.services.network.drawing import DRAWN, JOINING
        from dharma_tui.services.network.interfaces import CARD, belongs_to_another, is_nowhere, is_outside, is_placed
        from dharma_tui.services.network.map import NetworkMap
        from dharma_tui.services.public_endpoints import public_endpoints
        from dharma_tui.services.store.reading import read_resources

        kind = self._kinds.get(resource.ref.kind)
        if kind is None:
            return
        public = public_endpoints(resource, kind)
        if is_outside(resource):
            yield from _outside(resource, public)
            return
        holders = Holders(self._lake, self._kinds, snapshot)
        ours = holders.places(resource)
        if not ours and not is_placed(kind):
            return
        network = NetworkMap(self._partial())
        for joining in read_resources(self._lake, JOINING, snapshot):
            network.add(joining)
        vpcs = {network.vpc_of(each) for each in ours} | self._vpcs_of_groups(ours, snapshot)
        vpcs |= {other for vpc in vpcs for other in (*network.neighbours(vpc), *network.beyond(vpc))}
        placed = [spec.kind for spec in self._kinds.values() if is_placed(spec)]
        others: list[Interface] = []
        cards: list[Resource] = []
        for found in self._within(sorted({*DRAWN, *placed}), vpcs - {""}, snapshot):
            if found.ref.kind in DRAWN:
                network.add(found)
            elif not belongs_to_another(found):
                others += holders.standing(found)
            if found.ref.kind == CARD:
                cards.append(found)
        itself = {resource.ref, *(each.owner for each in ours), *(each.ref for each in holders.members(resource.ref))}
        others = [each for each in (*others, *holders.others(cards)) if each.owner not in itself]
        lost = [] if ours or is_nowhere(resource) else [Unlisted(f"networks of {resource.name}", is_all=True)]
        exposed, unseen = _exposed(network, ours)
        routing = routing_to(self._lake, resource.ref, snapshot)
        fronts = [each for each in others if each.owner in routing]
        forwardings = Forwardings(self._lake, snapshot, resource, ours, routing)
        behind = (
            *balanced(network, ours, fronts, forwardings, _exposures_in_words),
            *balanced_twice(network, ours, others, forwardings, _exposures_in_words),
        )
        is_ruled = not any(network.unpassed(our, ingress=True) for our in ours)
        left_out = _NOT_FROM_INTERNET if ours and all(map(network.is_access_known, ours)) else _UNBLOCKED
        blocked = BLOCKED if ours and all(map(network.is_blocked, ours)) else ""
        yield Answers(
            *(FROM_INTERNET, (*public.ways, *exposed, *behind), f"The internet does not reach it{blocked}.", left_out),
            unlisted=(*lost, *unseen, *public.unlisted),
            refused=tuple(kept_out(network, ours, fronts, forwardings, behind)) if is_ruled else (),
        )
        for question, none in ((INWARDS, "Nothing known reaches it."), (OUTWARDS, "It reaches nothing known.")):
            inwards = question == INWARDS
            pairs = (((other, our) if inwards else (our, other)) for other in others for our in ours)
            ways, unseen = _passages(network, pairs, first=inwards)
            out = () if inwards else _ways_out(network, ours)
            own = [Unlisted(what) for our in ours for what in network.unpassed(our, ingress=inwards)]
            shut = refused(network, ours, fronts, forwardings) if inwards and not own else ()
            told = (*lost, *own, *unseen)
            yield Answers(question, (*out, *ways), none, _NOT_IN_NETWORK, told, refused=tuple(shut))

    def _partial(self) -> set[tuple[str, str, str]]:
        """Kinds that scans have begun to list in an account and region, and never listed to the end.

        Of exclusions from a block also where nobody has asked for them.
        """
        from dharma_tui.services.store.unlisted import unlisted_exclusions

        parts = self._coverage.current()
        return unlisted_exclusions(parts) | {
            (part.kind, part.scope.account, part.scope.region)
            for part in parts
            if part.complete_at is None and not (part.report.imported or part.report.elsewhere)
        }

    def _vpcs_of_groups(self, ours: Iterable[Interface], snapshot: int) -> set[str]:
        groups = sorted({group for each in ours for group in each.groups})
        rows = self._lake.query(
            f"SELECT DISTINCT attrs->>'VpcId' FROM lake.resources AT (VERSION => {snapshot})"
            " WHERE kind = 'aws.ec2.security_group' AND key IN (SELECT unnest(?))",
            [groups],
        )
        return {vpc for (vpc,) in rows if vpc}

    def _within(self, kinds: list[str], vpcs: set[str], snapshot: int) -> Iterator[Resource]:
        """The resources of ``kinds`` that name one of ``vpcs``, or are of a kind that names none."""
        from dharma_tui.services.store.reading import read_resources

        told = [kind for kind in kinds if any(link.kind == "aws.ec2.vpc" for link in self._kinds[kind].links)]
        told += [kind for kind in ("aws.ec2.vpc", "aws.rds.db_instance") if kind in kinds]
        named = "|".join(re.escape(vpc) for vpc in sorted(vpcs)) or "none"
        yield from read_resources(
            self._lake,
            kinds,
            snapshot,
            "kind NOT IN (SELECT unnest(?)) OR regexp_matches(attrs::VARCHAR, ?)",
            [told, named],
        )


def _outside(resource: Resource, public: PublicEndpoints) -> Iterator[Answers]:
    """Of what lies in no VPC: its own endpoint is public, and a function asks for whatever it likes."""
    from dharma_tui.services.network.interfaces import FUNCTION

    left_out = f"calls that are signed, of URLs of functions, too; {_NOT_FROM_INTERNET}"
    yield Answers(FROM_INTERNET, public.ways, public.none, left_out, public.unlisted)
    yield Answers(INWARDS, (), "It lies in no VPC: nobody reaches it within one.", _NOT_IN_NETWORK)
    out = (Way("0.0.0.0/0", EVERYTHING.words(), "it lies in no VPC"),) if resource.ref.kind == FUNCTION else ()
    yield Answers(OUTWARDS, out, "It reaches nothing known.", _NOT_IN_NETWORK)


def _exposed(network: NetworkMap, ours: Iterable[Interface]) -> tuple[tuple[Way, ...], list[Unlisted]]:
    exposures: list[Exposure] = []
    unlisted: dict[str, None] = {}
    for each in ours:
        found = [*network.exposures(each)]
        exposures += found
        unlisted |= dict.fromkeys(what for exposure in found for what in exposure.depends_on)
        unlisted |= dict.fromkeys(network.unexposed(each))
    return _exposures_in_words(exposures), [Unlisted(what) for what in unlisted]


def _exposures_in_words(exposures: Iterable[Exposure]) -> tuple[Way, ...]:
    from dharma_tui.services.network.rules import Stretch
    from dharma_tui.services.relations.reach import network_words

    together: dict[tuple[str, str, str, bool, str], set[Stretch]] = {}
    gateways: dict[str, ResourceRef | None] = {"": None}
    for found in exposures:
        gateway = found.gateway.key if found.gateway else ""
        gateways[gateway] = found.gateway
        key = found.traffic.words(), found.group, gateway, found.sure, found.condition
        together.setdefault(key, set()).add((found.network, found.but))
    ways = [
        Way(
            *(network_words(networks), what),
            ", ".join(filter(None, (_why(" and ".join(filter(None, (gateway, group))), ()), condition))),
            *(gateways[gateway], sure),
        )
        for (what, group, gateway, sure, condition), networks in sorted(together.items())
    ]
    return tuple(sorted(ways, key=lambda way: not way.sure))


def _why(through: str, depends_on: Iterable[str]) -> str:
    on = " and ".join(depends_on)
    return ", ".join(filter(None, (f"through {through}" if through else "", f"depending on {on}" if on else "")))


def _passages(
    network: NetworkMap, pairs: Iterable[tuple[Interface, Interface]], *, first: bool
) -> tuple[list[Way], list[Unlisted]]:
    """What passes between each pair; the other end is the first of it, or the second."""
    found: dict[tuple[ResourceRef, str, bool], Way] = {}
    unlisted: dict[Unlisted, None] = {}
    for source, target in pairs:
        other = source if first else target
        passed = network.passage(source, target)
        unlisted |= dict.fromkeys(Unlisted(what, other.owner) for what in passed.unlisted)
        for traffic, sure in ((passed.surely, True), (passed.perhaps, False)):
            if traffic:
                what = traffic.words()
                why = "" if sure else passed.condition
                found.setdefault(
                    (other.owner, what, sure), Way(other.name or other.owner.key, what, why, other.owner, sure)
                )
    return sorted(found.values(), key=lambda way: (not way.sure, way.what, way.name)), list(unlisted)


def _ways_out(network: NetworkMap, ours: Iterable[Interface]) -> Iterator[Way]:
    from dharma_tui.services.relations.reach import network_words

    found = {
        (
            bool(out.depends_on),
            network_words([(out.network, out.but)]),
            out.traffic.words(),
            out.gateway,
            out.depends_on,
        )
        for each in ours
        for out in network.ways_out(each)
    }
    for perhaps, to, what, gateway, depends_on in sorted(found):
        yield Way(to, what, _why(gateway, depends_on), sure=not perhaps)
