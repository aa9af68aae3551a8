"""Sockets of this machine, for real: a listener, a connection with both ends here, and many of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import AccessDeniedError
from dharma_tui.services.discovery.local.sockets import SocketService
from tests.listing import Found, list_kind

CALL = """
import socket, sys
calls = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["127.0.0.1", "::"], ids=["ipv4", "dual-stack"])
def server(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    """A listening socket of this process."""
    if request.param == "::":
        if not socket.has_dualstack_ipv6():
            pytest.skip("no dual-stack sockets here")
        made = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)
    else:
        made = socket.create_server((request.param, 0), backlog=512)
    with made:
        yield made


def call(server: socket.socket, count: int) -> subprocess.Popen[bytes]:
    """A child process that holds ``count`` connections to ``server``."""
    command = [sys.executable, "-S", "-E", "-c", CALL, str(server.getsockname()[1]), str(count)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"ready"
    return child


async def listed(kind: str) -> Found:
    return await list_kind(SocketService(SystemClock()), kind)


async def test_a_listening_socket_is_attached_to_its_process(server: socket.socket) -> None:
    found = await listed("local.socket")
    port = server.getsockname()[1]
    (mine,) = [item for item in found.resources if item.attrs["port"] == port]
    assert mine.attrs["pid"] == os.getpid()
    (owner,) = [edge.dst for edge in found.relationships if edge.src == mine.ref and edge.verb.value == "attached_to"]
    assert f"/{os.getpid()}:" in owner.key


async def test_a_system_that_tells_only_root_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(kind: str) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "net_connections", refuse)
    with pytest.raises(AccessDeniedError, match="only to root"):
        await listed("local.socket")


async def test_connected_processes_are_an_edge(server: socket.socket) -> None:
    child = call(server, 1)
    accepted, _ = server.accept()
    try:
        found = await listed("local.connection")
        between = [
            (edge.src.key, edge.dst.key)
            for edge in found.relationships
            if edge.src.kind == edge.dst.kind == "local.process" and f"/{child.pid}:" in edge.src.key
        ]
        assert len(set(between)) == 1
        assert f"/{os.getpid()}:" in between[0][1]
    finally:
        accepted.close()
        child.communicate()


async def test_hundreds_of_connections_are_all_listed(server: socket.socket) -> None:
    child = call(server, 300)
    accepted = [server.accept()[0] for _ in range(300)]
    try:
        found = await listed("local.connection")
        port = server.getsockname()[1]
        ends = [item for item in found.resources if port in (item.attrs["local_port"], item.attrs["remote_port"])]
        assert len(ends) == 600
        assert len({item.ref for item in ends}) == 600
        assert {item.attrs["pid"] for item in ends} == {child.pid, os.getpid()}
    finally:
        for connection in accepted:
            connection.close()
        child.communicate()


async def test_the_kinds_of_one_scan_share_a_reading_and_the_next_scan_does_not(server: socket.socket) -> None:
    service = SocketService(SystemClock())
    port = server.getsockname()[1]

    async def ports() -> set[object]:
        return {item.attrs["port"] for item in (await list_kind(service, "local.socket")).resources}

    assert port in await ports()
    await list_kind(service, "local.connection")
    server.close()
    assert port not in await ports()
