"""Where the internet reaches what AWS keeps outside of any network of ours: endpoints of clusters, domains and functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dharma_tui.core.access import NOT_LISTED, NOT_READ, Unlisted, Way
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import traffic
from dharma_tui.core.types import Resource
from dharma_tui.services.network.interfaces import DOMAIN, FUNCTION, KUBERNETES, is_outside
from dharma_tui.services.network.rules import networks
from dharma_tui.services.relations.reach import network_words
from dharma_tui.services.rights.evaluation import ANYONE, Decision, Target, Verdict, decide
from dharma_tui.services.rights.identities import target_of
from dharma_tui.services.rights.patterns import arn_covers, without_variables

_ANYWHERE = ("0.0.0.0/0",)
_HTTPS = traffic("tcp", 443, 443).words()
_ASKED = {
    FUNCTION: ("lambda:InvokeFunctionUrl",),
    DOMAIN: tuple(f"es:ESHttp{method}" for method in ("Get", "Post", "Put", "Delete", "Head", "Patch")),
}
"""By what their policies let anybody in."""
_NONE = {
    FUNCTION: "Its policy lets nobody call a URL of it without signing.",
    DOMAIN: "Its endpoint is public; its policy lets nobody in without signing.",
}


@dataclass(frozen=True, slots=True)
class PublicEndpoints:
    """The ways in by endpoints of its own, what would have to be known to know them all, and what to say where there are none."""

    ways: tuple[Way, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    none: str = ""


def public_endpoints(resource: Resource, kind: KindSpec) -> PublicEndpoints:
    """By which endpoints the internet gets to ``resource`` past groups and routes."""
    if resource.ref.kind == KUBERNETES:
        return PublicEndpoints(tuple(_of_cluster(resource)))
    if resource.ref.kind == FUNCTION or (resource.ref.kind == DOMAIN and is_outside(resource)):
        return _by_policy(resource, kind)
    return PublicEndpoints()


def _of_cluster(resource: Resource) -> Iterator[Way]:
    told = resource.attrs.get("resourcesVpcConfig")
    if isinstance(told, Mapping) and told.get("endpointPublicAccess") is True:
        yield Way(_blocks([*texts(told, "publicAccessCidrs")] or _ANYWHERE), _HTTPS, "at its public endpoint")


def _by_policy(resource: Resource, kind: KindSpec) -> PublicEndpoints:
    name, none = resource.name, _NONE[resource.ref.kind]
    if kind.policy not in resource.attrs:
        return PublicEndpoints(unlisted=(Unlisted(f"the policy of {name}", how="was not read"),), none=none)
    target = target_of(resource, kind)
    is_function = resource.ref.kind == FUNCTION
    if is_function:
        target = replace(target, policy=tuple(told for told in target.policy if not (told.allows and told.is_signed)))
    parts = dict.fromkeys(
        (target.arn, *_inside(target, ":")) if is_function else (f"{target.arn}/*", *_inside(target, "/"))
    )
    allowed = [
        decision
        for action in _ASKED[resource.ref.kind]
        for part in parts
        if (decision := decide(ANYONE, action, target, part)).verdict in (Verdict.ALLOWED, Verdict.PERHAPS)
    ]
    if not allowed:
        others = Unlisted(f"policies of aliases and versions of {name}", how=NOT_READ)
        return PublicEndpoints(unlisted=(others,) if is_function else (), none=none)
    best = min(allowed, key=lambda decision: (decision.verdict is not Verdict.ALLOWED, len(decision.depends_on)))
    return _open(resource, best, none)


def _inside(target: Target, mark: str) -> Iterator[str]:
    """What in ``target``, behind a ``mark``, its policy lets anybody do something with: an index of a domain, an alias."""
    for told in target.policy:
        for written in told.resources if told.allows else ():
            pattern = without_variables(written)
            wholes = (pattern[: found.start()] for found in re.finditer(mark, pattern))
            named = (whole for whole in wholes if whole.count(":") >= target.arn.count(":"))
            yield from (target.arn + pattern[len(whole) :] for whole in named if arn_covers(whole, target.arn))


def _open(resource: Resource, decision: Decision, none: str) -> PublicEndpoints:
    """That anybody may come in; whether a function has a URL is not known."""
    is_function = resource.ref.kind == FUNCTION
    where = "at its URL, if it has one" if is_function else "at its public endpoint"
    why = "; ".join((where, *decision.depends_on, "by its own policy"))
    sure = not is_function and decision.verdict is Verdict.ALLOWED
    way = Way(_blocks(_ANYWHERE), _HTTPS, why, sure=sure)
    unlisted = (Unlisted(f"URLs of {resource.name}", how=NOT_LISTED),) if is_function else ()
    return PublicEndpoints((way,), unlisted, none)


def _blocks(told: Iterable[str]) -> str:
    return network_words([(network, ()) for network in networks(told)])
