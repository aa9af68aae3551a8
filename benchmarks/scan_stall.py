"""How long the console's loop stalls while another process scans 100,000 changed resources into the same store.

``python benchmarks/scan_stall.py [RESOURCES]`` opens the real console without a terminal, its services on a real store, the
inventory showing the resources. A timer ticks inside the loop every 5 ms; the longest delay of a tick is the longest stall:
first with nothing going on, then during the scan, until the table shows the new rows. What it waited for a processor, what the
console computed meanwhile, and how late a bare loop was at the same time, tell what of it is the machine's. Prints all of it,
and the goal.
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
from dataclasses import replace
from pathlib import Path

from benchmarks.ticker import Stalls, Ticker, bare_loop
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

GOAL_MS = 50.0
REST_SECONDS = 9
"""After the scan, for what it took to be given back."""
PROGRAM = (sys.executable, str(Path(__file__).with_name("with_estate.py")))
SETTINGS = '[scan]\nproviders = "bench"\non_start = false\ninterval_minutes = 0\n'


def resident() -> float:
    """Megabytes that this process holds."""
    import psutil

    return psutil.Process().memory_info().rss / 1e6


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
    heard: list[tuple[float, type[Event], int]] = []
    wake = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(event: Event) -> None:
        heard.append((time.perf_counter(), type(event), event.snapshot if isinstance(event, IndexAdvanced) else 0))
        loop.call_soon_threadsafe(wake.set)

    for heard_of in (StoreOpened, ScanStarted, ScanEnded, IndexAdvanced):
        bus.subscribe(heard_of, hear)

    async def until(topic: type[Event], since: float = 0.0) -> float:
        while True:
            for at, kind_of, _ in heard:
                if kind_of is topic and at >= since:
                    return at
            wake.clear()
            await wake.wait()

    gc.disable()  # as the console's own start does; the application turns it on again
    app = DharmaApp(services)
    with bare_loop() as bare:
        async with app.run_test(size=(120, 40)) as pilot:
            await until(StoreOpened)
            await services.inventory.kinds()
            app.open_view(View(kinds=(kind,)))
            await pilot.pause(2)
            resident()  # what measures is imported, and that is none of the console's stalls
            ticker = Ticker()
            ticking = asyncio.create_task(ticker.run())
            opened = time.perf_counter()
            await asyncio.sleep(5)
            os.environ["BENCH_GENERATION"] = "2"
            held = resident()
            began = time.perf_counter()
            scanning = asyncio.create_task(process.run())
            started = await until(ScanStarted, began)
            report = replace(await scanning, scopes=())  # its thousand parts, which the console does not keep either
            del scanning
            ended = await until(ScanEnded, began)
            newest = (await services.io.run(services.lake.snapshot)).id
            while not (  # noqa: ASYNC110
                level := [at for at, event, snapshot in heard if event is IndexAdvanced and snapshot >= newest]
            ):
                await asyncio.sleep(0.05)
            await asyncio.sleep(REST_SECONDS)
            over = time.perf_counter()
            ticking.cancel()
            held_after = resident()
    services.close()
    print(f"resources changed               {report.changed:>10,} of {count:,} ({report.status.value})")
    print(f"scan                            {report.seconds:>10.2f} s (child started in {started - began:.2f} s)")
    print(f"index level after the scan      {max(0.0, level[0] - ended):>10.2f} s")
    idle, during = (Stalls.between(ticker.ticks, *span) for span in ((opened, began), (began, over)))
    print(f"longest stall, idle             {idle.words()}")
    print(f"longest stall, during the scan  {during.words()}, {during.longest.at - began:.2f} s after its start")
    print(f"a bare loop, idle               {Stalls.between(bare, opened, began).words()}")
    print(f"a bare loop, during the scan    {Stalls.between(bare, began, over).words()}")
    print(
        f"ratio to the bare loop          {during.longest.late / Stalls.between(bare, began, over).longest.late:>10.2f}"
    )
    print(f"longest but for the waiting     {during.awake:>10.1f} ms")
    print(
        f"longest that is the console's   {during.own:>10.1f} ms (of each stall, what its process computed meanwhile)"
    )
    raw = f"{1e3 * during.longest.late / GOAL_MS:.2f} as the machine was"
    print(f"ratio to the goal of {GOAL_MS:.0f} ms      {during.own / GOAL_MS:>10.2f} ({raw})")
    print(f"memory of the console           {held_after:>10.1f} MB, {held_after - held:+.1f} since before the scan")


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
