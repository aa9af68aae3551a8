"""The mounted file systems of this machine, with how full they are."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import TimedOutError
from dharma_tui.core.kinds import Bearing, KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.secrets import mask
from dharma_tui.core.text import storable
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    HOST,
    IN_HOST,
    ROOT_HINT,
    LocalService,
    flag,
    percent,
    size,
    text,
)
from dharma_tui.services.discovery.local._devices import BLOCK_DEVICE, DeviceKeys
from dharma_tui.services.discovery.local._mounts import Mount, mounts
from dharma_tui.services.pools import IoPool

ANSWER_SECONDS = 2.0
"""How long a file system served by another machine may take to say how full it is; a dead server would never."""

_SHARING = ("zfs", "apfs")
"""Types whose size changes with what their neighbours hold; that of others is a fact."""

_FILE_SYSTEM = KindSpec(
    "local.file_system",
    "File system",
    "File systems",
    "A mounted file system and how full it is.",
    aliases=("fs", "df", "mount", "mounts", "filesystem"),
    glyph="▤",
    columns=(
        size("size", "SIZE", "total", "How much it can hold."),
        size("used", "USED", "used", "How much it holds, when last changed; live in metrics."),
        size("avail", "AVAIL", "available", "How much any user may still write."),
        percent("use", "USE%", "percent", "Share in use, as df shows."),
        text("type", "TYPE", "type", 8, "File system type."),
        text("device", "DEVICE", "device", 24, "What it is mounted from."),
        percent("iuse", "IUSE%", "inodes_percent", "Share of inodes in use.", wide=True),
        flag("ro", "RO", "read_only", 4, "Mounted read-only.", wide=True),
        text("options", "OPTIONS", "options", 30, "Mount options.", wide=True),
    ),
    bearings=(Bearing(Verb.CONTAINS, HOST, reverse=True, takes=0.5, what="what is stored there"),),
    links=(IN_HOST, Link("stored_on", BLOCK_DEVICE, Verb.STORES_IN)),
    metrics=(MetricSpec("used", "Used", "percent"), MetricSpec("available", "Available", "bytes")),
    permissions=("search permission on the folders above the mount point",),
    states={"mounted": State.RUNNING, "silent": State.DEGRADED},
    volatile=("total", "used", "available", "percent", "inodes_percent"),
)


class FileSystemService(LocalService):
    """Lists mounted file systems; measures those asked for."""

    name = "local.file_systems"
    kinds = (_FILE_SYSTEM,)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._points: dict[str, Mount] = {}

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        devices = DeviceKeys(self.machine, self.root)
        denied = 0
        for mount in mounts(self.root):
            raw: dict[str, Any] = {**asdict(mount), "remote": mount.remote, "usage": None, "silent": False}
            raw["stored_on"] = devices.numbered(mount.device) or devices.at(mount.source)
            try:
                raw["usage"] = await _usage_of_remote(mount.point) if mount.remote else _usage(mount.point)
            except TimedOutError:
                raw["silent"] = True
                yield Unseen(f"usage of {mount.point}", 1, f"no answer in {ANSWER_SECONDS:.0f} s", "is its server up?")
            except PermissionError:
                denied += 1
            except FileNotFoundError:
                continue  # hidden below a later mount, or unmounted meanwhile
            except OSError as error:
                raw["silent"] = True
                yield Unseen(f"usage of {mount.point}", 1, error.strerror or str(error), "mount it again")
            yield raw
        if denied:
            yield Unseen("usage of file systems", denied, "permission denied", ROOT_HINT)

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        options = raw["options"].split(",")
        attrs: dict[str, Json] = {
            "mount_point": raw["point"],
            "device": mask(raw["source"]),
            "type": raw["type"],
            "options": mask(raw["options"]),
            "read_only": "ro" in options,
            "remote": raw["remote"],
            "stored_on": raw["stored_on"],
            **(raw["usage"] or {}),
        }
        if raw["usage"] and raw["type"] not in _SHARING:
            attrs["capacity"] = raw["usage"]["total"]
        state = kind.state("silent" if raw["silent"] else "mounted")
        return self.resource(kind, scope, self.key(raw["point"]), raw["point"], attrs, state)

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        at = self.clock.now()
        for ref, point in self.own(refs, "local.file_system"):
            if point not in self._points:
                self._points = {storable(mount.point): mount for mount in mounts(self.root)}
            mount = self._points.get(point)
            if mount is None or mount.remote:
                continue
            try:
                usage = _usage(mount.point)
            except OSError:
                continue  # unmounted, or not ours to look at
            yield Point(Metric(ref, "used", "percent"), at, usage["percent"])
            yield Point(Metric(ref, "available", "bytes"), at, usage["available"])


async def _usage_of_remote(point: str) -> dict[str, float]:
    pool = IoPool(1, "mounts")
    try:
        return await pool.run(_usage, point, timeout=ANSWER_SECONDS)
    finally:
        pool.close()


def _usage(point: str) -> dict[str, float]:
    """As df counts: what root alone may use counts as neither used nor available."""
    found = os.statvfs(point)
    used = (found.f_blocks - found.f_bfree) * found.f_frsize
    available = found.f_bavail * found.f_frsize
    inodes = found.f_files - found.f_ffree
    return {
        "total": found.f_blocks * found.f_frsize,
        "used": used,
        "available": available,
        "percent": round(100 * used / (used + available), 1) if used + available else 0.0,
        "inodes_percent": round(100 * inodes / found.f_files, 1) if found.f_files else 0.0,
    }
