"""Where a running scan keeps what it has found until a part of it is committed: lines in files, so that memory stays flat."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.store.lines import relationship_line, resource_line

Part = tuple[Scope, str]
"""What is found complete or not as one: a kind in a scope."""


@dataclass(slots=True)
class Spooled:
    """The files of one part, and the longest line in each."""

    resources: Path
    relationships: Path
    resource_count: int = 0
    relationship_count: int = 0
    longest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Spool:
    """The spooled parts of one scan, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: dict[Part, Spooled] = {}
        self._lock = threading.Lock()

    def add(
        self,
        part: Part,
        resources: Sequence[Resource],
        relationships: Sequence[Relationship],
        volatile: Sequence[str],
    ) -> None:
        """Append to the files of ``part``. May be called from any thread."""
        found = [resource_line(resource, volatile) for resource in resources]
        edges = [relationship_line(edge) for edge in relationships]
        spooled = self._spooled(part)
        with spooled.lock:
            spooled.longest = max(spooled.longest, max(map(len, found), default=0), max(map(len, edges), default=0))
            spooled.resource_count += len(found)
            spooled.relationship_count += len(edges)
            for path, lines in ((spooled.resources, found), (spooled.relationships, edges)):
                if lines:
                    with path.open("a", encoding="utf-8") as file:
                        file.writelines(lines)

    def take(self, part: Part) -> Spooled | None:
        """The files of ``part``, which from here on belong to the caller; None when nothing was found."""
        with self._lock:
            return self._parts.pop(part, None)

    def remove(self) -> None:
        """Forget and delete everything."""
        with self._lock:
            self._parts.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spooled(self, part: Part) -> Spooled:
        with self._lock:
            if not self._parts:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if part not in self._parts:
                stem = f"{len(list(self.folder.iterdir())):06d}"
                self._parts[part] = Spooled(self.folder / f"{stem}.resources", self.folder / f"{stem}.relationships")
                self._parts[part].resources.touch(0o600)
            return self._parts[part]
