"""Whether a request would change a real system, and what keeps a plan from being made of it."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_REHEARSED = (
    ("dry", "run"),
    ("dry-run",),
    ("dryrun",),
    ("simulate",),
    ("simulation",),
    ("preview",),
    ("plan",),
    ("rehearse",),
    ("rehearsal",),
    ("pretend",),
    ("what", "if"),
    ("don't", "apply"),
    ("do", "not", "apply"),
    ("without", "applying"),
    ("don't", "execute"),
    ("do", "not", "execute"),
    ("without", "executing"),
    ("don't", "run", "it"),
    ("no", "changes", "yet"),
    ("but", "don't", "do", "it"),
    ("what-if",),
    ("noop",),
    ("no-op",),
    ("mock",),
    ("draft",),
    ("nothing", "for", "real"),
)
_SUPPOSED = (
    ("what", "if"),
    ("if", "i"),
    ("if", "we"),
    ("would", "happen"),
    ("could", "we"),
    ("should", "we"),
    ("should", "i"),
    ("hypothetically",),
    ("suppose",),
)
NEGATIONS = words_of("negations") | words_of("negations.unable")
"""A change that one of these stands beside is not planned."""


_SPOKEN_OF = frozenset[str]().union(
    words_of("context.pointers"),
    *(words_of(f"mood.{name}") for name in ("verbs", "starters", "pasts", "gerunds", "nouns", "plurals")),
)


_SAYING = frozenset[str]().union(
    *(words_of(f"mood.{name}") for name in ("verbs", "starters", "gerunds", "nouns", "nouns_and_verbs"))
) | {"replicas", "copies", "previous", "more", "fewer", "up", "down", "off", "on", "playbook", "runbook"}
_PAST = ("since:", "last:", "ago:", "at:yesterday", "at:last-")
_GRAMMAR = words_of("reading.grammar")


def judged(frame: Frame, reading: Reading) -> Frame:
    """``frame`` with whether it is destructive and what speaks against a plan."""
    words = tuple(token.plain for token in reading.tokens)
    rehearsed = is_rehearsed(reading)
    refused = frame.intent in CHANGES and not frame.destructive
    destructive = frame.intent in CHANGES and not rehearsed and not refused
    return replace(frame, destructive=destructive, doubts=_doubts(reading, words) if destructive else ())


def speaks_of_change(reading: Reading) -> bool:
    """Whether any word of it tells of something done or to be done, or names what it would be done to."""
    said = {word for token in reading.tokens for word in token.plain.split()}
    if not said.isdisjoint(_SPOKEN_OF):
        return True
    sorts = {one.sort for one in reading.mentions}
    if "status" in sorts and "tag" not in sorts and said_plainly(reading):
        return False
    return bool(sorts & {"resource_name", "tag"}) or any(
        one.sort == "count" and one.value[0] in "+-x/" for one in reading.mentions
    )


def says_a_change(reading: Reading) -> bool:
    """Whether a word asks for one that may, or it is told what things should become, or what it would be done to now."""
    sorts = {one.sort for one in reading.mentions}
    is_past = any(one.value.startswith(_PAST) for one in reading.mentions if one.sort == "time_range")
    if "count" in sorts or ("resource_name" in sorts and not is_past):
        return True
    said = {word for token in reading.tokens if not token.mended for word in token.plain.split()}
    return not said.isdisjoint(_SAYING)


def said_plainly(reading: Reading) -> bool:
    """Whether nothing but what is mentioned is said, and small words: "is web-7 unencrypted"."""
    rest = (token for at, token in enumerate(reading.tokens) if token.sort != "mark" and not reading.at(at))
    return all(token.sort == "word" and token.plain in _GRAMMAR for token in rest)


def is_rehearsed(reading: Reading) -> bool:
    """Whether what is asked for is only to be tried out or planned."""
    words = tuple(token.plain for token in reading.tokens)
    return any(_has(words, phrase) for phrase in _REHEARSED)


def _doubts(reading: Reading, words: tuple[str, ...]) -> tuple[str, ...]:
    told: list[str] = []
    if not NEGATIONS.isdisjoint(words):
        told.append("negated")
    if any(_has(words, phrase) for phrase in _SUPPOSED):
        told.append("supposed")
    if any(mention.excluded for mention in reading.mentions):
        told.append("excluded")
    if any(mention.guessed for mention in reading.mentions):
        told.append("guessed")
    return tuple(told)


def _has(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return phrase[0] in words and any(
        words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1)
    )
