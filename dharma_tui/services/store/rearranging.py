"""Tells readers of all processes while rows move into files, or into other files.

DuckLake looks for files and for inlined rows one after the other, not in one look at the catalogue: a reader would miss rows that
are moved between the two. So a number is counted up before and after each move, and a read that it changed under is made again, as
is one that was begun while it was odd if there was a commit meanwhile.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

FILE = "rearranging"
_DIGITS = 20
_TRIES = 40
_PAUSE = 0.005
_LONGEST_PAUSE = 0.05


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """While rows of the store in ``folder`` move; under the write lock."""
    settle(folder)
    moving = _number(folder) + 1
    _write(folder, moving)
    try:
        yield
    finally:
        _write(folder, moving + 1)


def settle(folder: Path) -> None:
    """Under the write lock nobody else moves rows: whoever left the number odd was killed."""
    if (left := _number(folder)) % 2:
        _write(folder, left + 1)


def whole(folder: Path, read: Callable[[], T], newest: Callable[[], int]) -> T:
    """The answer of ``read``, made again, for two seconds at most, where rows were moved meanwhile.

    ``newest`` is the number of the newest commit.
    """
    for tried in range(_TRIES):
        before = _number(folder)
        commit = newest() if before % 2 else 0
        answer = read()
        if before == _number(folder) and (before % 2 == 0 or commit == newest()):
            break
        time.sleep(min(_PAUSE * tried, _LONGEST_PAUSE))
    return answer


def _number(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int((folder / FILE).read_bytes())
    return 0


def _write(folder: Path, number: int) -> None:
    """In one write over the same bytes, so that nobody reads half of it."""
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.pwrite(file, f"{number:0{_DIGITS}}".encode(), 0)
    finally:
        os.close(file)
