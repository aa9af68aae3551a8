"""Starts work beside a screen: one piece a group, and a failure never ends the console by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from textual.dom import DOMNode
from textual.worker import Worker


def start(node: DOMNode, work: Callable[[], Awaitable[None]], *, group: str, exclusive: bool = True) -> Worker[None]:
    """Await ``work()`` in a worker of ``node``; a newer one of the same group cancels it unless not ``exclusive``.

    The callable, not its coroutine, is handed over: one cancelled before it began would be warned of as never awaited.
    """
    return cast("Worker[None]", node.run_worker(cast(Any, work), group=group, exclusive=exclusive, exit_on_error=False))
