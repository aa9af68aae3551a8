"""The one thread of a process that writes the lake, fed by a queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from dharma_tui.core.errors import StoreError

T = TypeVar("T")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class Writer:
    """Runs jobs one after another in its own daemon thread."""

    def __init__(self, name: str = "lake-writer") -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def current(self) -> bool:
        """Whether the caller is the writer's own thread."""
        return threading.current_thread() is self._thread

    def run(self, job: Callable[[], T]) -> T:
        """Queue ``job`` and wait for what it returns or raises."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoreError("The store is closed", "open it again")
            self._jobs.put((job, future))
        return future.result()

    def close(self) -> None:
        """Take no more jobs and fail those still queued; the one that runs is not waited for."""
        with self._lock:
            self._closed = True
            self._jobs.put(None)

    def _run(self) -> None:
        while (item := self._jobs.get()) is not None:
            job, future = item
            if self._closed:
                future.set_exception(StoreError("The store was closed before this was written", "try again"))
                continue
            try:
                future.set_result(job())
            except BaseException as error:
                future.set_exception(error)
