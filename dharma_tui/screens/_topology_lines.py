"""What is listed beside the picture: what an impact takes and why, and the steps of each path."""

from __future__ import annotations

from itertools import pairwise

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, Graph, GraphDifference, ImpactGraph
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._lines import CHANGE_MARKS, heading, note
from dharma_tui.widgets.line_list import Line

_CHANGE_STYLES = {
    ChangeKind.ADDED: "line--good",
    ChangeKind.CHANGED: "line--warning",
    ChangeKind.REMOVED: "line--critical",
}
LISTED = 500
PATHS = 50


def impact_lines(found: ImpactGraph) -> list[Line]:
    """The worst first, each with how much it loses and why."""
    lines: list[Line] = []
    for each in found.affected[:LISTED]:
        node = found.graph.nodes[each.node]
        share = "fails" if each.edge is None else f"{each.share:.0%}"
        style = "line--critical" if each.share >= 0.995 else "line--warning"
        lines.append(
            Line(((f" {share:>5} ", style), (f"{printable(node.name)} ", "line--strong"),
                  (printable(node.ref.kind), "line--quiet")), value=node.ref)
        )  # fmt: skip
        if each.edge is not None:
            lines.append(Line(((f"       {printable(found.reason(each))}", "line--quiet"),), selectable=False))
    if found.total > LISTED:
        lines.append(note(f"and {found.total - LISTED:,} more"))
    return lines


def impact_title(found: ImpactGraph) -> str:
    """How many are affected, and how many of them wholly."""
    others = found.total - sum(each.edge is None for each in found.affected)
    if not others:
        return "Nothing else is affected"
    if found.total > len(found.affected):
        return f"{counted(others, 'other')} affected"
    wholly = sum(each.edge is not None and each.share >= 0.995 for each in found.affected)
    return f"{counted(others, 'other')} affected, {wholly:,} wholly"


def path_lines(found: Graph) -> list[Line]:
    """The steps of each path, each with what it is to the next."""
    verbs = {(edge.source, edge.target): edge.verb for edge in found.edges}
    lines: list[Line] = []
    for number, path in enumerate(found.paths[:PATHS], 1):
        lines.append(heading(f"{counted(len(path) - 1, 'step')}" if len(found.paths) == 1 else f"Path {number}"))
        lines.append(_step("", found.nodes[path[0]].name, found.nodes[path[0]].ref))
        for source, target in pairwise(path):
            forth = verbs.get((source, target))
            back = verbs.get((target, source))
            said = FORTH[forth] if forth else BACK[back] if back else "leads to"
            lines.append(_step(f"{said} ", found.nodes[target].name, found.nodes[target].ref))
    if len(found.paths) > PATHS:
        lines.append(note(f"and {len(found.paths) - PATHS:,} more paths"))
    return lines


def change_title(found: GraphDifference) -> str:
    """How much changed."""
    return f"{counted(found.changed_nodes, 'resource')}, {counted(found.changed_edges, 'relationship')} changed"


def change_lines(found: GraphDifference) -> list[Line]:
    """What came, became another and went: resources, then relationships."""
    lines: list[Line] = []
    nodes = found.graph.nodes
    for node, change, before in zip(nodes, found.nodes, found.before, strict=True):
        if change is None:
            continue
        mark, style = CHANGE_MARKS[change], _CHANGE_STYLES[change]
        said = f" was {before.value}" if before is not None and before is not node.state else ""
        lines.append(
            Line(((f" {mark} ", style), (f"{printable(node.name)} ", "line--strong"),
                  (f"{printable(node.ref.kind)}{said}", "line--quiet")), value=node.ref)
        )  # fmt: skip
    for edge, gone in zip(found.graph.edges, found.edges, strict=True):
        if gone is not None:
            said = f"{printable(nodes[edge.source].name)} {FORTH[edge.verb]} {printable(nodes[edge.target].name)}"
            lines.append(
                Line(
                    ((f" {CHANGE_MARKS[gone]} ", _CHANGE_STYLES[gone]), (said, "line--quiet")),
                    value=nodes[edge.source].ref,
                )
            )
    return lines[:LISTED]


def _step(said: str, name: str, ref: ResourceRef) -> Line:
    return Line(((f"   {said}", "line--quiet"), (printable(name), "line--strong")), value=ref)
