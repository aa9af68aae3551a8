"""Which kinds there are to list in each place, as scans tell that were to list every kind of what they came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dharma_tui.core.types import Scope
from dharma_tui.services.store import announcement, scan_rows

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_OF_ALL_SERVICES = """trigger <> 'import' AND announced IS NOT NULL AND (announced -> '$.selection.keys') IS NULL
    AND (announced -> '$.selection.lists_only') IS NULL
    AND NOT contains(coalesce(announced ->> '$.selection.providers', ''), '.')"""
"""Scans that left out no kind but by its name, of whichever accounts and regions."""
_LOOKED_AT = 30
"""Scans of different selections that are read, the newest."""


@dataclass(frozen=True, slots=True)
class KindsThere:
    """What such scans were to list. ``whole`` are the kinds of places where one has been that left none out; ``unoffered``
    of other places those that were named and that there is no list of."""

    whole: Mapping[Scope, frozenset[str]] = field(default_factory=dict)
    unoffered: Mapping[Scope, tuple[tuple[tuple[str, ...], frozenset[str]], ...]] = field(default_factory=dict)
    """Of each scan what it named, and which of that there was."""
    services: Mapping[Scope, frozenset[str]] = field(default_factory=dict)
    """Of the ``whole`` the services that were looked for there; nothing where only scans of versions that did not say have been."""

    def is_unoffered(self, scope: Scope, kind: str) -> bool:
        """Whether a scan named this kind and came to this place, and there was no list of it."""
        return any(
            kind not in there and any(kind == word or kind.startswith(f"{word}.") for word in named)
            for named, there in self.unoffered.get(scope, ())
        )


class WholeScans:
    """Reads these scans. Blocking; read again only where there is another one."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._read: tuple[str, ...] = ()
        self._known = KindsThere()

    def kinds(self) -> KindsThere:
        """What they tell; of several that asked for the same, the last one counts."""
        rows = self._lake.query(
            f"""SELECT arg_max(scan_id, started_at), max(started_at) AS began FROM {scan_rows.SCANS}
            WHERE {_OF_ALL_SERVICES}
            GROUP BY providers, (announced -> '$.selection')::VARCHAR, (announced -> '$.services')::VARCHAR
            ORDER BY began DESC LIMIT {_LOOKED_AT}"""
        )
        ids = tuple(scan_id for scan_id, _ in reversed(rows))
        if ids != self._read:
            self._known = self._told(ids)
            self._read = ids
        return self._known

    def _told(self, ids: tuple[str, ...]) -> KindsThere:
        whole: dict[Scope, frozenset[str]] = {}
        services: dict[Scope, frozenset[str]] = {}
        unoffered: dict[Scope, tuple[tuple[tuple[str, ...], frozenset[str]], ...]] = {}
        for scan_id in ids:
            rows = self._lake.query(f"SELECT announced FROM {scan_rows.SCANS} WHERE scan_id = ?", [scan_id])
            text = rows[0][0] if rows else None
            selection, _, _ = announcement.asked(text)
            found: dict[Scope, set[str]] = {}
            for scope, kind in announcement.parts(text):
                found.setdefault(scope, set()).add(kind)
            untold = {kind for scope, kinds in found.items() if not scope.account for kind in kinds}
            if not selection.kinds:
                asked = announcement.services(text)
                for scope, kinds in found.items():
                    before = services.pop(scope, frozenset())
                    if asked is not None:
                        services[scope] = asked | before
                    others = whole.get(scope, frozenset()) if asked is not None and before - asked else frozenset()
                    whole[scope] = others.union(kinds)
                continue
            for scope, kinds in found.items():
                unoffered[scope] = (*unoffered.get(scope, ()), (selection.kinds, frozenset(kinds | untold)))
        return KindsThere(whole, unoffered, services)
