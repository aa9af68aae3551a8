"""What is no request about infrastructure, whatever words are in it: pasted text, orders to the machine, other things."""

from __future__ import annotations

import re
from itertools import pairwise

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.mentions import OWN_KIND
from dharma_tui.nlp.reading import Reader, Reading
from dharma_tui.nlp.word_lists import words_of

_PASTED = lazy_pattern(
    r"""\s*[{\[]\s*["{\[].*":.*[}\]]?\s*$
    |\s*-----begin\ |\s*<\?xml\b|\s*<[a-z]+[^>]*>.*</
    |.*\btraceback \(most\ recent\ call\b
    |.*\b(?:exception\ in\ thread|nullpointerexception|segmentation\ fault)\b
    |\s*\[?\d{4}[-/]\d{2}[-/]\d{2}[t\ ]\d{2}:\d{2}:\d{2}\S*\]?\s+\S*\s*(?:error|info|warn|warning|debug|fatal|notice|trace)\b
    |\s*\[?(?:error|err|info|warn|warning|debug|fatal|notice|trace|critical|crit|severe|panic)[\]:]*\s+
    (?:\[[^\]]*\]\s+)?[\[(]?(?:\d{4}[-/]\d{2}[-/]\d{2}[t\ ])?\d{2}:\d{2}:\d{2}\b
    |\s*\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s+(?:\[[^\]]*\]\s+)?(?:error|info|warn|warning|debug|fatal|notice|trace)\b
    |\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{1,2}\s\d{2}:\d{2}:\d{2}\s\S+\s\S+:\s
    |\s*[ewif]\d{4}\s\d{2}:\d{2}:\d{2}\.\d+\s
    |\s*at\s[\w.$]+\([\w$]+\.(?:java|kt|scala):\d+\)
    |\s*\d{1,3}(?:\.\d{1,3}){3}\s\S+\s\S+\s\[\d{2}/[a-z]{3}/\d{4}:
    |\s*(?:select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from\s+\S+\s+where|drop\s+table|alter\s+table|create\s+table)\s
    |\s*(?:sudo\s|curl\s+-|wget\s|chmod\s|rm\s+-rf|cat\s+/|grep\s+-|awk\s|sed\s+-|docker\s+run\s|git\s+(?:push|pull|commit|rebase|merge)\b)
    """,
    re.VERBOSE | re.DOTALL,
)
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
_OBJECTS = frozenset(
    {"resource_name", "resource_kind", "environment", "provider", "region", "tag", "status", "count", OWN_KIND}
)
_THINGS = words_of("scope.things")
_MENDED = frozenset({"fix"})
"""A thing that is applied, and where it ends a request in languages whose verbs stand last, what is to be done."""
_OTHER_THINGS = words_of("scope.other_things")
"""What nobody keeps in a cloud."""
_TOOLS = words_of("scope.tools")
_OUTSIDE = words_of("scope.outside")
_WRITING = words_of("scope.writing")
_POINTERS = frozenset({"it", "its", "that", "this", "those", "these", "them", "they", "both", "one", "ones"})
_SECRET = frozenset({"password", "passwords", "credential", "credentials", "private"})


def is_pasted(reading: Reading) -> bool:
    """Whether it is a log line, JSON, SQL, a stack trace or a command of another tool."""
    return bool(_PASTED.match(reading.text))


def gives_orders(reading: Reading) -> bool:
    """Whether it speaks to the machine about its own rules."""
    row = [token.plain for token in reading.tokens]
    words = set(row) - ({"forget"} if ("forget", "it") in pairwise(row) else set())
    return bool(_ROLES.match(reading.text)) or bool(words & _ORDERS and words & _ORDERED)


def is_no_request(text: str, reader: Reader) -> bool:
    """Whether a text is pasted or gives orders to the machine: nobody else is told of it."""
    reading = reader.read(text)
    return is_pasted(reading) or gives_orders(reading)


def is_for_other_tools(reading: Reading) -> bool:
    """Whether what is to be made or sent is none of this console's: a meeting, a ticket, a mail; or lies somewhere else."""
    words = [token.plain for token in reading.tokens]
    for at, word in enumerate(words):
        if (
            word in _OUTSIDE
            and words[at - 1 : at]
            and words[at - 1] in {"on", "in", "to", "via", "from", "my", "his", "her"}
        ):
            return not _names_a_thing(reading, at + 1)
        if word not in _WRITING or (
            at and words[at - 1] in {"to", "and", "the"} and words[at - 2 : at - 1] == ["team"]
        ):
            continue
        for place in range(at + 1, min(at + 5, len(words))):
            if reading.at(place) is not None or words[place] in {"for", "to", "of", "in", "on"}:
                break
            if words[place] in _TOOLS:
                return not _names_a_thing(reading, place + 1)
    return False


def _names_a_thing(reading: Reading, at: int) -> bool:
    """Whether a service or a kind stands there, which the word before it only tells more of: "the mail queue"."""
    mention = reading.at(at)
    if mention is not None:
        return mention.sort == "resource_kind"
    return at < len(reading.tokens) and reading.tokens[at].plain in _THINGS


def is_about_other_things(reading: Reading, reader: Reader) -> bool:
    """Whether a change is asked of something that no infrastructure has: nothing is named, and what stands there is not known."""
    if is_for_other_tools(reading):
        return True
    others = [at for at, token in enumerate(reading.tokens) if token.plain in _OTHER_THINGS]
    if any(not _names_a_thing(reading, at + 1) for at in others) and not _names_a_resource(reading):
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
