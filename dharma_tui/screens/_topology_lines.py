"""What is listed beside the picture: what an impact takes and why, and the steps of each path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain, pairwise
from textwrap import wrap
from types import MappingProxyType

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Layout, NodeId
from dharma_tui.core.faces import kind_word
from dharma_tui.core.format import counted
from dharma_tui.core.graph import FORTH, Graph, GraphDifference, GraphNode, ImpactGraph
from dharma_tui.core.text import printable
from dharma_tui.core.topology_answer import Answer
from dharma_tui.core.topology_view import TopologyView, Way
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._lines import CHANGE_MARKS, heading, note
from dharma_tui.services.topology.worded import LISTED, PATHS, WHOLLY, seen, steps_of, unlisted
from dharma_tui.widgets.line_list import Line

_CHANGE_STYLES = {
    ChangeKind.ADDED: "line--good",
    ChangeKind.CHANGED: "line--warning",
    ChangeKind.REMOVED: "line--critical",
}
STEP = 75
"""Characters of what is said of a step."""
BESIDE = 36
"""Characters of a line of words beside the picture."""
NEAR = TopologyView(names=("",))
"""A view of less than everything."""


def impact_lines(
    found: ImpactGraph, view: TopologyView, places: Mapping[ResourceRef, NodeId | None], labels: Mapping[NodeId, str]
) -> list[Line]:
    """The worst first, each with how much it loses, why, and by their ``places`` in which group of these ``labels`` it is, where
    that is not why, or that it is not drawn; hidden kinds are left out, and that is said."""
    shown = seen(found, view)
    lines: list[Line] = []
    lost = [each for each in shown if each.edge is not None]
    count = sum(places.get(found.graph.nodes[each.node].ref) is None for each in lost)
    lines += _undrawn(count, "b shows all that is affected, alone")
    for each in shown[:LISTED]:
        node = found.graph.nodes[each.node]
        where = _where(node.ref, places.get(node.ref), labels)
        share = "fails" if each.edge is None else f"{each.share:.0%}"
        style = "line--critical" if each.share >= WHOLLY else "line--warning"
        lines.append(
            Line(((f" {share:>5} ", style), (f"{printable(node.called)} ", "line--strong"),
                  (printable(kind_word(node.ref.kind)), "line--quiet")), value=node.ref)
        )  # fmt: skip
        if each.edge is not None:
            reason = found.reason(each)
            where = "" if f"is {where}" in reason.split(", ") else where
            why = ", ".join(filter(None, (reason, where)))
            parts = wrap(printable(why), BESIDE) if where else [printable(why)]
            lines += [Line(((f"       {part}", "line--quiet"),), selectable=False) for part in parts]
    return [*lines, *map(note, unlisted(found, view, " (U shows them)"))]


def _undrawn(count: int, how: str, what: str = "") -> list[Line]:
    """That so many are not on the picture, as ``what`` where these are of several sorts, and how to see them."""
    words = f"{what or f'{count:,} of these'} {'is' if count == 1 else 'are'} not drawn: {how}" if count else ""
    return list(map(note, wrap(words, BESIDE)))


def _where(ref: ResourceRef, place: NodeId | None, labels: Mapping[NodeId, str]) -> str:
    """Where it is to be seen, if not by itself."""
    return "not drawn" if place is None else "" if place == str(ref) else f"in {labels.get(place, '')}"


def path_lines(
    found: Graph,
    led: str = "",
    places: Mapping[ResourceRef, NodeId | None] = MappingProxyType({}),
    labels: Mapping[NodeId, str] = MappingProxyType({}),
) -> list[Line]:
    """What is to be said of how they lead, and the steps of each path, each with what it is to the next, by their ``places`` in
    which group of these ``labels`` it is or that it is not drawn."""
    said = steps_of(found)
    on = {found.nodes[place].ref for path in found.paths for place in path}
    lines = [note(line) for line in wrap(led, BESIDE)]
    lines += _undrawn(sum(places.get(ref, "") is None for ref in on), "p shows the path alone")
    where = {ref: _where(ref, places.get(ref, str(ref)), labels) for ref in on}
    for number, path in enumerate(found.paths[:PATHS], 1):
        lines.append(heading(f"{counted(len(path) - 1, 'step')}" if len(found.paths) == 1 else f"Path {number}"))
        lines.append(_step("", found.nodes[path[0]], where))
        for source, target in pairwise(path):
            lines.append(_step(f"{printable(said[source, target], STEP)} ", found.nodes[target], where))
    if len(found.paths) > PATHS:
        lines.append(note(f"and {len(found.paths) - PATHS:,} more paths"))
    return lines


def lonely_lines(view: TopologyView) -> list[Line]:
    """What to do where nothing that is shown is related to anything."""
    if view.hidden_kinds or view.hidden_verbs:
        return [note("some is hidden: U shows it again")]
    if view.is_everything:
        return [note("no scan has found any between these"), note("R discovers again, 3 shows what could not be read")]
    if view.way is not Way.BOTH:
        return [note("none this way: D goes the other way, too")]
    return [note("nothing hangs on it, and it on nothing"), note("E shows everything, R discovers again")]


def change_title(found: GraphDifference) -> str:
    """How much changed."""
    return f"{counted(found.changed_nodes, 'resource')}, {counted(found.changed_edges, 'relationship')} changed"


def _elsewhere(view: TopologyView) -> str:
    """How to see what changed and is not drawn in such a view."""
    if not view.is_everything:
        return "E shows everything"
    if view.hidden_kinds or view.hidden_verbs:
        return "U shows what is hidden"
    return "space opens what it was in" if view.layout is Layout.NESTED else "that is more than can be read at once"


def change_lines(
    found: GraphDifference, drawn: Collection[ResourceRef] | None = None, view: TopologyView = NEAR
) -> list[Line]:
    """What came, became another and went: resources, then relationships; what is not ``drawn`` in a view after all that is, if
    that is known. Of too many the last are only counted."""
    here: list[Line] = []
    elsewhere: dict[str, list[Line]] = {"resource": [], "relationship": []}
    nodes = found.graph.nodes

    def among(what: str, *refs: ResourceRef) -> list[Line]:
        return here if drawn is None or all(ref in drawn for ref in refs) else elsewhere[what]

    for node, change, before in zip(nodes, found.nodes, found.before, strict=True):
        if change is None:
            continue
        mark, style = CHANGE_MARKS[change], _CHANGE_STYLES[change]
        said = f" was {before.value}" if before is not None and before is not node.state else ""
        among("resource", node.ref).append(
            Line(((f" {mark} ", style), (f"{printable(node.called)} ", "line--strong"),
                  (f"{printable(kind_word(node.ref.kind))}{said}", "line--quiet")), value=node.ref)
        )  # fmt: skip
    for edge, gone in zip(found.graph.edges, found.edges, strict=True):
        if gone is not None:
            source, target = nodes[edge.source], nodes[edge.target]
            said = f"{printable(source.called)} {FORTH[edge.verb]} {printable(target.called)}"
            among("relationship", source.ref, target.ref).append(
                Line(((f" {CHANGE_MARKS[gone]} ", _CHANGE_STYLES[gone]), (said, "line--quiet")), value=source.ref)
            )
    what = " and ".join(counted(len(some), word) for word, some in elsewhere.items() if some)
    there = list(chain(*elsewhere.values()))
    shown = there[: max(0, LISTED - len(here))]
    lines = [*_undrawn(len(there), _elsewhere(view), what), *here[:LISTED]]
    lines += [heading("elsewhere"), *shown] if shown else []
    more = found.changed_nodes + found.changed_edges - len(here[:LISTED]) - len(shown)
    return [*lines, note(f"and {more:,} more")] if more > 0 else lines


def answer_lines(found: Answer) -> list[Line]:
    """What was found, each with what there is to say of it; the cursor on a line leads to it on the picture."""
    lines: list[Line] = []
    for each in found.lines:
        if each.is_heading:
            lines.append(heading(each.name))
            continue
        parts = (
            (f" {printable(each.lead)} " if each.lead else " ", "line--quiet"),
            (f"{printable(each.name)} ", "line--strong"),
            (printable(each.more, 400), "line--quiet"),
        )
        value = each.id if each.id is not None else each.ref
        lines.append(Line(parts, selectable=value is not None, value=value))
    return lines


def _step(said: str, node: GraphNode, where: Mapping[ResourceRef, str]) -> Line:
    parts = ((f"   {said}", "line--quiet"), (printable(node.called), "line--strong"))
    beside = ((f", {printable(where[node.ref])}", "line--quiet"),) if where[node.ref] else ()
    return Line((*parts, *beside), value=node.ref)


def nothing_words(view: TopologyView, answer: Answer | None) -> tuple[str, str]:
    """Why nothing is drawn, and what to do."""
    if answer is not None:
        return answer.nothing
    if view.since:
        return f"Nothing changed since {view.since}", "S chooses another moment after S has ended this"
    if view.hidden_kinds or view.hidden_verbs:
        return "Everything is hidden", "U shows all kinds and relationships again"
    return "Nothing has been discovered yet", "R discovers now, 3 shows the providers"
