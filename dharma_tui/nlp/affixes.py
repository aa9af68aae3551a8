"""What languages hang on a word: pronouns behind verbs, Arabic particles before words, and its dual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Find = Callable[[str], Sequence[str]]
"""The English of a word of the language; empty: it is none."""

_HUNG = re.compile(
    r"(?P<stem>[^\W\d_]{3,})(?P<pronoun>melos|melas|melo|mela|selo|sela|telo|los|las|les|lo|la|le|li|ne|me|te|nos|mi|ci|os|هم|ها|ه)"
)
_FOR = frozenset({"me", "te", "nos", "mi", "ci"})
"""Whom it is done for, not what it is done to."""
_MANY = frozenset({"los", "melos", "melas", "las", "les", "li", "هم", "os"})
_LOST = "rea"
"""Letters that a verb may lose before its pronoun."""
_JOINED = {"و": ("and",), "ف": ()}
_PARTICLES = {"ب": ("in",), "ل": ("to",), "ك": ("as",)}
_ARTICLE = "ال"
_SHORTEST = 3
_DUAL = ("تين", "تان", "ين", "ان")
_OWNED = {"نا": "our", "كم": "your", "ها": "its", "هم": "their", "ي": "my"}
_FEMININE = "ه"
_PLURAL = "ات"
_ALIKE = {
    "د": "ذض",
    "ذ": "دز",
    "ت": "ثط",
    "س": "ثص",
    "ز": "ذظ",
    "ض": "ظد",
    "ظ": "ضذ",
    "ط": "ت",
    "ص": "س",
    "گ": "كق",
    "ق": "غك",
    "چ": "ج",
    "ڤ": "ف",
    "پ": "ب",
    "ه": "ح",
    "ا": "ع",
}
"""What letters are typed for by those who write as they speak."""
_TO_BE_DONE = re.compile(
    r"[بهحس]?(?P<person>[تنيا])(?P<stem>[^\W\d_]{2,}?)(?:ون|وا|ين|و|ي)?(?:لي|لنا|لهم)?(?P<pronoun>ها|هم|ه)?"
)
"""What one does, will do or is to do; before it what Arabic puts there for now and for later."""
_ORDERED = re.compile(r"(?P<stem>[^\W\d_]{2,}?)(?:وا|و|ي)?(?:لي|لنا|لهم)?(?P<pronoun>ها|هم|ه)?")
_DONE = re.compile(r"(?P<stem>[^\W\d_]{3,}?)(?P<person>نا|ت)(?:ها|هم|ه)?")
_DOERS = {"نا": "we", "ت": "i"}


def hung(word: str, find: Find) -> tuple[str, ...]:
    """A verb with a pronoun hanging on it ("borralos", "sistemalo", "تشغيلها"), as both; empty: it is none."""
    told = _HUNG.fullmatch(word)
    if told is None:
        return ()
    if told["pronoun"] in _FOR and len(told["stem"]) <= _SHORTEST:
        return ()
    for stem in (told["stem"], *(told["stem"] + letter for letter in _LOST)):
        if english := find(stem):
            pointed = "them" if told["pronoun"] in _MANY else "it"
            return (*english, *(() if told["pronoun"] in _FOR else (pointed,)))
    return ()


def particles(word: str, is_known: Callable[[str], bool]) -> tuple[tuple[str, ...], str] | None:
    """The Arabic particles before a word, in English, and the word without them, its article as it is known; None: none."""
    for said, rest in _without_particles(word):
        article = rest.startswith(_ARTICLE) and len(rest) > len(_ARTICLE) + 1
        for bare in (rest, rest.removeprefix(_ARTICLE) if article else _ARTICLE + rest):
            if bare != word and is_known(bare):
                return said, bare
    return None


def _without_particles(word: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What may stand before a word, the least first, and the rest of it."""
    yield (), word
    for joint, joined in (("", ()), *_JOINED.items()):
        if not word.startswith(joint):
            continue
        rest = word[len(joint) :]
        if joint and len(rest) >= _SHORTEST:
            yield joined, rest
        for particle, said in _PARTICLES.items():
            if rest.startswith(particle) and len(rest) > _SHORTEST:
                yield (*joined, *said), rest[1:]
                if rest.startswith("لل"):
                    yield (*joined, *said), _ARTICLE + rest[2:]


def bent(word: str, find: Find, is_counted: Callable[[str], bool]) -> tuple[str, ...]:
    """An Arabic noun in the dual ("نسختين"), in a plural of its own or with its owner behind it, as English; empty: it is none."""
    bare = word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 2 else word
    for ending in _DUAL:
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) >= _SHORTEST - 1:
            english = _noun(stem, find)
            if english and is_counted(english[-1]):
                return ("two", *english)
    for ending, owner in _OWNED.items():
        stem = bare.removesuffix(ending)
        if stem != bare and len(stem) >= _SHORTEST and (english := _noun(stem, find)):
            return (owner, *english)
    if bare.endswith(_PLURAL):
        return tuple(_noun(bare.removesuffix(_PLURAL), find))
    return ()


def respelt(word: str) -> Iterator[str]:
    """An Arabic word as it might be meant that is typed as it is said: letters that sound alike, one that was hit twice."""
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)) if word[at] == word[at - 1])
    yield from (word[:at] + meant + word[at + 1 :] for at, one in enumerate(word) for meant in _ALIKE.get(one, ""))


def conjugated(word: str, find: Find, past: Callable[[str], str]) -> tuple[str, ...]:
    """An Arabic verb with who does it and to what ("تشغلها", "شغلولي", "حذفنا"), as English; empty: it is none.

    ``past`` is what an English verb is once it was done, empty for what changes nothing. What somebody else does is no order.
    """
    for pattern in (_TO_BE_DONE, _ORDERED):
        told = pattern.fullmatch(word)
        english = _verb(told["stem"], find) if told else ()
        if told and english:
            if told.groupdict().get("person") == "ي" and past(english[0]):
                return ()
            pointed = told["pronoun"]
            return (*english, *(("them" if pointed in _MANY else "it",) if pointed else ()))
    told = _DONE.fullmatch(word)
    english = _verb(told["stem"], find) if told else ()
    return (_DOERS[told["person"]], past(english[0]), *english[1:]) if told and english and past(english[0]) else ()


def _verb(stem: str, find: Find) -> Sequence[str]:
    """The English of a verb by its stem, or by that of an order."""
    return next((english for one in (stem, "ا" + stem) if len(one) >= _SHORTEST and (english := find(one))), ())


def _noun(stem: str, find: Find) -> Sequence[str]:
    """The English of a noun by its stem, which may have lost its ending."""
    told = (stem, stem + _FEMININE, stem.removesuffix("ت") + _FEMININE, _ARTICLE + stem)
    return next((english for one in told if (english := find(one))), ())
