"""How late an event loop is: of the console, and of a bare one that does nothing else, in a process of its own, beside it.

What the bare loop is late by is the machine's doing. Of its own lateness a loop tells how long it waited for a processor,
where the system says so (Linux), and how much its process computed meanwhile, in all threads: where others are at work, a
thread that has the interpreter may itself wait for a processor, and what nobody computed is the machine's doing as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

TICK = 0.005
_SCHEDULED = Path("/proc/thread-self/schedstat")


class Late(NamedTuple):
    """One tick: when it came, how many seconds late, for how many of them the loop's thread waited for a processor, and how
    many seconds of a processor all threads of the process had since the tick before."""

    at: float
    late: float
    waited: float
    computed: float

    @property
    def awake(self) -> float:
        """The seconds that are not the waiting."""
        return max(0.0, self.late - self.waited)

    @property
    def own(self) -> float:
        """Those in which this process can have been at work."""
        return min(self.awake, self.computed)


class Ticker:
    """Wakes every 5 ms and notes how much too late it was; in little memory, for the console's is measured, too."""

    def __init__(self) -> None:
        self._numbers = array("d")

    @property
    def ticks(self) -> list[Late]:
        """Every tick so far."""
        return [Late(*tick) for tick in zip(*[iter(self._numbers)] * len(Late._fields), strict=True)]

    async def run(self) -> None:
        due, waited, computed = time.perf_counter(), _waited(), time.process_time()
        while True:
            due += TICK
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now, before, waited = time.perf_counter(), (waited, computed), _waited()
            computed = time.process_time()
            self._numbers.extend((now, now - due, waited - before[0], computed - before[1]))
            due = max(due, now)


@dataclass(frozen=True)
class Stalls:
    """The ticks of one stretch of time, in milliseconds."""

    ticks: list[Late]

    @classmethod
    def between(cls, ticks: list[Late], begin: float, end: float) -> Stalls:
        """Those of this stretch."""
        return cls([tick for tick in ticks if begin <= tick.at < end])

    @property
    def longest(self) -> Late:
        """The one that was the latest."""
        return max(self.ticks, key=lambda tick: tick.late)

    @property
    def awake(self) -> float:
        """The longest, not counting what was spent waiting for a processor."""
        return 1e3 * max(tick.awake for tick in self.ticks)

    @property
    def own(self) -> float:
        """The longest, counting only what this process can have been at work for."""
        return 1e3 * max(tick.own for tick in self.ticks)

    def words(self) -> str:
        """Longest, of which waiting, what was computed meanwhile, and the 99th percentile."""
        longest, late = self.longest, sorted(tick.late for tick in self.ticks)
        waited, computed = 1e3 * min(longest.waited, longest.late), 1e3 * longest.computed
        p99 = 1e3 * late[int(len(late) * 0.99)]
        of_it = f"{waited:.1f} of it for a processor, {computed:.1f} computed; p99 {p99:.1f}"
        return f"{1e3 * longest.late:>10.1f} ms ({of_it})"


@contextmanager
def bare_loop() -> Iterator[list[Late]]:
    """A bare loop beside what goes on; its ticks are in the list when the context has ended."""
    ticks: list[Late] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ticker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield ticks
    finally:
        told, _ = process.communicate()
        ticks += [Late(*tick) for tick in json.loads(told)]


def _waited() -> float:
    """Seconds for which this thread has been ready to run and did not."""
    try:
        return int(_SCHEDULED.read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


async def _until_stdin_ends() -> None:
    ticker = Ticker()
    ticking = asyncio.create_task(ticker.run())
    await asyncio.to_thread(os.read, 0, 1)
    ticking.cancel()
    print(json.dumps(ticker.ticks))


if __name__ == "__main__":
    asyncio.run(_until_stdin_ends())
