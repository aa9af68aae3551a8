"""File systems, interfaces, addresses, sessions, clock, CPUs, memory and host of this machine, for real."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from dharma_tui.core.clock import FrozenClock, SystemClock
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Point, ResourceRef, State
from dharma_tui.services.discovery.local import file_systems
from dharma_tui.services.discovery.local._rates import Rates
from dharma_tui.services.discovery.local.block_devices import BlockDeviceService
from dharma_tui.services.discovery.local.cpus import CpuService
from dharma_tui.services.discovery.local.file_systems import FileSystemService
from dharma_tui.services.discovery.local.host import HostService
from dharma_tui.services.discovery.local.memory import MemoryService
from dharma_tui.services.discovery.local.network import NetworkService
from dharma_tui.services.discovery.local.sessions import SessionService
from dharma_tui.services.discovery.local.time_sync import TimeSyncService
from tests.listing import list_kind
from tests.stopwatch import stopwatch

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc and /sys")
MOUNTS = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="only root can mount")


def values(points: Sequence[Point]) -> dict[str, float]:
    return {point.metric.name: point.value for point in points}


async def refs(service: ProviderService, kind: str) -> list[ResourceRef]:
    return [resource.ref for resource in (await list_kind(service, kind)).resources]


# -- rates


def test_rates_are_growth_a_second() -> None:
    clock = FrozenClock()
    rates = Rates(clock)
    assert rates.step("disk", {"read": 100}) == {}
    assert rates.step("disk", {"read": 200}) == {}
    clock.elapsed += 2
    assert rates.step("disk", {"read": 300, "new": 5}) == {"read": 50}
    clock.elapsed += 1
    assert rates.step("disk", {"read": 10, "new": 6}) == {"new": 1}
    rates.keep(set())
    clock.elapsed += 1
    assert rates.step("disk", {"read": 20}) == {}


# -- file systems


async def test_the_machine_stands_on_its_root_file_system() -> None:
    (host,) = (await list_kind(HostService(SystemClock()), "local.host")).resources
    mounted = await list_kind(FileSystemService(SystemClock()), "local.file_system")
    assert host.attrs["root_file_system"] == mounted.one("/").ref.key


async def test_where_no_root_is_mounted_none_is_named(tmp_path: Path) -> None:
    (host,) = (await list_kind(HostService(SystemClock(), tmp_path), "local.host")).resources
    assert host.attrs["root_file_system"] is None


async def test_usage_agrees_with_the_system(tmp_path: Path) -> None:
    found = await list_kind(FileSystemService(SystemClock()), "local.file_system")
    root = found.one("/")
    usage = shutil.disk_usage("/")
    assert root.attrs["total"] == usage.total
    assert root.state is State.RUNNING
    (free,) = [
        point.value for point in FileSystemService(SystemClock()).sample([root.ref]) if point.metric.name == "available"
    ]
    assert abs(free - usage.free) < 0.05 * usage.total


@MOUNTS
def test_mount_points_with_spaces_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    plain, odd = tmp_path / "a b\\c", Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    plain.mkdir()
    odd.mkdir()
    script = 'mount -t tmpfs -o size=1m one "$1" && mount -t tmpfs -o size=1m,ro two "$2" && shift 2 && exec "$@"'
    child = [sys.executable, "-m", "tests.integration.local_child", "local.file_system"]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", str(plain), odd, *child],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    found = {item["name"]: item["attrs"] for item in json.loads(done.stdout)["local.file_system"]["resources"]}
    assert found[str(plain)]["total"] == 1024 * 1024
    assert found[f"{tmp_path}/\\udcff\\udcfe"]["read_only"] is True


@LINUX
async def test_a_dead_server_holds_up_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "proc/self/mountinfo"
    table.parent.mkdir(parents=True)
    table.write_text("22 1 0:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:50 / /dead rw - nfs4 server:/export rw\n")
    released = threading.Event()
    real = os.statvfs

    def statvfs(path: str) -> os.statvfs_result:
        if path == "/dead":
            released.wait(30)
        return real("/")

    monkeypatch.setattr(os, "statvfs", statvfs)
    monkeypatch.setattr(file_systems, "ANSWER_SECONDS", 0.1)
    try:
        service = FileSystemService(SystemClock(), tmp_path)
        with stopwatch() as took:
            found = await list_kind(service, "local.file_system")
        assert took.seconds < 5
        assert {item.name: item.state for item in found.resources} == {"/": State.RUNNING, "/dead": State.DEGRADED}
        assert [note.what for note in found.unseen] == ["usage of /dead"]
        assert {point.metric.ref for point in service.sample([item.ref for item in found.resources])} == {
            found.one("/").ref
        }
    finally:
        released.set()


@LINUX
async def test_secrets_in_the_mount_table_do_not_leave(tmp_path: Path) -> None:
    table = tmp_path / "proc/self/mountinfo"
    table.parent.mkdir(parents=True)
    table.write_text("23 1 0:50 / / rw,password=hunter2 - davfs https://me:hunter3@dav.example/ rw\n")
    (mount,) = (await list_kind(FileSystemService(SystemClock(), tmp_path), "local.file_system")).resources
    assert "hunter" not in repr(mount)
    assert "dav.example" in str(mount.attrs["device"])


@LINUX
async def test_the_root_file_system_stands_on_a_device_that_is_listed() -> None:
    file_systems_found = await list_kind(FileSystemService(SystemClock()), "local.file_system")
    devices = await refs(BlockDeviceService(SystemClock()), "local.block_device")
    on_devices = {edge.dst for edge in file_systems_found.relationships if edge.verb.value == "stores_in"}
    if not on_devices:
        pytest.skip("no file system on a block device here")
    assert on_devices <= set(devices)


# -- network


async def test_loopback_is_an_interface_with_its_addresses() -> None:
    service = NetworkService(SystemClock())
    interfaces = await list_kind(service, "local.interface")
    addresses = await list_kind(service, "local.address")
    loopback = next(item for item in interfaces.resources if item.attrs["type"] == "loopback")
    assert loopback.state is State.RUNNING
    mine = addresses.one("127.0.0.1/8")
    assert mine.attrs["network"] == "loopback"
    edges = {(edge.src, edge.verb.value, edge.dst) for edge in (*interfaces.relationships, *addresses.relationships)}
    assert (mine.ref, "attached_to", loopback.ref) in edges
    assert (ResourceRef("local.host", service.machine.id), "contains", loopback.ref) in edges


async def test_traffic_is_measured() -> None:
    service = NetworkService(SystemClock())
    interfaces = await list_kind(service, "local.interface")
    loopback = next(item.ref for item in interfaces.resources if item.attrs["type"] == "loopback")
    assert list(service.sample([loopback])) == []
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as here:
        there, _ = server.accept()
        with there:
            here.sendall(b"x" * 60_000)
            received = 0
            while received < 60_000:
                received += len(there.recv(65536))
    rates = values(list(service.sample([loopback])))
    assert rates["rx"] > 0
    assert rates["tx"] > 0


# -- sessions


def record(kind: int, pid: int, line: str, user: str, host: str, seconds: int) -> bytes:
    """One entry of the login table, ``struct utmp`` of glibc on 64-bit machines."""
    return struct.pack(
        "=hxxi32s4s32s256shhiii4i20x",
        kind,
        pid,
        line.encode(),
        b"",
        user.encode(),
        host.encode(),
        0,
        0,
        0,
        seconds,
        0,
        0,
        0,
        0,
        0,
    )


@pytest.fixture
def logins(tmp_path: Path) -> Iterator[Path]:
    """A login table of our own, in place of the system's."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "utmpname") or struct.calcsize("P") != 8:
        pytest.skip("no utmp here")
    path = tmp_path / "utmp"
    libc.utmpname(os.fsencode(path))
    yield path
    libc.utmpname(b"/var/run/utmp")


