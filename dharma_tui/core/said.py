"""What a person typed that is being done or answered: whoever keeps words of it masks the secrets that were said there."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SAID: ContextVar[str] = ContextVar("said", default="")
"""Of this task or thread. Empty: nothing was typed that it does."""


def of_the_same(work: Callable[P, T]) -> Callable[P, T]:
    """``work`` as a part of what is being done now, in whatever thread it runs."""
    if not (said := SAID.get()):
        return work

    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        token = SAID.set(said)
        try:
            return work(*args, **kwargs)
        finally:
            SAID.reset(token)

    return done
