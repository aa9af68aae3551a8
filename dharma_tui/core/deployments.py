"""Deployments: whatever is kept at a number of copies, told alike whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dharma_tui.core.kinds import COPIES, Copies, KindSpec
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State

ANY = "*"
_LONGEST_VERSION = 120


class Status(StrEnum):
    """How a deployment goes."""

    HEALTHY = "healthy"
    PROGRESSING = "progressing"
    DEGRADED = "degraded"
    FAILED = "failed"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


_STATES = {
    Status.HEALTHY: State.RUNNING,
    Status.PROGRESSING: State.PENDING,
    Status.DEGRADED: State.DEGRADED,
    Status.FAILED: State.FAILED,
    Status.STOPPED: State.STOPPED,
    Status.UNKNOWN: State.UNKNOWN,
}
_OTHERWISE = {State.DEGRADED: Status.DEGRADED, State.UNKNOWN: Status.UNKNOWN}
"""How it goes where nothing else tells, by the state that the provider tells."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Anything with copies: how many are wanted and ready (None where nobody says), of what version, and how it goes."""

    ref: ResourceRef
    name: str
    scope: Scope
    desired: int | None
    ready: int | None
    version: str
    status: Status


def deployed(kind: KindSpec, resource: Resource) -> Resource:
    """``resource`` with what is common to all deployments, where its kind is one."""
    if kind.copies is None:
        return resource
    facts = _facts(kind.copies, resource)
    status = Status(str(facts["status"]))
    state = resource.state if resource.state is State.TERMINATED else _STATES[status]
    return replace(resource, state=state, attrs={**resource.attrs, COPIES: facts})


def deployment(resource: Resource) -> Deployment | None:
    """What ``deployed`` found out about ``resource``; None when it is no deployment."""
    facts = resource.attrs.get(COPIES)
    if not isinstance(facts, Mapping) or facts.get("status") not in Status.__members__.values():
        return None
    desired, ready = (count if isinstance(count := facts.get(name), int) else None for name in ("desired", "ready"))
    status = Status(str(facts["status"]))
    version = str(facts.get("version") or "")
    return Deployment(resource.ref, resource.name, resource.scope, desired, ready, version, status)


def _facts(copies: Copies, resource: Resource) -> dict[str, Json]:
    desired, ready = _count(resource.attrs, copies.desired), _count(resource.attrs, copies.ready, copies.weight)
    named = (text for path in copies.version for text in _texts(resource.attrs, path))
    facts: dict[str, Json] = {
        "desired": desired,
        "ready": ready,
        "version": next(named, "").rpartition("/")[2][:_LONGEST_VERSION] or None,
        "status": _status(copies, resource, desired, ready).value,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _status(copies: Copies, resource: Resource, desired: int | None, ready: int | None) -> Status:
    if resource.state is State.FAILED or _any(resource.attrs, copies.failed):
        return Status.FAILED
    if resource.state in (State.STOPPED, State.TERMINATED):
        return Status.STOPPED
    if resource.state is State.PENDING:
        return Status.PROGRESSING
    if desired == 0 and not ready and resource.state is not State.DEGRADED:
        return Status.STOPPED
    if _any(resource.attrs, copies.progressing):
        return Status.PROGRESSING
    if desired is not None and ready is not None and ready < desired:
        return Status.DEGRADED if ready else Status.FAILED
    return _OTHERWISE.get(resource.state, Status.HEALTHY)


def _count(attrs: Mapping[str, Json], path: str, weight: str = "") -> int | None:
    if not path:
        return None
    path, equals, wanted = path.partition("=")
    if "&" in wanted:
        return _count_alike(attrs, path, wanted, weight)
    found = list(_leaves(attrs, path))
    if equals:
        return sum(wanted in (ANY, str(value)) for value in found) if path.partition(".")[0] in attrs else None
    numbers = [value for value in found if isinstance(value, (int, float)) and not isinstance(value, bool)]
    return int(numbers[0]) if numbers else None


def _count_alike(attrs: Mapping[str, Json], path: str, wanted: str, weight: str) -> int | None:
    """For how many those items count, whose field the end of ``path`` is, that have this value and meet further conditions."""
    list_path, _, field = path.rpartition(".")
    value, *others = wanted.split("&")
    conditions = {field: value, **dict(other.split("=", 1) for other in others)}
    items = attrs.get(list_path)
    if not isinstance(items, list):
        return None
    alike = (
        item
        for item in items
        if isinstance(item, Mapping) and all(str(item.get(name, told)) == told for name, told in conditions.items())
    )
    return sum(_weight(item.get(weight)) for item in alike)


def _weight(told: Json) -> int:
    """What one counts for, which AWS tells as a text."""
    return int(told) if isinstance(told, (int, str)) and str(told).isdecimal() else 1


def _any(attrs: Mapping[str, Json], conditions: tuple[str, ...]) -> bool:
    return any(_count(attrs, condition) for condition in conditions)


def _texts(attrs: Mapping[str, Json], path: str) -> Iterator[str]:
    return (str(value) for value in _leaves(attrs, path) if isinstance(value, (str, int)) and value != "")


def _leaves(value: Json | Mapping[str, Json], path: str) -> Iterator[Json]:
    """What lies at the end of a dotted path, or of what lies there each item; empty containers are nothing."""
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    elif path:
        head, _, rest = path.partition(".")
        if isinstance(value, Mapping) and head in value:
            yield from _leaves(value[head], rest)
    elif isinstance(value, Mapping):
        yield from value.values()
    elif value is not None:
        yield value
