"""Who may come in: a link that works once becomes a login with an end; wrong links are counted."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from dharma_tui.core.clock import Clock

MOST_LOGINS = 64
"""Logins remembered; the oldest makes room."""

WRONG_A_MINUTE = 10
"""Wrong links one address may try in a minute before it is told to wait."""

_MOST_ADDRESSES = 1024


def _digest(secret: str) -> bytes:
    """What is kept of a secret: comparing or looking up digests tells an attacker nothing through timing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


class OneTimeLink:
    """The token of the login link: 256 random bits, good once, for a few minutes. A new one replaces the last."""

    def __init__(self, clock: Clock, lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._digest = b""
        self._ends = clock.now()

    def issue(self) -> str:
        """A fresh token."""
        token = secrets.token_urlsafe(32)
        self._digest = _digest(token)
        self._ends = self._clock.now() + self._lifetime
        return token

    def spend(self, token: str) -> bool:
        """Whether ``token`` opens the door; if it does, it never will again."""
        fits = hmac.compare_digest(_digest(token), self._digest or secrets.token_bytes(32))
        if not fits or self._clock.now() >= self._ends:
            return False
        self._digest = b""
        return True


@dataclass(frozen=True, slots=True)
class Login:
    """Someone who came in; ``name`` may be logged, it opens nothing."""

    name: str
    ends: datetime


class Logins:
    """The logins that are still good, by the digest of their cookie."""

    def __init__(self, clock: Clock, lifetime: timedelta) -> None:
        self._clock = clock
        self.lifetime = lifetime
        self._by_digest: OrderedDict[bytes, Login] = OrderedDict()

    def open(self) -> str:
        """A new login: the value of its cookie."""
        cookie = secrets.token_urlsafe(32)
        self._by_digest[_digest(cookie)] = Login(secrets.token_hex(3), self._clock.now() + self.lifetime)
        while len(self._by_digest) > MOST_LOGINS:
            self._by_digest.popitem(last=False)
        return cookie

    def find(self, cookie: str) -> Login | None:
        """The login of ``cookie``; None when there is none or it has ended."""
        login = self._by_digest.get(_digest(cookie))
        return login if login is not None and self._clock.now() < login.ends else None


class WrongTries:
    """Counts wrong links by address, so that guessing and its log stay slow.

    The right link always works: 256 bits are not guessed, and a stranger must not be able to lock its owner out.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_address: OrderedDict[str, deque[datetime]] = OrderedDict()

    def note(self, address: str) -> bool:
        """Note a wrong try; False when ``address`` has had too many."""
        now = self._clock.now()
        tries = self._by_address.setdefault(address, deque(maxlen=WRONG_A_MINUTE + 1))
        self._by_address.move_to_end(address)
        tries.append(now)
        while tries[0] < now - timedelta(minutes=1):
            tries.popleft()
        while len(self._by_address) > _MOST_ADDRESSES:
            self._by_address.popitem(last=False)
        return len(tries) <= WRONG_A_MINUTE
