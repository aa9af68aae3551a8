"""What a scan would do, before it is done: its parts, and the calls and the time each is expected to take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dharma_tui.core.format import counted, duration
from dharma_tui.core.scan import ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope


def service_of(kind: str) -> str:
    """What is between a kind's provider and its own name (``ec2`` of ``aws.ec2.instance``); empty where nothing is."""
    return ".".join(kind.split(".")[1:-1])


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One kind in one scope. ``at_least``: it may well take more, as it was never listed to its end.

    ``busy`` are seconds in which the machine itself works, ``guessed`` says that nobody ever tried. Parts of one ``lister`` in one
    scope follow each other; of all others of its provider ``at_once`` are listed at a time.
    """

    scope: Scope
    kind: str
    lister: str
    calls: int
    seconds: float
    at_least: bool = False
    at_once: int = 1
    busy: float = 0.0
    guessed: bool = False

    @property
    def service(self) -> str:
        """The service of the provider that its kind is of."""
        return service_of(self.kind)


@dataclass(frozen=True, slots=True)
class Expected:
    """The sum of several parts."""

    parts: int
    calls: int
    seconds: float
    at_least: bool
    at_most: float = 0.0
    """Seconds that it may well come to, as far as they are a guess."""

    @property
    def is_guess(self) -> bool:
        """Whether its seconds are mostly those of parts that nobody ever listed."""
        return self.at_most > 2 * self.seconds

    @property
    def words(self) -> str:
        """``2 parts, 12 calls, about 3s``; where some of it was never listed to its end, that it may well be more."""
        calls, seconds = counted(self.calls, "call"), duration(self.seconds)
        if self.is_guess:
            cost = f"at least {calls}, at a guess {seconds} to {duration(self.at_most)}"
        else:
            cost = f"at least {calls}, {seconds} or more" if self.at_least else f"{calls}, about {seconds}"
        return f"{counted(self.parts, 'part')}, {cost}"


AT_LEAST = "+: at least, as some of it has never been listed to its end"
"""What the sign behind a number of calls says."""
A_GUESS = "a guess: how much there is to ask about is not known before a first scan"
"""Why two times are told rather than one."""


GUESSED_RANGE = 5.0
"""First listings take up to so many times what one plain call each takes: pages, children, details, a busy machine."""


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """Every part of a scan; those whose service cannot tell its scopes, as they would fail; and scopes left out."""

    parts: tuple[PlannedPart, ...]
    failed: tuple[ScopeReport, ...] = ()
    left_out: tuple[Scope, ...] = ()
    entering: Mapping[str, int] = field(default_factory=dict)
    """Of providers, calls of no part: they tell who asks, and which accounts and regions there are."""

    @property
    def expected(self) -> Expected:
        """Of the whole scan."""
        return self.of(self.parts)

    def of(self, parts: Iterable[PlannedPart]) -> Expected:
        """Of a scan of these parts alone."""
        planned = list(parts)
        entered = {part.scope.provider for part in planned}
        calls = sum(calls for provider, calls in self.entering.items() if provider in entered)
        whole = expected(planned)
        return replace(whole, calls=whole.calls + calls)


def expected(parts: Iterable[PlannedPart]) -> Expected:
    """What ``parts`` take together, and what they may well come to where some are guessed."""
    planned = list(parts)
    seconds = _together(planned)
    guessed = any(part.guessed for part in planned)
    return Expected(
        len(planned),
        sum(part.calls for part in planned),
        seconds,
        any(part.at_least for part in planned),
        _together(_slowest(part) for part in planned) if guessed else seconds,
    )


def _together(parts: Iterable[PlannedPart]) -> float:
    """The time of the longest chain, of all divided by how many run at once, or in which the machine has its hands full."""
    chains: dict[tuple[str, Scope], float] = defaultdict(float)
    shares: dict[str, float] = defaultdict(float)
    busy = 0.0
    for part in parts:
        chains[part.lister, part.scope] += part.seconds
        shares[part.scope.provider] += part.seconds / part.at_once
        busy += part.busy
    return max([busy, *shares.values(), *chains.values()])


def _slowest(part: PlannedPart) -> PlannedPart:
    times = GUESSED_RANGE if part.guessed else 1.0
    return replace(part, seconds=part.seconds * times, busy=part.busy * times)


def document(plan: ScanPlan) -> dict[str, Any]:
    """The plan as one JSON document."""
    whole = plan.expected
    return {
        "calls": whole.calls,
        "at_least": whole.at_least,
        "seconds": round(whole.seconds, 1),
        "at_most": round(whole.at_most, 1),
        "parts": [
            {
                **_place(part.scope, part.kind),
                "lister": part.lister,
                "calls": part.calls,
                "at_least": part.at_least,
                "at_once": part.at_once,
                "seconds": round(part.seconds, 6),
                "busy": round(part.busy, 6),
                "guessed": part.guessed,
            }
            for part in plan.parts
        ],
        "failed": [
            {**_place(report.scope, report.kind), "reason": report.reason, "hint": report.hint}
            for report in plan.failed
        ],
        "left_out": [
            {"provider": scope.provider, "account": scope.account, "region": scope.region} for scope in plan.left_out
        ],
        "entering": dict(plan.entering),
    }


def from_document(told: Mapping[str, Any]) -> ScanPlan:
    """The plan that ``document`` was made from. Raises KeyError, TypeError for anything else."""
    return ScanPlan(
        tuple(
            PlannedPart(
                _scope(part),
                part["kind"],
                part["lister"],
                part["calls"],
                float(part["seconds"]),
                part["at_least"],
                part["at_once"],
                float(part["busy"]),
                part["guessed"],
            )
            for part in told["parts"]
        ),
        tuple(
            ScopeReport(_scope(part), part["kind"], ScopeStatus.FAILED, part["reason"], part["hint"])
            for part in told["failed"]
        ),
        tuple(map(_scope, told["left_out"])),
        dict(told["entering"]),
    )


def _place(scope: Scope, kind: str) -> dict[str, str]:
    return {"provider": scope.provider, "account": scope.account, "region": scope.region, "kind": kind}


def _scope(told: Mapping[str, Any]) -> Scope:
    return Scope(told["provider"], told["account"], told["region"])


def by_service(parts: Sequence[PlannedPart]) -> dict[tuple[Scope, str], list[PlannedPart]]:
    """The parts of each service in each scope, in the order of scopes and services."""
    found: dict[tuple[Scope, str], list[PlannedPart]] = {}
    for part in sorted(parts, key=lambda part: (part.scope, part.service)):
        found.setdefault((part.scope, part.service), []).append(part)
    return found
