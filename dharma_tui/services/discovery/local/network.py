"""The network interfaces of this machine, their addresses, and the routes that leave through them."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Bearing, KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    IN_HOST,
    PART_OF_HOST,
    LocalService,
    Shared,
    flag,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.local._machine import read_text
from dharma_tui.services.discovery.local._pids import LINUX
from dharma_tui.services.discovery.local._rates import Rates
from dharma_tui.services.discovery.local._routes import routes

if TYPE_CHECKING:
    from psutil._ntuples import snicaddr

_IS_UP = 0x1
_PROMISCUOUS = 0x100
_UNKNOWN_SPEEDS = (0, -1, 65535)
_COUNTERS = ("bytes_recv", "bytes_sent", "packets_recv", "packets_sent", "errin", "errout", "dropin", "dropout")

_INTERFACE = KindSpec(
    "local.interface",
    "Network interface",
    "Network interfaces",
    "A network card, or a virtual one such as a bridge or a tunnel.",
    aliases=("if", "nic", "iface", "interface", "interfaces"),
    glyph="⇄",
    columns=(
        text("type", "TYPE", "type", 9, "ethernet, bridge, bond, vlan, tunnel, veth, wireless, loopback or the like."),
        text("status", "STATUS", "status", 10, "up, down, no-carrier or dormant."),
        text("ipv4", "IPV4", "ipv4", 18, "IPv4 addresses."),
        text("mac", "MAC", "mac", 17, "Hardware address."),
        number("mtu", "MTU", "mtu", 6, "Largest packet."),
        number("speed", "MBIT/S", "speed", 7, "Link speed."),
        size("rx", "RX", "counters.bytes_recv", "Received since it came up; rates are in metrics."),
        size("tx", "TX", "counters.bytes_sent", "Sent since it came up; rates are in metrics."),
        text("ipv6", "IPV6", "ipv6", 28, "IPv6 addresses.", wide=True),
        text("driver", "DRIVER", "driver", 12, "Kernel driver.", wide=True),
        text("master", "MASTER", "master_name", 10, "The bridge or bond it is part of.", wide=True),
        text("duplex", "DUPLEX", "duplex", 7, "full or half.", wide=True),
        flag("promisc", "PROMISC", "promiscuous", 8, "Takes packets meant for others.", wide=True),
        number("rx_errors", "RX ERR", "counters.errin", 7, "Broken packets received.", wide=True),
        number("tx_errors", "TX ERR", "counters.errout", 7, "Packets that could not be sent.", wide=True),
        number("rx_drops", "RX DROP", "counters.dropin", 8, "Received packets dropped.", wide=True),
        number("tx_drops", "TX DROP", "counters.dropout", 8, "Packets dropped instead of sent.", wide=True),
    ),
    bearings=(PART_OF_HOST,),
    links=(
        IN_HOST,
        Link("master", "local.interface", Verb.MEMBER_OF),
        Link("lower", "local.interface", Verb.DEPENDS_ON),
    ),
    metrics=(
        MetricSpec("rx", "Received", "bytes/s"),
        MetricSpec("tx", "Sent", "bytes/s"),
        MetricSpec("errors", "Errors and drops", "count/s"),
    ),
    states={
        "up": State.RUNNING,
        "down": State.STOPPED,
        "no-carrier": State.STOPPED,
        "dormant": State.PENDING,
    },
    volatile=("counters",),
)
_ADDRESS = KindSpec(
    "local.address",
    "Network address",
    "Network addresses",
    "An IP address of an interface.",
    aliases=("addr", "ip", "address", "addresses"),
    glyph="@",
    columns=(
        text("address", "ADDRESS", "address", 28, "The address."),
        number("prefix", "PREFIX", "prefix", 6, "Bits that name its network."),
        text("interface", "INTERFACE", "interface_name", 12, "The interface that has it."),
        text("family", "FAMILY", "family", 6, "ipv4 or ipv6."),
        text("network", "NETWORK", "network", 10, "loopback, link, private, public or other."),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, loses=1.0),),
    links=(Link("interface", "local.interface", Verb.ATTACHED_TO),),
    states={"assigned": State.RUNNING},
)
_ROUTE = KindSpec(
    "local.route",
    "Route",
    "Routes",
    "Where packets to a network leave this machine (main table).",
    aliases=("route", "routes"),
    glyph="➝",
    columns=(
        text("destination", "DESTINATION", "destination", 24, "The network, or default."),
        text("gateway", "GATEWAY", "gateway", 24, "The next router; none where it is reached directly."),
        text("interface", "INTERFACE", "interface_name", 12, "The interface packets leave by."),
        number("metric", "METRIC", "metric", 7, "Lower is preferred."),
        text("family", "FAMILY", "family", 6, "ipv4 or ipv6."),
    ),
    links=(Link("interface", "local.interface", Verb.ROUTES_TO),),
    states={"active": State.RUNNING},
)


@dataclass(slots=True)
class _Reading:
    addresses: dict[str, list[snicaddr]]
    stats: dict[str, Any]
    counters: dict[str, Any]


def _read() -> _Reading:
    import psutil

    return _Reading(psutil.net_if_addrs(), psutil.net_if_stats(), psutil.net_io_counters(pernic=True, nowrap=False))


class NetworkService(LocalService):
    """Lists interfaces, addresses and routes; measures interfaces asked for."""

    name = "local.network"
    kinds = (_INTERFACE, _ADDRESS, _ROUTE)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._rates = Rates(clock)
        self._reading = Shared(clock, _read)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        if kind.kind == _ROUTE.kind:
            if not LINUX:
                yield Unseen("routing table", 1, "not read on this system")
            for route in routes(self.root):
                yield asdict(route)
            return
        reading = self._reading.take(kind.kind)
        items = _interfaces(reading, self.root) if kind.kind == _INTERFACE.kind else _addresses(reading)
        for item in items:
            yield item

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        if kind.kind == _INTERFACE.kind:
            return self._interface(kind, scope, raw)
        attrs: dict[str, Json] = dict(raw)
        name = raw["interface"]
        attrs |= {"interface_name": name, "interface": self.key(name)}
        if kind.kind == _ADDRESS.kind:
            attrs["network"] = _network(raw["address"])
            shown = raw["address"] if raw["prefix"] is None else f"{raw['address']}/{raw['prefix']}"
            return self.resource(kind, scope, self.key(name, raw["address"]), shown, attrs, kind.state("assigned"))
        via = raw["gateway"] or "link"
        key = self.key(name, raw["family"], raw["destination"], via, raw["metric"])
        shown = f"{raw['destination']} via {raw['gateway']}" if raw["gateway"] else f"{raw['destination']} on {name}"
        return self.resource(kind, scope, key, shown, attrs, kind.state("active"))

    def _interface(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        attrs: dict[str, Json] = {name: raw[name] for name in ("type", "status", "mac", "mtu", "duplex", "driver")}
        attrs |= {
            "speed": None if raw["speed"] in _UNKNOWN_SPEEDS else raw["speed"],
            "ipv4": list(raw["ipv4"]),
            "ipv6": list(raw["ipv6"]),
            "promiscuous": raw["promiscuous"],
            "master_name": raw["master"],
            "master": self.key(raw["master"]) if raw["master"] else "",
            "lower": [self.key(name) for name in raw["lower"]],
            "counters": dict(raw["counters"]),
        }
        return self.resource(kind, scope, self.key(raw["name"]), raw["name"], attrs, kind.state(raw["status"]))

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        wanted = self.own(refs, _INTERFACE.kind)
        if not wanted:
            return
        import psutil

        every = psutil.net_io_counters(pernic=True, nowrap=False)
        at = self.clock.now()
        units = {spec.name: spec.unit for spec in _INTERFACE.metrics}
        for ref, name in wanted:
            if (counted := every.get(name)) is None:
                continue
            lost = counted.errin + counted.errout + counted.dropin + counted.dropout
            figures = {"rx": counted.bytes_recv, "tx": counted.bytes_sent, "errors": lost}
            for metric, rate in self._rates.step(ref.key, figures).items():
                yield Point(Metric(ref, metric, units[metric]), at, rate)


def _interfaces(reading: _Reading, root: Path) -> Iterator[Raw]:
    for name in sorted(reading.stats):
        stats = reading.stats[name]
        entries = reading.addresses.get(name, [])
        device = root / "sys/class/net" / name
        flags = int(read_text(f"{device}/flags") or "0x1", 16)
        counted = reading.counters.get(name)
        yield {
            "name": name,
            "status": _status(read_text(f"{device}/operstate"), flags) if LINUX else "up" if stats.isup else "down",
            "type": _type(device, name),
            "mac": next((entry.address for entry in entries if ":" in entry.address and _is_link(entry)), ""),
            "mtu": stats.mtu,
            "speed": stats.speed,
            "duplex": stats.duplex.name.removeprefix("NIC_DUPLEX_").lower(),
            "driver": _target(device / "device/driver"),
            "master": _target(device / "master"),
            "lower": sorted(path.name.removeprefix("lower_") for path in device.glob("lower_*")),
            "promiscuous": bool(flags & _PROMISCUOUS),
            "ipv4": [entry.address for entry in entries if entry.family == socket.AF_INET],
            "ipv6": [entry.address.partition("%")[0] for entry in entries if entry.family == socket.AF_INET6],
            "counters": {counter: getattr(counted, counter) for counter in _COUNTERS} if counted else {},
        }


def _addresses(reading: _Reading) -> Iterator[Raw]:
    for name, entries in sorted(reading.addresses.items()):
        for entry in entries:
            if entry.family in {socket.AF_INET, socket.AF_INET6}:
                yield {
                    "interface": name,
                    "address": entry.address.partition("%")[0],
                    "prefix": _prefix(entry.netmask),
                    "family": "ipv4" if entry.family == socket.AF_INET else "ipv6",
                    "broadcast": entry.broadcast,
                    "peer": entry.ptp,
                }


def _is_link(entry: snicaddr) -> bool:
    import psutil

    return entry.family == psutil.AF_LINK


def _status(operational: str, flags: int) -> str:
    """One word for what ``ip link`` says in two: whether it is switched on, and whether it has a carrier."""
    if not flags & _IS_UP:
        return "down"
    return {"up": "up", "unknown": "up", "dormant": "dormant", "testing": "dormant"}.get(operational, "no-carrier")


def _type(device: Path, name: str) -> str:
    for mark, word in (("bridge", "bridge"), ("bonding", "bond"), ("wireless", "wireless"), ("tun_flags", "tunnel")):
        if (device / mark).exists():
            return word
    for line in read_text(f"{device}/uevent").splitlines():
        if line.startswith("DEVTYPE="):
            return line.removeprefix("DEVTYPE=")
    hardware = read_text(f"{device}/type")
    if hardware == "772" or name in {"lo", "lo0"}:
        return "loopback"
    if hardware not in {"1", ""}:
        return "tunnel"
    if name.startswith("veth"):
        return "veth"
    return "ethernet" if (device / "device").exists() or not device.exists() else "virtual"


def _target(link: Path) -> str:
    try:
        return link.readlink().name
    except OSError:
        return ""


def _prefix(netmask: str | None) -> int | None:
    return int(ipaddress.ip_address(netmask)).bit_count() if netmask else None


def _network(address: str) -> str:
    found = ipaddress.ip_address(address)
    for word, is_it in (("loopback", found.is_loopback), ("link", found.is_link_local), ("private", found.is_private)):
        if is_it:
            return word
    return "public" if found.is_global else "other"