async def test_logged_in_users_are_sessions(logins: Path) -> None:
    began = 1_767_225_600
    logins.write_bytes(
        record(7, os.getpid(), "pts/0", "ada", "203.0.113.9", began)
        + record(7, 1, "tty1", "root", "", began + 5)
        + record(8, 77, "pts/1", "gone", "", began)
    )
    if len(psutil.users()) != 2:
        pytest.skip("this system's login table has another form")
    service = SessionService(SystemClock())
    found = await list_kind(service, "local.session")
    ada = found.one("ada@pts/0")
    assert ada.attrs["started"] == "2026-01-01T00:00:00+00:00"
    assert {item.name for item in found.resources} == {"ada@pts/0", "root@tty1"}
    edges = {
        (edge.src.kind, edge.verb.value, edge.dst.kind)
        for edge in found.relationships
        if ada.ref in (edge.src, edge.dst)
    }
    assert edges == {
        ("local.session", "connects_to", "local.host"),
        ("local.session", "manages", "local.process"),
        ("local.remote_host", "connects_to", "local.session"),
    }


# -- clock


@LINUX
async def test_the_clock_says_whether_it_is_kept_in_time() -> None:
    (clock,) = (await list_kind(TimeSyncService(SystemClock()), "local.time_sync")).resources
    assert clock.state in {State.RUNNING, State.DEGRADED, State.STOPPED}
    assert isinstance(clock.attrs["synchronised"], bool)


