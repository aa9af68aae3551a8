"""What saving scans costs: rescans against the first, the first against writing bare Parquet, and history against churn.

Run: python benchmarks/store_scan.py [resources]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

SCOPE = Scope("bench", "account", "region")
KIND = "bench.server"
CHURN = 83
"""One resource in this many changes in each rescan: 1.2 %."""
BATCH = 1000


def server(number: int, generation: int) -> Resource:
    """A resource of some 400 bytes. ``generation`` is the last scan that found it changed."""
    attrs: dict[str, Json] = {
        "type": f"m{number % 7}.large",
        "cpus": number % 64,
        "memory": {"total": number * 1024, "modules": [8, 8, 16]},
        "image": f"ami-{number % 100:08x}",
        "generation": generation,
        "address": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "notes": "standard machine of the fleet, kept by the platform team",
    }
    labels = {"env": "prod" if number % 3 else "dev", "team": f"team-{number % 50}"}
    return Resource(ResourceRef(KIND, f"i-{number:012x}"), f"server-{number}", SCOPE, State.RUNNING, labels, attrs)


def generation(number: int, scan: int) -> int:
    """The last of the scans up to ``scan`` in which resource ``number`` changed."""
    return max((each for each in range(1, scan + 1) if number % CHURN == each % CHURN), default=0)


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Add the block's time to ``times``."""
    began = time.perf_counter()
    yield
    times[name] = times.get(name, 0.0) + time.perf_counter() - began


def scan(lake: Lake, count: int, number: int) -> dict[str, float]:
    """One whole scan, batch by batch as the scanner does it; seconds of staging and of saving."""
    store, scan_id, times = ScanStore(lake), new_id("scan"), {"begin": 0.0}
    with timed(times, "begin"):
        store.begin(scan_id, ["bench"], "manual", lake.clock.now())
    for start in range(0, count, BATCH):
        found = [server(each, generation(each, number)) for each in range(start, min(count, start + BATCH))]
        edges = [Relationship(each.ref, ResourceRef(KIND, "i-0"), Verb.RUNS_ON, "host") for each in found]
        with timed(times, "stage"):
            store.stage(scan_id, SCOPE, KIND, found, edges)
    report = ScopeReport(SCOPE, KIND, ScopeStatus.COMPLETE, count=count)
    with timed(times, "commit"):
        store.commit(scan_id, [report])
    with timed(times, "end"):
        store.end(ScanReport(scan_id, ScanStatus.COMPLETE, lake.clock.now(), resources=count, scopes=(report,)))
    return times


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Print the figures and their ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lake = Lake.open(folder / "store", clock=SystemClock())
        first = scan(lake, count, 0)
        first_size = size(lake.folder)
        bare: dict[str, float] = {}
        with timed(bare, "parquet"):
            lake.query(f"COPY (SELECT * FROM lake.resources) TO '{folder / 'bare.parquet'}'")
        same = scan(lake, count, 0)
        changed = [scan(lake, count, number) for number in range(1, 6)]
        churned = min(times["commit"] for times in changed)
        grown = size(lake.folder) - first_size
        lake.close()
    print(f"{count:,} resources and as many relationships, {100 / CHURN:.1f} % changed in a rescan")
    print(
        f"first scan          stage {first['stage']:6.2f} s   commit {first['commit']:6.2f} s   {first_size / 1e6:6.1f} MB"
    )
    print(f"nothing changed     stage {same['stage']:6.2f} s   commit {same['commit']:6.2f} s")
    print(f"rescan (best of 5)  stage {min(t['stage'] for t in changed):6.2f} s   commit {churned:6.2f} s")
    print(f"first commit / bare Parquet copy of the rows   {first['commit'] / bare['parquet']:6.2f}")
    print(f"rescan commit / first commit                   {churned / first['commit']:6.2f}")
    print(f"unchanged commit / first commit                {same['commit'] / first['commit']:6.2f}")
    print(f"history of one rescan / first size             {grown / 5 / first_size:6.3f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
