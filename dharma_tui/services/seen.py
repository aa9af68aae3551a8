"""Up to when a person has seen the changes of each kind."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from dharma_tui.services import atomic_file
from dharma_tui.services.private_folder import make_private

log = logging.getLogger(__name__)

FILE = "seen.json"
EVERY_KIND = ""
"""The entry for kinds that have none of their own."""


class Seen:
    """Microseconds since 1970 by kind, kept in a small file that survives restarts and damage."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._until: dict[str, int] | None = None

    @property
    def until(self) -> Mapping[str, int]:
        """By kind, with an entry for all others unless nothing was ever marked."""
        if self._until is None:
            self._until = self._read()
        return self._until

    @property
    def begun(self) -> bool:
        """Whether anything was ever marked as seen."""
        return EVERY_KIND in self.until

    def mark(self, moments: Mapping[str, int], *, everything: int | None = None) -> None:
        """Changes up to these moments are seen; with ``everything``, those of all kinds. Where the file cannot be written this
        holds until the program ends."""
        with self._lock:
            until = {kind: max(at, self.until.get(kind, 0)) for kind, at in moments.items()}
            if everything is not None:
                until = {EVERY_KIND: max(everything, self.until.get(EVERY_KIND, 0))}
            self._until = {**({} if everything is not None else self.until), **until}
            try:
                make_private(self._path.parent)
                atomic_file.write_text(self._path, json.dumps(self._until, indent=1))
            except OSError as error:
                log.warning("what was seen cannot be kept: %s", error)

    def _read(self) -> dict[str, int]:
        try:
            document = json.loads(self._path.read_bytes())
            return {str(kind): int(at) for kind, at in document.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            log.warning("what was seen before is forgotten, as its file cannot be read: %s", error)
            return {}
