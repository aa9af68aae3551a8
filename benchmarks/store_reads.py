"""How much another process that scans all the time slows reading: pages, filters and the newest commit, alone and beside it.

Run: python benchmarks/store_reads.py [seconds]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.store_scan import KIND, scan
from dharma_tui.core.clock import SystemClock
from dharma_tui.services.store.lake import Lake

RESOURCES = 20_000

WRITER = """
import sys
from pathlib import Path
from benchmarks.store_scan import scan
from dharma_tui.core.clock import SystemClock
from dharma_tui.services.store.lake import Lake
lake = Lake.open(Path(sys.argv[1]), clock=SystemClock())
print("ready", flush=True)
number = 0
while True:
    number += 1
    scan(lake, 2_000, number)
"""


def questions(lake: Lake) -> dict[str, Callable[[], object]]:
    """What a console asks of the lake itself."""
    return {
        "newest commit": lake.snapshot,
        "one resource": lambda: lake.query(
            "SELECT * FROM lake.resources WHERE kind = ? AND key = 'i-00000000002a'", [KIND]
        ),
        "count by state": lambda: lake.query("SELECT state, count(*) FROM lake.resources GROUP BY state"),
        "page by name": lambda: lake.query("SELECT kind, key, name FROM lake.resources ORDER BY name LIMIT 50"),
    }


def measure(lake: Lake, seconds: float) -> dict[str, list[float]]:
    """Milliseconds of each question, asked in turn for a while."""
    times: dict[str, list[float]] = {name: [] for name in questions(lake)}
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for name, ask in questions(lake).items():
            began = time.perf_counter()
            ask()
            times[name].append((time.perf_counter() - began) * 1000)
    return times


def quantile(times: list[float], share: float) -> float:
    """The value that ``share`` of the times do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    """Print both series and their ratios."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        lake = Lake.open(folder, clock=SystemClock())
        scan(lake, RESOURCES, 0)
        measure(lake, 1.0)
        alone = measure(lake, seconds)
        command = [sys.executable, "-c", WRITER, str(folder)]
        place = Path(__file__).resolve().parent.parent
        with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            before = lake.snapshot().id
            beside = measure(lake, seconds)
            commits = lake.snapshot().id - before
            writer.kill()
        lake.close()
    print(f"{RESOURCES:,} resources; the other process made {commits} commits in {seconds:g} s and no read failed")
    print(
        f"{'milliseconds':16} {'alone p50':>10} {'p99':>8} {'beside p50':>11} {'p99':>8} {'max':>8} {'p50 ratio':>10}"
    )
    for question, times in alone.items():
        other = beside[question]
        ratio = quantile(other, 0.5) / quantile(times, 0.5)
        print(
            f"{question:16} {quantile(times, 0.5):10.1f} {quantile(times, 0.99):8.1f} {quantile(other, 0.5):11.1f}"
            f" {quantile(other, 0.99):8.1f} {max(other):8.1f} {ratio:10.2f}"
        )


if __name__ == "__main__":
    main()
