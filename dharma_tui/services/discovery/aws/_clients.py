"""Clients of the SDK, few and shared: who calls says as whom, so that a hundred accounts need no more of them than one."""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from dharma_tui.core.clock import Clock
from dharma_tui.core.hosts import SUFFIXES
from dharma_tui.services.discovery.aws._pace import Pace
from dharma_tui.services.discovery.aws._reach import Reach
from dharma_tui.services.discovery.aws._skew import keep_moment
from dharma_tui.services.discovery.aws._wire import (
    PATIENT,
    Patience,
    adapt,
    call_as_named,
    config,
    give_up,
    keep_objections,
    once_more,
    refuse_cut_off,
    refuse_pages,
    refuse_unreadable,
    tell_objections,
)

CLIENTS = 192
"""Clients kept: more than services of regions are listed at a time. Each takes a quarter of a MB, and 2 to 5 ms to make."""
HEAD = 4096
"""Characters at the beginning of a service's description, among which is by which name the SDK knows its regions."""

_PREFIX = re.compile(r'"endpointPrefix"\s*:\s*"([^"]+)"')
_OF_CREDENTIALS = {
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token", "aws_account_id"),
    *("role_arn", "role_session_name", "source_profile", "credential_source", "external_id", "mfa_serial"),
    *("duration_seconds", "web_identity_token_file", "credential_process", "login_session"),
    *("sso_account_id", "sso_role_name", "sso_region", "sso_start_url", "sso_session", "sso_registration_scopes"),
    *("region", "output", "cli_pager", "cli_timestamp_format", "cli_auto_prompt", "cli_history", "cli_follow_urlparam"),
}
"""What a profile says of who calls, and nothing of how: profiles that differ in no more than this share clients."""


class Speaker(Protocol):
    """As whom calls are made."""

    @property
    def credentials(self) -> Any:
        """The SDK's object of credentials, which may renew itself."""

    def pace(self, service: str, region: str) -> Pace:
        """How quickly the account may ask a service."""


_here = threading.local()
_UNSAID = {"speaker": None, "patience": PATIENT, "in_turn": False, "entering": False}
_ANSWERED = ("after-call", "after-call-error")
_SENT = "dharma_tui.sent"
"""In the context of a call, which all tries of it share: whether one of them went out."""


@contextmanager
def speaking(
    speaker: Speaker, patience: Patience = PATIENT, *, in_turn: bool = False, entering: bool = False
) -> Iterator[None]:
    """Calls of this thread are made as ``speaker``; calls that renew its credentials may be made as another meanwhile.

    The first goes at once where it is its turn already. With ``entering`` they are made for no listing.
    """
    before = tuple(getattr(_here, name, unsaid) for name, unsaid in _UNSAID.items())
    _here.speaker, _here.patience, _here.in_turn, _here.entering = speaker, patience, in_turn, entering
    try:
        yield
    finally:
        _here.speaker, _here.patience, _here.in_turn, _here.entering = before


def _is_in_turn() -> bool:
    """Whether this thread's next call need not wait; those after it have to."""
    in_turn, _here.in_turn = getattr(_here, "in_turn", False), False
    return in_turn


def _speaker() -> Speaker:
    speaker: Speaker | None = getattr(_here, "speaker", None)
    if speaker is None:
        raise LookupError("a call to AWS as nobody")
    return speaker


_AWS_HOSTS = (*(f".{suffix}" for suffix in SUFFIXES), ".api.aws", ".amazonwebservices.com.cn")


class Clients:
    """Made one at a time, as made in several threads at once they take seconds; the longest unused go first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._reaches: dict[str, Reach] = {}
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._loader: Any = None
        self._offered: dict[tuple[str, str], frozenset[str] | None] = {}
        self._entering = 0

    def take_entering(self) -> int:
        """How many calls were made for no listing, but to enter accounts, since this was last asked."""
        with self._lock:
            made, self._entering = self._entering, 0
        return made

    def _count(self, exception: Exception | None = None, **_: Any) -> None:
        """A handler of what botocore says when a call is over: it was made unless nobody could be asked."""
        from botocore.exceptions import ConnectionError as NobodyThereError

        if not isinstance(exception, NobodyThereError):
            with self._lock:
                self._entering += 1

    def _count_if_entering(self, **told: Any) -> None:
        if getattr(_here, "entering", False):
            self._count(**told)

    def _count_again(self, **told: Any) -> None:
        """A handler of botocore's ``needs-retry``: one more try of a call is one more call."""
        if _is_again(**told):
            self._count()

    def _count_again_of(self, service: str, region: str, **told: Any) -> None:
        if getattr(_here, "entering", False):
            self._count_again(**told)
        elif _is_again(**told):
            _speaker().pace(service, region).made_again()

    def adopt(self, session: Any) -> None:
        """Make a session of botocore ready: it reads the descriptions of services from where all others have read them.

        What it calls by itself, for credentials, is counted.
        """
        adapt(session)
        for answered in _ANSWERED:
            session.register(answered, self._count)
        session.register("needs-retry", self._count_again)
        with self._lock:
            if self._loader is None:
                self._loader = session.get_component("data_loader")
            else:
                session.register_component("data_loader", self._loader)

    def client(self, session: Any, service: str, region: str) -> Any:
        """The client of a service in a region, as the profile of ``session`` wants it to connect."""
        key = (_ways(session), service, region)
        with self._lock:
            client = self._kept.get(key)
            if client is None:
                client = self._kept[key] = _made(session, service, region, self.reach(session))
                for answered in _ANSWERED:
                    client.meta.events.unregister(answered, self._count)
                    client.meta.events.register(answered, self._count_if_entering)
                client.meta.events.unregister("needs-retry", self._count_again)
                again = partial(self._count_again_of, service, region)
                client.meta.events.register_first("needs-retry", again)  # others of its handlers raise
                if len(self._kept) > CLIENTS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return client

    def reach(self, session: Any) -> Reach:
        """Which endpoints answer those who connect as the profile of ``session`` wants."""
        with self._lock:
            return self._reaches.setdefault(_ways(session), Reach(self._clock))

    def offered(self, session: Any, service: str, partition: str) -> frozenset[str] | None:
        """The regions of a partition in which AWS offers a service; None: the SDK does not know."""
        with self._lock:
            if (service, partition) not in self._offered:
                self._offered[service, partition] = _offered(session, service, partition)
            return self._offered[service, partition]

    def __len__(self) -> int:
        return len(self._kept)