@LINUX
async def test_the_clocks_keeper_and_its_servers_are_found(tmp_path: Path) -> None:
    for name, text in {
        "run/chrony/x": "",
        "proc/77/comm": "chronyd\n",
        "proc/78/comm": "bash\n",
        "etc/chrony/chrony.conf": "# pool commented.example\npool 2.pool.example iburst\nserver ntp.example\n",
        "etc/systemd/timesyncd.conf": "[Time]\n#NTP=no.example\nNTP=a.example b.example\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (clock,) = (await list_kind(TimeSyncService(SystemClock(), tmp_path), "local.time_sync")).resources
    assert clock.attrs["daemon"] == "chrony"
    assert clock.attrs["servers"] == ["2.pool.example", "a.example", "b.example", "ntp.example"]


# -- host, CPUs, memory


async def test_the_host_is_what_the_system_says() -> None:
    service = HostService(SystemClock())
    (host,) = (await list_kind(service, "local.host")).resources
    assert host.ref.key == service.machine.id
    assert host.attrs["cpus"] == psutil.cpu_count()
    assert host.attrs["memory"] == psutil.virtual_memory().total
    uptime = host.attrs["uptime"]
    assert isinstance(uptime, int)
    assert abs(uptime - (time.time() - psutil.boot_time())) < 5
    system = await list_kind(service, "local.operating_system")
    assert [(edge.verb.value, edge.dst) for edge in system.relationships] == [("runs_on", host.ref)]


def test_the_host_is_measured_without_being_asked_for() -> None:
    service = HostService(SystemClock())
    first = values(list(service.sample([])))
    assert {"load1", "load5", "load15", "memory", "memory_used", "memory_available", "swap", "processes"} == set(first)
    spin = time.process_time() + 0.1
    while time.process_time() < spin:
        pass
    second = values(list(service.sample([])))
    assert set(second) == {spec.name for spec in service.kinds[0].metrics}
    assert 0 < second["cpu"] <= 100
    assert 0 < second["memory"] < 100
    assert second["processes"] >= 1


async def test_cpus_and_memory_are_measured_when_asked_for() -> None:
    cpus, memory = CpuService(SystemClock()), MemoryService(SystemClock())
    shown = await refs(cpus, "local.cpu")
    assert len(shown) >= (psutil.cpu_count() or 1)
    assert list(cpus.sample([])) == list(memory.sample([])) == []
    list(cpus.sample(shown))
    spin = time.process_time() + 0.1
    while time.process_time() < spin:
        pass
    busy = [point.value for point in cpus.sample(shown)]
    assert busy
    assert max(busy) > 0
    assert all(0 <= share <= 100 for share in busy)
    used = values(list(memory.sample(await refs(memory, "local.memory"))))
    assert 0 < used["used"] < 100


def test_sampling_the_host_is_cheap() -> None:
    """Five milliseconds of processor time a round is two percent of a core at a round every quarter of a second."""
    services: list[Any] = [
        service(SystemClock()) for service in (HostService, CpuService, MemoryService, NetworkService)
    ]
    best = 60.0
    for _ in range(10):
        started = time.process_time()
        for service in services:
            list(service.sample([]))
        best = min(best, time.process_time() - started)
    assert best < 0.005


def test_disks_are_counted_once() -> None:
    from dharma_tui.services.discovery.local.host import _is_disk

    every = dict.fromkeys(
        ("sda", "sda1", "nvme0n1", "nvme0n1p2", "dm-0", "md0", "loop0", "vdb1", "mmcblk0", "mmcblk0p1")
    )
    assert [name for name in every if _is_disk(name, every)] == ["sda", "nvme0n1", "vdb1", "mmcblk0"]


def test_importing_the_provider_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from dharma_tui.core.clock import SystemClock\n"
        "from dharma_tui.services.providers import provider_services\n"
        "provider_services(SystemClock())\n"
        "print(sorted({'psutil', 'httpx', 'duckdb', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


async def test_every_kind_of_the_machine_is_in_one_topology() -> None:
    """Everything listed here hangs together: by its edges, each resource leads to the host or is led to from it."""
    from dharma_tui.services.providers import provider_services

    here = [service for service in provider_services(SystemClock()) if service.provider == "local"]
    services = [service for service in here if service.name != "local.containers"]
    listings = await asyncio.gather(*(list_kind(service, kind.kind) for service in services for kind in service.kinds))
    near: dict[ResourceRef, set[ResourceRef]] = {}
    for found in listings:
        for edge in found.relationships:
            near.setdefault(edge.src, set()).add(edge.dst)
            near.setdefault(edge.dst, set()).add(edge.src)
    host = next(item.ref for found in listings for item in found.resources if item.ref.kind == "local.host")
    reached, ahead = {host}, [host]
    while ahead:
        fresh = near.get(ahead.pop(), set()) - reached
        reached |= fresh
        ahead += fresh
    lost = {item.ref.kind for found in listings for item in found.resources if item.ref not in reached}
    assert lost <= {"local.connection", "local.remote_host"}  # those whose process may not be seen
