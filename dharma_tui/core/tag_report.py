"""How tags are kept: each rule with how many resources keep it, what is spelled in several ways, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.tags import TagRule
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view

COLUMNS = ("what", "name", "spelling", "count", "broken")
"""Of a report as one table."""


@dataclass(frozen=True, slots=True)
class RuleKept:
    """A rule: of how many resources it is asked, and how many do not keep it; ``view`` shows those."""

    rule: TagRule
    asked: int
    broken: int
    view: View

    @property
    def kept(self) -> int:
        """How many keep it."""
        return self.asked - self.broken

    @property
    def percent(self) -> float | None:
        """The share that keeps it; none, where it is asked of nothing."""
        return 100.0 * self.kept / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way that a key or a value is spelled, on how many resources, and what shows those."""

    text: str
    count: int
    view: View


@dataclass(frozen=True, slots=True)
class Spellings:
    """Several ways of spelling one thing, the commonest first. ``key`` is empty where it is the key itself that differs."""

    meaning: str
    spellings: tuple[Spelling, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class TagReport:
    """``taggable`` resources are of kinds that can have tags, ``untagged`` of them have none.

    Of ``contradictions`` each is a key, and the labels that stand together on resources and say different things of it.
    """

    taggable: int
    untagged: View
    untagged_count: int
    rules: tuple[RuleKept, ...]
    keys: tuple[Spellings, ...]
    values: tuple[Spellings, ...]
    contradictions: tuple[Spellings, ...] = ()

    def document(self) -> dict[str, Any]:
        """All of it as JSON can say it; views are lines for ``:``, ``--open`` and ``dharma-tui resources``."""
        return {
            "taggable": self.taggable,
            "untagged": self.untagged_count,
            "rules": [_rule(kept) for kept in self.rules],
            "keys": [_spellings(found) for found in self.keys],
            "values": [_spellings(found) for found in self.values],
            "contradictions": [_spellings(found) for found in self.contradictions],
        }

    def rows(self) -> list[Mapping[str, Any]]:
        """All of it as lines of one table."""
        rows: list[Mapping[str, Any]] = [
            {
                "what": "rule",
                "name": kept.rule.name,
                "spelling": kept.rule.key,
                "count": kept.asked,
                "broken": kept.broken,
            }
            for kept in self.rules
        ]
        for what, several in (("key", self.keys), ("value", self.values), ("contradiction", self.contradictions)):
            for found in several:
                name = f"{found.key}={found.meaning}" if found.key else found.meaning
                rows += [
                    {"what": what, "name": name, "spelling": one.text, "count": one.count} for one in found.spellings
                ]
        return rows


def _rule(kept: RuleKept) -> dict[str, Any]:
    return {
        "name": kept.rule.name,
        "key": kept.rule.key,
        "kinds": list(kept.rule.kinds),
        "values": list(kept.rule.values),
        "asked": kept.asked,
        "kept": kept.kept,
        "broken": kept.broken,
        "percent": None if kept.percent is None else round(kept.percent, 1),
        "view": format_view(kept.view),
    }


def _spellings(found: Spellings) -> dict[str, Any]:
    each: Sequence[Spelling] = found.spellings
    told = {"key": found.key} if found.key else {}
    spelled = [{"text": one.text, "count": one.count, "view": format_view(one.view)} for one in each]
    return {**told, "meaning": found.meaning, "spellings": spelled}
