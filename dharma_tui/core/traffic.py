"""Protocols and ports as sets: what rules of networks let through, joined, cut and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
_NUMBERS = {"icmp": ICMP, "tcp": TCP, "udp": UDP, "icmpv6": ICMP6}
_NAMES = {number: name for name, number in _NUMBERS.items()}
_SPAN = 1 << 16
"""Each protocol's ports (types and codes of ICMP) are a stretch of this length on one line of numbers."""
_ALL = 256 * _SPAN
SHOWN = 12
"""Stretches told in words; a rule that lists hundreds of ports is not read to the end."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A set of (protocol, port): disjoint stretches in order, first number and the one after the last."""

    spans: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __or__(self, other: Traffic) -> Traffic:
        return _joined((*self.spans, *other.spans))

    def __and__(self, other: Traffic) -> Traffic:
        if self is other or other == EVERYTHING:
            return self
        if self == EVERYTHING:
            return other
        return _joined(
            (max(start, first), min(end, last))
            for start, end in self.spans
            for first, last in other.spans
            if start < last and first < end
        )

    def __sub__(self, other: Traffic) -> Traffic:
        left = list(self.spans)
        for first, last in other.spans:
            left = [
                part
                for start, end in left
                for part in ((start, min(end, first)), (max(start, last), end))
                if part[0] < part[1]
            ]
        return Traffic(tuple(left))

    def __contains__(self, point: tuple[int, int]) -> bool:
        number = point[0] * _SPAN + point[1]
        return any(start <= number < end for start, end in self.spans)

    def words(self) -> str:
        """``tcp 22, 8000-8080; icmp``, as a person says it."""
        if self == EVERYTHING:
            return "everything"
        said: dict[str, list[str]] = {}
        left = SHOWN
        for start, end in self.spans:
            for protocol, ports in _told(start, end):
                if left > 0:
                    said.setdefault(protocol, []).append(ports)
                left -= 1
        if left < 0:
            said[f"{-left} more"] = []
        return "; ".join(
            " ".join((protocol, ", ".join(filter(None, ports)))).strip() for protocol, ports in said.items()
        )


NOTHING = Traffic()
EVERYTHING = Traffic(((0, _ALL),))
LOGINS = frozenset({22, 23, 3389, 5900, 5985, 5986})
"""Ports where people log in: nothing that comes there goes on by itself."""
EPHEMERAL = Traffic(tuple((protocol * _SPAN + 1024, (protocol + 1) * _SPAN) for protocol in (TCP, UDP)))
"""Where answers go: the ports that those who ask choose for themselves."""


def traffic(protocol: str, first: int | None = None, last: int | None = None) -> Traffic:
    """What AWS writes as a protocol (a name, a number, ``-1`` for all) and ports; of ICMP a type and a code, -1 for any."""
    number = protocol_number(protocol)
    if number is None:
        return EVERYTHING
    start, end = number * _SPAN, (number + 1) * _SPAN
    if number in (TCP, UDP) and first is not None and first >= 0:
        return Traffic(((start + first, start + (first if last is None else last) + 1),))
    if number in (ICMP, ICMP6) and first is not None and first >= 0:
        any_code = last is None or last < 0
        kind = start + first * 256
        return Traffic(((kind, kind + 256) if any_code else (kind + (last or 0), kind + (last or 0) + 1),))
    return Traffic(((start, end),))


def ports_told(words: str) -> Iterator[tuple[str, range]]:
    """Each protocol and stretch of ports in what ``Traffic.words`` tells."""
    for part in words.split("; "):
        protocol, _, ports = part.partition(" ")
        for stretch in ports.split(", "):
            first, _, last = stretch.partition("-")
            known = first.isdigit() and (last or first).isdigit()
            yield protocol, range(int(first), int(last or first) + 1) if known else range(_SPAN)


def protocol_number(protocol: str) -> int | None:
    """The number of a protocol; None for all of them."""
    word = str(protocol).lower()
    if word in _NUMBERS:
        return _NUMBERS[word]
    return int(word) if word.isdigit() and int(word) < 256 else None


def union(parts: Iterable[Traffic]) -> Traffic:
    """All of ``parts`` together."""
    return _joined(span for part in parts for span in part.spans)


def _joined(spans: Iterable[tuple[int, int]]) -> Traffic:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return Traffic(tuple(joined))


def _told(start: int, end: int) -> Sequence[tuple[str, str]]:
    """One stretch as protocols and their ports."""
    said: list[tuple[str, str]] = []
    first, last = start // _SPAN, (end - 1) // _SPAN
    if last - first > 1 and start % _SPAN == 0 and end % _SPAN == 0:
        return [(f"protocols {first}-{last}", "")]
    for number in range(first, last + 1):
        low, high = max(start - number * _SPAN, 0), min(end - number * _SPAN, _SPAN) - 1
        name = _NAMES.get(number, f"protocol {number}")
        if (low, high) == (0, _SPAN - 1):
            said.append((name, ""))
        elif number in (ICMP, ICMP6):
            said.append((name, f"type {low // 256}" + ("" if high // 256 == low // 256 else f"-{high // 256}")))
        else:
            said.append((name, str(low) if low == high else f"{low}-{high}"))
    return said
