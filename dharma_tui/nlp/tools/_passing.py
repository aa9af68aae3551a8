"""What networks and their rules let through from one resource to another, and whether the ports asked for are among it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dharma_tui.core.access import INWARDS, OUTWARDS, Answers, Way
from dharma_tui.core.text import printable
from dharma_tui.core.traffic import TCP, UDP, ports_told
from dharma_tui.nlp.reach import Ports
from dharma_tui.nlp.tools._base import Target
from dharma_tui.nlp.words import lines, listed, named

_NUMBERS = {"tcp": TCP, "udp": UDP}


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
    told = [_told(one, between) for one in ports]
    passes = listed([_way(way) for way in between.ways])
    ends = f"from {named(start.name)} to {named(end.name)}"
    said = f"Networks and their rules let {passes or '**nothing** that is known'} pass {ends}."
    unknown = f"Not known: {printable(between.unknown, 300)}." if between.unknown else ""
    left_out = f"Not looked at: {between.left_out}." if between.left_out else ""
    return lines(" ".join((*told, said, unknown)).strip(), left_out)


def _told(ports: Ports, between: Answers) -> str:
    """Whether these are let through."""
    said = f"{ports.words[0].upper()}{ports.words[1:]}"
    be = "is" if ports.first == ports.last else "are"
    if _lets([way for way in between.ways if way.sure], ports):
        return f"**{said} {be} let through.**"
    if _lets(between.ways, ports):
        return f"**{said} {be} perhaps let through.**"
    if between.unlisted or any(" more" in way.what for way in between.ways):
        return f"Whether {ports.words} {be} let through is **not known**."
    some = any(_lets(between.ways, Ports(one, one, ports.protocol)) for one in range(ports.first, ports.last + 1))
    return f"**Of {ports.words} some are let through, and not all.**" if some else f"**{said} {be} not let through.**"


def _lets(ways: Sequence[Way], ports: Ports) -> bool:
    """Whether all of them pass, of one protocol."""
    passing = [one for way in ways for one in _passing(way.what)]
    return any(
        all(
            any(port in span for other, span in passing if other == protocol)
            for port in range(ports.first, ports.last + 1)
        )
        for protocol in ([ports.protocol] if ports.protocol else _NUMBERS)
    )


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
