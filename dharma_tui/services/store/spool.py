"""Where a running scan keeps what it has found until a part of it is committed: lines in files, so that memory stays flat."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dharma_tui.core.text import storable
from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.store.lines import Line, relationship_line, resource_line

Part = tuple[Scope, str]
"""What is found complete or not as one: a kind in a scope."""


@dataclass(slots=True)
class Spooled:
    """The files of one part, how many lines they have, and the length of the longest.

    Every resource has a number ``n`` that grows with time; the index has its identity, hash, and where its line lies.
    """

    index: Path
    resources: Path
    relationships: Path
    resource_count: int = 0
    relationship_count: int = 0
    longest: int = 0
    end: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def remove(self) -> None:
        """Delete the files."""
        for path in (self.index, self.resources, self.relationships):
            path.unlink(missing_ok=True)


class Spool:
    """The spooled parts of one scan, in a folder of its own. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, mode=0o700)
        self._folder = folder
        self._parts: dict[Part, Spooled] = {}
        self._lock = threading.Lock()
        self._count = 0
        self._numbers = itertools.count()

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
            if found:
                self._add_resources(spooled, found)
            if edges:
                _append(spooled.relationships, edges)
                spooled.relationship_count += len(edges)
                spooled.longest = max(spooled.longest, max(map(len, edges)))

    def _add_resources(self, spooled: Spooled, found: Sequence[Line]) -> None:
        lines, entries, end = [], [], spooled.end
        for each in found:
            number = next(self._numbers)
            line = f'{{"n":{number},{each.identity},{each.rest}}}\n'
            entries.append(f'{{"n":{number},{each.identity},"start":{end},"length":{len(line)}}}\n')
            lines.append(line)
            end += len(line)
        _append(spooled.resources, lines)
        _append(spooled.index, entries)
        spooled.end = end
        spooled.resource_count += len(lines)
        spooled.longest = max(spooled.longest, max(map(len, lines)))

    def find(self, part: Part) -> Spooled | None:
        """The files of ``part``; None when nothing of it was found."""
        with self._lock:
            return self._parts.get(part)

    def told(self, part: Part, keys: Collection[str]) -> Iterator[dict[str, Any]]:
        """The lines of the resources of ``part`` that have these keys, in the order in which they were added."""
        spooled = self.find(part)
        if spooled is None or not spooled.resource_count:
            return
        wanted = {storable(key) for key in keys}
        with spooled.lock:
            with spooled.index.open(encoding="ascii") as index:
                entries = [entry for line in index if (entry := json.loads(line))["key"] in wanted]
            with spooled.resources.open(encoding="ascii") as file:
                for entry in entries:
                    file.seek(entry["start"])
                    yield json.loads(file.read(entry["length"]))

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
                index, resources, edges = (stem.with_suffix(end) for end in (".index", ".resources", ".relationships"))
                self._parts[part] = Spooled(index, resources, edges)
            return self._parts[part]


def _append(path: Path, lines: Sequence[str]) -> None:
    """Lines are plain ASCII, so that characters count as bytes."""
    with path.open("a", encoding="ascii") as file:
        file.writelines(lines)
