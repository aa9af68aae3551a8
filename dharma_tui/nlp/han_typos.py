"""Words of Chinese and Japanese of which one sign was typed for another that sounds or looks like it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from dharma_tui.nlp.lexicon import Entry, Lexicons
from dharma_tui.nlp.tokens import fold

_SHORTEST = 2
"""Signs of a word that may be mistyped: alone, a sign is what it is."""


@cache
def _alike() -> dict[str, str]:
    """Signs that each sign may have been typed for."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("alike.txt").read_text("utf-8").splitlines():
        signs = "" if line.startswith("#") else fold(line.strip())
        for sign in signs:
            told[sign].update(set(signs) - {sign})
    return {sign: "".join(sorted(others)) for sign, others in told.items()}


def mistyped(text: str, at: int, known: Lexicons, language: str) -> Entry | None:
    """The longest entry that is meant where no word of two signs or more begins; none: nothing comes near."""
    typed = text[at]
    best: Entry | None = None
    for first in (typed, *_alike().get(typed, "")):
        for entry in known.unspaced.get(first, ()):
            size = len(entry.phrase)
            if entry.language != language or size < _SHORTEST or (best and size <= len(best.phrase)):
                continue
            if _is_near(entry.phrase, text[at : at + size]):
                best = entry
    return best


def _is_near(meant: str, typed: str) -> bool:
    """Whether one sign differs, and is typed for what it sounds or looks like."""
    if len(typed) < len(meant):
        return False
    wrong = [(one, other) for one, other in zip(meant, typed, strict=True) if one != other]
    if len(wrong) != 1:
        return False
    one, other = wrong[0]
    return one in _alike().get(other, "")
