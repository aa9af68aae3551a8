"""What files to import hold, and what became of them: as documents between processes, and for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dharma_tui.core.format import counted


@dataclass(frozen=True, slots=True)
class LeftAside:
    """What is not taken of files: how much is wrong, some of it with place and reason, and what no kind here is for."""

    wrong: int = 0
    some: tuple[str, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    cut_short: int = 0
    """Lists that say they go on: nothing of them is left out, and what their other pages hold is not known."""

    @property
    def words(self) -> str:
        """How much is left out and cut short; empty where all was taken and told."""
        return aside_words(self.wrong, self.cut_short)


def aside_words(wrong: int, cut_short: int) -> str:
    """In words: ``3 left out, 1 list is cut short``."""
    lists = counted(cut_short, "list is", "lists are")
    return ", ".join([*([f"{wrong:,} left out"] if wrong else ()), *([f"{lists} cut short"] if cut_short else ())])


@dataclass(frozen=True, slots=True)
class Contents:
    """What files hold, before any of it is stored: how many of each kind, account and region, and as of when."""

    formats: Mapping[str, int] = field(default_factory=dict)
    """How many files of each."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)
    relationships: int = 0
    gone: int = 0
    """Resources that the files say do not exist any more."""
    since: datetime | None = None
    until: datetime | None = None
    """The earliest and latest moment that the files are of: by their own words, else when they were last written."""
    aside: LeftAside = LeftAside()
    more: int = 0
    """How often they tell more of what is stored, or other files list."""

    @property
    def resources(self) -> int:
        """How many there are of all kinds."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an import ended."""

    scan_id: str
    resources: int
    relationships: int
    added: int
    changed: int
    removed: int
    aside: LeftAside = LeftAside()


def contents_of(document: Mapping[str, Any]) -> Contents:
    """What ``import --dry-run --json`` says. Raises KeyError, ValueError, TypeError."""
    since, until = (datetime.fromisoformat(text) if (text := document[name]) else None for name in ("since", "until"))
    return Contents(
        document["formats"],
        document["kinds"],
        document["accounts"],
        document["regions"],
        document["relationships"],
        document["gone"],
        since,
        until,
        _aside_of(document),
        document["more"],
    )


def outcome_of(document: Mapping[str, Any]) -> Outcome:
    """What ``import --json`` says. Raises KeyError, ValueError, TypeError."""
    names = ("scan_id", "resources", "relationships", "added", "changed", "removed")
    return Outcome(**{name: document[name] for name in names}, aside=_aside_of(document))


def _aside_of(document: Mapping[str, Any]) -> LeftAside:
    some = (
        f"{each.get('place') or 'line {}'.format(each.get('line'))}: {each['reason']}" for each in document["wrong"]
    )
    return LeftAside(document["wrong_lines"], tuple(some), document["unknown"], document["cut_short"])
