"""Lists of words as text: ``name = one | two`` a line, ``#`` begins a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def word_lists(file: Path) -> dict[str, tuple[str, ...]]:
    """The lists of a text file, by name."""
    text = file.read_text("utf-8")
    pairs = (line.partition(" = ") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): tuple(one.strip() for one in words.split(" | ")) for name, _, words in pairs}


def words_of(name: str) -> frozenset[str]:
    """One list of ``words.txt``."""
    return frozenset(word_lists(Path(__file__).with_name("words.txt"))[name])
