"""The accounts that the settings lead to: those asked for are entered, side by side; one that cannot be stops no other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AuthError, DharmaError, ProviderError, TimedOutError
from dharma_tui.core.prompting import Prompter
from dharma_tui.core.scan import matches
from dharma_tui.core.settings import ORGANIZATION, AwsSettings
from dharma_tui.services.discovery.aws._clients import Clients
from dharma_tui.services.discovery.aws._errors import NotAcceptedError, RegionOffError
from dharma_tui.services.discovery.aws._organization import members
from dharma_tui.services.discovery.aws._partitions import home_of, is_of
from dharma_tui.services.discovery.aws._profiles import LABEL, Profile, named, surroundings
from dharma_tui.services.discovery.aws._session import Account, Sdk, sts_region
from dharma_tui.services.pools import IoPool

log = logging.getLogger(__name__)

KNOWN_SECONDS = 300.0
FAILED_SECONDS = 15.0
"""How long accounts of which some could not be entered, or did not tell their regions, are not tried again."""
PROFILE_SECONDS = 90.0
"""Longest time for credentials of one profile, without the time that a person takes to enter a code."""
ENTER_SECONDS = 120.0
ENTERING = 16
"""Profiles and accounts entered at once."""
ROLE_SESSION = "dharma-tui"


@dataclass(frozen=True, slots=True)
class Entered:
    """An account that is open, and the way to it: by which profile, if that has a name."""

    account: Account
    sdk: Sdk
    label: str = ""
    by: str = ""
    """The Organization that told of it, as that is called where it tells nothing."""

    @property
    def called(self) -> tuple[str, ...]:
        """The names that mean it, beside its id."""
        return tuple(filter(None, (self.label, self.by)))


class Elsewhere:
    """An account that nobody asked for: entered no sooner than somebody must know what is in it. Thread-safe."""

    def __init__(self, pool: IoPool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._door: Future[Entered | DharmaError] | None = None
        self.ways: list[Callable[[], Entered]] = []
        """What enters it, to be tried one after the other."""

    def entered(self) -> Future[Entered | DharmaError]:
        """The account, or why it could not be entered; the same for all who ask."""
        with self._lock:
            if self._door is None:
                self._door = self._pool.submit(self._enter)
            return self._door

    def _enter(self) -> Entered | DharmaError:
        door: DharmaError = AuthError("there is no way into that account")
        for way in self.ways:
            try:
                return way()
            except DharmaError as error:
                door = error
        return door


Door = Entered | Elsewhere | DharmaError
"""An account that was entered, one that nobody asked for, or why it could not be entered."""
Doors = Mapping[str, Door]
"""By account id; what has no id known, by what it is called instead."""


@dataclass(frozen=True, slots=True)
class _Caller:
    """A profile whose credentials hold, and who it is to AWS."""

    profile: Profile
    sdk: Sdk
    account: str
    partition: str
    region: str


class Accounts:
    """Enters them when first asked, and again after a while. Thread-safe; what it returns never raises."""

    def __init__(self, settings: AwsSettings, clock: Clock, prompter: Prompter) -> None:
        self._settings = settings
        self._clock = clock
        self._prompter = prompter
        self._clients = Clients(clock)
        self._pool = IoPool(ENTERING, "aws-enter")
        self._lock = threading.Lock()
        self._doors: Future[Doors] | None = None
        self._asked: tuple[str, ...] = ()
        self._until = 0.0

    def enter(self, asked: Sequence[str] = ()) -> Future[Doors]:
        """Every account; at least those entered that a pattern of ``asked`` names by id or profile. Many may wait for it."""
        with self._lock:
            if self._doors is None or self._is_outdated(self._doors) or self._asked not in ((), tuple(asked)):
                self._begin(tuple(asked))
            assert self._doors is not None
            return self._doors

    def _is_outdated(self, doors: Future[Doors]) -> bool:
        """Whether these accounts were entered long ago, or AWS refuses by now who entered one of them."""
        if not doors.done():
            return False
        if self._clock.monotonic() >= self._until or doors.exception():
            return True
        return any(isinstance(door, Entered) and door.sdk.standing.is_lost for door in doors.result().values())

    def entered(self) -> Future[Doors]:
        """The same as last, however long ago that was."""
        with self._lock:
            if self._doors is None:
                self._begin(())
            assert self._doors is not None
            return self._doors

    def take_entering(self) -> int:
        """How many calls entering them has taken since this was last asked."""
        return self._clients.take_entering()

    def _begin(self, asked: tuple[str, ...]) -> None:
        doors: Future[Doors] = Future()
        doors.set_running_or_notify_cancel()  # one who no longer waits takes it from nobody else
        self._doors, self._asked = doors, asked
        threading.Thread(target=self._enter_into, args=(doors, asked), name="aws-accounts", daemon=True).start()

    def _enter_into(self, doors: Future[Doors], asked: Sequence[str]) -> None:
        try:
            found = self._all(asked)
            failed = any(
                isinstance(door, DharmaError) or (isinstance(door, Entered) and door.account.untold is not None)
                for door in found.values()
            )
            self._until = self._clock.monotonic() + (FAILED_SECONDS if failed else KNOWN_SECONDS)
            doors.set_result(found)
        except BaseException as error:
            doors.set_exception(error)

    def _all(self, asked: Sequence[str]) -> Doors:
        doors: dict[str, Door] = {}
        try:
            profiles = [self._profile(name) for name in named(self._settings.profiles) or [""]]
        except DharmaError as error:
            return {"": error}
        leading = [profile for profile in profiles if self._may_lead(profile, asked)]
        for profile in profiles:
            if profile not in leading:
                self._put_off(doors, profile.account or profile.label, partial(self._own_of, profile))
        for profile, caller in zip(leading, self._callers(leading), strict=True):
            if isinstance(caller, DharmaError):
                doors.setdefault(profile.label, caller)
            elif caller is not None:
                self._enter_with(caller, doors, asked)
        return doors

    def _may_lead(self, profile: Profile, asked: Sequence[str]) -> bool:
        """Whether a profile can lead to an account that is asked for, as far as its declaration says."""
        if not asked or self._settings.accounts or self._settings.role or _names(profile, asked):
            return True
        if profile.account:
            return matches(profile.account, asked)
        return not all(pattern.startswith(LABEL) for pattern in asked)

    def _put_off(self, doors: dict[str, Door], account: str, way: Callable[[], Entered]) -> None:
        """An account that nobody asked for, and a way into it."""
        door = doors.setdefault(account, Elsewhere(self._pool))
        if isinstance(door, Elsewhere):
            door.ways.append(way)

    def _profile(self, name: str) -> Profile:
        return Profile(name, self._clients, self._clock, self._prompter, instance_role=self._settings.instance_role)

    # -- who calls

    def _callers(self, profiles: Sequence[Profile]) -> Iterator[_Caller | DharmaError | None]:
        """Who each profile is; None for one without credentials."""
        asked = [self._pool.submit(_identified, profile) for profile in profiles]
        for profile, answer in zip(profiles, asked, strict=True):
            yield _awaited(answer, profile)

    # -- where to

    def _enter_with(self, caller: _Caller, doors: dict[str, Door], asked: Sequence[str]) -> None:
        """Enter what this caller can and none before it could. An account is entered once, whoever leads to it."""
        wanted: list[str] = []
        told = dict(self._wanted(caller, doors))
        for account, by in told.items():
            if not (matches(account, asked) or _names(caller.profile, asked) or (by and matches(by, asked))):
                self._put_off(doors, account, partial(self._entered, caller, account, by))
            elif not isinstance(doors.get(account), Entered):
                wanted.append(account)
        entering = [(account, self._pool.submit(self._entered, caller, account, told[account])) for account in wanted]
        for account, answer in entering:
            door = _settled(answer)
            if isinstance(door, Entered) or not isinstance(doors.get(account), DharmaError):
                doors[account] = door

    def _wanted(self, caller: _Caller, doors: dict[str, Door]) -> Iterator[tuple[str, str]]:
        """The ids of the accounts to enter as ``caller``, and the Organization that tells of each; one that does not tell is a
        closed door itself."""
        words = [word.strip() for word in self._settings.accounts.split(",") if word.strip()]
        if not words:
            yield _account_of(self._settings.role) or caller.account, ""
        for word in words:
            if word != ORGANIZATION:
                yield word, ""
                continue
            name = f"{ORGANIZATION}:{caller.profile.name}" if caller.profile.name else ORGANIZATION
            try:
                yield from ((member, name) for member in members(caller.sdk, caller.partition))
            except DharmaError as error:
                yield caller.account, ""
                doors[name] = error

    def _own_of(self, profile: Profile) -> Entered:
        """The account that a profile itself is of. Raises ProviderError."""
        caller = _identified(profile)
        if caller is None:
            raise AuthError(f"profile {profile.name} has no credentials")
        return self._entered(caller, caller.account)

    def _entered(self, caller: _Caller, account: str, by: str = "") -> Entered:
        """One account, by the role of the settings unless it is the caller's own. Raises ProviderError."""
        role, label = self._settings.role, caller.profile.label
        own = account == caller.account
        if own and (self._settings.accounts or not role):
            return Entered(_account(account, caller.sdk, caller), caller.sdk, label, by)
        if not role:
            raise AuthError(
                f"no role to enter account {account} by",
                "set aws.role to the name of a role that is in every account and trusts who scans",
            )
        arn = f"arn:{caller.partition}:iam::{account}:role/{role.rpartition(':role/')[2]}"
        sdk = caller.sdk.acting_as(_role_credentials(caller, arn, self._settings.external_id))
        return Entered(_account(account, sdk, caller), sdk, label, by)


