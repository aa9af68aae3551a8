"""What statements of an identity say that it may do: an action and what it is on, each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from dharma_tui.services.rights.listing import Listing, arn_listing
from dharma_tui.services.rights.patterns import (
    arn_covers,
    covers,
    overlaps,
    service_of,
    without_variables,
)
from dharma_tui.services.rights.sorts import may_be_in_s3
from dharma_tui.services.rights.statements import Fit, Statement

_ON_OTHERS = {
    "cloudfront-keyvaluestore": ("cloudfront",),
    "codeconnections": ("codestar-connections",),
    "codestar-connections": ("codeconnections",),
    "ec2": ("elastic-inference", "license-manager", "resource-groups"),
    "ec2-instance-connect": ("ec2",),
    "eks-auth": ("eks",),
    "iotjobsdata": ("iot",),
    "kafka-cluster": ("kafka",),
    "rds-data": ("rds",),
    "redshift-data": ("redshift", "redshift-serverless"),
    "servicecatalog": ("catalog",),
    "ssm": ("ec2",),
    "sso": ("identitystore",),
    "sts": ("iam",),
    "vpc-lattice-svcs": ("vpc-lattice",),
}
"""Services with actions on resources of others."""
_ANYWHERE = ("arc-zonal-shift", "backup", "fis", "ram", "resource-explorer-2", "shield", "tag", "waf-regional", "wafv2")
"""Services whose actions are on resources of many others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One action on what one pattern stands for, and the statement, as if it said this alone."""

    action: str
    on: str
    """As it was written, with its variables."""
    left_out: str
    """In words, what is left out of both: `` except iam:*``."""
    by: Statement

    @property
    def resource(self) -> str:
        """The pattern of what it is on, whoever asks."""
        return without_variables(self.on)


class Bounds:
    """Claims that leave of others what is in both."""

    def __init__(self, told: Iterable[Statement]) -> None:
        self._claims = [claim for each in told if each.allows for claim in claims(each)]
        self._actions = Listing((claim.action.lower(), at) for at, claim in enumerate(self._claims))
        self._resources = arn_listing((claim.resource, at) for at, claim in enumerate(self._claims))

    def within(self, claim: Claim) -> Iterator[Claim]:
        """What is left of ``claim``."""
        actions, resources = self._actions.of(claim.action.lower()), self._resources.of(claim.resource)
        left: dict[tuple[str, str], None] = {}
        for at in sorted(actions.fits.keys() & resources.fits.keys()):
            bound = self._claims[at]
            narrow = covers(claim.action.lower(), bound.action.lower())
            if narrow or actions.fits[at] is Fit.YES:
                on = bound.on if arn_covers(claim.resource, bound.resource) else claim.on
                left[bound.action if narrow else claim.action, on] = None
        return (replace(claim, action=action, on=on) for action, on in left if is_about(action, on))


def claims(told: Statement) -> Iterator[Claim]:
    """What ``told`` says, without the pairs that cannot be: an action of one service on a resource of another."""
    for on in ("*",) if told.not_resources else told.resources:
        but = f" on all but {', '.join(told.not_resources)}" if told.not_resources else ""
        if told.actions:
            for action in told.written:
                if is_about(action, on):
                    yield Claim(action, on, but, _alone(told, action, on))
        elif excepted := [action for action in told.written if is_about(action, on)]:
            if not any(covers(action.lower(), f"{service_of(on) or '*'}:*") for action in excepted):
                yield Claim("*", on, f" except {', '.join(excepted)}{but}", _alone(told, "*", on))
        else:
            yield Claim("*", on, but, _alone(told, "*", on))


def is_about(action: str, on: str) -> bool:
    """Whether there is anything that an ARN stands for that ``action`` may be on, as far as services tell."""
    owner = service_of(on)
    is_its = not owner or _is_of(action.partition(":")[0].lower(), owner)
    return is_its and may_be_in_s3(action, without_variables(on))


@lru_cache(maxsize=4096)
def _is_of(asked: str, owner: str) -> bool:
    """Whether actions of a service, which may be a pattern, can be on resources of another."""
    others = (each for service, about in _ON_OTHERS.items() if overlaps(asked, service) for each in about)
    anywhere = any(overlaps(asked, service) for service in _ANYWHERE)
    return anywhere or any(overlaps(each, owner) for each in (asked, *others))


def _alone(told: Statement, action: str, on: str) -> Statement:
    return replace(
        told, actions=(action.lower(),), not_actions=(), resources=(on,), not_resources=(), written=(action,)
    )
