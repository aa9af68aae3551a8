"""Who reaches whom, asked of what is known of networks: surely, perhaps, and what nobody listed that would tell more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

from dharma_tui.core.traffic import EVERYTHING, NOTHING, Traffic, union
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.network.drawing import GATEWAY
from dharma_tui.services.network.interfaces import BALANCER, NAT, Interface
from dharma_tui.services.network.kept import PRIVATE, WATCHERS, Kept
from dharma_tui.services.network.passing import Bounds, Exposure, Passage, WayOut
from dharma_tui.services.network.routes import Route, best
from dharma_tui.services.network.rules import (
    Acl,
    Address,
    Group,
    Network,
    alike,
    answered,
    contains,
    is_inside,
    overlap,
    split,
)

_ANYWHERE = tuple(Route(ip_network(every), "igw-") for every in ("0.0.0.0/0", "::/0"))
"""What routes that are not known may say."""
_ONWARDS = ("nat-", *PRIVATE)
"""What NAT may hand on to but a gateway to the internet and who looks at packets first: other networks."""


class NetworkMap(Kept):
    """Answers who reaches whom, once every resource of the kinds in ``DRAWN`` is added."""

    def exposures(self, interface: Interface) -> Iterator[Exposure]:
        """What of the internet reaches ``interface``: it has a public address, a route, and is let through twice."""
        heard, unheard, unplaced = self._listens_at(interface), self.unheard(interface), self.unplaced(interface)
        for subnet, routes, route, unrouted, gate in self._gates(interface):
            gateway, past = (
                ResourceRef(GATEWAY, gate) if routes is not _ANYWHERE else None,
                "" if gate == route.target else route.target,
            )
            for group, network, let_in in self._let_in(interface):
                seen = overlap(network, route.network)
                if seen is None or is_inside(seen) or best(routes, seen) is not route:
                    continue
                lists = self._through(interface, subnet, seen, egress=False)
                unguarded = self.unguarded(interface, subnet) if _is_unsure(lists) else ""
                depends_on = tuple(filter(None, (unplaced, unrouted, unguarded, unheard)))
                least = NOTHING if unplaced or unrouted or past else let_in & heard.least
                passing = Bounds(least, let_in & heard.most)
                found = Exposure(gateway, seen, NOTHING, group, depends_on, past=past)
                yield from _exposures(found, passing, lists)

    def handed_on(self, front: Interface, target: Interface, network: Network) -> Iterator[Exposure]:
        """What ``target`` hears of ``network`` by way of a balancer that leaves its clients their own addresses."""
        if not self.vpc_of(front) or self.vpc_of(front) != self.vpc_of(target):
            return
        heard, unheard = self._listens_at(target), self.unheard(target)
        sent, _ = self._between(front, target, ingress=False)
        groups = ((name, self.groups[name]) for name in sorted(target.groups) if name in self.groups)
        sharing = [(name, each) for name, group in groups for each in group.ingress if each.groups & front.groups]
        let_in_from_it = ((name, network, permit.traffic) for name, permit in sharing)
        for group, permitted, let_in in (*let_in_from_it, *self._let_in(target)):
            seen = overlap(network, permitted)
            if seen is None or is_inside(seen):
                continue
            passing = Bounds(let_in & heard.least & sent.least, let_in & heard.most & sent.most)
            for subnet in target.subnets or ("",):
                lists = self._through(target, subnet, seen, egress=False)
                unguarded = self.unguarded(target, subnet) if _is_unsure(lists) else ""
                unplaced = f"addresses of {target.name}" if sent.least != sent.most else ""
                depends_on = tuple(filter(None, (unplaced, unguarded, unheard)))
                yield from _exposures(Exposure(None, seen, NOTHING, group, depends_on), passing, lists)

    def unexposed(self, interface: Interface) -> list[str]:
        """What would have to be listed to know whether groups let in more of the internet than ``exposures`` tell."""
        most = self._listens_at(interface).most
        gates = self._gates(interface)
        open_ = any(
            most & each.most
            for subnet, _, way, *_ in gates
            for _, each in self._through(interface, subnet, way.network, egress=False)
        )
        return self.unruled(interface, ingress=True) if open_ else []

    def ways_out(self, interface: Interface) -> Iterator[WayOut]:
        """Gateways by which ``interface`` reaches networks outside, which, and with what."""
        for subnet in interface.subnets if _may_ask(interface) else ():
            routes = () if self.unrouted(interface, subnet) else self._routes_of(subnet, interface)
            for route in routes:
                if self._leaves(interface, subnet, route):
                    yield from self._ways_by(interface, subnet, routes, route)

    def _ways_by(self, interface: Interface, subnet: str, routes: tuple[Route, ...], route: Route) -> Iterator[WayOut]:
        """Where packets may go by ``route``: of each network, what no wider one has already."""
        let_out: dict[tuple[Network, bool], Traffic] = {}
        for network, traffic in self._let_out(interface):
            taken = overlap(network, route.network)
            if taken is not None and best(routes, taken) is route:
                for led in self._led(route.target, taken):
                    let_out[led] = let_out.get(led, NOTHING) | traffic
        for (seen, public), traffic in let_out.items():
            wider = union(more for (other, _), more in let_out.items() if other != seen and contains(other, seen))
            lists = self._through(interface, subnet, seen, egress=True, public=public)
            left = traffic - wider
            for where, but, surely in alike(seen, [(part, left & each.least) for part, each in lists]):
                yield WayOut(route.target, where, surely, but=but)
            rest = [(part, left & each.most - each.least) for part, each in lists]
            for where, but, perhaps in alike(seen, rest):
                yield WayOut(route.target, where, perhaps, (self.unguarded(interface, subnet),), but)

    def _led(
        self, target: str, network: Network, before: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Network, bool]]:
        """The parts of ``network`` that packets get to by ``target``, and whether over the internet; NAT goes on by its routes."""
        nat = self._nats.get(target)
        if nat is None or network.version == 6 or not all(map(self._is_routed, nat.subnets or ("",))):
            public = not target.startswith(PRIVATE)
            yield from () if public and is_inside(network) else [(network, public)]
            return
        for subnet in nat.subnets:
            routes = self._own_routes(subnet)
            for route in routes:
                part = overlap(network, route.network)
                if route.target.startswith("igw-"):
                    leads = not nat.is_private and self.lets_out(subnet, target)
                else:
                    is_open = route.target.startswith(WATCHERS) and self.lets_past(subnet, target)
                    leads = is_open or route.target.startswith(_ONWARDS)
                if leads and part is not None and best(routes, part) is route and route.target not in before:
                    yield from self._led(route.target, part, before | {target})

    def unpassed(self, interface: Interface, *, ingress: bool) -> list[str]:
        """What of ``interface`` itself would have to be listed to know all that reaches it, or all that it reaches."""
        unruled = self.unruled(interface, ingress=ingress)
        groups = [self.groups[name] for name in interface.groups if name in self.groups]
        permits = [permit for group in groups for permit in (group.ingress if ingress else group.egress)]
        if not (self._listens_at(interface).most if ingress else _may_ask(interface)):
            return []
        if interface.guarded and not permits and not unruled:
            return []
        unrouted = [self.unrouted(interface, subnet) for subnet in interface.subnets]
        shut = () if ingress else self.unexcluded_out(interface)
        return [*unruled, *filter(None, unrouted), *shut, *self.unknown_ends(interface)]

    def passage(self, source: Interface, target: Interface) -> Passage:
        """What ``source`` can send to ``target`` inside of their networks."""
        heard = self._listens_at(target) if source.asks else Bounds(NOTHING, NOTHING)
        hub, unrouted = self._hub_between(source, target) if heard.most else (None, ())
        if hub is None and not unrouted:
            return Passage(NOTHING, NOTHING)
        let_in, in_unseen = self._between(target, source, ingress=True)
        let_out, out_unseen = self._between(source, target, ingress=False)
        lists, unguarded = self._acls_between(source, target)
        passes = heard.most & lists.most
        told = let_in.most & let_out.most & passes
        unseen = ((let_in.most | in_unseen) & (let_out.most | out_unseen) & passes) - told
        unruled = (*self.unruled(target, ingress=True), *self.unruled(source, ingress=False)) if unseen else ()
        if hub is None:
            return Passage(NOTHING, NOTHING, unlisted=(*unrouted, *unruled) if told or unseen else ())
        surely = NOTHING if hub else let_in.least & let_out.least & heard.least & lists.least
        perhaps = told - surely
        depends_on = tuple(filter(None, (*unguarded, self.unheard(target)))) if perhaps else ()
        return Passage(surely, perhaps, hub, depends_on, (*depends_on, *unruled))

    def between_groups(self, source: str, target: Group) -> Traffic:
        """What members of one group may send to members of another, wherever they are in their networks."""
        let_in = union(permit.traffic for permit in target.ingress if source in permit.groups)
        if source not in self.groups:
            return let_in
        there = self._vpcs.get(target.vpc, ())
        let_out = union(
            permit.traffic
            for permit in self.groups[source].egress
            if target.id in permit.groups
            or any(
                not there or any(overlap(network, part) is not None for part in there)
                for network in self.permitted(permit)
            )
        )
        return let_in & let_out

    # -- inside -----------------------------------------------------------------------------------------------------

    def _listens_at(self, interface: Interface) -> Bounds:
        """Where it answers."""
        if interface.owner.kind != BALANCER:
            return Bounds(interface.listens, interface.listens)
        known = self._listens.get(interface.owner.key, NOTHING) & interface.listens
        return Bounds(known, interface.listens if self.unheard(interface) else known)

    def _gates(self, interface: Interface) -> Iterator[tuple[str, tuple[Route, ...], Route, str, str]]:
        """Its subnets, the routes there, those between ``interface`` and the internet, what is unlisted and would tell them, and by
        which gateway."""
        for subnet in interface.subnets or ("",):
            unrouted = self.unrouted(interface, subnet)
            routes = _ANYWHERE if unrouted else self._routes_of(subnet, interface)
            unlisted = " and ".join(filter(None, (unrouted, self.unexcluded(subnet, interface))))
            for route in routes:
                if self._has_public(interface, route.network.version):
                    for gate in self.gates_by(subnet, route):
                        if self.lets_in(subnet, interface, "" if gate == route.target else gate):
                            yield subnet, routes, route, unlisted, gate

    def _let_in(self, interface: Interface) -> Iterator[tuple[str, Network, Traffic]]:
        if not interface.guarded:
            yield "", ip_network("0.0.0.0/0"), EVERYTHING
            yield "", ip_network("::/0"), EVERYTHING
        for name in sorted(interface.groups):
            group = self.groups.get(name)
            for permit in group.ingress if group else ():
                for network in self.permitted(permit):
                    yield name, network, permit.traffic

    def _let_out(self, interface: Interface) -> Iterator[tuple[Network, Traffic]]:
        if not interface.guarded:
            yield ip_network("0.0.0.0/0"), EVERYTHING
            yield ip_network("::/0"), EVERYTHING
        for name in sorted(interface.groups):
            group = self.groups.get(name)
            for permit in group.egress if group else ():
                for network in self.permitted(permit):
                    yield network, permit.traffic

    def _through(
        self, interface: Interface, subnet: str, network: Network, *, egress: bool, public: bool = True
    ) -> list[tuple[Network, Bounds]]:
        """What the list of ``subnet`` lets begin and be answered with each part of ``network``, those apart that it tells apart.

        Of addresses inside nothing is told where it is about the ``public`` ones.
        """
        lists = self.lists_of(interface, subnet)
        if not lists:
            return [(network, Bounds(NOTHING, EVERYTHING))]
        if len(lists) == 1:
            told = [(part, Bounds(passed, passed)) for part, passed in lists[0].parts(network, egress=egress)]
        else:
            parts = split(network, lists)
            told = [(part, _bounds([acl.talks(part, egress=egress) for acl in lists])) for part in parts]
        return [(part, each) for part, each in told if not (public and is_inside(part))] or told

    def _between(self, guarded: Interface, other: Interface, *, ingress: bool) -> tuple[Bounds, Traffic]:
        """What the groups of one let in from (or out to) the other, and what those may that nobody has listed."""
        if not guarded.guarded:
            return Bounds(EVERYTHING, EVERYTHING), NOTHING
        surely, perhaps, unseen = NOTHING, NOTHING, NOTHING
        for name in guarded.groups:
            group = self.groups.get(name)
            if group is None:
                unseen = EVERYTHING
                continue
            for permit in group.ingress if ingress else group.egress:
                if other.groups & permit.groups:
                    surely |= permit.traffic
                    continue
                holds = [self._holds(network, other) for network in self.permitted(permit)]
                if True in holds:
                    surely |= permit.traffic
                elif None in holds:
                    perhaps |= permit.traffic
                elif any(each not in self.lists for each in permit.lists):
                    unseen |= permit.traffic
        return Bounds(surely, surely | perhaps), unseen

    def _holds(self, network: Network, interface: Interface) -> bool | None:
        """Whether an interface's address is in ``network``; None where its address is not known and may be."""
        if interface.addresses:
            return any(address in network for address in interface.addresses)
        parts = [part for subnet in interface.subnets for part in self._blocks(subnet)] or [
            *self._vpcs.get(self.vpc_of(interface), ())
        ]
        parts = [part for part in parts if part.version == network.version]
        if parts and all(contains(network, part) for part in parts):
            return True
        return None if any(overlap(network, part) is not None for part in parts) else False

    def _hub_between(self, source: Interface, target: Interface) -> tuple[str | None, tuple[str, ...]]:
        """The transit gateways on the way there and back, empty where none is needed; None where there is no way.

        With it what would have to be listed to know whether there is one.
        """
        here, there = self.vpc_of(source), self.vpc_of(target)
        if here == there:
            return "" if here else None, ()
        joints = self._joined.get(frozenset((here, there)), set())
        if joints and self._lead_both_ways(source, target, joints):
            return "", ()
        ours, theirs = (sorted(self.hubs_of(vpc)) for vpc in (here, there))
        hubs = [(one, other) for one in ours for other in self.linked(one) if other in theirs]
        leading = (
            each for each in hubs if self._leads(source, target, {each[0]}) and self._leads(target, source, {each[1]})
        )
        hub = next((" and ".join(dict.fromkeys(each)) for each in leading), None)
        if hub is not None or not (joints or hubs):
            return hub, ()
        unrouted = [self.unrouted(end, subnet) for end in (source, target) for subnet in end.subnets or ("",)]
        return None, tuple(dict.fromkeys(filter(None, unrouted)))

    def _lead_both_ways(self, source: Interface, target: Interface, joints: set[str]) -> bool:
        return self._leads(source, target, joints) and self._leads(target, source, joints)

    def _leads(self, source: Interface, target: Interface, joints: set[str]) -> bool:
        """Whether the routes of ``source`` lead to ``target`` over one of ``joints``."""
        wanted = [ip_network(address) for address in target.addresses] or [
            part for subnet in target.subnets for part in self._blocks(subnet)
        ]
        for subnet in source.subnets:
            routes = self._routes_of(subnet, source)
            for network in wanted:
                taken = best(routes, network)
                if taken is not None and taken.target in joints:
                    return True
        return False

    def _acls_between(self, source: Interface, target: Interface) -> tuple[Bounds, tuple[str, ...]]:
        """What the lists of the two subnets let pass, there and back, and those of them that nobody has listed.

        Within one subnet they are not asked.
        """
        least, most, unguarded = NOTHING, NOTHING, []
        for here in source.subnets or ("",):
            for there in target.subnets or ("",):
                if here and here == there:
                    return Bounds(EVERYTHING, EVERYTHING), ()
                ours, theirs = self.lists_of(source, here), self.lists_of(target, there)
                passing = _bounds(
                    [
                        self._acls_of(here, there, (source, target), (mine, other))
                        for mine in ours or (None,)
                        for other in theirs or (None,)
                    ]
                )
                least |= passing.least if ours and theirs else NOTHING
                most |= passing.most
                if not ours or not here:
                    unguarded.append(self.unguarded(source, here))
                if not theirs or not there:
                    unguarded.append(self.unguarded(target, there))
        return Bounds(least, most), tuple(dict.fromkeys(unguarded)) if least != most else ()

    def _acls_of(
        self, here: str, there: str, ends: tuple[Interface, Interface], lists: tuple[Acl | None, Acl | None]
    ) -> Traffic:
        ours, theirs = lists
        if ours is None and theirs is None:
            return EVERYTHING
        passed = NOTHING
        for from_ in self._places(ends[0].addresses, here):
            for to in self._places(ends[1].addresses, there):
                if from_.version == to.version:
                    asked = (ours.lets_out(to) if ours else EVERYTHING) & (
                        theirs.lets_in(from_) if theirs else EVERYTHING
                    )
                    back = (theirs.lets_out(from_) if theirs else EVERYTHING) & (
                        ours.lets_in(to) if ours else EVERYTHING
                    )
                    passed |= answered(asked, back)
        return passed

    def _places(self, addresses: tuple[Address, ...], subnet: str) -> list[Network]:
        if addresses:
            return [ip_network(address) for address in addresses]
        return [*self._blocks(subnet)] or [ip_network("0.0.0.0/0")]


def _exposures(found: Exposure, passing: Bounds, lists: list[tuple[Network, Bounds]]) -> Iterator[Exposure]:
    """``found`` with what of ``passing`` surely comes from each part of its network, and what may besides."""
    sure = [(part, passing.least & each.least) for part, each in lists]
    for where, but, surely in alike(found.network, sure):
        yield replace(found, network=where, traffic=surely, depends_on=(), but=but)
    most = [passing.most & each.most for _, each in lists]
    rest = [(part, told - surely) for (part, surely), told in zip(sure, most, strict=True)]
    for where, but, perhaps in alike(found.network, rest):
        yield replace(found, network=where, traffic=perhaps, but=but)


def _bounds(each: list[Traffic]) -> Bounds:
    """What all of them let pass, and what any does; of none, nothing is known."""
    if not each:
        return Bounds(NOTHING, EVERYTHING)
    least = each[0]
    for passed in each[1:]:
        least &= passed
    return Bounds(least, union(each))


def _is_unsure(lists: list[tuple[Network, Bounds]]) -> bool:
    return any(each.least != each.most for _, each in lists)


def _may_ask(interface: Interface) -> bool:
    return interface.asks or interface.owner.kind == NAT
