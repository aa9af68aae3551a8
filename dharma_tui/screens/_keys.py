"""The keys that work now, read from the bindings themselves: for the footer, the help screen and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.keys import format_key
from textual.widget import Widget
from textual.widgets import Input

from dharma_tui.widgets.footer import Hint

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.screen import Screen

_LAST = {"chat": 1, "help": 2}
"""Actions of which the keys stand last in the footer, where they always find room."""
_TYPED = ("slash", "minus")
"""Keys that are typed into an input although Textual does not know what they print."""

OTHER = "More"
"""The group of keys that name none: those that come with Textual."""
_SHORT = {
    "backspace": "backspace",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "question_mark": "?",
    "space": "space",
    "enter": "enter",
}


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


def keys_of(screen: Screen[Any]) -> tuple[KeyDoc, ...]:
    """Every key of a screen and of what can have the focus in it, whatever has it now; the screen's own first."""
    known: dict[type[DOMNode], DOMNode] = {type(screen): screen}
    if screen.focused is not None:
        known[type(screen.focused)] = screen.focused
    for widget in screen.query("#body *").results(Widget):
        if widget.can_focus:
            known.setdefault(type(widget), widget)
    return tuple(key for node in known.values() for key in described(binding for _, binding in node._bindings))


def described(bindings: Iterable[Binding]) -> Iterator[KeyDoc]:
    """Those with a description, keys of one action together."""
    together: dict[str, list[Binding]] = {}
    for binding in bindings:
        if binding.description and not binding.system:
            together.setdefault(binding.action, []).append(binding)
    for action, same in together.items():
        keys = " ".join(dict.fromkeys(key_name(binding) for binding in same))
        first = same[0]
        group = first.group.description if first.group else OTHER
        yield KeyDoc(keys, first.description, first.tooltip or first.description, group, action)


def class_keys(node: type[DOMNode], base: type[DOMNode] | None = None) -> tuple[KeyDoc, ...]:
    """The described keys of a class, without those it has from ``base``."""
    inherited = {key.action for key in class_keys(base)} if base else set()
    bindings = (binding for _, binding in node._merge_bindings())
    return tuple(key for key in described(bindings) if key.action not in inherited)


def hints_of(screen: Screen[Any]) -> tuple[Hint, ...]:
    """The keys for the footer: those marked to be shown, nearest the focus first, the chat and help last."""
    hints: dict[tuple[int, str], Hint] = {}
    typing = isinstance(screen.focused, Input) or getattr(screen.focused, "TYPES", False)
    for active in screen.active_bindings.values():
        binding = active.binding
        if typing and binding.key in _TYPED:
            continue
        if binding.show and active.enabled and binding.description:
            hint = Hint(key_name(binding), binding.description, binding.action, active.node)
            hints.setdefault((id(active.node), binding.action), hint)
    return tuple(sorted(hints.values(), key=lambda hint: _LAST.get(hint.action.rpartition(".")[2], 0)))
