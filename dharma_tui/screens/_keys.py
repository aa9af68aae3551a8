"""The keys that work now, read from the bindings themselves: for the footer, the help screen and the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.keys import format_key

from dharma_tui.widgets.footer import Hint

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.screen import Screen

HELP_ACTION = "help"
_SHORT = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "question_mark": "?", "space": "space"}


@dataclass(frozen=True, slots=True)
class KeyDoc:
    """One key as people write it, what it does, the longer word on it, and the group it belongs to."""

    key: str
    label: str
    doc: str
    group: str
    action: str = ""


def key_name(binding: Binding) -> str:
    """The key of a binding as people write it: ``^p``, ``?``, ``esc``."""
    if binding.key_display:
        return binding.key_display
    *modifiers, key = binding.key.split("+")
    short = {"ctrl": "^", "shift": "shift+", "alt": "alt+", "super": "super+"}
    return "".join(short.get(modifier, f"{modifier}+") for modifier in modifiers) + _SHORT.get(key, format_key(key))


def live_keys(screen: Screen[Any]) -> Iterator[KeyDoc]:
    """Every described key that works now, from the focused widget outwards. Keys of one action stand together."""
    together: dict[tuple[int, str], list[str]] = {}
    first: dict[tuple[int, str], Binding] = {}
    for _, active in screen.active_bindings.items():
        if active.enabled and active.binding.description and not active.binding.system:
            place = (id(active.node), active.binding.action)
            together.setdefault(place, []).append(key_name(active.binding))
            first.setdefault(place, active.binding)
    for place, binding in first.items():
        yield KeyDoc(
            " ".join(together[place]),
            binding.description,
            binding.tooltip or binding.description,
            binding.group.description if binding.group else "More",
            binding.action,
        )


def hints_of(screen: Screen[Any]) -> tuple[Hint, ...]:
    """The keys for the footer: those marked to be shown, nearest the focus first, help last."""
    hints: dict[tuple[int, str], Hint] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled and binding.description:
            hints.setdefault(
                (id(active.node), binding.action), Hint(key_name(binding), binding.description, binding.action)
            )
    ordered = sorted(hints.values(), key=lambda hint: hint.action.endswith(HELP_ACTION))
    return tuple(ordered)
