"""Which endpoints are well, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from dharma_tui.core.clock import Clock
from dharma_tui.nlp.llm.endpoints import Endpoint
from dharma_tui.nlp.llm.faults import Fault

FIRST_COOLING = 5.0
LONGEST_COOLING = 120.0
PASSED_OVER = 30.0
"""Seconds that an endpoint stands back which said nothing at all while another answered."""


@dataclass(slots=True)
class State:
    """What is known of one endpoint."""

    failures: int = 0
    """In a row."""
    until: float = 0.0
    """Left alone until then, by the monotonic clock."""
    asked_to_wait: bool = False
    """The endpoint itself asked for it, so it is not asked before, not even where there is no other."""
    fault: Fault | None = None


class Health:
    """Remembers what became of requests, and puts endpoints in order by it."""

    def __init__(self, endpoints: Sequence[Endpoint], strategy: str, clock: Clock, random: Random) -> None:
        self._endpoints = tuple(endpoints)
        self._strategy = strategy
        self._clock = clock
        self._random = random
        self._turn = 0
        self.chosen = ""
        """The endpoint that a person wants to be asked first."""
        self._states = {one.name: State() for one in endpoints}

    def order(self) -> list[Endpoint]:
        """Endpoints as they are asked now: those that are well by the strategy, then those that are cooling, the soonest first.

        Left out are those that asked to be left alone until later.
        """
        now = self._clock.monotonic()
        chosen = self._by_strategy()
        well = [one for one in chosen if self._states[one.name].until <= now]
        cooling = [one for one in chosen if self._states[one.name].until > now]
        cooling.sort(key=lambda one: self._states[one.name].until)
        return well + [one for one in cooling if not self._states[one.name].asked_to_wait]

    def well(self, endpoint: Endpoint) -> bool:
        """Whether it is not cooling."""
        return self._states[endpoint.name].until <= self._clock.monotonic()

    def turn(self) -> None:
        """The next request begins with another endpoint, where they take turns."""
        self._turn += 1

    def wait(self) -> float:
        """Seconds until the first endpoint may be asked again."""
        now = self._clock.monotonic()
        return max(0.0, min(state.until for state in self._states.values()) - now)

    def state(self, endpoint: Endpoint) -> State:
        """What is known of it."""
        return self._states[endpoint.name]

    def succeeded(self, endpoint: Endpoint) -> None:
        """It answered."""
        self._states[endpoint.name] = State()

    def failed(self, endpoint: Endpoint, fault: Fault) -> None:
        """It did not answer: it is left alone for longer each time, or as long as it asked for."""
        state = self._states[endpoint.name]
        state.failures += 1
        state.fault = fault
        asked = fault.verdict.wait
        if asked is None:
            longest = min(LONGEST_COOLING, FIRST_COOLING * 2 ** min(state.failures - 1, 10))
            state.until = self._clock.monotonic() + longest * self._random.uniform(0.5, 1.0)
        else:
            state.until = self._clock.monotonic() + asked
        state.asked_to_wait = asked is not None

    def passed_over(self, endpoint: Endpoint) -> None:
        """It had said nothing when another answered: it stands back for a while."""
        state = self._states[endpoint.name]
        state.until = max(state.until, self._clock.monotonic() + PASSED_OVER)

    def _by_strategy(self) -> list[Endpoint]:
        ordered = list(self._endpoints)
        if self._strategy == "random":
            self._random.shuffle(ordered)
        elif self._strategy == "round-robin":
            first = self._turn % len(ordered)
            ordered = ordered[first:] + ordered[:first]
        return sorted(ordered, key=lambda one: one.name != self.chosen)
