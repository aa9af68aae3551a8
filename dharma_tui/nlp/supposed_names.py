"""Words that nobody knows, where the name of a thing stands: "restart zephyr", "the zephyr service", "who deleted zephyr".

The inventory may not have them (or not any more); what is asked of them is asked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_DOING = words_of("mood.verbs") | words_of("supposed.verbs")
_DONE = words_of("mood.pasts")
_LED_BY = _DOING | _DONE
_NOUNS = words_of("mood.nouns")
_THINGS = words_of("supposed.things")
"""A name stands before or behind them: "service zephyr", "the zephyr service"."""
_ENDS = words_of("supposed.ends")
_ASKED = words_of("supposed.asked")
"""What is asked of a thing alone: "is zephyr healthy"."""
_ASKING = frozenset({"is", "are", "why", "was", "has", "how"})
_PARTICLES = frozenset({"up", "down", "back", "off", "out", "over", "on"})
_ARTICLES = frozenset({"the", "our"})
_COPIES = frozenset({"replicas", "pods"})
_SHORTEST = 3
_ENDINGS = ("ing", "ed", "ly", "tion", "ness", "ment", "ous", "ful", "able", "ible", "ism", "ist", "ships", "ings")
"""Of English words, which names seldom have."""


@cache
def ordinary_words() -> frozenset[str]:
    """English words that requests are not made of, and that are no names."""
    text = Path(__file__).with_name("ordinary_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_KUBE = frozenset({"kubectl", "oc"})
_OF_NODES = frozenset({"drain", "cordon", "uncordon"})
_READING = frozenset({"logs", "exec", "port-forward"})
_OF_RELEASES = frozenset({"rollback", "upgrade", "uninstall", "status", "history"})
_NO_ARGUMENTS = _ENDS | words_of("supposed.no_arguments")
_COMMANDED = _THINGS | {"pod", "ingress", "job", "cronjob", "configmap", "secret", "pvc"}


def named(tokens: Sequence[Token], is_known: Callable[[str], bool]) -> list[Token]:
    """``tokens`` with unknown words as names where names stand."""
    words = [token.plain if token.sort != "mark" else "" for token in tokens]
    return [
        replace(token, sort="quoted")
        if (token.sort == "word" and _is_argument(words, at))
        or (
            token.sort == "word"
            and not token.mended
            and len(token.text) >= _SHORTEST
            and token.text.isascii()
            and token.text.isalpha()
            and not token.text.endswith(_ENDINGS)
            and not is_known(token.text)
            and token.text not in ordinary_words()
            and _stands_as_name(words, at)
        )
        else token
        for at, token in enumerate(tokens)
    ]


def _is_argument(words: Sequence[str], at: int) -> bool:
    """Whether a line of kubectl or helm has a name there: "kubectl scale deploy/zephyr", "helm rollback zephyr 3"."""
    before, command = _word(words, at - 1), words[0]
    if len(words[at]) < _SHORTEST or not words[at].isalpha() or words[at] in _NO_ARGUMENTS:
        return False
    if command in _KUBE:
        return words[1] not in _READING and (before in _COMMANDED if at > 2 else before in _OF_NODES)
    return command == "helm" and at == 2 and before in _OF_RELEASES


def _stands_as_name(words: Sequence[str], at: int) -> bool:
    before, after = _word(words, at - 1), _word(words, at + 1)
    led = _word(words, at - 2) if before in _ARTICLES else before
    if after in _THINGS:
        return led in _LED_BY or led in {
            "",
            "of",
            "for",
            "in",
            "is",
            "does",
            "has",
            "behind",
            "why",
            "to",
            "from",
            "and",
        }
    if after not in _ENDS:
        return before in _ASKING and after in _ASKED
    if before in _COPIES and _word(words, at - 2).isdigit():  # "take 2 replicas awy from web"
        return False
    if before in _THINGS or before in _DONE or before in {"called", "named"}:
        return True
    if before in _PARTICLES:
        return _word(words, at - 2) in _LED_BY
    return before in _DOING or (before == "of" and _word(words, at - 2) in _NOUNS)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
