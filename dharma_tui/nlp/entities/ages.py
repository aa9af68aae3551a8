"""How old things are said to be: "older than 90 days", "those that have more than 90 days", "not used in 90 days"."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.nlp.entities.dates import word
from dharma_tui.nlp.tokens import Token

OLD = (
    ("older", "than"),
    ("older", "then"),
    ("more", "than"),
    ("over",),
    ("longer", "than"),
    ("not", "used", "in"),
    ("untouched", "for"),
)
UNTOUCHED = frozenset({"haven't", "hasn't", "weren't", "wasn't", "never", "not", "unused", "untouched"})
"""What was not done for so long is as old as that."""
_WHICH = frozenset({"which", "that", "who", "what", "with", "have", "has", "having", "the", "are", "is"})
_WILL = frozenset({"will", "need", "survive", "last", "lasts", "hold", "run", "going", "enough", "take", "takes"})


def behind_older(tokens: Sequence[Token], at: int, *, ahead: bool) -> int:
    """Where the words end that say that things are older than what follows; zero: there are none here.

    ``ahead``: what is asked looks into the future, where "more than 30 days" are those to come.
    """
    for words in OLD:
        if tuple(word(tokens, at + step) for step in range(len(words))) == words:
            return at + len(words) if words[0] == "older" or not ahead or _tells_which(tokens, at) else 0
    return 0


def _tells_which(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is told right before here which things are meant, and not what is to come: "those that have more than …"."""
    before = [word(tokens, place) for place in range(max(0, at - 3), at)]
    return not _WHICH.isdisjoint(before) and _WILL.isdisjoint(before)
