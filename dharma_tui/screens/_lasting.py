"""What is loaded once and stays: the collector of garbage leaves it alone, for looking through it would halt the console."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1 << 30
"""Looks at what is young after which Python would look through everything by itself: the console says when."""


def is_alone() -> bool:
    """Whether this process is nothing but a console, which has painted: that is when it takes the matter into its own hands."""
    return gc.get_threshold()[2] == NEVER


@contextmanager
def lasting() -> Iterator[None]:
    """Take what is made meanwhile for lasting; only where the console has done so at its start, in a process of its own."""
    spares = gc.isenabled() and is_alone()
    if spares:
        gc.disable()
    try:
        yield
    finally:
        if spares:
            gc.freeze()
            gc.enable()
