"""What names are said to begin with, to end with or to contain: "servers whose name does not start with checkout"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.filter import quoted
from dharma_tui.nlp.query import Condition

if TYPE_CHECKING:
    from dharma_tui.nlp.reading import Reading
    from dharma_tui.nlp.tools._base import Asked

_STARTS = frozenset({"start", "starts", "starting", "begin", "begins", "beginning", "prefixed"})
_ENDS = frozenset({"end", "ends", "ending", "suffixed"})
_HOLDS = frozenset({"contain", "contains", "containing", "include", "includes", "including", "matching", "matches"})
_NAMES = frozenset({"name", "names", "named", "called"})
_SMALL = frozenset(
    {
        "with",
        "by",
        "in",
        "to",
        "from",
        "the",
        "a",
        "of",
        "on",
        "at",
        "prefix",
        "string",
        "word",
        "letters",
        "text",
        "is",
        "it",
    }
)
_NOT = frozenset({"not", "no", "never", "don't", "doesn't", "without", "isn't", "aren't"})
_OWNED = {("owned", "by"), ("belongs", "to"), ("belong", "to"), ("belonging", "to")}
_OWNED_WIDTH = 2
_WIDTH = 6
"""Words at most between "name" and what is said of it."""
_OF_ONE = frozenset({"describe_infrastructure"})
"""Intents of one thing that is named, which a part of names does not do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of names: the pattern that they have or (``is_not``) do not have."""

    value: str
    verb: str
    is_not: bool = False

    def condition(self) -> Condition:
        """In the filter language and in words."""
        value = quoted(self.value)
        ends = "" if self.verb in _STARTS else "*", "" if self.verb in _ENDS else "*"
        plain = self.value if value == f'"{self.value}"' and not set(self.value) & set('*?()|, "') else ""
        text = f"name={ends[0]}{plain}{ends[1]}" if plain else f"name:{value}"
        with_ = "" if self.verb in _HOLDS else " with"
        verb = f"does not {self.verb.removesuffix('s')}" if self.is_not else self.verb
        words = f"whose name {verb}{with_} {self.value}"
        return Condition(f"!{text}" if self.is_not else text, words)


def parts_of_names(reading: Reading) -> tuple[Part, ...]:
    """What is said of parts of names in a request."""
    words = [token.plain for token in reading.tokens]
    told: dict[Part, None] = {}
    for at, word in enumerate(words):
        if word in _STARTS | _ENDS | _HOLDS and _is_of_names(words, at) and (place := _value(reading, words, at)) >= 0:
            said = range(max(0, min(at, place) - 3), min(len(words), max(at, place) + 2))
            is_not = any(words[one] in _NOT for one in said if one != place)
            told[Part(reading.tokens[place].text, word, is_not)] = None
        elif word in _NAMES and (place := _before_name(reading, words, at)) >= 0:  # "without api in the name"
            is_not = words[place - 1] in _NOT or words[place - 2 : place - 1] == ["not"]
            told[Part(reading.tokens[place].text, "contains", is_not)] = None
    return tuple(told)


def of_parts(asked: Asked, reading: Reading) -> Asked:
    """``asked`` in which parts of names are no names; a request of one thing that has nothing but these is one of several."""
    parts, owners = parts_of_names(reading), _owners(reading)
    if not parts and not owners:
        return asked
    values = {part.value for part in parts} | {reading.tokens[at].text for at in owners}
    frame = asked.frame
    names = tuple(one for one in frame.values("resource_name") if one not in values)
    others = tuple(one for one in frame.values("count") if one not in values)
    entities = {sort: told for sort, told in frame.entities.items() if sort not in {"resource_name", "count"}}
    entities |= {"count": others} if others else {}
    is_list = frame.intent in _OF_ONE and not names and (frame.values("resource_kind") or asked.kinds)
    intent = "list_resources" if is_list else frame.intent
    frame = replace(frame, intent=intent, entities=entities | ({"resource_name": names} if names else {}))
    excluded = tuple(one for one in asked.excluded if one[0] != "resource_name" or one[1] not in values)
    if owners:
        told = (one.text if at in owners else one.plain for at, one in enumerate(reading.tokens))
        known = {*asked.words, *values}
        asked = replace(asked, words=tuple(word for word in told if word in known))
    return replace(asked, frame=frame, parts=parts, excluded=excluded)


def _owners(reading: Reading) -> frozenset[int]:
    """Places of names behind "owned by", which are those of a team that has a resource called like it."""
    words = [token.plain for token in reading.tokens]
    told = set()
    for at, word in enumerate(words[:-1]):
        if (word, words[at + 1]) not in _OWNED:
            continue
        place = at + _OWNED_WIDTH
        while place < len(words) and words[place] in {"the", "to", "team", "our"}:
            place += 1
        told |= {place} if place < len(words) else {at - 1}
    mentions = ((at, reading.at(at)) for at in told)
    return frozenset(at for at, one in mentions if one is not None and one.sort == "resource_name")


def _is_of_names(words: Sequence[str], at: int) -> bool:
    return not _NAMES.isdisjoint(words[max(0, at - _WIDTH) : at + 2])


def _value(reading: Reading, words: Sequence[str], at: int) -> int:
    """Where the part stands: behind the verb, else before it, as in languages whose verbs stand last; -1: nowhere."""
    behind = at + 1
    while behind < len(words) and words[behind] in _SMALL:
        behind += 1
    if _may_be_part(reading, behind):
        return behind
    before = at - 1
    while before >= 0 and words[before] in _SMALL | _NOT:
        before -= 1
    return before if _may_be_part(reading, before) else -1


def _before_name(reading: Reading, words: Sequence[str], at: int) -> int:
    """Where the part stands before "in the name"; -1: nowhere."""
    place = at - 1
    while place >= 0 and words[place] in {"the", "their", "its"}:
        place -= 1
    if place < 1 or words[place] != "in" or words[place - 2] not in _NOT | {"with", "have", "has", "having"}:
        return -1
    return place - 1 if _may_be_part(reading, place - 1) else -1


def _may_be_part(reading: Reading, at: int) -> bool:
    if not 0 <= at < len(reading.tokens) or reading.tokens[at].sort in {"mark", "cjk"}:
        return False
    mention = reading.at(at)
    plain = reading.tokens[at].plain
    return (mention is None or mention.sort in {"resource_name", "environment", "count"}) and plain not in _NAMES | _NOT
