"""Questions after a plan: they are about what was listed before it, or whole by themselves, and no part of the change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, SURE, Frame
from dharma_tui.nlp.accounts import COMPARING
from dharma_tui.nlp.wholeness import kinds_of, points_back
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.nlp.context import Turn
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.reading import Reading
    from dharma_tui.nlp.recogniser import Recogniser

_LISTS = frozenset({"list_resources", "list_deployments", "list_infrastructure", "show_statistics"})
_SHOWING = frozenset({"show", "list", "display", "see"})
_SURELY, _GUESSED = 0.9, 0.6
_PLACES_ASKED = "list_infrastructure"
_OPENING = words_of("wholeness.opening")
_MENDING = frozenset({"the", "only", "just", "all", "no", "not", "instead", "but", "rather", "also", "in", "on", "for"})
"""What a line begins with that mends what was asked for before."""
_PLACES = frozenset({"region", "environment", "account", "provider"})
_COMPARED = "show_changes"
_RESTARTED = frozenset({"restart_deployment", "update_infrastructure"})
"""To restart is one or the other by what is restarted, which nobody knows before it is looked up."""
_RESTARTS = frozenset({"restart", "bounce", "recycle"})
_GOING_ON = frozenset({"what", "about", "how", "and", "in", "for", "of", "the", "also", "is", "it", "there", "account"})


def looked(
    turn: Turn, text: str, conversation: Conversation, recogniser: Recogniser, *, is_placed: bool = False
) -> Turn:
    """``turn``, which was read as the change before it, as what it asks where it asks for a list; else as it is.

    ``is_placed``: an account is said, which is not in ``text`` any more.
    """
    turn = _listed(turn)
    last = conversation.frames[-1].intent if conversation.frames else ""
    if last in CHANGES and turn.frame.intent == _PLACES_ASKED and not points_back(turn.reading):
        return recogniser.turn(text)  # "which regions are there?"
    if not {turn.frame.intent, last} <= CHANGES:
        return turn
    of_rows = conversation.is_change_of_rows
    goes_on = of_rows and _goes_on(turn.reading)
    if goes_on or _is_asked_anew(recogniser.turn(text).frame, turn.reading, is_narrowed=of_rows or is_placed):
        return recogniser.turn(text, conversation.looked_turn)
    return turn


def as_alone(turn: Turn, text: str) -> Turn:
    """``turn`` as what it plainly asks, whatever it was taken for: two things that are named are compared, or one is restarted."""
    frame, words = turn.frame, {token.plain for token in turn.reading.tokens}
    names = [one.value for one in turn.reading.mentions if one.sort == "resource_name" and not one.excluded]
    if frame.intent == OUT_OF_SCOPE and len({*names}) > 1 and COMPARING.search(text):
        entities = {**frame.entities, "resource_name": tuple(dict.fromkeys(names))}
        ranked = ((_COMPARED, _SURELY), *frame.ranked)
        return replace(
            turn, frame=replace(frame, intent=_COMPARED, confidence=_SURELY, entities=entities, ranked=ranked)
        )
    likely = sum(share for intent, share in frame.ranked if intent in _RESTARTED)
    if frame.intent in _RESTARTED and frame.confidence < SURE <= likely and not words.isdisjoint(_RESTARTS):
        return replace(turn, frame=replace(frame, intent="restart_deployment", confidence=likely))
    return turn


def of_kinds(turn: Turn, text: str, recogniser: Recogniser) -> Turn:
    """``turn``, in which two accounts are compared, as one of the kinds that ``text`` says: "compare volumes in a and b"."""
    said = kinds_of(recogniser.turn(text).reading)
    kinds = tuple(dict.fromkeys(one.value for one in said if one.value != "account"))
    entities = {**turn.frame.entities, "resource_kind": kinds}
    return replace(turn, frame=replace(turn.frame, entities=entities)) if kinds else turn


def _listed(turn: Turn) -> Turn:
    """``turn`` as a list, where things are to be shown and it was not surely read as talk: "could you kindly show me …"."""
    frame = turn.frame
    is_talk = frame.intent == "help_or_smalltalk" and frame.confidence < _SURELY and bool(frame.values("resource_kind"))
    if not is_talk or _SHOWING.isdisjoint(token.plain for token in turn.reading.tokens):
        return turn
    ranked = (("list_resources", _GUESSED), *frame.ranked)
    return replace(turn, frame=replace(frame, intent="list_resources", confidence=_GUESSED, ranked=ranked))


def _goes_on(reading: Reading) -> bool:
    """Whether nothing but another place is said, as of a list: "what about production?", "and ireland"."""
    words = {token.plain for at, token in enumerate(reading.tokens) if reading.at(at) is None and token.sort != "mark"}
    sorts = {one.sort for one in reading.mentions}
    return bool(sorts) and sorts <= _PLACES and words <= _GOING_ON


def _is_asked_anew(alone: Frame, reading: Reading, *, is_narrowed: bool) -> bool:
    """Whether a line by itself is plainly a list of a kind that is narrowed, and no change that was asked for is mended by it."""
    words = [token.plain for token in reading.tokens]
    is_list = alone.intent in _LISTS and alone.confidence >= SURE and bool(kinds_of(reading))
    sorts = {one.sort for one in reading.mentions} - {"resource_kind"}
    if not is_list or not words or words[0] in _OPENING | _MENDING or points_back(reading):
        return False
    return is_narrowed or bool(sorts) or reading.at(0) is None
