"""What is listed beside the picture: what an impact takes and why, and the steps of each path."""

from __future__ import annotations

from itertools import pairwise

from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, Graph, ImpactGraph
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._lines import heading, note
from dharma_tui.widgets.line_list import Line

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
            said = FORTH[forth] if forth else BACK[verbs[target, source]]
            lines.append(_step(f"{said} ", found.nodes[target].name, found.nodes[target].ref))
    if len(found.paths) > PATHS:
        lines.append(note(f"and {len(found.paths) - PATHS:,} more paths"))
    return lines


def _step(said: str, name: str, ref: ResourceRef) -> Line:
    return Line(((f"   {said}", "line--quiet"), (printable(name), "line--strong")), value=ref)
