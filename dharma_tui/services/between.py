"""What networks and their rules let pass from one resource to another, by what is known of both of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dharma_tui.core.access import FROM_INTERNET, INWARDS, OUTWARDS, Answers, Unlisted, Way
from dharma_tui.core.traffic import TCP, UDP, Traffic, ports_told, traffic, union
from dharma_tui.core.types import DOWN, Resource, ResourceRef
from dharma_tui.services.network.interfaces import SUBNET, VPC

OVER_INTERNET = "over the internet, and not inside of networks"
"""Why something perhaps passes where one may send to the internet what the other lets in from there."""
_NUMBERS = {"tcp": TCP, "udp": UDP}
_ANYWHERE = ("0.0.0.0/0", "::/0")
"""How the widest networks of the internet are told, before others."""


def between(one: Resource, other: Resource, its: Sequence[Answers], others: Sequence[Answers]) -> list[Answers]:
    """Both ways, as answers of ``one``; and what comes to it from the internet by way of ``other``."""
    behind = [answer.between((other.ref,)) for answer in its if answer.question == FROM_INTERNET]
    return [
        *(answer for answer in behind if answer.ways),
        passing(other, one, others, its, INWARDS),
        passing(one, other, its, others),
    ]


def passing(
    start: Resource, end: Resource, out: Iterable[Answers], into: Sequence[Answers], question: str = OUTWARDS
) -> Answers:
    """What passes from ``start`` to ``end``, of whom these are the answers: what the first reaches, or who reaches the second."""
    leaving, coming = _answer(out, OUTWARDS), _answer(into, INWARDS)
    if leaving is None or coming is None:
        lost = (unplaced(each.ref, each.name) for each, told in ((start, leaving), (end, coming)) if told is None)
        return Answers(question, (), "", unlisted=tuple(dict.fromkeys(lost)))
    there, here = coming.between((start.ref,)), leaving.between((end.ref,))
    other = end
    if question == INWARDS:
        here, there, other = there, here, start
    now = other.state if other.state in DOWN else ""
    told = [replace(way, name=other.name, other=other.ref, account=other.scope.account, now=now) for way in there.ways]
    ways = here.ways or tuple(told)
    inside = union(_traffic(way.what) for way in ways if way.sure)
    outside = _over_internet(leaving, _answer(into, FROM_INTERNET)) - inside
    if outside and all(is_told_whole(way) for way in ways):
        over = Way(
            other.name, outside.words(), OVER_INTERNET, other.ref, sure=False, account=other.scope.account, now=now
        )
        ways = (*ways, over)
    unlisted = dict.fromkeys(replace(each, other=other.ref) for each in (*here.unlisted, *there.unlisted))
    return replace(here, question=question, ways=ways, unlisted=tuple(unlisted))


def unplaced(ref: ResourceRef, name: str) -> Unlisted:
    """Why nothing can be said of what reaches ``ref``; about itself, or of all that is like it."""
    if not ref.kind.startswith("aws."):
        return Unlisted("networks and their rules", how="are followed for AWS alone", is_all=True)
    how = "is a network itself: ask of what is in it" if ref.kind in (VPC, SUBNET) else "is in no network that is known"
    return Unlisted(name, ref, how, is_all=True)


def is_told_whole(way: Way) -> bool:
    """Whether nothing of what passes was left out for being too much."""
    return " more" not in way.what


def passes_of(what: str, protocol: str) -> Traffic:
    """The ports of a protocol that pass, in what is told of a way."""
    return union(traffic(protocol, span.start, span.stop - 1) for name, span in _spans(what) if name == protocol)


def _answer(answers: Iterable[Answers], question: str) -> Answers | None:
    return next((each for each in answers if each.question == question), None)


def _over_internet(leaving: Answers, internet: Answers | None) -> Traffic:
    """What the one may send to the internet, and the other lets in from anywhere there."""
    coming = () if internet is None else internet.ways
    out = union(_traffic(way.what) for way in leaving.ways if way.other is None)
    into = union(_traffic(way.what) for way in coming if not way.is_behind and way.name.startswith(_ANYWHERE))
    return out & into


def _traffic(what: str) -> Traffic:
    return union(passes_of(what, protocol) for protocol in _NUMBERS)


def _spans(what: str) -> Iterable[tuple[str, range]]:
    """Each protocol that has ports, and a stretch of them that passes."""
    for protocol, span in ports_told(what):
        for name, number in _NUMBERS.items():
            if protocol in {name, "everything"}:
                yield name, span
            elif protocol == "protocols" and number in span:  # all of theirs
                yield name, range(1 << 16)
