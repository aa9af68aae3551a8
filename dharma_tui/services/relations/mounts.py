"""Which file systems running tasks mount: their definition names them, and they cannot do without, as it can itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

DEFINITION = "aws.ecs.task_definition"
OF = {"aws.ecs.ecs_task": "taskDefinitionArn", "aws.ecs.ecs_service": "taskDefinition"}
"""Where tasks, and what keeps them running, say of which definition they are."""
_MOUNTED = {
    "volumes.efsVolumeConfiguration.fileSystemId": "aws.efs.nfs_file_system",
    "volumes.fsxWindowsFileServerVolumeConfiguration.fileSystemId": "aws.fsx.fsx_file_system",
}


class Mounts(Rule):
    """A task, or a service of them, and each file system among the volumes of its definition."""

    name = "mounts"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._mounted: dict[str, list[ResourceRef]] = {}
        """Definition → file systems, of those that have some."""

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (DEFINITION, *OF) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        if resource.ref.kind == DEFINITION and (mounted := _mounted(resource)):
            self._mounted[resource.ref.key] = mounted

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if path := OF.get(resource.ref.kind):
            for definition in texts(resource.attrs, path):
                for system in self._mounted.get(definition, ()):
                    yield self.told(
                        resource.ref, system, Verb.DEPENDS_ON, f"a volume of {definition.rpartition('/')[2]}"
                    )

    def facts(self, resource: Resource) -> object:
        path = OF.get(resource.ref.kind)
        return [*texts(resource.attrs, path)] if path else _mounted(resource)


def _mounted(resource: Resource) -> list[ResourceRef]:
    return list(
        dict.fromkeys(ResourceRef(kind, key) for path, kind in _MOUNTED.items() for key in texts(resource.attrs, path))
    )
