"""One property that changed, in the room there is."""

from __future__ import annotations

from dharma_tui.core.text import cells_of, fitted, fitted_within


def change_words(path: str, before: str | None, after: str | None, room: int = 0, joint: str = " ") -> str:
    """``path`` with what was there and what is, or which of the two alone, in at most ``room`` cells; 0 is as many as it takes.

    Of a long path the beginning and the end are kept, which say what changed; half of the room is for that at least.
    """
    told = _told(before, after)
    if not room or cells_of(f"{path}{joint}{told}") <= room:
        return f"{path}{joint}{told}"
    name = fitted_within(path, max(room - cells_of(f"{joint}{told}"), room // 2))
    left = room - cells_of(f"{name}{joint}")
    if before is None or after is None:
        return f"{name}{joint}{fitted(told, left)}"
    left -= cells_of(_told("", ""))
    first, second = cells_of(before), cells_of(after)
    half = left // 2
    of_first = min(first, max(half, left - second))
    return f"{name}{joint}{_told(fitted(before, of_first), fitted(after, left - of_first))}"


def _told(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return f"+ {after}" if before is None else f"- {before}"
    return f"{before} → {after}"
