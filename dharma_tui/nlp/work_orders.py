"""Orders that are for other tools, and for people: a meeting, a ticket, a mail, "ask Ann to restart it"."""

from __future__ import annotations

import re
from itertools import pairwise

from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_THINGS = words_of("scope.things")
_TOOLS = words_of("scope.tools")
_OUTSIDE = words_of("scope.outside")
_WRITING = words_of("scope.writing")
_NEVER_OURS = words_of("scope.never_ours")
_DOORS = frozenset({"door", "doors"})
_TELLING = words_of("scope.telling")
"""Verbs of what is to be told to somebody."""
_TO_US = words_of("mood.questions") | {"me", "us", "you", "that", "if", "whether", "it"}
_SOMEBODY = frozenset({"someone", "somebody", "anyone", "anybody", "him", "her", "them"})
_SAID_TO = ("tell", "somebody")
"""How lexicons have it that somebody is to be told something."""
_SAYING = words_of("scope.saying")
_SAID_TO_US = words_of("scope.said_to_us")
_CALLED = frozenset({"the", "our", "whoever", "on-call", "oncall", *_SOMEBODY})
_OF_OTHERS = frozenset(
    {"alert", "alerts", "ticket", "tickets", "incident", "incidents", "issue", "issues", "channel", "board"}
)
"""What such a tool has."""
_COURTEOUS = frozenset({"please", "pls", "and", "then", "can", "could", "would", "you", "ok", "so"})
_MENDING = frozenset({"fix", "remediate", "heal", "playbook", "runbook", "recommendation"})
_TICKET = re.compile(r"(?:inc|chg|ritm|prb|req|sctask|ctask|cs|tkt)\d{4,}|task\d{6,}|p[0-5]|sev-?[0-5]")
"""Numbers of tickets, and how urgent they are."""


def is_for_others(reading: Reading) -> bool:
    """Whether what is to be made, changed or sent is none of this console's, or somebody is to be told of it."""
    return _is_for_other_tools(reading) or _is_of_tickets(reading) or is_for_people(reading) or is_of_the_house(reading)


def is_of_the_house(reading: Reading) -> bool:
    """Whether something is spoken of that is nobody's infrastructure, wherever it stands: "the door of the server room"."""
    return any(
        token.plain in _NEVER_OURS
        and reading.at(at) is None
        and (token.plain in _DOORS or not names_a_thing(reading, at + 1))
        for at, token in enumerate(reading.tokens)
    )


def _is_of_tickets(reading: Reading) -> bool:
    """Whether a ticket is named, and nothing that is known: "close INC0041", "raise a sev2"; mending is no such order."""
    words = {token.plain for token in reading.tokens}
    if any(token.sort == "name" for token in reading.tokens) or not _MENDING.isdisjoint(words):
        return False
    return any(token.sort == "identifier" and _TICKET.fullmatch(token.plain) for token in reading.tokens)


def is_for_people(reading: Reading) -> bool:
    """Whether it begins with a verb of telling somebody, or somebody is to be got to do what names nothing of ours."""
    words = [token.plain for token in reading.tokens]
    if _SAID_TO in pairwise(words) or _is_said_to_somebody(reading):
        return True
    start = next((at for at, word in enumerate(words) if word not in _COURTEOUS), 0)
    first, second = (*words[start:], "", "")[:2]
    if first in _TELLING and second and second not in _TO_US and reading.at(start) is None:
        return not names_a_thing(reading, start + 1) and (first != "page" or second in _CALLED)
    named = any(one.sort in {"resource_name", "tag"} for one in reading.mentions)
    return first in {"get", "have", "let"} and second in _SOMEBODY and not named


def _is_said_to_somebody(reading: Reading) -> bool:
    """ "sag Olga, sie soll …": with a verb that is said to us as well, by whom it is said to."""
    said = [token.plain for token in reading.original[:2]]
    if len(said) < len(_SAID_TO) or said[0] not in _SAYING or said[1] in _SAID_TO_US:
        return False
    return reading.original[1].sort == "word" and (len(reading.tokens) < 2 or reading.tokens[1].sort != "name")


def _is_for_other_tools(reading: Reading) -> bool:
    """Whether what is to be made or sent is none of this console's: a meeting, a ticket, a mail; or lies somewhere else."""
    words = [token.plain for token in reading.tokens]
    for at, word in enumerate(words):
        if word in _OUTSIDE and not _OF_OTHERS.isdisjoint(words[at + 1 : at + 2]):
            return True
        if (
            word in _OUTSIDE
            and words[at - 1 : at]
            and words[at - 1] in {"on", "in", "to", "via", "from", "my", "his", "her"}
        ):
            return not names_a_thing(reading, at + 1)
        if word not in _WRITING or (
            at and words[at - 1] in {"to", "and", "the"} and words[at - 2 : at - 1] == ["team"]
        ):
            continue
        for place in range(at + 1, min(at + 5, len(words))):
            if reading.at(place) is not None or words[place] in {"for", "to", "of", "in", "on"}:
                break
            if words[place] in _TOOLS:
                return not names_a_thing(reading, place + 1)
    return False


def names_a_thing(reading: Reading, at: int) -> bool:
    """Whether a service or a kind stands there, which the word before it only tells more of: "the mail queue"."""
    mention = reading.at(at)
    if mention is not None:
        return mention.sort == "resource_kind"
    return at < len(reading.tokens) and reading.tokens[at].plain in _THINGS
