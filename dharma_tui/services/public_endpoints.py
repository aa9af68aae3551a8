"""Where the internet reaches what AWS keeps outside of any network of ours: endpoints of clusters, domains and functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dharma_tui.core.access import NOT_LISTED, Unlisted, Way
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import traffic
from dharma_tui.core.types import Resource
from dharma_tui.services.network.interfaces import DOMAIN, FUNCTION, KUBERNETES, is_outside
from dharma_tui.services.network.rules import networks
from dharma_tui.services.relations.reach import network_words
from dharma_tui.services.rights.evaluation import ANYONE, Decision, Verdict, decide
from dharma_tui.services.rights.identities import target_of

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
    allowed = [
        decision
        for action in _ASKED[resource.ref.kind]
        if (decision := decide(ANYONE, action, target)).verdict in (Verdict.ALLOWED, Verdict.PERHAPS)
    ]
    if not allowed:
        return PublicEndpoints(none=none)
    best = min(allowed, key=lambda decision: (decision.verdict is not Verdict.ALLOWED, len(decision.depends_on)))
    return _open(resource, best, none)


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
