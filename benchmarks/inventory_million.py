"""The inventory over a million resources: what a keystroke, a sort, a page and a refresh take, and how much memory.

    python -m benchmarks.inventory_million [--rows 1000000] [--folder DIR]

The lake is made once; with ``--folder`` it is kept and used again. Figures are medians and 95th percentiles.
Ratios are against the same question asked of the lake itself, and against a scan of a Python list that holds the same text.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.inventory_seed import KINDS, seed, touch
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.view import Listing, View
from dharma_tui.core.view_text import parse_view
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake

TYPED = (
    "web-prod-77",
    "eu-west-1",
    "team-7 db",
    "state:failed",
    "label:env=prod",
    "region:eu-west-1 !state:running",
    "~^db-.*9$",
)
SORTS = ("name", "-name", "state,name", "region,kind,-name", "-changed", "key", "account,region,name")
ATTRIBUTES = (
    "ec2 sort:-mem",
    "ec2 mem>32G cpu<10",
    "mem>60G",
    "ec2 by:vpc,state",
    "ec2 calc:gb=mem/1073741824 sort:-gb",
)
WINDOW = 64


class Times:
    """Milliseconds of something done many times."""

    def __init__(self, values: Iterable[float]) -> None:
        self.values = sorted(values)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What only one in twenty exceeds."""
        return self.values[min(len(self.values) - 1, int(len(self.values) * 0.95))]

    def __str__(self) -> str:
        return f"p50 {self.median:8.1f}  p95 {self.p95:8.1f}  n {len(self.values)}"


def resident_mb() -> float:
    """Memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def timed(answer: Awaitable[object]) -> float:
    """Milliseconds until the answer was there."""
    start = time.perf_counter()
    await answer
    return (time.perf_counter() - start) * 1000


def line(what: str, value: object) -> None:
    """One line of the report."""
    print(f"{what:44} {value}", flush=True)


async def keystrokes(inventory: Inventory, rounds: int) -> Times:
    """Filters as they are typed, a character at a time."""
    texts = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    readable = [text for text in texts if text[-1] not in "=<>~"]
    return Times([await timed(inventory.open(View(filter=text))) for _ in range(rounds) for text in readable])


async def sorts(inventory: Inventory, rounds: int) -> Times:
    """Everything in several orders."""
    views = [parse_view(f"all sort:{order}", KINDS) for order in SORTS]
    return Times([await timed(inventory.open(view)) for _ in range(rounds) for view in views])


async def pages(inventory: Inventory, listing: Listing, count: int) -> Times:
    """Windows anywhere in a listing."""
    rng = random.Random(5)
    starts = [rng.randrange(max(1, listing.length - WINDOW)) for _ in range(count)]
    return Times([await timed(inventory.rows(listing, at, at + WINDOW)) for at in starts])


async def report_inventory(lake: Lake, inventory: Inventory) -> float:
    """Everything the inventory does; returns the median of a search."""
    line("memory before the index, MB", f"{resident_mb():.0f}")
    start = time.perf_counter()
    inventory.advance()
    line("index built, s", f"{time.perf_counter() - start:.2f}")
    line("memory with the index, MB", f"{resident_mb():.0f}")
    used = lake.query("SELECT sum(memory_usage_bytes + temporary_storage_bytes) / 1e6 FROM duckdb_memory()")[0][0]
    line("of which tables, MB", f"{used:.0f}")
    line("first view, ms", f"{await timed(inventory.open(View())):.1f}")
    line("every order for the first time, ms", str(await sorts(inventory, 1)))
    line("sort, ms", str(await sorts(inventory, 3)))
    typed = await keystrokes(inventory, 2)
    line("keystroke in the filter, ms", str(typed))
    for text in ("all", "/web-prod", "all sort:-changed", "/prod sort:key"):
        line(
            f"page of {WINDOW} in {text!r}, ms",
            str(await pages(inventory, await inventory.open(parse_view(text, KINDS)), 60)),
        )
    for text in ATTRIBUTES:
        view = parse_view(text, KINDS)
        first = await timed(inventory.open(view))
        again = Times([await timed(inventory.open(view)) for _ in range(5)])
        line(f"{text!r}, ms", f"first {first:.1f}  then {again}")
    line("memory after all that, MB", f"{resident_mb():.0f}")
    await report_refresh(lake, inventory)
    return Times([await timed(inventory.open(View(filter="web-prod"))) for _ in range(10)]).median


async def report_refresh(lake: Lake, inventory: Inventory) -> None:
    """How quickly the index follows commits."""
    for changed in (10, 1_000, 20_000):
        touch(lake, changed)
        start = time.perf_counter()
        inventory.advance()
        line(f"index follows {changed:,} changes, ms", f"{(time.perf_counter() - start) * 1000:.0f}")


def ask_lake(lake: Lake, rounds: int) -> float:
    """The same search on the lake itself; the median."""
    sql = """SELECT key FROM lake.resources WHERE contains(lower(name || chr(10) || key), 'web-prod')
        OR contains(lower(array_to_string(map_values(labels), chr(10))), 'web-prod') ORDER BY name LIMIT 64"""
    return _median([_measure(lambda: lake.query(sql)) for _ in range(rounds)])


def scan_list(lake: Lake, rounds: int) -> float:
    """The same search over a list of lower-case text, sorted by name; the median."""
    texts = [
        (row[0].lower(), row[1])
        for row in lake.query("SELECT name || chr(10) || key || chr(10) || labels::VARCHAR, name FROM lake.resources")
    ]

    def search() -> Sequence[object]:
        found = [text for text in texts if "web-prod" in text[0]]
        return sorted(found, key=lambda text: text[1])

    return _median([_measure(search) for _ in range(rounds)])


def _measure(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the lake is kept for the next run")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = args.folder or Path(passing) / "store"
        lake = Lake.open(folder, clock=SystemClock())
        io = IoPool(4)
        try:
            if not lake.query("SELECT count(*) FROM lake.resources")[0][0]:
                seed(lake, args.rows)
                lake.close()
                lake = Lake.open(folder, clock=SystemClock())
            line("resources", f"{lake.query('SELECT count(*) FROM lake.resources')[0][0]:,}")
            inventory = Inventory(lake, io, Bus(), SystemClock(), KINDS, folder)
            search = asyncio.run(report_inventory(lake, inventory))
            line("search: the lake takes so many times as long", f"{ask_lake(lake, 5) / search:.1f}")
            line("search: a Python list takes so many times as long", f"{scan_list(lake, 3) / search:.1f}")
        finally:
            io.close()
            lake.close()


if __name__ == "__main__":
    main()
