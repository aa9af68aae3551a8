"""What is said of several in languages that are read as if it were of one: "avviali" behind a list, "beide"."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.nlp.pick_words import signs
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tokens import Token, fold
from dharma_tui.nlp.word_lists import words_of

_POINTING = frozenset({"it", "them", "those", "these"})
_ALONE = frozenset(map(fold, words_of("said_of_many.alone")))
_HANGING = tuple(map(fold, words_of("said_of_many.hanging")))
"""What hangs on verbs."""


def of_many(reading: Reading) -> Reading:
    """``reading`` in which "it" is "them" where that may be, as it was typed."""
    places = [at for at, token in enumerate(reading.tokens) if token.plain == "it" and _is_many(reading, at)]
    tokens = tuple(token.said("them") if at in places else token for at, token in enumerate(reading.tokens))
    return replace(reading, tokens=tokens) if places else reading


def of_both(reading: Reading) -> Reading:
    """``reading`` in which "it" and "those" are "both" where that was typed."""
    places = [at for at, token in enumerate(reading.tokens) if token.plain in _POINTING and _is_both(reading, token)]
    tokens = tuple(token.said("both") if at in places else token for at, token in enumerate(reading.tokens))
    return replace(reading, tokens=tokens) if places else reading


def _is_both(reading: Reading, token: Token) -> bool:
    return any([sign.sort for sign in read] == ["B"] for read in signs(reading.text[token.start : token.end]).values())


def _is_many(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    typed = fold(reading.text[token.start : token.end])
    is_hung = at > 0 and reading.tokens[at - 1].start == token.start  # a verb and what hangs on it stand in one place
    return typed in _ALONE or (is_hung and typed.endswith(_HANGING))
