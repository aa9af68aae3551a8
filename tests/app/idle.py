"""Knows exactly when nothing is left to do, where Textual's own pilot sleeps and looks whether the processor was used."""

from __future__ import annotations

import asyncio
from typing import Any

from textual._context import active_app
from textual._wait import wait_for_idle

SOON_SECONDS = 0.05
"""What is due within this time counts as under way: the next frame, the rest after typing. What ticks by itself does not."""


async def until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the loop has nothing left to do, and nothing that it does soon. As long as a thread of the pool is at
    something, which nobody but that thread can tell the end of, it is what the processor says that counts."""
    loop: Any = asyncio.get_running_loop()
    limit = loop.time() + max_sleep
    while loop.time() < limit:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if _pool_works():
            await wait_for_idle(min_sleep, max_sleep)
            return
        now = loop.time()
        due = [timer.when() - now for timer in loop._scheduled if not timer.cancelled()]
        if not due or min(due) > SOON_SECONDS:
            return
        await asyncio.sleep(max(0, min(due)))


def _pool_works() -> bool:
    app: Any = active_app.get(None)
    pool = getattr(getattr(app, "services", None), "io", None)
    return pool is not None and bool(pool._jobs.qsize() or pool._idle < pool._threads)
