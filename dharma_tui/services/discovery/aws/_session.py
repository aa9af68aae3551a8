"""The SDK's session: whose credentials there are, which regions, and one client for each service and region.

Nothing here imports the SDK before credentials have been seen, and nothing looks for credentials on the network: of the
SDK's sources, those that ask a metadata service are left out unless a profile names them.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AccessDeniedError, AuthError, DharmaError, UnreachableError
from dharma_tui.services.discovery.aws._errors import translated
from dharma_tui.services.discovery.aws._pace import Pace
from dharma_tui.services.discovery.aws._reach import Reach, host_of
from dharma_tui.services.discovery.aws._wire import ATTEMPTS, adapt, config, give_up

ACCOUNT_ATTEMPTS = 3
CLIENTS = 96
"""Clients kept; each costs some 3 MB."""
KNOWN_SECONDS = 300.0
FAILED_SECONDS = 15.0
"""How long an account that could not be asked is not asked again."""
_SIGNS = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE")
_ON_THE_NETWORK = ("iam-role", "container-role")
_HOMES = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}

_HOMES_OF = {"globalaccelerator": "us-west-2"}
"""Where services that are not of a region answer, if not in the home of all others."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its credentials show it."""

    id: str
    partition: str
    regions: tuple[str, ...]


@dataclass(slots=True)
class _Answer:
    until: float
    account: Account | DharmaError


class Sdk:
    """One identity's way to AWS. Its methods block."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._session: Any = None
        self._clients: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._answer: _Answer | None = None
        self._paces: dict[tuple[str, str], Pace] = {}
        self._reach = Reach(clock)

    def has_credentials(self) -> bool:
        """Whether the environment or a profile holds credentials; nothing is asked over the network."""
        with self._lock, translated("sts", "credentials"):
            return self._opened().get_credentials() is not None

    def account(self) -> Account:
        """Whose credentials these are, and the regions they may use. Raises ProviderError."""
        with self._lock:
            now = self._clock.monotonic()
            if self._answer is None or now >= self._answer.until:
                try:
                    self._answer = _Answer(now + KNOWN_SECONDS, self._asked())
                except DharmaError as error:
                    self._answer = _Answer(now + FAILED_SECONDS, error)
            if isinstance(self._answer.account, DharmaError):
                raise self._answer.account
            return self._answer.account

    def offered(self, service: str, account: Account) -> frozenset[str]:
        """The account's regions in which AWS offers a service; all of them where the SDK does not know."""
        with self._lock:
            known = self._opened().get_available_regions(service, partition_name=account.partition)
        return frozenset(account.regions) & frozenset(known) or frozenset(account.regions)

    def client(self, service: str, region: str, partition: str = "aws") -> Any:
        """The client of a service in a region; without one, in the home of what is global.

        Clients share one session and are made one at a time: made in several threads at once they take seconds. Raises
        UnreachableError when its endpoint did not answer moments ago.
        """
        region = region or _HOMES_OF.get(service) or _HOMES.get(partition, "us-east-1")
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                with translated(service, "client", region):
                    client = self._made(service, region, ATTEMPTS)
                self._clients[service, region] = client
                if len(self._clients) > CLIENTS:
                    self._clients.popitem(last=False)
            self._clients.move_to_end((service, region))
        self._reach.refuse(service, region, host_of(client.meta.endpoint_url))
        return client

    def take_refused(self, service: str, region: str) -> int:
        """How many calls a service of a region has refused for being too many since this was last asked."""
        with self._lock:
            paces = [pace for (name, where), pace in self._paces.items() if name == service and region in (where, "")]
        return sum(pace.take_refused() for pace in paces)

    @contextmanager
    def calling(self, service: str, operation: str, region: str) -> Iterator[None]:
        """Inside, what goes wrong with a call is an error of ours, and who did not answer is remembered."""
        try:
            with translated(service, operation, region):
                yield
        except UnreachableError as error:
            self._reach.silent(service, region, error)
            raise

    def _opened(self) -> Any:
        if self._session is None:
            import boto3
            import botocore.session

            core = botocore.session.Session()
            adapt(core)
            sources = core.get_component("credential_provider")
            for name in _ON_THE_NETWORK:
                sources.remove(name)
            for source in sources.providers:
                if hasattr(
                    source, "_prompter"
                ):  # it would ask for a code on the terminal, which belongs to the console
                    source._prompter = _refuse_to_ask
            self._session = boto3.Session(botocore_session=core)
        return self._session

    def _made(self, service: str, region: str, attempts: int) -> Any:
        client = self._opened().client(service, region_name=region, config=config(attempts))
        pace = self._paces.setdefault((service, region), Pace(self._clock))
        client.meta.events.register("before-send", pace.before_send)
        for handler in (pace.after_answer, self._reach.answered, give_up):
            client.meta.events.register("needs-retry", handler)
        return client

    def _asked(self) -> Account:
        with translated("sts", "GetCallerIdentity"):
            home = self._opened().region_name or _HOMES["aws"]
            identity = self._made("sts", home, ACCOUNT_ATTEMPTS).get_caller_identity()
        partition = str(identity["Arn"]).split(":")[1]
        try:
            with translated("ec2", "DescribeRegions", home):
                regions = self._made("ec2", home, ACCOUNT_ATTEMPTS).describe_regions()["Regions"]
        except AccessDeniedError as error:
            if not self._opened().region_name:
                raise AccessDeniedError(error.message, f"{error.hint}, or set AWS_REGION to scan that one") from error
            return Account(str(identity["Account"]), partition, (home,))
        names = sorted(str(region["RegionName"]) for region in regions)
        return Account(str(identity["Account"]), partition, tuple(names))


_KNOWN: dict[str, object] = {}
_LOCK = threading.Lock()


def is_set_up() -> bool:
    """Whether there is any sign of credentials on this machine; cheap, and without the SDK."""
    if any(os.environ.get(name) for name in _SIGNS):
        return True
    return any(path.is_file() for path in _files())


def this_sdk(clock: Clock) -> Sdk:
    """The way to AWS with the credentials that are there now; another when they have changed."""
    stamps = tuple((str(path), path.stat().st_mtime_ns) for path in _files() if path.is_file())
    now = (tuple(sorted(_environment().items())), stamps)
    with _LOCK:
        if _KNOWN.get("now") != now or "sdk" not in _KNOWN:
            _KNOWN.update(now=now, sdk=Sdk(clock))
        sdk = _KNOWN["sdk"]
    assert isinstance(sdk, Sdk)
    return sdk


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_") or name == "HOME"}


def _files() -> tuple[Path, ...]:
    return (
        Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials").expanduser(),
        Path(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser(),
    )


def _refuse_to_ask(_: str) -> str:
    raise AuthError(
        "the profile asks for a code of multi-factor authentication, which cannot be entered here yet",
        "get temporary credentials first (aws sts get-session-token)",
    )
