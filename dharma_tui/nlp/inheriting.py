"""What an order that says no change of its own takes over from the one it goes on with: "stop web-1 if idle", then "web-2"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp import as_told
from dharma_tui.nlp.mood import Mood, mood
from dharma_tui.nlp.refusing import doubts_of, verbs
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.wholeness import kinds_of
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.reading import Reading

_VERBS = words_of("mood.verbs")
_GENERIC = words_of("mood.starters") | words_of("amending.generic")
"""Verbs that say no more than that something is to be so."""

_STANDING = frozenset(
    {
        *("negated", "supposed", "excluded", "later", "unplaced", "two verbs", "part", "pattern", "quoted"),
        *("kept beside", "only may be", "not planned", "too long", "stands"),
    }
)
"""What was refused for one of these is not planned by naming another thing."""
_TOLD = frozenset({"is", "are", "was", "were", "has", "have", "had"})
"""With these something is told or asked: "is web-2 running", "web-2 is in prod"."""
_STATES = frozenset({"status", "metric"})
_FINE = frozenset({"ok", "okay", "good", "fine"})
_OF_ALL = frozenset({"all", "every", "each", "everything", "both", "any"})
_REHEARSED = frozenset(
    {"dry", "dry-run", "dryrun", "plan", "simulate", "simulation", "preview", "rehearse", "rehearsal", "pretend"}
)
_ALIKE = frozenset({"restart_deployment", "update_infrastructure"})
"""To restart is one or the other by what is restarted."""


def inherited(asked: Asked, reading: Reading, conversation: Conversation) -> Asked:
    """``asked`` with the words of the order that it goes on with, or with what spoke against that."""
    if asked.frame.intent not in CHANGES or not conversation.is_of_change or is_own(asked, reading):
        return asked
    is_of_kind = kinds_of(reading) and not asked.said.get("resource_name") and asked.frame.values("resource_name")
    is_state = any(one.sort in _STATES for one in reading.mentions) and not kinds_of(reading)
    is_state |= "?" in asked.words and not _FINE.isdisjoint(asked.words)
    if is_of_kind or is_state or not _TOLD.isdisjoint(asked.words):
        return replace(asked, doubts=(*asked.doubts, "not planned"))
    if (before := conversation.ordered) is None:  # of a session that was taken up
        return replace(asked, doubts=(*asked.doubts, "not planned"))
    if asked.frame.intent != before.frame.intent and not {asked.frame.intent, before.frame.intent} <= _ALIKE:
        return asked
    if standing := _standing(before):
        asked = replace(asked, doubts=("stands", *asked.doubts, *standing))
    left = {*_OF_ALL, *asked.words}
    left |= {*_REHEARSED, "run", ":"} if asked.frame.destructive and not before.frame.destructive else set()
    words = tuple(word for word in before.words if word not in left)
    is_tagged = bool(asked.frame.values("tag")) and not asked.said.get("tag")
    text = before.text if is_tagged else asked.text
    return replace(asked, text=text, words=(*words, *asked.words), into=asked.into or before.into)


def is_own(asked: Asked, reading: Reading) -> bool:
    """Whether it says a change by its own words."""
    own = replace(asked, words=asked.free)
    if verbs(own) or not _VERBS.isdisjoint(asked.free):
        return True
    return mood(reading) == Mood.COMMANDED and _GENERIC.isdisjoint(asked.free)


def _standing(before: Asked) -> list[str]:
    """What spoke against ``before`` whatever it was to be done to."""
    told = [one for one in doubts_of(before) if one in _STANDING]
    is_left = as_told.kept(before) is not None
    is_refused = not before.frame.destructive and not before.has(*_REHEARSED)
    told += ["two verbs"] if before.orders else []
    return list(dict.fromkeys([*told, *(["negated"] if is_left or is_refused else [])]))
