"""Which relationships carry nothing for what they are between: what is not there, is stopped, or counts by its copies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import DOWN, RESTING, State, Verb
from dharma_tui.services.topology.adjacency import Adjacency, Flags, Nodes
from dharma_tui.services.topology.copies import by_copies
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.rules import Carries, Rules, Table


def rules_of(
    topology: Topology, kinds: Mapping[str, KindSpec], deleted: Callable[[Nodes], Collection[int]] | None = None
) -> Rules:
    """What verbs say, and of kinds with bearings what these do, as far as there is something to lose and to share.

    ``deleted`` tells which nodes of some that nobody knows were known and went.
    """
    rules = Table(topology.kinds, kinds).rules(topology.graph, topology.kind_codes)
    states = np.full(topology.graph.count, STATES.index(State.UNKNOWN), np.uint8)
    states[: topology.present] = topology.state_codes
    if deleted is not None and len(unknown := _unknown_copies(rules, topology)):
        states[[*deleted(unknown)]] = STATES.index(State.TERMINATED)
    return ruled(rules, topology.graph, states, ~topology.there)


def _unknown_copies(rules: Rules, topology: Topology) -> Nodes:
    """Nodes that share something with others, and are no resources."""
    shared = np.asarray([rule is not None and rule.shared for _, rule in rules.known], np.bool_)[rules.numbers]
    ends = np.unique(np.concatenate([topology.graph.sources[shared], topology.graph.targets[shared]]))
    found: Nodes = ends[ends >= topology.present].astype(np.int32)
    return found


def ruled(
    rules: Rules, graph: Adjacency, states: Sequence[int] | NDArray[np.uint8], gone: Sequence[bool] | Flags
) -> Rules:
    """``rules`` where who keeps copies is there by these, and what there is nothing to lose of is spared."""
    return by_copies(sparing(rules, graph, states, gone), graph)


def sparing(
    rules: Rules, graph: Adjacency, states: Sequence[int] | NDArray[np.uint8], gone: Sequence[bool] | Flags
) -> Rules:
    """The same where what is stopped or ``gone`` (or not known) loses nothing, and what is down is no copy.

    What has failed is told with what is lost by it where nothing else does its work; what was stopped had none. (n,) ``states``
    are places in ``STATES``.
    """
    codes = np.asarray(states, np.uint8)
    resting, down = _are(RESTING, codes), _are(DOWN, codes)
    spared = resting | np.asarray(gone, np.bool_)
    if not (spared.any() or down.any()):
        return rules
    carrying, shared, to_source = (np.zeros(len(rules.known), np.bool_) for _ in range(3))
    for number, (_, rule) in enumerate(rules.known):
        if rule is not None:
            carrying[number], shared[number], to_source[number] = True, rule.shared, rule.way is Carries.TO_SOURCE
    numbers, turned = rules.numbers.copy(), to_source[rules.numbers]
    giving, receiving = np.where(turned, graph.targets, graph.sources), np.where(turned, graph.sources, graph.targets)
    of_many = shared[numbers]
    idle = spared[receiving] | (of_many & resting[giving])
    idle |= _beside_others(numbers, receiving, of_many, down[giving])
    numbers[idle & carrying[numbers]] = len(rules.known)
    return Rules(numbers, (*rules.known, (Verb.DEPENDS_ON, None)), rules.counts)


def _are(some: Collection[State], codes: NDArray[np.uint8]) -> Flags:
    return np.asarray([state in some for state in STATES])[codes]


def _beside_others(numbers: NDArray[np.uint8], receiving: Nodes, shared: Flags, down: Flags) -> Flags:
    """(m,) by which edges something is ``down`` that shares with what is not."""
    found: Flags = down & shared
    places = np.flatnonzero(found)
    met = np.zeros(int(receiving.max(initial=0)) + 1, np.bool_)
    met[receiving[places]] = True
    others = np.flatnonzero(shared & ~down & met[receiving])
    many = 1 + int(numbers.max(initial=0))
    groups, groups_up = (receiving[at].astype(np.int64) * many + numbers[at] for at in (places, others))
    found[places] = np.isin(groups, groups_up)
    return found
