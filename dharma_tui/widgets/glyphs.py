"""The few marks that stand beside words, for terminals with Unicode and without. All are one cell wide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dharma_tui.core.format import NOTHING
from dharma_tui.core.types import State


def _unicode_states() -> Mapping[State, str]:
    return {
        State.RUNNING: "●",
        State.STOPPED: "○",
        State.PENDING: "◐",
        State.DEGRADED: "▲",
        State.FAILED: "✗",
        State.TERMINATED: "‒",
        State.UNKNOWN: "·",
    }


def _ascii_states() -> Mapping[State, str]:
    return {
        State.RUNNING: "*",
        State.STOPPED: "o",
        State.PENDING: "~",
        State.DEGRADED: "!",
        State.FAILED: "x",
        State.TERMINATED: "_",
        State.UNKNOWN: ".",
    }


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of marks. A state's mark always stands beside its word."""

    mark: str = "✓"
    changed: str = "~"
    up: str = "▲"
    down: str = "▼"
    cut: str = "…"
    nothing: str = NOTHING
    opened: str = "▾"
    closed: str = "▸"
    waiting: str = "·"
    arrow_out: str = "→"
    arrow_in: str = "←"
    states: Mapping[State, str] = field(default_factory=_unicode_states)

    def state(self, state: State) -> str:
        """The mark of ``state``."""
        return self.states.get(state, self.waiting)


UNICODE = Glyphs()
ASCII = Glyphs("+", "~", "^", "v", "~", "-", "v", ">", ".", "->", "<-", _ascii_states())


def glyphs(ascii_only: bool) -> Glyphs:
    """The set for a terminal without Unicode, or the usual one."""
    return ASCII if ascii_only else UNICODE
