"""The logical CPUs of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Bearing, KindSpec, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Metric, Point, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import HOST, IN_HOST, LocalService, number, text
from dharma_tui.services.discovery.local._machine import read_text
from dharma_tui.services.discovery.local._rates import Rates

_CPU = KindSpec(
    "local.cpu",
    "CPU",
    "CPUs",
    "A logical CPU: one thread of one core.",
    aliases=("cpu", "cpus", "lscpu"),
    glyph="▦",
    columns=(
        text("model", "MODEL", "model", 36, "What the maker calls it."),
        number("socket", "SOCKET", "socket", 7, "The package it is in."),
        number("core", "CORE", "core", 5, "The core it is a thread of."),
        number("mhz", "MHZ", "mhz", 7, "Clock rate when last changed."),
        number("max_mhz", "MAX MHZ", "max_mhz", 8, "Highest clock rate."),
        text("governor", "GOVERNOR", "governor", 12, "How its clock rate is chosen.", wide=True),
        text("vendor", "VENDOR", "vendor", 14, "Who made it.", wide=True),
    ),
    bearings=(Bearing(Verb.CONTAINS, HOST, reverse=True, takes=1.0, shared=True),),
    links=(IN_HOST,),
    metrics=(MetricSpec("busy", "Busy", "percent"),),
    states={"online": State.RUNNING, "offline": State.STOPPED},
    volatile=("mhz",),
)


class CpuService(LocalService):
    """Lists logical CPUs; measures how busy those asked for are."""

    name = "local.cpus"
    kinds = (_CPU,)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._rates = Rates(clock)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        blocks = _described(self.root)
        folder = self.root / "sys/devices/system/cpu"
        names = [path.name for path in folder.glob("cpu[0-9]*")] or [f"cpu{place}" for place in _counted()]
        for name in sorted(names, key=lambda name: int(name[3:])):
            place = folder / name
            about = blocks.get(name[3:], {})
            yield {
                "name": name,
                "online": read_text(f"{place}/online") != "0",
                "socket": read_text(f"{place}/topology/physical_package_id"),
                "core": read_text(f"{place}/topology/core_id"),
                "governor": read_text(f"{place}/cpufreq/scaling_governor"),
                "max_khz": read_text(f"{place}/cpufreq/cpuinfo_max_freq"),
                "khz": read_text(f"{place}/cpufreq/scaling_cur_freq"),
                "mhz": about.get("cpu MHz", ""),
                "model": about.get("model name") or about.get("Processor") or about.get("CPU part", ""),
                "vendor": about.get("vendor_id") or about.get("CPU implementer", ""),
            }

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        mhz = int(raw["khz"]) / 1000 if raw["khz"] else float(raw["mhz"] or 0)
        attrs: dict[str, Json] = {
            "model": raw["model"],
            "vendor": raw["vendor"],
            "socket": int(raw["socket"]) if raw["socket"] else None,
            "core": int(raw["core"]) if raw["core"] else None,
            "governor": raw["governor"],
            "mhz": round(mhz) or None,
            "max_mhz": round(int(raw["max_khz"]) / 1000) if raw["max_khz"] else None,
        }
        state = kind.state("online" if raw["online"] else "offline")
        return self.resource(kind, scope, self.key(raw["name"]), raw["name"], attrs, state)

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        wanted = self.own(refs, _CPU.kind)
        if not wanted:
            return ()
        import psutil

        every = {f"cpu{place}": times for place, times in enumerate(psutil.cpu_times(percpu=True))}
        return list(self._measure([(ref, every[name]) for ref, name in wanted if name in every]))

    def _measure(self, found: Sequence[tuple[ResourceRef, tuple[float, ...]]]) -> Iterator[Point]:
        at = self.clock.now()
        for ref, times in found:
            idle = getattr(times, "idle", 0.0) + getattr(times, "iowait", 0.0)
            doubled = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
            shares = self._rates.step(ref.key, {"busy": sum(times) - idle - doubled, "idle": idle})
            if (whole := sum(shares.values())) > 0:
                share = 100 * shares.get("busy", 0.0) / whole  # counters of a virtual machine may go back a little
                yield Point(Metric(ref, "busy", "percent"), at, min(100.0, max(0.0, share)))


def _described(root: Path) -> dict[str, dict[str, str]]:
    """What ``/proc/cpuinfo`` says of each online CPU, by its number."""
    blocks: dict[str, dict[str, str]] = {}
    for block in read_text(root / "proc/cpuinfo").split("\n\n"):
        pairs = (line.partition(":") for line in block.splitlines())
        about = {name.strip(): value.strip() for name, _, value in pairs}
        if "processor" in about:
            blocks[about["processor"]] = about
    return blocks


def _counted() -> range:
    import psutil

    return range(psutil.cpu_count() or 1)
