"""The processes of this machine, with live CPU, memory and disk figures of those asked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Bearing, Column, ColumnType, KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.secrets import mask, mask_arguments
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local import _cgroups
from dharma_tui.services.discovery.local._common import (
    BATCH,
    ON_HOST,
    PROCESS,
    ROOT_HINT,
    LocalService,
    identifier,
    moment,
    number,
    percent,
    size,
    span,
    text,
)
from dharma_tui.services.discovery.local._machine import privileged, read_text
from dharma_tui.services.discovery.local._pids import LINUX, TICKS, ProcessKeys, read_key, start_mark
from dharma_tui.services.discovery.local._rates import Rates

if TYPE_CHECKING:
    import psutil

READ = (
    "pid",
    "ppid",
    "name",
    "username",
    "cmdline",
    "status",
    "num_threads",
    "memory_info",
    "cpu_times",
    "nice",
    "exe",
    "terminal",
)
"""What is asked of psutil for every process."""
COMMAND_LIMIT = 2048
"""Characters of a command line kept; some are a megabyte long."""
_ARGUMENTS_LIMIT = 64
_SLACK = 2048
"""Characters beyond the limit that are still masked, so that a secret cut in two is recognised."""

_RUNNING = (
    "running", "sleeping", "disk-sleep", "idle", "parked", "waking", "wake-kill", "locked", "waiting",
)  # fmt: skip

_PROCESS = KindSpec(
    PROCESS,
    "Process",
    "Processes",
    "A running program.",
    aliases=("ps", "proc", "process", "processes", "top", "pid"),
    glyph="▸",
    columns=(
        identifier("pid", "PID", "pid", 8, "Process id."),
        text("user", "USER", "user", 10, "Whose rights it has."),
        percent("cpu", "CPU%", "cpu.percent", "Share of one CPU over its whole life, as ps shows; live in metrics."),
        size("mem", "MEM", "memory.rss", "Resident memory."),
        text("command", "COMMAND", "command", 48, "Command line with secrets masked, or the title it gave itself."),
        percent("memp", "MEM%", "memory.percent", "Resident memory as a share of the machine's.", wide=True),
        size("virt", "VIRT", "memory.vms", "Address space.", wide=True),
        size("shr", "SHR", "memory.shared", "Resident memory it may share.", wide=True),
        span("time", "TIME+", "cpu.seconds", "CPU time used.", wide=True),
        number("threads", "THR", "threads", 4, "Threads.", wide=True),
        number("nice", "NI", "nice", 3, "Niceness.", wide=True),
        text("status", "S", "status", 10, "The kernel's own word for what it is doing.", wide=True),
        text("tty", "TTY", "terminal", 8, "Controlling terminal.", wide=True),
        identifier("ppid", "PPID", "ppid", 8, "Process id of its parent.", wide=True),
        moment("started", "STARTED", "started", "When it started.", wide=True),
        text("service", "SERVICE", "unit", 20, "The service it belongs to.", wide=True),
        Column("container", "CONTAINER", "container_id", ColumnType.TEXT, 12, True, "The container it runs in."),
        text("exe", "EXE", "exe", 30, "The program's file.", wide=True),
    ),
    bearings=(Bearing(Verb.MANAGES, PROCESS, takes=0.5),),
    links=(
        ON_HOST,
        Link("parent", PROCESS, Verb.MANAGES, reverse=True),
        Link("service", "local.service", Verb.MANAGES, reverse=True),
        Link("container", "local.container", Verb.CONTAINS, reverse=True),
    ),
    metrics=(
        MetricSpec("cpu", "CPU", "percent"),
        MetricSpec("rss", "Memory", "bytes"),
        MetricSpec("read", "Disk read", "bytes/s"),
        MetricSpec("write", "Disk written", "bytes/s"),
    ),
    permissions=("root or CAP_SYS_PTRACE, for the program files of other users' processes",),
    states={
        **dict.fromkeys(_RUNNING, State.RUNNING),
        "stopped": State.STOPPED,
        "tracing-stop": State.STOPPED,
        "suspended": State.STOPPED,
        "zombie": State.TERMINATED,
        "dead": State.TERMINATED,
    },
    volatile=("cpu", "memory", "threads", "status", "started", "command"),
    noisy=True,
)


class ProcessService(LocalService):
    """Lists processes; measures those asked for."""

    name = "local.processes"
    kinds = (_PROCESS,)

    def __init__(self, clock: Clock, root: Path = Path("/"), *, with_self: bool = False) -> None:
        """A scan runs in a process of its own, new each time, with programs it asks: ``with_self`` lists those as well."""
        super().__init__(clock, root)
        self._with_self = with_self
        self._rates = Rates(clock)
        self._watched: dict[str, psutil.Process] = {}

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        import psutil

        psutil.process_iter.cache_clear()  # it remembers names and files of processes that have since become others
        keys = ProcessKeys(self.machine)
        shared = {
            "now": self.clock.now().timestamp(),
            "boot": psutil.boot_time(),
            "total": psutil.virtual_memory().total,
        }
        hidden, mine = 0, os.getpid()
        for place, process in enumerate(psutil.process_iter(READ)):
            info: dict[str, Any] = process.info
            key = keys(info["pid"])
            if not key:
                continue  # it ended while it was read
            if mine in (info["pid"], info["ppid"]) and not self._with_self:
                continue
            hidden += info["exe"] is None and info["status"] != psutil.STATUS_ZOMBIE
            yield {
                **info,
                **shared,
                "key": key,
                "mark": keys.mark(info["pid"]),
                "parent": keys(info["ppid"]),
                "cgroup": read_text(f"/proc/{info['pid']}/cgroup")
                if LINUX and (info["cmdline"] or info["exe"])
                else "",
            }
            if place % BATCH == BATCH - 1:
                await asyncio.sleep(0)
        if hidden:
            yield Unseen(
                "program files of other users' processes",
                hidden,
                "permission denied",
                "" if privileged() else ROOT_HINT,
            )
        if LINUX and not privileged() and not start_mark(1):
            yield Unseen("mount that hides other users' processes", 1, "/proc is mounted with hidepid", ROOT_HINT)

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        arguments, command = _command(raw["cmdline"] or [])
        name = _name(raw["name"], kernel=not arguments)
        unit, container = _cgroups.membership(raw["cgroup"])
        memory, times = raw["memory_info"], raw["cpu_times"]
        seconds = times.user + times.system if times else 0.0
        started = (raw["boot"] if LINUX else 0) + int(raw["mark"]) / TICKS
        attrs: dict[str, Json] = {
            "pid": raw["pid"],
            "ppid": raw["ppid"],
            "parent": raw["parent"],
            "user": raw["username"],
            "exe": raw["exe"],
            "args": list[Json](arguments),
            "command": command or f"[{name}]",
            "kernel": not arguments and raw["ppid"] in {0, 2} and not raw["exe"],
            "terminal": raw["terminal"],
            "nice": raw["nice"],
            "unit": unit,
            "service": self.key(unit) if unit else "",
            "container_id": container[:12],
            "container": self.key(container) if container else "",
            "status": raw["status"],
            "threads": raw["num_threads"],
            "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
            "cpu": {"seconds": round(seconds, 2), "percent": _lifetime_share(seconds, raw["now"] - started)},
        }
        if memory:
            attrs["memory"] = {
                "rss": memory.rss,
                "vms": memory.vms,
                "shared": getattr(memory, "shared", None),
                "percent": round(100 * memory.rss / raw["total"], 2),
            }
        return self.resource(kind, scope, raw["key"], name, attrs, kind.state(raw["status"]))

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        at = self.clock.now()
        wanted = dict(self.own(refs, PROCESS))
        self._watched = {ref.key: self._watched[ref.key] for ref in wanted if ref.key in self._watched}
        self._rates.keep({ref.key for ref in wanted})
        units = {spec.name: spec.unit for spec in _PROCESS.metrics}
        return [
            Point(Metric(ref, name, units[name]), at, value)
            for ref, rest in wanted.items()
            for name, value in self._measure(ref.key, rest)
        ]

    def _measure(self, key: str, rest: str) -> Iterator[tuple[str, float]]:
        import psutil

        identity = read_key(rest, self.machine)
        if identity is None or start_mark(identity[0]) != identity[1]:
            return
        try:
            process = self._watched.get(key) or self._watched.setdefault(key, psutil.Process(identity[0]))
            with process.oneshot():
                times = process.cpu_times()
                counters = {"cpu": times.user + times.system}
                yield "rss", process.memory_info().rss
            try:
                moved = process.io_counters()
                counters |= {"read": moved.read_bytes, "write": moved.write_bytes}
            except (psutil.AccessDenied, AttributeError):
                pass  # another user's process, or a system that does not count
        except psutil.Error:
            return  # it ended while it was measured
        for name, rate in self._rates.step(key, counters).items():
            yield name, rate * 100 if name == "cpu" else rate


def _command(argv: Sequence[str]) -> tuple[list[str], str]:
    """The arguments that identify what was started, and the whole line for showing; both masked and bounded.

    A program that rewrites its title (``postgres: app db idle``) leaves one argument with spaces; only the word before the
    colon identifies it, as the rest tells what it is doing.
    """
    kept: list[str] = []
    length = 0
    for argument in argv[:_ARGUMENTS_LIMIT]:
        kept.append(argument[: COMMAND_LIMIT + _SLACK])
        length += len(argument)
        if length > COMMAND_LIMIT + _SLACK:
            break
    if len(argv) > 1 and not any(argv[1:]):
        kept = kept[:1]  # the rest of the room for arguments, blanked by a program that rewrote its title
    if len(kept) == 1 and ": " in kept[0]:
        return [f"{kept[0].partition(': ')[0]}:"], mask(kept[0])[:COMMAND_LIMIT]
    masked = mask_arguments(kept)
    line = " ".join(masked)
    cut = len(line) > COMMAND_LIMIT or (len(kept) < len(argv) and any(argv[1:]))
    identity = [masked[0], *line[len(masked[0]) + 1 : COMMAND_LIMIT].split(" ")] if cut else masked
    return identity, f"{line[: COMMAND_LIMIT - 1]}…" if cut else line


def _name(name: str, kernel: bool) -> str:
    """A kernel worker's name without what it is working on, which changes all the time."""
    if kernel and name.startswith("kworker/"):
        return name.partition("-")[0].partition("+")[0] if not name.startswith("kworker/R-") else name
    return name or "?"


def _lifetime_share(seconds: float, age: float) -> float:
    return round(100 * seconds / age, 1) if age > 0 else 0.0
