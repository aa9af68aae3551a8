"""What was asked of whom in this session, how many tokens it took and what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dharma_tui.nlp.llm.endpoints import Endpoint

LETTERS_A_TOKEN = 4
"""To estimate by, where an endpoint does not count."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one answer took."""

    sent: int
    received: int
    estimated: bool = False

    @classmethod
    def counted(cls, sent: int | None, received: int | None, asked: int, answered: int) -> Tokens:
        """As the endpoint counts, else by the letters that were ``asked`` and ``answered``."""
        if sent is not None and received is not None:
            return cls(sent, received)
        return cls(-(-asked // LETTERS_A_TOKEN), -(-answered // LETTERS_A_TOKEN), True)


@dataclass(frozen=True, slots=True)
class Usage:
    """Sums of one endpoint."""

    endpoint: str
    answers: int = 0
    failures: int = 0
    sent: int = 0
    received: int = 0
    cost: float | None = 0.0
    """US dollars; None: the endpoint has no price in the settings."""
    estimated: bool = False
    """Some of it is estimated."""


class Tally:
    """Sums by endpoint, of everything and of each session of the chat."""

    def __init__(self) -> None:
        self._sums: dict[str, Usage] = {}
        self._sessions: dict[str, dict[str, Usage]] = {}

    def know(self, endpoints: Iterable[Endpoint]) -> None:
        """Count these, too, from nothing on."""
        for one in endpoints:
            self._sums.setdefault(one.name, _nothing(one))

    def answered(self, endpoint: Endpoint, tokens: Tokens, session: str = "") -> float | None:
        """Add an answer, and tell what it cost."""
        cost = endpoint.price.of(tokens.sent, tokens.received) if endpoint.price else None
        for sums in (self._sums, self._sessions.setdefault(session, {})):
            sums[endpoint.name] = _added(sums.get(endpoint.name) or _nothing(endpoint), tokens, cost)
        return cost

    def failed(self, endpoint: Endpoint) -> None:
        """Add a failure."""
        sums = self._sums.get(endpoint.name) or _nothing(endpoint)
        self._sums[endpoint.name] = replace(sums, failures=sums.failures + 1)

    @property
    def sums(self) -> tuple[Usage, ...]:
        """Of every endpoint, in their order."""
        return tuple(self._sums.values())

    def of_session(self, session: str) -> tuple[Usage, ...]:
        """Of the endpoints that answered in this session."""
        return tuple(self._sessions.get(session, {}).values())

    @property
    def sessions(self) -> tuple[str, ...]:
        """Sessions in which any answered, the newest last."""
        return tuple(self._sessions)


def logged(entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Usage, ...]]:
    """Sums by session of the lines of a log, the session that was last asked in last; lines that tell of none are left out."""
    found: dict[str, dict[str, Usage]] = {}
    for entry in entries:
        session, name = entry.get("session"), entry.get("endpoint")
        sent, received = entry.get("sent_tokens"), entry.get("received_tokens")
        if not (session and name and isinstance(sent, int) and isinstance(received, int)):
            continue
        cost = entry.get("cost")
        price = float(cost) if isinstance(cost, (int, float)) else None
        sums = found.pop(str(session), {})
        before = sums.get(str(name)) or Usage(str(name), cost=None if price is None else 0.0)
        sums[str(name)] = _added(before, Tokens(sent, received, entry.get("estimated") is True), price)
        found[str(session)] = sums
    return {session: tuple(sums.values()) for session, sums in found.items()}


def _nothing(endpoint: Endpoint) -> Usage:
    return Usage(endpoint.name, cost=0.0 if endpoint.price else None)


def _added(sums: Usage, tokens: Tokens, cost: float | None) -> Usage:
    return replace(
        sums,
        answers=sums.answers + 1,
        sent=sums.sent + tokens.sent,
        received=sums.received + tokens.received,
        cost=sums.cost if cost is None else (sums.cost or 0.0) + cost,
        estimated=sums.estimated or tokens.estimated,
    )
