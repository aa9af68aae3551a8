"""States that things are said not to be in, by "not" or by the opposite word: "not public", "the encrypted ones", "private"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dharma_tui.core.frames import Frame
from dharma_tui.nlp.entities.terms import listed
from dharma_tui.nlp.reading import Reading

OPPOSITES = {
    "encrypted": "unencrypted",
    **dict.fromkeys(("private", "nonpublic", "unexposed"), "public"),
    **dict.fromkeys(("attached", "mounted"), "unattached"),
    **dict.fromkeys(("tagged", "labelled", "labeled"), "untagged"),
    **dict.fromkeys(("unexpired", "valid"), "expired"),
}
"""Words for what is not in a state, where they stand as one word for it."""
_BEING = frozenset({"is", "are", "was", "were", "be", "being"})
_DENIED = frozenset({"not", "no", "never", "non", "isn't", "aren't", "without"})
_ONES = frozenset({"ones", "one", "resources", "things", "stuff", "only", "too", "instead", "please", "now", "then"})
_OF_ELSE = frozenset({"ip", "ips", "address", "addresses", "key", "keys", "link", "links", "by", "to"})
"""What is private, or attached to something, in another sense."""
_PLACING = frozenset({"in", "at", "on", "of", "from"})
"""What may follow with where things are: "that are private in prod", "buckets privados en prod"."""
_BEFORE_ONES = frozenset({"the", "only", "just", "and", "for", "about", "all"})
_LAST = frozenset({"and", "or", "what", "also", "too"})
_WITH = (["with"], ["with", "?"])
"""Behind it in Hindi, where nothing follows."""
_LEADING = frozenset({"the", "and", "or", "only", "just", "those", "los", "las", "y", "e", "et", "und", "also"})
_TWO = 2
_THEN = ";"
"""Between what was said in several requests."""


def opposed(words: Sequence[str]) -> tuple[str, ...]:
    """The states that ``words`` say things not to be in by an opposite: "encrypted volumes", "which are private?"."""
    return tuple(dict.fromkeys(OPPOSITES[words[at]] for at in places(words)))


def places(words: Sequence[str]) -> Iterator[int]:
    """Where such a word stands: before what it is said of, or behind "are" with nothing that goes on about it."""
    for at, word in enumerate(words):
        if word not in OPPOSITES or not _DENIED.isdisjoint(words[max(0, at - 2) : at]):
            continue
        behind = words[at + 1] if at + 1 < len(words) else ""
        is_last = not behind or not behind[0].isalnum() or behind in _LAST or [*words[at + 1 :]] in _WITH
        before = words[at - 1] if at else ""
        is_of = behind in _ONES or ((behind,) in listed("resource_kind") and behind not in _OF_ELSE)
        is_of |= behind in _PLACING and (before in _BEING or (before,) in listed("resource_kind"))
        if is_of or (is_last and (before in _BEING or before in _LEADING or not at)):
            yield at


def others_described(reading: Reading) -> frozenset[str]:
    """Words that nothing but which of several things are meant is said by: "and the private ones?", "the linux ones"."""
    words = [token.plain for token in reading.tokens]
    told = {words[at] for at in places(words)}
    for at, word in enumerate(words):
        if word == "ones" and at > 1 and words[at - _TWO] in _BEFORE_ONES and reading.at(at - 1) is None:
            told.add(words[at - 1])
    return frozenset(told)


def but_opposed(frame: Frame, reading: Reading) -> Frame:
    """``frame`` without the states of a request before whose opposite is said now: "and the encrypted ones?"."""
    now = {one.value for one in reading.mentions if one.sort == "status"}
    left_out = {*opposed([token.plain for token in reading.tokens])} - now
    if left_out.isdisjoint(frame.values("status")):
        return frame
    left = tuple(one for one in frame.values("status") if one not in left_out)
    entities = {sort: values for sort, values in frame.entities.items() if sort != "status"}
    return replace(frame, entities=entities | ({"status": left} if left else {}))


def opposed_now(words: Sequence[str], states: Sequence[str]) -> tuple[str, ...]:
    """The same of several requests that go on with each other; what was said last of a state holds.

    ``states`` are those that things are asked for in. Of "public or private" neither is a condition.
    """
    *earlier, last = _parts(words)
    told = dict.fromkeys(opposed(last))
    told |= dict.fromkeys(one for part in earlier for one in opposed(part) if one not in states)
    return tuple(told)


def _parts(words: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == _THEN:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
