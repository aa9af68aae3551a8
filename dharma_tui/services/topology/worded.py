"""What an impact takes and how paths lead, in words, as questions are answered: the same on screens, in files and in documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from dharma_tui.core.faces import kind_word
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, NO_TRAFFIC, REACH, SAME, Affected, Graph, ImpactGraph
from dharma_tui.core.text import printable
from dharma_tui.core.topology_answer import Answer, AnswerLine
from dharma_tui.core.types import DOWN, ResourceRef

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.services.topology.drawn import Drawn
    from dharma_tui.services.topology.graphs import Graphs

WHOLLY = 0.995
"""Who loses so much has nothing left."""
LISTED = 500
"""Lines of losses."""
PATHS = 50


async def worded(graphs: Graphs, drawn: Drawn) -> Answer | None:
    """The answer to what is drawn: on what fails, how the paths lead, or to its question; None where nothing is asked.

    Raises NotFoundError for what is gone meanwhile, StoreError.
    """
    from dharma_tui.services.topology.graphs import Asked

    view = drawn.view
    if failing := failing_of(view):
        found = await graphs.impact(failing, Asked(hidden_verbs=view.hidden_verbs), at=view.at)
        return answer_of_impact(found, view)
    if is_of_paths(drawn):
        return answer_of_paths(await graphs.sketches.paths(drawn), drawn.choice.led)
    return drawn.answer


def failing_of(view: TopologyView) -> tuple[ResourceRef, ...]:
    """What fails in a view."""
    return tuple(sorted(view.failing)) or (view.focus if view.impact else ())


def is_of_paths(drawn: Drawn) -> bool:
    """Whether what is told is how paths lead: those marked on what is drawn are asked for after its question."""
    view = drawn.view
    return view.path_to is not None or (drawn.answer is None and isinstance(view.to, ResourceRef) and bool(view.focus))


# -- impacts


def answer_of_impact(found: ImpactGraph, view: TopologyView) -> Answer:
    """The worst first, each with how much it loses and why, and what of it is not listed; hidden kinds are left out."""
    nodes = found.graph.nodes
    lines = [
        AnswerLine(
            *(nodes[each.node].called, f"{'fails' if each.edge is None else f'{each.share:.0%}':>5}"),
            kind_word(nodes[each.node].ref.kind) + ("" if each.edge is None else f": {found.reason(each)}"),
            nodes[each.node].ref,
        )
        for each in seen(found, view)[:LISTED]
    ]
    lines += [AnswerLine(words, is_heading=True) for words in unlisted(found, view)]
    return Answer(impact_title(found, view), tuple(lines))


def unlisted(found: ImpactGraph, view: TopologyView, how: str = "") -> Iterator[str]:
    """What of an impact is in no line of it; ``how`` to see what is hidden."""
    hidden = len(found.affected) - len(seen(found, view))
    if (more := found.total - hidden - LISTED) > 0:
        yield f"and {more:,} more"
    if hidden:
        yield f"{hidden:,} of hidden kinds left out{how}"
    if found.least:
        yield f"others lose less than {found.least:.0%} each"
    if view.hidden_verbs:
        yield f"hidden relationships carry no loss{how}"


def impact_title(found: ImpactGraph, view: TopologyView) -> str:
    """How many are affected, how many of them fail as well and how many only lose a part; of those that are not hidden."""
    shown = seen(found, view)
    others = found.total - (len(found.affected) - len(shown)) - sum(each.edge is None for each in shown)
    if not others:
        return f"Nothing else is affected{found.by}"
    if found.total > len(found.affected):
        return f"{counted(others, 'other')} affected{found.by}"
    fail = sum(each.edge is not None and each.share >= WHOLLY for each in shown)
    words = [f"{count:,} {said}" for count, said in ((fail, "down"), (others - fail, "degraded")) if count]
    return f"{counted(others, 'other')} affected: {', '.join(words)}"


def seen(found: ImpactGraph, view: TopologyView) -> list[Affected]:
    """What failed, and what is affected and of no hidden kind."""
    kinds = [node.ref.kind for node in found.graph.nodes]
    return [each for each in found.affected if each.edge is None or not is_hidden(kinds[each.node], view)]


def is_hidden(kind: str, view: TopologyView) -> bool:
    """Whether the view hides this kind, or one that it is below."""
    return any(kind == each or kind.startswith(f"{each}.") for each in view.hidden_kinds)


# -- paths


def answer_of_paths(found: Graph, led: str) -> Answer:
    """How they lead, if that is worth a word, and the steps of each."""
    lines = [AnswerLine(words, is_heading=True) for words in (led, *down_words(found, led)) if words]
    said = steps_of(found)
    for number, path in enumerate(found.paths[:PATHS], 1):
        lines.append(AnswerLine(f"Path {number}: {counted(len(path) - 1, 'step')}", is_heading=True))
        steps = ("", *(said[step] for step in pairwise(path)))
        lines += [
            AnswerLine(node.called, words, kind_word(node.ref.kind), node.ref)
            for words, node in zip(steps, (found.nodes[place] for place in path), strict=True)
        ]
    if len(found.paths) > PATHS:
        lines.append(AnswerLine(f"and {len(found.paths) - PATHS:,} more paths", is_heading=True))
    return Answer(paths_title(found, led), tuple(lines))


def down_words(found: Graph, led: str) -> list[str]:
    """Of each end of paths that traffic may take that it is down, where it is."""
    if led.startswith(NO_TRAFFIC):
        return []
    ends = dict.fromkeys(place for path in found.paths for place in (path[0], path[-1]))
    down = (found.nodes[place] for place in ends if found.nodes[place].state in DOWN)
    return [f"{printable(node.called, 120)} is {node.state.and_traffic}" for node in down]


def paths_title(found: Graph, led: str) -> str:
    """How many there are, and that traffic takes none of them where that is so."""
    if not found.paths:
        return (SAME[:1].upper() + SAME[1:]) if led.startswith(SAME) else "No path leads there"
    return f"{counted(len(found.paths), 'path')}{', no traffic' if led.startswith(NO_TRAFFIC) else ''}"


def steps_of(found: Graph) -> dict[tuple[int, int], str]:
    """What each end of a step on a path is to the next."""
    verbs = {(edge.source, edge.target): edge.verb for edge in found.edges}
    passing = {(edge.source, edge.target): edge.told.removeprefix(REACH) for edge in found.edges if edge.told}

    def said(step: tuple[int, int]) -> str:
        if what := passing.get(step):
            return f"may reach ({what})"
        forth, back = verbs.get(step), verbs.get((step[1], step[0]))
        return FORTH[forth] if forth else BACK[back] if back else "leads to"

    return {step: said(step) for path in found.paths for step in pairwise(path)}
