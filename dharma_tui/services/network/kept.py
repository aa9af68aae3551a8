"""What of networks their accounts keep from the internet, and what of that is known: VPC Block Public Access."""

from __future__ import annotations

from dharma_tui.services.network.drawing import Drawing
from dharma_tui.services.network.interfaces import NAT, Interface
from dharma_tui.services.network.public_access import EXCLUSION, Place, exclusions_of
from dharma_tui.services.network.routes import CORE, Route

PRIVATE = ("tgw-", "vgw-", CORE)
"""What leads to other private networks."""
WATCHERS = ("vpce-", "eni-", "i-")
"""What looks at packets and hands them on."""


class Kept(Drawing):
    """A drawing that tells where the internet is let in and out."""

    def lets_in(self, subnet: str, interface: Interface, past: str = "") -> bool:
        """Whether its account may let the internet come to a subnet of ``interface``, or to its VPC where that is not known.

        What ``past``, a gateway, hands to somebody to be looked at comes to a subnet of these first.
        """
        vpc = self._vpc_around(subnet, interface)
        first = self._before(vpc, past) if past else ()
        return bool(self.unexcluded(subnet, interface)) or any(
            self._access.lets_in(self._place(each, vpc), each, vpc) for each in (subnet, *first)
        )

    def unexcluded(self, subnet: str, interface: Interface) -> str:
        """What would have to be listed to know that the internet is kept from a subnet of ``interface``."""
        vpc = self._vpc_around(subnet, interface)
        place = self._place(subnet, vpc)
        kept = place is not None and not self._access.lets_in(place, subnet, vpc)
        return self._unexcluded(place) if kept else ""

    def unexcluded_out(self, interface: Interface) -> list[str]:
        """What would have to be listed to know that ``interface`` is kept from the internet that its routes lead to."""
        vpc = self.vpc_of(interface)
        kept = (
            self._place(subnet, vpc)
            for subnet in interface.subnets
            for route in self._own_routes(subnet)
            if route.target.startswith(("igw-", "eigw-", "nat-")) and not self.lets_out(subnet, route.target, vpc)
        )
        return [*dict.fromkeys(filter(None, map(self._unexcluded, kept)))]

    def lets_out(self, subnet: str, gateway: str, vpc: str = "") -> bool:
        """Whether its account lets packets of a subnet go to the internet by ``gateway``."""
        vpc = self._subnets[subnet].vpc if subnet in self._subnets else vpc
        return self._access.lets_out(gateway, self._place(subnet, vpc), subnet, vpc)

    def lets_past(self, subnet: str, nat: str) -> bool:
        """Whether its account may let packets of ``nat`` go to the internet past somebody who looks at them."""
        vpc = self._subnets[subnet].vpc if subnet in self._subnets else ""
        return any(self.lets_out(each, nat) for each in (subnet, *self._before(vpc, "")))

    def _before(self, vpc: str, gateway: str) -> list[str]:
        """The subnets of a VPC whose routes lead to ``gateway``, or to any to the internet."""
        gates = ((each, self.internet_gateways(each)) for each, told in self._subnets.items() if told.vpc == vpc)
        return [each for each, found in gates if (gateway in found if gateway else found)]

    def is_blocked(self, interface: Interface) -> bool:
        """Whether its account lets the internet come to none of its subnets."""
        return not any(self.lets_in(subnet, interface) for subnet in interface.subnets or ("",))

    def _unexcluded(self, place: Place | None) -> str:
        if place is None or (EXCLUSION, place.account, place.region) not in self._partial:
            return ""
        return exclusions_of(place)

    def is_access_known(self, interface: Interface) -> bool:
        """Whether somebody has looked whether its account lets the internet come to it."""
        return all(
            self._access.is_known(self._place(subnet, self._vpc_around(subnet, interface)))
            and not self.unexcluded(subnet, interface)
            for subnet in interface.subnets or ("",)
        )

    def unplaced(self, interface: Interface) -> str:
        """What would tell whether the internet comes to it that is in one of its subnets, where it comes to some of these alone."""
        if not interface.in_one:
            return ""
        comes = {self._comes_to(subnet, interface) for subnet in interface.subnets}
        return f"addresses of {interface.name}" if len(comes) > 1 else ""

    def _comes_to(self, subnet: str, interface: Interface) -> bool:
        direct = self.internet_gateways(subnet)
        return any(self.lets_in(subnet, interface, "" if gate in direct else gate) for gate in self.gates(subnet))

    def _leaves(self, interface: Interface, subnet: str, route: Route) -> bool:
        """Whether packets of ``interface`` leave its networks by ``route``, as far as its addresses and its account go."""
        version = route.network.version
        if route.target.startswith(("igw-", "eigw-")):
            by = interface.owner.key if interface.owner.kind == NAT else route.target
            return self._has_public(interface, version) and self.lets_out(subnet, by, self.vpc_of(interface))
        spoken = {address.version for address in interface.addresses} or {4}
        return version in spoken and route.target.startswith(("nat-", *PRIVATE))
