"""Every key, those of the screen it was opened on first, and every command; all read from the tables themselves."""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.widgets import Input

from dharma_tui import commands
from dharma_tui.commands import SCREENS
from dharma_tui.core.text import printable
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._keys import OTHER, KeyDoc, class_keys
from dharma_tui.screens._places import HelpTopic, Target
from dharma_tui.widgets.command_bar import CommandInput
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_input import LineInput, SearchInput
from dharma_tui.widgets.line_list import Line, LineList

if TYPE_CHECKING:
    from dharma_tui.services import Services

_HELP = Binding.Group("Help")
MOVE, SCREEN = "Move", "Screen"
KEY_WIDTH = 16
USAGE_WIDTH = 34
NARROW = 100
"""Columns below which the column of commands is only as wide as it must be."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it: pairs of what to press or type, and what that does."""

    title: str
    rows: tuple[tuple[str, str], ...]
    width: int = KEY_WIDTH


def key_sections(title: str, keys: Iterable[KeyDoc]) -> Iterator[Section]:
    """One section a group; moving about comes last. Keys without a group are Textual's own and stand elsewhere."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        if key.group != OTHER:
            groups.setdefault(key.group, []).append((key.key, key.doc))
    for group in sorted(groups, key=lambda name: (name == MOVE, name == SCREEN)):
        yield Section(title if group == title else f"{title}: {group}", tuple(dict.fromkeys(groups[group])))


def typing_keys() -> Section:
    """What edits a line of text."""
    return Section("Text fields", tuple((key.key, key.doc) for key in class_keys(LineInput) if key.group == OTHER))


def reference() -> Iterator[Section]:
    """Commands and the two grammars, from their tables."""
    groups = dict.fromkeys(command.group for command in commands.COMMANDS)
    for group in groups:
        rows = tuple(
            (":" + " ".join(part for part in ("|".join(command.words), command.usage) if part), command.doc)
            for command in commands.COMMANDS
            if command.group == group
        )
        yield Section(f"Commands: {group}", rows, USAGE_WIDTH)
    yield Section("Filter, after / or :", commands.GRAMMAR, USAGE_WIDTH)
    yield Section("View, after :", commands.VIEW_GRAMMAR, USAGE_WIDTH)


def other_screens(than: str) -> Iterator[Section]:
    """The keys of every other screen, by its class."""
    for spec in SCREENS.values():
        if spec.name in (than, "help"):
            continue
        try:
            screen: type[DOMNode] = getattr(importlib.import_module(spec.module), spec.class_name)
        except ImportError:
            continue
        yield from key_sections(spec.title, class_keys(screen, ServiceScreen))


class HelpScreen(ServiceScreen):
    """Keys and commands, searchable."""

    NAME = "help"
    TITLE = "Help"
    NEEDS_STORE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Back", show=False, tooltip="Clear the filter, or go back.", group=_HELP),
        Binding("slash", "filter", "Search", tooltip="Show lines that hold a text.", id="help.search", group=_HELP),
        Binding("question_mark", "leave", "Close", show=False, tooltip="Return.", id="help.close", group=_HELP),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._topic = HelpTopic("")
        self._typed = ""
        self._written_for = 0

    def compose_body(self) -> ComposeResult:
        with Face():
            yield LineList(id="help")
        yield SearchInput(placeholder="a key, a word", id="help-filter")

    def on_mount(self) -> None:
        self.query_one("#help-filter").display = False

    def arrive(self, target: Target) -> None:
        if isinstance(target, HelpTopic):
            self._topic = target

    def on_resize(self) -> None:
        """Fold what is written for the width there is now."""
        if self._written_for not in (0, self.app.size.width):
            self.reload()

    def reload(self) -> None:
        """Write the sections that hold what is searched for."""
        title = SCREENS[self._topic.screen].title if self._topic.screen in SCREENS else ""
        lines: list[Line] = []
        self._written_for = self.app.size.width
        room, narrow = self.app.size.width - 2, self.app.size.width < NARROW
        for section in self._sections(title):
            rows = [row for row in section.rows if self._typed in f"{section.title} {row[0]} {row[1]}".lower()]
            if rows:
                lines += [Line((("", ""),), selectable=False)] if lines else []
                lines.append(Line(((f" {section.title}", "line--heading"),), selectable=False))
                width = section.width
                if narrow and width > KEY_WIDTH:
                    width = max(KEY_WIDTH, min(width, 1 + max(cell_len(row[0]) for row in rows)))
                lines += [line for row in rows for line in _lines(row, width, room)]
        if lines:
            self.query_one(LineList).show(lines)
            self.query_one(Face).show_data()
        else:
            self.query_one(Face).show_empty(
                "No key or command matches", "esc clears the search", f"Asked for {self._typed}"
            )
        self.crumbs = ("Help", title, printable(self._typed))

    def _sections(self, title: str) -> Iterator[Section]:
        yield from key_sections(title, self._topic.keys)
        yield from key_sections("Everywhere", class_keys(type(self.app)))
        yield from reference()
        yield from other_screens(self._topic.screen)
        yield from key_sections("Command bar", class_keys(CommandInput))
        yield typing_keys()

    def action_filter(self) -> None:
        """Type a search."""
        field = self.query_one("#help-filter", LineInput)
        field.display = True
        field.focus()

    @on(Input.Changed, "#help-filter")
    def _search_typed(self, event: Input.Changed) -> None:
        self._typed = event.value.strip().lower()
        self.reload()

    @on(Input.Submitted, "#help-filter")
    def _search_kept(self) -> None:
        self.query_one(LineList).focus()

    def action_leave(self) -> None:
        """Back to where help was asked for."""
        self.shell.back()

    def action_escape(self) -> None:
        """First the search goes, then the screen."""
        field = self.query_one("#help-filter", LineInput)
        if field.display:
            field.value = ""
            field.display = False
            self.query_one(LineList).focus()
        else:
            self.shell.back()


def _lines(row: tuple[str, str], width: int, room: int) -> list[Line]:
    """What to press and what that does, folded where ``room`` is short."""
    key = set_cell_size(row[0], width) if len(row[0]) < width else f"{row[0]}  "
    head = f"  {key} "
    first, *more = textwrap.wrap(row[1], max(20, room - cell_len(head))) or [""]
    lines = [Line(((head, "line--key"), (first, "line--plain")))]
    indent = " " * cell_len(head)
    return lines + [Line(((indent, "line--key"), (rest, "line--plain")), selectable=False) for rest in more]
