"""From what a request says of resources to a view of ours: kinds, and one condition for each thing that was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dharma_tui.core.filter import Op, Term, Value, Word, format_filter, quoted
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.tags import ENVIRONMENT, OWNER, Vocabulary
from dharma_tui.core.view import SortKey, View
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.lacking import WITHOUT, lacking, missing_tags
from dharma_tui.nlp.measuring import COPIES, measured
from dharma_tui.nlp.ordering import MADE, in_words, ordered
from dharma_tui.nlp.spans import Span
from dharma_tui.nlp.tools._base import Asked

_ENVIRONMENTS = {
    "prod": ("production", "prod", "prd", "live"),
    "staging": ("staging", "stage", "stg"),
    "dev": ("development", "dev", "devel", "develop"),
    "test": ("test", "tst", "testing"),
    "qa": ("qa",),
    "uat": ("uat",),
    "preprod": ("preprod", "pre-prod", "preproduction", "pre-production"),
    "dr": ("dr", "recovery", "disaster-recovery"),
    "sandbox": ("sandbox", "sbx", "playground"),
}
"""How each environment of the label scheme is spelled in tags."""
_STATES = {
    "running": "running",
    "stopped": "stopped",
    "terminated": "terminated",
    "failed": "failed",
    "pending": "pending",
    "healthy": "running",
    "unhealthy": "degraded,failed",
    "degraded": "degraded",
    "down": "failed,stopped",
    "crashlooping": "failed",
    "throttled": "degraded",
}
_PROPERTIES = {
    "public": {
        "public": "public=yes",
        "open": '!open=no !open=""',
        "exposed": "exposed=yes",
        "public_access": "public_access=public",
        "public_ip": '!public_ip=""',
        "scheme": "scheme:internet",
    },
    "unencrypted": {"encrypted": "encrypted=no", "encryption": 'encryption=""'},
    "unattached": {"instance": 'instance=""', "in_use": "in_use=no"},
    "idle": {"instance": 'instance=""', "in_use": "in_use=no"},
    "expiring": {"expires": "(expires<+30d expires>+0s)"},
    "expired": {"expires": "expires>1s"},
}
"""Filters for states that are told by a column of a kind: by the column that there must be."""
_MEASURED = {
    "cpu": ("cpu", "busy", "load"),
    "memory": ("mem", "memory", "memp", "use"),
    "disk": ("use", "used", "size", "storage"),
    "connections": ("connections", "conns"),
    "queue_depth": ("messages",),
    "request_rate": ("requests",),
}
"""Columns in which a kind tells a metric."""
_THRESHOLD = re.compile(r"(>=|<=|>|<)?(\d+(?:\.\d+)?)(%|[kmgt]b?|b|ms|s|cores?|vcpus?)?")
_OLDER = re.compile(r"\b(?:older|newer|lower|higher|earlier|later|below|above|before|after)(?: than)? version [\w.]+")
_ENGINE = re.compile(
    r"(?<!to )\b(?:(?:running|runs|run|on|using|with) )?"
    r"(?P<engine>postgres|mysql|mariadb|redis|valkey|memcached|oracle|sqlserver|mongodb|aurora|cassandra)(?:ql)?\b"
)
"""Engines, as they are said and as columns spell them."""
_BUT = re.compile(r"\b(?:not|non|no|except|without|excluding|other than)\b[ -]*(?:\w+ ){0,2}$")
PLAIN = re.compile(r"[A-Za-z0-9][\w.\-]*")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that was said of the resources: in the filter language, and in words."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which resources are asked for. ``untold`` is what was said and cannot be told from what is known here."""

    kinds: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()
    order: str = ""
    """What comes first, in words."""
    limit: int = 0
    untold: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """Kinds that were asked for and that nothing here lists."""

    def view(self, without: Condition | None = None) -> View:
        """The view, one of its conditions left out if that is named."""
        told = " ".join(one.text for one in self.conditions if one is not without)
        return View(kinds=self.kinds, filter=told, sort=self.sort)

    @property
    def words(self) -> tuple[str, ...]:
        """The conditions in words."""
        return tuple(one.words for one in self.conditions)

    def and_also(self, *conditions: Condition) -> Query:
        """With more conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))


class Queries:
    """Makes queries of requests, for the kinds and the tags of one console."""

    def __init__(self, kinds: KindTable, vocabulary: Vocabulary) -> None:
        self._kinds = kinds
        self._vocabulary = vocabulary

    def of(self, asked: Asked, now: datetime, span: Span | None = None, *, names: bool = True) -> Query:
        """The resources that ``asked`` is about; ``names``: those named as well."""
        kinds, absent = self._asked_kinds(asked)
        specs = [self._kinds.specs[kind] for kind in kinds if kind in self._kinds.specs]
        query = Query(kinds, absent=absent)
        query = query.and_also(*_rows(asked), *self._places(asked), *self._tags(asked))
        query = query.and_also(*(Condition(*told) for told in missing_tags(asked.words)))
        if names:
            query = query.and_also(*self._named(asked))
        query = _versions(asked, specs, query)
        query = self._statuses(asked, specs, query)
        query = _ordered(asked, specs, self._lacking(asked, specs, self._measures(asked, specs, query)))
        if span is not None and (aged := _aged(span, now, specs)) is not None:
            whole = tuple(one for one in query.conditions if not (span.is_ahead and one.words == "expiring"))
            query = replace(query, conditions=(*whole, aged))
        elif span is not None and span.is_ahead and asked.frame.intent not in CHANGES:
            query = replace(query, untold=(*query.untold, span.words))
        return query.and_also(*self._left_out(_but_engines(asked), query.kinds))

    @staticmethod
    def environment(environments: Sequence[str]) -> str:
        """What tags of these environments say, in the filter language; empty of none."""
        return _environment(environments) if environments else ""

    @staticmethod
    def account(accounts: Sequence[str]) -> str:
        """That something is of one of these accounts, in the filter language; empty of none."""
        return f"account={','.join(map(quoted, accounts))}" if accounts else ""

    def _asked_kinds(self, asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found: dict[str, None] = {}
        absent: list[str] = []
        providers = asked.frame.values("provider")
        for said in asked.frame.values("resource_kind"):
            here = self._kinds.here(said, providers)
            found.update(dict.fromkeys(here))
            absent += [] if here else [said]
        if not found and not absent:
            left_out = {
                kind for sort, value in asked.excluded if sort == "resource_kind" for kind in self._kinds.here(value)
            }
            found.update((kind, None) for kind in asked.kinds if kind not in left_out)
        return tuple(found), tuple(absent)

    def _places(self, asked: Asked) -> Iterator[Condition]:
        frame = asked.frame
        if providers := frame.values("provider"):
            yield Condition(f"provider={_values(providers)}", f"of {' or '.join(providers)}")
        if accounts := frame.values("account"):
            yield Condition(self.account(accounts), f"in account {' or '.join(accounts)}")
        if regions := frame.values("region"):
            yield Condition(f"region={_values(regions)}", f"in {' or '.join(regions)}")
        if environments := frame.values("environment"):
            yield Condition(_environment(environments), f"in environment {' or '.join(environments)}")

    def _tags(self, asked: Asked) -> Iterator[Condition]:
        for tag in asked.frame.values("tag"):
            yield Condition(*_tag(tag))

    def _named(self, asked: Asked) -> Iterator[Condition]:
        """Names in a list of resources are where they are, or part of what they are called."""
        names = asked.frame.values("resource_name")
        if names:
            words = [format_filter(Word(name)) for name in names]
            text = words[0] if len(words) == 1 else f"({' | '.join(words)})"
            yield Condition(text, f"with {' or '.join(names)} in its name, key or labels")

    def _statuses(self, asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
        for status in asked.frame.values("status"):
            if (status == "untagged" and missing_tags(asked.words)) or (status == "running" and _is_of_engine(asked)):
                continue
            found = self._status(status, specs)
            query = replace(query, kinds=_telling(status, specs) or query.kinds)
            if found is None:
                query = replace(query, untold=(*query.untold, status))
            else:
                query = query.and_also(found)
        return query

    def _status(self, status: str, specs: Sequence[KindSpec]) -> Condition | None:
        if status in _STATES:
            return Condition(f"state={_STATES[status]}", status)
        if status == "untagged":
            return Condition('label=""', "without any tag")
        columns = {column.name for spec in specs for column in spec.columns}
        told = [text for column, text in _PROPERTIES.get(status, {}).items() if column in columns]
        if status in {"unattached", "idle"} and not told and any("status" in _columns(spec) for spec in specs):
            told = ["state=stopped"]
        return Condition(told[0] if len(told) == 1 else f"({' | '.join(told)})", status) if told else None

    def _measures(self, asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
        """ "over 80 % cpu", "top 5 by memory", "first 10"."""
        counts, metrics = asked.frame.values("count"), asked.frame.values("metric")
        columns = {column.name for spec in specs for column in spec.columns}
        column = next((name for metric in metrics for name in _MEASURED.get(metric, ()) if name in columns), "")
        for count in counts:
            found = _THRESHOLD.fullmatch(count)
            if found is None:
                query = replace(query, untold=(*query.untold, count))
            elif found[1] and column:
                query = query.and_also(
                    Condition(f"{column}{found[1]}{found[2]}{_unit(found[3])}", f"with {column} {count}")
                )
            elif found[1] and (told := _compared(asked, found, specs)):
                query = query.and_also(
                    Condition(f"{told}{found[1]}{found[2]}{_unit(found[3])}", f"with {told} {count}")
                )
            elif found[1] or found[3]:
                query = replace(query, untold=(*query.untold, " ".join((*metrics, count))))
            else:
                query = replace(query, limit=int(float(found[2])))
        if column and (query.limit or asked.has("most", "top", "highest", "biggest", "busiest", "least", "lowest")):
            query = replace(query, sort=(SortKey(column, not asked.has("least", "lowest", "smallest")),))
        elif metrics and not column and not query.untold and (query.limit or counts):
            query = replace(query, untold=(*query.untold, *metrics))
        return query

    def _lacking(self, asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
        """ "databases have no backup": nothing may be listed as if it were so, where nothing tells that."""
        if asked.frame.intent in CHANGES or missing_tags(asked.words):
            return query
        if others := self._others(asked, query.kinds):
            told = [f"which have no {value.rpartition('.')[2].replace('_', ' ')}" for value in others]
            return replace(query, untold=(*query.untold, *told))
        for text, said in () if asked.excluded else lacking(asked.words, specs):
            query = query.and_also(Condition(text, said)) if text else replace(query, untold=(*query.untold, said))
        return query

    def _others(self, asked: Asked, kinds: Sequence[str]) -> list[str]:
        """Kinds that are no part of what is asked for, but what it is to be without: "volumes without snapshots"."""
        if not kinds or not asked.has(*WITHOUT):
            return []
        left_out = [value for sort, value in asked.excluded if sort == "resource_kind"]
        return [value for value in left_out if set(self._kinds.here(value)).isdisjoint(kinds)]

    def _left_out(self, asked: Asked, among: Sequence[str]) -> Iterator[Condition]:
        for sort, value in asked.excluded:
            match sort:
                case "environment":
                    yield Condition(f"!{_environment((value,))}", f"not in environment {value}")
                case "region" | "provider":
                    yield Condition(f"!{sort}={_values((value,))}", f"not {'in' if sort == 'region' else 'of'} {value}")
                case "account":
                    yield Condition(f"!{self.account((value,))}", f"not in account {value}")
                case "resource_name":
                    yield Condition(f"!name={quoted(value)}", f"not {value}")
                case "tag":
                    text, words = _tag(value)
                    yield Condition(f"!{text}", f"not {words}")
                case "status" if value in _STATES:
                    yield Condition(f"!state={_STATES[value]}", f"not {value}")
                case "resource_kind" if value in self._others(asked, among):
                    continue
                case "resource_kind" if kinds := self._kinds.here(value):
                    yield Condition(f"!kind={','.join(kinds)}", f"not among {self._kinds.title(kinds)}")


def _compared(asked: Asked, found: re.Match[str], specs: Sequence[KindSpec]) -> str:
    """The column that a comparison is about where no metric says so. No change is planned of what is only likely meant."""
    if asked.frame.values("metric") or asked.frame.intent in CHANGES:
        return ""
    is_of_copies = asked.frame.intent == "list_deployments"
    columns = COPIES if is_of_copies else tuple(column for spec in specs for column in spec.columns)
    return measured(asked.words, found[2], found[3] or "", columns)


def _telling(status: str, specs: Sequence[KindSpec]) -> tuple[str, ...]:
    """The kinds that tell ``status`` by a column: of the others an empty cell says nothing."""
    columns = _PROPERTIES.get(status, {})
    return tuple(spec.kind for spec in specs if not _columns(spec).isdisjoint(columns))


def _is_of_engine(asked: Asked) -> bool:
    """Whether "running" says on what, and not in which state: "databases running postgres"."""
    found = _ENGINE.search(" ".join(asked.words))
    return found is not None and found[0].startswith("run")


def _ordered(asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
    """ "the five biggest volumes", "sorted by age"; what goes by a metric is sorted already."""
    if asked.frame.intent in CHANGES or query.untold:
        return query
    sort, untold = (query.sort[0], "") if query.sort else ordered(asked.words, specs)
    if untold:
        return replace(query, untold=(*query.untold, untold))
    return replace(query, sort=(sort,), order=in_words(sort, specs)) if sort else query


def _versions(asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
    """ "databases running postgres", of those kinds that tell their engine; "older than version 16", which none tells."""
    said = " ".join(asked.words)
    is_of_one = asked.frame.intent in CHANGES and asked.targets
    engines = [] if is_of_one else [*_ENGINE.finditer(said)]
    if engines:
        names = tuple(dict.fromkeys(one["engine"] for one in engines))
        kinds = tuple(spec.kind for spec in specs if "engine" in _columns(spec))
        if kinds:
            is_not = _BUT.search(said[: engines[0].start()]) is not None
            told = f"{'not ' if is_not else ''}of engine {' or '.join(names)}"
            text = f"{'!' if is_not else ''}({' | '.join(f'engine:{one}' for one in names)})"
            query = replace(query.and_also(Condition(text, told)), kinds=kinds)
        else:
            query = replace(query, untold=(*query.untold, *names))
    if (older := _OLDER.search(said)) is not None:
        query = replace(query, untold=(*query.untold, older[0]))
    return query


def _but_engines(asked: Asked) -> Asked:
    """``asked`` where "not" is said of an engine alone, and of nothing else that it was taken to leave out."""
    said = " ".join(asked.words)
    found = _ENGINE.search(said)
    if found is None or asked.frame.intent in CHANGES or _BUT.search(said[: found.start()]) is None:
        return asked
    left = tuple(one for one in asked.excluded if one[0] not in {"resource_kind", "status"})
    return replace(asked, excluded=left)


def _rows(asked: Asked) -> Iterator[Condition]:
    """Nothing but the rows that were pointed at."""
    if asked.rows:
        yield Condition(f"key={','.join(quoted(ref.key) for ref in asked.rows)}", "among those shown")


def _columns(spec: KindSpec) -> set[str]:
    return {column.name for column in spec.columns}


def _values(values: Sequence[str]) -> str:
    return ",".join(value if PLAIN.fullmatch(value) else quoted(value) for value in values)


def _environment(environments: Sequence[str]) -> str:
    spelled = [word for one in environments for word in _ENVIRONMENTS.get(one, (one,))]
    return f"tag.{ENVIRONMENT}={_values(spelled)}"


def _tag(tag: str) -> tuple[str, str]:
    """A tag as the filter and in words; who owns a thing is told by several keys."""
    key, equals, value = tag.partition("=")
    if key in {"team", "owner", "squad"} and equals:
        return f"(tag.{OWNER}={_values((value,))} | {_label(tag)})", f"owned by {value}"
    return _label(tag), f"tagged {tag}"


def _label(tag: str) -> str:
    return format_filter(Term("label", Op.HAS, (Value(tag),)))


def _unit(unit: str | None) -> str:
    return {None: "", "%": "%"}.get(unit, unit.upper().removesuffix("B") if unit and unit[0] in "kmgt" else "")


def _aged(span: Span, now: datetime, specs: Sequence[KindSpec]) -> Condition | None:
    """How old things are: by when they were made where their kinds tell that, else by when a scan first found them."""
    if span.is_ahead:
        return _ahead(span, specs)
    made = [next((name for name in MADE if name in _columns(spec)), "") for spec in specs]
    column = made[0] if made and all(name == made[0] for name in made) and made[0] else "first_seen"
    parts = []
    if span.start is not None:
        parts.append(f"{column}>={span.start.isoformat(timespec='seconds')}")
    if span.end is not None and span.end < now:
        parts.append(f"{column}<{span.end.isoformat(timespec='seconds')}")
    said = column.replace("_", " ")
    return Condition(" ".join(parts), f"{said} {span.words}") if parts else None


def _ahead(span: Span, specs: Sequence[KindSpec]) -> Condition | None:
    """What ends in a time to come, where the kinds tell when that is."""
    if span.start is None or span.end is None or not specs or any("expires" not in _columns(spec) for spec in specs):
        return None
    start, end = (moment.isoformat(timespec="seconds") for moment in (span.start, span.end))
    return Condition(f"expires>={start} expires<{end}", f"expiring {span.words}")
