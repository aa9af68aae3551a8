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
    """The files of one part, how many lines they have, and the length of the longest."""

    resources: Path
    relationships: Path
    resource_count: int = 0
    relationship_count: int = 0
    longest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def remove(self) -> None:
        """Delete the files."""
        self.resources.unlink(missing_ok=True)
        self.relationships.unlink(missing_ok=True)


class Spool:
    """The spooled parts of one scan, in a folder of its own. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, mode=0o700)
        self._folder = folder
        self._parts: dict[Part, Spooled] = {}
        self._lock = threading.Lock()
        self._count = 0

    def add(
        self,
        part: Part,
        resources: Sequence[Resource],
        relationships: Sequence[Relationship],
        volatile: Sequence[str],
    ) -> None:
        """Append to the files of ``part``."""
        found = [resource_line(resource, volatile) for resource in resources]
        edges = [relationship_line(edge) for edge in relationships]
        spooled = self._spooled(part)
        with spooled.lock:
            for path, lines in ((spooled.resources, found), (spooled.relationships, edges)):
                if lines:
                    with path.open("a", encoding="utf-8") as file:
                        file.writelines(lines)
            spooled.longest = max(spooled.longest, max(map(len, found), default=0), max(map(len, edges), default=0))
            spooled.resource_count += len(found)
            spooled.relationship_count += len(edges)

    def find(self, part: Part) -> Spooled | None:
        """The files of ``part``; None when nothing of it was found."""
        with self._lock:
            return self._parts.get(part)

    def drop(self, part: Part) -> None:
        """Forget ``part``, which was committed."""
        with self._lock:
            spooled = self._parts.pop(part, None)
        if spooled:
            spooled.remove()

    def remove(self) -> None:
        """Forget and delete everything."""
        with self._lock:
            self._parts.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _spooled(self, part: Part) -> Spooled:
        with self._lock:
            if part not in self._parts:
                stem = self._folder / f"{self._count:06d}"
                self._count += 1
                self._parts[part] = Spooled(stem.with_suffix(".resources"), stem.with_suffix(".relationships"))
            return self._parts[part]
