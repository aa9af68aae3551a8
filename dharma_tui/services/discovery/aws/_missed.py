"""Parents whose children could not be listed: all others are asked, and those that were not are told of together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dharma_tui.core.errors import AccessDeniedError, AuthError, ProviderError
from dharma_tui.core.provider import Unseen
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._errors import GoneError
from dharma_tui.services.discovery.aws._failing import IN_A_ROW

DENIED = 100
"""Parents that are denied before any is answered, after which no more are asked: a denial comes at once, other failures late."""


class Missed:
    """Of which parents one list of children could not be had."""

    def __init__(self, entry: Entry, parent: Entry) -> None:
        self._entry = entry
        self._parent = parent
        self._errors: dict[str, ProviderError] = {}
        self._counts: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._first: ProviderError | None = None
        self._denied = 0
        self._failed = 0
        self._is_answered = False

    def answered(self) -> None:
        """The children of one parent were listed, if there are any."""
        self._is_answered = True
        if self._failed < IN_A_ROW:
            self._failed = 0

    def leaves_out(self, given: Mapping[str, Any]) -> bool:
        """Whether a parent is not worth asking, as too many were asked in vain; it is noted then."""
        if self._failed < IN_A_ROW and (self._denied < DENIED or self._is_answered):
            return False
        last = [*self._errors.values()][-1]
        self._note(given, f"not asked for, as {self._entry.operation} failed too often in a row", last)
        return True

    def failed(self, error: ProviderError, given: Mapping[str, Any]) -> None:
        """A parent was asked in vain. Raises AuthError: with the next one it would be the same."""
        if isinstance(error, AuthError):
            raise error
        self._first = self._first or error
        if isinstance(error, AccessDeniedError):
            self._denied += 1
        else:
            self._failed += 1
        self._note(given, error.message, error)

    def _note(self, given: Mapping[str, Any], reason: str, error: ProviderError) -> None:
        self._errors.setdefault(reason, error)
        self._names.setdefault(reason, str(next(iter(given.values()), "")))
        self._counts[reason] = self._counts.get(reason, 0) + 1

    def told(self) -> list[Unseen]:
        """What could not be seen, once for each reason. Raises the first of the errors where no parent was answered."""
        if self._first is not None and not self._is_answered:
            raise self._first
        return [
            Unseen(f"{self._entry.spec.plural} of {self._which(reason)}", 1, reason, error.hint, partial=True)
            for reason, error in self._errors.items()
        ]

    def _which(self, reason: str) -> str:
        count, name = self._counts[reason], self._names[reason]
        return f"{count:,} {self._parent.spec.plural}, such as {name}" if count > 1 else name


@contextmanager
def asking(missed: Missed | None, given: Mapping[str, Any]) -> Iterator[None]:
    """Inside, the children of one parent are asked for; that it went since it was listed, and they with it, is an answer."""
    try:
        yield
    except GoneError:
        pass
    except ProviderError as error:
        if missed is None:
            raise
        missed.failed(error, given)
        return
    if missed is not None:
        missed.answered()
