"""What was said in a request itself, and in none before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.frames import Entities, Frame

if TYPE_CHECKING:
    from dharma_tui.nlp.reading import Reading

_POINTS = frozenset({"those", "these", "them", "they", "both", "ones", "same", "again", "and", "only"})


def names_something(reading: Reading, at: int) -> bool:
    """Whether the word at this place is part of a name or a tag, and says nothing of what is asked."""
    mention = reading.at(at)
    if mention is not None and mention.sort == "region":
        return reading.tokens[at].plain.isdecimal()
    return reading.tokens[at].sort in {"name", "tag", "quoted"} or (
        mention is not None and mention.sort in {"resource_name", "tag"}
    )


def of_everything(words: Sequence[str]) -> bool:
    """Whether all resources are meant, and not those that were spoken of before."""
    return not {"resources", "everything"}.isdisjoint(words) and "of" not in words and not points(words)


def is_new(words: Sequence[str], reading: Reading) -> bool:
    """Whether a kind that the label scheme has no word for is spoken of by itself, and nothing from before."""
    return not points(words) and all(
        one.sort not in {"resource_kind", "resource_name", "metric"} for one in reading.mentions
    )


def points(words: Sequence[str]) -> bool:
    """Whether something that was spoken of before is meant."""
    return not _POINTS.isdisjoint(words)


def said(entities: Entities, reading: Reading) -> dict[str, tuple[str, ...]]:
    """What was said in this very request."""
    sorts = {one.sort for one in reading.mentions}
    return {sort: values for sort, values in entities.items() if sort in sorts}


def told(frame: Frame, reading: Reading, within: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What was said in this very request, accounts and times of any sort among it."""
    times = tuple(one.value for one in reading.mentions if one.sort == "time_range" and one.value)
    others = {"time_range": times, "account": within}
    return said(frame.entities, reading) | {sort: values for sort, values in others.items() if values}


def unread(frame: Frame, reading: Reading) -> frozenset[str]:
    """Words for states that the intent has no use for: they may still say which things are meant."""
    said = ((token.plain, reading.at(at)) for at, token in enumerate(reading.tokens))
    left = (word for word, one in said if one and one.sort == "status" and one.value not in frame.values("status"))
    return frozenset(left)
