"""What is asked for, apart from why it is: "restart it because it is slow", "the sale begins, checkout to twenty replicas"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dharma_tui.nlp.clauses import part_of
from dharma_tui.nlp.mood import Mood, clauses_within, mood
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_VERBS = words_of("mood.verbs")
_BESIDE = frozenset(
    {"it", "them", "that", "this", "one", "please", "now", "the", "at", "once", "then", "right", "away"}
)


def without_reason(reading: Reading) -> Reading:
    """What is plainly asked for, without why it is: "restart it because it is slow"."""
    for at, token in enumerate(reading.tokens[2:], 2):
        if token.plain in {"because", "why"} and token.sort == "word" and not reading.at(at):
            mentions = tuple(one for one in reading.mentions if one.last <= at)
            asked = replace(reading, tokens=reading.tokens[:at], mentions=mentions)
            return asked if mood(asked) == Mood.COMMANDED else reading
    return reading


def clauses_of(reading: Reading) -> Iterator[Reading]:
    """Clauses that name what they are about, the last first; none where there is but one."""
    places = [among for among, _ in clauses_within(reading)]
    named = [one for one in reading.mentions if one.sort in {"resource_name", "resource_kind", "tag"}]
    for first, last in reversed(places if len(places) > 1 else ()):
        if any(first <= one.first < last for one in named):
            yield part_of(reading, range(first, last))


def order_of_it(reading: Reading) -> Reading | None:
    """The verb at the end of what is told of one thing, as a request: "the key leaked, delete it"; None: it ends otherwise."""
    places = clauses_within(reading)
    if len(places) <= 1 or mood(reading) != Mood.COMMANDED:
        return None
    (first, last), words = places[-1]
    verbs = [word for word in words if word not in _BESIDE]
    is_bare = not any(first <= one.first < last for one in reading.mentions)
    is_named = len({one.value for one in reading.mentions if one.sort == "resource_name"}) == 1
    return (
        part_of(reading, range(first, last))
        if is_bare and is_named and len(verbs) == 1 and verbs[0] in _VERBS
        else None
    )
