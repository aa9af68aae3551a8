"""Questions in Cypher that can only read: looked at before they are run, and run where the server refuses writes."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.cypher import CypherAnswer, Vocabulary
from dharma_tui.core.errors import CypherError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.types import Json

if TYPE_CHECKING:
    from dharma_tui.services.graph_server.server import GraphServer

LOOK_SECONDS = 5.0
"""For planning a query, which runs nothing."""
LONGEST_TEXT = 20_000
MOST_ITEMS = 2_000
DEEPEST = 12
"""Of one value: what is beyond is left out and said so, as a row may hold a whole graph."""
_SPACE = r"(?:\s|//[^\n]*(?:\n|$)|/\*.*?\*/)*"
_PREFIX = re.compile(rf"{_SPACE}(EXPLAIN|PROFILE|SHOW)\b", re.IGNORECASE | re.DOTALL)
_REACHING_OUT = ("loadcsv", "terminate")
"""Steps of a plan that a server counts as reading: fetching from an address, and ending what others run."""


_CALL = re.compile(rf"\bCALL{_SPACE}[`A-Za-z]", re.IGNORECASE | re.DOTALL)
_UNKNOWN = {"01N50": ("label", "labels"), "01N51": ("type", "types"), "01N52": ("property", "properties")}
"""How a server says that nothing has a name (https://neo4j.com/docs/status-codes/current/notifications/all-notifications/)."""
_NAME = re.compile("`((?:[^`]|``)+)`")
_WRITING = ("create", "delete", "detachdelete", "set", "merge", "remove", "foreach", "drop", "alter")
"""How steps of a plan begin that write."""


def refusal(text: str, steps: Collection[str]) -> CypherError:
    """Why a query is not run that the server counts as more than reading; ``steps`` are those of its plan, in small letters."""
    if _CALL.search(text) and not any(step.startswith(_WRITING) for step in steps):
        return CypherError(
            "procedures other than those that the server counts as reading the graph are not run",
            "db.labels() and db.schema.visualization() are; SHOW PROCEDURES lists them",
        )
    return CypherError("this would change something, and the console only reads", "leave out what writes")


class CypherReader:
    """Blocks. Every method raises GraphServerError."""

    def __init__(self, server: GraphServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    def ask(
        self, query: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = 30.0, rows: int = 1000
    ) -> CypherAnswer:
        """The first ``rows`` rows. Raises CypherError for what would change something, or cannot be read."""
        text = query.strip().rstrip(";").strip()
        if not text:
            raise CypherError("there is no query", "such as: MATCH (n) RETURN labels(n), count(*)")
        began = self._clock.monotonic()
        prefix = _PREFIX.match(text)
        word = prefix[1].upper() if prefix else ""
        plan, missing = self._look(text if word == "EXPLAIN" else _explaining(text, word), word, parameters)
        if word == "EXPLAIN":
            return CypherAnswer(("operator", "details", "estimated rows"), tuple(_plan_rows(plan)))
        columns, found = self._run(text, parameters, seconds, rows)
        took = round(self._clock.monotonic() - began, 3)
        return CypherAnswer(columns, tuple(found[:rows]), len(found) <= rows, took, self._unknown(missing))

    def _unknown(self, missing: Collection[tuple[str, str]]) -> tuple[str, ...]:
        """What is wrong with names of the query, each with its status: that nothing has them, and what may be meant."""
        known = self.vocabulary() if missing else Vocabulary()
        told = []
        for status, name in missing:
            what, there = _UNKNOWN[status]
            hint = did_you_mean(name, getattr(known, there))
            told.append(f"nothing there has the {what} {name!r}" + (f": {hint}" if hint else ""))
        return tuple(told)

    def vocabulary(self) -> Vocabulary:
        """Every name there is, in order."""
        queries = {
            "labels": "CALL db.labels() YIELD label AS name RETURN name ORDER BY name",
            "types": "CALL db.relationshipTypes() YIELD relationshipType AS name RETURN name ORDER BY name",
            "properties": "CALL db.propertyKeys() YIELD propertyKey AS name RETURN name ORDER BY name",
        }
        found = {what: self._server.rows(query, seconds=LOOK_SECONDS) for what, query in queries.items()}
        return Vocabulary(**{what: tuple(str(row[0]) for row in rows) for what, rows in found.items()})

    def _look(
        self, text: str, word: str, parameters: Mapping[str, Any] | None
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Have it planned, not run, and refuse what would do more than read. With the names that nothing has, by status."""
        with self._server.reading(LOOK_SECONDS) as transaction:
            summary = transaction.run(text, dict(parameters or {})).consume()
        plan: dict[str, Any] = dict(summary.plan or {})
        steps = {str(step.get("operatorType", "")).lower() for _, step in _steps(plan)}
        if summary.query_type != "r" and not (summary.query_type == "s" and word == "SHOW"):
            raise refusal(text, steps)
        if any(name in step for step in steps for name in _REACHING_OUT):
            raise CypherError(
                "this reaches beyond the graph, which the console does not", "leave out LOAD CSV and TERMINATE"
            )
        said = ((each.gql_status, _NAME.search(each.status_description)) for each in summary.gql_status_objects)
        return plan, [(status, name[1]) for status, name in said if status in _UNKNOWN and name is not None]

    def _run(
        self, text: str, parameters: Mapping[str, Any] | None, seconds: float, rows: int
    ) -> tuple[tuple[str, ...], list[tuple[Json, ...]]]:
        with self._server.reading(seconds) as transaction:
            result = transaction.run(text, dict(parameters or {}))
            columns = tuple(result.keys())
            found = [tuple(map(plain, record.values())) for record in itertools.islice(result, rows + 1)]
        return columns, found


def plain(value: Any, depth: int = 0) -> Json:
    """A value of the driver as JSON."""
    from neo4j.graph import Node, Path, Relationship
    from neo4j.spatial import Point

    if depth > DEEPEST:
        return "…"
    if isinstance(value, float) and not math.isfinite(value):  # JSON has no such numbers
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…"
    if isinstance(value, Node):
        return {
            "id": value.element_id,
            "labels": [*sorted(value.labels)],
            "properties": {key: plain(each, depth + 1) for key, each in sorted(value.items())},
        }
    if isinstance(value, Relationship):
        source, target = value.nodes
        return {
            "id": value.element_id,
            "type": value.type,
            "source": source.element_id if source else "",
            "target": target.element_id if target else "",
            "properties": {key: plain(each, depth + 1) for key, each in sorted(value.items())},
        }
    if isinstance(value, Path):
        between = [each for pair in zip(value.relationships, value.nodes[1:], strict=True) for each in pair]
        return {"path": [plain(each, depth + 1) for each in (value.nodes[0], *between)]}
    if isinstance(value, Point):
        axes = zip("xyz", value, strict=False)
        return f"point({{{', '.join([f'srid: {value.srid}', *(f'{axis}: {number}' for axis, number in axes)])}}})"
    if hasattr(value, "iso_format"):  # a duration is a tuple as well
        return str(value.iso_format())
    if isinstance(value, Mapping):
        return {str(key): plain(each, depth + 1) for key, each in itertools.islice(value.items(), MOST_ITEMS)}
    if isinstance(value, (list, tuple)):
        items = [plain(each, depth + 1) for each in value[:MOST_ITEMS]]
        return [*items, f"… {len(value) - MOST_ITEMS} more"] if len(value) > MOST_ITEMS else items
    return str(value)


def _explaining(text: str, word: str) -> str:
    """The query to be planned instead; a profile would run it."""
    return re.sub("PROFILE", "EXPLAIN", text, count=1, flags=re.IGNORECASE) if word == "PROFILE" else f"EXPLAIN {text}"


def _steps(plan: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if plan:
        yield depth, plan
        for child in plan.get("children", ()):
            yield from _steps(child, depth + 1)


def _plan_rows(plan: Mapping[str, Any]) -> Iterator[tuple[Json, ...]]:
    for depth, step in _steps(plan):
        told = step.get("args", {})
        name = str(step.get("operatorType", "")).partition("@")[0]
        yield f"{'  ' * depth}{name}", plain(told.get("Details", "")), plain(told.get("EstimatedRows"))
