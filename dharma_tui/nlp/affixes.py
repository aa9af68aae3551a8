"""What languages hang on a word: pronouns behind verbs, Arabic particles before words, and its dual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Find = Callable[[str], Sequence[str]]
"""The English of a word of the language; empty: it is none."""

_HUNG = re.compile(r"(?P<stem>[^\W\d_]{3,})(?P<pronoun>los|las|les|lo|la|le|li|ne|melo|mela|selo|os|هم|ها|ه)")
_MANY = frozenset({"los", "las", "les", "li", "هم", "os"})
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


def hung(word: str, find: Find) -> tuple[str, ...]:
    """A verb with a pronoun hanging on it ("borralos", "sistemalo", "تشغيلها"), as both; empty: it is none."""
    told = _HUNG.fullmatch(word)
    if told is None:
        return ()
    for stem in (told["stem"], *(told["stem"] + letter for letter in _LOST)):
        if english := find(stem):
            return (*english, "them" if told["pronoun"] in _MANY else "it")
    return ()


def particles(word: str, is_known: Callable[[str], bool]) -> tuple[tuple[str, ...], str] | None:
    """The Arabic particles before a word, in English, and the word without them; None: there are none."""
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


def _noun(stem: str, find: Find) -> Sequence[str]:
    """The English of a noun by its stem, which may have lost its ending."""
    told = (stem, stem + _FEMININE, stem.removesuffix("ت") + _FEMININE, _ARTICLE + stem)
    return next((english for one in told if (english := find(one))), ())
