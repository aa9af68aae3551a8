"""Details that could not be had: told together for each call and sort of failure, and after some in a row no longer asked for."""

from __future__ import annotations

from collections import Counter

from dharma_tui.core.errors import ProviderError
from dharma_tui.core.provider import Unseen
from dharma_tui.services.discovery.aws._entry import Detail, Entry

IN_A_ROW = 5
"""Failures of one call, none answered between them, after which it is left alone: each has been tried several times by then."""

LATE = "raise scan.timeout_seconds, or look at what it waits for"
"""What would help where there was no time for a call."""


class LeftAloneError(ProviderError):
    """A call that is not made, as it failed each time lately."""


class Failing:
    """Which calls for details fail in one listing."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()
        self._last: dict[str, ProviderError] = {}
        self._told: dict[tuple[str, type[ProviderError]], Unseen] = {}

    def refuse(self, detail: Detail) -> None:
        """Raise LeftAloneError where a call has failed too often in a row."""
        if self._in_a_row[detail.operation] >= IN_A_ROW:
            hint = self._last[detail.operation].hint
            raise LeftAloneError(f"not asked for, as {detail.operation} failed {IN_A_ROW} times in a row", hint)

    def answered(self, detail: Detail) -> None:
        """A call was answered, if only by saying that there is nothing."""
        if self._in_a_row[detail.operation] < IN_A_ROW:
            self._in_a_row[detail.operation] = 0

    def failed(self, entry: Entry, detail: Detail, error: ProviderError, name: str) -> Unseen:
        """What is told of a call that failed: the same for each failure of a sort, in the words and with the name of the first."""
        if not isinstance(error, LeftAloneError):
            self._in_a_row[detail.operation] += 1
            self._last[detail.operation] = error
        what = f"details of {entry.spec.plural}" + (f", such as {name}" if name else "")
        reason = error.message if detail.operation in error.message else f"{detail.operation}: {error.message}"
        told = Unseen(what, 0, reason, error.hint, partial=True)
        return self._told.setdefault((detail.operation, type(error)), told)
