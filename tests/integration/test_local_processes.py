"""Processes of this machine, for real: secrets, hostile names, long lines, ends in the middle, edges and figures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.links import linked
from dharma_tui.core.provider import Unseen
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.services.discovery.local.processes import COMMAND_LIMIT, ProcessService
from tests.listing import Found, list_kind

Start = Callable[..., subprocess.Popen[bytes]]
WAIT = "import sys; print('ready', flush=True); sys.stdin.read()"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a Python program with arguments and waits until it says it is ready; ends them all afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(code: str, *arguments: str | bytes) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-S", "-E", "-c", code, *arguments]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"ready"
        return process

    yield start_one
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


@pytest.fixture
def service() -> ProcessService:
    return ProcessService(SystemClock(), with_self=True)


async def listed(service: ProcessService) -> Found:
    return await list_kind(service, "local.process")


def wait_until(child: subprocess.Popen[bytes], what: int) -> None:
    """Wait until the child has ended or stopped, without burying it."""
    os.waitid(os.P_PID, child.pid, what | os.WNOWAIT)


def by_pid(found: Found, pid: int) -> dict[str, object]:
    (resource,) = [resource for resource in found.resources if resource.attrs["pid"] == pid]
    return {**resource.attrs, "key": resource.ref.key, "name": resource.name, "state": resource.state}


async def test_secrets_in_arguments_do_not_leave(service: ProcessService, start: Start) -> None:
    child = start(WAIT, "--password", "hunter2", "--token=hunter3", "postgres://app:hunter4@db/app", "--keep=this")
    attrs = by_pid(await listed(service), child.pid)
    assert "hunter" not in repr(attrs)
    assert "--keep=this" in str(attrs["command"])


async def test_undecodable_arguments_and_escapes_are_storable(service: ProcessService, start: Start) -> None:
    child = start(WAIT, b"caf\xe9\xff", b"\x1b[31mred\x1b[0m", "‮")
    attrs = by_pid(await listed(service), child.pid)
    str(attrs).encode("utf-8")
    assert "\\udce9" in str(attrs["command"])


@LINUX
async def test_a_hostile_name_is_storable(service: ProcessService, start: Start) -> None:
    rename = r"open('/proc/self/comm', 'wb').write(b'\x1b[2J\xff\n'); "
    child = start(rename + WAIT)
    attrs = by_pid(await listed(service), child.pid)
    str(attrs["name"]).encode("utf-8")
    assert attrs["pid"] == child.pid


async def test_a_megabyte_of_arguments_is_cut(service: ProcessService, start: Start) -> None:
    child = start(WAIT, *(["x" * 100_000] * 10))
    attrs = by_pid(await listed(service), child.pid)
    assert len(str(attrs["command"])) <= COMMAND_LIMIT
    assert str(attrs["command"]).endswith("…")
    assert len(repr(attrs["args"])) < 2 * COMMAND_LIMIT


async def test_a_secret_where_the_line_is_cut_stays_hidden(service: ProcessService, start: Start) -> None:
    child = start(WAIT, "y" * (COMMAND_LIMIT - 120), "--secret=" + "hunter2" * 40)
    assert "hunter" not in repr(by_pid(await listed(service), child.pid))


async def test_a_process_that_ends_while_listed_is_no_error(service: ProcessService, start: Start) -> None:
    children = [start(WAIT) for _ in range(8)]
    scope = (await service.scopes())[0]
    items = service.list(service.kinds[0], scope)
    seen = [await anext(items)]
    for child in children:
        child.kill()
        child.wait()
    seen += [item async for item in items]
    keys = [service.normalise(service.kinds[0], scope, item).ref.key for item in seen if not isinstance(item, Unseen)]
    assert len(keys) == len(set(keys)) > 1


async def test_a_child_is_managed_by_its_parent(service: ProcessService, start: Start) -> None:
    child = start(WAIT)
    found = await listed(service)
    parent, mine = by_pid(found, os.getpid()), by_pid(found, child.pid)
    edges = {(edge.src.key, edge.verb.value, edge.dst.key) for edge in found.relationships}
    assert (parent["key"], "manages", mine["key"]) in edges
    assert (mine["key"], "runs_on", mine["host"]) in edges


@LINUX
async def test_a_process_that_nobody_has_buried_is_terminated(service: ProcessService, start: Start) -> None:
    child = start(WAIT)
    child.send_signal(signal.SIGKILL)
    wait_until(child, os.WEXITED)
    assert by_pid(await listed(service), child.pid)["state"] is State.TERMINATED


async def test_a_stopped_process_is_stopped(service: ProcessService, start: Start) -> None:
    child = start(WAIT)
    child.send_signal(signal.SIGSTOP)
    wait_until(child, os.WSTOPPED)
    assert by_pid(await listed(service), child.pid)["state"] is State.STOPPED


async def test_a_rescan_finds_the_same_facts(start: Start) -> None:
    """Two scans by different processes, as services are made anew: only volatile attributes may differ."""
    child = start(WAIT)
    facts = []
    for service in (ProcessService(SystemClock(), with_self=True), ProcessService(SystemClock(), with_self=True)):
        attrs = by_pid(await listed(service), child.pid)
        facts.append({name: value for name, value in attrs.items() if name not in service.kinds[0].volatile})
    assert facts[0] == facts[1]


async def test_another_program_in_the_same_process_is_a_change(service: ProcessService, start: Start) -> None:
    again = "import os, sys; print('ready', flush=True); sys.stdin.readline(); "
    child = start(again + "os.execv(sys.executable, ['renamed', '-S', '-c', " + repr(WAIT) + "])")
    before = by_pid(await listed(service), child.pid)
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(b"go\n")
    child.stdin.flush()
    child.stdout.readline()
    after = by_pid(await listed(service), child.pid)
    assert before["key"] == after["key"]
    assert before["args"] != after["args"]


async def test_a_busy_process_is_measured(service: ProcessService, start: Start) -> None:
    busy = "import sys, time\nprint('ready', flush=True)\nsys.stdin.readline()\n"
    busy += "while time.process_time() < 0.3: pass\nprint('done', flush=True)\nsys.stdin.read()"
    child = start(busy)
    ref = ResourceRef("local.process", str(by_pid(await listed(service), child.pid)["key"]))
    first = {point.metric.name: point.value for point in service.sample([ref])}
    assert set(first) == {"rss"}
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(b"go\n")
    child.stdin.flush()
    assert child.stdout.readline().strip() == b"done"
    second = {point.metric.name: point.value for point in service.sample([ref])}
    assert second["rss"] > 1_000_000
    assert 5 < second["cpu"] <= 150
    assert second["read"] >= 0


async def test_a_process_that_is_gone_is_not_measured(service: ProcessService, start: Start) -> None:
    child = start(WAIT)
    ref = ResourceRef("local.process", str(by_pid(await listed(service), child.pid)["key"]))
    child.kill()
    child.wait()
    assert list(service.sample([ref])) == []
    reused = ResourceRef("local.process", ref.key.replace(f"/{child.pid}:", f"/{os.getpid()}:"))
    assert list(service.sample([reused])) == []


async def test_edges_of_links_lead_to_what_was_listed(service: ProcessService) -> None:
    found = await listed(service)
    keys = {resource.ref for resource in found.resources}
    parents = {
        edge.src
        for resource in found.resources
        for edge in linked(service.kinds[0], resource)
        if ":parent" in edge.source
    }
    assert len(parents - keys) <= 2
