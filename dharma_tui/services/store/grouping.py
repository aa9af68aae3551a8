"""Keeps infrastructures level with the resources they are made of, as resources with a history of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dharma_tui.core import groups
from dharma_tui.core.groups import KIND, SCOPE
from dharma_tui.core.tags import APPLICATION, ENVIRONMENT, OWNER, STACK, Conventions, Grouping
from dharma_tui.core.types import Json, Resource, ResourceRef, State, Verb
from dharma_tui.services.store import scan_commit, staging
from dharma_tui.services.store.index_table import sql_text
from dharma_tui.services.store.memberships import Edit, Memberships, counts
from dharma_tui.services.store.scan_commit import Delta
from dharma_tui.services.store.spool import Spool

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

_TRIES = 4
_READ = ("resources", "relationships", "infrastructure_edits")
"""The tables that all is found in. Whoever writes to them has it found anew; a scan that changes nothing has not."""
_SOURCE = """CASE WHEN starts_with(source, 'tag ') THEN 'tags'
    WHEN starts_with(source, 'the ') OR starts_with(source, 'nested ') THEN 'stack' ELSE source END"""


def derive(
    lake: Lake, groupings: Sequence[Grouping], conventions: Conventions, scan_id: str, noisy: Collection[str] = ()
) -> Delta:
    """Find anew what belongs together, and write what differs. ``noisy`` kinds belong nowhere. Raises StoreError.

    Where others commit meanwhile it is found once more, so that whoever writes last has seen everything.
    """
    for _ in range(_TRIES):
        found = Memberships(lake, groupings, conventions, noisy)
        try:
            edits, owner = _edits(found), next(iter(found.words.keys[OWNER]), OWNER)
            found.find(edits)
            delta = _save(found, [group.resource(owner) for group in _described(found, edits)], scan_id)
        finally:
            found.close()
        if delta is not None:
            return delta
    log.info("infrastructures are found at the next change: others write all the time")
    return Delta()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the members of an infrastructure tell of it."""

    shown: Mapping[str, Json]
    states: Mapping[str, int]
    place: str


_NOTHING = _Facts({"members": 0}, {}, "")


@dataclass(frozen=True, slots=True)
class _Group:
    """One infrastructure in the making."""

    key: str
    sort: str
    name: str
    environment: str
    edited: bool
    facts: _Facts

    def resource(self, owner_key: str) -> Resource:
        states, owner = self.facts.states, self.facts.shown.get("owner")
        labels = {owner_key: owner} if isinstance(owner, str) else {}
        attrs: dict[str, Json] = {
            "sort": self.sort,
            "environment": self.environment or None,
            "worst": groups.worst(states).value,
            "unwell": states.get(State.FAILED.value, 0) + states.get(State.DEGRADED.value, 0),
            "edited": self.edited,
            **self.facts.shown,
        }
        return Resource(ResourceRef(KIND, self.key), self.name, SCOPE, groups.state_of(states), labels, attrs)


def _edits(found: Memberships) -> list[Edit]:
    """Every decision, oldest first."""
    rows = found.ask(
        f"""SELECT infrastructure, what, kind, member, value
        FROM lake.infrastructure_edits AT (VERSION => {found.snapshot}) ORDER BY "at", what, kind, member"""
    )
    return [(str(key), str(what), str(kind), str(member), str(value)) for key, what, kind, member, value in rows]


def _described(found: Memberships, edits: Sequence[Edit]) -> list[_Group]:
    """Every infrastructure that has members, or that somebody has made."""
    decided: dict[str, dict[str, str]] = {}
    for key, what, _, _, value in edits:
        decided.setdefault(key, {})[what] = value
    facts, called, placed, before = _facts(found), _spellings(found), _places(found), _names_before(found)
    made = [key for key, words in decided.items() if "made" in words]
    described = []
    for key in sorted({*facts, *made}):
        words, spelled, held = decided.get(key, {}), called.get(key, []), facts.get(key, _NOTHING)
        sort = "by hand" if key in made else key.partition("/")[0]
        usual = before[key] if before.get(key) in spelled else spelled[0] if spelled else _name_in(key)
        name = words.get("named") or words.get("made") or usual
        usual_place = held.place or placed.get(key) or found.words.environment_in(name)
        place = found.words.meaning(ENVIRONMENT, words["environment"]) if "environment" in words else usual_place
        described.append(_Group(key, sort, name, place, bool(words), held))
    return described


