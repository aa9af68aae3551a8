"""Tells readers of other processes that rows are on their way into files, or into other files.

DuckLake reads the list of files and the inlined rows one after the other, not in one look at the catalogue: a reader that a flush
falls between would miss rows. So a mark is set around each flush, and a read that a flush may have touched is made again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_MARK = "flushing"
_UNDER_WAY = b"1"
_TRIES = 40
"""Longer than a flush takes: whoever set a mark that is still there then has been killed."""
_dead: set[int] = set()
"""When the marks of such writers were set."""


@contextmanager
def flushing(folder: Path) -> Iterator[None]:
    """While rows are moved; under the write lock."""
    mark = folder / _MARK
    mark.write_bytes(_UNDER_WAY)
    try:
        yield
    finally:
        mark.write_bytes(b"")


def whole(folder: Path, read: Callable[[], T]) -> T:
    """The answer of ``read``, which changes nothing, made again where a flush may have come between."""
    for tried in range(_TRIES):
        before = _seen(folder)
        answer = read()
        after = _seen(folder)
        if before == after and not (after and after[1]):
            break
        time.sleep(0.005 * min(tried, 10))
    else:
        if after:
            _dead.add(after[0])
    return answer


def _seen(folder: Path) -> tuple[int, bool] | None:
    """When the mark was last written, and whether a flush is under way."""
    with suppress(OSError):
        mark = (folder / _MARK).stat()
        return mark.st_mtime_ns, bool(mark.st_size) and mark.st_mtime_ns not in _dead
    return None
