"""Two changes asked for in one breath, each with what it is of: "start web-1 and delete web-2"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dharma_tui.core.answers import Answer
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.safety import NEGATIONS
from dharma_tui.nlp.word_lists import words_of
from dharma_tui.nlp.words import listed, named

_JOINS = frozenset({"and", "then", "plus", "also", "&", ",", ";", "、", "，", "،"})
_OBJECTS = frozenset({"resource_name", "resource_kind"})
_VERBS = words_of("mood.verbs")
_UNCERTAIN = NEGATIONS | {"if", "unless", "or", "except", "without", "?", "before", "after", "instead"}


def separate_orders(reading: Reading) -> tuple[str, ...]:
    """What each of several orders says, as it was typed; empty where there are no two, or one of them is none."""
    tokens = reading.tokens
    if any(token.plain in _UNCERTAIN for token in tokens):
        return ()
    told: dict[str, str] = {}
    for first, last in _parts(reading):
        verb = next(token.plain for token in tokens[first:last] if token.sort == "word" and token.plain in _VERBS)
        if not any(one.sort in _OBJECTS and first <= one.first < last for one in reading.mentions):
            return ()
        told[verb] = reading.text[tokens[first].start : tokens[last - 1].end].strip()
    return tuple(told.values()) if len(told) > 1 else ()


def _parts(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where each order begins and ends: what has no verb of its own belongs to the one before."""
    places = [at for at, token in enumerate(reading.tokens) if token.plain in _JOINS and reading.at(at) is None]
    starts = [0]
    for at, end in zip(places, [*places[1:], len(reading.tokens)], strict=False):
        if _verbs(reading, at + 1, end) and _verbs(reading, starts[-1], at):
            starts.append(at + 1)
    for first, last in zip(starts, [*starts[1:], len(reading.tokens) + 1], strict=True):
        last -= 1
        while last > first and reading.tokens[last - 1].plain in _JOINS:
            last -= 1
        if _verbs(reading, first, last):
            yield first, last


def _verbs(reading: Reading, first: int, last: int) -> bool:
    return any(
        token.plain in _VERBS and token.sort == "word" and reading.at(at) is None
        for at, token in enumerate(reading.tokens[first:last], first)
    )


def which_first(orders: Sequence[str]) -> Answer:
    """Asks which of them is meant first; a digit chooses."""
    told = listed([named(one) for one in orders], "or")
    return Answer(
        f"These are two changes at once: ask for one after the other. Which first, {told}?", next_steps=tuple(orders)
    )
