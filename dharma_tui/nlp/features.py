"""Hashed features of a reading: words and masks in a row, letters of words, and what is told without words.

Masked are names and what the closed lists know, so that a request is told by its frame and not by what it is about.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from dharma_tui.nlp.mentions import OWN_KIND, Mention
from dharma_tui.nlp.reading import KEPT, Reader, Reading

BUCKETS = 1 << 15
_LETTERS = (3, 4, 5)
_SIGNS = (1, 2, 3)
_MACHINE = re.compile(r"(?:i-[0-9a-f]+|\d{1,3}(?:\.\d{1,3}){3}|.*[a-z]-?\d+)")
_SIZE = re.compile(r"\d(?:[kmgt]b|cores|vcpus?)$")
_VALUED = frozenset({"resource_kind", "status", "metric"})


@lru_cache(maxsize=KEPT)
def masked(reading: Reading) -> tuple[str, ...]:
    """The words of a reading with entities as ``<name>``, ``<kind>``, …"""
    told: list[str] = []
    at = 0
    while at < len(reading.tokens):
        mention = reading.at(at)
        if mention is not None:
            told.append(mask(mention))
            at = max(mention.last, at + 1)
            continue
        token = reading.tokens[at]
        if token.sort != "mark" or token.text in "?!":
            told.append("<number>" if token.sort == "number" else token.plain)
        at += 1
    return tuple(told)


def mask(mention: Mention) -> str:
    """How an entity is shown to the model."""
    sign = "!" if mention.excluded else ""
    if mention.sort == "resource_name":
        return f"<{sign}machine>" if _MACHINE.fullmatch(mention.value) else f"<{sign}name>"
    if mention.sort == OWN_KIND:
        return "<resource_kind>"
    if mention.sort == "time_range":
        return f"<time:{mention.value.partition(':')[0]}>"
    if mention.sort == "count":
        first = mention.value[0]
        if is_size(mention.value):
            return "<size>"
        return f"<count:{first}>" if first in "<>+-x/" else "<count>"
    return f"<{sign}{mention.sort}>"


def is_size(count: str) -> bool:
    """Whether it is how large something is, and no threshold of it: "48gb", "8cores"."""
    return count[0] not in "<>" and bool(_SIZE.search(count))


def features(reading: Reading, reader: Reader) -> np.ndarray:
    """Buckets of the features of a reading, each once, rising, as int32."""
    told = set(map(_bucket, _framed(reading, reader)))
    names = {mention.value for mention in reading.mentions if mention.sort == "resource_name"}
    for token in reading.tokens:
        if token.sort in {"word", "cjk"} and token.text not in names:
            told.update(_letters(token.plain, _SIGNS if token.sort == "cjk" else _LETTERS))
    return np.array(sorted(told), dtype=np.int32)


def _bucket(feature: str) -> int:
    return crc32(feature.encode()) % BUCKETS


def _framed(reading: Reading, reader: Reader) -> Iterator[str]:
    """Features of everything but letters, as text."""
    row = ["<s>", *masked(reading), "</s>"]
    for at, word in enumerate(row):
        yield f"1 {word}"
        if at:
            yield f"2 {row[at - 1]} {word}"
        if at > 1:
            yield f"3 {row[at - 2]} {row[at - 1]} {word}"
            yield f"s {row[at - 2]} {word}"
    for mention in reading.mentions:
        if mention.sort in _VALUED:
            yield f"v {mention.sort} {mention.value}"
            yield f"v {mention.sort} {mention.value.rpartition('.')[2]}"
        yield f"e {'resource_kind' if mention.sort == OWN_KIND else mention.sort}"
    yield from _shape(reading, reader, row)


@lru_cache(maxsize=2048)
def _letters(word: str, sizes: tuple[int, ...]) -> array[int]:
    """Buckets of a word, in English where it was glossed, and of so many letters of it."""
    marked = f"^{word}$"
    told = [f"c {marked[at : at + size]}" for size in sizes for at in range(len(marked) - size + 1)]
    return array("H", map(_bucket, (f"w {word}", *told)))


def _shape(reading: Reading, reader: Reader, row: Sequence[str]) -> Iterator[str]:
    """How much of it is known, how long it is, whether it names anything."""
    words = [
        token for at, token in enumerate(reading.tokens) if token.sort in {"word", "cjk"} and reading.at(at) is None
    ]
    unknown = sum(not reader.knows(token.plain) for token in words)
    yield f"unknown {min(unknown, 6)}"
    yield f"part unknown {round(4 * unknown / max(1, len(words)))}"
    yield f"long {min(len(row), 24) // 4}"
    if not reading.mentions:
        yield "nothing named"
    if row[-2:-1] == ["?"]:
        yield "asks"
