"""What a view of the topology is about and what its cursor is on, in words for the header and the status line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Layout, SketchNode
from dharma_tui.core.faces import kind_word
from dharma_tui.core.format import counted
from dharma_tui.core.sketch_text import loss_of, said_of
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import EVERYTHING, TopologyView, format_topology
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.services.topology.sketching import Sketched

NAMED = 3
"""Resources whose names are told; more are counted."""
LONGEST = 60


def view_words(view: TopologyView, names: Mapping[ResourceRef, str]) -> str:
    """What is looked at and what is asked of it; what was opened, pinned and expanded is to be seen, and what
    groups are made by makes none where frames are."""
    known = [name_of(ref, names) for ref in view.focus[:NAMED]] or [printable(name, LONGEST) for name in view.names]
    if more := len(view.focus) - len(known):
        known.append(f"{more:,} more")
    to = name_of(view.to, names) if isinstance(view.to, ResourceRef) else view.to
    nothing = frozenset[str]()
    plain = replace(view, focus=(), names=(), layout=Layout.LAYERED, opened=nothing, closed=nothing, to=None, at="")
    plain = replace(plain.unmarked, pinned=frozenset(), expanded=frozenset())
    plain = plain if view.layout is not Layout.NESTED else replace(plain, group_by="")
    line = format_topology(plain).removeprefix(EVERYTHING)
    fails = ", ".join(name_of(ref, names) for ref in sorted(view.failing)[:NAMED])
    words = [", ".join(known) or "everything", f"to {printable(to, LONGEST)}" if to else "", line.strip()]
    words.append(f"if {fails} fails" if fails else "")
    words.append(f"with the path to {name_of(view.path_to, names)}" if view.path_to else "")
    return " ".join(filter(None, words))


def names_in(sketched: Sketched) -> dict[ResourceRef, str]:
    """What those that are drawn are called."""
    sketch = sketched.sketch
    labels = {node.id: node.label for node in sketch.nodes} | {group.id: group.label for group in sketch.groups}
    return {ref: labels[id] for id, ref in sketched.refs.items() if id in labels}


def name_of(ref: ResourceRef, names: Mapping[ResourceRef, str]) -> str:
    """Its name; of what is not shown, the last of its key."""
    return printable(names.get(ref) or ref.key.rpartition("/")[2] or ref.key, LONGEST)


def cursor_words(node: SketchNode) -> str:
    """All that is known of what the cursor is on: its whole name, its kind, how it goes."""
    name = printable(node.label, LONGEST * 2)
    if str(node.id).startswith("group:"):
        said = [f"{name} ×{node.count:,}"]
    else:
        said = [name, printable(kind_word(node.kind)), f"{node.count:,} in it" if node.count else ""]
    said.append(node.state.value)
    said.append(loss_of(node))
    if node.alerts:
        said.append(counted(node.alerts, "alert"))
    said.append(printable(node.metric).strip())
    said.append(said_of(node) if node.mark and node.share is None else "")
    return ", ".join(filter(None, said))
