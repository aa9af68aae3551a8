"""Whether a few words set right what was asked for in the same breath: "actually 8", "in Paris after all", "call it x"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_VALUES = frozenset({"count", "region", "environment", "provider", "time_range"})
_COUNTED = frozenset({"scale_deployment", "create_infrastructure", "update_infrastructure"})
_REHEARSING = frozenset({"dry", "run", "dry-run", "dryrun", "plan", "simulate", "simulation", "preview", "draft"})
_WAITING = frozenset({"out", "hold", "first", "before", "as", "sec", "second", "moment"})
"""Said of a plan that is wanted first."""
_NAMING = frozenset({"rename", "call", "name", "named", "called"})
_GENERIC = words_of("amending.generic")
"""Verbs that say no more than that something is to be so."""
_OWN = {"scale_deployment": {"scale", "replicas"}, "create_infrastructure": {"create", "add"}}
"""Verbs that say the change itself once more."""
_ASKING = words_of("mood.question_words") | {"?", "is", "are", "was", "did", "does", "has", "will"}
_COUNT = re.compile(r"(?P<sign>\D*)(?P<value>[\d.]+)(?P<unit>\D*)")
_RELEASE = re.compile(r"v?\d+(?:\.\d+)+")
_OF_RELEASES = frozenset({"version", "release", "revision", "tag", "build", "wrong"})
_ENOUGH = frozenset({"enough", "capacity", "forecast", "plenty", "suffice", "will", "do", "if", "until", "up"})
_STRANGERS, _SHORT = 2, 8
"""Words at most that nothing is known of, and words in all."""


def amends(
    reading: Reading, words: frozenset[str], before: Frame, small: frozenset[str], is_english: Callable[[str], bool]
) -> bool:
    """Whether it is only told what is otherwise of the change before.

    ``words`` are those that name nothing, and ``small`` such as say nothing.
    """
    if before.intent not in CHANGES or len(reading.tokens) > _SHORT:
        return False
    sorts = {one.sort for one in reading.mentions}
    said = words - small
    if before.intent == "rollback_deployment" and not sorts and _is_release(reading, said):
        return True
    if not sorts:
        strangers = {word for word in said if not is_english(word)}
        told = said - strangers - _WAITING
        return len(strangers) <= 1 and bool(told) and told <= _REHEARSING and "?" not in words
    if sorts == {"count"} and before.values("count") and "?" not in words and said <= _ENOUGH:
        return True
    if not _ASKING.isdisjoint(words - {"will"}):
        return False
    strangers = {word for word in said if not is_english(word)}
    if len(strangers) > _STRANGERS:
        return False
    said -= strangers
    if sorts == {"resource_name"}:
        named = before.intent == "create_infrastructure" and said <= _NAMING and bool(said or strangers)
        return named or ("same" in words and said <= _GENERIC)
    if not sorts <= _VALUES or not said <= _GENERIC | _OWN.get(before.intent, set()):
        return False
    if "count" in sorts and before.intent not in _COUNTED:
        return False
    return "time_range" not in sorts or bool(before.values("time_range"))


def _is_release(reading: Reading, said: frozenset[str]) -> bool:
    """Whether nothing but another release is said: "no wait, to 2.14"."""
    releases = {token.plain for token in reading.tokens if _RELEASE.fullmatch(token.plain)}
    return len(releases) == 1 and said - releases <= _OF_RELEASES and "?" not in said


def amended(reading: Reading, anew: Mapping[str, tuple[str, ...]], last: Frame) -> dict[str, tuple[str, ...]]:
    """The values that hold where an earlier one is named beside them ("5, not 8", "8 말고 5"); "no, Virginia" excludes none."""
    told = dict(anew)
    is_made = last.intent == "create_infrastructure"
    for sort, earlier in last.entities.items():
        excluded = [one.value for one in reading.mentions if one.sort == sort and one.excluded]
        named: Sequence[str] = [*told.get(sort, ()), *excluded]
        left = tuple(value for value in named if value not in earlier)
        is_instead = is_made and bool(left) and left == tuple(excluded)
        if is_instead or (left and len(left) < len(named) and _denies(reading)):
            told[sort] = left
    return told


def _denies(reading: Reading) -> bool:
    return not {"not", "no", "instead", "rather", "than", "sorry", "excluded"}.isdisjoint(
        one.plain for one in reading.tokens
    )


def with_unit(value: str, earlier: str) -> str:
    """A bare number takes the unit, and a number without a sign the sign, of the one it replaces."""
    told, was = _COUNT.fullmatch(value), _COUNT.fullmatch(earlier)
    if told is None or was is None or told["unit"]:
        return value
    return (
        f"{told['sign'] or (was['sign'] if was['sign'] in {'>', '<', '>=', '<='} else '')}{told['value']}{was['unit']}"
    )
