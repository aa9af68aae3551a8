"""What is no request about infrastructure, whatever words are in it: pasted text, orders to the machine, other things."""

from __future__ import annotations

import re
from itertools import pairwise

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp import pasted
from dharma_tui.nlp.mentions import OWN_KIND
from dharma_tui.nlp.reading import Reader, Reading
from dharma_tui.nlp.word_lists import words_of
from dharma_tui.nlp.work_orders import is_for_others, is_for_people, is_of_the_house, names_a_thing

_ORDERS = frozenset({"ignore", "disregard", "forget", "override", "bypass"})
_ORDERED = frozenset(
    {
        "instruction",
        "instructions",
        "rules",
        "rule",
        "prompt",
        "prompts",
        "guidelines",
        "everything",
        "previous",
        "restrictions",
        "all",
        "safety",
    }
)
_ROLES = lazy_pattern(
    r"\s*(?:\[?system\]?|assistant|developer|</?system>)\s*[:>\]]"
    r"|.*\b(?:you are now|act as|pretend to be|developer mode|jailbreak|system prompt)\b",
    re.DOTALL,
)
_ROLE = "you are now"
"""How other languages say it, too."""
_OBJECTS = frozenset(
    {"resource_name", "resource_kind", "environment", "provider", "region", "tag", "status", "count", OWN_KIND}
)
_THINGS = words_of("scope.things")
_MENDED = frozenset({"fix"})
"""A thing that is applied, and where it ends a request in languages whose verbs stand last, what is to be done."""
_OTHER_THINGS = words_of("scope.other_things")
"""What nobody keeps in a cloud."""
_POINTERS = frozenset({"it", "its", "that", "this", "those", "these", "them", "they", "both", "one", "ones"})
_TAKEN_FOR = frozenset({"start_discovery", "list_infrastructure", "list_resources", "describe_infrastructure"})
"""What an order about something else is taken for, where no change is."""
_SECRET = frozenset({"password", "passwords", "credential", "credentials", "private"})


def is_pasted(reading: Reading) -> bool:
    """Whether it is a log line, JSON, SQL, a stack trace, or a command or an error of another tool."""
    return pasted.is_pasted(reading.text)


def gives_orders(reading: Reading) -> bool:
    """Whether it speaks to the machine about its own rules."""
    row = [token.plain for token in reading.tokens]
    words = set(row) - ({"forget"} if ("forget", "it") in pairwise(row) else set())
    is_given_a_role = _ROLES.match(reading.text) or _ROLE in " ".join(row)
    return bool(is_given_a_role) or bool(words & _ORDERS and words & _ORDERED)


def is_no_request(text: str, reader: Reader) -> bool:
    """Whether a text is pasted or gives orders to the machine: nobody else is told of it."""
    reading = reader.read(text)
    return is_pasted(reading) or gives_orders(reading)


def is_out_of(intent: str, reading: Reading, reader: Reader) -> bool:
    """Whether what seems to be a request of ``intent`` is an order for somebody else, or to change what no infrastructure has."""
    if intent in CHANGES:
        return is_about_other_things(reading, reader)
    named = any(token.sort == "name" for token in reading.tokens)
    if intent in _TAKEN_FOR and not named and is_of_the_house(reading):
        return True
    return is_for_people(reading) or (intent == "start_discovery" and is_for_others(reading))


def is_about_other_things(reading: Reading, reader: Reader) -> bool:
    """Whether a change is asked of something that no infrastructure has: nothing is named, and what stands there is not known."""
    if is_for_others(reading):
        return True
    others = [at for at, token in enumerate(reading.tokens) if token.plain in _OTHER_THINGS]
    if any(not names_a_thing(reading, at + 1) for at in others) and not _names_a_resource(reading):
        return True
    if any(mention.sort in _OBJECTS - {"count"} for mention in reading.mentions):
        return False
    words = [
        token for at, token in enumerate(reading.tokens) if reading.at(at) is None and token.sort in {"word", "cjk"}
    ]
    unknown = sum(token.mended or not reader.knows(token.plain) for token in words)
    things = _THINGS - (_MENDED if words and words[-1].plain in _MENDED else frozenset())
    if any(token.plain in things for token in words):
        return False
    pointed = any(token.plain in _POINTERS for token in words)
    return unknown > pointed or not (pointed or words)


def _names_a_resource(reading: Reading) -> bool:
    """Whether anything but a volume, which music has, too, is named."""
    return any(
        one.sort in {"resource_name", "tag"} or (one.sort == "resource_kind" and one.value != "storage.volume")
        for one in reading.mentions
    )
