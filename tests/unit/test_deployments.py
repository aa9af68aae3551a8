"""How a deployment goes is told from its facts."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.deployments import Status, deployed, deployment
from dharma_tui.core.kinds import Copies, KindSpec
from dharma_tui.core.types import Resource, ResourceRef, Scope, State

COPIES = Copies(
    "want",
    "machines.state=up",
    ("template.version", "image"),
    failed=("rollouts.state=broken",),
    progressing=("rollouts.state=moving", "weights=*"),
)
KIND = KindSpec("lab.service", "Service", "Services", "Copies.", copies=COPIES)
UP, DOWN = {"state": "up"}, {"state": "down"}


def seen(state: State = State.RUNNING, **attrs: Any) -> Resource:
    return deployed(KIND, Resource(ResourceRef("lab.service", "web"), "web", Scope("lab"), state, attrs=attrs))


@pytest.mark.parametrize(
    ("attrs", "status", "state"),
    [
        ({"want": 2, "machines": [UP, UP]}, Status.HEALTHY, State.RUNNING),
        ({"want": 2, "machines": [UP, DOWN]}, Status.DEGRADED, State.DEGRADED),
        ({"want": 2, "machines": []}, Status.FAILED, State.FAILED),
        ({"want": 0, "machines": []}, Status.STOPPED, State.STOPPED),
        ({"want": 2, "machines": [UP], "rollouts": [{"state": "moving"}]}, Status.PROGRESSING, State.PENDING),
        ({"want": 2, "machines": [UP, UP], "rollouts": [{"state": "broken"}]}, Status.FAILED, State.FAILED),
        ({"weights": {"4": 0.1}}, Status.PROGRESSING, State.PENDING),
        ({"weights": {}}, Status.HEALTHY, State.RUNNING),
        ({}, Status.HEALTHY, State.RUNNING),
    ],
)
def test_a_status_follows_from_the_facts(attrs: dict[str, Any], status: Status, state: State) -> None:
    resource = seen(**attrs)

    told = deployment(resource)

    assert told is not None
    assert (told.status, resource.state) == (status, state)


@pytest.mark.parametrize(
    ("machines", "ready"),
    [
        ([{"state": "up", "health": "well"}, {"state": "up", "health": "ill"}, {"state": "down", "health": "well"}], 1),
        ([UP, DOWN], 1),  # where nobody says how well it is
        ([], 0),
        ("none", None),
    ],
)
def test_ready_may_be_what_fulfils_several_conditions(machines: Any, ready: int | None) -> None:
    kind = KindSpec("lab.group", "Group", "Groups", "", copies=Copies("want", "machines.state=up&health=well"))
    attrs = {"want": 2, "machines": machines}
    told = deployment(
        deployed(kind, Resource(ResourceRef("lab.group", "g"), "g", Scope("lab"), State.RUNNING, attrs=attrs))
    )
    assert told is not None
    assert told.ready == ready


def test_what_the_provider_calls_failed_or_degraded_is_so() -> None:
    assert seen(State.FAILED, want=1, machines=[UP]).state is State.FAILED
    assert seen(State.DEGRADED, want=1, machines=[UP]).state is State.DEGRADED
    assert seen(State.TERMINATED, want=1, machines=[UP]).state is State.TERMINATED


@pytest.mark.parametrize(
    ("state", "facts", "status"),
    [
        (State.UNKNOWN, {}, Status.UNKNOWN),
        (State.UNKNOWN, {"want": 1, "machines": [UP]}, Status.UNKNOWN),
        (State.UNKNOWN, {"want": 2, "machines": [UP]}, Status.DEGRADED),
        (State.RUNNING, {"want": 0, "machines": []}, Status.STOPPED),
        (State.PENDING, {"want": 0, "machines": []}, Status.PROGRESSING),
        (State.DEGRADED, {"want": 0, "machines": []}, Status.DEGRADED),
        (State.FAILED, {"want": 0, "machines": []}, Status.FAILED),
        (State.STOPPED, {"want": 1, "machines": [UP]}, Status.STOPPED),
        (State.TERMINATED, {}, Status.STOPPED),
    ],
)
def test_what_the_provider_says_comes_before_how_many_there_are(
    state: State, facts: dict[str, Any], status: Status
) -> None:
    told = deployment(seen(state, **facts))

    assert told is not None
    assert told.status is status


def test_a_version_is_the_first_there_is_without_its_path() -> None:
    told = deployment(seen(template={}, image="registry/team/web:12"))

    assert told is not None
    assert told.version == "web:12"


def test_copies_nobody_counts_are_unknown() -> None:
    told = deployment(seen())

    assert told is not None
    assert (told.desired, told.ready) == (None, None)


def test_a_kind_without_copies_stays_as_it_is() -> None:
    plain = Resource(ResourceRef("lab.thing", "a"), "a", Scope("lab"), State.UNKNOWN, attrs={"want": 2})

    assert deployed(KindSpec("lab.thing", "Thing", "Things", "A thing."), plain) is plain
    assert deployment(plain) is None
