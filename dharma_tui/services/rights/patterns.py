"""Patterns of policies: ``*`` stands for any text, ``?`` for any one character; in an ARN for none that ends a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

VARIABLE = re.compile(r"\$\{[^}*?$]*\}")
_COLONS = 5
"""Of an ARN, before what a resource is called."""
_LITERAL = {"${*}": "*", "${?}": "?", "${$}": "$"}


@lru_cache(maxsize=65536)
def covers(pattern: str, other: str) -> bool:
    """Whether everything that ``other`` stands for, ``pattern`` stands for too.

    What is said to be covered is; of two that say the same in a roundabout way it may be said that they do not.
    """
    if pattern in ("*", other):
        return True
    return ("*" in pattern or "?" in pattern) and _covering(pattern).fullmatch(other) is not None


@lru_cache(maxsize=65536)
def overlaps(one: str, other: str) -> bool:
    """Whether there is a text that both stand for."""
    if one in ("*", other) or other == "*":
        return True
    if not _alike(one, other) or not _alike(one[::-1], other[::-1]):
        return False
    reached = _past_stars({0}, other)
    """Places in ``other`` at which what is read of ``one`` can end."""
    for char in one:
        if char == "*":
            reached = set(range(min(reached), len(other) + 1))
        else:
            reached = _past_stars({step for at in reached for step in _steps(char, at, other)}, other)
        if not reached:
            return False
    return len(other) in reached


def arn_covers(pattern: str, other: str) -> bool:
    """Whether every ARN that ``other`` stands for, ``pattern`` stands for too."""
    return all(covers(one, two) for one, two in _parts(pattern, other))


def arn_overlaps(one: str, other: str) -> bool:
    """Whether there is an ARN that both stand for."""
    return all(overlaps(part, beside) for part, beside in _parts(one, other))


def service_of(arn: str) -> str:
    """The service whose resource ``arn`` is; empty of what is no ARN."""
    return _parts_of(arn)[2] if arn.startswith("arn:") else ""


def has_variables(pattern: str) -> bool:
    """Whether what it stands for depends on who asks."""
    return "${" in pattern and VARIABLE.search(pattern) is not None


def variables(pattern: str) -> tuple[str, ...]:
    """The names of what it depends on: ``aws:PrincipalTag/team``."""
    return tuple(text[2:-1].partition(",")[0].strip() for text in VARIABLE.findall(pattern))


def without_variables(pattern: str) -> str:
    """``pattern`` with anything in place of its variables."""
    pattern = VARIABLE.sub("*", pattern)
    for written, meant in _LITERAL.items():
        pattern = pattern.replace(written, meant)
    return pattern


def _parts(one: str, other: str) -> Iterable[tuple[str, str]]:
    """What to compare with what: ARNs part by part, of which the last has colons of its own."""
    if all(text.startswith("arn:") or set(text) == {"*"} for text in (one, other)):
        return zip(_parts_of(one), _parts_of(other), strict=True)
    return ((one, other),)


@lru_cache(maxsize=65536)
def _parts_of(arn: str) -> tuple[str, ...]:
    """The six parts of an ARN; those that it lacks may be anything."""
    parts = arn.split(":", _COLONS)
    return (*parts, *("*" for _ in range(len(parts), _COLONS + 1)))


@lru_cache(maxsize=65536)
def _covering(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "[^*]"}
    return re.compile("".join(parts.get(char) or re.escape(char) for char in re.sub(r"\*+", "*", pattern)), re.DOTALL)


def _alike(one: str, other: str) -> bool:
    """Whether both begin alike, as far as neither has a star."""
    for here, there in zip(one, other, strict=False):
        if "*" in (here, there):
            return True
        if here != there and "?" not in (here, there):
            return False
    return True


def _past_stars(reached: set[int], other: str) -> set[int]:
    """``reached``, and the places after stars there, which may stand for nothing."""
    found = set(reached)
    for at in reached:
        while at < len(other) and other[at] == "*":
            at += 1
            found.add(at)
    return found


def _steps(char: str, at: int, other: str) -> list[int]:
    """Where in ``other`` reading one character leads to: a star there may stand for it and for more."""
    if at == len(other):
        return []
    if other[at] == "*":
        return [at]
    return [at + 1] if "?" in (char, other[at]) or char == other[at] else []
