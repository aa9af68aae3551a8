"""Infrastructures: named groups of resources, an application, a stack or an environment, as resources of a kind of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State

PROVIDER = "dharma"
SCOPE = Scope(PROVIDER)
"""Infrastructures may span accounts, so they live in none."""
KIND = f"{PROVIDER}.infrastructure"
BY_HAND, BY_NAME = "by hand", "by name"
"""How memberships begin that no tag tells of."""

INFRASTRUCTURE = KindSpec(
    KIND,
    "Infrastructure",
    "Infrastructures",
    "Resources that belong together: an application, a stack or an environment, found by tags, stacks and names or made by hand.",
    aliases=("infrastructures", "infra", "infras", "applications"),
    glyph="◫",
    columns=(
        Column("environment", "ENVIRONMENT", "environment", width=12, doc="production, staging, development …"),
        Column("sort", "SORT", "sort", width=11, doc="application, stack, environment, cluster or namespace."),
        Column("members", "MEMBERS", "members", ColumnType.NUMBER, 8, doc="Resources in it."),
        Column(
            "worst", "WORST", "worst", ColumnType.STATE, 10, wide=True, doc="State of the member that is worst off."
        ),
        Column("unwell", "UNWELL", "unwell", ColumnType.NUMBER, 7, doc="Members that are degraded or have failed."),
        Column("kinds", "KINDS", "kinds", width=30, doc="What it is made of, the most first."),
        Column("account", "ACCOUNTS", "accounts", width=14, doc="Accounts its members are in."),
        Column("region", "REGIONS", "regions", width=14, doc="Regions its members are in."),
        Column(
            "owner", "OWNER", "owner", width=16, doc="Who owns more than half of its members whose tags tell an owner."
        ),
        Column("providers", "PROVIDERS", "providers", width=9, wide=True, doc="Who told us of its members."),
        Column("source", "SOURCE", "source", width=12, wide=True, doc="tags, stack, by name or by hand."),
    ),
    sort=("state", "name"),
)


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """A named group of resources, as the rest of the program speaks of it."""

    ref: ResourceRef
    name: str
    environment: str
    sort: str
    providers: tuple[str, ...]
    accounts: tuple[str, ...]
    members: int
    state: State
    owner: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One resource of an infrastructure, and what says so."""

    ref: ResourceRef
    name: str
    state: State
    source: str


def infrastructure(resource: Resource) -> Infrastructure:
    """A resource of ``KIND`` in these words."""
    attrs = resource.attrs
    members = attrs.get("members")
    return Infrastructure(
        resource.ref,
        resource.name,
        _text(attrs, "environment"),
        _text(attrs, "sort"),
        _texts(attrs, "providers"),
        _texts(attrs, "accounts"),
        members if isinstance(members, int) else 0,
        resource.state,
        _text(attrs, "owner"),
        bool(attrs.get("edited")),
    )


_WORST = (State.FAILED, State.DEGRADED, State.PENDING, State.RUNNING, State.STOPPED, State.UNKNOWN, State.TERMINATED)


def worst(states: Mapping[str, int]) -> State:
    """The worst state that there is any of."""
    return next((state for state in _WORST if states.get(state.value)), State.UNKNOWN)


def badness(state: State) -> int:
    """How far ahead of others a state is in a list that begins with the worst."""
    return _WORST.index(state)


def state_of(states: Mapping[str, int]) -> State:
    """How a whole is by how its parts are: it has failed when all that could have did; one that did makes it degraded."""
    failed, ill = states.get(State.FAILED.value, 0), states.get(State.DEGRADED.value, 0)
    able = failed + ill + states.get(State.PENDING.value, 0) + states.get(State.RUNNING.value, 0)
    if failed and failed == able:
        return State.FAILED
    if failed or ill:
        return State.DEGRADED
    return worst(states)


def _text(attrs: Mapping[str, Json], name: str) -> str:
    value = attrs.get(name)
    return value if isinstance(value, str) else ""


def _texts(attrs: Mapping[str, Json], name: str) -> tuple[str, ...]:
    value = attrs.get(name)
    found: Sequence[Json] = value if isinstance(value, list) else []
    return tuple(item for item in found if isinstance(item, str))
