"""This machine itself and its operating system, with its live load, memory, disk and network figures."""

from __future__ import annotations

import os
import platform
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    HOST,
    ON_HOST,
    LocalService,
    number,
    size,
    span,
    text,
)
from dharma_tui.services.discovery.local._machine import read_text
from dharma_tui.services.discovery.local._mounts import mounts
from dharma_tui.services.discovery.local._rates import Rates

_NOT_DISKS = ("dm-", "md", "loop", "zram", "ram", "nbd", "sr", "fd")
"""Block devices that stand on others or on memory: adding them would count the same bytes twice."""
_NOT_WIRES = ("lo", "veth", "br-", "docker", "cni", "flannel", "cali", "virbr", "ifb", "dummy", "tap")
"""Interfaces whose traffic stays on the machine or is counted again on the wire."""

_HOST = KindSpec(
    HOST,
    "Host",
    "Hosts",
    "This machine: its hardware, load and uptime.",
    aliases=("host", "hosts", "machine"),
    glyph="▣",
    columns=(
        text("os", "OS", "os", 22, "Operating system and version."),
        number("cpus", "CPUS", "cpus", 5, "Logical CPUs."),
        size("mem", "MEM", "memory", "Physical memory."),
        number("load", "LOAD", "load.1", 6, "Load average of the last minute, when last changed; live in metrics."),
        span("uptime", "UPTIME", "uptime", "Since boot, when last changed."),
        text("arch", "ARCH", "architecture", 8, "Instruction set."),
        text("virt", "VIRT", "virtualisation", 12, "Hypervisor or container engine it runs under, if any.", wide=True),
        text("vendor", "VENDOR", "vendor", 16, "Who made it.", wide=True),
        text("model", "MODEL", "model", 20, "Product name.", wide=True),
    ),
    metrics=(
        MetricSpec("cpu", "CPU", "percent"),
        MetricSpec("load1", "Load 1 min", "load"),
        MetricSpec("load5", "Load 5 min", "load"),
        MetricSpec("load15", "Load 15 min", "load"),
        MetricSpec("memory", "Memory used", "percent"),
        MetricSpec("memory_used", "Memory used", "bytes"),
        MetricSpec("memory_available", "Memory available", "bytes"),
        MetricSpec("swap", "Swap used", "percent"),
        MetricSpec("disk_read", "Disk read", "bytes/s"),
        MetricSpec("disk_write", "Disk written", "bytes/s"),
        MetricSpec("net_rx", "Network received", "bytes/s"),
        MetricSpec("net_tx", "Network sent", "bytes/s"),
        MetricSpec("processes", "Processes", "count"),
    ),
    links=(Link("root_file_system", "local.file_system", Verb.STORES_IN),),
    states={"up": State.RUNNING},
    volatile=("load", "uptime", "booted"),
)
_OS = KindSpec(
    "local.operating_system",
    "Operating system",
    "Operating systems",
    "The operating system and kernel this machine runs.",
    aliases=("os", "kernel"),
    glyph="◍",
    columns=(
        text("version", "VERSION", "version", 12, "Release of the distribution."),
        text("kernel", "KERNEL", "kernel", 24, "Kernel release."),
        text("arch", "ARCH", "architecture", 8, "Instruction set."),
        text("init", "INIT", "init", 10, "What runs as the first process."),
        text("timezone", "TIMEZONE", "timezone", 18, "Local time zone.", wide=True),
        text("build", "BUILD", "kernel_build", 40, "How the kernel was built.", wide=True),
    ),
    links=(ON_HOST,),
    states={"running": State.RUNNING},
)


