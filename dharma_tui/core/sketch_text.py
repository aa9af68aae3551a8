"""A sketch as indented text, for reading aloud and for copying: each thing on a line, what it is to others beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.faces import WAITING
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.types import Verb

INDENT = "  "
SAID = {
    Mark.PATH: "on the path", Mark.AFFECTED: "affected", Mark.FOUND: "found", Mark.ADDED: "added",
    Mark.CHANGED: "changed", Mark.REMOVED: "removed",
}  # fmt: skip
"""What a mark says."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: how far it is indented, what it says, and which node or group it is about."""

    level: int
    text: str
    id: NodeId | None = None

    def __str__(self) -> str:
        return INDENT * self.level + self.text


def told(sketch: Sketch) -> list[Told]:
    """Every group, node and edge of ``sketch``; an edge stands under both its ends."""
    return list(_Teller(sketch).everything())


class _Teller:
    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self._names = {node.id: node.label for node in sketch.nodes}
        self._out: dict[NodeId, list[SketchEdge]] = {}
        self._in: dict[NodeId, list[SketchEdge]] = {}
        for edge in sketch.edges:
            self._out.setdefault(edge.source, []).append(edge)
            self._in.setdefault(edge.target, []).append(edge)
        self._frames: dict[NodeId | None, list[SketchGroup]] = {}
        for group in sketch.groups:
            self._frames.setdefault(group.parent, []).append(group)
        self._held: dict[NodeId | None, list[SketchNode]] = {}
        for node in sketch.nodes:
            self._held.setdefault(node.group, []).append(node)

    def everything(self) -> Iterator[Told]:
        yield from self._within(None, 0)
        if self._sketch.left_out:
            yield Told(0, f"and {counted(self._sketch.left_out, 'more relationship')} not drawn")

    def _within(self, group: NodeId | None, level: int) -> Iterator[Told]:
        for frame in self._frames.get(group, ()):
            yield Told(level, f"{frame.label}{_kind(frame.kind)}: {frame.count:,} in it, {frame.state.value}", frame.id)
            yield from self._within(frame.id, level + 1)
        for node in self._held.get(group, ()):
            yield Told(level, _face(node), node.id)
            yield from self._edges(node, level + 1)

    def _edges(self, node: SketchNode, level: int) -> Iterator[Told]:
        for edge in self._out.get(node.id, ()):
            if edge.target in self._names:
                yield Told(level, f"{FORTH[Verb(edge.verb)]} {self._names[edge.target]}{_times(edge)}", edge.target)
        for edge in self._in.get(node.id, ()):
            if edge.source in self._names and edge.source != edge.target:
                yield Told(level, f"{BACK[Verb(edge.verb)]} {self._names[edge.source]}{_times(edge)}", edge.source)


def _face(node: SketchNode) -> str:
    words = [f"{node.label}{_kind(node.kind)}", node.state.value]
    if node.count:
        words.append(f"{node.count:,} of them" if str(node.id).startswith("group:") else f"{node.count:,} in it")
    if node.share is not None:
        words.append(f"loses {node.share:.0%}")
    if node.alerts:
        words.append(counted(node.alerts, "alert"))
    if (metric := node.metric.strip()) and metric != WAITING:
        words.append(metric)
    if node.mark:
        words.append(SAID[node.mark])
    if node.is_pinned:
        words.append("pinned")
    return ", ".join(words)


def _kind(kind: str) -> str:
    return f" ({kind})" if kind else ""


def _times(edge: SketchEdge) -> str:
    return f" ({edge.count:,} times)" if edge.count > 1 else ""
