"""A process that does nothing but scan."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

GARBAGE = (50_000, 20, 50)
"""How rarely the garbage collector looks: hardly anything that a scan makes needs it, and looking took a fifth of its time."""


@contextmanager
def scanning_alone() -> Iterator[None]:
    """Inside, little time goes into looking for garbage; at the end, all that is left is not looked through once more."""
    before = gc.get_threshold()
    gc.set_threshold(*GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()