def _identified(profile: Profile) -> _Caller | None:
    sdk = profile.sdk()
    if sdk is None:
        return None
    region = sts_region(sdk.session)
    with sdk.entering("sts", "GetCallerIdentity"):
        told = sdk.client("sts", region).get_caller_identity()
    partition = str(told["Arn"]).split(":")[1]
    return _Caller(profile, sdk, str(told["Account"]), partition, sdk.session.get_config_variable("region") or "")


def is_asked(name: str, door: Door, asked: Sequence[str]) -> bool:
    """Whether a pattern of ``asked`` means this account. One that cannot be entered and may be any is meant by every id."""
    if isinstance(door, Elsewhere):
        return False
    if matches(name, asked) or (isinstance(door, Entered) and any(matches(each, asked) for each in door.called)):
        return True
    return not name.isdigit() and not all(pattern.startswith(LABEL) for pattern in asked)


def _names(profile: Profile, asked: Sequence[str]) -> bool:
    """Whether a profile is asked for by its name."""
    return bool(profile.label) and matches(profile.label, asked)


def _account(account: str, sdk: Sdk, caller: _Caller) -> Account:
    """The account of ``sdk`` with its regions; what an endpoint tells of other partitions is of no use to its credentials."""
    told, untold = _regions(sdk, caller)
    regions = {name: on for name, on in told.items() if is_of(name, caller.partition)}
    enabled, off = (tuple(sorted(name for name, on in regions.items() if on is wanted)) for wanted in (True, False))
    perhaps = tuple(sorted(sdk.regions_of(caller.partition) - regions.keys())) if untold else ()
    return Account(account, caller.partition, enabled, off, perhaps, untold)


