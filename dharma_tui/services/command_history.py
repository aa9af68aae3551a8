"""Lines typed into the command bar, kept in the state folder for the next time."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from dharma_tui.services.private_folder import make_private

log = logging.getLogger(__name__)

LIMIT = 500
LINE_LIMIT = 2_000
_BREAK = "\x1f"
"""Stands for the end of a line within what was typed: each entry is one line of the file."""


class CommandHistory:
    """The last lines, oldest first. A history that cannot be read or written is a pity, never an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._lines: list[str] | None = None

    def lines(self) -> tuple[str, ...]:
        """Every kept line, oldest first. Reads the file the first time."""
        with self._lock:
            return tuple(self._loaded())

    def add(self, line: str) -> None:
        """Remember ``line``; the same line in a row is kept once."""
        kept = "\n".join(line.strip().splitlines())[:LINE_LIMIT]
        with self._lock:
            lines = self._loaded()
            if not kept or (lines and lines[-1] == kept):
                return
            lines.append(kept)
            too_long = len(lines) > 2 * LIMIT
            if too_long:
                del lines[:-LIMIT]
            self._write(lines if too_long else [kept], append=not too_long)

    def _loaded(self) -> list[str]:
        if self._lines is None:
            try:
                kept = self._path.read_text("utf-8", "replace").splitlines()[-LIMIT:]
                self._lines = [line.replace(_BREAK, "\n") for line in kept]
            except OSError:
                self._lines = []
        return self._lines

    def _write(self, lines: list[str], *, append: bool) -> None:
        """Lines of other consoles stay: only a history that has grown too long is written anew."""
        try:
            make_private(self._path.parent)
            flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
            with os.fdopen(os.open(self._path, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
                file.writelines(line.replace("\n", _BREAK) + "\n" for line in lines)
        except OSError as error:
            log.info("command history not kept", extra={"reason": str(error)})
