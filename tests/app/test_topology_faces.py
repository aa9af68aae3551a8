"""What the boxes of the topology say that is measured."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.drawing import SketchNode
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._topology_faces import LiveFaces
from dharma_tui.services import Services


def test_nothing_is_measured_of_what_is_gone(services: Services) -> None:
    ref = ResourceRef(next(kind for kind, spec in services.kinds.items() if spec.metrics), "i-1")
    node, faces = SketchNode(str(ref), "web-1", ref.kind), LiveFaces(services)
    for there, is_measured in ((node, True), (replace(node, is_gone=True), False)):
        faces.watch([there], {node.id: ref})
        assert (faces._watching is not None) is is_measured
    faces.stop()
