"""Who belongs together, and what says so: labels that providers give, tags that people give, names, and decisions by hand.

All of it is worked out in tables beside the lake, over one snapshot of it, in a few passes whatever there is.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.core.groups import BY_HAND, BY_NAME, KIND
from dharma_tui.core.tags import APPLICATION, CONCEPTS, ENVIRONMENT, STACK, Conventions, Grouping
from dharma_tui.core.types import Verb
from dharma_tui.services.store.index_table import sql_text

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

Edit = tuple[str, str, str, str, str]
"""A decision: infrastructure, what, kind and key of the member, value."""
_COLUMNS = ("infrastructure", "sort", "place", "kind", "key", "source")
_TOKEN = "[a-z][a-z0-9]+"
_WORDS = ("infrastructure", "kind", "key")
_serial = itertools.count(1)


class Memberships:
    """``members`` has a row for each resource of each infrastructure and each source that says so; ``said`` what the labels
    of each resource say, a column a concept. ``everything`` is what may belong somewhere. Left by ``close``.
    """

    def __init__(
        self, lake: Lake, groupings: Sequence[Grouping], conventions: Conventions, noisy: Collection[str]
    ) -> None:
        self.lake = lake
        self.snapshot = lake.snapshot().id
        self.groupings = groupings
        self.words = conventions.vocabulary
        self._limits = conventions.limits
        self._number = next(_serial)
        self._made: list[str] = []
        left_out = ", ".join(map(sql_text, (KIND, *sorted(noisy))))
        self.everything = f"(FROM lake.resources AT (VERSION => {self.snapshot}) WHERE kind NOT IN ({left_out}))"
        self.said = ""
        self.members = ""

    def close(self) -> None:
        """Give the memory back."""
        for table in self._made:
            self.lake.query(f"DROP TABLE IF EXISTS {table}")

    def find(self, edits: Sequence[Edit]) -> None:
        """Fill the tables."""
        self.said = self._find_said()
        self.members = self._given("members", _COLUMNS, [])
        for grouping in self.groupings:
            self._add_told(grouping)
        self._add_tagged()
        self._add_named()
        self._drop_meaningless()
        self._correct(edits)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows out of these tables or the lake."""
        return self.lake.query(sql)

    def _find_said(self) -> str:
        """For each concept the most telling tag of each resource: the word for its value, the value as spelled, and the key."""
        keys = [row[0] for row in self.ask(f"SELECT DISTINCT unnest(map_keys(labels)) FROM {self.everything}")]
        words = [(key, concept, str(rank)) for key in sorted(keys) for concept, rank in self._concepts(key)]
        known = self._given("words", ("tag", "concept", "rank"), words)
        labelled = self._table(
            "labelled",
            f"""SELECT kind, key, concept, rank::INTEGER AS rank, tag, entry.value AS value
            FROM (SELECT kind, key, unnest(map_entries(labels)) AS entry FROM {self.everything} WHERE cardinality(labels) > 0)
            JOIN {known} ON tag = entry.key""",
        )
        values = self.ask(f"SELECT DISTINCT concept, value FROM {labelled} ORDER BY ALL")
        meanings = [(concept, value, self.words.meaning(concept, value)) for concept, value in values]
        meant = self._given("meant", ("concept", "value", "plain"), meanings)
        told = "{plain: plain, value: value, tag: tag}"
        picked = [f"arg_min({told}, (rank, tag)) FILTER (concept = '{concept}') AS {concept}" for concept in CONCEPTS]
        return self._table(
            "said",
            f"""SELECT kind, key, {", ".join(picked)} FROM {labelled} JOIN {meant} USING (concept, value)
            WHERE plain <> '' GROUP BY kind, key""",
        )

    def _concepts(self, key: str) -> list[tuple[str, int]]:
        """What a key tells; one that a provider has given its own meaning tells nothing else."""
        told = any(key == grouping.label for grouping in self.groupings)
        found = None if told else self.words.concept(key)
        return [found] if found else []

    def _add_told(self, grouping: Grouping) -> None:
        """Members by a label in which their provider says so."""
        sort, value = sql_text(grouping.sort), f"element_at(labels, {sql_text(grouping.label)})[1]"
        told = f"(SELECT kind, key, provider, account, {value} AS value FROM {self.everything} WHERE {value} <> '')"
        why = sql_text(f"tag {grouping.label}")
        if not grouping.kind:
            place = f"{sort} || '/' || provider || '/' || account || '/' || value"
            self._add(f"SELECT {place}, {sort}, '', kind, key, {why} || '=' || value FROM {told}")
            return
        root = f"nullif(json_extract_string(attrs, '$.{grouping.root}'), '')" if grouping.root else "NULL"
        kind = sql_text(grouping.kind)
        own = f"{self.everything} WHERE kind = {kind}"
        tops = self._table("tops", f"SELECT key AS value, coalesce({root}, key) AS top FROM {own}")
        self._add(
            f"""SELECT {sort} || '/' || coalesce(top, value), {sort}, '', kind, key, {why}
            FROM {told} LEFT JOIN {tops} USING (value)
            UNION ALL SELECT {sort} || '/' || top, {sort}, '', {kind}, value,
                CASE WHEN top = value THEN 'the {grouping.sort} itself' ELSE 'nested {grouping.sort}' END FROM {tops}
            UNION ALL SELECT DISTINCT {sort} || '/' || top, {sort}, '', dst_kind, dst_key, 'the {grouping.sort} lists it'
            FROM (FROM lake.relationships AT (VERSION => {self.snapshot})
                WHERE src_kind = {kind} AND verb = '{Verb.CONTAINS.value}') AS listed
            JOIN {tops} ON src_key = value
            SEMI JOIN (SELECT kind, key FROM {self.everything}) AS there ON dst_kind = kind AND dst_key = key"""
        )

    def _add_tagged(self) -> None:
        """Members by what tags say: an application or stack in an environment, or an environment where nothing else is said."""
        place, environment = f"coalesce(s.{ENVIRONMENT}.plain, '')", _why(ENVIRONMENT)
        for concept in (APPLICATION, STACK):
            key = f"'{concept}/' || s.{concept}.plain || '/' || {place}"
            why = f"'tag ' || {_why(concept)} || coalesce(', ' || {environment}, '')"
            self._add(
                f"SELECT {key}, '{concept}', {place}, kind, key, {why} FROM {self.said} s WHERE s.{concept} IS NOT NULL"
            )
        key = f"'{ENVIRONMENT}/' || provider || '/' || account || '/' || {place}"
        self._add(
            f"""SELECT {key}, '{ENVIRONMENT}', {place}, kind, key, 'tag ' || {environment} FROM {self.said} s
            JOIN (SELECT kind, key, provider, account FROM {self.everything}) USING (kind, key)
            WHERE s.{ENVIRONMENT} IS NOT NULL AND (kind, key) NOT IN (SELECT (kind, key) FROM {self.members})"""
        )

    def _add_named(self) -> None:
        """Members by name, such as shop-prod-web-1, of what no tag puts anywhere, where enough names agree.

        Names are only believed where a word for an environment stands among others.
        """
        words = "|".join(word.replace("-", "[-_.]") for word in self.words.environment_words())
        late = sql_text(rf"^({_TOKEN}(?:[-_.]{_TOKEN})?)[-_.]({words})(?:[-_.].*)?$")
        early = sql_text(rf"^({words})[-_.]({_TOKEN})[-_.].+$")
        named = self._table(
            "named",
            f"""SELECT kind, key, regexp_extract(called, {late}, ['app', 'env']) AS late,
                regexp_extract(called, {early}, ['env', 'app']) AS early
            FROM (SELECT kind, key, lower(name) AS called FROM {self.everything})
            ANTI JOIN (FROM {self.members} WHERE sort <> '{ENVIRONMENT}') USING (kind, key)
            WHERE regexp_matches(called, {late}) OR regexp_matches(called, {early})""",
        )
        split = f"(SELECT kind, key, unnest(CASE WHEN late.app <> '' THEN late ELSE early END) FROM {named})"
        met = [row[0] for row in self.ask(f"SELECT DISTINCT env FROM {split} ORDER BY env")]
        meant = self._given("places", ("env", "plain"), [(word, self.words.environment(word)) for word in met])
        keyed = self._table(
            "keyed",
            f"""SELECT kind, key, plain, '{APPLICATION}/' || regexp_replace(app, '[_.]', '-', 'g') || '/' || plain AS infrastructure
            FROM {split} JOIN {meant} USING (env) WHERE plain <> ''""",
        )
        enough = f"SELECT infrastructure FROM {keyed} GROUP BY infrastructure HAVING count(*) >= {self._limits.by_name}"
        self._add(
            f"""SELECT infrastructure, '{APPLICATION}', plain, kind, key, '{BY_NAME}' FROM {keyed}
            WHERE infrastructure IN (SELECT infrastructure FROM {self.members} UNION ALL {enough})"""
        )

    def _drop_meaningless(self) -> None:
        """Groups too small to say anything, unless they are a provider's own, and those that hold most of everything."""
        total = self.ask(f"SELECT count(*) FROM {self.everything}")[0][0]
        most = max(self._limits.large, int(total * self._limits.share))
        real = ", ".join(sql_text(grouping.sort) for grouping in self.groupings if grouping.kind) or "''"
        many = "count(DISTINCT (kind, key))"
        self.lake.query(
            f"""DELETE FROM {self.members} WHERE infrastructure IN (
                SELECT infrastructure FROM {self.members} GROUP BY infrastructure
                HAVING {many} > {most} OR {many} < {self._limits.members} AND max(sort) NOT IN ({real}))"""
        )

    def _correct(self, edits: Sequence[Edit]) -> None:
        """Put in and take out what people have decided: by hand beats what was found."""
        removed = [(key, "", "") for key, what, *_ in edits if what == "removed"]
        gone = self._given("removed", _WORDS, removed)
        self.lake.query(f"DELETE FROM {self.members} WHERE infrastructure IN (SELECT infrastructure FROM {gone})")
        for what in ("exclude", "include"):
            rows = [
                (key, kind, member)
                for key, did, kind, member, _ in edits
                if did == what and (key, "", "") not in removed
            ]
            table = self._given(what, _WORDS, rows)
            these = f"SELECT (infrastructure, kind, key) FROM {table}"
            self.lake.query(f"DELETE FROM {self.members} WHERE (infrastructure, kind, key) IN ({these})")
        self._add(
            f"""SELECT infrastructure, '', '', kind, key, '{BY_HAND}' FROM {table}
            SEMI JOIN (SELECT kind, key FROM {self.everything}) USING (kind, key)"""
        )

    def _add(self, select: str) -> None:
        self.lake.query(f"INSERT INTO {self.members} {select}")

    def _table(self, name: str, select: str) -> str:
        table = f"staging.{name}_{self._number}_{len(self._made)}"
        self._made.append(table)
        self.lake.query(f"CREATE TABLE {table} AS {select}")
        return table

    def _given(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table of texts that are ours."""
        picked = ", ".join(f"entry[{at}] AS {column}" for at, column in enumerate(columns, 1))
        table = self._table(name, "SELECT " + ", ".join(f"''::VARCHAR AS {column}" for column in columns) + " LIMIT 0")
        if rows:
            entries = """(SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS entry)"""
            self.lake.query(f"INSERT INTO {table} SELECT {picked} FROM {entries}", [json.dumps(rows)])
        return table


def _why(concept: str) -> str:
    return f"s.{concept}.tag || '=' || s.{concept}.value"


def counts(text: str | None) -> Mapping[str, int]:
    """A histogram that DuckDB wrote as JSON."""
    found = json.loads(text) if text else None
    return {str(name): int(count) for name, count in found.items()} if isinstance(found, dict) else {}
