"""What lies in what: of all that is said to contain a node, the one container that it is drawn in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Adjacency, Nodes

NOWHERE = -1
"""The container of what lies in nothing."""
LEVELS = 12
"""Containers in containers looked at; more are a loop."""


def containers(graph: Adjacency, kind_codes: NDArray[np.uint16], not_these: tuple[int, ...] = ()) -> Nodes:
    """(n,) the container of each node, or ``NOWHERE``.

    What contains something contains it, and what something runs on does too. A kind of which a thing may lie in several,
    such as a group of subnets, contains it in name only: of a kind of container and a kind of content, each content must have
    one container at most; but what lies in nothing else and in one such thing alone lies there. Of those left the innermost
    counts: an instance is drawn in its subnet, not in its VPC. Kinds with a code among ``not_these`` contain nothing. Nothing
    contains itself, not even through others.
    """
    outer, inner = _told(graph)
    keep = (outer != inner) & ~np.isin(kind_codes[outer], not_these)
    outer, inner = outer[keep], inner[keep]
    keep = _sole(outer, inner, kind_codes)
    keep |= _only(graph.count, inner, keep)
    outer, inner = outer[keep], inner[keep]
    depth = _depths(graph.count, outer, inner)
    order = np.lexsort((outer, -depth[outer], inner))
    outer, inner = outer[order], inner[order]
    first = np.concatenate(([True], inner[1:] != inner[:-1])) if len(inner) else np.zeros(0, np.bool_)
    found = np.full(graph.count, NOWHERE, np.int32)
    found[inner[first]] = outer[first]
    return _without_loops(found)


def listing(kinds: Mapping[str, KindSpec]) -> list[str]:
    """The kinds that only list what they are said to contain, as a group of subnets does: neither loses with the other."""
    return [
        kind
        for kind, spec in kinds.items()
        if any(
            each.verb is Verb.CONTAINS and not (each.kind or each.reverse or each.loses or each.takes)
            for each in spec.bearings
        )
    ]


def kinds_around(parents: Nodes, kind_codes: NDArray[np.uint16]) -> list[tuple[int, int]]:
    """The code of each kind of container in use and how many of it are, that which is around most first.

    (n,) the container of each node. What lies in something lies in all that this lies in.
    """
    around = np.zeros(len(parents), np.int64)
    at = parents
    for _ in range(LEVELS):
        at = at[at != NOWHERE]
        if not len(at):
            break
        around += np.bincount(at, minlength=len(parents))
        at = parents[at]
    used = np.flatnonzero(around)
    codes, counts = np.unique(kind_codes[used], return_counts=True)
    members = np.bincount(kind_codes[used], around[used])[codes] if len(used) else np.zeros(0)
    order = np.lexsort((codes, -members))
    return list(zip(codes[order].tolist(), counts[order].tolist(), strict=True))


def _told(graph: Adjacency) -> tuple[Nodes, Nodes]:
    """Containers and contents of every relationship that says so, each pair once."""
    from dharma_tui.services.topology.adjacency import CODES

    holds, stands = graph.verbs == CODES[Verb.CONTAINS], graph.verbs == CODES[Verb.RUNS_ON]
    outer = np.concatenate([graph.sources[holds], graph.targets[stands]]).astype(np.int64)
    inner = np.concatenate([graph.targets[holds], graph.sources[stands]]).astype(np.int64)
    pairs = np.unique(outer * graph.count + inner)
    return (pairs // max(graph.count, 1)).astype(np.int32), (pairs % max(graph.count, 1)).astype(np.int32)


def _sole(outer: Nodes, inner: Nodes, kind_codes: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Which pairs are of two kinds where nothing has two containers."""
    kinds = int(kind_codes.max()) + 1 if len(kind_codes) else 1
    of_kinds = kind_codes[outer].astype(np.int64) * kinds + kind_codes[inner]
    content = inner.astype(np.int64) * kinds + kind_codes[outer]
    _, place, count = np.unique(content, return_inverse=True, return_counts=True)
    several = np.unique(of_kinds[count[place] > 1])
    sole: NDArray[np.bool_] = ~np.isin(of_kinds, several)
    return sole


def _only(count: int, inner: Nodes, sole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which pairs are the only ones of their contents, where these have no better container."""
    held = np.zeros(count, np.bool_)
    held[inner[sole]] = True
    only: NDArray[np.bool_] = ~held[inner] & (np.bincount(inner, minlength=count)[inner] == 1)
    return only


def _depths(count: int, outer: Nodes, inner: Nodes) -> NDArray[np.int32]:
    """(n,) the longest way from the outside to each node; loops end at ``LEVELS``."""
    depth = np.zeros(count, np.int32)
    for _ in range(LEVELS):
        deeper = depth.copy()
        np.maximum.at(deeper, inner, depth[outer] + 1)
        if np.array_equal(deeper, depth):
            break
        depth = deeper
    return depth


def _without_loops(found: Nodes) -> Nodes:
    """Let whatever lies in itself through others lie in nothing."""
    at = found.copy()
    for _ in range(LEVELS):
        inside = at != NOWHERE
        if not inside.any():
            return found
        at[inside] = found[at[inside]]
    found[at != NOWHERE] = NOWHERE
    return found
