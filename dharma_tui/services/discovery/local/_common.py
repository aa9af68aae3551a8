"""What the services of the local provider share: the machine as scope, keys, and words from outside made storable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Bearing, Column, ColumnType, KindSpec, Link
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.text import storable
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._machine import Machine, this_machine

T = TypeVar("T")
TEXT_LIMIT = 4096
"""Characters kept of one string from outside."""
_NUMBERS = frozenset((int, float, bool, type(None)))
BATCH = 64
"""Items listed between two chances for a cancellation to arrive."""
ROOT_HINT = "scan as root to see them"

HOST = "local.host"
PROCESS = "local.process"
ON_HOST = Link("host", HOST, Verb.RUNS_ON)
IN_HOST = Link("host", HOST, Verb.CONTAINS, reverse=True)
PART_OF_HOST = Bearing(Verb.CONTAINS, HOST, reverse=True)
"""A machine that fails takes what runs on it; its parts stay what they are."""


class LocalService(ProviderService):
    """Lists something of this machine. ``root`` is where its system files are read from."""

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock)
        self.root = root

    @cached_property
    def machine(self) -> Machine:
        """The machine this process runs on."""
        return this_machine(self.root)

    async def scopes(self) -> Sequence[Scope]:
        return (Scope("local", self.machine.account),)

    def key(self, *parts: object) -> str:
        """The key of something on this machine."""
        return self.machine.key(*parts)

    def own(self, refs: Sequence[ResourceRef], kind: str) -> list[tuple[ResourceRef, str]]:
        """Those of ``refs`` that are of ``kind`` and on this machine, each with the part of its key after the machine."""
        prefix = f"{self.machine.id}/"
        return [(ref, ref.key[len(prefix) :]) for ref in refs if ref.kind == kind and ref.key.startswith(prefix)]

    def resource(
        self,
        kind: KindSpec,
        scope: Scope,
        key: str,
        name: str,
        attrs: Mapping[str, Json],
        state: State = State.UNKNOWN,
        labels: Mapping[str, str] | None = None,
    ) -> Resource:
        """A resource of this machine; every one names its host, so that links can."""
        facts = {name: value if type(value) in _NUMBERS else fit(value) for name, value in attrs.items()}
        facts["host"] = self.machine.id
        kept = {storable(name): storable(value)[:TEXT_LIMIT] for name, value in (labels or {}).items()}
        return Resource(ResourceRef(kind.kind, storable(key)), storable(name)[:TEXT_LIMIT], scope, state, kept, facts)


class Shared(Generic[T]):
    """One costly reading that serves several kinds of one scan.

    Each kind may take it once; a kind that asks again, or asks after ``lifetime`` seconds, starts a new reading.
    """

    def __init__(self, clock: Clock, read: Callable[[], T], lifetime: float = 10.0) -> None:
        self._clock = clock
        self._read = read
        self._lifetime = lifetime
        self._taken: set[str] = set()
        self._held: tuple[float, T] | None = None

    def take(self, kind: str) -> T:
        """The reading, for ``kind``."""
        now = self._clock.monotonic()
        if self._held is None or kind in self._taken or now - self._held[0] > self._lifetime:
            self._held = (now, self._read())
            self._taken = set()
        self._taken.add(kind)
        return self._held[1]


def fit(value: Json) -> Json:
    """``value`` with every string in it storable and of bounded length."""
    if isinstance(value, str):
        if len(value) <= TEXT_LIMIT and value.isascii() and "\0" not in value:
            return value
        return storable(value[:TEXT_LIMIT])
    if isinstance(value, list):
        return [fit(inner) for inner in value]
    if isinstance(value, dict):
        return {name: inner if type(inner) in _NUMBERS else fit(inner) for name, inner in value.items()}
    return value


def text(name: str, title: str, path: str, width: int, doc: str, wide: bool = False) -> Column:
    """A text column."""
    return Column(name, title, path, ColumnType.TEXT, width, wide, doc)


def number(name: str, title: str, path: str, width: int, doc: str, wide: bool = False) -> Column:
    """A column of plain numbers."""
    return Column(name, title, path, ColumnType.NUMBER, width, wide, doc)


def identifier(name: str, title: str, path: str, width: int, doc: str, wide: bool = False) -> Column:
    """A column of numbers that name something: process ids, ports."""
    return Column(name, title, path, ColumnType.ID, width, wide, doc)


def size(name: str, title: str, path: str, doc: str, wide: bool = False) -> Column:
    """A column of bytes."""
    return Column(name, title, path, ColumnType.BYTES, 8, wide, doc)


def percent(name: str, title: str, path: str, doc: str, wide: bool = False) -> Column:
    """A column of percentages."""
    return Column(name, title, path, ColumnType.PERCENT, 6, wide, doc)


def flag(name: str, title: str, path: str, width: int, doc: str, wide: bool = False) -> Column:
    """A yes-or-no column."""
    return Column(name, title, path, ColumnType.FLAG, width, wide, doc)


def moment(name: str, title: str, path: str, doc: str, wide: bool = False) -> Column:
    """A column of moments, shown as ages."""
    return Column(name, title, path, ColumnType.TIME, 9, wide, doc)


def span(name: str, title: str, path: str, doc: str, wide: bool = False) -> Column:
    """A column of durations."""
    return Column(name, title, path, ColumnType.DURATION, 9, wide, doc)
