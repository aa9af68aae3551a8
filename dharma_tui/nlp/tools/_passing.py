"""What networks and their rules let through from one resource to another, and whether the ports asked for are among it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dharma_tui.core.access import NOT_LISTED, NOT_READ, Answers, Way
from dharma_tui.core.text import printable
from dharma_tui.core.traffic import Traffic, traffic, union
from dharma_tui.nlp.reach import Ports
from dharma_tui.nlp.tools._base import Target
from dharma_tui.nlp.words import lines, listed, named

_HIGHEST = 65_535


def in_words(between: Answers, start: Target, end: Target, ports: Sequence[Ports]) -> str:
    """What passes from the one to the other, and whether that is what is asked for."""
    from dharma_tui.services.between import OVER_INTERNET

    asked = listed([one.words for one in ports]) or "any port"
    lost = [one for one in between.unlisted if one.how not in (NOT_LISTED, NOT_READ)]
    if lost and not between.ways:
        why = "; ".join(f"{named(one.what) if one.other else one.what} {one.how}" for one in lost)
        return f"Whether {asked} is let through is **not known**: {why}."
    inside = replace(between, ways=tuple(way for way in between.ways if way.why != OVER_INTERNET))
    told = [_told(one, inside, _lets(between.ways, one)) for one in ports]
    passes = listed([_way(way) for way in inside.ways])
    ends = f"from {named(start.name)} to {named(end.name)}"
    said = f"Networks and their rules let {passes or '**nothing** that is known'} pass {ends}."
    unknown = f"Not known: {printable(between.unknown, 300)}." if between.unknown else ""
    left_out = f"Not looked at: {between.left_out}." if between.left_out else ""
    return lines(" ".join((*told, said, unknown)).strip(), left_out)


def _told(ports: Ports, between: Answers, is_outside: bool) -> str:
    """Whether these are let through; ``is_outside`` where they are perhaps over the internet."""
    from dharma_tui.services.between import is_told_whole

    said = f"{ports.words[0].upper()}{ports.words[1:]}"
    be = "is" if ports.first == ports.last else "are"
    if ports.last > _HIGHEST:
        return f"**There is no port {max(ports.first, _HIGHEST + 1)}**: {_HIGHEST} is the last."
    if _lets([way for way in between.ways if way.sure], ports):
        return f"**{said} {be} let through.**"
    if _lets(between.ways, ports):
        return f"**{said} {be} perhaps let through.**"
    if between.unlisted or not all(map(is_told_whole, between.ways)):
        return f"Whether {ports.words} {be} let through is **not known**."
    if is_outside:
        return f"**{said} {be} perhaps let through over the internet**, and not inside of networks."
    some = any(asked & let for asked, let in _asked_and_let(between.ways, ports))
    return f"**Of {ports.words} some are let through, and not all.**" if some else f"**{said} {be} not let through.**"


def _lets(ways: Sequence[Way], ports: Ports) -> bool:
    """Whether all of them pass, of one protocol."""
    return not all(asked - let for asked, let in _asked_and_let(ways, ports))


def _asked_and_let(ways: Sequence[Way], ports: Ports) -> Iterator[tuple[Traffic, Traffic]]:
    """What is asked for and what passes, of each protocol that may be meant."""
    from dharma_tui.services.between import passes_of

    for protocol in [ports.protocol] if ports.protocol else ("tcp", "udp"):
        yield traffic(protocol, ports.first, ports.last), union(passes_of(way.what, protocol) for way in ways)


def _way(way: Way) -> str:
    """What passes on it, and on what that hangs."""
    perhaps = "" if way.sure else "perhaps "
    return f"{perhaps}**{printable(way.what, 200)}**" + (f" ({printable(way.why, 200)})" if way.why else "")
