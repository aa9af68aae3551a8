"""The memory of this machine and the places it swaps to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence

from dharma_tui.core.kinds import Bearing, KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    HOST,
    IN_HOST,
    PART_OF_HOST,
    LocalService,
    number,
    percent,
    size,
    text,
)
from dharma_tui.services.discovery.local._devices import BLOCK_DEVICE, DeviceKeys
from dharma_tui.services.discovery.local._machine import read_text

_MEMORY = KindSpec(
    "local.memory",
    "Memory",
    "Memory",
    "The physical memory of this machine.",
    aliases=("memory", "mem", "ram", "free"),
    glyph="▥",
    columns=(
        size("size", "SIZE", "total", "How much there is."),
        size("used", "USED", "used", "What programs hold, when last changed; live in metrics."),
        size("avail", "AVAIL", "available", "What programs may still get without swapping."),
        percent("use", "USE%", "percent", "Share that is not available."),
        size("cache", "CACHE", "cached", "File contents kept for quick reading.", wide=True),
        size("buffers", "BUFFERS", "buffers", "Metadata of block devices kept for quick reading.", wide=True),
        size("shared", "SHARED", "shared", "Shared between programs and in tmpfs.", wide=True),
        number("hugepages", "HUGE", "hugepages", 6, "Huge pages set aside.", wide=True),
    ),
    bearings=(Bearing(Verb.CONTAINS, HOST, reverse=True, takes=1.0),),
    links=(IN_HOST,),
    metrics=(MetricSpec("used", "Used", "percent"), MetricSpec("available", "Available", "bytes")),
    states={"present": State.RUNNING},
    volatile=("used", "available", "percent", "cached", "buffers", "shared"),
)
_SWAP = KindSpec(
    "local.swap",
    "Swap space",
    "Swap spaces",
    "A device or file that memory is swapped to.",
    aliases=("swap", "swaps"),
    glyph="▨",
    columns=(
        size("size", "SIZE", "total", "How much it can hold."),
        size("used", "USED", "used", "How much it holds, when last changed."),
        text("type", "TYPE", "type", 10, "partition or file."),
        number("priority", "PRIO", "priority", 5, "Higher is used first."),
    ),
    bearings=(PART_OF_HOST,),
    links=(IN_HOST, Link("stored_on", BLOCK_DEVICE, Verb.STORES_IN)),
    states={"on": State.RUNNING},
    volatile=("used",),
)


class MemoryService(LocalService):
    """Lists memory and swap spaces; measures memory when asked for."""

    name = "local.memory"
    kinds = (_MEMORY, _SWAP)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        if kind.kind == _MEMORY.kind:
            import psutil

            huge = read_text(self.root / "proc/sys/vm/nr_hugepages")
            yield {**psutil.virtual_memory()._asdict(), "hugepages": huge}
            return
        devices = DeviceKeys(self.machine, self.root)
        for line in read_text(self.root / "proc/swaps").splitlines()[1:]:
            path, place, total, used, priority = line.split()
            path = path.encode("utf-8", "surrogateescape").decode("unicode_escape")
            facts = {"path": path, "type": place, "total": int(total) * 1024, "used": int(used) * 1024}
            yield {**facts, "priority": int(priority), "stored_on": devices.at(path)}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        if kind.kind == _SWAP.kind:
            attrs: dict[str, Json] = dict(raw)
            return self.resource(kind, scope, self.key("swap", raw["path"]), raw["path"], attrs, kind.state("on"))
        attrs = {name: raw.get(name) for name in ("total", "available", "percent", "cached", "buffers", "shared")}
        attrs["used"] = raw["total"] - raw["available"]
        attrs["hugepages"] = int(raw["hugepages"] or 0)
        return self.resource(kind, scope, self.key("memory"), "memory", attrs, kind.state("present"))

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        wanted = self.own(refs, _MEMORY.kind)
        if not wanted:
            return
        import psutil

        at, memory = self.clock.now(), psutil.virtual_memory()
        for ref, _ in wanted:
            yield Point(Metric(ref, "used", "percent"), at, memory.percent)
            yield Point(Metric(ref, "available", "bytes"), at, memory.available)
