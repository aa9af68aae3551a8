"""The last list or count once more, in another order or by something else: "sort them by age", "and per team?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from dharma_tui.core.frames import CHANGES, SURE, Entities
from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.contraries import contrary
from dharma_tui.nlp.details import details
from dharma_tui.nlp.exceptions import of_row
from dharma_tui.nlp.suggesting import GUESSED
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.word_lists import words_of

_OF_LISTS = frozenset({"list_resources", "list_deployments", "show_statistics"})
_EXTREMES = "biggest|largest|smallest|oldest|newest|youngest|latest"
_LEAD = r"^(?:(?:and|now|then|so|ok|okay|please|just|can|could|you|but|which|what|is|are) )*"
_SORT = re.compile(
    rf"{_LEAD}(?:sort|order|rank|arrange|list|show)(?:ed)?(?: (?:them|those|these|it|all|me|the|list|this))*"
    r" (?:(?:sorted|ordered) )?by (?!each|team)\w+(?: \w+){0,3}$"
    rf"|{_LEAD}(?:(?:the|show|me|list|is|are|one|ones|of|them|those|these|top|first|\d+) )*(?:{_EXTREMES})"
    r"(?: (?:one|ones|first|of|them|those|these|please|is|it|\d+))*$"
)
_ONE = re.compile(rf"\b(?:{_EXTREMES}) (?:one|of (?:them|those|these))$")
"""The first of an order alone: "the biggest one"."""
_GROUP = re.compile(
    rf"{_LEAD}(?:(?:group|split|break|count|divide|show|list|how|many|are|there|do|does|we|have|them|those|these|it|that|down|grouped|the"
    r"|numbers) )*"
    r"(?:by|per|(?:for|in|of) each) \w+(?:(?: and|,) \w+)?$"
)
_COUNT = re.compile(rf"{_LEAD}how many (?:are|were|is|was|have|has|run|with|without)\b(?! (?:there|we|you|in total)\b)")
_ARE_THEY = re.compile(r"(?:and |but |so )?(?:are|were) (?:they|those|these|them|both|any of (?:them|those|these))\b")
_WHAT_IF = frozenset({"show_graph", "predict_failure", "resource_relationships"})
_UPDATE, _DELETE = "update_infrastructure", "delete_infrastructure"
_ORDERED_IF = re.compile(
    r"^(?:\w+ )?if .*\b(start|stop|restart|reboot|delete|terminate) (?:it|them)(?: again| please| \W)*$"
)
_ORDER = r"(?P<verb>start|stop|restart|reboot|delete|terminate)"
_ORDERS_UNDER_IF = (
    re.compile(rf"^(?>.*?\bif\b)(?:.*?\b(?P<before>\w+)|.*?) {_ORDER}(?: (?:it|them|again|please|now|then|so)| \W)*$"),
    re.compile(rf"^(?:(?:please|pls|just|then|can|could|you)\s)*(?P<before>){_ORDER} .*\bif\b"),
)
"""What is to be done if something is so, in the order of any language."""
_ASKING = frozenset(
    {"what", "how", "would", "which", "who", "does", "is", "will", "should", "why", "when", "tell", "suppose"}
)
_NO_ORDER = frozenset(
    {"i", "we", "they", "someone", "to", "was", "were", "be", "would", "gets", "not", "a", "the", "of"}
)
_BY = re.compile(r"\b(?:by|per|(?:for|in|of) each) (env|environment|region|account|provider|status|state)s?\b")
_SORTING = re.compile(r"\b(?:sort|sorted|order|ordered|rank|arrange)\b")


_CONDITIONS = frozenset({"region", "environment", "account", "provider", "status", "tag"})
_PLACED = ("region", "environment", "account", "provider")
_SMALL = words_of("context.small") | {"which", "them", "they", "?", "!", ".", ",", "have", "has", "stuff", "many"}
_REST = _SMALL | {"list", "show", "give", "get", "every", "each", "everything", "keep", "but"}
_THEN = ";"
"""Between what was said in several requests."""


def reshaped(asked: Asked, before: Asked | None) -> Asked:
    """``asked``, as the list ``before`` it in another shape, where it says nothing but that."""
    if before is None or before.frame.intent not in _OF_LISTS:
        return asked
    if (others := contrary(asked, before)) is not asked:
        return others
    words = tuple(word for word in asked.words if word not in {"?", "!", "."})
    said = " ".join(words)
    asked = _of_groups(asked, said)
    if (
        not (before.frame.values("resource_kind") or before.kinds)
        or {"resource_kind", "resource_name"} & asked.said.keys()
    ):
        return asked
    is_sort = _is_sort(said)
    if not is_sort and not _GROUP.search(said) and not _COUNT.search(said):
        return asked
    kept = [
        part for part in " ".join(before.words).split(f" {_THEN} ") if not _is_sort(part) and not _GROUP.search(part)
    ]
    parts = [said, *kept] if is_sort else [*kept, said]
    words = tuple(f" {_THEN} ".join(parts).split(" "))
    intent = "show_statistics"
    if is_sort:
        intent = "list_deployments" if before.frame.intent == "list_deployments" else "list_resources"
    entities = {**_but_grouped(before.frame.entities, said), **asked.said}
    if is_sort and _ONE.search(said) and "count" not in asked.said:
        entities["count"] = ("1",)
    frame = replace(asked.frame, intent=intent, confidence=1.0, entities=entities, doubts=())
    excluded = (*before.excluded, *asked.excluded)
    asked = _with_loose(asked, before)
    widened = _dropped(before.frame.entities, entities)
    return replace(
        asked,
        frame=frame,
        words=words,
        kinds=before.kinds,
        rows=before.rows,
        excluded=excluded,
        without=(*before.without, *asked.without),
        widened=widened,
        is_contrary=before.is_contrary,
    )


def _of_groups(asked: Asked, said: str) -> Asked:
    """``asked``, where "how many are there in each account" names a kind by which others are to be counted."""
    group = _GROUP.search(said)
    if not group or asked.said.get("resource_kind") != ("account",):
        return asked
    entities = {sort: values for sort, values in asked.frame.entities.items() if sort != "resource_kind"}
    told = {sort: values for sort, values in asked.said.items() if sort != "resource_kind"}
    return replace(asked, frame=replace(asked.frame, entities=entities), said=told)


def _dropped(before: Entities, now: Entities) -> tuple[str, ...]:
    """Where was said before, and is not narrowed to any more."""
    return tuple(value for sort in _PLACED for value in before.get(sort, ()) if not now.get(sort))


def _but_grouped(entities: Entities, said: str) -> dict[str, tuple[str, ...]]:
    """What was said before, without of which group it was to be: "by env" is of each of them."""
    by = _BY.findall(said)
    return {sort: values for sort, values in entities.items() if not any(sort.startswith(word[:3]) for word in by)}


def narrowed(asked: Asked, before: Asked | None) -> Asked:
    """``asked``, where it says of the list or the count ``before`` it nothing but where, whose or in which state: "and in prod?".

    What the words of that said counts on: by what it was grouped, and what columns tell.
    """
    if before is None or not {asked.frame.intent, before.frame.intent} <= _OF_LISTS or not _is_narrowing(asked):
        return asked
    if not before.words or asked.words[: len(before.words)] == before.words:
        return asked
    if before.frame.values("resource_kind") and not asked.frame.values("resource_kind"):
        return asked  # "what is stopped?" takes nothing over
    words = tuple(word for word in asked.words if word not in {"?", "!", "."})
    kept = tuple(word for word in before.words if word not in {"?", "!", "."})
    asked = _with_loose(asked, before)
    rows = asked.rows or before.rows
    asked = _but_left_out(asked, before)
    asked = replace(asked, words=(*kept, _THEN, *words), kinds=asked.kinds or before.kinds, rows=rows)
    return replace(asked, is_contrary=before.is_contrary)


def _is_narrowing(asked: Asked) -> bool:
    """Whether nothing but conditions is said of what was asked for before."""
    if not asked.is_carried or asked.loose or not asked.said.keys() & _CONDITIONS or asked.said.keys() - _CONDITIONS:
        return False
    return set(asked.free) <= _SMALL


def _but_left_out(asked: Asked, before: Asked) -> Asked:
    """Without what the request before left out; what is asked for now is in it again."""
    again = {(sort, value) for sort, values in asked.said.items() for value in values}
    excluded = (*(one for one in before.excluded if one not in again), *asked.excluded)
    return replace(asked, excluded=tuple(dict.fromkeys(excluded)), without=(*before.without, *asked.without))


def but_for(asked: Asked, before: Asked | None, shown: int, shown_of: int) -> Asked:
    """ "all but the first", "except those with 4 vcpus": the last list or count once more, but for what is left out of it."""
    if not asked.without or before is None or before.frame.intent not in _OF_LISTS or asked.frame.intent in CHANGES:
        return asked
    if asked.said or asked.kinds or not set(asked.words) <= _REST or not (shown or shown_of):
        return asked
    left = of_row(asked.without, asked.shown, shown_of)
    frame = replace(before.frame, confidence=1.0, doubts=())
    return replace(before, text=asked.text, shown=asked.shown, frame=frame, without=(*before.without, *left))


def _with_loose(asked: Asked, before: Asked) -> Asked:
    """With the words of the request before that nothing but a column told."""
    loose = tuple(dict.fromkeys((*before.loose, *asked.loose)))
    parts = tuple(dict.fromkeys((*before.parts, *asked.parts)))
    return replace(asked, loose=loose, again=tuple(dict.fromkeys((*before.again, *asked.again))), parts=parts)


def of_shown(asked: Asked, kinds: Mapping[str, KindSpec], shown_of: int, before: Asked | None) -> Asked:
    """ "are they encrypted?" after rows of things whose kinds tell it: those of them that are, of a list also those not shown."""
    refs = tuple(ref for ref in asked.shown if ref is not None)
    if asked.frame.intent in CHANGES or not refs or not _ARE_THEY.match(" ".join(asked.words)):
        return asked
    specs = [kinds[kind] for kind in dict.fromkeys(ref.kind for ref in refs) if kind in kinds]
    if set(asked.said) - _CONDITIONS or not (asked.said or [*details(asked.words, shared(specs))]):
        return asked
    frame = replace(asked.frame, intent="list_resources", confidence=1.0, entities=dict(asked.said), doubts=())
    if shown_of > len(refs) and before is not None and before.frame.intent in _OF_LISTS:
        frame = replace(frame, entities={**before.frame.entities, **asked.said})
        words = (*before.words, _THEN, *asked.words)
        asked = _but_left_out(asked, before)
        return replace(_with_loose(asked, before), frame=frame, words=words, kinds=before.kinds, rows=before.rows)
    return replace(asked, frame=frame, rows=refs, kinds=tuple(spec.kind for spec in specs), loose=(), again=())


def _is_sort(said: str) -> bool:
    return _SORT.search(said) is not None and (_SORTING.search(said) is not None or " by " not in said)


def but_grouped(asked: Asked) -> Asked:
    """``asked`` without where, that was said before, if it is to be told of each: "sum of vcpus by env" after "servers in prod"."""
    if asked.frame.intent != "show_statistics":
        return asked
    carried = _but_grouped(asked.frame.entities, " ".join(asked.words))
    entities = {**carried, **asked.said}
    widened = _dropped(asked.frame.entities, entities)
    return replace(asked, frame=replace(asked.frame, entities=entities), widened=widened)


def of_condition(asked: Asked) -> Asked:
    """ "if web-7 is down, restart it" asks for a change, which is none that is planned, and not what would happen."""
    verb = _ordered_under_if(asked) if asked.frame.intent in _WHAT_IF else ""
    if not verb:
        return asked
    intent = _DELETE if verb in {"delete", "terminate"} else _UPDATE
    ranked = ((intent, SURE), *asked.frame.ranked)
    return replace(asked, frame=replace(asked.frame, intent=intent, confidence=1.0, destructive=True, ranked=ranked))


def _ordered_under_if(asked: Asked) -> str:
    """The verb of a change that is to be made if something is so; empty: of none."""
    line = " ".join(asked.words)
    if found := _ORDERED_IF.search(line):
        return found[1]
    if not asked.words or "?" in asked.words or asked.words[0] in _ASKING:
        return ""
    several = (pattern.search(line) for pattern in _ORDERS_UNDER_IF)
    return next((one["verb"] for one in several if one and one["before"] not in _NO_ORDER), "")


def of_then(asked: Asked) -> Asked:
    """``asked`` as a list or a count of what there was at a time, where that is what it plainly is."""
    from dharma_tui.nlp.tools.existed import is_of_then

    frame = asked.frame
    is_open = frame.intent in ("list_resources", "show_changes", "show_statistics") or frame.confidence < GUESSED
    if frame.intent in CHANGES or not is_open or not is_of_then(asked):
        return asked
    intent = "show_statistics" if asked.has("many", "count", "number") else "list_resources"
    return replace(asked, frame=replace(frame, intent=intent, confidence=max(frame.confidence, SURE)))
