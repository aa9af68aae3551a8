"""What is loaded once and stays: the collector of garbage leaves it alone, for looking through it would halt the console."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Take what is made meanwhile for lasting; only where the console has done so at its start, in a process of its own."""
    spares = gc.isenabled() and bool(gc.get_freeze_count())
    if spares:
        gc.disable()
    try:
        yield
    finally:
        if spares:
            gc.freeze()
            gc.enable()
