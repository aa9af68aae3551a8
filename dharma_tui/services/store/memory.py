"""Memory that was needed for a moment goes back to the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ +(\S.*)")
_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc."""
_ARENAS = 2
_DONT_NEED = 4
"""``MADV_DONTNEED`` of Linux."""


def share() -> None:
    """Have threads that begin from now on allocate in common: what each keeps for itself is in too small pieces to go back.

    Nothing where the system's allocator is another.
    """
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return what is kept for later use and what ran only while the store was opened; tens of megabytes after an index was built.

    Nothing where the system has no way to.
    """
    import ctypes

    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.malloc_trim(0)
        library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        for start, end in _code_of("duckdb", Path("/proc/self/smaps").read_text()):
            library.madvise(start, end - start, _DONT_NEED)


def _code_of(name: str, mappings: str) -> Iterator[tuple[int, int]]:
    """Where the machine code of libraries called ``name`` lies. Code that something has written to is left out: it would be lost.

    What is called again is mapped again from the file, without reading it where the system still has it.
    """
    start = end = 0
    for line in mappings.splitlines():
        if match := _MAPPING.fullmatch(line):
            code = match[3] == "r-xp" and name in match[4].rpartition("/")[2]
            start, end = (int(match[1], 16), int(match[2], 16)) if code else (0, 0)
        elif line.startswith("Private_Dirty:") and end and line.split()[1] == "0":
            yield start, end
