"""Several values of one column: things have one of them, however they are joined: "of type compute-4 or memory-4"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.view import View
from dharma_tui.nlp.queries import of_team
from dharma_tui.nlp.query import Condition, Query

if TYPE_CHECKING:
    from dharma_tui.nlp.tools._base import Asked
    from dharma_tui.services.inventory import Inventory

_OF = re.compile(
    r"(?P<is_not>not )?(?:(?P<lead>of [a-z][a-z ]*?|owned by) |(?P<tag>tagged [^\s=]+)=)(?P<values>\S+(?: or \S+)*)"
)
"""How conditions of one column are told."""
_JOINS = frozenset({"or", "and", "nor", ",", "/"})
_OWNED = "owned by"


def one_of_each(asked: Asked, query: Query) -> Query:
    """``query`` with one condition for all values of a column; one that is joined to what is denied is denied as well."""
    told: list[Condition] = []
    for condition in query.conditions:
        told = _with(asked.words, told, condition)
    return query if len(told) == len(query.conditions) else replace(query, conditions=tuple(told))


def _with(words: Sequence[str], told: list[Condition], one: Condition) -> list[Condition]:
    new = _OF.fullmatch(one.words)
    for at, before in enumerate(told):
        old = _OF.fullmatch(before.words)
        if new is None or old is None or (old["lead"], old["tag"]) != (new["lead"], new["tag"]):
            continue
        values = [value for value in new["values"].split(" or ") if value not in old["values"].split(" or ")]
        is_not = bool(old["is_not"])
        if is_not != bool(new["is_not"]) and not (is_not and _are_joined(words, old["values"], new["values"])):
            continue
        if not values:
            return told
        if is_not and not new["is_not"]:
            one = Condition(f"!({one.text})", f"not {one.words}")
        if is_not:
            merged = Condition(f"{before.text} {one.text}", f"{before.words} or {' or '.join(values)}")
        else:
            merged = Condition(f"({before.text} | {one.text})", f"{before.words} or {' or '.join(values)}")
        return [*told[:at], merged, *told[at + 1 :]]
    return [*told, one]


def _are_joined(words: Sequence[str], first: str, second: str) -> bool:
    """Whether a value stands behind another, with nothing but what joins them between."""
    values = {*first.split(" or "), *second.split(" or ")}
    for at, word in enumerate(words):
        if word != second:
            continue
        before = at - 1
        while before >= 0 and words[before] in _JOINS:
            before -= 1
        return before < at - 1 and words[before] in values
    return False


async def of_owners(asked: Asked, query: Query, inventory: Inventory) -> Query:
    """``query`` in which words that nothing else told are who things are of, where something is: "payments servers"."""
    words = [word for word in asked.words if word.isalnum()]
    is_of = words[-3:-1] in (["those", "of"], ["ones", "of"]) and words[-1] in asked.free
    if is_of and words[-1] not in query.untold and not any(words[-1] in one.words.split() for one in query.conditions):
        query = replace(query, untold=(*query.untold, words[-1]))
    for word in query.untold:
        text, said = of_team(word)
        if " " not in word and (await inventory.open(View(query.kinds, text))).matched:
            left = tuple(one for one in query.untold if one != word)
            query = replace(query.and_also(Condition(text, said)), untold=left)
    return query


async def with_owners(asked: Asked, query: Query, inventory: Inventory) -> Query:
    """``query`` of all teams that are said one after the other: "of team payments and data"."""
    for at, word in enumerate(asked.words[:-1]):
        who = asked.words[at + 1]
        owners = [one for one in query.conditions if _is_of_owners(one) and who not in one.words.split()]
        if word not in _JOINS or not owners or who not in asked.free or not who.isalpha():
            continue
        text, words = of_team(who)
        if (await inventory.open(View(query.kinds, text))).matched:
            untold = tuple(one for one in query.untold if one != who)
            query = replace(query, untold=untold).and_also(Condition(text, words))
            query = replace(query, conditions=_denied_too(query.conditions, owners[0]))
    return query


def _is_of_owners(one: Condition) -> bool:
    return one.words.removeprefix("not ").startswith(_OWNED)


def _denied_too(conditions: Sequence[Condition], owner: Condition) -> tuple[Condition, ...]:
    last = conditions[-1]
    if owner.words.startswith("not "):
        last = Condition(f"!{last.text}", f"not {last.words}")
    return (*conditions[:-1], last)
