"""What became different between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dharma_tui.core.types import Json, ResourceRef, Scope


class ChangeKind(StrEnum):
    """What happened to a resource."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property: dotted path (``state``, ``labels.env``, ``attrs.memory.total``), before and after.

    ``None`` before means it was not there, ``None`` after that it no longer is.
    """

    path: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Change:
    """One resource at one commit: what happened, when, by which scan, and in which properties.

    Of the net of several changes ``first_at`` is when the first of them was; ``at`` and all else are of the last.
    """

    ref: ResourceRef
    name: str
    scope: Scope
    change: ChangeKind
    at: datetime
    snapshot: int
    scan_id: str
    fields: tuple[FieldChange, ...] = ()
    first_at: datetime | None = None