def _regions(sdk: Sdk, caller: _Caller) -> tuple[Mapping[str, bool], ProviderError | None]:
    """The regions there are, and whether each is enabled in the account of ``sdk``; or the caller's, and why no others are told.

    The caller's may not be: there nobody of that account is known or allowed anything, so the partition's home is asked too.
    Where nothing but this call fails, as from a network that reaches other services alone, the caller's is listed all the same.
    """
    home = home_of(caller.partition)
    refused: list[ProviderError] = []
    for place in dict.fromkeys((caller.region or home, home)):
        try:
            with sdk.entering("ec2", "DescribeRegions", place):
                told = sdk.client("ec2", place).describe_regions(AllRegions=True)["Regions"]
        except ProviderError as error:
            asked = error.operation if isinstance(error, NotAcceptedError) else error.message
            if "DescribeRegions" not in asked:  # but what comes before it: a role, a sign-in, a code
                raise
            refused.append(error)
        else:
            return {str(region["RegionName"]): region.get("OptInStatus") != "not-opted-in" for region in told}, None
    if caller.region and not isinstance(first := refused[0], AuthError):
        said = f"which regions are enabled is not known: {first.message}"
        return {caller.region: True}, type(first)(said, f"{first.hint}, or name regions: scan.regions, --region")
    last = refused[-1]
    if not isinstance(last, AuthError):
        raise type(last)(last.message, f"{last.hint}, or set AWS_REGION to scan that one") from last
    raise last


