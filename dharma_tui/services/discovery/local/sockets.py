"""Listening sockets, connections, and the remote hosts they lead to."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Bearing, KindSpec, Link
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    BATCH,
    ON_HOST,
    PROCESS,
    ROOT_HINT,
    LocalService,
    Shared,
    flag,
    identifier,
    number,
    text,
)
from dharma_tui.services.discovery.local._machine import privileged
from dharma_tui.services.discovery.local._sockets import Connection, Sockets, plain, read_sockets

_SOCKET = KindSpec(
    "local.socket",
    "Listening socket",
    "Listening sockets",
    "A local address and port that takes connections or datagrams.",
    aliases=("sock", "ss", "socket", "listen", "port", "ports"),
    glyph="◌",
    columns=(
        text("proto", "PROTO", "protocol", 5, "Transport protocol."),
        text("address", "ADDRESS", "address", 24, "Local address; * is every one."),
        identifier("port", "PORT", "port", 6, "Local port."),
        text("process", "PROCESS", "program", 20, "The program behind it."),
        identifier("pid", "PID", "pid", 8, "Process id of the first process behind it."),
        flag("exposed", "EXPOSED", "exposed", 8, "Reachable from other machines, as far as the address tells."),
        text("service", "SERVICE", "service_name", 12, "The usual name of the port.", wide=True),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, loses=1.0, shared=True),),
    links=(ON_HOST, Link("processes", PROCESS, Verb.ATTACHED_TO)),
    permissions=("root or CAP_SYS_PTRACE, for the processes behind sockets of other users",),
    states={"LISTEN": State.RUNNING},
)
_CONNECTION = KindSpec(
    "local.connection",
    "Connection",
    "Connections",
    "An open TCP connection, or a connected UDP socket, as its end on this machine sees it.",
    aliases=("conn", "conns", "connection", "connections", "netstat"),
    glyph="↔",
    columns=(
        text("proto", "PROTO", "protocol", 5, "Transport protocol."),
        text("local", "LOCAL", "local", 24, "Local address and port."),
        text("remote", "REMOTE", "remote", 24, "Remote address and port."),
        text("direction", "DIR", "direction", 4, "in: they called us; out: we called them."),
        text("status", "STATUS", "status", 12, "The kernel's own word."),
        text("process", "PROCESS", "program", 16, "The program at this end."),
        identifier("pid", "PID", "pid", 8, "Process id at this end."),
        text("peer", "PEER", "peer_program", 16, "The program at the other end, when it runs here too.", wide=True),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, takes=0.5, shared=True), Bearing(Verb.CONNECTS_TO, loses=1.0)),
    links=(
        Link("process", PROCESS, Verb.ATTACHED_TO),
        Link("remote_host", "local.remote_host", Verb.CONNECTS_TO),
    ),
    permissions=_SOCKET.permissions,
    states={
        "ESTABLISHED": State.RUNNING,
        "NONE": State.RUNNING,
        "SYN_SENT": State.PENDING,
        **dict.fromkeys(("FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "LAST_ACK", "CLOSING"), State.TERMINATED),
    },
    noisy=True,
)
_REMOTE_HOST = KindSpec(
    "local.remote_host",
    "Remote host",
    "Remote hosts",
    "Another machine this one has open connections with.",
    aliases=("remote", "remotes", "peer", "peers"),
    glyph="◇",
    columns=(
        text("uses", "WE USE", "uses", 24, "Its ports we are connected to."),
        text("serves", "WE SERVE", "serves", 24, "Our ports it is connected to."),
        number("conns", "CONNS", "connections", 6, "Open connections when last changed."),
        text("network", "NETWORK", "network", 10, "private, public, link or other."),
    ),
    permissions=("none",),
    states={"connected": State.RUNNING},
    volatile=("connections",),
    noisy=True,
)


class SocketService(LocalService):
    """Lists listening sockets, connections and remote hosts from one reading."""

    name = "local.sockets"
    kinds = (_SOCKET, _CONNECTION, _REMOTE_HOST)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._reading: Shared[Sockets] = Shared(clock, lambda: read_sockets(self.machine))

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        seen = self._reading.take(kind.kind)
        items = items_of(kind.kind, seen)
        for place, item in enumerate(items, 1):
            yield item
            if place % BATCH == 0:
                await asyncio.sleep(0)
        if kind is _SOCKET and seen.unowned and not privileged():
            reason = "permission denied for other users' processes"
            yield Unseen("processes behind sockets and connections", seen.unowned, reason, ROOT_HINT)

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        if kind.kind == _SOCKET.kind:
            return self._socket(kind, scope, raw)
        if kind.kind == _CONNECTION.kind:
            return self._connection(kind, scope, raw)
        attrs: dict[str, Json] = {name: raw[name] for name in ("address", "uses", "serves", "connections")}
        attrs["network"] = _network(raw["address"])
        return self.resource(kind, scope, self.key(raw["address"]), raw["address"], attrs, kind.state("connected"))

    def relate(self, kind: KindSpec, resource: Resource) -> Iterable[Relationship]:
        """The edges between processes, and from processes to remote hosts, that a connection proves."""
        if kind.kind != _CONNECTION.kind or not resource.attrs["process"]:
            return
        attrs = resource.attrs
        here = ResourceRef(PROCESS, str(attrs["process"]))
        there = None
        if attrs["remote_host"]:
            there = ResourceRef(_REMOTE_HOST.kind, str(attrs["remote_host"]))
        elif attrs["peer"] and attrs["direction"] == "out":
            there = ResourceRef(PROCESS, str(attrs["peer"]))
        if there is not None and there != here:
            ends = (there, here) if attrs["direction"] == "in" else (here, there)
            yield Relationship(*ends, Verb.CONNECTS_TO, _CONNECTION.kind)

    def _socket(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        name = _join(raw["address"], raw["port"])
        attrs: dict[str, Json] = {
            "protocol": raw["protocol"],
            "address": "*" if raw["address"] in {"0.0.0.0", "::"} else raw["address"],
            "port": raw["port"],
            "family": "ipv6" if ":" in raw["address"] else "ipv4",
            "processes": [key for _, key in raw["processes"]],
            "pid": raw["processes"][0][0] if raw["processes"] else None,
            "program": raw["program"],
            "service_name": raw["service_name"],
            "exposed": not ipaddress.ip_address(plain(raw["address"]).partition("%")[0]).is_loopback,
        }
        key = self.key(raw["protocol"], name)
        return self.resource(kind, scope, key, f"{raw['protocol']} {name}", attrs, kind.state("LISTEN"))

    def _connection(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        local, remote = _join(*raw["local"]), _join(*raw["remote"])
        attrs: dict[str, Json] = {
            "protocol": raw["protocol"],
            "local": local,
            "remote": remote,
            "local_port": raw["local"][1],
            "remote_port": raw["remote"][1],
            "direction": "in" if raw["inbound"] else "out",
            "status": raw["status"],
            "pid": raw["pid"],
            "process": raw["process"],
            "program": raw["program"],
            "peer": raw["peer"],
            "peer_pid": raw["peer_pid"],
            "peer_program": raw["peer_program"],
            "remote_host": "" if raw["internal"] else self.key(raw["remote"][0]),
        }
        name = f"{local} {'←' if raw['inbound'] else '→'} {remote}"
        return self.resource(
            kind, scope, self.key(raw["protocol"], local, remote), name, attrs, kind.state(raw["status"])
        )


def items_of(kind: str, seen: Sockets) -> Iterator[Raw]:
    """The raw items of ``kind`` in one reading."""
    return {_SOCKET.kind: _listeners, _CONNECTION.kind: _connections, _REMOTE_HOST.kind: _remote_hosts}[kind](seen)


def _program(pid: int | None, known: dict[int, str]) -> str:
    """The name of the program of ``pid``; empty if it is gone or not to be seen."""
    import psutil

    if pid and pid not in known:
        try:
            known[pid] = psutil.Process(pid).name()
        except psutil.Error:
            known[pid] = ""
    return known.get(pid or 0, "")


def _listeners(seen: Sockets) -> Iterator[Raw]:
    import socket

    known: dict[int, str] = {}
    for listener in seen.listeners:
        try:
            usual = socket.getservbyport(listener.port, listener.protocol)
        except OSError:
            usual = ""
        pid = listener.processes[0][0] if listener.processes else None
        yield {**asdict(listener), "program": _program(pid, known), "service_name": usual}


def _connections(seen: Sockets) -> Iterator[Raw]:
    known: dict[int, str] = {}
    for connection in seen.connections:
        programs = {"program": _program(connection.pid, known), "peer_program": _program(connection.peer_pid, known)}
        yield {name: getattr(connection, name) for name in Connection.__slots__} | programs


def _remote_hosts(seen: Sockets) -> Iterator[Raw]:
    hosts: dict[str, dict[str, Any]] = {}
    for connection in seen.connections:
        if not connection.internal:
            fresh = {"address": connection.remote[0], "uses": set(), "serves": set(), "connections": 0}
            host = hosts.setdefault(connection.remote[0], fresh)
            host["connections"] += 1
            if connection.inbound:
                host["serves"].add((connection.local[1], connection.protocol))
            else:
                host["uses"].add((connection.remote[1], connection.protocol))
    for host in hosts.values():
        ports = {side: [f"{port}/{protocol}" for port, protocol in sorted(host[side])] for side in ("uses", "serves")}
        yield {**host, **ports}


def _join(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _network(address: str) -> str:
    found = ipaddress.ip_address(address.partition("%")[0])
    if found.is_link_local:
        return "link"
    if found.is_private:
        return "private"
    return "public" if found.is_global else "other"
