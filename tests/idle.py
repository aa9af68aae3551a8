"""Knows when a console under test is at rest, on a machine that has other things to do as well.

Textual's pilot takes it for rest when the process has not used the processor for 20 ms, as when it has to wait for one, and gives
up after a second, which a busy machine may spend elsewhere. Here a thread that waits for its turn counts as at work, and only
what the process itself does or waits for counts against the second.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import psutil
from textual._context import active_app

LOOK_SECONDS = 0.02
"""How long it has to be quiet."""
TURN_SECONDS = 0.002
"""Gives way to the threads of the pool."""
QUIET_SECONDS = 0.001
"""Work within that time that is nothing."""
SOON_SECONDS = 0.05
"""What is due within this time counts as under way: the next frame, the rest after typing. What ticks by itself does not."""
_LEFT_OVER = re.compile(r"aws-|.*\(process_request_thread\)")


async def until_rested(
    min_sleep: float = LOOK_SECONDS, max_sleep: float = 1, done: Callable[[], bool] = lambda: False
) -> None:
    """Wait until no thread of this process works, or waits for a processor: what Textual's ``wait_for_idle`` is for. Or until what
    is waited for is ``done``.

    That the loop's own thread had to wait, to look, says nothing: the loop itself knows what it has left to do.
    """
    loop: Any = asyncio.get_running_loop()
    others, spent = {str(threading.get_native_id()), *_left_over()}, 0.0
    while spent < max_sleep:
        waits, started = processors_awaited(but=others), time.process_time()
        if await _soon(done):
            return
        worked = time.process_time() - started
        waited = sum(wait - waits.get(thread, 0) for thread, wait in processors_awaited(but=others).items()) / 1e9
        spent += max(LOOK_SECONDS, worked)
        if spent >= min_sleep and worked + waited < QUIET_SECONDS and not loop._ready:
            return


async def until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until neither the loop nor the threads of the pool have anything left to do, soon included. Of a thread that is at
    something for long, which nobody but that thread can tell the end of, it is what the processor says that counts."""
    began = time.process_time()
    while time.process_time() - began < max_sleep:
        await until_drained()
        if not _pool_works():
            return
        if not await _soon(_pool_rests):
            await until_rested(min_sleep, max_sleep, _pool_rests)
            if _pool_works():
                return


async def until_drained(max_sleep: float = 1) -> None:
    """Wait until the loop has nothing left to do, and nothing that it does soon."""
    loop: Any = asyncio.get_running_loop()
    spent = 0.0
    while spent < max_sleep:
        started = time.thread_time()
        await asyncio.sleep(0)
        spent += time.thread_time() - started
        if loop._ready:
            continue
        now = loop.time()
        due = [timer.when() - now for timer in loop._scheduled if not timer.cancelled()]
        if not due or min(due) > SOON_SECONDS:
            return
        wait = max(0.0, min(due))
        spent += wait
        await asyncio.sleep(wait)


async def _soon(done: Callable[[], bool]) -> bool:
    """Whether it is done within one look."""
    until = time.monotonic() + LOOK_SECONDS
    while not done():
        if time.monotonic() >= until:
            return False
        await asyncio.sleep(TURN_SECONDS)
    return True


def _left_over() -> set[str]:
    """Threads that scans and servers of tests have left waiting for the next thing to do: there may be hundreds by the end, and to
    look at each takes longer than the look is for."""
    return {str(thread.native_id) for thread in threading.enumerate() if _LEFT_OVER.match(thread.name)}


def _pool_rests() -> bool:
    return not _pool_works()


def _pool_works() -> bool:
    app: Any = active_app.get(None)
    pool = getattr(getattr(app, "services", None), "io", None)
    return pool is not None and bool(pool._jobs.qsize() or pool._idle < pool._threads)


def with_children() -> list[int]:
    """This process and all below it."""
    return [os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))]


def processors_awaited(processes: Sequence[int] = (), but: Collection[str] = ()) -> dict[str, int]:
    """Nanoseconds that each thread of these processes, or of this one, ``but`` for some, could have run and had no processor;
    nothing where the system does not tell."""
    waits = {}
    for process in processes or (os.getpid(),):
        with contextlib.suppress(OSError):
            for thread in set(os.listdir(f"/proc/{process}/task")).difference(but):
                with (
                    contextlib.suppress(OSError, IndexError, ValueError),
                    open(f"/proc/{process}/task/{thread}/schedstat") as told,
                ):
                    waits[thread] = int(told.read().split()[1])
    return waits
