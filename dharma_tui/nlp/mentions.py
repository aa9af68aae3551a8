"""An entity where it stands in an utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OWN_KIND = "own_kind"
"""What a mention of a kind of this console is, which the label scheme does not have."""


_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "last",
    "next",
)
_ROWS = frozenset(
    {
        *_ORDINALS,
        *("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"),
        *(
            "one",
            "ones",
            "row",
            "item",
            "entry",
            "result",
            "it",
            "both",
            "other",
            "those",
            "these",
            "them",
            "that",
            "this",
        ),
        *("the", "of", "all", "number", "two", "three", "previous", "same"),
    }
)


def are_of_rows(words: Sequence[str]) -> bool:
    """Whether words point at what was shown or spoken of, and so are nobody's name: "the second one", "both of them"."""
    return _ROWS.issuperset(word for word in words if not word.isdecimal()) and not all(map(str.isdecimal, words))


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``first`` to ``last`` (not included) of the glossed utterance say ``value``."""

    sort: str
    value: str
    first: int
    last: int
    excluded: bool = False
    with_others: bool = False
    """It is left out together with all that is said beside it, and not by itself."""
    guessed: bool = False
    """The name is not what was typed, but the one that comes nearest."""

    def covers(self, at: int) -> bool:
        """Whether the token at this place is part of it."""
        return self.first <= at < self.last


def said(mentions: Sequence[Mention]) -> dict[str, tuple[str, ...]]:
    """Values by type, each once, the excluded ones left out."""
    told: dict[str, dict[str, None]] = {}
    for mention in mentions:
        if not mention.excluded and mention.value and mention.sort != OWN_KIND:
            told.setdefault(mention.sort, {})[mention.value] = None
    return {sort: tuple(values) for sort, values in told.items()}
