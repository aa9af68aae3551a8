"""What the internet reaches behind load balancers: what is exposed itself and routes to a resource lets others in to it.

A balancer lets in where it listens for the resource, and speaks to it at the ports that are registered. Where its clients keep
their own addresses the resource has to let these in, else the balancer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.access import Way
from dharma_tui.core.traffic import EVERYTHING, Traffic, union
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.network.rules import overlap

if TYPE_CHECKING:
    from dharma_tui.services.forwarding import Forwardings
    from dharma_tui.services.network.interfaces import Interface
    from dharma_tui.services.network.map import NetworkMap
    from dharma_tui.services.network.passing import Exposure

InWords = Callable[[Iterable["Exposure"]], Iterable[Way]]


def balanced(
    network: NetworkMap,
    ours: Sequence[Interface],
    fronts: Iterable[Interface],
    forwardings: Forwardings,
    in_words: InWords,
) -> Iterator[Way]:
    """The ways from the internet to ``ours`` through each of ``fronts``, with what it lets in for them and sends on to them."""
    by_owner: dict[ResourceRef, list[Interface]] = {}
    for front in fronts:
        by_owner.setdefault(front.owner, []).append(front)
    for owner, several in by_owner.items():
        name = next(front.name for front in several) or owner.key
        for each in forwardings.by(owner):
            there = [replace(front, listens=front.listens & each.hears) for front in several]
            at = [replace(our, listens=our.listens & each.sends) for our in ours]
            plain = [] if each.keeps else [*_as_its_own(network, there, at, in_words)]
            kept = [] if each.keeps is False else [*_as_its_clients(network, there, at, in_words)]
            for way in _either(kept, plain) if each.keeps is None else (*kept, *plain):
                why = f"by way of {name}, {way.why}"
                yield replace(way, why=why, other=owner, sure=way.sure and each.is_sure, is_behind=True)


def balanced_twice(
    network: NetworkMap,
    ours: Sequence[Interface],
    others: Sequence[Interface],
    forwardings: Forwardings,
    in_words: InWords,
) -> Iterator[Way]:
    """As ``balanced``, by way of one balancer to another that routes to ``ours``, as its clients ask by its address alone."""
    for owner in forwardings.fronts:
        several = [each for each in others if each.owner == owner]
        before = forwardings.before(owner, several)
        if before is None or not before.fronts:
            continue
        outer = [each for each in others if each.owner in before.fronts]
        for each in forwardings.by(owner):
            there = [replace(front, listens=front.listens & each.hears) for front in several]
            at = [replace(our, listens=our.listens & each.sends) for our in ours]
            sent, is_sure = _sent(network, there, at)
            for way in balanced(network, there, outer, before, in_words) if sent else ():
                why = f"{way.why}, and of {several[0].name or owner.key}, which reaches it with {sent.words()}"
                yield replace(way, why=why, sure=way.sure and is_sure and each.is_sure)


def refused(
    network: NetworkMap, ours: Sequence[Interface], fronts: Iterable[Interface], forwardings: Forwardings
) -> Iterator[ResourceRef]:
    """The owners of ``fronts`` that ask ``ours`` from their own addresses, where surely nothing of that passes."""
    by_owner: dict[ResourceRef, list[Interface]] = {}
    for front in fronts:
        if front.owner in forwardings.fronts:
            by_owner.setdefault(front.owner, []).append(front)
    for owner, several in by_owner.items():
        sent = [*forwardings.by(owner)]
        asked = [
            replace(our, listens=our.listens & (each.sends if each.is_told else EVERYTHING))
            for each in sent
            for our in ours
        ]
        is_asked = all(each.keeps is False for each in sent) and all(our.listens for our in ours)
        passages = (network.passage(front, our) for front in several for our in asked)
        if asked and is_asked and not any(each.surely or each.perhaps or each.unlisted for each in passages):
            yield owner


def kept_out(
    network: NetworkMap,
    ours: Sequence[Interface],
    fronts: Iterable[Interface],
    forwardings: Forwardings,
    behind: Sequence[Way],
) -> Iterator[ResourceRef]:
    """The owners of ``fronts`` that hand on their clients as they are to ``ours``, which lets in none from the internet: none of
    these is a way ``behind`` them."""
    places = {network.vpc_of(each) for each in ours}
    by_owner: dict[ResourceRef, list[Interface]] = {}
    for front in fronts:
        if front.owner in forwardings.fronts:
            by_owner.setdefault(front.owner, []).append(front)
    for owner, several in by_owner.items():
        is_known = len(places) == 1 and {network.vpc_of(each) for each in several} == places != {""}
        is_known = is_known and not any(network.unexposed(each) for each in several)
        keeps = [each.keeps is True for each in forwardings.by(owner)]
        if is_known and keeps and all(keeps) and all(way.other != owner for way in behind):
            yield owner


def _sent(network: NetworkMap, fronts: Sequence[Interface], ours: Sequence[Interface]) -> tuple[Traffic, bool]:
    """What passes from the addresses of a balancer, and whether it surely does."""
    passed = [network.passage(front, our) for front in fronts for our in ours]
    surely = union(each.surely for each in passed)
    return surely or union(each.perhaps for each in passed), bool(surely)


def _as_its_own(
    network: NetworkMap, fronts: Sequence[Interface], ours: Sequence[Interface], in_words: InWords
) -> Iterator[Way]:
    """The balancer asks in the name of its clients, from its own addresses."""
    sent, is_sure = _sent(network, fronts, ours)
    if sent:
        for way in in_words(found for front in fronts for found in network.exposures(front)):
            why = ", ".join(filter(None, (f"which reaches it with {sent.words()}", way.why)))
            yield replace(way, why=why, sure=way.sure and is_sure)


def _as_its_clients(
    network: NetworkMap, fronts: Sequence[Interface], ours: Sequence[Interface], in_words: InWords
) -> Iterator[Way]:
    """What the balancer hands on comes from the addresses of its clients."""
    by_sent: dict[Traffic, list[Exposure]] = {}
    for front in fronts:
        for outer in network.exposures(front):
            for our in ours:
                for inner in network.handed_on(front, our, outer.network):
                    but = tuple(part for part in outer.but if overlap(part, inner.network) is not None)
                    where = replace(outer, network=inner.network, but=(*but, *inner.but))
                    depends_on = tuple(dict.fromkeys((*outer.depends_on, *inner.depends_on)))
                    by_sent.setdefault(inner.traffic, []).append(replace(where, depends_on=depends_on))
    for sent, exposures in by_sent.items():
        for way in in_words(exposures):
            said = f"which hands on its clients with {sent.words()}"
            yield replace(way, why=", ".join(filter(None, (said, way.why))))


def _either(kept: Sequence[Way], plain: Sequence[Way]) -> Iterator[Way]:
    """What is sure whether clients keep their addresses or not, and what is so if they do, or if they do not."""
    for ways, others, doubt in (
        (kept, plain, "if clients keep their addresses"),
        (plain, kept, "if clients do not keep their addresses"),
    ):
        surely = {(other.name, other.what) for other in others if other.sure}
        for way in ways:
            is_sure = (way.name, way.what) in surely
            if ways is kept or not is_sure:
                yield way if is_sure else replace(way, sure=False, why=f"{way.why}, {doubt}")
