"""The threads in which calls to AWS wait, and how many of one listing are under way."""

from __future__ import annotations

from functools import cache

from dharma_tui.services.pools import IoPool

THREADS = 32
AT_ONCE = 8
"""Details of one listing, or lists of one parent's children, under way at a time."""


@cache
def pool() -> IoPool:
    """The threads in which calls to AWS wait: their own, so that nothing else has to wait with them."""
    return IoPool(THREADS, "aws")


@cache
def pool_of_accounts() -> IoPool:
    """Those for what is of no region: one service is asked most there, and would wait for those of all regions."""
    return IoPool(AT_ONCE * 2, "aws-account")
