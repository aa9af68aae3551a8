"""Which part of an utterance is the request: "don't X, just Y" and "before X, Y" ask for Y."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_STOPS = frozenset([",", ";", ".", ":", "!", "—", "–", "、", "，", "。", "؛", "،", "；", "。", "!", "?"])
_TURNS = frozenset({"just", "only", "instead", "but", "simply", "rather"})
_NEGATIONS = words_of("negations")
_DENIED = _NEGATIONS | {"shouldn't", "mustn't", "needn't"}
_LEADS = frozenset(
    {"please", "and", "but", "so", "do", "well", "ok", "hey", "hmm", "then", "just", "also", "we", "i", "you", "yet"}
)
_HANDING = frozenset(
    {
        "can",
        "could",
        "would",
        "will",
        "you",
        "u",
        "please",
        "pls",
        "kindly",
        "just",
        "ok",
        "so",
        "hey",
        "hi",
        "and",
        "i",
        "quickly",
    }
)
_TELLING = (
    ("tell", "me"),
    ("let", "me", "know"),
    ("look", "up"),
    ("find", "out"),
    ("check",),
    ("see",),
    ("verify",),
    ("confirm",),
    ("say",),
    ("do", "you", "know"),
    ("any", "idea"),
    ("need", "to", "know"),
    ("want", "to", "know"),
    ("i'd", "like", "to", "know"),
    ("wonder",),
    ("wondering",),
)
_PASTS = words_of("mood.pasts")
_NARROWING = frozenset({"provider", "region", "environment", "tag"})
"""What tells which of several "them" are."""
_COURTEOUS = 10
"""Words of a courtesy at most."""
_LEAVING = frozenset({"leave", "leaving", "keep", "keeping"})
_EARLIER = (("before",), ("instead", "of"), ("rather", "than"), ("forget",), ("never", "mind"), ("nevermind",))


def asked(reading: Reading) -> tuple[Reading, tuple[Token, ...]]:
    """The reading of the request alone, and the words of what it is said not to be; all and none where that is not clear."""
    parts = _parts(reading.tokens)
    dropped = [part for part in parts if _is_refused(reading.tokens[slice(*part)])]
    kept = [part for part in parts if part not in dropped]
    if not dropped or not any(_says_something(reading.tokens[slice(*part)]) for part in kept):
        return reading, ()
    refused = tuple(token for first, last in dropped for token in reading.tokens[first:last])
    return part_of(reading, [at for first, last in kept for at in range(first, last)]), refused


def without_courtesies(reading: Reading, is_talk: Callable[[Reading], bool]) -> Reading:
    """The request without what is said before and after it out of courtesy: "hi there! … thanks a million".

    That is sentences at either end that name nothing, deny nothing and, as ``is_talk`` tells, ask for nothing; one is always left.
    """
    parts = _sentences(reading.tokens)
    first, last = 0, len(parts)
    while last - first > 1 and _is_courtesy(reading, parts[first], is_talk):
        first += 1
    while (
        last - first > 1
        and not _is_question(reading, parts[last - 1])
        and _is_courtesy(reading, parts[last - 1], is_talk)
    ):
        last -= 1
    return part_of(reading, range(parts[first][0], parts[last - 1][1])) if last - first < len(parts) else reading


def _is_question(reading: Reading, part: tuple[int, int]) -> bool:
    return reading.tokens[part[1] - 1].plain in {"?", "？", "؟"}


def _is_courtesy(reading: Reading, part: tuple[int, int], is_talk: Callable[[Reading], bool]) -> bool:
    tokens = reading.tokens[slice(*part)]
    if len(tokens) > _COURTEOUS or any(token.plain in _DENIED for token in tokens):
        return False
    named = any(one.first < part[1] and one.last > part[0] for one in reading.mentions)
    return not named and is_talk(replace(reading, tokens=tokens, mentions=()))


def unwrapped(reading: Reading) -> Reading:
    """A question about what was changed without the words it is handed over in: "could you look up who stopped it"."""
    words = [token.plain for token in reading.tokens]
    at = 0
    while at < len(words) and words[at] in _HANDING:
        at += 1
    told = next((len(phrase) for phrase in _TELLING if tuple(words[at : at + len(phrase)]) == phrase), 0)
    at += told
    if not told or words[at : at + 1] == []:
        return reading
    if words[at] in {"who", "when"}:
        return part_of(reading, range(at, len(words)))
    if words[at] in {"if", "whether"} and _PASTS & set(words[at + 1 :]):
        tokens = (*reading.tokens[:at], reading.tokens[at].said("has"), *reading.tokens[at + 1 :])
        return part_of(replace(reading, tokens=tokens), range(at, len(words)))
    return reading


def part_of(reading: Reading, places: Sequence[int]) -> Reading:
    """The tokens at ``places`` alone; a name that the rest says is lent to them where they name nothing."""
    moved = {at: new for new, at in enumerate(places)}
    mentions = [
        replace(one, first=moved[one.first], last=moved[max(one.first, one.last - 1)] + (one.last > one.first))
        for one in reading.mentions
        if one.first in moved and max(one.first, one.last - 1) in moved
    ]
    lent = [one for one in reading.mentions if one.first not in moved and not one.excluded]
    named = {one.sort for one in mentions}
    pointed = any(reading.tokens[at].plain in {"it", "them", "that"} for at in places)
    if "resource_name" not in named and (pointed or "resource_kind" not in named):
        mentions += [
            replace(one, first=len(places), last=len(places))
            for one in lent
            if one.sort in {"resource_name", "resource_kind"}
        ]
    if pointed and "resource_kind" not in {one.sort for one in reading.mentions if one.first in moved}:
        narrowing = (one for one in lent if one.sort in _NARROWING or one.value.startswith("before:"))
        mentions += [replace(one, first=len(places), last=len(places)) for one in narrowing if one.sort not in named]
    tokens = tuple(reading.tokens[at] for at in places)
    return replace(reading, tokens=tokens, mentions=tuple(mentions))


def refused(reading: Reading, tokens: Sequence[Token]) -> Reading:
    """What is refused, as a request of its own."""
    kept = tuple(token for token in tokens if token.plain not in _NEGATIONS and token.plain not in _LEADS)
    return replace(reading, tokens=kept, mentions=())


def _parts(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where clauses begin and end: at marks, and at words that turn to something else."""
    parts: list[tuple[int, int]] = []
    first = 0
    for at, token in enumerate(tokens):
        if token.plain in _STOPS and token.sort == "mark":
            parts.append((first, at))
            first = at + 1
        elif token.plain in _TURNS and at > first + 1:
            parts.append((first, at))
            first = at
    parts.append((first, len(tokens)))
    return [part for part in parts if part[0] < part[1]]


