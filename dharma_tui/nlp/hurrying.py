"""Requests without what says that nobody is to be asked: "skip the confirmation" changes nothing, in whatever words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dharma_tui.nlp import scope
from dharma_tui.nlp.clauses import part_of
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_JOINING = frozenset({"and", "then", "but", "so", "with", "please"})


def unhurried(reading: Reading) -> Reading:
    """``reading`` without such words and what joined them to it; as it is where it has none, or is a question."""
    tokens = reading.tokens
    if not tokens or tokens[-1].plain in {"?", "？", "؟"} or scope.gives_orders(reading):
        return reading
    dropped: set[int] = set()
    at = len(tokens)
    while at > 0:
        size = _ends_at(tokens, at)
        if not size:
            at -= 1
            continue
        first, last = at - size, at
        while first > 0 and _joins(tokens[first - 1]):
            first -= 1
        while first == 0 and last < len(tokens) and _joins(tokens[last]):
            last += 1
        dropped |= set(range(first, last))
        at = first
    left = [at for at in range(len(tokens)) if at not in dropped]
    return part_of(reading, left) if left and dropped else reading


def _joins(token: Token) -> bool:
    return token.sort == "mark" or token.plain in _JOINING


def _ends_at(tokens: Sequence[Token], at: int) -> int:
    """How many words, that end before a place, say that nobody is to be asked; the most there are."""
    return max((len(one) for one in _phrases().get(tokens[at - 1].plain, ()) if _said(tokens, at, one)), default=0)


def _said(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    before = tokens[max(0, at - len(phrase)) : at]
    return len(before) == len(phrase) and all(
        token.sort == "word" and token.plain == word for token, word in zip(before, phrase, strict=True)
    )


@cache
def _phrases() -> Mapping[str, list[tuple[str, ...]]]:
    """Every way to say it, of the words of ``words.txt``, by its last word."""
    asks = sorted(words_of("hurrying.asks"))
    nouns = [
        f"{article}{noun}" for noun in words_of("hurrying.nouns") for article in ("", "the ", "any ", "a ", "all ")
    ]
    told = [f"{skip} {noun}" for skip in words_of("hurrying.skipping") for noun in nouns]
    told += [f"skip the confirmation {need}" for need in words_of("hurrying.needed")]
    told += [f"{none} {one}" for none in ("without", "no") for one in (*nouns, *asks)]
    told += [f"no {noun} {need}" for noun in nouns for need in words_of("hurrying.needed")]
    told += [f"{refusal} {one}" for refusal in ("don't", "do not", "no need to") for one in words_of("hurrying.asking")]
    told += words_of("hurrying.phrases")
    by_end: dict[str, list[tuple[str, ...]]] = {}
    for words in {tuple(one.split()) for one in told}:
        by_end.setdefault(words[-1], []).append(words)
    return by_end