def _is_again(request_dict: dict[str, Any], caught_exception: Exception | None = None, **_: Any) -> bool:
    """Whether a try of a call went out and was not the first of it that did, as botocore's ``needs-retry`` tells of it."""
    from botocore.exceptions import ConnectionError as NobodyThereError

    if isinstance(caught_exception, NobodyThereError):
        return False
    tried = request_dict["context"].get(_SENT, False)
    request_dict["context"][_SENT] = True
    return bool(tried)


def _ways(session: Any) -> str:
    """How the profile of a session wants clients to connect: its endpoints, certificates and the like."""
    profile = session.full_config.get("profiles", {}).get(session.profile or "default", {})
    return repr(sorted((name, str(value)) for name, value in profile.items() if name not in _OF_CREDENTIALS))


def _made(session: Any, service: str, region: str, reach: Reach) -> Any:
    nobody = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nobody"}
    client = session.create_client(service, region_name=region, config=config(), **nobody)
    chosen = client.meta.endpoint_url
    is_of_aws = urlsplit(chosen).netloc.endswith(_AWS_HOSTS)
    if client.meta.service_model.endpoint_discovery_operation and not is_of_aws:
        # an endpoint that the environment or profile names would be asked for another, which is then called instead
        client = session.create_client(service, region_name=region, config=config(), endpoint_url=chosen, **nobody)

    def before_sign(request: Any, **_: Any) -> None:
        request.context.setdefault("signing", {})["request_credentials"] = _speaker().credentials

    def before_send(**_: Any) -> None:
        if not _is_in_turn():
            _speaker().pace(service, region).before_send()

    def needs_retry(response: Any = None, **_: Any) -> None:
        _speaker().pace(service, region).after_answer(response)

    def answered(response: Any = None, **_: Any) -> None:
        reach.answered(response, service, region)

    def no_more(**told: Any) -> None:
        give_up(getattr(_here, "patience", PATIENT), **told)

    if not is_of_aws and service != "s3":
        client.meta.events.register("before-call", partial(call_as_named, chosen))
    client.meta.events.register("before-sign", before_sign)
    client.meta.events.register("before-send", before_send)
    client.meta.events.register("before-parse", refuse_cut_off)
    client.meta.events.register("before-parse", refuse_pages)
    client.meta.events.register("before-parse", tell_objections)
    of_service = f"needs-retry.{client.meta.service_model.service_id.hyphenize()}"
    client.meta.events.register_first(of_service, keep_objections)
    client.meta.events.register_first(of_service, once_more)  # of several that tell how long to wait the first counts
    for handler in (needs_retry, keep_moment, answered, no_more, refuse_unreadable):
        client.meta.events.register("needs-retry", handler)
    return client


def _offered(session: Any, service: str, partition: str) -> frozenset[str] | None:
    from botocore.regions import EndpointResolver

    loader = session.get_component("data_loader")
    known, name = EndpointResolver(loader.load_data("endpoints")), _endpoint_prefix(session, loader, service)
    regions = frozenset(known.get_available_endpoints(name, partition))
    if regions or partition == "aws":
        return regions or None
    if known.get_available_endpoints(name, partition, allow_non_regional=True):
        return None  # there, but not of a region
    elsewhere = known.get_available_endpoints(name, "aws", allow_non_regional=True)
    return frozenset() if elsewhere else None


def _endpoint_prefix(session: Any, loader: Any, service: str) -> str:
    """What endpoints of a service are known by: told at the beginning of its description, the whole of which takes long to read.

    The first calls would have to wait until the descriptions of all services had been read.
    """
    from botocore.exceptions import DataNotFoundError

    try:
        version = loader.determine_latest_version(service, "service-2")
    except DataNotFoundError:
        return service
    path = Path(service, version, "service-2.json.gz")
    for file in (Path(folder, path) for folder in loader.search_paths):
        if file.is_file():
            with gzip.open(file, "rt", encoding="utf-8") as text:
                if told := _PREFIX.search(text.read(HEAD)):
                    return told[1]
    return str(session.get_service_data(service)["metadata"].get("endpointPrefix", service))
