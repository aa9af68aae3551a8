"""Rows of a list that are kept while the others are changed: "keep the first one, delete the rest"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.refusing import verbs
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.word_lists import words_of

_KEEPING = words_of("kept_rows.keeping")
"""Words that keep something, as languages have them, glossed or not."""
_OTHERS = frozenset({"rest", "others", "remaining", "remainder", "all", "everything"})
_BREAKS = frozenset({"and", "but", "then"})


def is_of_the_others(words: Sequence[str], places: Sequence[int]) -> bool:
    """Whether rows are told by their places (``places`` of the words that tell them) beside the others of the list."""
    return bool(places) and (not _OTHERS.isdisjoint(words) or ("other", "ones") in pairwise(words))


def kept(asked: Asked, reading: Reading, places: Sequence[int]) -> bool | None:
    """Whether the rows at these places are kept, and the others changed; False: the others are kept. None: it is not plain."""
    clauses = [part for part in _clauses(reading) if any(reading.tokens[at].plain.isalpha() for at in part)]
    if len(clauses) != 2:
        return None
    of_rows = [part for part in clauses if set(part) & {*places}]
    of_others = [part for part in clauses if part not in of_rows]
    if len(of_rows) != 1 or len(of_others) != 1:
        return None
    rows, others = (tuple(reading.tokens[at].plain for at in part) for part in (of_rows[0], of_others[0]))
    if not is_of_the_others(others, (0,)):
        return None
    changed_rows, changed_others = verbs(replace(asked, words=rows)), verbs(replace(asked, words=others))
    if changed_others and not changed_rows and _KEEPING & {*rows}:
        return True
    return False if changed_rows and not changed_others and _KEEPING & {*others} else None


def _clauses(reading: Reading) -> list[list[int]]:
    told: list[list[int]] = [[]]
    for at, token in enumerate(reading.tokens):
        if token.sort == "mark" or token.plain in _BREAKS:
            told.append([])
        else:
            told[-1].append(at)
    return [part for part in told if part]
