"""Patterns of policies: ``*`` stands for any text, ``?`` for any one character; in an ARN for none that ends a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

VARIABLE = re.compile(r"\$\{[^}*?$]*\}")
_COLONS = 5
"""Of an ARN, before what a resource is called."""
_LITERAL = {"${*}": "*", "${?}": "?", "${$}": "$"}


def covers(pattern: str, other: str) -> bool:
    """Whether everything that ``other`` stands for, ``pattern`` stands for too.

    What is said to be covered is; of two that say the same in a roundabout way it may be said that they do not.
    """
    if pattern in ("*", other):
        return True
    if "*" in pattern:
        return _is_made_of(pattern, other, _place)
    return "?" in pattern and len(pattern) == len(other) and _place(pattern, other, 0, len(other)) == 0


def overlaps(one: str, other: str) -> bool:
    """Whether there is a text that both stand for."""
    if one in ("*", other) or other == "*":
        return True
    if "*" in other:
        one, other = other, one
    if "*" not in one:
        return len(one) == len(other) and _alike(one, other)
    if "*" not in other:
        return _is_made_of(one, other, _place if "?" not in other else _possible_place)
    begin = min(one.index("*"), other.index("*"))
    end = min(len(one) - one.rindex("*"), len(other) - other.rindex("*")) - 1
    # between where either begins and ends there is room for all that both want, one after the other
    return _alike(one[:begin], other[:begin]) and _alike(one[len(one) - end :], other[len(other) - end :])


def arn_covers(pattern: str, other: str) -> bool:
    """Whether every ARN that ``other`` stands for, ``pattern`` stands for too."""
    if pattern in ("*", other):
        return True
    (name, place), (its_name, its_place) = _name_and_place(pattern), _name_and_place(other)
    if not place or not its_place:
        return covers(pattern, other)
    return covers(name, its_name) and (place == its_place or all(map(covers, place, its_place)))


def arn_overlaps(one: str, other: str) -> bool:
    """Whether there is an ARN that both stand for."""
    (name, place), (its_name, its_place) = _name_and_place(one), _name_and_place(other)
    if not place or not its_place:
        return overlaps(one, other)
    return overlaps(name, its_name) and (place == its_place or all(map(overlaps, place, its_place)))


def service_of(arn: str) -> str:
    """The service whose resource ``arn`` is; empty of what is no ARN."""
    return _name_and_place(arn)[1][2] if arn.startswith("arn:") else ""


def has_variables(pattern: str) -> bool:
    """Whether what it stands for depends on who asks."""
    return "${" in pattern and VARIABLE.search(pattern) is not None


def variables(pattern: str) -> tuple[str, ...]:
    """The names of what it depends on: ``aws:PrincipalTag/team``."""
    return tuple(text[2:-1].partition(",")[0].strip() for text in VARIABLE.findall(pattern))


def without_variables(pattern: str) -> str:
    """``pattern`` with anything in place of its variables."""
    if "${" not in pattern:
        return pattern
    pattern = VARIABLE.sub("*", pattern)
    for written, meant in _LITERAL.items():
        pattern = pattern.replace(written, meant)
    return pattern


@lru_cache(maxsize=65536)
def _name_and_place(arn: str) -> tuple[str, tuple[str, ...]]:
    """What a resource is called, which may have colons, and the five parts before; those that an ARN lacks may be anything.

    What is none has no place, and is compared as it is.
    """
    if not arn.startswith("arn:") and set(arn) != {"*"}:
        return arn, ()
    *place, name = (*arn.split(":", _COLONS), *("*",) * _COLONS)[: _COLONS + 1]
    return name, tuple(place)


def _is_made_of(pattern: str, text: str, place: Callable[[str, str, int, int], int]) -> bool:
    """Whether ``text`` is what ``pattern`` has between its stars, and anything between that."""
    first, *pieces, last = pattern.split("*")
    at, end = len(first), len(text) - len(last)
    if end < at or place(first, text, 0, at) != 0 or place(last, text, end, len(text)) != end:
        return False
    for piece in pieces:  # wherever a piece is first, there is the most left for the others
        if (found := place(piece, text, at, end)) < 0:
            return False
        at = found + len(piece)
    return True


def _place(piece: str, text: str, start: int, end: int) -> int:
    """Where in ``text`` all that a piece without stars stands for is first; -1 where it is not."""
    return text.find(piece, start, end) if "?" not in piece else _searched(_covering(piece), text, start, end)


def _possible_place(piece: str, text: str, start: int, end: int) -> int:
    """Where in ``text`` is first what a piece without stars stands for, if it has the right letters for its ``?``."""
    return _searched(_crossing(piece), text, start, end)


def _searched(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = pattern.search(text, start, end)
    return -1 if found is None else found.start()


@lru_cache(maxsize=4096)
def _covering(piece: str) -> re.Pattern[str]:
    return re.compile("".join("[^*]" if char == "?" else re.escape(char) for char in piece))


@lru_cache(maxsize=4096)
def _crossing(piece: str) -> re.Pattern[str]:
    return re.compile("".join("." if char == "?" else f"[{re.escape(char)}?]" for char in piece), re.DOTALL)


def _alike(one: str, other: str) -> bool:
    """Whether two that are as long and have no stars may be the same."""
    if one == other:
        return True
    return "?" in one + other and all(
        here == there or "?" in (here, there) for here, there in zip(one, other, strict=True)
    )