def _sentences(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where sentences and their parts begin and end, with the mark behind each."""
    ends = [at + 1 for at, token in enumerate(tokens) if token.plain in _STOPS and token.sort == "mark"]
    return [(first, last) for first, last in pairwise([0, *ends, len(tokens)]) if first < last]


def _is_refused(tokens: Sequence[Token]) -> bool:
    """Whether a clause says what is not to be done, or only when."""
    words = [token.plain for token in tokens]
    while words and words[0] in _LEADS:
        words.pop(0)
    if any(tuple(words[: len(phrase)]) == phrase for phrase in _EARLIER):
        return True
    if words[:1] and words[0] in _LEAVING and "out" in words[1:3]:  # "leave azure out of it"
        return True
    if len(words) > 1 and words[0] in _DENIED:
        return True
    return len(words) > 1 and len(words) < 6 and words[-1] in {"not", "don't"}


def _says_something(tokens: Sequence[Token]) -> bool:
    return sum(token.sort != "mark" and token.plain not in _LEADS for token in tokens) > 1


def typed(reading: Reading, first: int, last: int) -> str:
    """What was typed from one word to another, with what is said by no word of English around them."""
    start = reading.tokens[first - 1].end if first else 0
    return reading.text[start : reading.tokens[last].start if last < len(reading.tokens) else None].strip()