class HostService(LocalService):
    """Lists the machine and its operating system; measures the machine."""

    name = "local.host"
    kinds = (_HOST, _OS)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._rates = Rates(clock)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        system = self._system()
        if kind.kind == HOST:
            yield {**system, **self._hardware()}
        else:
            yield system

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        pretty = f"{raw['os_name']} {raw['os_version']}".strip()
        if kind.kind == HOST:
            one, five, fifteen = raw["load"]
            attrs: dict[str, Json] = {
                "os": pretty,
                "cpus": raw["cpus"],
                "cores": raw["cores"],
                "cpu_model": raw["cpu_model"],
                "memory": raw["memory"],
                "load": {"1": one, "5": five, "15": fifteen},
                "uptime": raw["uptime"],
                "booted": raw["booted"],
                "boot": raw["boot"],
                "architecture": raw["architecture"],
                "virtualisation": raw["virtualisation"],
                "root_file_system": self.key("/") if raw["has_root"] else None,
                "vendor": raw["vendor"],
                "model": raw["model"],
            }
            return self.resource(kind, scope, self.machine.id, raw["hostname"], attrs, kind.state("up"))
        attrs = {
            "id": raw["os_id"],
            "version": raw["os_version"],
            "family": raw["family"],
            "kernel": raw["kernel"],
            "kernel_build": raw["kernel_build"],
            "architecture": raw["architecture"],
            "init": raw["init"],
            "timezone": raw["timezone"],
        }
        return self.resource(kind, scope, self.key("os"), pretty, attrs, kind.state("running"))

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        at = self.clock.now()
        ref = ResourceRef(HOST, self.machine.id)
        units = {spec.name: spec.unit for spec in _HOST.metrics}
        return [Point(Metric(ref, name, units[name]), at, value) for name, value in self._measure()]

    def _measure(self) -> Iterator[tuple[str, float]]:
        import psutil

        one, five, fifteen = os.getloadavg()
        yield from (("load1", one), ("load5", five), ("load15", fifteen))
        memory = psutil.virtual_memory()
        yield from (
            ("memory", 100 * (memory.total - memory.available) / memory.total),
            ("memory_used", memory.total - memory.available),
            ("memory_available", memory.available),
            ("swap", _swap_used(self.root)),
            ("processes", float(len(psutil.pids()))),
        )
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        busy = sum(times) - idle - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
        shares = self._rates.step("cpu", {"busy": busy, "idle": idle})
        if (whole := sum(shares.values())) > 0:
            yield "cpu", 100 * shares.get("busy", 0.0) / whole  # time spent waiting for disks may run backwards
        yield from self._moved()

    def _moved(self) -> Iterator[tuple[str, float]]:
        """Bytes a second over all disks and all wires; one that comes or goes makes no jump."""
        import psutil

        disks = psutil.disk_io_counters(perdisk=True, nowrap=False)
        wires = psutil.net_io_counters(pernic=True, nowrap=False)
        counted: dict[tuple[str, str], dict[str, float]] = {
            ("disk", name): {"disk_read": disk.read_bytes, "disk_write": disk.write_bytes}
            for name, disk in disks.items()
            if _is_disk(name, disks)
        }
        for name, wire in wires.items():
            if not name.startswith(_NOT_WIRES):
                counted["wire", name] = {"net_rx": wire.bytes_recv, "net_tx": wire.bytes_sent}
        totals: dict[str, float] = {}
        for subject, counters in counted.items():
            for name, rate in self._rates.step(subject, counters).items():
                totals[name] = totals.get(name, 0.0) + rate
        self._rates.keep({"cpu", *counted})
        yield from totals.items()

    def _system(self) -> dict[str, Any]:
        uname = platform.uname()
        release = _os_release(self.root)
        return {
            "hostname": self.machine.hostname,
            "os_name": release.get("NAME") or uname.system,
            "os_id": release.get("ID", uname.system.lower()),
            "os_version": release.get("VERSION_ID", "" if release else platform.mac_ver()[0] or uname.release),
            "family": uname.system,
            "kernel": uname.release,
            "kernel_build": uname.version,
            "architecture": uname.machine,
            "init": _init(self.root),
            "timezone": _timezone(self.root),
        }

    def _hardware(self) -> dict[str, Any]:
        import psutil

        now = self.clock.now()
        first_cpu = _first_cpu(self.root)
        booted = datetime.fromtimestamp(psutil.boot_time(), UTC)
        return {
            "has_root": any(mount.point == "/" for mount in mounts(self.root)),
            "cpus": psutil.cpu_count(),
            "cores": psutil.cpu_count(logical=False),
            "cpu_model": _cpu_model(first_cpu),
            "memory": psutil.virtual_memory().total,
            "load": os.getloadavg(),
            "uptime": max(0, int((now - booted) / timedelta(seconds=1))),
            "booted": booted.isoformat(timespec="seconds"),
            "boot": self.machine.boot,
            "virtualisation": _virtualisation(self.root, first_cpu),
            "vendor": read_text(self.root / "sys/class/dmi/id/sys_vendor"),
            "model": read_text(self.root / "sys/class/dmi/id/product_name")
            or read_text(self.root / "proc/device-tree/model").rstrip("\0"),
        }


def _swap_used(root: Path) -> float:
    """Percent of the swap space in use."""
    lines = (line.split() for line in read_text(root / "proc/meminfo").splitlines())
    found = {words[0]: int(words[1]) for words in lines if words[0] in {"SwapTotal:", "SwapFree:"}}
    if "SwapTotal:" in found:
        total = found["SwapTotal:"]
        return 100 * (total - found.get("SwapFree:", 0)) / total if total else 0.0
    import psutil

    return psutil.swap_memory().percent


def _is_disk(name: str, every: Mapping[str, object]) -> bool:
    """Whether ``name`` is a whole disk: not a layer on another device, and not a partition of one listed here."""
    if name.startswith(_NOT_DISKS):
        return False
    stem = name.rstrip("0123456789")
    parents = {stem, stem[:-1]} if stem.endswith("p") else {stem}
    return stem == name or not any(parent in every for parent in parents)


def _os_release(root: Path) -> dict[str, str]:
    lines = (read_text(root / "etc/os-release") or read_text(root / "usr/lib/os-release")).splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _init(root: Path) -> str:
    if (root / "run/systemd/system").is_dir():
        return "systemd"
    if (root / "run/openrc").is_dir():
        return "openrc"
    return read_text(root / "proc/1/comm")


def _timezone(root: Path) -> str:
    named = read_text(root / "etc/timezone")
    if named:
        return named
    try:
        return str((root / "etc/localtime").readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""


def _first_cpu(root: Path) -> str:
    """What the kernel says of the first CPU; the whole text takes it long to make on machines with many."""
    try:
        with (root / "proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            return file.read(4096).partition("\n\n")[0]
    except OSError:
        return ""


def _cpu_model(about: str) -> str:
    for line in about.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in {"model name", "Hardware", "Processor", "cpu model"}:
            return value.strip()
    return platform.processor()


def _virtualisation(root: Path, cpu: str) -> str:
    """What the machine runs under, from marks any user may read."""
    for mark, word in ((".dockerenv", "docker"), ("run/.containerenv", "podman")):
        if (root / mark).exists():
            return word
    product = " ".join(read_text(root / f"sys/class/dmi/id/{name}") for name in ("sys_vendor", "product_name")).lower()
    words = (
        "kvm",
        "qemu",
        "vmware",
        "virtualbox",
        "xen",
        "bochs",
        "amazon ec2",
        "google",
        "parallels",
        "virtual machine",
    )
    for word in words:
        if word in product:
            return {"virtual machine": "hyper-v", "qemu": "kvm", "amazon ec2": "ec2", "google": "gce"}.get(word, word)
    return "vm" if " hypervisor" in cpu.partition("flags")[2].partition("\n")[0] else ""
