"""How long the console's loop stalls while another process scans 100,000 changed resources into the same store.

``python benchmarks/scan_stall.py [RESOURCES]`` opens the real console without a terminal, its services on a real store, the
inventory showing the resources. A timer ticks inside the loop every 5 ms; the longest delay of a tick is the longest stall:
first with nothing going on, then during the scan, until the table shows the new rows. Prints both, their ratio and the goal.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dharma_tui.app import DharmaApp
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.events import Event, IndexAdvanced, ScanEnded, ScanStarted, StoreOpened
from dharma_tui.core.paths import Paths
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.view import View
from dharma_tui.services import build_services
from dharma_tui.services.scan_process import ScanProcess
from dharma_tui.services.settings_source import SettingsSource

TICK = 0.005
GOAL_MS = 50.0
PROGRAM = (sys.executable, str(Path(__file__).with_name("with_estate.py")))
SETTINGS = '[scan]\nproviders = "bench"\non_start = false\ninterval_minutes = 0\n'


def resident() -> float:
    """Megabytes that this process holds."""
    import psutil

    return psutil.Process().memory_info().rss / 1e6


@dataclass
class Ticker:
    """Wakes every 5 ms and notes how much too late it was."""

    late: list[tuple[float, float]] = field(default_factory=list)

    async def run(self) -> None:
        due = time.perf_counter()
        while True:
            due += TICK
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            self.late.append((now, now - due))
            due = max(due, now)

    def summary(self, since: float) -> tuple[float, float, float]:
        """The longest delay in ms, the 99th percentile, and when the longest was."""
        found = sorted((late, at) for at, late in self.late if at >= since)
        return found[-1][0] * 1e3, found[int(len(found) * 0.99)][0] * 1e3, found[-1][1] - since


async def measure(
    home: Path, count: int, providers: Sequence[ProviderService], kind: str, program: Sequence[str] = PROGRAM
) -> None:
    """Open, measure idle, measure during the scan that ``program`` makes, print."""
    clock, bus = SystemClock(), Bus()
    paths = Paths.find({"HOME": str(home)})
    source = SettingsSource(paths, environment={}, bus=bus, clock=clock)
    process = ScanProcess((), paths.store, bus, clock, new_id, program=program)

    services = build_services(
        source,
        paths.store,
        clock=clock,
        ids=new_id,
        providers=providers,
        scans_with=lambda make, ready: process,
    )
    heard: list[tuple[float, Event]] = []
    wake = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(event: Event) -> None:
        heard.append((time.perf_counter(), event))
        loop.call_soon_threadsafe(wake.set)

    bus.subscribe(Event, hear)

    async def until(topic: type[Event], since: float = 0.0) -> float:
        while True:
            for at, event in heard:
                if isinstance(event, topic) and at >= since:
                    return at
            wake.clear()
            await wake.wait()

    gc.disable()  # as the console's own start does; the application turns it on again
    app = DharmaApp(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(StoreOpened)
        await services.inventory.kinds()
        app.open_view(View(kinds=(kind,)))
        await pilot.pause(2)
        ticker = Ticker()
        ticking = asyncio.create_task(ticker.run())
        began = time.perf_counter()
        await asyncio.sleep(5)
        idle, idle_99, _ = ticker.summary(began)
        os.environ["BENCH_GENERATION"] = "2"
        held = resident()
        began = time.perf_counter()
        scanning = asyncio.create_task(process.run())
        started = await until(ScanStarted, began)
        report = await scanning
        ended = await until(ScanEnded, began)
        newest = (await services.io.run(services.lake.snapshot)).id
        while not (  # noqa: ASYNC110
            level := [at for at, event in heard if isinstance(event, IndexAdvanced) and event.snapshot >= newest]
        ):
            await asyncio.sleep(0.05)
        await asyncio.sleep(3)
        longest, p99, at = ticker.summary(began)
        ticking.cancel()
        held_after = resident()
    services.close()
    print(f"resources changed               {report.changed:>10,} of {count:,} ({report.status.value})")
    print(f"scan                            {report.seconds:>10.2f} s (child started in {started - began:.2f} s)")
    print(f"index level after the scan      {max(0.0, level[0] - ended):>10.2f} s")
    print(f"longest stall, idle             {idle:>10.1f} ms (p99 {idle_99:.1f})")
    print(f"longest stall, during the scan  {longest:>10.1f} ms (p99 {p99:.1f}), {at:.2f} s after its start")
    print(f"ratio to idle                   {longest / max(idle, 0.1):>10.2f}")
    print(f"memory of the console           {held_after:>10.1f} MB, {held_after - held:+.1f} since before the scan")
    print(f"ratio to the goal of {GOAL_MS:.0f} ms      {longest / GOAL_MS:>10.2f}")


def main(count: int = 100_000) -> None:
    """Fill a store, then measure."""
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder:
        home = Path(folder)
        os.environ.update(HOME=folder, BENCH_COUNT=str(count), BENCH_GENERATION="1")
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        config = Paths.find({"HOME": folder}).user_config
        config.parent.mkdir(parents=True)
        config.write_text(SETTINGS)
        subprocess.run([*PROGRAM, "scan", "--quiet"], check=True)
        from benchmarks.estate.bench_cloud import BenchCloud

        asyncio.run(measure(home, count, [BenchCloud(SystemClock())], "bench.thing"))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
