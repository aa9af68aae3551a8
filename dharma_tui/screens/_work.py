"""Starts work beside a screen: one piece a group, and a failure never ends the console by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from textual.dom import DOMNode
from textual.widget import Widget
from textual.worker import Worker, active_worker


def has_left(node: Widget) -> bool:
    """Whether it is on its way off the screen: its parts are taken off before itself, and what is still done for it fails."""
    return node._pruning or not node.is_attached or not node.is_running


def start(node: DOMNode, work: Callable[[], Awaitable[None]], *, group: str, exclusive: bool = True) -> Worker[None]:
    """Await ``work()`` in a worker of ``node``; a newer one of the same group cancels it unless not ``exclusive``.

    The callable, not its coroutine, is handed over: one cancelled before it began would be warned of as never awaited.
    """

    async def released() -> None:
        try:
            await work()
        finally:  # a worker keeps its task, and that its context, which names the worker: only a collection would end that
            active_worker.set(cast(Any, None))

    return cast("Worker[None]", node.run_worker(released, group=group, exclusive=exclusive, exit_on_error=False))
