"""Keeps the relationships that follow from what resources say of each other level with the resources themselves."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quote
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scalars import scalars
from dharma_tui.core.text import storable
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services import relations
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.relations.tags import Tags
from dharma_tui.services.store.gone_names import Supposed, ToldOf, with_gone_names
from dharma_tui.services.store.reading import copied_resources, copy_resources
from dharma_tui.services.store.staging import EDGE, TOLD

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.unlisted import Unlisted

TOLD_BY = "references"
"""Who tells of these relationships, in place of a kind: the sweep of a listing leaves them alone."""
MOST_CHANGES = 50_000
"""Of more changes it is not looked at what they mean: all is followed anew."""
_COLUMNS = EDGE | TOLD
_NAMES = ", ".join(_COLUMNS)
_PICKED = ", ".join(f"entry[{place}]" for place in range(1, len(_COLUMNS) + 1))
_SMALLEST_OBJECT = 1 << 16
_serial = itertools.count(1)
Teller: TypeAlias = Directory | Tags | Rule


def resolve(lake: Lake, kinds: Sequence[KindSpec], unlisted: Collection[Unlisted] = ()) -> int:
    """Find anew what the resources of ``kinds`` say of each other. Returns how many relationships came or went.

    Raises StoreError.
    """
    by_kind, names = tellers(kinds, unlisted), {kind.kind: kind for kind in kinds}
    directory = next(each for several in by_kind.values() for each in several if isinstance(each, Directory))
    number = next(_serial)
    copy, told, tagged = (lake.scratch / f"{what}-{number}.jsonl" for what in ("resources", "references", "tags"))
    table = f"staging.references_{number}"
    try:
        copy_resources(lake, sorted(by_kind), lake.snapshot().id, copy)
        for resource in copied_resources(copy):
            for teller in by_kind[resource.ref.kind]:
                teller.add(resource)
        everything = with_gone_names(lake, directory, names, _told(by_kind, copied_resources(copy)))
        longest, by_tags = _write(told, tagged, everything)
        copy.unlink()
        del by_kind, directory, everything  # what they know takes memory that is needed now
        lines = _lines([told], longest)
        lake.query(
            f"CREATE OR REPLACE TABLE {table} AS SELECT min(n) AS n, hash(entry) AS hash FROM {lines} GROUP BY hash"
        )
        if by_tags:
            lake.query(f"INSERT INTO {table} {_new(_lines([tagged], longest), lines)}")
        return lake.write(_writer(_lines([told, tagged], longest), table, sorted({kind.provider for kind in kinds})))
    finally:
        for file in (copy, told, tagged):
            file.unlink(missing_ok=True)
        lake.query(f"DROP TABLE IF EXISTS {table}")


def matters(lake: Lake, kinds: Sequence[KindSpec], scan_id: str) -> bool:
    """Whether what a scan changed may make or end relationships; states, measures and tags that name nothing do not.

    Raises StoreError.
    """
    by_kind = tellers(kinds)
    changes = "FROM lake.changes WHERE scan_id = ? AND kind IN (SELECT unnest(?))"
    asked = [scan_id, sorted(by_kind)]
    moved, changed = lake.query(f"SELECT count(*) FILTER (change <> 'changed'), count(*) {changes}", asked)[0]
    if moved or changed > MOST_CHANGES:
        return True
    texts: set[str] = set()
    """Texts that came or went; each may be the key of something."""
    for rows in lake.stream(f"SELECT kind, key, before::VARCHAR, after::VARCHAR {changes} ORDER BY kind, key", asked):
        for kind, key, *images in rows:
            before, after = (_imaged(ResourceRef(kind, key), json.loads(image)) for image in images)
            if any(teller.facts(before) != teller.facts(after) for teller in by_kind[kind]):
                return True
            texts.update(text for _, text in {*scalars(before.attrs)} ^ {*scalars(after.attrs)})
    return bool(
        lake.query("SELECT 1 FROM lake.resources WHERE key IN (SELECT unnest(?::VARCHAR[])) LIMIT 1", [[*texts]])
    )


def _imaged(ref: ResourceRef, image: Mapping[str, Any]) -> Resource:
    scope = Scope(image.get("provider") or "", image.get("account") or "", image.get("region") or "")
    return Resource(
        ref, image.get("name") or "", scope, State.UNKNOWN, image.get("labels") or {}, image.get("attrs") or {}
    )


def tellers(kinds: Sequence[KindSpec], unlisted: Collection[Unlisted] = ()) -> Mapping[str, Sequence[Teller]]:
    """Who tells relationships of each kind: what its own properties and tags say, and the rules that read it."""
    directory = Directory(kinds)
    tags = Tags(directory, kinds)
    by_kind: dict[str, list[Teller]] = {kind.kind: [directory, tags] for kind in kinds}
    for made in subclasses(relations, Rule):  # type: ignore[type-abstract]
        rule = made(kinds)
        rule.lacks(unlisted)
        for kind in rule.reads:
            if kind in by_kind:
                by_kind[kind].append(rule)
    return by_kind


def _line(number: int, edge: Relationship, scope: Scope) -> str:
    """A relationship as a line of JSON; its words are few, and put together but once."""
    src, dst = (f"{_words(end.kind)},{_quote(storable(end.key))}" for end in (edge.src, edge.dst))
    told = _words(edge.verb.value, edge.source), _words(scope.provider, scope.account, scope.region, TOLD_BY)
    return f'{{"n":{number},"entry":[{src},{dst},{",".join(told)}]}}\n'


@lru_cache(maxsize=1 << 14)
def _words(*texts: str) -> str:
    return ",".join(_quote(storable(text)) for text in texts)


def _write(told: Path, tagged: Path, everything: Iterable[ToldOf]) -> tuple[int, int]:
    """Write what is told, a numbered line each, by tags apart. Returns the length of the longest, and how many are by tags."""
    longest = by_tags = 0
    with told.open("w", encoding="utf-8") as lines, tagged.open("w", encoding="utf-8") as apart:
        for number, (edge, scope, is_by_tags) in enumerate(everything, 1):
            line = _line(number, edge, scope)
            longest = max(longest, len(line))
            by_tags += is_by_tags
            (apart if is_by_tags else lines).write(line)
    return longest, by_tags


def _told(by_kind: Mapping[str, Sequence[Teller]], resources: Iterable[Resource]) -> Iterator[ToldOf]:
    """What is told, of which scope, and whether tags tell it."""
    for resource in resources:
        for teller in by_kind[resource.ref.kind]:
            for edge in teller.relationships(resource):
                yield edge, resource.scope, isinstance(teller, Tags)
            if isinstance(teller, Directory):
                for edge in teller.supposed:
                    yield Supposed(edge.src, edge.dst, edge.verb, edge.source), resource.scope, False
    rules = {rule: None for several in by_kind.values() for rule in several if isinstance(rule, Rule)}
    for rule in rules:
        for left in rule.rest():
            yield left.relationship, left.scope, False


def _new(tagged: str, told: str) -> str:
    """Numbers and hashes of what tags tell and nothing else; of what is only said, where nothing else relates the two."""
    ends = "xor(hash(entry[1], entry[2]), hash(entry[3], entry[4]))"
    edge = "hash(entry[1], entry[2], entry[3], entry[4], entry[5])"
    return f"""WITH others AS MATERIALIZED (SELECT {edge} AS edge, {ends} AS ends FROM {told})
        SELECT min(n) AS n, hash(entry) AS hash FROM {tagged}
        WHERE {edge} NOT IN (SELECT edge FROM others)
        AND (entry[5] <> '{Verb.REFERS_TO.value}' OR {ends} NOT IN (SELECT ends FROM others))
        GROUP BY hash"""


def _lines(files: Sequence[Path], longest: int) -> str:
    paths = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return (
        f"read_json([{paths}], columns = {{'n': 'BIGINT', 'entry': 'VARCHAR[]'}}, format = 'newline_delimited',"
        f" maximum_object_size = {max(longest + 1024, _SMALLEST_OBJECT)})"
    )


def _writer(lines: str, told: str, providers: Sequence[str]) -> Callable[[duckdb.DuckDBPyConnection], int]:
    """What brings the lake to the relationships in ``lines``, whose numbers and hashes are in the table ``told``.

    Only hashes are compared, and only what differs is read and written: there may be millions of relationships.
    """

    def write(cursor: duckdb.DuckDBPyConnection) -> int:
        mine, row = f"told_by = '{TOLD_BY}' AND provider IN (SELECT unnest(?))", f"hash([{_NAMES}])"
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE held AS SELECT {row} AS hash FROM lake.relationships WHERE {mine}",
            [providers],
        )
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE come AS SELECT n FROM {told} ANTI JOIN held USING (hash)")
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE gone AS SELECT hash FROM held ANTI JOIN {told} USING (hash)")
        changed = 0
        for table, change, given in (
            ("gone", f"DELETE FROM lake.relationships WHERE {mine} AND {row} IN (SELECT hash FROM gone)", [providers]),
            (
                "come",
                f"INSERT INTO lake.relationships ({_NAMES}) SELECT {_PICKED} FROM {lines} SEMI JOIN come USING (n)",
                [],
            ),
        ):
            if cursor.execute(f"SELECT count(*) FROM {table}").fetchall() != [(0,)]:
                changed += int(cursor.execute(change, given).fetchall()[0][0])
        for table in ("held", "come", "gone"):
            cursor.execute(f"DROP TABLE {table}")
        return changed

    return write
