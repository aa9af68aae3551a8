"""Words of everyday speech that come near words of requests: nobody who writes them means those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ENGLISH = "en"


def usual(language: str) -> frozenset[str]:
    """Those of a language, as tokens have them; empty is English."""
    return _lists().get(language or ENGLISH, frozenset())


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    language = ""
    for line in Path(__file__).with_name("usual_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif not line.startswith("#"):
            found[language] += line.split()
    return {language: frozenset(words) for language, words in found.items()}
