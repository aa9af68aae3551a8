"""Reads the kernel's routing tables."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dharma_tui.services.discovery.local._machine import read_text

_UP, _GATEWAY, _REJECT, _LOCAL, _ANYCAST = 0x1, 0x2, 0x200, 0x80000000, 0x00100000


@dataclass(frozen=True, slots=True)
class Route:
    """Where packets to a network leave. ``gateway`` is empty for networks reached directly."""

    destination: str
    gateway: str
    interface: str
    metric: int
    family: str


def routes(root: Path) -> Iterator[Route]:
    """The main table; those of policy routing are not in these files."""
    yield from _ipv4(read_text(root / "proc/net/route"))
    yield from _ipv6(read_text(root / "proc/net/ipv6_route"))


def _ipv4(text: str) -> Iterator[Route]:
    for line in text.splitlines()[1:]:
        interface, destination, gateway, flags, _, _, metric, mask, *_ = line.split()
        if not int(flags, 16) & _UP or int(flags, 16) & _REJECT:
            continue
        network = ipaddress.IPv4Network((_turned(destination), int(mask, 16).bit_count()))
        via = str(ipaddress.IPv4Address(_turned(gateway))) if int(flags, 16) & _GATEWAY else ""
        yield Route(_destination(network), via, interface, int(metric), "ipv4")


def _ipv6(text: str) -> Iterator[Route]:
    for line in text.splitlines():
        destination, length, _, _, gateway, metric, _, _, flag_text, interface = line.split()
        flags = int(flag_text, 16)
        network = ipaddress.IPv6Network((int(destination, 16), int(length, 16)))
        unwanted = flags & (_REJECT | _LOCAL | _ANYCAST) or network.is_multicast or interface == "lo"
        if flags & _UP and not unwanted:
            via = str(ipaddress.IPv6Address(int(gateway, 16))) if flags & _GATEWAY else ""
            yield Route(_destination(network), via, interface, int(metric, 16), "ipv6")


def _turned(word: str) -> int:
    """The kernel prints IPv4 addresses as it holds them in memory, which on most machines is back to front."""
    import sys

    return int.from_bytes(int(word, 16).to_bytes(4, sys.byteorder), "big")


def _destination(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> str:
    return "default" if network.prefixlen == 0 else str(network)
