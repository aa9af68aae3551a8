"""What somebody may have meant who typed a word that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.6
"""Similarity from which a word is worth naming, as ``difflib`` counts it."""
_LOOKED_AT = 5


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the known word most like ``word``; ``otherwise`` when none is like it.

    Letters that changed places are the likeliest slip: a word of the same letters comes before others.
    """
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else otherwise


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``; empty when none is like it."""
    from difflib import get_close_matches

    typed, known = word.lower(), {each.lower(): each for each in known}
    found = get_close_matches(typed, known, n=_LOOKED_AT, cutoff=_ALIKE)
    found.sort(key=lambda each: sorted(each) != sorted(typed))
    return known[found[0]] if found else ""
