"""Questions about the past against the same questions about the present, over a day of 100,000 changes.

Run: python benchmarks/store_changes.py [resources]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.store_scan import KIND, scan
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.changes import Changes
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake

SCANS = 10


async def best(ask: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of the quickest of five."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


async def measure(lake: Lake, io: IoPool) -> dict[str, float]:
    """Each question's time."""
    changes = Changes(lake, io, {})
    middle = f"#{lake.snapshots()[SCANS // 2].id}"
    ref = ResourceRef(KIND, "i-00000000002a")

    async def page() -> object:
        return await io.run(lake.query, "SELECT * FROM lake.resources ORDER BY changed_at DESC, key LIMIT 1000")

    return {
        "now: newest 1,000 resources": await best(page),
        "changes: newest 1,000": await best(lambda: changes.between("-24h", limit=1000)),
        "changes: by text": await best(lambda: changes.between("-24h", text="server-42", limit=1000)),
        "changes: of one resource": await best(lambda: changes.history(ref)),
        "changes: time line, 60 stretches": await best(lambda: changes.timeline("-24h")),
        "changes: two moments compared": await best(lambda: changes.compare(middle)),
    }


def main() -> None:
    """Print the times and their ratios to the first."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        lake = Lake.open(Path(name) / "store", clock=SystemClock())
        for number in range(SCANS):
            scan(lake, count, number)
        logged = lake.query("SELECT count(*) FROM lake.changes")[0][0]
        io = IoPool(1)
        times = asyncio.run(measure(lake, io))
        io.close()
        lake.close()
    print(f"{count:,} resources, {logged:,} changes in {SCANS} scans")
    present = next(iter(times.values()))
    for question, milliseconds in times.items():
        print(f"{question:34} {milliseconds:8.1f} ms {milliseconds / present:8.2f}")


if __name__ == "__main__":
    main()
