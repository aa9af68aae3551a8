"""File systems that running tasks mount, and who is lost with one."""

from __future__ import annotations

from typing import Any

from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.relations.mounts import Mounts
from tests.unit.network_lab import KINDS, thing
from tests.unit.test_topology_rules import losses

ARN = "arn:aws:ecs:eu-west-1:123456789012"
FILES, SHARES = "fs-0a1b2c3d4e5f6a7b8", "fs-0b1b2c3d4e5f6a7b8"
VOLUMES = [
    {"name": "scratch", "host": {}},
    {"name": "files", "efsVolumeConfiguration": {"fileSystemId": FILES}},
    {"name": "again", "efsVolumeConfiguration": {"fileSystemId": FILES, "rootDirectory": "/a"}},
    {"name": "shares", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": SHARES}},
]


def definition(revision: int, *volumes: dict[str, Any]) -> Resource:
    return thing("ecs.task_definition", f"{ARN}:task-definition/shop:{revision}", volumes=[*volumes])


MOUNTING, BARE = definition(2, *VOLUMES), definition(1, VOLUMES[0])
TASK = thing("ecs.ecs_task", f"{ARN}:task/apps/1", taskDefinitionArn=MOUNTING.ref.key)
OTHER = thing("ecs.ecs_task", f"{ARN}:task/apps/2", taskDefinitionArn=BARE.ref.key)
SERVICE = thing("ecs.ecs_service", f"{ARN}:service/apps/shop", taskDefinition=MOUNTING.ref.key)


def told(*known: Resource) -> list[tuple[str, str, str, str]]:
    rule = Mounts(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    edges = [edge for resource in known for edge in rule.relationships(resource)]
    return [(edge.src.key, edge.verb.value, f"{edge.dst}", edge.source) for edge in edges]


def test_tasks_and_services_depend_on_what_their_definition_mounts() -> None:
    systems = (f"aws.efs.nfs_file_system/{FILES}", f"aws.fsx.fsx_file_system/{SHARES}")
    expected = [
        (each.ref.key, "depends_on", system, "mounts:a volume of shop:2")
        for each in (TASK, SERVICE)
        for system in systems
    ]
    assert told(TASK, OTHER, SERVICE, MOUNTING, BARE) == expected


def test_a_definition_that_is_not_known_mounts_nothing() -> None:
    assert told(TASK, SERVICE, BARE) == []


def test_what_matters_is_what_is_mounted_and_by_which_definition() -> None:
    rule = Mounts(tuple(KINDS.values()))
    assert rule.facts(MOUNTING) != rule.facts(definition(2, *VOLUMES[:2]))
    assert rule.facts(BARE) == rule.facts(definition(1))
    assert rule.facts(TASK) != rule.facts(OTHER)


def test_losing_a_file_system_loses_the_tasks_that_mount_it_and_not_their_definition() -> None:
    efs, task, service = "aws.efs.nfs_file_system", "aws.ecs.ecs_task", "aws.ecs.ecs_service"
    edges = [
        ("aws.ecs.task_definition", Verb.DEPENDS_ON, efs),
        (f"{task}:1", Verb.DEPENDS_ON, "aws.ecs.task_definition"),
        (f"{task}:1", Verb.DEPENDS_ON, efs),
        (f"{task}:2", Verb.DEPENDS_ON, "aws.ecs.task_definition"),
        (service, Verb.DEPENDS_ON, efs),
        ("aws.efs.mount_target", Verb.ROUTES_TO, efs),
    ]
    assert losses(edges, efs) == {f"{task}:1": 100, service: 100, "aws.efs.mount_target": 100}
