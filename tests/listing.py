"""Lists kinds of a provider service for tests, as the scanner would, without a store."""

from __future__ import annotations

from dataclasses import dataclass, field

from dharma_tui.core.links import linked
from dharma_tui.core.provider import ProviderService, Unseen
from dharma_tui.core.types import Relationship, Resource


@dataclass
class Found:
    """What one listing gave."""

    resources: list[Resource] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)

    def one(self, name: str) -> Resource:
        """The only resource of this name."""
        (resource,) = [resource for resource in self.resources if resource.name == name]
        return resource

    def edges(self) -> set[tuple[str, str, str]]:
        """Every edge as source name or key, verb, target name or key."""
        names = {resource.ref: resource.name for resource in self.resources}
        return {
            (names.get(edge.src, edge.src.key), edge.verb.value, names.get(edge.dst, edge.dst.key))
            for edge in self.relationships
        }


async def list_kind(service: ProviderService, kind_name: str) -> Found:
    """Everything ``service`` lists of a kind in its first scope."""
    kind = next(kind for kind in service.kinds if kind.kind == kind_name)
    scope = (await service.scopes())[0]
    found = Found()
    async for item in service.list(kind, scope):
        if isinstance(item, Unseen):
            found.unseen.append(item)
        else:
            resource = service.normalise(kind, scope, item)
            found.resources.append(resource)
            found.relationships += [*linked(kind, resource), *service.relate(kind, resource)]
    return found
