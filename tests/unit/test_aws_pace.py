"""The pace of calls: none until a service objects, then just below what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

from dharma_tui.core.clock import FrozenClock
from dharma_tui.services.discovery.aws._pace import Pace


@dataclass
class Service:
    """A service that answers so many calls a second, after a burst of one second's worth, in a time that only calls move on."""

    a_second: float
    clock: FrozenClock = field(default_factory=FrozenClock)
    tokens: float = 0.0
    at: float = 0.0
    refused: int = 0

    def __post_init__(self) -> None:
        self.tokens, self.at = self.a_second, self.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self.clock.elapsed += seconds

    def answers(self, pace: Pace) -> bool:
        pace.before_send()
        self.clock.elapsed += 0.01
        now = self.clock.monotonic()
        self.tokens = min(self.a_second, self.tokens + (now - self.at) * self.a_second)
        self.at = now
        fine = self.tokens >= 1
        self.tokens -= fine
        self.refused += not fine
        told = {} if fine else {"Error": {"Code": "ThrottlingException"}}
        pace.after_answer(response=(SimpleNamespace(status_code=200 if fine else 400), told), operation=None)
        return fine

    def call(self, pace: Pace, times: int) -> float:
        """Seconds until so many calls have been answered."""
        began = self.clock.monotonic()
        while times:
            times -= self.answers(pace)
        return self.clock.monotonic() - began


def test_nothing_waits_while_nothing_is_refused() -> None:
    service = Service(1000)
    pace = Pace(service.clock, service.sleep)
    assert service.call(pace, 300) < 3.1
    assert (pace.rate, pace.refused) == (0, 0)


def test_calls_keep_to_what_is_answered() -> None:
    service = Service(5)
    pace = Pace(service.clock, service.sleep)
    seconds = service.call(pace, 300)
    assert seconds < 1.1 * (300 - 5) / 5
    assert pace.refused == service.refused < 60
    assert 4 < pace.rate < 6


def test_a_service_that_answers_more_again_is_asked_more() -> None:
    service = Service(5)
    pace = Pace(service.clock, service.sleep)
    service.call(pace, 100)
    service.a_second = 50
    service.call(pace, 2000)
    assert pace.rate > 25


def test_a_service_whose_first_answer_is_a_refusal_is_not_taken_for_a_slow_one() -> None:
    service = Service(5)
    service.tokens = 0
    pace = Pace(service.clock, service.sleep)
    assert service.call(pace, 150) < 1.1 * 150 / 5


def test_an_error_of_the_network_teaches_nothing() -> None:
    pace = Pace(FrozenClock())
    pace.after_answer(response=None, caught_exception=OSError())
    assert (pace.rate, pace.refused) == (0, 0)
