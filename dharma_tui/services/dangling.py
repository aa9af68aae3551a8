"""What has relationships to something that is not in the inventory, and why it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dharma_tui.core.dangling import Dangling, DanglingReport, Group, Missing, Why
from dharma_tui.core.types import ResourceRef, Scope, Verb

if TYPE_CHECKING:
    from dharma_tui.core.dangling_filter import Wanted
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.store.lake import Lake

SHOWN = 500
"""Relationships of each reason in a report; all are counted."""
_VERBS = frozenset(verb.value for verb in Verb)
_DANGLING = f"""
    WITH told AS NOT MATERIALIZED (
        FROM lake.relationships AT (VERSION => {{0}}) WHERE verb <> '{Verb.REFERS_TO.value}'
    ),
    there AS (SELECT hash(kind, key) AS hash FROM lake.resources AT (VERSION => {{0}})),
    ends AS (
        SELECT true AS outgoing, src_kind AS kind, src_key AS key, dst_kind AS missing_kind, dst_key AS missing_key,
            verb, source, provider, account, region
        FROM told WHERE hash(dst_kind, dst_key) NOT IN (SELECT hash FROM there)
        UNION ALL
        SELECT false, dst_kind, dst_key, src_kind, src_key, verb, source, provider, account, region
        FROM told WHERE hash(src_kind, src_key) NOT IN (SELECT hash FROM there)
    )
    SELECT ends.*, known.name FROM ends
    JOIN (SELECT kind, key, name FROM lake.resources AT (VERSION => {{0}})) AS known USING (kind, key)"""
"""Hashes tell who is not there: whole identities of everything would take much memory. What is only referred to, as that is
which something was made of, may well be gone."""


class DanglingReferences:
    """Reads the lake in a pool's thread; what ``all_of`` and ``report`` tell is of one snapshot."""

    def __init__(self, lake: Lake, io: IoPool, kinds: Mapping[str, KindSpec] | None = None) -> None:
        from dharma_tui.services.store.scan_store import ScanStore

        self._lake = lake
        self._io = io
        self._kinds = kinds or {}
        self._scans = ScanStore(lake)

    async def report(self, shown: int = SHOWN, wanted: Wanted | None = None) -> DanglingReport:
        """Everything ``wanted`` counted, and ``shown`` relationships of each reason. Raises StoreError."""
        return await self._io.run(self._report, shown, wanted)

    def all_of(self) -> Iterator[Dangling]:
        """Every relationship that dangles, in the order of what is missing, and last those to what is not ours. Blocks; raises
        StoreError."""
        snapshot = self._lake.snapshot().id
        reasons = self._reasons(snapshot)
        yield from (each for each in self._told(snapshot, reasons) if each.reason.why is not Why.NOT_OURS)
        if any(reason.why is Why.NOT_OURS for reason in reasons.values()):
            yield from (each for each in self._told(snapshot, reasons) if each.reason.why is Why.NOT_OURS)

    def _told(self, snapshot: int, reasons: Mapping[ResourceRef, Missing]) -> Iterator[Dangling]:
        for rows in self._lake.stream(
            f"""SELECT kind, key, any_value(name), verb, outgoing, missing_kind, missing_key, min(source)
            FROM ({_DANGLING.format(snapshot)}) GROUP BY kind, key, verb, outgoing, missing_kind, missing_key
            ORDER BY missing_kind, missing_key, kind, 3, key, verb, outgoing"""
        ):
            for kind, key, name, verb, outgoing, missing_kind, missing_key, source in rows:
                missing = ResourceRef(missing_kind, missing_key)
                by = ResourceRef(kind, key)
                meant = Verb(verb) if verb in _VERBS else Verb.DEPENDS_ON
                yield Dangling(by, name or key, meant, outgoing, missing, source or "", reasons[missing])

    def _report(self, shown: int, wanted: Wanted | None) -> DanglingReport:
        first: dict[Why, list[Dangling]] = {why: [] for why in Why}
        counts = dict.fromkeys(Why, 0)
        things = dict.fromkeys(Why, 0)
        last = None
        for each in filter(wanted, self.all_of()) if wanted else self.all_of():
            why = each.reason.why
            counts[why] += 1
            things[why] += each.missing != last
            last = each.missing
            if len(first[why]) < shown:
                first[why].append(each)
        groups = [Group(why, counts[why], things[why], tuple(first[why])) for why in Why if counts[why]]
        total = self._lake.query("SELECT count(*) FROM lake.relationships")[0][0]
        return DanglingReport(tuple(groups), int(total))

    def _reasons(self, snapshot: int) -> dict[ResourceRef, Missing]:
        from dharma_tui.services.query.missing import Named, own_only, why_missing

        rows = self._lake.query(
            f"""SELECT missing_kind, missing_key, min(provider), min(account), min(region)
            FROM ({_DANGLING.format(snapshot)}) GROUP BY missing_kind, missing_key"""
        )
        named = [Named(ResourceRef(kind, key), Scope(*(word or "" for word in scope))) for kind, key, *scope in rows]
        return dict(why_missing(self._lake, self._scans.coverage(), named, own_only(self._kinds))) if named else {}
