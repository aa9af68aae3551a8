"""Whether AWS accepts who asks: where it does not, every list would hear the same, so no other is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AccessDeniedError, AuthError, ProviderError
from dharma_tui.services.discovery.aws._errors import EXPIRED, NOT_FITTING, NOT_KNOWN, NotAskedError, UnusableError

RENEWAL_SECONDS = 15.0
"""How long nobody asks with credentials that can be renewed after they were refused: they may be others by then."""
_OBJECTIONS = (EXPIRED, NOT_KNOWN, NOT_FITTING)


class Standing:
    """Thread-safe. A service that does not know a key may be wrong, as in a region that is not enabled: STS knows them all.

    ``is_accepted`` asks it; ``renews`` says whether the credentials can be renewed.
    """

    def __init__(self, clock: Clock, is_accepted: Callable[[], bool], *, renews: bool) -> None:
        self._clock = clock
        self._is_accepted = is_accepted
        self._renews = renews
        self._judging = threading.Lock()
        self._trusted: set[tuple[str, str]] = set()
        self._lost: ProviderError | None = None
        self._until = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether the credentials do not hold."""
        return self._lost is not None and self._clock.monotonic() < self._until

    def refuse(self) -> None:
        """Raise at once what AWS said of these credentials, if it refuses them."""
        lost = self._lost
        if lost is not None and self.is_lost:
            raise NotAskedError(lost.message, lost.hint)

    def judge(self, error: ProviderError, service: str, operation: str, region: str) -> None:
        """Take in what went wrong with a call: whether that is for who asks, whatever else is asked. May ask STS."""
        objects = isinstance(error, AuthError) and error.message in _OBJECTIONS
        if not objects and not _is_of_credentials(error, operation):
            return
        with self._judging:
            if self.is_lost or (service, region) in self._trusted:
                return
            if objects and service != "sts" and self._is_accepted():
                self._trusted.add((service, region))
                return
            self._until = self._clock.monotonic() + RENEWAL_SECONDS if self._renews else float("inf")
            self._lost = error


def _is_of_credentials(error: ProviderError, operation: str) -> bool:
    """Whether credentials could not be had, so that nothing was asked with them."""
    if isinstance(error, UnusableError):
        return True
    other = getattr(error.__cause__, "operation_name", operation) != operation
    return other and isinstance(error, AuthError | AccessDeniedError)
