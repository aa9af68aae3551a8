"""The identity of processes: a pid alone is reused, a pid with the moment it started is not."""

from __future__ import annotations

import os
import sys

from dharma_tui.services.discovery.local._machine import Machine, read_bytes

LINUX = sys.platform.startswith("linux")
TICKS = os.sysconf("SC_CLK_TCK") if LINUX else 100
"""Start marks a second."""


def start_mark(pid: int) -> str:
    """When the process started, in the kernel's own ticks since boot (elsewhere hundredths of seconds); empty if it is gone.

    Ticks and not the wall clock: the latter moves when the clock is set, and the process would seem to be another.
    """
    if LINUX:
        try:
            data = read_bytes(f"/proc/{pid}/stat")
        except OSError:
            return ""
        return data[data.rindex(b")") + 2 :].split(None, 20)[19].decode()
    import psutil

    try:
        return str(round(psutil.Process(pid).create_time() * 100))
    except psutil.Error:
        return ""


class ProcessKeys:
    """Makes the keys of processes, reading each start only once; one for each listing."""

    def __init__(self, machine: Machine) -> None:
        self._prefix = f"{machine.id}/"
        self._boot = machine.boot
        self.marks: dict[int, str] = {}

    def mark(self, pid: int) -> str:
        """The start of ``pid``; empty if it is gone."""
        mark = self.marks.get(pid)
        if mark is None:
            mark = self.marks[pid] = start_mark(pid)
        return mark

    def __call__(self, pid: int | None) -> str:
        """The key of the process with this pid now; empty where there is none or it is gone."""
        mark = self.mark(pid) if pid else ""
        return f"{self._prefix}{pid}:{self._boot}-{mark}" if mark else ""


def read_key(rest: str, machine: Machine) -> tuple[int, str] | None:
    """The pid and start in a process key without its machine; None where it is of an earlier boot."""
    pid, _, start = rest.partition(":")
    boot, _, mark = start.partition("-")
    return (int(pid), mark) if boot == machine.boot and pid.isdigit() else None
