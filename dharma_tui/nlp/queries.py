"""From what a request says of resources to a view of ours: kinds, and one condition for each thing that was said."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from dharma_tui.core.filter import Op, Term, Value, Word, format_filter, quoted
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import COPIES_COLUMNS, Column, KindSpec
from dharma_tui.core.tags import ENVIRONMENT, OWNER, Vocabulary
from dharma_tui.nlp.ages import aged, end
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.continents import continents
from dharma_tui.nlp.details import but, details, left_out, named_values, of_value, owned, switched, with_public_ip
from dharma_tui.nlp.engines import but_engines, with_engines
from dharma_tui.nlp.entities.terms import terms
from dharma_tui.nlp.keeping import kept_for
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.lacking import MISSING, WITHOUT, lacking, missing_tags, without_key
from dharma_tui.nlp.ordering import in_words, ordered
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.readiness import unready
from dharma_tui.nlp.spans import Span
from dharma_tui.nlp.statuses import STATES, is_other, run_on, stateless, with_statuses
from dharma_tui.nlp.thresholds import with_measures
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.zones import in_zones, is_zone

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
_NO_WHAT = 3
"""Words of "which have no" before what things are without."""
PLAIN = re.compile(r"[A-Za-z0-9][\w.\-]*")


class Queries:
    """Makes queries of requests, for the kinds and the tags of one console."""

    def __init__(self, kinds: KindTable, vocabulary: Vocabulary) -> None:
        self._kinds = kinds
        self._vocabulary = vocabulary

    def of(
        self, asked: Asked, now: datetime, span: Span | None = None, *, names: bool = True, present: Container[str] = ()
    ) -> Query:
        """The resources that ``asked`` is about; ``names``: those named as well. ``present``: kinds of which there are any, by
        whose columns conditions are told."""
        kinds, absent = self._asked_kinds(asked)
        first = self._kinds.specs.get(kinds[0]) if kinds and asked.unknown else None
        valued = named_values(asked.text, asked.unknown, first.columns) if first else {}
        if valued:  # "image" is a column here, and no kind
            kinds, absent, names = kinds[:1], (), False
        specs = self._specs(kinds, present)
        query = Query(kinds, absent=absent).and_also(
            *(Condition(*but(asked.words, column, of_value(column, name))) for name, column in valued.items())
        )
        asked = _but_columns(asked, specs)
        query = query.and_also(
            *_rows(asked, kinds), *(part.condition() for part in asked.parts), *self._places(asked), *self._tags(asked)
        )
        query = in_zones(asked, specs, self._either_place(asked, query))
        query = query.and_also(*(Condition(*told) for told in missing_tags(asked.words)))
        if names:
            query = query.and_also(*self._named(asked))
        query = with_engines(asked, specs, query, tuple(self._kinds.specs.values()))
        specs = specs or self._specs(query.kinds, present)
        if switches := [*switched(asked.words, shared(specs))]:  # "multi az off" is no state of the thing
            query, asked = query.and_also(*(Condition(*one) for one in switches)), stateless(asked)
        query = with_statuses(asked, self._specs(query.kinds), query, present)
        query = self._lacking(asked, specs, with_measures(asked, specs, query))
        query = _but_told(_detailed(asked, specs, query, self._columns(asked, specs, present)))
        query = _ordered(asked, specs, query)
        if (kept := kept_for(asked.words, shared(specs))) is not None:  # these days are no age
            query, span = query.and_also(Condition(*kept)), None
        query = _without_values(query)
        if span is not None and (told := aged(span, now, specs, asked.words)) is not None:
            is_told = span.is_ahead or end(asked.words)
            whole = tuple(
                one for one in query.conditions if one.words not in {"expiring", "not expiring"} or not is_told
            )
            query = replace(query, conditions=(*whole, told))
        elif span is not None and span.is_ahead and asked.frame.intent not in CHANGES:
            query = replace(query, untold=(*query.untold, span.words))
        return query.and_also(*self._left_out(but_engines(asked), query.kinds))

    @staticmethod
    def environment(environments: Sequence[str]) -> str:
        """What tags of these environments say, in the filter language; empty of none."""
        return _environment(environments) if environments else ""

    @staticmethod
    def account(accounts: Sequence[str]) -> str:
        """That something is of one of these accounts, in the filter language; empty of none."""
        return f"account={','.join(map(quoted, accounts))}" if accounts else ""

    def _specs(self, kinds: Sequence[str], present: Container[str] = ()) -> list[KindSpec]:
        specs = [self._kinds.specs[kind] for kind in kinds if kind in self._kinds.specs]
        return [one for one in specs if one.kind in present] or specs

    def _columns(self, asked: Asked, specs: Sequence[KindSpec], present: Container[str]) -> Sequence[Column]:
        """What conditions may be told by: of deployments, which are of many kinds, what any of those have."""
        if asked.frame.intent != "list_deployments":
            return shared(specs)
        some = (spec.columns for spec in self._specs(self._kinds.with_copies(), present))
        return [*{column.name: column for column in (*chain.from_iterable(some), *COPIES_COLUMNS)}.values()]

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
        if (regions := frame.values("region")) and not any(map(is_zone, regions)):
            yield Condition(f"region={_values(regions)}", f"in {' or '.join(regions)}")
        if environments := frame.values("environment"):
            yield Condition(_environment(environments), f"in environment {' or '.join(environments)}")
        yield from (Condition(*one) for one in continents(asked.words))

    @staticmethod
    def _either_place(asked: Asked, query: Query) -> Query:
        """ "in prod-core or sandbox": of an account and an environment one is enough."""
        places = [one for one in query.conditions if one.words.startswith(("in account", "in environment"))]
        if len(places) < 2 or not asked.has("or"):
            return query
        one = Condition(f"({' | '.join(each.text for each in places)})", " or ".join(each.words for each in places))
        return replace(query, conditions=(one, *(each for each in query.conditions if each not in places)))

    def _tags(self, asked: Asked) -> Iterator[Condition]:
        is_not = "untagged" in asked.frame.values("status") and "tag" not in {sort for sort, _ in asked.excluded}
        for tag in asked.frame.values("tag"):
            if "=" not in tag and not MISSING.isdisjoint(asked.words):
                yield Condition(*without_key(tag))
                continue
            text, words = _tag(tag)
            yield Condition(f"!{text}", f"not {words}") if is_not else Condition(text, words)

    def _named(self, asked: Asked) -> Iterator[Condition]:
        """Names in a list of resources are where they are, or part of what they are called."""
        names = asked.frame.values("resource_name")
        if names:
            words = [format_filter(Word(name)) for name in names]
            text = words[0] if len(words) == 1 else f"({' | '.join(words)})"
            yield Condition(text, f"with {' or '.join(names)} in its name, key or labels")

    def _lacking(self, asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
        """ "databases have no backup": nothing may be listed as if it were so, where nothing tells that."""
        if asked.frame.intent in CHANGES or missing_tags(asked.words):
            return query
        if others := self._others(asked, query.kinds):
            told = [f"which have no {value.rpartition('.')[2].replace('_', ' ')}" for value in others]
            return replace(query, untold=(*query.untold, *told))
        for text, said in () if asked.excluded else lacking(asked.words, specs):
            values = (
                *(part.value for part in asked.parts),
                *(one for one in asked.loose if any(map(str.isdigit, one))),
            )
            if any(value.startswith(word) for value in values for word in said.split()[_NO_WHAT:]):
                continue  # "without api in the name", "without image base-2026.09"
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
                case "region" if is_zone(value):
                    continue
                case "region" | "provider":
                    yield Condition(f"!{sort}={_values((value,))}", f"not {'in' if sort == 'region' else 'of'} {value}")
                case "account":
                    yield Condition(f"!{self.account((value,))}", f"not in account {value}")
                case "resource_name" if key := _tag_key(value):
                    yield Condition(*without_key(key))
                case "resource_name":
                    yield Condition(f"!name={quoted(value)}", f"not {value}")
                case "tag":
                    text, words = _tag(value)
                    yield Condition(f"!{text}", f"not {words}")
                case "status" if value in STATES:
                    yield Condition(f"!state={STATES[value]}", f"not {value}")
                case "resource_kind" if value in self._others(asked, among):
                    continue
                case "resource_kind" if kinds := self._kinds.here(value):
                    yield Condition(f"!kind={','.join(kinds)}", f"not among {self._kinds.title(kinds)}")


def _detailed(asked: Asked, specs: Sequence[KindSpec], query: Query, columns: Sequence[Column]) -> Query:
    """What is said by columns, of owners and of what is left out, as far as nothing else has taken it."""
    if asked.frame.intent in CHANGES:
        return query
    if "running" in asked.frame.values("status") and (what := run_on(asked)):
        query = replace(query, untold=(*query.untold, f"what runs {what}"))
    if "down" in asked.frame.values("status") and is_other("down", asked):
        query = replace(query, untold=(*query.untold, "dead letters"))
    if (public := with_public_ip(asked.words, specs)) is not None:
        query = replace(query.and_also(Condition(*public[0])), kinds=public[1]) if public[1] else query
        if not public[1] and "compute.instance" in asked.frame.values("resource_kind"):
            query = replace(
                query,
                untold=(
                    *query.untold,
                    public[0][1].replace("without a", "which have no").replace("with a", "which have a"),
                ),
            )
    if (condition := unready(asked, specs)) is not None:
        query = query.and_also(condition)
    told = [*details(asked.words, columns), *owned(asked.words)]
    if not asked.excluded:
        told += left_out(asked.words, {word for values in asked.frame.entities.values() for word in values})
    taken = {re.split(r"\W", one.text.lstrip("!("))[0] for one in query.conditions}
    return query.and_also(*(Condition(*one) for one in told if re.split(r"\W", one[0])[0] not in taken))


def _but_told(query: Query) -> Query:
    """``query`` without what is told by a column of that name: "not in namespace shop" is of no things without a namespace."""
    columns = {re.split(r"\W", one.text.lstrip("!("))[0] for one in query.conditions}
    return replace(
        query, untold=tuple(one for one in query.untold if one.removeprefix("which have no ") not in columns)
    )


def _ordered(asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
    """ "the five biggest volumes", "sorted by age"; what goes by a metric is sorted already."""
    if asked.frame.intent in CHANGES or query.untold:
        return query
    sort, untold = (query.sort[0], "") if query.sort else ordered(asked.words, specs)
    if untold:
        return replace(query, untold=(*query.untold, untold))
    return replace(query, sort=(sort,), order=in_words(sort, specs)) if sort else query


def _but_columns(asked: Asked, specs: Sequence[KindSpec]) -> Asked:
    """``asked`` without providers whose word is that of a column: "nodes with kubelet v1.35.0"."""
    names = {column.name for column in shared(specs)} & set(asked.words)
    called = {value for name in names for sort, value in terms().get((name,), ()) if sort == "provider"}
    others = {
        value for word in {*asked.words} - names for sort, value in terms().get((word,), ()) if sort == "provider"
    }
    left = tuple(one for one in asked.frame.values("provider") if one not in called - others)
    entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "provider"}
    return replace(asked, frame=replace(asked.frame, entities=entities | ({"provider": left} if left else {})))


def _rows(asked: Asked, kinds: tuple[str, ...]) -> Iterator[Condition]:
    """Nothing but the rows that were pointed at."""
    if asked.rows:
        yield Condition(Query(kinds).only(asked.rows), "among those shown")


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


def of_team(who: str) -> tuple[str, str]:
    """That something is of a team, in the filter language and in words."""
    return _tag(f"team={who}")


def _label(tag: str) -> str:
    return format_filter(Term("label", Op.HAS, (Value(tag),)))


def _without_values(query: Query) -> Query:
    """``query`` without states among what nothing tells, where their word is what a column is to say: "versioning suspended"."""
    values = {one.words.rpartition(" ")[2] for one in query.conditions if one.words.startswith(("of ", "not of "))}
    states = {value for word in values for sort, value in terms().get((word,), ()) if sort == "status"}
    return replace(query, untold=tuple(one for one in query.untold if one not in states))


def _tag_key(name: str) -> str:
    """The key of what is called a tag in one word: "team-tag"; empty of other names."""
    key = re.sub(r"-(?:tags?|labels?)$", "", name)
    return key if key != name else ""
