"""Counting calls to AWS: one that is answered with a refusal was made as well, one that nobody could be asked was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dharma_tui.core.errors import DharmaError, UnreachableError
from dharma_tui.core.provider import called
from dharma_tui.services.discovery.aws._errors import NotAskedError


@contextmanager
def counting_refusals() -> Iterator[None]:
    """Count the call made inside where it is refused."""
    try:
        yield
    except (UnreachableError, NotAskedError):
        raise
    except DharmaError:
        called()
        raise


@contextmanager
def counting() -> Iterator[list[str]]:
    """Count what is put into the list inside by whichever thread makes a call: who waits for it may be gone before its answer."""
    made: list[str] = []
    try:
        yield made
    finally:
        called(len(made))
