"""Brings a graph level with a later snapshot by what came and went, without reading all of it again.

Rows of relationships are only ever added and deleted, so their numbers alone say which edges came and went: the catalogue tells
these of few that were written lately, and else all numbers are compared. Which resources became others is in the change log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.store.moved_rows import came_since, done_since, gone_since
from dharma_tui.services.topology.adjacency import Adjacency, order_of
from dharma_tui.services.topology.building import Numbers, arrays, build, state_code, verb_code
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.splicing import MOST, edited

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

SHARE, FEW = 0.1, 2000
"""Of more changes than this share of all, and than this many, everything is read anew."""
SPREAD = 20
"""Numbers of rows up to so many times the rows there are have a flag each."""
Find = Callable[[Sequence[ResourceRef]], Sequence[int | None]]
"""The nodes of what is called so."""


def follow(lake: Lake, old: Topology, newest: Snapshot, find: Find | None = None) -> Topology:
    """The graph of ``newest``; its adjacency is the very same where neither nodes nor edges came or went. Blocks.

    ``find`` tells the nodes of ``old`` by what they are called, quicker than the lake. Raises StoreError.
    """
    if newest.id < old.snapshot.id:
        return build(lake, newest)
    news = lake.read(lambda cursor: _read(cursor, old, newest, find))
    return build(lake, newest) if news is None else _Following(old, newest, news).topology()


_Told: TypeAlias = tuple[int, ResourceRef, ResourceRef, int]
"""Row, source, target and verb of a relationship."""
_TOLD = f"rowid, src_kind, src_key, dst_kind, dst_key, {verb_code()}"


@dataclass(frozen=True, slots=True)
class _News:
    """What is different: resources as they are now or as gone, edges that came, and which of the old ones are still there."""

    resources: dict[ResourceRef, tuple[int, Scope, int] | None]
    """Row, scope and state of everything that changed or that an edge that came names; None for what is not there."""
    gone_rows: NDArray[Any]
    """Rows of resources that are gone."""
    came: Sequence[_Told]
    kept: NDArray[np.bool_]
    """(m,) of the old edges."""
    lost_names: dict[int, tuple[ResourceRef, ResourceRef]]
    """Of edges that stay though one of their ends is gone: what they name, by row."""


def _read(cursor: duckdb.DuckDBPyConnection, old: Topology, newest: Snapshot, find: Find | None) -> _News | None:
    """None where so much changed that reading everything anew is quicker."""
    version = f"AT (VERSION => {newest.id})"
    done = done_since(cursor, ("relationships", "changes"), old.snapshot.id)
    changes = [] if done is not None and not done["changes"] else _changes(cursor, old, newest)
    most = max(FEW, int(len(old.graph) * SHARE))
    moved = _moved(cursor, old, newest, most, done["relationships"] if done is not None else None)
    if moved is None or len(changes) > most:
        return None
    kept, came = moved
    named = {ref for _, source, target, _ in came for ref in (source, target)}
    changed = {ResourceRef(kind, key) for kind, key, _ in changes}
    named |= changed
    resources = dict(_unchanged(old, find, named - changed)) if find else {}
    resources |= _resources(cursor, version, named - resources.keys())
    gone = np.zeros(0, np.int64)
    if any(moved for *_, moved in changes):
        there = arrays(cursor.execute(f"SELECT rowid AS row FROM lake.resources {version} ORDER BY row"))["row"]
        gone = old.rows[~np.isin(old.rows, there)]
    lost = _lost(old, kept, gone)
    names = {row: (source, target) for row, source, target, _ in _edges(cursor, version, lost)}
    return _News(resources, gone, came, kept, names)


def _changes(cursor: duckdb.DuckDBPyConnection, old: Topology, newest: Snapshot) -> list[tuple[str, str, bool]]:
    """Resources that came, went or became others, and whether that is more than becoming another."""
    return cursor.execute(
        "SELECT kind, key, bool_or(change <> 'changed') FROM lake.changes"
        f" WHERE snapshot > {old.snapshot.id} AND snapshot <= {newest.id} GROUP BY kind, key"
    ).fetchall()


def _moved(
    cursor: duckdb.DuckDBPyConnection, old: Topology, newest: Snapshot, most: int, done: set[str] | None
) -> tuple[NDArray[np.bool_], list[_Told]] | None:
    """(m,) which of the old edges are still there, and those that came; None where more than ``most`` came or went.

    ``done`` is what was done to their table since; None where nobody knows.
    """
    found = None if done is None else _moved_lately(cursor, old, newest, most, done)
    if found is None:
        version = f"AT (VERSION => {newest.id})"
        rows = arrays(cursor.execute(f"SELECT rowid AS row FROM lake.relationships {version}"))["row"]
        kept, new = _compared(old.edge_rows, rows)
        found = kept, _edges(cursor, version, new) if len(new) <= most else None
    kept, came = found
    return None if came is None or max(len(came), int((~kept).sum())) > most else (kept, came)


def _moved_lately(
    cursor: duckdb.DuckDBPyConnection, old: Topology, newest: Snapshot, most: int, done: set[str]
) -> tuple[NDArray[np.bool_], list[_Told] | None] | None:
    """The same from what the catalogue tells; None where it does not tell everything. None of those that came where too many."""
    gone = gone_since(cursor, "relationships", done, old.snapshot.id, newest.id)
    if gone is None:
        return None
    rows = came_since(cursor, "relationships", _TOLD, (old.snapshot.id, newest.id), most + 1) if done else []
    went = set(gone)
    came = [each for each in map(_told, rows) if each[0] not in went]
    kept = ~_are_among(np.asarray(gone, np.int64), old.edge_rows)
    is_all = int((~kept).sum()) + len(rows) - len(came) == len(went)
    return (kept, None if len(rows) > most else came) if is_all or len(rows) > most else None


def _are_among(few: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.bool_]:
    """(m,) which of ``rows`` are among ``few``."""
    highest = int(rows.max(initial=-1))
    if highest > SPREAD * (len(rows) + FEW):
        return np.isin(rows, few)
    flags = np.zeros(highest + 1, np.bool_)
    flags[few[few <= highest]] = True
    among: NDArray[np.bool_] = flags[rows]
    return among


def _compared(old: NDArray[Any], rows: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    """(m,) which of ``old`` are still among ``rows``, and which of those are new, ascending."""
    highest = int(rows.max(initial=-1))
    if highest > SPREAD * (len(rows) + FEW):
        return np.isin(old, rows), np.sort(rows[~np.isin(rows, old)])
    there = np.zeros(max(highest, int(old.max(initial=-1))) + 1, np.bool_)
    there[rows] = True
    kept = there[old]
    there[old] = False
    return kept, np.flatnonzero(there)


def _unchanged(
    old: Topology, find: Find, refs: set[ResourceRef]
) -> Iterator[tuple[ResourceRef, tuple[int, Scope, int] | None]]:
    """What the old graph knows of ``refs``, of which nothing came, went or became another."""
    named = list(refs)
    for ref, node in zip(named, find(named), strict=True):
        there = node is not None and node < old.present
        yield (
            ref,
            (int(old.rows[node]), old.scope(node), int(old.state_codes[node])) if there and node is not None else None,
        )


def _lost(old: Topology, kept: NDArray[np.bool_], gone: NDArray[Any]) -> NDArray[Any]:
    """Rows of edges that stay though an end of theirs is gone."""
    if not len(gone):
        return gone
    is_gone = np.zeros(old.graph.count, np.bool_)
    is_gone[np.searchsorted(old.rows, gone)] = True
    return old.edge_rows[kept & (is_gone[old.graph.sources] | is_gone[old.graph.targets])]


def _edges(cursor: duckdb.DuckDBPyConnection, version: str, rows: NDArray[Any]) -> list[_Told]:
    if not len(rows):
        return []
    found = cursor.execute(
        f"SELECT {_TOLD} FROM lake.relationships {version}"
        """ WHERE rowid IN (SELECT unnest(from_json(?, '["BIGINT"]')))""",
        [json.dumps(rows.tolist())],
    ).fetchall()
    return [_told(row) for row in found]


def _told(row: tuple[Any, ...]) -> _Told:
    number, src_kind, src_key, dst_kind, dst_key, verb = row
    return number, ResourceRef(src_kind, src_key), ResourceRef(dst_kind, dst_key), verb


def _resources(
    cursor: duckdb.DuckDBPyConnection, version: str, refs: set[ResourceRef]
) -> dict[ResourceRef, tuple[int, Scope, int] | None]:
    if not refs:
        return {}
    rows = cursor.execute(
        f"""SELECT kind, key, rowid, provider, account, region, state FROM lake.resources {version}
        WHERE key IN (SELECT unnest(from_json(?, '["VARCHAR"]')))""",
        [json.dumps([ref.key for ref in refs])],
    ).fetchall()
    found: dict[ResourceRef, tuple[int, Scope, int] | None] = dict.fromkeys(refs)
    for kind, key, row, provider, account, region, state in rows:
        if (ref := ResourceRef(kind, key)) in found:
            found[ref] = row, Scope(provider or "", account or "", region or ""), state_code(state)
    return found


class _Following:
    """Numbers of nodes while they change: those of the old graph, then resources that came, then what is newly missing."""

    def __init__(self, old: Topology, newest: Snapshot, news: _News) -> None:
        self._old = old
        self._newest = newest
        self._news = news
        self._kinds = Numbers(old.kinds)
        self._scopes = Numbers(old.scopes)

    def topology(self) -> Topology:
        """The new graph."""
        old, news = self._old, self._news
        scope_codes, state_codes = old.scope_codes.copy(), old.state_codes.copy()
        come: list[tuple[int, ResourceRef, Scope, int]] = []
        for ref, known in news.resources.items():
            if known is None:
                continue
            row, scope, state = known
            node = old.node_of_row(row)
            if node is None:
                come.append((row, ref, scope, state))
            else:
                scope_codes[node], state_codes[node] = self._scopes.number(scope), state
        if not come and not len(news.gone_rows) and not news.came and bool(news.kept.all()):
            return replace(
                old,
                snapshot=self._newest,
                scope_codes=scope_codes,
                state_codes=state_codes,
                scopes=self._scopes.known,
            )
        if not come and not len(news.gone_rows) and (graph := self._edited()):
            return replace(graph, scope_codes=scope_codes, state_codes=state_codes, scopes=self._scopes.known)
        return self._moved(sorted(come, key=lambda each: each[0]), scope_codes, state_codes)

    def _edited(self) -> Topology | None:
        """The new graph where it has the nodes of the old one, and few of its edges came or went; else None."""
        old, came = self._old, self._news.came
        removed = np.flatnonzero(~self._news.kept).astype(np.int32)
        if len(removed) + len(came) > MOST or not old.graph.is_sorted:
            return None
        ends = [[self._known(ref) for ref in refs] for refs in ([each[1] for each in came], [each[2] for each in came])]
        sources, targets = ([node for node in side if node is not None] for side in ends)
        if len(sources) + len(targets) < 2 * len(came):
            return None
        verbs = np.asarray([each[3] for each in came], np.uint8)
        changed = edited(old.graph, removed, np.asarray(sources, np.int32), np.asarray(targets, np.int32), verbs)
        missing = np.arange(old.present, old.graph.count, dtype=np.int32)
        if not bool((changed.graph.out.degrees(missing) + changed.graph.into.degrees(missing)).all()):
            return None
        rows = np.asarray([each[0] for each in came], np.int64)[changed.order]
        return replace(
            old, snapshot=self._newest, graph=changed.graph, edge_rows=changed.splice.of(old.edge_rows, rows)
        )

    def _known(self, ref: ResourceRef) -> int | None:
        """The node that is called so in the old graph."""
        found = self._news.resources.get(ref)
        return self._old.node_of_row(found[0]) if found else self._old.node_missing(ref)

    def _moved(
        self,
        come: Sequence[tuple[int, ResourceRef, Scope, int]],
        scope_codes: NDArray[np.uint32],
        state_codes: NDArray[np.uint8],
    ) -> Topology:
        old, kept = self._old, self._news.kept
        stays = np.ones(old.present, np.bool_)
        stays[np.searchsorted(old.rows, self._news.gone_rows)] = False
        rows = _joined(old.rows[stays], [each[0] for each in come])
        missing, number = self._numbers(stays, [each[1] for each in come])
        sources, targets = old.graph.sources[kept], old.graph.targets[kept]
        if bool((number != np.arange(len(number))).any()):
            sources, targets = number[sources], number[targets]
        edge_rows = old.edge_rows[kept]
        self._put_right(sources, targets, edge_rows, len(rows), missing)
        came = self._news.came
        sources = _joined(sources, self._nodes([source for _, source, _, _ in came], rows, missing))
        targets = _joined(targets, self._nodes([target for _, _, target, _ in came], rows, missing))
        verbs = _joined(old.graph.verbs[kept], [verb for *_, verb in came])
        edge_rows = _joined(edge_rows, [row for row, *_ in came])
        refs = self._without_unnamed(missing, len(rows), sources, targets)
        kinds = [self._kinds.number(ref.kind) for ref in (*(each[1] for each in come), *refs)]
        scopes = [self._scopes.number(each[2]) for each in come]
        order = order_of(sources)
        return Topology(
            self._newest,
            Adjacency(len(rows) + len(refs), sources[order], targets[order], verbs[order]),
            rows=rows,
            edge_rows=edge_rows[order],
            kind_codes=_joined(old.kind_codes[: old.present][stays], kinds),
            scope_codes=_joined(scope_codes[stays], scopes),
            state_codes=_joined(state_codes[stays], [each[3] for each in come]),
            kinds=self._kinds.known,
            scopes=self._scopes.known,
            missing=refs,
        )

    def _numbers(self, stays: NDArray[np.bool_], come: Sequence[ResourceRef]) -> tuple[Numbers, NDArray[np.int32]]:
        """What is missing now, and the new number of each old node; -1 of resources that are gone."""
        old, there = self._old, int(stays.sum())
        number = np.full(old.graph.count, -1, np.int32)
        number[: old.present][stays] = np.arange(there)
        of_come = {ref: there + at for at, ref in enumerate(come)}
        missing = Numbers(ref for ref in old.missing if ref not in of_come)
        present = there + len(come)
        for at, ref in enumerate(old.missing, old.present):
            number[at] = of_come[ref] if ref in of_come else present + missing.number(ref)
        return missing, number

    def _put_right(
        self,
        sources: NDArray[np.int32],
        targets: NDArray[np.int32],
        edge_rows: NDArray[Any],
        present: int,
        missing: Numbers,
    ) -> None:
        """Ends that are gone and still named are missing from now on."""
        for end, nodes in ((0, sources), (1, targets)):
            for at in np.flatnonzero(nodes < 0).tolist():
                nodes[at] = present + missing.number(self._news.lost_names[int(edge_rows[at])][end])

    def _nodes(self, refs: Sequence[ResourceRef], rows: NDArray[Any], missing: Numbers) -> list[int]:
        """The new numbers of what edges that came name."""
        known = [self._news.resources.get(ref) for ref in refs]
        at = np.searchsorted(rows, np.asarray([each[0] if each else 0 for each in known], rows.dtype)).tolist()
        return [
            place if each else len(rows) + missing.number(ref) for ref, each, place in zip(refs, known, at, strict=True)
        ]

    def _without_unnamed(
        self, missing: Numbers, present: int, sources: NDArray[np.int32], targets: NDArray[np.int32]
    ) -> tuple[ResourceRef, ...]:
        """What is missing and still named; the numbers in ``sources`` and ``targets`` are put right."""
        refs: tuple[ResourceRef, ...] = missing.known
        named = np.zeros(present + len(refs), np.bool_)
        named[sources] = named[targets] = True
        if not bool(named[present:].all()):
            named[:present] = True
            renumbered = np.cumsum(named) - 1
            sources[:], targets[:] = renumbered[sources], renumbered[targets]
            refs = tuple(ref for ref, still in zip(refs, named[present:].tolist(), strict=True) if still)
        return refs


def _joined(array: NDArray[Any], more: Sequence[int]) -> NDArray[Any]:
    return np.concatenate([array, np.asarray(more, array.dtype)])
