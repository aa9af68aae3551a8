"""What somebody may have meant who typed a word that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.6
"""Similarity from which a word is worth naming, as ``difflib`` counts it."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the known word most like ``word``; ``otherwise`` when none is like it."""
    from difflib import get_close_matches

    known = {each.lower(): each for each in known}
    found = get_close_matches(word.lower(), known, n=1, cutoff=_ALIKE)
    return f"did you mean {known[found[0]]!r}?" if found else otherwise
