"""Numbers, versions, zones and readiness are conditions of a list, or told as left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.types import Resource, Scope, State
from tests.integration.chat_lab import DEPLOYMENT, INSTANCE, PROD, STAGING, Desk, is_sound, opened_estate, resource

IRELAND = Scope("demo", "acme-prod", "eu-west-1")


def deployed(name: str, desired: int, ready: int, version: str, scope: Scope = PROD, namespace: str = "") -> Resource:
    status = "healthy" if ready == desired else "degraded"
    copies = {"desired": desired, "ready": ready, "version": version, "status": status}
    state = State.RUNNING if ready == desired else State.DEGRADED
    told = {"desired": desired, "ready": ready, "version": version, "status": status}
    return resource(DEPLOYMENT, name, scope, state, copies=copies, namespace=namespace, **told)


ALSO = [
    deployed("five", 5, 5, "7.4.1", namespace="web"),
    deployed("six", 6, 6, "7.0.0", STAGING, "web"),
    deployed("ill", 9, 8, "17.1", namespace="pay"),
    *(resource("demo.compute.volume", f"disk-{size}", PROD, size=size << 30) for size in (50, 100, 150, 200, 500)),
    *(
        resource(INSTANCE, f"cores-{cores}", IRELAND, vcpus=cores, zone=f"eu-west-1{'ab'[cores > 4]}")
        for cores in (2, 4, 8)
    ),
    resource("demo.storage.bucket", "irish", IRELAND),
    resource("demo.kubernetes.node", "node-1", PROD, kubelet="v1.35.0"),
    resource("demo.kubernetes.node", "node-2", PROD, kubelet="v1.34.2"),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("conditions")), ALSO) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("volumes not bigger than 100 gb", ["disk-100", "disk-50"]),
        ("volumes no smaller than 200 gb", ["disk-200", "disk-500"]),
        ("volumes between 100 and 200 gb", ["disk-100", "disk-150", "disk-200"]),
        ("volumes from 100 to 200 gb", ["disk-100", "disk-150", "disk-200"]),
        ("volumes not between 100 and 200 gb", ["disk-50", "disk-500"]),
        ("Volumes zwischen 100 und 200 GB", ["disk-100", "disk-150", "disk-200"]),
        ("servers with between 3 and 8 vcpus", ["cores-4", "cores-8"]),
        ("servers with 3-8 vcpus", ["cores-4", "cores-8"]),
        ("servers with no more than 2 vcpus", ["cores-2"]),
        ("deployments with exactly 5 replicas", ["five"]),
        ("deployments with five replicas", ["five"]),
        ("deployments where replicas = 5", ["five"]),
        ("deployments with between 5 and 6 replicas", ["five", "six"]),
        ("deployments in version 7", ["five", "six"]),
        ("deployments in version 7 in staging", ["six"]),
        ("Deployments in Version 7", ["five", "six"]),
        ("deployments with version 7.4", ["five"]),
        ("deployments not fully ready", ["ill"]),
        ("deployments in namespace web", ["five", "six"]),
        ("deployments in the web namespace in staging", ["six"]),
        ("deployments in namespace pay", ["ill"]),
        ("which deployments have fewer ready than desired", ["ill"]),
        ("Deployments, die nicht vollständig bereit sind", ["ill"]),
        ("servers in eu-west-1a", ["cores-2", "cores-4"]),
        ("servers in EU-WEST-1B", ["cores-8"]),
        ("servers in eu-west-1 but not in eu-west-1a", ["cores-8"]),
        ("nodes with kubelet v1.35.0", ["node-1"]),
    ],
)
async def test_it_is_a_condition(desk: Desk, line: str, found: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None
    assert sorted(row[0] for row in answer.table.rows) == found
    assert "left out" not in answer.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("how many deployments are not fully ready", "**1 "),
        ("how many deployments in namespace web", "**2 workloads**"),
        ("how many deployments have more than 5 replicas", "**2 deployments**"),
        ("how many servers are in eu-west-1a", "**2 instances**"),
    ],
)
async def test_it_is_counted_by_the_condition(desk: Desk, line: str, told: str) -> None:
    assert told in (await desk.ask(line)).text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("servers with 7 wheels", "7 wheels"),
        ("buckets in eu-west-1a", "zone eu-west-1a"),
        ("deployments older than version 5", "older than version 5"),
    ],
)
async def test_what_nothing_tells_is_left_out_aloud(desk: Desk, line: str, told: str) -> None:
    answer = await desk.ask(line)
    assert "left out" in answer.text and told in answer.text


async def test_what_is_not_known_by_zones_says_so(desk: Desk) -> None:
    assert "not known by zones" in (await desk.ask("what changed in eu-west-1a today")).text


async def test_the_zone_is_carried_on(desk: Desk) -> None:
    answer = await desk.ask("servers in eu-west-1a", "only those with 4 vcpus")
    assert answer.table is not None and [row[0] for row in answer.table.rows] == ["cores-4"]
