"""By what resources are counted: "per team", "by region and account", "for each engine"."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.view import Computed, View

_GROUPS = {
    "region": "region",
    "location": "region",
    "account": "account",
    "subscription": "account",
    "project": "account",
    "state": "state",
    "status": "state",
    "kind": "kind",
    "type": "kind",
    "provider": "provider",
    "cloud": "provider",
    "environment": "tag.environment",
    "env": "tag.environment",
    "stage": "tag.environment",
    "team": "team",
    "owner": "owner",
    "squad": "team",
    "application": "tag.application",
    "app": "tag.application",
}
"""What counts are made by, as it is said and as the filter language calls it."""
_MARKS = ("by", "per", "each", "every", "which", "breakdown", "split", "grouped")
_BETWEEN = frozenset(["and", "or", "the", "a", "then", "of", "their", "its", "each", "every", "tag", "label"])
_POINTING = frozenset(["that", "this", "same", "no", "not", "without", "any", "which", "our", "my", "another", "other"])
"""Before these it is one that is meant, or none."""
_PLAINLY = frozenset(["region", "account", "provider", "tag.environment", "owner", "team", "tag.application"])
"""What is never said for another reason."""
_TEAM = Computed("team", "coalesce(label.team,owner)")
"""Whose something is, by its team where it has one: who made it is an owner, too."""
_WHICH_HAS = re.compile(
    r"\b(?:which|what) (?P<of>\w+) (?:has|have|had|holds|hold|runs|run|contains|owns|own)\b.*\b(?:most|least|fewest)\b"
)
_MOST = 3
"""Columns of groups."""


def groups(words: Sequence[str], specs: Sequence[KindSpec], valued: Container[str] = ()) -> tuple[str, ...]:
    """The columns that counts are to be made by; none where nothing was said of it.

    What stands after "per" or "by"; else what is named without a value, and so is no condition: "how many has each team".
    ``valued`` are the columns that conditions are about.
    """
    marks = [at for at, word in enumerate(words) if word in _MARKS]
    told: dict[str, None] = {}
    for word in words[marks[-1] + 1 :] if marks else ():
        if column := _column(word, specs):
            told[column] = None
        elif word not in _BETWEEN:
            break
    if told:
        return tuple(told)[:_MOST]
    for before, word in pairwise(["", *words]):
        column = _GROUPS.get(_singular(word), "")
        if column and column not in valued and before not in _POINTING and (marks or column in _PLAINLY):
            told = {column: None}
    return tuple(told)


def grouped(view: View, by: Sequence[str]) -> View:
    """``view`` with its resources counted by these."""
    return replace(view, group_by=tuple(by), computed=(_TEAM,) if _TEAM.name in by else ())


def grouping_words(words: Sequence[str], specs: Sequence[KindSpec]) -> list[str]:
    """Words that what counts are made by is called by, as far as a column tells it."""
    return [word for word in words if _singular(word) in _GROUPS or _column(word, specs)]


def asks_which_has_most(words: Sequence[str], specs: Sequence[KindSpec] = ()) -> bool:
    """ "which account has the most instances", "which node has the most pods": counts are wanted, though a list was asked for."""
    found = _WHICH_HAS.search(" ".join(words))
    if found is None:
        return False
    return _singular(found["of"]) in _GROUPS or any(_column(found["of"], [spec]) for spec in specs)


def _column(word: str, specs: Sequence[KindSpec]) -> str:
    """What a word calls: something that all resources tell, or a column that all these kinds have."""
    if (known := _GROUPS.get(_singular(word))) and not (known == "kind" and len(specs) == 1):
        return known
    names = [{column.name for column in spec.columns} for spec in specs]
    return next((name for name in (word, _singular(word)) if names and all(name in each for each in names)), "")


def _singular(word: str) -> str:
    return word if word.endswith(("us", "ss")) else word.removesuffix("s")
