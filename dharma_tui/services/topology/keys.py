"""Which row of the lake each resource is, by hashes of what they are called: twelve bytes for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import ResourceRef
from dharma_tui.services.store.lake import Snapshot

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Keys:
    """Hashes of 64 bits as the database makes them, in their order, and the row of each. Rows that are gone may be among them."""

    hashes: Hashes
    rows: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """What the arrays take."""
        return int(self.hashes.nbytes + self.rows.nbytes)

    def rows_of(self, asked: Hashes) -> list[list[int]]:
        """For each hash the rows that have it: one but for a chance of one in billions."""
        first, last = (np.searchsorted(self.hashes, asked, side) for side in ("left", "right"))
        return [self.rows[start:end].tolist() for start, end in zip(first.tolist(), last.tolist(), strict=True)]

    def level_with(self, lake: Lake, snapshot: Snapshot) -> Keys:
        """The same with the rows that came since; numbers of rows only grow. Raises StoreError."""
        return self.joined(read(lake, snapshot, int(self.rows.max(initial=-1))))

    def joined(self, more: Keys) -> Keys:
        """Both in one."""
        if not len(more.rows):
            return self
        at = np.searchsorted(self.hashes, more.hashes)
        rows = self.rows if self.rows.dtype == more.rows.dtype else self.rows.astype(np.int64)
        return Keys(np.insert(self.hashes, at, more.hashes), np.insert(rows, at, more.rows))


NONE = Keys(np.zeros(0, np.uint64), np.zeros(0, np.int32))


def read(lake: Lake, snapshot: Snapshot, after: int = -1) -> Keys:
    """All resources of ``snapshot`` whose rows have a number above ``after``. Blocks; raises StoreError."""
    found = lake.read(
        lambda cursor: cursor.execute(
            f"SELECT hash(kind, key) AS hash, rowid AS row FROM lake.resources AT (VERSION => {snapshot.id})"
            " WHERE rowid > ? ORDER BY hash",
            [after],
        ).fetchnumpy()
    )
    rows = np.asarray(found["row"])
    fits = not len(rows) or int(rows.max()) < np.iinfo(np.int32).max
    return Keys(np.asarray(found["hash"], np.uint64), rows.astype(np.int32) if fits else rows)


def hashes_of(lake: Lake, refs: Sequence[ResourceRef]) -> Hashes:
    """The same hashes of ``refs``. Raises StoreError."""
    if len(refs) == 1:
        return np.asarray(lake.query("SELECT hash(?, ?)", [refs[0].kind, refs[0].key])[0], np.uint64)
    words = "'[\"VARCHAR\"]'"
    rows = lake.query(
        f"SELECT hash(kind, key) FROM (SELECT unnest(from_json(?, {words})) AS kind, unnest(from_json(?, {words})) AS key)",
        [json.dumps([ref.kind for ref in refs]), json.dumps([ref.key for ref in refs])],
    )
    return np.asarray([row[0] for row in rows], np.uint64)
