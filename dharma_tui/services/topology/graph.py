"""The graph of everything at one moment: an adjacency, and what its nodes are, in numbers; names stay in the lake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import ResourceRef, Scope, State
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.topology.adjacency import Adjacency, Flags, Nodes

STATES = tuple(State)


@dataclass(frozen=True)
class Topology:
    """What exists in ``snapshot`` and how it is related.

    Nodes below ``present`` are resources, in the order of ``rows``, the lake's numbers of their rows; those from there on are
    what relationships name and nobody has seen. Edges are rows of the lake too, so that one that several sources tell of is
    there several times.
    """

    snapshot: Snapshot
    graph: Adjacency
    rows: NDArray[Any]
    """(present,) ascending."""
    edge_rows: NDArray[Any]
    """(m,) the lake's number of each edge's row."""
    kind_codes: NDArray[np.uint16]
    """(n,) places in ``kinds``."""
    scope_codes: NDArray[np.uint32]
    """(present,) places in ``scopes``."""
    state_codes: NDArray[np.uint8]
    """(present,) places in ``STATES``."""
    kinds: tuple[str, ...]
    scopes: tuple[Scope, ...]
    missing: tuple[ResourceRef, ...] = ()
    """Nodes from ``present`` on."""

    @property
    def present(self) -> int:
        """How many nodes are resources."""
        return len(self.rows)

    @cached_property
    def _missing_nodes(self) -> dict[ResourceRef, int]:
        return {ref: self.present + at for at, ref in enumerate(self.missing)}

    @property
    def there(self) -> Flags:
        """(n,) which nodes are resources."""
        return np.arange(self.graph.count) < self.present

    def node_of_row(self, row: int) -> int | None:
        """The node of a row of the lake."""
        if not self.present or row > int(self.rows[-1]):
            return None
        at = int(np.searchsorted(self.rows, self.rows.dtype.type(row)))
        return at if int(self.rows[at]) == row else None

    def node_missing(self, ref: ResourceRef) -> int | None:
        """The node of something that is named and nobody has seen."""
        return self._missing_nodes.get(ref)

    def kind(self, node: int) -> str:
        """The kind of a node."""
        return self.kinds[int(self.kind_codes[node])]

    def state(self, node: int) -> State:
        """The state of a node; unknown of what is missing."""
        return STATES[int(self.state_codes[node])] if node < self.present else State.UNKNOWN

    def scope(self, node: int) -> Scope:
        """Where a node is; nowhere for what is missing."""
        return self.scopes[int(self.scope_codes[node])] if node < self.present else Scope("")

    def of_kinds(self, kinds: Iterable[str], *, but: bool = False) -> Flags:
        """(n,) which nodes are of these kinds or of kinds below them; with ``but``, which are not."""
        named = tuple(kinds)
        wanted = np.asarray(
            [any(kind == each or kind.startswith(f"{each}.") for each in named) != but for kind in self.kinds], np.bool_
        )
        flags: Flags = wanted[self.kind_codes]
        return flags

    @property
    def nbytes(self) -> int:
        """What the arrays take."""
        graph = self.graph
        sides = [side for name, side in vars(graph).items() if name in ("out", "into")]
        arrays: dict[int, Any] = {}
        for array in (
            *(self.rows, self.edge_rows, self.kind_codes, self.scope_codes, self.state_codes),
            *(graph.sources, graph.targets, graph.verbs),
            *(array for side in sides for array in (side.offsets, side.others, side.edges)),
        ):
            arrays[id(array)] = array
        return sum(int(array.nbytes) for array in arrays.values())


def as_nodes(nodes: Sequence[int]) -> Nodes:
    """Numbers of nodes as an array."""
    return np.asarray(nodes, np.int32)