def _role_credentials(caller: _Caller, arn: str, external_id: str) -> Any:
    """The role's credentials, which renew themselves for as long as the caller's hold."""
    from botocore.credentials import DeferredRefreshableCredentials

    asked = {"RoleArn": arn, "RoleSessionName": ROLE_SESSION} | ({"ExternalId": external_id} if external_id else {})

    def assumed(region: str) -> Any:
        with caller.sdk.entering("sts", "AssumeRole"):
            return caller.sdk.client("sts", region).assume_role(**asked)["Credentials"]

    def fetch() -> dict[str, str]:
        near, home = sts_region(caller.sdk.session), home_of(caller.partition)
        try:
            session = assumed(near)
        except RegionOffError:  # in the account of the role, whatever the caller's has
            if near == home:
                raise
            session = assumed(home)
        return {
            "access_key": session["AccessKeyId"],
            "secret_key": session["SecretAccessKey"],
            "token": session["SessionToken"],
            "expiry_time": session["Expiration"].isoformat(),
        }

    return DeferredRefreshableCredentials(refresh_using=fetch, method="assume-role")


def _account_of(role: str) -> str:
    """The account that a role's ARN names; nothing for a name."""
    return role.split(":")[4] if role.startswith("arn:") else ""


def _awaited(answer: Future[_Caller | None], profile: Profile) -> _Caller | DharmaError | None:
    """The answer for a profile; while a person is being asked, there is all the time that the prompter gives them."""
    while True:
        try:
            return answer.result(PROFILE_SECONDS)
        except DharmaError as error:
            return error
        except TimeoutError:
            if not profile.waiting:
                who = f"profile {profile.name}" if profile.name else "the SDK"
                return TimedOutError(f"{who}: no credentials in time", "see what its credential_process waits for")
        except Exception as error:
            return _unforeseen(error)


def _settled(answer: Future[Entered]) -> Door:
    try:
        return answer.result(ENTER_SECONDS)
    except DharmaError as error:
        return error
    except TimeoutError:
        return TimedOutError("the account could not be entered in time", "scan again, or fewer accounts at once")
    except Exception as error:
        return _unforeseen(error)


def _unforeseen(error: Exception) -> DharmaError:
    """What nobody thought of closes that door, and no other."""
    log.error("an account could not be entered", exc_info=error)
    return ProviderError(f"unexpected {type(error).__name__}: {error}", "see the log; report this as a defect")


_known: dict[object, Accounts] = {}
_lock = threading.Lock()


def accounts_of(settings: AwsSettings, clock: Clock, prompter: Prompter) -> Accounts:
    """The accounts that all services share; others when settings, environment or the files of profiles have changed."""
    key = (settings, surroundings(), prompter)
    with _lock:
        if key not in _known:
            _known.clear()
            _known[key] = Accounts(settings, clock, prompter)
        return _known[key]
