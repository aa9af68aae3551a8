"""One account's way to AWS: as whom it is asked, how quickly, and which of its endpoints do not answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AuthError, ProviderError, TimedOutError, UnreachableError
from dharma_tui.services.discovery.aws._clients import Clients, speaking
from dharma_tui.services.discovery.aws._errors import SIGN_IN, NoEndpointError, hinting, translated
from dharma_tui.services.discovery.aws._pace import Pace
from dharma_tui.services.discovery.aws._partitions import home_of
from dharma_tui.services.discovery.aws._reach import host_of
from dharma_tui.services.discovery.aws._standing import Standing
from dharma_tui.services.discovery.aws._wire import ENTERING, PATIENT, Patience


@dataclass(frozen=True, slots=True)
class Account:
    """An account, the regions that are enabled in it, and those of its partition that are not.

    Where AWS does not tell them, ``untold`` says why; the regions are that of the caller then, and ``perhaps`` all others.
    """

    id: str
    partition: str
    regions: tuple[str, ...]
    off: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    untold: ProviderError | None = None


class Sdk:
    """Its methods block, but for ``turn``. ``sign_in`` is what to do when the credentials no longer hold."""

    def __init__(self, session: Any, credentials: Any, clients: Clients, clock: Clock, sign_in: str = SIGN_IN) -> None:
        self.session = session
        self.credentials = credentials
        self._clients = clients
        self._clock = clock
        self._sign_in = sign_in
        self._lock = threading.Lock()
        self._paces: dict[tuple[str, str], Pace] = {}
        self._reach = clients.reach(session)
        self._asked_again = 0
        self.standing = Standing(clock, self._is_accepted, renews=hasattr(credentials, "refresh_needed"))
        """Whether AWS accepts these credentials."""

    def acting_as(self, credentials: Any) -> Sdk:
        """Another way, with the credentials of another account."""
        return Sdk(self.session, credentials, self._clients, self._clock, self._sign_in)

    @contextmanager
    def calling(
        self, service: str, operation: str, region: str = "", patience: Patience = PATIENT, *, in_turn: bool = False
    ) -> Iterator[None]:
        """Inside, calls are made as this account; what goes wrong is an error of ours, and who does not answer is remembered.

        The first of them has waited for its ``turn`` where that is said. Raises NotAskedError where AWS refuses who asks.
        """
        self.standing.refuse()
        try:
            with (
                self._remembering(service, region),
                self._asking(service, operation, region, patience, in_turn=in_turn),
            ):
                yield
        except ProviderError as error:
            self.standing.judge(error, service, operation, region)
            raise

    @contextmanager
    def entering(self, service: str, operation: str, region: str = "") -> Iterator[None]:
        """As ``calling``, for calls that no listing makes: they tell who asks, or lead into an account."""
        with self.calling(service, operation, region), speaking(self, ENTERING, entering=True):
            yield

    @contextmanager
    def _asking(
        self, service: str, operation: str, region: str, patience: Patience = PATIENT, *, in_turn: bool = False
    ) -> Iterator[None]:
        with (
            hinting(self._sign_in),
            speaking(self, patience, in_turn=in_turn),
            translated(service, operation, region),
        ):
            yield

    @contextmanager
    def _remembering(self, service: str, region: str) -> Iterator[None]:
        began = self._clock.monotonic()
        try:
            yield
        except NoEndpointError as error:
            if self._reach.is_there():
                self._reach.silent(service, region, error)
                raise
            raise UnreachableError(
                error.message, error.hint
            ) from error.__cause__  # no name is known: it is the network
        except (UnreachableError, TimedOutError) as error:
            self._reach.silent(service, region, error, began)
            raise

    def _is_accepted(self) -> bool:
        """Whether STS, which allows it to everybody, tells who asks; yes where it does not answer."""
        region = sts_region(self.session)
        try:
            with self._asking("sts", "GetCallerIdentity", region):
                client = self.client("sts", region)
                self._asked_again += 1
                client.get_caller_identity()
        except AuthError:
            return False
        except ProviderError:
            return True
        return True

    def client(self, service: str, region: str, partition: str = "aws") -> Any:
        """The client of a service in a region; without one, in the home of what is global.

        Raises UnreachableError or TimedOutError when its endpoint did not answer moments ago.
        """
        with translated(service, "client", region):
            client = self._clients.client(self.session, service, region or home_of(partition, service))
        self._reach.refuse(service, region, host_of(client.meta.endpoint_url))
        return client

    def offered(self, service: str, account: Account) -> frozenset[str]:
        """The account's regions in which AWS offers a service; all of them where the SDK does not know."""
        known = self._clients.offered(self.session, service, account.partition)
        if known is None:
            return frozenset(account.regions)
        return frozenset(account.regions) & known or (frozenset(account.regions) if known else frozenset())

    def regions_of(self, partition: str) -> frozenset[str]:
        """The regions of a partition that the SDK knows, enabled or not."""
        return self._clients.offered(self.session, "ec2", partition) or frozenset()

    def pace(self, service: str, region: str) -> Pace:
        """How quickly the account may ask a service of a region."""
        with self._lock:
            pace = self._paces.get((service, region))
            if pace is None:
                pace = self._paces[service, region] = Pace(self._clock)
            return pace

    def turn(self, service: str, region: str, partition: str = "aws") -> float:
        """Seconds to wait before a call of a service in a region, which is then made ``in_turn``."""
        return self.pace(service, region or home_of(partition, service)).turn()

    def take_again(self, service: str, region: str) -> tuple[int, int]:
        """Calls made since this was last asked beside those that a listing makes: once more, as a service of a region did not
        answer well, or to find out whether AWS accepts the credentials at all; and how many the service refused as too many."""
        with self._lock:
            paces = [pace for (name, where), pace in self._paces.items() if name == service and region in (where, "")]
            asking = [pace for (name, _), pace in self._paces.items() if name == "sts"]
            asked, self._asked_again = self._asked_again, 0
        again = asked + sum(pace.take_again() for pace in (*paces, *asking))
        return again, sum(pace.take_refused() for pace in paces)


def sts_region(session: Any) -> str:
    """Where the session's identity is asked for."""
    return str(session.get_config_variable("region") or home_of("aws"))
