"""Several streams as one, so many of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


async def merged(streams: Sequence[AsyncGenerator[T, None]], at_once: int) -> AsyncGenerator[T, None]:
    """What ``streams`` give, as it comes, from so many at a time; the first that fails ends all."""
    given: asyncio.Queue[T | _Ended] = asyncio.Queue(1)
    waiting = iter(streams)

    async def drained() -> None:
        failure: Exception | None = None
        try:
            for stream in waiting:
                async with aclosing(stream) as items:
                    async for item in items:
                        await given.put(item)
        except Exception as error:
            failure = error
        await given.put(_Ended(failure))

    tasks = [asyncio.create_task(drained()) for _ in range(min(at_once, len(streams)))]
    try:
        left = len(tasks)
        while left:
            item = await given.get()
            if not isinstance(item, _Ended):
                yield item
            elif item.failure is not None:
                raise item.failure
            else:
                left -= 1
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Ended:
    """One that drained streams has none left, or met a failure."""

    failure: Exception | None
