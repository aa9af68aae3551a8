"""Counting calls to AWS: one that is refused, or that nobody waits for any more, was made; one that reached nobody was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dharma_tui.core.errors import UnreachableError
from dharma_tui.core.provider import called


@contextmanager
def counting(made: list[str] | None = None) -> Iterator[list[str]]:
    """Count what is put into the list inside by whichever thread makes a call: who waits for it may be gone before its answer."""
    made = [] if made is None else made
    before = len(made)
    try:
        yield made
    except UnreachableError:
        if len(made) > before:
            made.pop()
        raise
    finally:
        called(len(made) - before)
