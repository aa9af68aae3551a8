"""How Auto Scaling groups go: by the states their instances are in, and by what each instance counts for."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.deployments import Status, deployed, deployment
from dharma_tui.services.discovery.aws._shapes import model
from tests.unit.network_lab import KINDS, thing

WELL = "InService"
PASSING = ("Pending", "Terminating", "Replacing", "RootVolume", "EnteringStandby", "Detaching")
RESTING = ("Warmed:", "Standby", "Detached", "Terminated", "Terminating:Retained", "Quarantined")


def told(desired: int, *states: str, **more: Any) -> tuple[int | None, Status]:
    """How many are ready of a group whose instances are healthy and in these states, and how it goes."""
    instances = [
        {"InstanceId": f"i-{number}", "LifecycleState": state, "HealthStatus": "Healthy", **more}
        for number, state in enumerate(states)
    ]
    group = thing("autoscaling.scaling_group", "web", DesiredCapacity=desired, Instances=instances)
    found = deployment(deployed(KINDS["aws.autoscaling.scaling_group"], group))
    assert found is not None
    return found.ready, found.status


@pytest.mark.parametrize("state", model("autoscaling").shape_for("LifecycleState").enum)
def test_every_state_of_an_instance_is_one_that_passes_or_one_that_stays(state: str) -> None:
    stays = state == WELL or state.startswith(RESTING)
    assert stays != (state.startswith(PASSING) and not state.startswith(RESTING))
    assert told(2, WELL, WELL, state) == (2 + (state == WELL), Status.HEALTHY if stays else Status.PROGRESSING)


@pytest.mark.parametrize(
    ("desired", "states", "expected"),
    [
        (1, ["Pending:Wait"], (0, Status.PROGRESSING)),
        (3, ["Pending:Wait", WELL, "Pending:Proceed"], (1, Status.PROGRESSING)),
        (2, [WELL, "Terminating:Wait"], (1, Status.PROGRESSING)),
        (2, [WELL, "Standby"], (1, Status.DEGRADED)),
        (1, ["Warmed:Stopped"], (0, Status.FAILED)),
        (0, ["Standby", "Warmed:Stopped"], (0, Status.STOPPED)),
    ],
)
def test_what_comes_and_goes_is_no_failure(desired: int, states: list[str], expected: tuple[int, Status]) -> None:
    assert told(desired, *states) == expected


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("8", (16, Status.HEALTHY)),
        ("4", (8, Status.DEGRADED)),
        (8, (16, Status.HEALTHY)),
        ("much", (2, Status.DEGRADED)),
    ],
)
def test_an_instance_counts_for_its_weight(weight: Any, expected: tuple[int, Status]) -> None:
    assert told(16, WELL, WELL, WeightedCapacity=weight) == expected
    assert told(16, WELL, "Standby", WELL, WeightedCapacity=weight) == expected
