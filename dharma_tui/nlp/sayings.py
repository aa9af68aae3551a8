"""Turns of phrase that tell how a change is spoken of, whatever change it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_LEADS = words_of("mood.leads")
_VAIN = ("did", "not", "help")
_LET_BE = frozenset({("don't", "touch"), ("not", "touch"), ("never", "touch")})
_NAME = "•"
_TELLING = words_of("mood.reporting") | words_of("mood.questions") | {"plan", "simulate", "if"}
_NO_ORDER = (
    words_of("mood.question_words")
    | words_of("mood.pasts")
    | words_of("mood.gerunds")
    | words_of("negations")
    | frozenset({"is", "are", "was", "were", "has", "have", "had", "if", "should", "can't", "cannot", "run", "runs"})
)
_NOUNS_AND_VERBS = words_of("mood.nouns_and_verbs")
_WHICH = words_of("mood.which")
_UP_TO = frozenset({"to", "on", "at", "in", "until"})
_COPIES = frozenset({"replicas", "replica", "copies", "copy", "pods", "pod", "workers", "instances"})
_ASKING_YOU = ["how", "do", "i", "ask", "you"]
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


def is_order(words: Sequence[str]) -> bool:
    """ "• restart please", as languages put it whose verbs stand last, and "• to twenty replicas", whatever the verb."""
    if words[-1] == "update" and words[:2] == [_NAME, "tagged"]:  # "web-7 태그 … 바꿔줘"
        return True
    if words[-1] == "?" or not _TELLING.isdisjoint(words[:2]) or not _NO_ORDER.isdisjoint(words):
        return False
    if words[-1] in {"please", "pls"} and words[-2:-1] and words[-2] in _NOUNS_AND_VERBS:
        return _NAME in words and words[-3] not in _WHICH | {"the", "a", "of"}
    if "please" in words and _NAME in words and words[-1] in _NOUNS_AND_VERBS:  # "把 web-7 … 删掉"
        return words[-2] not in _WHICH | {"the", "a", "of"}
    return any(
        word in _UP_TO and _is_number(words[at + 1]) and words[at + 2] in _COPIES and _NAME in words[:at]
        for at, word in enumerate(words[:-2])
    )


def _is_number(word: str) -> bool:
    return word.isdigit() or word in NUMBERS


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
    words = [token.plain for token in tokens]
    return words == ["should", "we"] or words[-len(_ASKING_YOU) :] == _ASKING_YOU


def is_label(words: Sequence[str]) -> bool:
    """Whether a clause says but how something is to be tagged: "create a bucket, its tag is team=core"; a name is ``•``."""
    return "•" in words and not _KEYS.isdisjoint(words) and _KEYS.union(_BESIDE_KEYS).issuperset(words)


_KEYS = frozenset({"tag", "tags", "tagged", "label", "labels", "labelled", "labeled"})
_BESIDE_KEYS = frozenset({"•", "the", "its", "is", "are", "with", "as", "and"})
