"""What came of a view of the topology: its sketch, and the answer to what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dharma_tui.core.graph import GraphDifference
from dharma_tui.core.topology_answer import Answer
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.sketching import Sketched


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view whose names have become resources, and its sketch."""

    view: TopologyView
    sketched: Sketched
    choice: Choice
    paths: tuple[tuple[ResourceRef, ...], ...] = ()
    """The resources on each path, from the focus on."""
    joins: Mapping[tuple[ResourceRef, ResourceRef], str] = field(default_factory=dict)
    """The steps of paths that networks make, and what they let through."""
    difference: GraphDifference | None = None
    """What changed since the moment that the view names."""
    answer: Answer | None = None
    """To the question of the view."""

    @property
    def path_refs(self) -> list[ResourceRef]:
        """Every resource on a path, once."""
        return list(dict.fromkeys(ref for path in self.paths for ref in path))
