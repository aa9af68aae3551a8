"""One reading of the machine's TCP and UDP sockets, told apart: who listens, who is connected to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dharma_tui.core.errors import AccessDeniedError
from dharma_tui.services.discovery.local._machine import Machine
from dharma_tui.services.discovery.local._pids import ProcessKeys

if TYPE_CHECKING:
    from psutil._ntuples import sconn

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Listener:
    """A local address that takes connections or datagrams, and the processes behind it."""

    protocol: str
    address: str
    port: int
    processes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as one of its ends sees it; ``peer`` is the process at the other end when that is on this machine."""

    protocol: str
    local: Address
    remote: Address
    status: str
    pid: int | None
    process: str
    inbound: bool
    internal: bool
    peer: str
    peer_pid: int | None


@dataclass(slots=True)
class Sockets:
    """All of them at one moment. ``unowned`` counts those whose process could not be seen."""

    listeners: list[Listener] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    unowned: int = 0


def plain(address: str) -> str:
    """``address`` without the dress of an IPv4 address on an IPv6 socket, so that both ends of a connection match."""
    return address.removeprefix("::ffff:") if "." in address else address


def read_sockets(machine: Machine) -> Sockets:
    """What the system says now. Raises AccessDeniedError on systems that tell it only to root."""
    import psutil

    try:
        found = psutil.net_connections("inet")
    except psutil.AccessDenied as error:
        raise AccessDeniedError("this system shows sockets only to root", "scan as root to see them") from error
    own = {plain(entry.address.partition("%")[0]) for entries in psutil.net_if_addrs().values() for entry in entries}
    return arrange(found, own, ProcessKeys(machine))


def arrange(found: list[sconn], own: set[str], keys: ProcessKeys) -> Sockets:
    """``found`` told apart; ``own`` are the addresses of this machine."""
    seen = Sockets()
    listening: dict[tuple[str, str, int], set[int]] = {}
    ends: dict[tuple[str, Address, Address], tuple[str, int | None]] = {}
    for socket in found:
        if not socket.laddr:
            continue
        protocol = "tcp" if socket.type.name == "SOCK_STREAM" else "udp"
        local = (plain(socket.laddr.ip), socket.laddr.port)
        if socket.raddr:
            if socket.status not in {"TIME_WAIT", "CLOSE", "NEW_SYN_RECV", "SYN_RECV"}:
                remote = (plain(socket.raddr.ip), socket.raddr.port)
                ends[protocol, local, remote] = (socket.status, socket.pid)
        elif socket.status in {"LISTEN", "NONE"}:
            pids = listening.setdefault((protocol, socket.laddr.ip, local[1]), set())
            if socket.pid:
                pids.add(socket.pid)
    for (protocol, address, port), pids in listening.items():
        owners = tuple((pid, key) for pid in sorted(pids) if (key := keys(pid)))
        seen.unowned += not owners
        seen.listeners.append(Listener(protocol, address, port, owners))
    served = {(protocol, port) for protocol, _, port in listening}
    seen.connections = [_connection(end, status, pid, ends, served, own, keys) for end, (status, pid) in ends.items()]
    seen.unowned += sum(1 for connection in seen.connections if not connection.process)
    return seen


def _connection(
    end: tuple[str, Address, Address],
    status: str,
    pid: int | None,
    ends: Mapping[tuple[str, Address, Address], tuple[str, int | None]],
    served: set[tuple[str, int]],
    own: set[str],
    keys: ProcessKeys,
) -> Connection:
    protocol, local, remote = end
    internal = remote[0] in own or remote[0].startswith("127.") or remote[0] == "::1"
    _, peer_pid = ends.get((protocol, remote, local), ("", None)) if internal else ("", None)
    inbound = (protocol, local[1]) in served
    return Connection(protocol, local, remote, status, pid, keys(pid), inbound, internal, keys(peer_pid), peer_pid)
