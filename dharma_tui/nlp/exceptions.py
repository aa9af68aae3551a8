"""What is to be left out of a list, read as if it were asked for and then denied as a whole: "except those with 4 vcpus"."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.filter import Word, format_filter, quoted
from dharma_tui.core.frames import CHANGES, Entities, Frame
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.nlp import zones
from dharma_tui.nlp.entities import exceptions, reading
from dharma_tui.nlp.entities.exceptions import ORDINALS, SMALL, Scope, is_called, left_over
from dharma_tui.nlp.entities.fitting import fitted
from dharma_tui.nlp.mentions import OWN_KIND, Mention, said
from dharma_tui.nlp.name_parts import Part, of_parts
from dharma_tui.nlp.queries import PLAIN
from dharma_tui.nlp.query import NOT_LEFT_OUT, Condition, Query, kept_in
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import lines, listed

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.following import Pointing

_LIST = "list_resources"
_KINDS = frozenset({"resource_kind", OWN_KIND})
_AGES = frozenset({"created", "launched", "started", "made", "older", "newer", "younger", "than", "expiring"})
"""Words that a condition of a time says in its own way."""
DOUBT = "not left out"
"""Says among the doubts of an answer that something that was to be left out is in it."""
_NEGATIONS = frozenset({"not", "don't", "doesn't", "aren't", "isn't"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that is to be left out, as if it were asked for."""

    asked: Asked
    said: str
    """As it was typed."""
    is_open: bool = False
    """It is not plain how far it goes."""
    row: ResourceRef | None = None
    """The row that was shown, where one is pointed at."""


def apart(whole: Reading) -> tuple[Reading, tuple[LeftOut, ...]]:
    """A request without what is to be left out by more than a plain value, and that."""
    scopes = exceptions.exceptions(whole.tokens, whole.mentions)
    if not scopes:
        return whole, ()
    tokens, mentions = exceptions.without(whole.tokens, whole.mentions, scopes)
    rest = replace(whole, text=_text_without(whole, scopes), tokens=tokens, mentions=mentions)
    kind = next((one for one in mentions if one.sort in _KINDS and not one.excluded), None)
    return rest, tuple(_left_out(whole, one, kind, rest) for one in scopes)


def _text_without(whole: Reading, scopes: Sequence[Scope]) -> str:
    """What was typed, without ``scopes``."""
    text = whole.text
    for one in sorted(scopes, key=lambda each: -each.begin):
        tokens = whole.tokens[one.begin : one.end]
        text = f"{text[: min(each.start for each in tokens)]} {text[max(each.end for each in tokens) :]}"
    return " ".join(text.split())


def _left_out(whole: Reading, scope: Scope, kind: Mention | None, rest: Reading) -> LeftOut:
    tokens = whole.tokens[scope.first : scope.last]
    titles = rest.tokens[kind.first : kind.last] if kind else ()
    told = reading.read(tokens)
    names = {at for one in told if one.sort == "resource_name" for at in range(one.first, one.last)}
    strange = {at for at in names if not is_called(tokens, at)}
    mentions = tuple(one for one in told if one.first not in strange)
    part = Reading(" ".join(token.text for token in tokens), tuple(tokens), mentions, tuple(tokens))
    entities = said([one for one in fitted(_LIST, mentions, tokens) if one.sort != "resource_kind"])
    others = [one for one in mentions if one.sort in _KINDS and (kind is None or one.value != kind.value)]
    kinds = tuple(one.value for one in others if kind is None and one.sort == "resource_kind")
    strange |= {at for one in others for at in range(one.first, one.last) if kind is not None}
    words = tuple(token.plain for at, token in enumerate(tokens) if at not in names - strange)
    loose, parts = _loose(part, strange)
    asked = Asked(
        part.text,
        Frame(_LIST, 1.0, entities | ({"resource_kind": kinds} if kinds and kinds != ("account",) else {})),
        words=(*(token.plain for token in titles), *words),
        said=entities,
        loose=loose,
        free=tuple(token.plain for at, token in enumerate(tokens) if part.at(at) is None),
        excluded=tuple((one.sort, one.value) for one in mentions if one.excluded and one.sort not in _KINDS),
    )
    asked = of_parts(replace(asked, frame=zones.within(asked.frame, part)), part)
    asked = replace(asked, parts=(*asked.parts, *parts))
    first, last = whole.tokens[scope.begin].start, max(token.end for token in whole.tokens[scope.begin : scope.end])
    return LeftOut(asked, whole.text[first:last].strip() or part.text, scope.is_open)


def _loose(part: Reading, strange: set[int]) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """Words that nothing else takes, those in a row as one; and beginnings of names: "checkout*"."""
    tokens, told, parts = part.tokens, list[str](), list[Part]()
    is_age = any(one.sort == "time_range" for one in part.mentions)
    before = -2
    for at in sorted({*left_over(tokens, part.mentions, 0, len(tokens)), *strange}):
        word = tokens[at].plain
        if word in _NEGATIONS or (is_age and word in _AGES):
            continue
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if behind is not None and behind.plain == "*" and behind.start == tokens[at].end:
            parts.append(Part(tokens[at].text, "starts"))
        elif told and before == at - 1 and at not in strange and before not in strange:
            told[-1] = f"{told[-1]} {word}"
        else:
            told.append(word)
        before = at
    return tuple(told), tuple(parts)


