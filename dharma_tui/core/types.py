"""The values everything else speaks of: resources, relationships, metrics and findings.

All are frozen and slotted; time is timezone-aware UTC; ids are values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What an attribute may hold: exactly what JSON can say."""

NO_LABELS: Mapping[str, str] = MappingProxyType({})


class State(StrEnum):
    """What a resource is doing, in words common to every provider."""

    RUNNING = "running"
    STOPPED = "stopped"
    PENDING = "pending"
    DEGRADED = "degraded"
    FAILED = "failed"
    TERMINATED = "terminated"
    UNKNOWN = "unknown"

    @property
    def and_traffic(self) -> str:
        """In words, of what is ``DOWN``: what it is, and that nothing passes."""
        ends = self is State.TERMINATED
        return f"{self.value} now: nothing passes" if ends else f"{self.value} now: nothing passes until it runs"


RESTING = frozenset({State.STOPPED, State.TERMINATED})
"""States of what nobody is served by any more."""
DOWN = RESTING | {State.FAILED}
"""States of what neither reaches anything nor is reached."""


class Verb(StrEnum):
    """How the source of a relationship stands to its target."""

    CONTAINS = "contains"
    RUNS_ON = "runs_on"
    ATTACHED_TO = "attached_to"
    ROUTES_TO = "routes_to"
    MEMBER_OF = "member_of"
    DEPENDS_ON = "depends_on"
    PROTECTS = "protects"
    STORES_IN = "stores_in"
    MANAGES = "manages"
    CONNECTS_TO = "connects_to"
    REFERS_TO = "refers_to"
    """It is said to have to do with it, and nothing more is known: in a tag, which anybody may write; or one was made of the
    other, and each stands by itself."""


class Severity(StrEnum):
    """How soon a person should look."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, order=True)
class ResourceRef:
    """The identity of a resource: its kind and the provider's own stable key."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """Where a resource lives; the part of a provider that is listed, and found complete or not, as one."""

    provider: str
    account: str = ""
    region: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.provider, self.account, self.region) if part)


@lru_cache(maxsize=4096)
def shared(scope: Scope) -> Scope:
    """The one object for all who speak of this scope: the reports of one scan do a thousand times."""
    return scope


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that exists, as one scan saw it."""

    ref: ResourceRef
    name: str
    scope: Scope
    state: State = State.UNKNOWN
    labels: Mapping[str, str] = field(default_factory=lambda: NO_LABELS)
    attrs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredResource:
    """A resource as the store knows it: what was seen, since when, and how lately.

    ``last_seen`` is that of the last complete listing of the resource's scope and kind. Where that kept details which it did not
    ask for again, they are as of ``details_at``.
    """

    resource: Resource
    first_seen: datetime
    changed_at: datetime
    last_seen: datetime
    scan_id: str
    details_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A directed edge. ``source`` says what told us of it (a kind, a property path or a rule)."""

    src: ResourceRef
    dst: ResourceRef
    verb: Verb
    source: str


@dataclass(frozen=True, slots=True, order=True)
class Metric:
    """A named series of one resource. ``unit`` is one of: percent, bytes, bytes/s, count, count/s, seconds, load."""

    ref: ResourceRef
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value of a series."""

    metric: Metric
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, by a named rule, with what to do about it."""

    ref: ResourceRef
    rule: str
    severity: Severity
    title: str
    reason: str
    hint: str = ""
