"""What networks and their rules let through from one resource to another, and whether the ports asked for are among it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dharma_tui.core.access import FROM_INTERNET, INWARDS, OUTWARDS, Answers, Way
from dharma_tui.core.text import printable
from dharma_tui.core.traffic import TCP, UDP, Traffic, ports_told, traffic, union
from dharma_tui.nlp.reach import Ports
from dharma_tui.nlp.tools._base import Target
from dharma_tui.nlp.words import lines, listed, named

_NUMBERS = {"tcp": TCP, "udp": UDP}
_HIGHEST = 65_535
_ANYWHERE = ("0.0.0.0/0", "::/0")
"""How the widest networks of the internet are told, before others."""


def passing(start: Target, end: Target, out: Sequence[Answers], into: Sequence[Answers], ports: Sequence[Ports]) -> str:
    """That in words; ``out`` is what is known of who is reached by the one, ``into`` of who reaches the other."""
    leaving = next((one for one in out if one.question == OUTWARDS), None)
    coming = next((one for one in into if one.question == INWARDS), None)
    asked = listed([one.words for one in ports]) or "any port"
    if leaving is None or coming is None:
        lost = start if leaving is None else end
        why = (
            f"{named(lost.name)} is in no network that is known"
            if lost.ref.kind.startswith("aws.")
            else "networks and their rules are followed for AWS alone"
        )
        return f"Whether {asked} is let through is **not known**: {why}."
    between = coming.between((start.ref,))
    unplaced = tuple(one for one in leaving.unlisted if one.is_all)
    between = replace(between, unlisted=tuple(dict.fromkeys((*between.unlisted, *unplaced))))
    internet = next((one for one in into if one.question == FROM_INTERNET), None)
    told = [_told(one, between, _over_internet(leaving, internet, one)) for one in ports]
    passes = listed([_way(way) for way in between.ways])
    ends = f"from {named(start.name)} to {named(end.name)}"
    said = f"Networks and their rules let {passes or '**nothing** that is known'} pass {ends}."
    unknown = f"Not known: {printable(between.unknown, 300)}." if between.unknown else ""
    left_out = f"Not looked at: {between.left_out}." if between.left_out else ""
    return lines(" ".join((*told, said, unknown)).strip(), left_out)


def _told(ports: Ports, between: Answers, is_outside: bool) -> str:
    """Whether these are let through; ``is_outside`` where they are perhaps over the internet."""
    said = f"{ports.words[0].upper()}{ports.words[1:]}"
    be = "is" if ports.first == ports.last else "are"
    if ports.last > _HIGHEST:
        return f"**There is no port {max(ports.first, _HIGHEST + 1)}**: {_HIGHEST} is the last."
    if _lets([way for way in between.ways if way.sure], ports):
        return f"**{said} {be} let through.**"
    if _lets(between.ways, ports):
        return f"**{said} {be} perhaps let through.**"
    if between.unlisted or any(" more" in way.what for way in between.ways):
        return f"Whether {ports.words} {be} let through is **not known**."
    if is_outside:
        return f"**{said} {be} perhaps let through over the internet**, and not inside of networks."
    some = any(asked & let for asked, let in _asked_and_let(between.ways, ports))
    return f"**Of {ports.words} some are let through, and not all.**" if some else f"**{said} {be} not let through.**"


def _over_internet(leaving: Answers, internet: Answers | None, ports: Ports) -> bool:
    """Whether the one may send these to the internet, and the other lets them in from anywhere there."""
    if internet is None:
        return False
    out = [way for way in leaving.ways if way.other is None]
    into = [way for way in internet.ways if not way.is_behind and way.name.startswith(_ANYWHERE)]
    return _lets(out, ports) and _lets(into, ports)


def _lets(ways: Sequence[Way], ports: Ports) -> bool:
    """Whether all of them pass, of one protocol."""
    return not all(asked - let for asked, let in _asked_and_let(ways, ports))


def _asked_and_let(ways: Sequence[Way], ports: Ports) -> Iterator[tuple[Traffic, Traffic]]:
    """What is asked for and what passes, of each protocol that may be meant."""
    passing = [one for way in ways for one in _passing(way.what)]
    for protocol in [ports.protocol] if ports.protocol else _NUMBERS:
        let = union(traffic(name, span.start, span.stop - 1) for name, span in passing if name == protocol)
        yield traffic(protocol, ports.first, ports.last), let


def _passing(what: str) -> Iterator[tuple[str, range]]:
    """Each protocol that has ports, and a stretch of them that passes, in what is told of a way."""
    for protocol, span in ports_told(what):
        for name, number in _NUMBERS.items():
            if protocol in {name, "everything"}:
                yield name, span
            elif protocol == "protocols" and number in span:  # all of theirs
                yield name, range(1 << 16)


def _way(way: Way) -> str:
    """What passes on it, and on what that hangs."""
    perhaps = "" if way.sure else "perhaps "
    return f"{perhaps}**{printable(way.what, 200)}**" + (f" ({printable(way.why, 200)})" if way.why else "")
