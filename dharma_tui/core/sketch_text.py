"""A sketch as indented text, for reading aloud and for copying: each thing on a line, what it is to others beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dharma_tui.core.asides import told_apart
from dharma_tui.core.components import components
from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.text import printable
from dharma_tui.core.types import Verb

INDENT = "  "
SAID = {
    Mark.PATH: "on the path", Mark.AFFECTED: "affected", Mark.FOUND: "found", Mark.ADDED: "added",
    Mark.CHANGED: "changed", Mark.REMOVED: "removed",
}  # fmt: skip
"""What a mark says."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: how far it is indented, what it says, and which node or group it is about, or ``leads`` to."""

    level: int
    text: str
    id: NodeId | None = None
    leads: bool = False

    def __str__(self) -> str:
        return INDENT * self.level + self.text


def told(sketch: Sketch) -> list[Told]:
    """Every group, node and edge of ``sketch``; an edge stands under both its ends."""
    return list(_Teller(told_apart(sketch, in_words=True)).everything())


class _Teller:
    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self._names = {each.id: _named(each) for each in sketch.nodes}
        self._names |= {group.id: printable(group.label) for group in sketch.groups}
        self._many = {each.id for each in sketch.nodes if each.count}
        """What stands for several: what one of them leads to need not lead back to that one."""
        self._out: dict[NodeId, list[SketchEdge]] = {}
        self._in: dict[NodeId, list[SketchEdge]] = {}
        after: dict[NodeId, list[NodeId]] = {node: [] for node in self._names}
        for edge in sketch.edges:
            self._out.setdefault(edge.source, []).append(edge)
            self._in.setdefault(edge.target, []).append(edge)
            if edge.source in after and edge.target in after and self._many.isdisjoint((edge.source, edge.target)):
                after[edge.source].append(edge.target)
        self._rounds = components(after)
        frames = {group.id for group in sketch.groups}
        self._frames: dict[NodeId | None, list[SketchGroup]] = {}
        for group in sketch.groups:
            self._frames.setdefault(group.parent if group.parent in frames else None, []).append(group)
        self._held: dict[NodeId | None, list[SketchNode]] = {}
        for node in sketch.nodes:
            self._held.setdefault(node.group if node.group in frames else None, []).append(node)

    def everything(self) -> Iterator[Told]:
        yield from self._within(None, 0)
        if self._sketch.left_out:
            yield Told(0, f"and {counted(self._sketch.left_out, 'more relationship')} not drawn")

    def _within(self, group: NodeId | None, level: int) -> Iterator[Told]:
        for frame in self._frames.get(group, ()):
            words = [
                f"{frame.count:,} in it",
                frame.state.value,
                *noted(frame),
                *([SAID[frame.mark]] if frame.mark else []),
            ]
            yield Told(level, f"{printable(frame.label)}{_kind(frame.kind)}: {', '.join(words)}", frame.id)
            yield from self._edges(frame.id, level + 1)
            yield from self._within(frame.id, level + 1)
        for node in self._held.get(group, ()):
            yield Told(level, _face(node), node.id)
            yield from self._edges(node.id, level + 1)

    def _edges(self, node: NodeId, level: int) -> Iterator[Told]:
        for edge in self._out.get(node, ()):
            if edge.target in self._names:
                other = "itself" if edge.target == node else self._names[edge.target]
                yield Told(level, f"{FORTH[Verb(edge.verb)]} {other}{self._more(edge)}", edge.target, leads=True)
        for edge in self._in.get(node, ()):
            if edge.source in self._names and edge.source != edge.target:
                yield Told(
                    level,
                    f"{BACK[Verb(edge.verb)]} {self._names[edge.source]}{self._more(edge)}",
                    edge.source,
                    leads=True,
                )

    def _more(self, edge: SketchEdge) -> str:
        """As ``_more``, and whether it leads back to where it begins."""
        is_round = edge.source != edge.target and self._rounds[edge.source] == self._rounds[edge.target]
        return _more(edge) + (", in a circle" if is_round else "")


def _named(node: SketchNode) -> str:
    """What edges call it: with what tells it from others of its name."""
    return printable(node.label) + (f" ({printable(node.aside)})" if node.aside else "")


def key_of(node: SketchNode) -> str:
    """What tells it from others of its name and kind."""
    return node.aside.removeprefix(node.kind.rpartition(".")[2].replace("_", " ")).strip()


def _face(node: SketchNode) -> str:
    words = [f"{printable(node.label)}{_kind(node.kind, key_of(node))}", node.state.value]
    if node.count:
        words.append(f"{node.count:,} of them" if str(node.id).startswith("group:") else f"{node.count:,} in it")
    words += filter(None, [loss_of(node)])
    words += noted(node)
    if metric := printable(node.metric).strip():
        words.append(metric)
    if node.mark:
        words.append(said_of(node))
    if node.is_pinned:
        words.append("pinned")
    return ", ".join(words)


def loss_of(node: SketchNode) -> str:
    """How much an impact takes of it; of several alike, of that which loses most. Nothing where none is told."""
    if node.share is None:
        return ""
    return f"{'the worst loses' if node.count > 1 and str(node.id).startswith('group:') else 'loses'} {node.share:.0%}"


def said_of(node: SketchNode) -> str:
    """What its mark says; what loses nothing itself is marked for what is in it."""
    is_inside = node.mark is Mark.AFFECTED and node.share is None
    return f"{SAID[node.mark]} in it" if is_inside else SAID[node.mark]


def noted(each: SketchNode | SketchGroup) -> list[str]:
    """How many alerts it and what is in it have, how bad the worst is, and what has changed in it."""
    words = [f"{count:,} {SAID[mark]} in it" for mark, _, count in each.changes.parts]
    if each.alerts:
        worst = f" ({each.alert.value})" if each.alert else ""
        words.insert(0, f"{counted(each.alerts, 'alert')}{worst}")
    return words


def _kind(kind: str, key: str = "") -> str:
    said = ", ".join(printable(word) for word in (kind, key) if word)
    return f" ({said})" if said else ""


def _more(edge: SketchEdge) -> str:
    """What is to be said of an edge beside its verb and its ends."""
    times = f" ({edge.count:,} times)" if edge.count > 1 else ""
    label = f": {printable(edge.label)}" if edge.label else ""
    return times + label + (f", {SAID[edge.mark]}" if edge.mark else "")
