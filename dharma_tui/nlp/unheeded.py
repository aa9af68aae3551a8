"""Numbers and names with marks in them of which no condition of a list knows: they are told as left out, so that nothing is
planned of what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.entities.ranges import ranged
from dharma_tui.nlp.entities.terms import terms
from dharma_tui.nlp.query import Query

if TYPE_CHECKING:
    from dharma_tui.nlp.tools._base import Asked

_NUMBER = re.compile(r"v?\d+(?:\.\w+)*")
_JUST = frozenset({"exactly", "precisely", "just", "only", "the", "a", "total"})
_HAVING = frozenset(
    {"with", "has", "have", "having", "had", "whose", "=", "exactly", "precisely", "contain", "containing"}
)
"""Words before a number that says what things have, and not how many of them are to be shown."""
_BEING = frozenset({"of", "at", "on", "is", "are", "to", "running", "runs", "run", "by", "into"})
"""Words that do so, unless what is to be shown stands behind it: "the state of 5 servers"."""
_ASKING = frozenset(
    {
        "top",
        "first",
        "last",
        "most",
        "least",
        "best",
        "worst",
        "me",
        "us",
        "show",
        "list",
        "limit",
        "only",
        "just",
        "any",
    }
)
"""Words before a number at the end that says how many are to be shown: "the top 5"."""
_COPIES = frozenset({"replica", "replicas", "copy", "copies", "pod", "pods", "task", "tasks"})
_UNTOLD = frozenset({"median", "percentile", "percentiles", "variance", "deviation"})
"""Figures that nothing here tells."""
_CALLED = re.compile(
    r"\b(?:called|named|namens|genannt|llamad[oa]s?|chamad[oa]s?|appelée?s?|nommée?s?|chiamat[oaei])\s+[\"'“«]?(\S+)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[^\w\s.:/@\-]|[\u0370-\U0010ffff]")
_PLAIN = re.compile(r"[\w.:/@\-]{2,}")
_BREAKS = frozenset({"in", "on", "at", "of", "and", "or", "for", "from", "to", "with", "that", "are", "is"})


def told_unheeded(asked: Asked, query: Query) -> Query:
    """``query`` with the numbers and names of ``asked`` that it does not heed among what is left out."""
    heeded = " ".join((*(f"{one.text} {one.words}" for one in query.conditions), *query.untold, query.order)).lower()
    if (
        both := ranged(asked.words, asked.frame.values("count"))
    ) is not None:  # both ends were heeded, or told as left out
        heeded += f" {both.low} {both.high}"
    limit = query.limit
    at = _place(asked.words, limit)
    told = []
    if limit and at >= 0 and not _is_limit(asked, at):
        told.append(_with_next(asked.words, at))
        limit = 0
    free = [word for word in asked.free if _NUMBER.fullmatch(word) and not _is_in(word, heeded)]
    told += [_with_last(asked.words, word) for word in free]
    told += [word for at, word in enumerate(asked.words) if _is_vague(asked, query, at)]
    told += [name for name in _marked_names(asked.text) if not _is_known(name.lower(), heeded)]
    untold = (one for one in query.untold if not any(each.startswith(f"{one} ") for each in told))
    return replace(query, limit=limit, untold=(*untold, *dict.fromkeys(told))) if told else query


def _marked_names(text: str) -> list[str]:
    """Names that are said to be names, as typed, and are of more than the letters that are read."""
    names = (found[1].rstrip("\"'”».,;!?") for found in _CALLED.finditer(text))
    return [name for name in names if _MARKED.search(name)]


def _is_known(name: str, heeded: str) -> bool:
    return name in heeded or any(part in heeded for part in _PLAIN.findall(name))


def _is_vague(asked: Asked, query: Query, at: int) -> bool:
    """Whether nothing tells what the word there says: which things are old or matter, and what is half way of all."""
    word, behind = asked.words[at], asked.words[at + 1 : at + 2]
    is_old = word == "old" and bool(behind) and _is_kind(asked, behind[0]) and not asked.frame.values("time_range")
    is_heeded = any(word in one.split() for one in (*query.words, *query.untold, query.order))
    return not is_heeded and (is_old or word in _UNTOLD or (word == "matter" and asked.words[at - 1 : at] == ("that",)))


def _place(words: Sequence[str], number: int) -> int:
    return next((at for at, word in enumerate(words) if NUMBERS.get(word, word) == str(number)), -1)


def _is_limit(asked: Asked, at: int) -> bool:
    """Whether the number there says how many are to be shown: "the 5 biggest", and not "with 5 replicas"."""
    words = asked.words
    behind = words[at + 1] if at + 1 < len(words) else ""
    before = at - 1
    while before > 0 and words[before] in _JUST - _HAVING:
        before -= 1
    lead = words[before] if before >= 0 else ""
    if lead in _HAVING or (behind in _COPIES and not _is_kind(asked, behind)):
        return False
    if "the" in words[max(0, at - 1) : at] or any(_is_kind(asked, one) for one in words[at + 1 : at + 4]):
        return True
    is_last = not behind.isalpha() or behind in _BREAKS
    return lead not in _BEING and (not is_last or lead in _ASKING or lead.endswith("est") or not lead.isalpha())


def _is_kind(asked: Asked, word: str) -> bool:
    """Whether what is to be listed is called so; pods of workloads are what those have."""
    said = {value for sort, value in terms().get((word,), ()) if sort == "resource_kind"}
    is_copies = asked.frame.intent == "list_deployments" and word in _COPIES
    return not is_copies and bool(said & {*asked.frame.values("resource_kind")})


def _with_next(words: Sequence[str], at: int) -> str:
    behind = words[at + 1 : at + 2]
    return " ".join((words[at], *(word for word in behind if word.isalpha() and word not in _BREAKS)))


def _with_last(words: Sequence[str], number: str) -> str:
    at = words.index(number) if number in words else 0
    return " ".join((*(word for word in words[max(0, at - 1) : at] if word.isalpha() and word not in _BREAKS), number))


def _is_in(number: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(number)}(?![\w])", text) is not None
