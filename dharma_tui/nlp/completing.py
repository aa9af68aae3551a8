"""What a request being typed may become: a name of the inventory, a kind, an example of the catalogue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

LIMIT = 24
_SHORTEST = 2
"""Letters from which a word is completed."""
_BETWEEN = " \n,(\"'"


def completions(
    typed: str,
    names: Sequence[str],
    kinds: Iterable[str],
    examples: Iterable[str],
    at: int | None = None,
    spelled: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Whole requests, with the word that the cursor is in completed; ``at`` is where that stands, none is the end.

    ``names`` are sorted and in lower case; ``spelled`` are those with capitals, as they are written.
    """
    begun = " ".join(typed.casefold().split())
    if not begun:
        return []
    first, last = word_at(typed, len(typed) if at is None else at)
    found = (
        []
        if typed[last:].strip()
        else [one for one in examples if one.casefold().startswith(begun) and one.casefold() != begun]
    )
    word, lowered = typed[first:last], typed[first : len(typed) if at is None else at].casefold()
    if len(lowered) >= _SHORTEST:
        said = [
            *(spelled.get(one, one) for one in _beginning(names, lowered)),
            *(kind for kind in kinds if kind.casefold().startswith(lowered)),
        ]
        found += [f"{typed[:first]}{one}{typed[last:]}" for one in said if one.casefold() != word.casefold()]
    return list(islice(dict.fromkeys(found), LIMIT))


def word_at(typed: str, at: int) -> tuple[int, int]:
    """Where the word begins and ends that the cursor is in, or stands behind."""
    first = max(typed.rfind(char, 0, at) for char in _BETWEEN) + 1
    return first, min((end for char in _BETWEEN if (end := typed.find(char, at)) >= 0), default=len(typed))


def _beginning(names: Sequence[str], start: str) -> Iterator[str]:
    at = bisect_left(names, start)
    for name in names[at : at + LIMIT]:
        if not name.startswith(start):
            return
        yield name
