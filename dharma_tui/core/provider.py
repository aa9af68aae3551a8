"""What a provider service must offer the scanner; one file under ``services/discovery`` declares one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.prompting import Prompter
from dharma_tui.core.scan import matches
from dharma_tui.core.settings import Settings
from dharma_tui.core.tags import Grouping
from dharma_tui.core.types import Json, Point, Relationship, Resource, ResourceRef, Scope

Raw = Mapping[str, Any]
"""One item as the provider's own interface returned it."""


@dataclass(slots=True)
class Calls:
    """Requests that a listing made to the provider, each try of one included, and how many of them were refused as too many.

    ``kept`` were not made, as what they tell was asked for not long ago.
    """

    made: int = 0
    throttled: int = 0
    kept: int = 0


_calls: ContextVar[Calls] = ContextVar("calls")


def counting_calls() -> Calls:
    """From here on, in this task, count what ``called`` reports into the answer."""
    calls = Calls()
    _calls.set(calls)
    return calls


def called(times: int = 1, throttled: int = 0, kept: int = 0) -> None:
    """Tell the scanner that a listing has made this many requests to the provider."""
    if calls := _calls.get(None):
        calls.made += times
        calls.throttled += throttled
        calls.kept += kept


@dataclass(frozen=True, slots=True)
class Common:
    """What the listings of one scan have in common: the kinds it lists, and what they keep for each other."""

    kinds: tuple[KindSpec, ...] = ()
    kept: dict[object, Any] = field(default_factory=dict)


_common: ContextVar[Common] = ContextVar("common")


def sharing(kinds: Iterable[KindSpec]) -> None:
    """From here on, in this task and those it starts, listings of ``kinds`` have something in common."""
    _common.set(Common(tuple(kinds)))


def common() -> Common:
    """What this listing has in common with the others of its scan; something of its own where there are no others."""
    return _common.get(None) or Common()


Memory = Callable[[], Awaitable[Mapping[str, Resource]]]
"""Reads what is stored of a kind in a scope, by key."""
_memory: ContextVar[Memory] = ContextVar("memory")


def remembering(memory: Memory) -> None:
    """From here on, in this task and those it starts, what the listing finds stored is what ``memory`` tells."""
    _memory.set(memory)


async def remembered() -> Mapping[str, Resource]:
    """What is stored of the kind and the scope that are being listed; nothing where nobody remembers. Raises StoreError."""
    memory = _memory.get(None)
    return await memory() if memory else {}


Holders = Callable[[], Awaitable[Mapping[str, Scope]]]
"""Reads where things of a kind are stored that are not in a scope, by key."""
_holders: ContextVar[Holders] = ContextVar("holders")


def held_by(holders: Holders) -> None:
    """From here on, in this task and those it starts, ``holders`` tells what is stored elsewhere."""
    _holders.set(holders)


async def held_elsewhere() -> Mapping[str, Scope]:
    """Where what is of the kind that is being listed is stored, but not in its scope. Raises StoreError."""
    holders = _holders.get(None)
    return await holders() if holders else {}


_details_at: ContextVar[datetime | None] = ContextVar("details_at", default=None)


def keeping_details(at: datetime | None) -> None:
    """From here on, in this task and those it starts, details asked for at this moment need not be again; None: all must."""
    _details_at.set(at)


def are_details_kept() -> bool:
    """Whether what is remembered of details that seldom change will do."""
    return _details_at.get() is not None


_details_end: ContextVar[float | None] = ContextVar("details_end", default=None)


def ending_details(at: float | None) -> None:
    """From here on, in this task and those it starts, details are waited for until ``at``, by the clock of the loop."""
    _details_end.set(at)


def end_of_details() -> float | None:
    """Until when details are waited for: later they would take along what was listed; None: as long as it takes."""
    return _details_end.get()


_lists_alone: ContextVar[bool] = ContextVar("lists_alone", default=False)


def listing_alone(alone: bool) -> None:
    """From here on, in this task and those it starts, listings ask for nothing that takes a call for each thing, if ``alone``."""
    _lists_alone.set(alone)


