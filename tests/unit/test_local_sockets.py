"""Sockets told apart: who listens, who is connected to whom, and who is another machine."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import pytest
from psutil._ntuples import addr, sconn

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.links import linked
from dharma_tui.core.types import Resource, State
from dharma_tui.services.discovery.local._machine import Machine
from dharma_tui.services.discovery.local._pids import ProcessKeys
from dharma_tui.services.discovery.local._sockets import Sockets, arrange, plain
from dharma_tui.services.discovery.local.sockets import SocketService, items_of

MACHINE = Machine("cafe", "web", "b00t")
OWN = {"127.0.0.1", "::1", "192.0.2.7"}


def entry(local: str, remote: str = "", *, pid: int | None = None, status: str = "", udp: bool = False) -> sconn:
    """One line of what psutil tells."""

    def end(text: str) -> Any:
        host, _, port = text.rpartition(":")
        return addr(host, int(port)) if text else ()

    family = socket.AF_INET6 if local.count(":") > 1 else socket.AF_INET
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    word = status or ("NONE" if udp else "ESTABLISHED" if remote else "LISTEN")
    return sconn(-1, family, kind, end(local), end(remote), word, pid)


def arranged(*entries: sconn) -> Sockets:
    keys = ProcessKeys(MACHINE)
    keys.marks.update({pid: f"{pid}00" for pid in range(1, 100)})
    return arrange(list(entries), OWN, keys)


def resources(kind_name: str, *entries: sconn) -> tuple[list[Resource], set[tuple[str, str, str]]]:
    """The resources and edges of a kind."""
    service = SocketService(FrozenClock())
    kind = next(kind for kind in service.kinds if kind.kind == kind_name)
    scope = asyncio.run(service.scopes())[0]
    found = [service.normalise(kind, scope, raw) for raw in items_of(kind_name, arranged(*entries))]
    edges = {
        (edge.src.key, edge.verb.value, edge.dst.key.replace(service.machine.id, "cafe"))
        for resource in found
        for edge in (*linked(kind, resource), *service.relate(kind, resource))
    }
    return found, {(src.replace(service.machine.id, "cafe"), verb, dst) for src, verb, dst in edges}


def key(pid: int) -> str:
    return f"cafe/{pid}:b00t-{pid}00"


def test_both_ends_on_this_machine_are_one_edge_from_caller_to_called() -> None:
    _, edges = resources(
        "local.connection",
        entry("127.0.0.1:5432", pid=5),
        entry("127.0.0.1:5432", "127.0.0.1:40000", pid=5),
        entry("127.0.0.1:40000", "127.0.0.1:5432", pid=9),
    )
    assert {edge for edge in edges if edge[1] == "connects_to"} == {(key(9), "connects_to", key(5))}


def test_an_ipv4_end_meets_its_ipv6_other_end() -> None:
    _, edges = resources(
        "local.connection",
        entry(":::8080", pid=5),
        entry("::ffff:127.0.0.1:8080", "::ffff:127.0.0.1:40000", pid=5),
        entry("127.0.0.1:40000", "127.0.0.1:8080", pid=9),
    )
    assert (key(9), "connects_to", key(5)) in edges


def test_a_connection_to_another_machine_leads_to_a_remote_host() -> None:
    found, edges = resources("local.connection", entry("192.0.2.7:40000", "203.0.113.5:443", pid=9))
    assert found[0].attrs["direction"] == "out"
    assert (key(9), "connects_to", "cafe/203.0.113.5") in edges


def test_a_connection_from_another_machine_leads_to_our_process() -> None:
    found, edges = resources(
        "local.connection", entry("0.0.0.0:22", pid=3), entry("192.0.2.7:22", "203.0.113.5:5000", pid=3)
    )
    assert found[0].attrs["direction"] == "in"
    assert ("cafe/203.0.113.5", "connects_to", key(3)) in edges


def test_a_connection_of_a_process_with_itself_is_no_edge_between_processes() -> None:
    _, edges = resources(
        "local.connection",
        entry("127.0.0.1:5432", pid=5),
        entry("127.0.0.1:5432", "127.0.0.1:40000", pid=5),
        entry("127.0.0.1:40000", "127.0.0.1:5432", pid=5),
    )
    assert {edge for edge in edges if edge[1] == "connects_to"} == set()


def test_remote_hosts_say_what_we_use_of_them_and_they_of_us() -> None:
    found, _ = resources(
        "local.remote_host",
        entry("0.0.0.0:22", pid=3),
        entry("192.0.2.7:22", "203.0.113.5:5000", pid=3),
        entry("192.0.2.7:22", "203.0.113.5:5001", pid=3),
        entry("192.0.2.7:40000", "203.0.113.5:443", pid=9),
        entry("192.0.2.7:40001", "10.0.0.9:5432", pid=9),
        entry("192.0.2.7:40002", "192.0.2.7:22", pid=9),
        entry("127.0.0.1:40003", "127.0.0.53:53", pid=9, udp=True),
    )
    facts = {item.name: (item.attrs["uses"], item.attrs["serves"], item.attrs["connections"]) for item in found}
    assert facts == {"203.0.113.5": (["443/tcp"], ["22/tcp"], 3), "10.0.0.9": (["5432/tcp"], [], 1)}
    assert {item.name: item.attrs["network"] for item in found} == {"203.0.113.5": "private", "10.0.0.9": "private"}


def test_sockets_that_share_an_address_are_one_resource_with_all_their_processes() -> None:
    found, edges = resources(
        "local.socket", entry("0.0.0.0:80", pid=3), entry("0.0.0.0:80", pid=4), entry(":::80", pid=3)
    )
    assert [item.name for item in found] == ["tcp 0.0.0.0:80", "tcp [::]:80"]
    attached = {(src, dst) for src, verb, dst in edges if verb == "attached_to"}
    assert attached == {("cafe/tcp/0.0.0.0:80", key(3)), ("cafe/tcp/0.0.0.0:80", key(4)), ("cafe/tcp/[::]:80", key(3))}


@pytest.mark.parametrize(
    ("address", "exposed"),
    [("0.0.0.0", True), ("::", True), ("127.0.0.1", False), ("::1", False), ("127.0.0.53", False), ("192.0.2.7", True)],
)
def test_only_loopback_is_not_exposed(address: str, exposed: bool) -> None:
    found, _ = resources("local.socket", entry(f"{address}:80"))
    assert found[0].attrs["exposed"] is exposed


def test_what_is_over_or_not_yet_begun_is_left_out() -> None:
    entries = [entry("127.0.0.1:1", "127.0.0.1:2", status=word) for word in ("TIME_WAIT", "CLOSE", "SYN_RECV")]
    assert arranged(*entries) == Sockets()


def test_states_are_ours() -> None:
    found, _ = resources(
        "local.connection",
        entry("127.0.0.1:1", "127.0.0.1:2"),
        entry("127.0.0.1:3", "127.0.0.1:4", status="SYN_SENT"),
        entry("127.0.0.1:5", "127.0.0.1:6", status="CLOSE_WAIT"),
    )
    assert [item.state for item in found] == [State.RUNNING, State.PENDING, State.TERMINATED]


def test_sockets_without_a_visible_process_are_counted() -> None:
    seen = arranged(entry("0.0.0.0:80"), entry("0.0.0.0:81", pid=3), entry("192.0.2.7:80", "203.0.113.5:1"))
    assert seen.unowned == 2


def test_plain_addresses() -> None:
    assert plain("::ffff:10.0.0.1") == "10.0.0.1"
    assert plain("::ffff:a00:1") == "::ffff:a00:1"
    assert plain("fe80::1") == "fe80::1"


def test_thousands_of_connections_take_no_more_than_their_number() -> None:
    def seconds(count: int) -> float:
        entries = [entry("0.0.0.0:443", pid=3)]
        entries += [entry("192.0.2.7:443", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}:5000", pid=3) for n in range(count)]
        best = 60.0
        for _ in range(3):
            started = time.process_time()
            assert len(arranged(*entries).connections) == count
            best = min(best, time.process_time() - started)
        return best

    assert seconds(16_000) < seconds(2_000) * 8 * 4
