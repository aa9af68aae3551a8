"""Which nodes of a small graph lead to each other, round in circles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(after: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """The strongly connected component of each node, as a number: a walk forth, then walks back from what it left last
    (Kosaraju's method, as Sharir published it in 1981). ``after`` names every node."""
    before: dict[Node, list[Node]] = {node: [] for node in after}
    for node, others in after.items():
        for other in others:
            before[other].append(node)
    found: dict[Node, int] = {}
    for start in reversed(_left(after)):
        row = [start] if start not in found else []
        number = len(found)
        while row:
            node = row.pop()
            if node not in found:
                found[node] = number
                row += before[node]
    return found


def _left(after: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Nodes in the order in which a walk into the depth leaves them."""
    seen: set[Node] = set()
    left: list[Node] = []
    for start in after:
        waiting = [(start, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                left.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting += [(other, False) for other in after[node] if other not in seen]
    return left
