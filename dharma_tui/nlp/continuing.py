"""What goes on with the request before: its cost by team, the scan once more, only a plan of it, the same in another place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_SMALL = words_of("context.small")
_GROUPED = frozenset({"by", "per"})
_GROUPS = frozenset(
    {
        *("team", "teams", "region", "regions", "environment", "environments", "account", "accounts", "project"),
        *("service", "services", "provider", "kind", "type", "owner", "tag", "day", "week", "month", "resource"),
    }
)
_SPENT = frozenset({"optimize_cost"})
_SHORT, _LONG = 8, 12
"""Words at most of what only goes on, and of what waits for a plan first."""
_AGAIN = frozenset({"restart", "rerun", "redo", "again", "repeat", "relaunch", "refresh", "rescan", "run"})
_DENIED = frozenset({"not", "don't", "no", "never", "?", "why", "when", "who", "how", "what"})
_PLANS = frozenset({"plan", "dry", "dry-run", "preview", "simulate", "simulation", "rehearse", "rehearsal"})
_CARRIED_OUT = frozenset({"apply", "run", "execute", "plan", "preview", "scale", "start", "make", "set", "applied"})
_ORDERS = words_of("mood.verbs") - _CARRIED_OUT
_PLACES = frozenset({"environment", "region", "provider"})
_SWAPPING = frozenset({"update", "change", "switch", "replace", "show", "list", "see", "make", "move"})
_LOOKING = frozenset({"show", "see", "give", "tell", "check", "next", "times", "list", "what", "how", "much"})
_OF_VALUES = frozenset({"show_statistics", "forecast_capacity", "detect_anomalies"})
_RUNNING = frozenset({"run", "runs", "running"})
_UPON = frozenset({"on", "in", "there", "above"})
_BOTH = 2
_GREETED = words_of("context.greeted")
_FOR_REAL = (
    ("for", "real"),
    ("do", "it"),
    ("go", "ahead"),
    ("apply", "it"),
    ("proceed",),
    ("make", "it", "so"),
    ("execute", "it"),
)
_FEW = 4
_OF_THINGS = frozenset({"its", "their", "which", "what", "list", "show"})


def goes_on(frame: Frame, reading: Reading, words: Collection[str], before: Frame) -> bool:
    """Whether it is the request ``before`` with what is said anew, and no request of its own; ``words`` name nothing."""
    sorts = {one.sort for one in reading.mentions}
    if is_broken_down(reading, before):
        return True
    if before.intent in CHANGES:
        return _waits_for_a_plan(reading, words, sorts)
    rest = set(words) - _SMALL
    if sorts == {"metric"}:
        is_named = (
            before.intent in _OF_VALUES and bool(before.values("metric")) and bool(before.values("resource_name"))
        )
        return is_named and bool(rest) and rest <= _LOOKING and "?" not in words
    is_swapped = bool(sorts) and sorts <= _PLACES and all(before.values(sort) for sort in sorts)
    return is_swapped and bool(rest) and rest <= _SWAPPING and "?" not in words


def with_metric(reading: Reading, before: Frame) -> Reading:
    """ "and disk?" after the memory of one thing, where a disk is no thing but another metric of it."""
    is_measured = before.intent in _OF_VALUES and bool(before.values("metric")) and bool(before.values("resource_name"))
    if not is_measured or len(reading.mentions) != 1 or len(reading.tokens) > _FEW:
        return reading
    (one,) = reading.mentions
    words = [token.plain for token in reading.tokens[one.first : one.last]]
    if words not in (["disk"], ["disks"]) or (one.first and reading.tokens[one.first - 1].plain in _OF_THINGS):
        return reading
    return replace(reading, mentions=(replace(one, sort="metric", value="disk"),))


def is_broken_down(reading: Reading, before: Frame) -> bool:
    """ "and by team?" of what is spent, where what is grouped by is all that is named."""
    places = [
        at + 1
        for at, (first, second) in enumerate(pairwise(_plain(reading)))
        if first in _GROUPED and second in _GROUPS
    ]
    others = (one for one in reading.mentions if one.sort not in {"tag", "status"} and one.first not in places)
    return before.intent in _SPENT and len(reading.tokens) <= _SHORT and bool(places) and not any(others)


def _waits_for_a_plan(reading: Reading, words: Collection[str], sorts: Collection[str]) -> bool:
    """ "wait, plan only, and with 1 instead"."""
    said = set(words)
    return (
        not said.isdisjoint(_PLANS)
        and set(sorts) <= {"count"}
        and len(reading.tokens) <= _LONG
        and said.isdisjoint(_ORDERS)
        and "?" not in said
    )


def plans(words: Collection[str]) -> bool:
    """Whether what goes on is only to be planned."""
    return not _PLANS.isdisjoint(words)


def scans_again(frame: Frame, reading: Reading, words: Collection[str], before: Frame) -> bool:
    """ "that is old, restart it" of a scan."""
    if before.intent not in {"start_discovery", "discovery_status"} or frame.intent == "help_or_smalltalk":
        return False
    is_bare = {one.sort for one in reading.mentions} <= {"status"}
    said = set(words)
    return is_bare and len(reading.tokens) <= _SHORT and not said.isdisjoint(_AGAIN) and said.isdisjoint(_DENIED)


def asks_what_runs_on_it(reading: Reading, words: Collection[str], before: Frame) -> bool:
    """ "which services run on it" of one machine."""
    said = {*words, *_plain(reading)}
    is_of_one = before.intent == "describe_infrastructure" and len(before.values("resource_name")) == 1
    if not is_of_one or {one.sort for one in reading.mentions} - {"status"} or said.isdisjoint({"what", "which"}):
        return False
    return (
        len(reading.tokens) <= _SHORT
        and not said.isdisjoint(_RUNNING)
        and not said.isdisjoint({"it", "there"})
        and not said.isdisjoint(_UPON)
    )


def confirms(reading: Reading, words: set[str]) -> bool:
    """ "looks right, now for real" after a change that was only rehearsed; it is still asked for by a key."""
    row = tuple(token.plain for token in reading.tokens)
    said = [phrase for phrase in _FOR_REAL if any(row[at : at + len(phrase)] == phrase for at in range(len(row)))]
    return not reading.mentions and bool(said) and words <= _GREETED | {word for phrase in said for word in phrase}


def counts_them(frame: Frame, reading: Reading, before: Frame) -> bool:
    """ "delete the two" of two that were named."""
    names = before.values("resource_name")
    if frame.intent not in CHANGES or frame.intent == "scale_deployment" or len(names) < _BOTH:
        return False
    counts = [one.value for one in reading.mentions]
    return counts == [str(len(names))] and {one.sort for one in reading.mentions} == {"count"}


def _plain(reading: Reading) -> list[str]:
    return [token.plain for token in reading.tokens]