def _spellings(found: Memberships) -> dict[str, list[str]]:
    """What each may be called, the most usual first: as its tags spell it, or as its stack is called."""
    spelled: dict[str, list[str]] = {}
    for concept in (APPLICATION, STACK):
        rows = found.ask(
            f"""SELECT infrastructure, s.{concept}.value AS value FROM {found.members} JOIN {found.said} AS s USING (kind, key)
            WHERE sort = '{concept}' AND starts_with(infrastructure, '{concept}/' || s.{concept}.plain || '/')
            GROUP BY ALL ORDER BY infrastructure, count(*) DESC, value"""
        )
        for key, value in rows:
            spelled.setdefault(key, []).append(value)
    for grouping in found.groupings:
        kind = sql_text(grouping.kind)
        for name, key in (
            found.ask(f"SELECT name, key FROM {found.everything} WHERE kind = {kind}") if grouping.kind else ()
        ):
            spelled.setdefault(f"{grouping.sort}/{key}", []).append(name)
    return spelled


def _places(found: Memberships) -> dict[str, str]:
    """The environment that most members of each name."""
    rows = found.ask(
        f"""SELECT infrastructure, s.{ENVIRONMENT}.plain AS place, count(*) AS many
        FROM {found.members} JOIN {found.said} AS s USING (kind, key) WHERE s.{ENVIRONMENT} IS NOT NULL
        GROUP BY ALL ORDER BY infrastructure, many, place DESC"""
    )
    return {key: place for key, place, _ in rows}


def _names_before(found: Memberships) -> dict[str, str]:
    """What each is called so far: it stays so while anybody still spells it so."""
    version = f"AT (VERSION => {found.snapshot})"
    return dict(found.ask(f"SELECT key, name FROM lake.resources {version} WHERE kind = {sql_text(KIND)}"))


def _facts(found: Memberships) -> dict[str, _Facts]:
    lists = ", ".join(
        f"list_sort(list(DISTINCT {column}) FILTER ({column} <> ''))" for column in ("provider", "account", "region")
    )
    rows = found.ask(
        f"""SELECT infrastructure, count(*), {lists},
            to_json(histogram(state))::VARCHAR, to_json(histogram(kind))::VARCHAR,
            list_sort(list_distinct(flatten(list(sources)))), to_json(histogram(s.{OWNER}.value))::VARCHAR, max(place)
        FROM (SELECT infrastructure, kind, key, max(place) AS place, list(DISTINCT {_SOURCE}) AS sources
            FROM {found.members} GROUP BY ALL)
        JOIN (SELECT kind, key, provider, account, region, state FROM {found.everything}) USING (kind, key)
        LEFT JOIN {found.said} AS s USING (kind, key) GROUP BY infrastructure"""
    )
    return {row[0]: _Facts(_shown(row), counts(row[5]), row[9]) for row in rows}


def _shown(row: Sequence[Any]) -> dict[str, Json]:
    kinds, owners = counts(row[6]), counts(row[8])
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    return {
        "members": int(row[1]),
        "providers": list(row[2] or ()),
        "accounts": list(row[3] or ()),
        "regions": list(row[4] or ()),
        "kinds": [f"{kinds[kind]} {kind.rpartition('.')[2]}" for kind in ordered],
        "source": ", ".join(row[7]),
        "owner": next((name for name, count in owners.items() if 2 * count > sum(owners.values())), None),
    }


def _name_in(key: str) -> str:
    """The name in a key of ours: ``application/shop/production``, ``cluster/aws/123/main``, ``stack/arn:…:stack/shop/1f2e``."""
    rest = key.partition("/")[2]
    parts = rest.split("/")
    if rest.startswith("arn:") and len(parts) > 1:
        return parts[1]
    return parts[0] if len(parts) == 2 else parts[-1]


def _save(found: Memberships, resources: Sequence[Resource], scan_id: str) -> Delta | None:
    """Write what differs; None when somebody has changed the lake since it was looked at."""
    lake, part = found.lake, (SCOPE, KIND)
    spool = Spool(lake.scratch / found.members.partition(".")[2])
    cursor = lake.cursor()
    try:
        spool.add(part, resources, (), ())
        spooled = spool.find(part)
        staged = staging.load(cursor, {part: spooled} if spooled else {}, [part])
        try:
            _stage_edges(found, staged.edges)
            return lake.write(_writer(found, staged, scan_id))
        finally:
            staging.drop(cursor, staged)
    finally:
        spool.remove()


def _stage_edges(found: Memberships, table: str) -> None:
    names, kind, provider = ", ".join((*staging.EDGE, *staging.TOLD)), sql_text(KIND), sql_text(SCOPE.provider)
    found.lake.query(
        f"""INSERT INTO {table} ({names}) SELECT {kind}, infrastructure, kind, key, '{Verb.CONTAINS.value}',
            string_agg(DISTINCT source, '; ' ORDER BY source), {provider}, '', '', {kind}
        FROM {found.members} GROUP BY infrastructure, kind, key"""
    )


def _writer(
    found: Memberships, staged: staging.Staged, scan_id: str
) -> Callable[[duckdb.DuckDBPyConnection], Delta | None]:
    lake = found.lake

    def write(cursor: duckdb.DuckDBPyConnection) -> Delta | None:
        if lake.news_since(found.snapshot, _READ):
            return None
        return scan_commit.apply(cursor, staged, scan_id, lake.clock.now())

    return write
