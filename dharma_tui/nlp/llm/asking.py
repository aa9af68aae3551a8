"""Asks one endpoint after the other, or beside it, until one begins to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import LlmError
from dharma_tui.core.settings import LlmSettings
from dharma_tui.nlp.llm.attempt import Attempt, Link
from dharma_tui.nlp.llm.endpoints import Endpoint, Keys
from dharma_tui.nlp.llm.faults import Fault, Verdict
from dharma_tui.nlp.llm.health import Health
from dharma_tui.nlp.llm.wire import Request

ROUNDS = 3
"""Times that endpoints with passing trouble are asked."""
BACKOFF = 0.4
"""Seconds before the second round, doubled before each further one, and jittered."""
PATIENCE = 8.0
"""Seconds at most that are waited because an endpoint asks for it; beyond, the person is told."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Begun:
    """An answer that has begun."""

    attempt: Attempt
    first: str
    tried: list[Fault]
    """What went wrong before it."""


@dataclass(slots=True)
class _Race:
    """Attempts under way, the newest last."""

    waiting: list[Endpoint]
    running: dict[asyncio.Task[str], Attempt] = field(default_factory=dict)
    failed: dict[str, Fault] = field(default_factory=dict)
    """By endpoint."""

    @property
    def newest(self) -> Attempt | None:
        return next(reversed(self.running.values()), None)


class Asking:
    """Knows the endpoints, how they are, and the way to each."""

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        settings: LlmSettings,
        keys: Keys,
        *,
        clock: Clock,
        random: Random,
        failed: Callable[[Endpoint], None] = lambda _: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.endpoints = tuple(endpoints)
        self.health = Health(endpoints, settings.strategy, clock, random)
        self._links = {one.name: Link(one, keys) for one in endpoints}
        self._settings = settings
        self._clock = clock
        self._random = random
        self._failed = failed
        self._sleep = sleep

    def link(self, endpoint: Endpoint) -> Link:
        """The way to it."""
        return self._links[endpoint.name]

    async def begun(self, request: Request) -> Begun:
        """The first answer that begins. Raises LlmError, which says of each endpoint why it did not answer."""
        order = self.health.order()
        self.health.turn()
        tried: list[Fault] = []
        if order:
            with suppress(LlmError):  # told by the attempt; what is imported here counts for nobody's silence
                await self.link(order[0]).client()
        for round_ in range(ROUNDS):
            if not order:
                await self._waited(self.health.wait(), tried)
                order = self.health.order()
            race = _Race(list(order))
            begun = await self._raced(race, request)
            tried += race.failed.values()
            if begun is not None:
                begun.tried = tried
                return begun
            passing = [fault for fault in race.failed.values() if fault.verdict.retry]
            if not passing or round_ == ROUNDS - 1:
                break
            asked = min((fault.verdict.wait or 0.0 for fault in passing), default=0.0)
            await self._waited(asked + BACKOFF * 2**round_ * self._random.uniform(0.5, 1.5), tried)
            final = {name for name, fault in race.failed.items() if not fault.verdict.retry}
            order = [one for one in self.health.order() if one.name not in final]
        raise _none(tried)

    async def close(self) -> None:
        """Close all connections."""
        for link in self._links.values():
            await link.close()

    async def _waited(self, seconds: float, tried: Sequence[Fault]) -> None:
        if seconds <= PATIENCE + BACKOFF * 2**ROUNDS:
            await self._sleep(seconds)
            return
        if tried:
            raise _none(tried)
        raise LlmError(
            f"every endpoint asked to be left alone for another {seconds:.0f} s",
            "wait, or add another endpoint to llm.endpoints",
        )

    async def _raced(self, race: _Race, request: Request) -> Begun | None:
        """The winner: endpoints in turn, the next beside one that says nothing at all for a while."""
        try:
            while race.waiting or race.running:
                newest = race.newest
                if race.waiting and newest is None:
                    self._start(race, request)
                    continue
                beside = bool(race.waiting) and self.health.well(race.waiting[0])
                hedge = beside and newest is not None and not newest.answering
                done, _ = await asyncio.wait(
                    race.running,
                    timeout=self._settings.hedge_seconds if hedge else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not done and hedge and newest is not None and not newest.answering:
                    self._start(race, request)
                if begun := await self._settled(race, done):
                    return begun
                if done and race.waiting:
                    self._start(race, request)
            return None
        finally:
            await _ended(race)

    def _start(self, race: _Race, request: Request) -> None:
        link = self._links[race.waiting.pop(0).name]
        attempt = Attempt(link, request, self._clock, self._settings.token_seconds)
        race.running[asyncio.create_task(attempt.begin())] = attempt

    async def _settled(self, race: _Race, done: set[asyncio.Task[str]]) -> Begun | None:
        """The first attempt of ``done`` that begins; what went wrong with others is remembered."""
        begun: Begun | None = None
        started = list(race.running)
        for task in sorted(done, key=started.index):
            attempt = race.running.pop(task)
            if error := task.exception():
                race.failed[attempt.endpoint.name] = fault = _fault(attempt.endpoint, error)
                self.health.failed(attempt.endpoint, fault)
                self._failed(attempt.endpoint)
            elif begun is None:
                begun = Begun(attempt, task.result(), [])
                self.health.succeeded(attempt.endpoint)
                before = [race.running[one] for one in started[: started.index(task)] if one in race.running]
                for silent in before:
                    if not silent.answering:
                        self.health.passed_over(silent.endpoint)
            else:
                await attempt.close()
        return begun


async def _ended(race: _Race) -> None:
    for task in race.running:
        task.cancel()
    if race.running:
        await asyncio.gather(*race.running, return_exceptions=True)
    for attempt in race.running.values():
        await attempt.close()


def _fault(endpoint: Endpoint, error: BaseException) -> Fault:
    if isinstance(error, Fault):
        return error
    if isinstance(error, LlmError):
        return Fault(Verdict("not set up", False), error.message, error.hint)
    raise error


def _none(tried: Sequence[Fault]) -> LlmError:
    """Why nobody answered."""
    last = {fault.message: fault for fault in tried}
    if len(last) == 1:
        return tried[-1]
    reasons = "; ".join(last)
    return LlmError(f"no language model answered: {reasons}", next(iter(last.values())).hint)
