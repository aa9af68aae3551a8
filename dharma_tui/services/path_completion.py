"""What a path that is being typed may become."""

from __future__ import annotations

import os
import shlex

from dharma_tui.core.paths import expanded

MOST = 200
_SPECIAL = " \t\\'\"$&;()<>|*?[]#~`!"


def completed_paths(line: str) -> list[str]:
    """Whole lines that ``line`` may become by completing its last word to a file or folder; folders end with a slash."""
    before, word = _last_word(line)
    folder, _, start = word.rpartition("/")
    base = f"{folder}/" if "/" in word else ""
    try:
        with os.scandir(expanded(base) if base else ".") as entries:
            found = sorted(
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in entries
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
    except OSError:
        return []
    return [f"{before}{_escaped(base + name)}" for name in found[:MOST] if name != start]


def words_of(line: str) -> list[str]:
    """The words of a line as a shell would have them; an open quote is closed."""
    for ending in ("", '"', "'"):
        try:
            return shlex.split(line + ending)
        except ValueError:
            continue
    return line.split()


def _last_word(line: str) -> tuple[str, str]:
    """What stands before the word being typed, and that word as it is meant."""
    at = len(line)
    while at and not (line[at - 1] == " " and (at < 2 or line[at - 2] != "\\")):
        at -= 1
    words = words_of(line[at:])
    return line[:at], words[0] if words else ""


def _escaped(path: str) -> str:
    """As it may be typed; a tilde at the beginning is a home."""
    home, rest = (path[:1], path[1:]) if path.startswith("~") else ("", path)
    return home + "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in rest)