def are_lists_alone() -> bool:
    """Whether what is remembered of all details that take a call for each thing has to do, if there is anything."""
    return _lists_alone.get()


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something a listing could not see although it exists: what, how many, why, and what would help.

    With ``partial`` whole resources may be missing: the scope ends partial and marks nothing gone. Without it only details
    of listed resources are missing: the scope is complete, the note is shown beside it, and what is ``remembered`` of them
    is best listed again. Where ``count`` is of those listed, ``such_as`` names one of them.
    """

    what: str
    count: int
    reason: str
    hint: str = ""
    partial: bool = False
    such_as: str = ""


class Spare(dict[str, Any]):
    """A raw item that is listed here and held elsewhere: it is of here where its ``holder`` no longer lists it."""

    def __init__(self, raw: Raw, holder: Scope) -> None:
        super().__init__(raw)
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Closed:
    """A place that cannot be entered, and why. Where nobody knows which account it is, it is called by what leads to it."""

    scope: Scope
    error: DharmaError


@dataclass(frozen=True, slots=True)
class Places:
    """Where a service can list: ``scopes`` are those asked for, ``elsewhere`` others known of, ``closed`` cannot be entered.

    ``called`` are other names of accounts of ``scopes``, by which a person may ask for them. ``unoffered`` says why there are no
    scopes where somebody could be asked: nothing is wrong then. Where more scopes may be there than are told, ``untold`` says
    of what and why, and ``perhaps`` are those that can be tried by name.
    """

    scopes: Sequence[Scope]
    elsewhere: Sequence[Scope] = ()
    closed: Sequence[Closed] = ()
    called: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unoffered: str = ""
    untold: Sequence[Closed] = ()
    perhaps: Sequence[Scope] = ()


class ProviderService(ABC):
    """Lists the kinds of one service of one provider.

    ``list`` is dumb and raises from ``core.errors.ProviderError``; ``normalise`` and ``relate`` are pure. Paging, retries,
    rate limits, timeouts, staleness and events are the scanner's.
    """

    name: ClassVar[str]
    """Dotted, starting with the provider: ``local.host``."""
    kinds: ClassVar[tuple[KindSpec, ...]]
    groupings: ClassVar[tuple[Grouping, ...]] = ()
    """Labels by which the provider says that resources belong together: its stacks, projects, namespaces."""
    setup: ClassVar[str] = ""
    """What to do where there are no scopes, so that there are some."""
    at_once: ClassVar[int] = 8
    """Services and scopes of the provider listed at the same time; the kinds of one service in one scope follow each other."""
    call_seconds: ClassVar[float] = 0.0
    """Seconds for which a call keeps this machine busy, which those made at the same time do not share."""
    counts_calls: ClassVar[bool] = False
    """Whether it says of each call that it makes one, so that none said is none made."""
    by_itself: ClassVar[bool] = True
    """Whether scans that nobody asked for list it too; else only those of which ``scan.providers`` names it."""
    is_regional: ClassVar[bool | None] = None
    """Whether its scopes are regions; None: nobody can tell before asking."""
    scopes_seconds: ClassVar[float] = 30.0
    """Longest time that finding out its scopes may take."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    @property
    def details_hours(self) -> float:
        """For how many hours details that seldom change are good enough for scans that keep them; 0: they are always asked for."""
        return 0.0

    @classmethod
    def built(cls, clock: Clock, settings: Callable[[], Settings], prompter: Prompter) -> Self:
        """The service as the program uses it: one that has settings of its own or questions to ask takes them from here."""
        return cls(clock)

    @property
    def provider(self) -> str:
        """The first part of the service's name."""
        return self.name.partition(".")[0]

    def world_of(self, region: str) -> str:
        """Which of several worlds a region is of, where accounts of the provider are of one alone; empty: there is but one."""
        return ""

    def is_set_up(self) -> bool:
        """Whether there is any sign that it has something to list here; cheap, and without asking anybody."""
        return True

    def permissions(self, kind: KindSpec, *, lists_only: bool = False) -> Sequence[str]:
        """What must be allowed to list ``kind``, and those that it is listed of, alone; with ``lists_only`` by lists alone."""
        return kind.permissions

    def policy(self, kinds: Sequence[KindSpec]) -> Json:
        """The least that must be allowed to list ``kinds`` under the settings, as the provider's document; None: there is none."""
        return None

    def policies(self, kinds: Sequence[KindSpec]) -> Sequence[Json]:
        """The same as documents none of which is longer than the provider takes."""
        whole = self.policy(kinds)
        return () if whole is None else (whole,)

    @abstractmethod
    async def scopes(self) -> Sequence[Scope]:
        """The scopes this service can list now, none where it is not set up. Raises AuthError when it cannot know."""

    async def places(self, accounts: Sequence[str] = ()) -> Places:
        """The same, with those apart whose account no pattern of ``accounts`` matches, if there are any patterns.

        Services that must enter an account to know its scopes enter only what is asked for. What is in a place that is closed
        is as it was.
        """
        scopes = await self.scopes()
        here = [scope for scope in scopes if matches(scope.account, accounts)]
        return Places(here, [scope for scope in scopes if scope not in here])

    def take_entering(self) -> int:
        """How many calls no listing has made since this was last asked, of any service of the provider: they tell who asks,
        and which accounts and regions there are."""
        return 0

    async def absence(self, region: str) -> DharmaError | None:
        """Why nothing is listed in a region, or all of a pattern, that somebody named; None: it says nothing to this provider."""
        return None

    @abstractmethod
    def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        """Every raw item of ``kind`` in ``scope``."""

    def list_some(self, kind: KindSpec, scope: Scope, known: Sequence[Resource]) -> AsyncIterator[Raw | Unseen]:
        """Raw items of ``kind`` in ``scope``, among them those of ``known`` that still exist; at best nothing else.

        Services that can ask for single things by fewer calls do so.
        """
        return self.list(kind, scope)

    @abstractmethod
    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        """``raw`` in our words. Pure."""

    def relate(self, kind: KindSpec, resource: Resource) -> Iterable[Relationship]:
        """Edges that the kind's links cannot declare. Pure."""
        return ()

    def calls(self, kind: KindSpec) -> Sequence[str]:
        """What is called to list ``kind``, in the provider's own words, for the reference pages."""
        return ()

    def asks_each(self, kind: KindSpec) -> bool:
        """Whether there is no list of ``kind`` but one for each thing of another kind."""
        return False

    def is_shared(self, kind: KindSpec) -> bool:
        """Whether several scopes may be shown the same of ``kind``, of which nothing tells whose it is."""
        return False

    def fewest_calls(self, kind: KindSpec, count: Callable[[str], int]) -> int:
        """The calls that listing ``kind`` in a scope takes at least, where ``count`` of each kind is known to be there."""
        return 1

    def weight(self, kind: KindSpec) -> int:
        """How long listing ``kind`` is likely to take, against one plain list: what takes longest begins first."""
        return 1

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        """Live metrics now: of the provider's main resources, and of those of ``refs`` it can measure. May block briefly."""
        return ()
