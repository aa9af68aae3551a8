"""Who keeps copies of something running is there by these, where they are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Flags, Nodes
from dharma_tui.services.topology.rules import Carries, Rule, Rules

_STANDING = (Verb.DEPENDS_ON, Verb.RUNS_ON)
"""By which a copy is lost with what it stands on."""


def by_copies(rules: Rules, graph: Adjacency, gone: Flags) -> Rules:
    """The same where a keeper of copies counts as many as it has, and what it runs on takes it along by these or wholly.

    (n,) what is ``gone`` is no copy. A keeper is who loses its share of what it manages. Of those who share, by a rule that says
    so, it goes in place of all that its copies stand on, as a service of containers does for their addresses.
    """
    kept = _kept(rules, graph, gone)
    if not len(kept):
        return rules
    return _counting(_running(rules, graph, kept), graph, kept)


def _kept(rules: Rules, graph: Adjacency, gone: Flags) -> Edges:
    """The edges from keepers to their copies."""
    keeping = [
        verb is Verb.MANAGES and rule is not None and rule.way is Carries.TO_SOURCE and rule.shared
        for verb, rule in rules.known
    ]
    edges = np.flatnonzero(np.asarray(keeping, np.bool_)[rules.numbers]).astype(np.int32)
    return edges[~gone[graph.targets[edges]]]


def _running(rules: Rules, graph: Adjacency, kept: Edges) -> Rules:
    """The same where who keeps copies that run somewhere themselves loses by what it runs on only where all of that is lost."""
    running = [
        number
        for number, (verb, rule) in enumerate(rules.known)
        if verb is Verb.RUNS_ON and rule is not None and rule.way is Carries.TO_SOURCE and not rule.whole
    ]
    edges = np.flatnonzero(np.isin(rules.numbers, running)).astype(np.int32) if running else _NONE
    runs, keeps = np.zeros(graph.count, np.bool_), np.zeros(graph.count, np.bool_)
    runs[graph.sources[edges]] = True
    keeps[graph.sources[kept[runs[graph.targets[kept]]]]] = True
    edges = edges[keeps[graph.sources[edges]]]
    if not len(edges):
        return rules
    known, numbers = list(rules.known), rules.numbers.copy()
    pairs = np.unique(_pairs(graph, graph.sources[edges], graph.targets[edges]))
    places = np.bincount(pairs // graph.count, minlength=graph.count)
    is_one = places[graph.sources[edges]] == 1
    for number in running:
        verb, rule = known[number]
        at = edges[rules.numbers[edges] == number]
        if rule is not None and len(at):
            known += [(verb, replace(rule, shared=False, whole=True)), (verb, None)]
            numbers[at] = len(known) - 1
            numbers[edges[is_one & (rules.numbers[edges] == number)]] = len(known) - 2
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
