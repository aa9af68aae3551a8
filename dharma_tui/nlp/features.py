"""Hashed features of a reading: words and masks in a row, letters of words, and what is told without words.

Masked are names and what the closed lists know, so that a request is told by its frame and not by what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np

from dharma_tui.nlp.mentions import OWN_KIND, Mention
from dharma_tui.nlp.reading import Reader, Reading

BUCKETS = 1 << 15
_LETTERS = (3, 4, 5)
_MACHINE = re.compile(r"(?:i-[0-9a-f]+|\d{1,3}(?:\.\d{1,3}){3}|.*[a-z]-?\d+)")
_SIZE = re.compile(r"\d(?:[kmgt]b|cores|vcpus?)$")
"""How large something is, or is to be; not how many there are of it."""
_VALUED = frozenset({"resource_kind", "status", "metric"})


def masked(reading: Reading) -> list[str]:
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
    return told


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
        if first not in "<>" and _SIZE.search(mention.value):
            return "<size>"
        return f"<count:{first}>" if first in "<>+-x/" else "<count>"
    return f"<{sign}{mention.sort}>"


def features(reading: Reading, reader: Reader) -> np.ndarray:
    """Buckets of the features of a reading, each once, as int32."""
    return np.unique(np.fromiter((crc32(one.encode()) % BUCKETS for one in spelt(reading, reader)), dtype=np.int32))


def spelt(reading: Reading, reader: Reader) -> Iterator[str]:
    """The features themselves, as text."""
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
    yield from _letters(reading)
    yield from _shape(reading, reader, row)


def _letters(reading: Reading) -> Iterator[str]:
    """Words and their letters, in English where they were glossed; but for names, numbers and tags."""
    names = {mention.value for mention in reading.mentions if mention.sort == "resource_name"}
    for token in reading.tokens:
        if token.sort not in {"word", "cjk"} or token.text in names:
            continue
        word = token.plain
        yield f"w {word}"
        marked = f"^{word}$"
        sizes = (1, 2, 3) if token.sort == "cjk" else _LETTERS
        for size in sizes:
            for at in range(len(marked) - size + 1):
                yield f"c {marked[at : at + size]}"


def _shape(reading: Reading, reader: Reader, row: list[str]) -> Iterator[str]:
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
