"""Who keeps copies of something running is there by these, where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Nodes
from dharma_tui.services.topology.rules import Carries, Rule, Rules

_STANDING = (Verb.DEPENDS_ON, Verb.RUNS_ON)
"""By which a copy is lost with what it stands on."""
_PLACED: Mapping[Verb, Carries] = {Verb.RUNS_ON: Carries.TO_SOURCE, Verb.CONTAINS: Carries.TO_TARGET}
"""By which something has a place, and which way it loses by that."""


def by_copies(rules: Rules, graph: Adjacency) -> Rules:
    """The same where a keeper of copies counts as many as it has, and loses what it is placed on or in by these or wholly.

    A keeper is who loses its share of what it manages, which are its copies. Of those who share, by a rule that says
    so, it goes in place of all that its copies stand on, as a service of containers does for their addresses.
    """
    kept = _kept(rules, graph)
    if not len(kept):
        return rules
    for verb in _PLACED:
        rules = _placed(rules, graph, kept, verb)
    return _counting(rules, graph, kept)


def _kept(rules: Rules, graph: Adjacency) -> Edges:
    """The edges from keepers to their copies."""
    keeping = [
        verb is Verb.MANAGES and rule is not None and rule.way is Carries.TO_SOURCE and rule.shared
        for verb, rule in rules.known
    ]
    edges: Edges = np.flatnonzero(np.asarray(keeping, np.bool_)[rules.numbers]).astype(np.int32)
    kept: Edges = edges[graph.sources[edges] != graph.targets[edges]]
    return kept


def _placed(rules: Rules, graph: Adjacency, kept: Edges, verb: Verb) -> Rules:
    """The same where who keeps copies that have places of their own loses by its places only where all of the only one is lost.

    Places of ``verb`` are what something runs on, or containers of which each is a share.
    """
    placing = [
        number
        for number, (known, rule) in enumerate(rules.known)
        if known is verb and rule is not None and rule.shared and rule.way is _PLACED[verb]
    ]
    edges = np.flatnonzero(np.isin(rules.numbers, placing)).astype(np.int32) if placing else _NONE
    there, places = graph.sources[edges], graph.targets[edges]
    if _PLACED[verb] is Carries.TO_TARGET:
        there, places = places, there
    stands, keeps = np.zeros(graph.count, np.bool_), np.zeros(graph.count, np.bool_)
    stands[there] = True
    keeps[graph.sources[kept[stands[graph.targets[kept]]]]] = True
    at = np.flatnonzero(keeps[there])
    if not len(at):
        return rules
    edges, there, places = edges[at], there[at], places[at]
    known, numbers = list(rules.known), rules.numbers.copy()
    pairs = np.unique(_pairs(graph, there, places))
    is_one = np.bincount(pairs // graph.count, minlength=graph.count)[there] == 1
    for number in placing:
        _, rule = known[number]
        is_its = rules.numbers[edges] == number
        if rule is not None and is_its.any():
            known += [(verb, replace(rule, shared=False, whole=True)), (verb, None)]
            numbers[edges[is_its]] = len(known) - 1
            numbers[edges[is_its & is_one]] = len(known) - 2
    return Rules(numbers, tuple(known), rules.counts)


def _counting(rules: Rules, graph: Adjacency, kept: Edges) -> Rules:
    """The same where keepers count by their copies among those who share, in place of what these stand on."""
    found = [number for number, (_, rule) in enumerate(rules.known) if rule is not None and rule.by_copies]
    edges = np.flatnonzero(np.isin(rules.numbers, found)).astype(np.int32) if found else _NONE
    copies = np.bincount(
        np.unique(_pairs(graph, graph.sources[kept], graph.targets[kept])) // graph.count, minlength=graph.count
    )
    edges = edges[copies[graph.targets[edges]] > 0]
    if not len(edges):
        return rules
    known, numbers = list(rules.known), rules.numbers.copy()
    counts = np.ones(len(graph), np.int32)
    counts[edges] = copies[graph.targets[edges]]
    is_keeper = np.zeros(graph.count, np.bool_)
    is_keeper[graph.targets[edges]] = True
    pairs = _standing(graph, kept[is_keeper[graph.sources[kept]]])
    for number in found:
        verb, rule = known[number]
        at = edges[rules.numbers[edges] == number]
        if rule is not None and len(at):
            plain = _number(known, verb, replace(rule, by_copies=False))
            numbers[at] = plain
            known.append((verb, None))
            numbers[_in_place(graph, at, pairs, np.flatnonzero(rules.numbers == plain))] = len(known) - 1
    return Rules(numbers, tuple(known), counts)


def _number(known: list[tuple[Verb, Rule | None]], verb: Verb, rule: Rule) -> int:
    if (verb, rule) not in known:
        known.append((verb, rule))
    return known.index((verb, rule))


def _standing(graph: Adjacency, kept: Edges) -> tuple[Nodes, Nodes]:
    """Keepers, and the copies of each and whatever these stand on."""
    keepers, nodes = graph.sources[kept], graph.targets[kept]
    found = [(keepers, nodes)]
    for verbs in (_STANDING, (Verb.RUNS_ON,)):
        spans = graph.out.spans(nodes)
        places = spans.places()
        at = np.flatnonzero(np.isin(graph.verbs[graph.out.edges[places]], [CODES[verb] for verb in verbs]))
        keepers, nodes = keepers.repeat(spans.counts)[at], graph.out.others[places[at]]
        found.append((keepers, nodes))
    first, second = (np.concatenate(column) for column in zip(*found, strict=True))
    return first, second


def _in_place(
    graph: Adjacency, edges: Edges, standing: tuple[Nodes, Nodes], among: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Which edges ``among`` lead to what copies of those stand on that ``edges`` of the same source lead to."""
    keepers, nodes = standing
    order = np.argsort(graph.targets[edges], kind="stable")
    ordered = graph.targets[edges][order]
    first, last = np.searchsorted(ordered, keepers), np.searchsorted(ordered, keepers, "right")
    counts = last - first
    places = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
    wanted = _pairs(graph, graph.sources[edges][order][places], np.repeat(nodes, counts))
    among = among[np.isin(graph.sources[among], graph.sources[edges])]
    return among[np.isin(_pairs(graph, graph.sources[among], graph.targets[among]), wanted)]


def _pairs(graph: Adjacency, one: Nodes, other: Nodes) -> NDArray[np.int64]:
    return one.astype(np.int64) * graph.count + other


_NONE = np.zeros(0, np.int32)
