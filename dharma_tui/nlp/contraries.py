""" "and which do?", "which aren't?": the last list or count of those that are not as it said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.statuses import TURNED
from dharma_tui.nlp.tools._base import Asked

_OF_LISTS = frozenset({"list_resources", "list_deployments", "show_statistics"})
_WHO = frozenset({"which", "who"})
_ARE = frozenset({"do", "does", "have", "has", "are", "is", "yes"})
_NOT = frozenset({"not", "no", "don't", "doesn't", "haven't", "hasn't", "aren't", "isn't", "without", "never", "non"})
_SMALL = frozenset(
    {"and", "but", "so", "then", "ones", "one", "of", "them", "the", "a", "any", "?", "!", ".", ",", "¿"}
)
_PAIRS = (
    ("not ", ""),
    ("without any ", "with a "),
    ("without ", "with "),
    ("with a ", "without a "),
    ("with ", "without "),
)
_SAID = {"unencrypted": "encrypted", "unattached": "attached", "encrypted": "unencrypted", "attached": "unattached"}
_PLACES = ("in ", "among ")
_UNPLAIN = "which of what was said before is otherwise"


def contrary(asked: Asked, before: Asked | None) -> Asked:
    """``asked``, as the list ``before`` it of those that are not so, where it says nothing but that."""
    if before is None or before.frame.intent not in _OF_LISTS or not asked.words or asked.said:
        return asked
    words = [word for word in asked.words if word not in _SMALL]
    if not set(words) <= _WHO | _ARE | _NOT or _WHO.isdisjoint(words) or len(words) == 1:
        return asked
    states = before.frame.values("status")
    left_out = tuple(value for sort, value in before.excluded if sort == "status")
    was_not = (bool(left_out) or not _NOT.isdisjoint(before.words)) is not before.is_contrary
    if was_not != _NOT.isdisjoint(words) and not any(one.startswith("un") for one in states):
        return asked
    frame = replace(before.frame, confidence=1.0, doubts=())
    told = replace(before, text=asked.text, shown=asked.shown, frame=frame, said={})
    is_open = before.is_contrary or not {"with", "without", "have", "has"}.isdisjoint(before.words)
    if len(states) + len(left_out) != 1 or is_open:
        return replace(told, is_contrary=not before.is_contrary)
    entities = {sort: values for sort, values in frame.entities.items() if sort != "status"}
    others = tuple(one for one in before.excluded if one[0] != "status")
    if left_out:
        entities, excluded = {**entities, "status": left_out}, others
    else:
        excluded = (*others, ("status", states[0]))
    return replace(told, frame=replace(frame, entities=entities), excluded=excluded)


def turned_round(query: Query) -> Query:
    """``query`` with the one condition that was denied, or that says more than where, turned round; of several it is said."""
    denied = [one for one in query.conditions if one.words.startswith(("not ", "without "))]
    plain = [one for one in query.conditions if not one.words.startswith(_PLACES)]
    among = denied or plain or list(query.conditions)
    if len(among) != 1:
        return replace(query, untold=(*query.untold, _UNPLAIN))
    other = Condition(TURNED.get(among[0].text, f"!({among[0].text})"), _otherwise(among[0].words))
    return replace(query, conditions=tuple(other if one is among[0] else one for one in query.conditions))


def _otherwise(words: str) -> str:
    if words in _SAID:
        return _SAID[words]
    pairs: Sequence[tuple[str, str]] = [pair for pair in _PAIRS if words.startswith(pair[0])]
    return f"{pairs[0][1]}{words.removeprefix(pairs[0][0])}" if pairs else f"not {words}"
