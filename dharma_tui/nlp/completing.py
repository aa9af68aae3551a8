"""What a request being typed may become: a name of the inventory, a kind, an example of the catalogue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

LIMIT = 24
_SHORTEST = 2
"""Letters from which a word is completed."""


def completions(typed: str, names: Sequence[str], kinds: Iterable[str], examples: Iterable[str]) -> list[str]:
    """Whole requests. ``names`` are sorted and in lower case."""
    begun = " ".join(typed.casefold().split())
    if not begun:
        return []
    found = [one for one in examples if one.casefold().startswith(begun) and one.casefold() != begun]
    before, word = _last_word(typed)
    if len(word) >= _SHORTEST:
        lowered = word.casefold()
        said = [*_beginning(names, lowered), *(kind for kind in kinds if kind.casefold().startswith(lowered))]
        found += [f"{before}{one}" for one in said if one.casefold() != lowered]
    return list(islice(dict.fromkeys(found), LIMIT))


def _last_word(typed: str) -> tuple[str, str]:
    at = max(typed.rfind(char) for char in " \n,(\"'") + 1
    return typed[:at], typed[at:]


def _beginning(names: Sequence[str], start: str) -> Iterator[str]:
    at = bisect_left(names, start)
    for name in names[at : at + LIMIT]:
        if not name.startswith(start):
            return
        yield name
