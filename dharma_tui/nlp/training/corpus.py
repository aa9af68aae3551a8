"""Requests to train on: templates of the intents filled, and phrases of the other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from dharma_tui.nlp.catalogue import classes, intents
from dharma_tui.nlp.training.patterns import sampled
from dharma_tui.nlp.training.slots import NAMED, SLOTS

_SLOT = re.compile(r"\{(\w+)\}")
EACH = 14
"""Requests made of a template."""
_TERSE = 4
"""Of these, keywords alone in another order, as other languages come out of the lexicons."""
_EACH_ABROAD = 10
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "is",
        "are",
        "do",
        "does",
        "did",
        "be",
        "been",
        "it",
        "its",
        "our",
        "my",
        "your",
        "we",
        "i",
        "you",
        "me",
        "for",
        "on",
        "with",
        "that",
        "this",
        "there",
        "and",
        "please",
        "so",
        "as",
        "at",
    ]
)


@dataclass(frozen=True, slots=True)
class Example:
    """A request, what it asks, and the inventory's names in it."""

    text: str
    intent: str
    language: str
    names: tuple[str, ...]


def examples(seed: int = 7) -> list[Example]:
    """Every template several times, every example and phrase, each text once."""
    chance = Random(seed)
    told: dict[tuple[str, str], Example] = {}
    for example in (*_english(chance), *_followups(chance), *_abroad(chance)):
        told.setdefault((example.text, example.intent), example)
    return list(told.values())


def _english(chance: Random) -> Iterator[Example]:
    for intent in intents().values():
        known = {**classes(), **intent.classes}
        for template in intent.templates:
            for _ in range(EACH):
                yield filled(sampled(template, known, chance), intent.name, "en", chance)
            for _ in range(_TERSE):
                yield filled(reordered(sampled(template, known, chance, 0.3), chance), intent.name, "en", chance)
        for text in intent.examples:
            yield filled(text, intent.name, "en", chance)


def _followups(chance: Random) -> Iterator[Example]:
    file = files("dharma_tui.nlp.training") / "followups.yaml"
    for intent, templates in _yaml(file.read_text("utf-8")).items():
        for template in templates:
            for _ in range(EACH):
                yield filled(sampled(template, {}, chance), intent, "en", chance)
            yield filled(reordered(sampled(template, {}, chance), chance), intent, "en", chance)


def _abroad(chance: Random) -> Iterator[Example]:
    for language, phrases in abroad().items():
        for intent, templates in phrases.items():
            for template in templates:
                for _ in range(_EACH_ABROAD):
                    yield filled(sampled(template, {}, chance), intent, language, chance)


def reordered(text: str, chance: Random) -> str:
    """``text`` without most of its small words, its parts turned around as languages do that put the verb last."""
    words = [word for word in text.split() if word.lower() not in _SMALL or chance.random() < 0.3]
    turn = chance.random()
    if len(words) < 3 or turn < 0.35:
        return " ".join(words)
    if turn < 0.65:
        return " ".join((*words[1:], words[0]))
    cut = chance.randrange(1, len(words))
    return " ".join((*words[cut:], *words[:cut]))


@cache
def abroad() -> dict[str, dict[str, list[str]]]:
    """Phrases of each other language by intent."""
    told: dict[str, Any] = {}
    for file in sorted((files("dharma_tui.nlp") / "phrases").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            told[file.name.removesuffix(".yaml")] = _yaml(file.read_text("utf-8"))
    return told


def _yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def filled(text: str, intent: str, language: str, chance: Random) -> Example:
    """A request with a value in each slot; slots may be called ``{region}`` or, a second one, ``{region2}``."""
    names: list[str] = []

    def value(slot: re.Match[str]) -> str:
        which = slot.group(1) if slot.group(1) in SLOTS else slot.group(1).rstrip("0123456789")
        told = SLOTS[which](chance)
        if which in NAMED:
            names.append(told)
        return told

    return Example(_SLOT.sub(value, text), intent, language, tuple(names))