def of_row(left: Sequence[LeftOut], shown: Sequence[ResourceRef | None], shown_of: int) -> tuple[LeftOut, ...]:
    """``left`` with what is pointed at by its place in the list that was shown: "all but the first"."""
    from dharma_tui.nlp.following import place_of_row

    told = []
    for one in left:
        words = [word for word in one.asked.words if word not in SMALL]
        at = place_of_row(words, len(shown), is_whole=shown_of <= len(shown)) if not one.asked.frame.entities else None
        told.append(one if at is None else replace(one, row=shown[at], said=f"row {at + 1} of those shown"))
    return tuple(told)


async def without(asked: Asked, query: Query, desk: Desk) -> Query:
    """``query`` without what ``asked`` leaves out; of what cannot be left out it tells so."""
    for name in (value for sort, value in asked.excluded if sort == "resource_name"):
        if not (await desk.services.inventory.open(View(query.kinds, f"name={quoted(name)}"))).matched:
            query = replace(query, kept_in=(*query.kept_in, name))
    for one in asked.without:
        condition = await _condition(one, query, desk)
        query = query.and_also(condition) if condition else replace(query, kept_in=(*query.kept_in, one.said))
    return query


async def _condition(one: LeftOut, query: Query, desk: Desk) -> Condition | None:
    """That something is not what is to be left out; None: nothing tells what that is."""
    if one.row is not None:
        return Condition(query.but({one.row}), f"without {one.said}")
    if one.is_open:
        return None
    told = await desk.told(replace(one.asked, kinds=query.kinds), names=True)
    if not told.conditions and len(told.untold) == 1 and (part := await _in_names(told, desk)) is not None:
        return part
    if told.untold or told.absent or told.limit or told.sort:
        return None
    conditions = list(told.conditions)
    if set(told.kinds) != set(query.kinds):
        if not told.kinds or (query.kinds and not set(told.kinds) <= set(query.kinds)):
            return None
        conditions.append(Condition(f"kind={','.join(told.kinds)}", desk.kinds.title(told.kinds, 2)))
    if not conditions:
        return None
    words = listed([each.words for each in conditions])
    said = f"not ({words})" if len(conditions) > 1 else f"not {words}"
    text = f"!({' '.join(each.text for each in conditions)})"
    if not query.has_room(text):
        inventory, both = desk.services.inventory, (query.view(), replace(told, conditions=tuple(conditions)).view())
        shown, left_out = [set(await inventory.refs(await inventory.open(view))) for view in both]
        text = min(query.but(shown & left_out), query.only(shown - left_out), key=len)
    return Condition(text, said) if query.has_room(text) else None


async def _in_names(query: Query, desk: Desk) -> Condition | None:
    """ "excluding web": a word that is part of what something is called; no place in a list is that."""
    (word,) = query.untold
    text = format_filter(Word(word))
    is_word = PLAIN.fullmatch(word) and word not in ORDINALS and not word.endswith("est")
    if not is_word or not (await desk.services.inventory.open(View(query.kinds, text))).matched:
        return None
    return Condition(f"!{text}", f"without {word} in its name, key or labels")


async def told(asked: Asked, answer: Answer, desk: Desk) -> Answer:
    """``answer``, which says so where something that was to be left out is in it."""
    if not asked.without or asked.frame.intent in CHANGES:
        return answer
    heeded = answer.basis.filters if answer.basis else ()
    query = await without(asked, Query(kinds=(await desk.told(asked)).kinds), desk)
    is_heeded = all(one.words in heeded for one in query.conditions)
    kept = query.kept_in if is_heeded else tuple(one.said for one in asked.without)
    if not kept or NOT_LEFT_OUT in answer.text:
        return answer
    return replace(answer, text=lines(kept_in(kept), answer.text), doubts=(*answer.doubts, DOUBT))


def against(asked: Asked, pointing: Pointing, doubts: tuple[str, ...]) -> tuple[str, ...]:
    """What of the ``doubts`` of a list speaks against a change of rows of it: all, where they were listed together; where one
    is pointed at by its place, that something is in the list that was to be left out of it."""
    if asked.frame.intent not in CHANGES:
        return ()
    is_several = len(pointing.refs) > 1 or pointing.number is not None
    are_those = is_several or asked.has("those", "these", "them", "they", "both", "ones", "all", "rest", "others")
    return doubts if are_those else tuple(one for one in doubts if one == DOUBT)


def but(entities: Entities, excluded: AbstractSet[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """What was said to be left out is never a filter."""
    kept = {sort: tuple(one for one in told if (sort, one) not in excluded) for sort, told in entities.items()}
    return {sort: told for sort, told in kept.items() if told}
