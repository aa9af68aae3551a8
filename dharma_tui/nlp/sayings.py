"""Turns of phrase that tell how a change is spoken of, whatever change it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_LEADS = words_of("mood.leads")
_VAIN = ("did", "not", "help")
_LET_BE = frozenset({("don't", "touch"), ("not", "touch"), ("never", "touch")})
_LEADS_ON = frozenset({"to", "whether"})


def bare(clause: Sequence[str]) -> list[str]:
    """A clause without what leads up to it: "ok so please …"."""
    at = 0
    while at < len(clause) - 1 and clause[at] in _LEADS:
        at += 1
    return list(clause[at:])


def was_vain(words: Sequence[str]) -> bool:
    """Whether it tells that something did not help, and so was done: "the restart of x did not help"."""
    return any(tuple(words[at : at + len(_VAIN)]) == _VAIN for at in range(len(words) - 2))


def leaves_alone(words: Sequence[str]) -> bool:
    """Whether something is not to be touched."""
    return any(pair in _LET_BE for pair in pairwise(words))


def led_on(tokens: Sequence[Token]) -> list[Token]:
    """``tokens`` without the commas before what is asked or wondered about: "ist es sicher, web-7 zu löschen"."""
    return [
        token
        for at, token in enumerate(tokens)
        if token.plain != "," or not at or (tokens[at - 1].plain not in _LEADS_ON and not _asks_whether(tokens[:at]))
    ]


def _asks_whether(tokens: Sequence[Token]) -> bool:
    return [token.plain for token in tokens] == ["should", "we"]
