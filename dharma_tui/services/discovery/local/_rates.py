"""Turns counters that only grow into rates, by keeping what they were the last time."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping

from dharma_tui.core.clock import Clock


class Rates:
    """Remembers each subject's counters and when they were read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[Hashable, tuple[float, Mapping[str, float]]] = {}

    def step(self, subject: Hashable, counters: Mapping[str, float]) -> dict[str, float]:
        """Each counter's growth a second since the last call for ``subject``.

        Empty the first time and where no time has passed; a counter that went back (a reset, a new device) is left out.
        """
        now = self._clock.monotonic()
        before = self._last.get(subject)
        self._last[subject] = (now, counters)
        if before is None or now <= before[0]:
            return {}
        passed = now - before[0]
        return {
            name: (value - before[1][name]) / passed
            for name, value in counters.items()
            if name in before[1] and value >= before[1][name]
        }

    def keep(self, subjects: Container[Hashable]) -> None:
        """Forget every subject but these."""
        self._last = {subject: last for subject, last in self._last.items() if subject in subjects}
