"""VPC Block Public Access: what of networks an account keeps from the internet, whatever routes and groups say.

Modes and exclusions as the VPC User Guide has them: *block-ingress* leaves NAT gateways and egress-only gateways open, as
nobody outside begins anything by these; an exclusion is of one network or subnet.
"""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Resource

BLOCK, EXCLUSION = "aws.ec2.public_access_block", "aws.ec2.public_access_exclusion"
_BOTH_WAYS, _INWARDS = "block-bidirectional", "block-ingress"
_HOLDING = ("create-complete", "update-in-progress", "update-complete", "update-failed")
"""How an exclusion is that holds."""
_OUTWARDS = ("nat-", "eigw-")
"""Gateways by which things are asked for from inside alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subnet or network is: the account it belongs to, and the region."""

    account: str
    region: str

    @classmethod
    def of(cls, resource: Resource) -> Place:
        """Of one that may be shared with the account that listed it."""
        return cls(next(texts(resource.attrs, "OwnerId"), resource.scope.account), resource.scope.region)


def exclusions_of(place: Place | None) -> str:
    """What would have to be listed to know what is excluded from a block there, or how that begins."""
    where = f" in {place.region} of {place.account}" if place else ""
    return f"exclusions from VPC Block Public Access{where}"


class PublicAccess:
    """What is blocked in each account and region, and which networks and subnets are excluded from that."""

    def __init__(self) -> None:
        self._modes: dict[Place, str] = {}
        self._excluded: dict[str, str] = {}

    def add(self, resource: Resource) -> None:
        """Take in a block or an exclusion."""
        attrs = resource.attrs
        if resource.ref.kind == BLOCK:
            self._modes[Place(resource.scope.account, resource.scope.region)] = str(
                attrs.get("InternetGatewayBlockMode")
            )
        elif attrs.get("State") in _HOLDING:
            for arn in texts(attrs, "ResourceArn"):
                self._excluded[arn.rpartition("/")[2]] = str(attrs.get("InternetGatewayExclusionMode"))

    def is_known(self, place: Place | None) -> bool:
        """Whether somebody has looked."""
        return place in self._modes

    def lets_in(self, place: Place | None, *within: str) -> bool:
        """Whether the internet may come to what is ``within`` a subnet and network there."""
        return self._mode(place) not in (_BOTH_WAYS, _INWARDS) or "allow-bidirectional" in self._exclusions(within)

    def lets_out(self, gateway: str, place: Place | None, *within: str) -> bool:
        """Whether what is ``within`` a subnet and network there may go out by a gateway of its own."""
        if gateway.startswith(_OUTWARDS) and self._mode(place) == _INWARDS:
            return True
        return self.lets_in(place, *within) or (self._mode(place) == _BOTH_WAYS and bool(self._exclusions(within)))

    def _mode(self, place: Place | None) -> str:
        return self._modes.get(place, "") if place else ""

    def _exclusions(self, within: tuple[str, ...]) -> list[str]:
        return [self._excluded[each] for each in within if each in self._excluded]
