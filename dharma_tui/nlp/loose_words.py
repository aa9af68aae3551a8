"""Words of a list that nothing else takes: a value that a column has ("m5.large", "python"), else told as left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dharma_tui.core.filter import Op, Term, Value, format_filter, quoted
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.view import View
from dharma_tui.nlp.columns import stem
from dharma_tui.nlp.denied_states import places
from dharma_tui.nlp.grouping import grouping_words
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.readiness import is_unready
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.nlp.mentions import Mention
    from dharma_tui.nlp.reading import Reading
    from dharma_tui.nlp.tools._base import Asked
    from dharma_tui.services.inventory import Inventory

LISTING = frozenset({"list_resources", "list_deployments", "show_statistics"})
"""Intents of which each word may say which resources are meant."""
_SMALL = words_of("loose.small") | words_of("context.small")
_KINDS = frozenset({"resource_kind", "own_kind"})
_NOT = frozenset(
    {"not", "don't", "doesn't", "aren't", "isn't", "no", "never", "non", "without", "except", "excluding", "outside"}
)
_NEAR = 3
"""Words beside a number that say what is compared with it."""
_NOT_NEAR = 4
"""Words between "not" and what is not so."""
_TYPED = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9][\w.\-]*\w")
_TEXTS = frozenset({ColumnType.TEXT, ColumnType.ID})
_ELSEWHERE = frozenset({"name", "kind", "state", "provider", "account", "region", "labels", "key"})
"""Columns that are asked about in other ways."""
_ALIKE = 4
"""Letters that two forms of a word begin with at least."""
_SHORTEST = 3


def loose(reading: Reading, *, is_english: bool) -> tuple[str, ...]:
    """What of a request stands beside a kind or behind it and is no entity and no small word; words in a row as one.

    Of other languages only what is written like a type or a version: which of their words are small is not known.
    """
    told: list[str] = []
    for clause in _clauses(reading):
        kinds = [at for at in clause if (one := reading.at(at)) is not None and one.sort in _KINDS]
        before = 0
        for at in clause:
            word = reading.tokens[at].plain
            is_typed = reading.tokens[at].sort == "identifier" and _TYPED.fullmatch(word) is not None
            beside = is_english and (
                (at > kinds[0] or _leads(reading, at, kinds[0]))
                if kinds
                else "many" in _plain(reading, at - 1) or "ones" in _plain(reading, at + 1)
            )
            if not (is_typed or beside) or not _is_free(reading, at) or _is_counted(reading, at):
                continue
            if told and before == at - 1:
                told[-1] = f"{told[-1]} {word}"
            else:
                told.append(word)
            before = at
    return tuple(told)


def named_twice(reading: Reading) -> tuple[str, ...]:
    """Words that name a kind once more, and may be a value of it: "ecs services on fargate"."""
    kinds: list[Mention] = [one for one in reading.mentions if one.sort == "resource_kind" and not one.excluded]
    first = kinds[0] if kinds else None
    return tuple(
        " ".join(token.plain for token in reading.tokens[one.first : one.last])
        for one in kinds[1:]
        if first is not None and one.value == first.value and one.first > first.last
    )


def without_taken(asked: Asked, query: Query, specs: Sequence[KindSpec]) -> list[str]:
    """The loose words of ``asked`` that no condition, order or group of ``query`` tells, and that name none of its kinds."""
    texts = (one.text for one in query.conditions)
    opposites = (asked.words[at] for at in places(asked.words))
    told = " ".join((*query.words, query.order, *query.untold, *texts, is_unready(asked.words), *opposites))
    titles = " ".join(f"{spec.title} {spec.plural} {' '.join(spec.aliases)} {spec.kind}" for spec in specs)
    taken = [*_words(told), *_words(titles), *grouping_words(asked.words, specs)]
    left = (" ".join(word for word in said.split() if not _is_among(word, taken)) for said in asked.loose)
    return [one for one in left if one]


async def told_by_values(asked: Asked, query: Query, specs: Sequence[KindSpec], inventory: Inventory) -> Query:
    """``query`` with a condition for each loose word that a column of what there is has; of the others that they were left out."""
    for said in without_taken(asked, query, specs):
        found = await _valued(said, specs, inventory)
        parts = [] if found.columns or " " not in said else said.split()
        told = [found] if not parts else [await _valued(part, specs, inventory) for part in parts]
        for one in told:
            if one.columns:
                query = _and_valued(asked, query, one)
        left = " ".join(one.word for one in told if not one.columns)
        query = replace(query, untold=(*query.untold, left)) if left else query
    for said in asked.again:
        if any(one.words.endswith(f" {said}") for one in query.conditions):
            continue
        if (twice := await _valued(said, specs, inventory)).columns:
            query = _and_valued(asked, query, twice)
    return query


@dataclass(frozen=True, slots=True)
class _Said:
    """A word, the columns that say it, each as the filter language has it, and the kinds that have these."""

    word: str
    columns: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


def _and_valued(asked: Asked, query: Query, said: _Said) -> Query:
    """With what columns say; of those that the word is denied of, only kinds that tell it."""
    is_not, text = _is_denied(asked.words, said.word), " | ".join(said.columns.values())
    if is_not or len(said.columns) > 1:
        text = f"{'!' if is_not else ''}({text})"
    words = f"{'not ' if is_not else ''}of {' or '.join(one.replace('_', ' ') for one in said.columns)} {said.word}"
    told = query if words in query.words else query.and_also(Condition(text, words))
    return replace(told, kinds=said.kinds) if set(said.kinds) <= set(query.kinds) else told


async def _valued(said: str, specs: Sequence[KindSpec], inventory: Inventory) -> _Said:
    """The columns that have this word as their value or as the first part of it."""
    names = dict.fromkeys(column.name for spec in specs for column in spec.columns if _may_say(column))
    if (
        len(said) < _SHORTEST
        or not names
        or not await _matched(" | ".join(_begins(name, said) for name in names), specs, inventory)
    ):
        return _Said(said)
    columns = {}
    for name in names:
        begun = await _matched(_begins(name, said), specs, inventory)
        if begun:
            whole = f"{name}={quoted(said) if ' ' in said else said}"
            columns[name] = whole if await _matched(whole, specs, inventory) == begun else _begins(name, said)
    kinds = tuple(spec.kind for spec in specs if any(column.name in columns for column in spec.columns))
    return _Said(said, columns, kinds)


async def is_value(said: str, specs: Sequence[KindSpec], inventory: Inventory) -> bool:
    """Whether a column of these kinds has this word."""
    return bool((await _valued(said, specs, inventory)).columns)


async def _matched(text: str, specs: Sequence[KindSpec], inventory: Inventory) -> int:
    return (await inventory.open(View(tuple(spec.kind for spec in specs), f"({text})"))).matched


def _may_say(column: Column) -> bool:
    return column.type in _TEXTS and column.name not in _ELSEWHERE


def _begins(column: str, said: str) -> str:
    """That a value is this, or goes on with something else: "python" is "python3.12"."""
    parts = "[ _-]".join(map(re.escape, said.split()))
    return format_filter(Term(column, Op.MATCHES, (Value(rf"^{parts}($|[^a-z])"),)))


def _is_denied(words: Sequence[str], said: str) -> bool:
    """Whether "not" stands close before it."""
    first = said.split()[0]
    return any(
        word == first and not _NOT.isdisjoint(words[max(0, at - _NOT_NEAR) : at]) for at, word in enumerate(words)
    )


def _clauses(reading: Reading) -> Iterable[list[int]]:
    """Places of words between marks."""
    told: list[int] = []
    for at, token in enumerate(reading.tokens):
        if token.sort == "mark" and reading.at(at) is None:
            yield told
            told = []
        else:
            told.append(at)
    yield told


def _leads(reading: Reading, at: int, kind: int) -> bool:
    """Whether it stands before a kind with nothing small between them: "m5.large instances", "spot machines in dev"."""
    return all(reading.at(place) is not None or _is_free(reading, place) for place in range(at, kind))


def _plain(reading: Reading, at: int) -> tuple[str, ...]:
    """The word at this place, where there is one."""
    return (reading.tokens[at].plain,) if 0 <= at < len(reading.tokens) else ()


def _is_free(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    return token.sort in {"word", "identifier"} and reading.at(at) is None and token.plain not in _SMALL


def _is_counted(reading: Reading, at: int) -> bool:
    """Whether it says of what a number is, which what compares it looks at: "more than 3 restarts"."""
    counts = (one for one in reading.mentions if one.sort in {"count", "metric"})
    return any(one.first - _NEAR <= at < one.last + _NEAR for one in counts)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9][\w.]*\w|\w", text.lower().replace("_", " "))


def _is_among(word: str, taken: Iterable[str]) -> bool:
    """Whether it was told, in this form or in another."""
    root = stem(word)
    return any(
        one == word
        or stem(one) == root
        or (len(root) >= _ALIKE and one.startswith(root))
        or (len(one) > _ALIKE and word.startswith(stem(one)))
        for one in taken
    )
