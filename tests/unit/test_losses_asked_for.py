"""What is asked of a graph server step by step comes to the losses of the whole graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.kinds import Bearing, KindSpec
from dharma_tui.core.types import State, Verb
from dharma_tui.services.graph_server.losing import _Around
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.graph import STATES
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import Table
from dharma_tui.services.topology.sparing import ruled

KIND = "lab.thing"
KINDS = {
    KIND: KindSpec(
        *(KIND, "", "", ""),
        bearings=(
            Bearing(Verb.ROUTES_TO, loses=1.0, shared=True, by_copies=True),
            Bearing(Verb.CONTAINS, takes=1.0, shared=True),
            Bearing(Verb.MEMBER_OF, takes=1.0, shared=True, mutual=True),
        ),
    )
}
VERBS = (Verb.ROUTES_TO, Verb.MANAGES, Verb.RUNS_ON, Verb.DEPENDS_ON, Verb.MEMBER_OF, Verb.CONTAINS)
EDGES = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from(VERBS)), min_size=4, max_size=16)


@settings(max_examples=200, deadline=None)
@given(
    EDGES, st.sets(st.integers(0, 8), min_size=1, max_size=2), st.lists(st.sampled_from(STATES), min_size=9, max_size=9)
)
def test_what_is_asked_for_step_by_step_loses_as_much_as_in_the_whole_graph(
    edges: set[tuple[int, int, Verb]], failed: set[int], states: list[State]
) -> None:
    told = sorted(edges)
    graph = Adjacency(9, [a for a, *_ in told], [b for _, b, _ in told], [CODES[verb] for *_, verb in told])
    rules = ruled(
        Table([KIND], KINDS).rules(graph, [0] * 9), graph, [STATES.index(state) for state in states], [False] * 9
    )
    whole = {loss.node: (round(loss.loss, 6), loss.lost, loss.copies) for loss in impact(graph, failed, rules).losses()}

    around = _Around(list(Verb), KINDS)
    due = [around.number(str(node), KIND) for node in sorted(failed)]
    first = list(due)
    while due:
        named = {int(around.uids[number]) for number in due}
        rows = [(a, b, verb) for a, b, verb in told if named & {a, b}]
        around.add(
            [
                [*((str(end), KIND, False, str(states[end])) for end in (a, b)), verb.value.upper()]
                for a, b, verb in rows
            ]
        )
        around.asked |= set(due)
        _, found, due = around.losses(first, None)

    asked = {int(around.uids[loss.node]): (round(loss.loss, 6), loss.lost, loss.copies) for loss in found.losses()}
    assert asked == whole
