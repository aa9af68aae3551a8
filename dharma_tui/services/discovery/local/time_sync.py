"""Whether the clock of this machine is kept in time, by what, and how well."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Resource, Scope, State, Verb
from dharma_tui.services.discovery.local._common import ON_HOST, PROCESS, LocalService, flag, number, text
from dharma_tui.services.discovery.local._kernel_clock import kernel_clock
from dharma_tui.services.discovery.local._machine import read_text
from dharma_tui.services.discovery.local._pids import ProcessKeys

_DAEMONS = {
    "chronyd": "chrony",
    "systemd-timesyn": "systemd-timesyncd",
    "ntpd": "ntpd",
    "openntpd": "openntpd",
    "ptp4l": "ptp4l",
    "phc2sys": "phc2sys",
    "timed": "timed",
}
"""Programs that keep clocks in time, by the 15 characters the kernel keeps of their names."""
_TRACES = (
    *(
        "run/chrony",
        "var/run/chrony",
        "run/chronyd.pid",
        "run/systemd/timesync",
        "run/ntpd.pid",
        "run/ntp.pid",
        "var/lib/ntp",
    ),
    *("var/lib/ntpsec", "run/openntpd", "var/lib/openntpd", "run/ptp4l", "var/run/ptp4l", "var/db/timed"),
)
"""What they leave on the disk while, and often after, they run. Without one of these no process has to be looked at."""
_CONFIGURATION = (
    "etc/chrony/chrony.conf",
    "etc/chrony.conf",
    "etc/chrony/sources.d/*.sources",
    "etc/ntp.conf",
    "etc/ntpsec/ntp.conf",
    "etc/openntpd/ntpd.conf",
)
_SERVER = re.compile(r"^(?:server|servers|pool|peer)\s+(\S+)", re.MULTILINE)
_TIMESYNCD = re.compile(r"^(?:NTP|FallbackNTP)=(.+)$", re.MULTILINE)

_TIME_SYNC = KindSpec(
    "local.time_sync",
    "Time synchronisation",
    "Time synchronisation",
    "Whether the clock of this machine is kept in time, by what, and how well.",
    aliases=("ntp", "time", "chrony", "timedatectl", "clock"),
    glyph="◷",
    columns=(
        flag("synced", "SYNCED", "synchronised", 7, "The kernel says its clock is in time."),
        text("daemon", "DAEMON", "daemon", 18, "The program that keeps it in time."),
        number("offset", "OFFSET MS", "offset_ms", 10, "How far off it was, when last changed."),
        number("error", "ERROR MS", "error_ms", 10, "How far off it may be at most, when last changed."),
        text("servers", "SERVERS", "servers", 40, "Where it is told to get the time."),
        number("drift", "DRIFT PPM", "drift_ppm", 10, "Correction applied, in parts per million.", wide=True),
    ),
    links=(ON_HOST, Link("process", PROCESS, Verb.DEPENDS_ON)),
    states={
        "synchronised": State.RUNNING,
        "unsynchronised": State.DEGRADED,
        "unattended": State.STOPPED,
    },
    volatile=("offset_ms", "error_ms", "drift_ppm"),
)


class TimeSyncService(LocalService):
    """Lists the one clock there is."""

    name = "local.time_sync"
    kinds = (_TIME_SYNC,)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        daemon, pid = _daemon(self.root)
        facts = {
            "daemon": daemon,
            "process": ProcessKeys(self.machine)(pid),
            "servers": sorted(set(_servers(self.root))),
        }
        try:
            told = kernel_clock()
        except OSError as error:
            yield {**facts, "told": None}
            yield Unseen(
                "kernel clock", 1, error.strerror or str(error), "it needs adjtimex, which some sandboxes forbid"
            )
        else:
            yield {**facts, "told": told}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        told = raw["told"]
        attrs: dict[str, Json] = {
            "daemon": raw["daemon"],
            "process": raw["process"],
            "servers": raw["servers"],
            "synchronised": told.synchronised if told else None,
            "offset_ms": round(told.offset * 1000, 3) if told else None,
            "error_ms": round(told.error * 1000, 3) if told else None,
            "drift_ppm": round(told.drift, 3) if told else None,
        }
        word = "unknown"
        if told:
            word = "synchronised" if told.synchronised else "unsynchronised" if raw["daemon"] else "unattended"
        return self.resource(kind, scope, self.key("clock"), "clock", attrs, kind.state(word))


def _daemon(root: Path) -> tuple[str, int | None]:
    """The first running program that keeps the clock in time, and its pid."""
    if not any((root / trace).exists() for trace in _TRACES):
        return "", None
    proc = root / "proc"
    for name in os.listdir(proc) if proc.is_dir() else ():  # noqa: PTH208 - twice as quick
        if name.isdigit() and (daemon := _DAEMONS.get(read_text(f"{proc}/{name}/comm"))):
            return daemon, int(name)
    return "", None


def _servers(root: Path) -> Iterator[str]:
    for pattern in _CONFIGURATION:
        for path in root.glob(pattern):
            yield from _SERVER.findall(read_text(path))
    for path in (root / "etc/systemd/timesyncd.conf", *root.glob("etc/systemd/timesyncd.conf.d/*.conf")):
        for line in _TIMESYNCD.findall(read_text(path)):
            yield from line.split()
