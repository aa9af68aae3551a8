"""Who loses by its share of several that answer in turns: as often as their weights say, and not each as often."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Flags
from dharma_tui.services.topology.rules import Carries, Rules

PARTS = 100
"""One that is not weighed counts as so many, so that parts of one can be told."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How often one answers, of those that answer in turns with it."""

    among: Hashable
    weight: float


def by_weights(rules: Rules, graph: Adjacency, weights: Mapping[int, Weight]) -> Rules:
    """The same where those of ``weights`` (by node) count as much as their share of their turns, and all of these as many as they
    are."""
    at = np.flatnonzero(np.isin(graph.targets, list(weights)) & _sharing(rules))
    if not len(at):
        return rules
    counts = np.ones(len(graph), np.int32) if rules.counts is None else rules.counts.copy()
    for edges in _together(rules, graph, at):
        counts[edges] = _parts(graph, edges, counts, weights)
    return replace(rules, counts=counts)


def _together(rules: Rules, graph: Adjacency, at: NDArray[np.intp]) -> Sequence[Edges]:
    """With each of these edges, once, all that share with it: those of the same source and rule."""
    asks = np.zeros(graph.count, np.bool_)
    asks[graph.sources[at]] = True
    edges = np.flatnonzero(asks[graph.sources]).astype(np.int32)
    keys = graph.sources.astype(np.int64) * len(rules.known) + rules.numbers
    edges = edges[np.isin(keys[edges], keys[at])]
    edges = edges[np.argsort(keys[edges], kind="stable")]
    return np.split(edges, np.flatnonzero(np.diff(keys[edges])) + 1)


def beside_others(rules: Rules, graph: Adjacency, others: Mapping[int, int]) -> Rules:
    """The same where so many ``others`` (by node) as are not in the graph share with those that a node routes to."""
    at = np.flatnonzero(np.isin(graph.sources, list(others)) & _sharing(rules) & (graph.verbs == CODES[Verb.ROUTES_TO]))
    if not len(at):
        return rules
    known, numbers = list(rules.known), rules.numbers.copy()
    keys = graph.sources[at].astype(np.int64) * len(known) + rules.numbers[at]
    at, keys = at[np.argsort(keys, kind="stable")], np.sort(keys)
    for edges in np.split(at, np.flatnonzero(np.diff(keys)) + 1):
        source, number = int(graph.sources[edges[0]]), int(rules.numbers[edges[0]])
        verb, rule = known[number]
        if rule is not None:
            _, first = np.unique(graph.targets[edges], return_index=True)
            told = len(first) if rules.counts is None else int(rules.counts[edges[first]].sum())
            less = verb, replace(rule, weight=round(rule.weight * told / (told + others[source]), 2))
            known += [] if less in known or len(known) > np.iinfo(numbers.dtype).max else [less]
            numbers[edges] = known.index(less) if less in known else number
    return replace(rules, known=tuple(known), numbers=numbers)


def standing_by(
    rules: Rules, graph: Adjacency, turns: Mapping[int, Hashable], standbys: Mapping[int, Hashable]
) -> Rules:
    """The same where those of ``turns`` ask one of ``standbys`` (by node) that is of the same only if nothing else answers."""
    at = np.flatnonzero(np.isin(graph.targets, list(standbys)) & _sharing(rules))
    found = [edge for edge in at.tolist() if turns.get(graph.ends(edge)[0]) == standbys[graph.ends(edge)[1]]]
    return replace(rules, standby=np.asarray(found, np.int32)) if found else rules


def _sharing(rules: Rules) -> Flags:
    """(m,) by which edges a source loses a share."""
    shared = [rule is not None and rule.shared and rule.way is Carries.TO_SOURCE for _, rule in rules.known]
    found: Flags = np.asarray(shared, np.bool_)[rules.numbers]
    return found


def _parts(graph: Adjacency, edges: Edges, counts: Edges, weights: Mapping[int, Weight]) -> Edges:
    """As how many each of these edges of one node counts, in numbers as small as can be."""
    targets = graph.targets[edges].tolist()
    turns: dict[Hashable, dict[int, float]] = {}
    for node in targets:
        if node in weights:
            turns.setdefault(weights[node].among, {})[node] = weights[node].weight
    shares = dict(_shares(turns.values()))
    found = [shares.get(node, int(counts[edge])) * PARTS for edge, node in zip(edges.tolist(), targets, strict=True)]
    parts = np.rint(found).astype(np.int32)
    return np.asarray(parts // max(1, int(np.gcd.reduce(parts))), np.int32)


def _shares(turns: Iterable[dict[int, float]]) -> Iterator[tuple[int, float]]:
    """As how many each counts, of as many as answer in turns with it."""
    for weighed in turns:
        whole = sum(weighed.values())
        for node, weight in weighed.items():
            yield node, len(weighed) * weight / whole if whole else 1.0
