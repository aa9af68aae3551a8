"""Every setting: its value, where that came from, what it is for; changed in place and in force at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from dharma_tui.core.config import Layer, Origin
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import SettingsChanged
from dharma_tui.core.settings import DECLARATIONS, Declaration
from dharma_tui.core.text import printable
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_input import LineInput, SearchInput, ValueInput
from dharma_tui.widgets.line_list import Line, LineList

if TYPE_CHECKING:
    from dharma_tui.services import Services

_SETTING = Binding.Group("Setting")
NARROW = 100
"""Columns below which only the layer is listed, not the file and line; those stand beneath the list."""
_FIXED = (Layer.ENVIRONMENT, Layer.FLAG)
"""Layers stronger than any file: what is written to a file does not count while they speak."""


def written(value: object) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def allowed(declared: Declaration) -> str:
    """What values a setting takes, in words."""
    bounds = declared.bounds
    if bounds.choices:
        return "one of " + ", ".join(bounds.choices)
    if declared.type is bool:
        return "true or false"
    kind = {int: "a whole number", float: "a number", str: "text"}[declared.type]
    low, high = bounds.minimum, bounds.maximum
    if low is not None and high is not None:
        return f"{kind} from {low:g} to {high:g}"
    return f"{kind} of at least {low:g}" if low is not None else kind


def next_value(declared: Declaration, value: object) -> str | None:
    """What one press turns the value into, where there are only a few; None where it has to be typed."""
    if declared.type is bool:
        return "false" if value else "true"
    choices = declared.bounds.choices
    return choices[(choices.index(str(value)) + 1) % len(choices)] if choices and str(value) in choices else None


def setting_line(declared: Declaration, value: object, origin: Origin, told: str) -> Line:
    """One setting as a line: key, value, and its origin, ``told`` in words, when it is not the default."""
    changed = origin.layer is not Layer.DEFAULT
    mark = "*" if changed else " "
    shown = printable(written(value), 40) or "(empty)"
    return Line(
        (
            (f" {mark} ", "line--warning"),
            (f"{declared.key.partition('.')[2]:<26} ", "line--plain"),
            (f"{shown:<24} ", "line--strong" if changed else "line--plain"),
            (printable(told, 80) if changed else "default", "line--quiet"),
        ),
        value=declared.key,
    )


class SettingsScreen(ServiceScreen):
    """A list of all settings and, beneath it, the one under the cursor."""

    NAME = "settings"
    TITLE = "Settings"
    NEEDS_STORE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Back", show=False, tooltip="Clear the filter, or go back.", group=_SETTING),
        Binding(
            "enter,e",
            "change",
            "Change",
            tooltip="The next choice, or type a value.",
            id="setting.change",
            group=_SETTING,
        ),
        Binding("space", "change", "Change", show=False, tooltip="The next choice, or type a value.", group=_SETTING),
        Binding(
            "u,delete",
            "reset",
            "Default",
            tooltip="Take it out of the settings file.",
            id="setting.reset",
            group=_SETTING,
        ),
        Binding(
            "slash", "filter", "Filter", tooltip="Show settings that hold a text.", id="setting.filter", group=_SETTING
        ),
        Binding("c", "copy", "Copy", show=False, tooltip="Copy key and value.", id="setting.copy", group=_SETTING),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._typed = ""
        self._editing = ""
        self._narrow: bool | None = None

    def compose_body(self) -> ComposeResult:
        with Face():
            yield LineList(id="settings")
        with Vertical(id="setting-card"):
            yield Static("", id="setting-doc", markup=False)
            yield ValueInput(id="setting-value")
            yield Static("", id="setting-error", markup=False)
        yield SearchInput(placeholder="part of a name or of what it is for", id="setting-filter")

    def on_mount(self) -> None:
        for name in ("#setting-value", "#setting-error", "#setting-filter"):
            self.query_one(name).display = False
        self.listen(SettingsChanged, self._changed)

    def reload(self) -> None:
        """Show what is in force now, with the cursor where it was."""
        settings = self.query_one(LineList)
        wanted = self._key()
        self._narrow = self.app.size.width < NARROW
        lines, cursor, section = [], 0, ""
        for declared, value, origin in self.services.settings.items():
            if self._typed.lower() not in f"{declared.key} {declared.bounds.doc}".lower():
                continue
            here = declared.key.partition(".")[0]
            if here != section:
                lines += [Line((("", ""),), selectable=False)] if section else []
                lines.append(Line(((f" {here}", "line--heading"),), selectable=False))
                section = here
            if declared.key == wanted:
                cursor = len(lines)
            told = str(origin.layer) if self._narrow else self._told(origin)
            lines.append(setting_line(declared, value, origin, told))
        self.query_one("#setting-card").display = bool(lines)
        if lines:
            settings.show(lines, cursor)
            self.query_one(Face).show_data()
            self._show_card()
        else:
            self.query_one(Face).show_empty("No setting matches", "esc clears the filter", f"Asked for {self._typed}")
        changed = sum(origin.layer is not Layer.DEFAULT for _, _, origin in self.services.settings.items())
        self.crumbs = ("Settings", f"{changed} changed" if changed else "all at default", printable(self._typed))

    def _changed(self, event: SettingsChanged) -> None:
        self.reload()

    # -- the setting under the cursor -------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Where a value came from is said in as many words as there is room for."""
        if self._narrow is not None and self._narrow != (self.app.size.width < NARROW):
            self.reload()

    def _told(self, origin: Origin) -> str:
        return self.services.settings.paths.told(str(origin))

    def _key(self) -> str:
        line = self.query_one(LineList).current
        return str(line.value) if line else ""

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Another setting: tell about it."""
        self._stop_editing(refocus=False)
        self._show_card()

    def _show_card(self) -> None:
        key = self._key()
        if key not in DECLARATIONS:
            return
        declared = DECLARATIONS[key]
        origin = self.services.settings.provenance(key)
        facts = [
            f"{allowed(declared)}; default {written(declared.default) or '(empty)'}; from {printable(self._told(origin), 120)}"
        ]
        if declared.bounds.restart:
            facts.append("counts from the next start")
        if origin.layer in _FIXED:
            facts.append("a settings file cannot change it while that is so")
        text = Content("\n").join(
            [Content.styled(f"{key}  ", "bold") + Content(declared.bounds.doc), *(Content(fact) for fact in facts)]
        )
        self.query_one("#setting-doc", Static).update(text)

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """Change it."""
        self.action_change()

    def action_change(self) -> None:
        """The next choice, or a line to type the value in."""
        key = self._key()
        if key not in DECLARATIONS or self._editing:
            return
        value = self.services.settings.current[key]
        following = next_value(DECLARATIONS[key], value)
        if following is not None:
            self._set(key, following)
            return
        self._editing = key
        field = self.query_one("#setting-value", LineInput)
        field.display = True
        field.value = written(value)
        field.focus()
        field.action_end()

    def action_reset(self) -> None:
        """Take it out of the file."""
        key = self._key()
        if key in DECLARATIONS:
            self.run(lambda: self._unset(key), group="set")

    def action_copy(self) -> None:
        """Copy it as the command line writes it."""
        key = self._key()
        if key in DECLARATIONS:
            self.shell.copy_text(f"{key} = {written(self.services.settings.current[key])}", key)

    @on(Input.Submitted, "#setting-value")
    def _value_typed(self, event: Input.Submitted) -> None:
        self._set(self._editing, event.value)

    def _set(self, key: str, text: str) -> None:
        self.run(lambda: self._write(key, text), group="set")

    async def _write(self, key: str, text: str) -> None:
        try:
            origin = await self.services.io.run(self.services.settings.set, key, text)
        except DharmaError as error:
            if not self._editing:
                raise
            words = printable(f"✗ {error.message}. {error.hint}", 300)
            self.query_one("#setting-error", Static).update(Content(words))
            self.query_one("#setting-error").display = True
            return
        self._stop_editing()
        if origin.layer in _FIXED:
            self.say(f"{key} is written, but {origin} is stronger", severity="warning")
        elif DECLARATIONS[key].bounds.restart:
            self.say(f"{key} counts from the next start")
        self.reload()

    async def _unset(self, key: str) -> None:
        await self.services.io.run(self.services.settings.unset, key)
        self._stop_editing()
        self.reload()

    def _stop_editing(self, *, refocus: bool = True) -> None:
        was, self._editing = self._editing, ""
        for name in ("#setting-value", "#setting-error"):
            self.query_one(name).display = False
        if was and refocus:
            self.query_one(LineList).focus()

    # -- filter -----------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type a filter."""
        field = self.query_one("#setting-filter", LineInput)
        field.display = True
        field.focus()

    @on(Input.Changed, "#setting-filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._typed = event.value.strip()
        self.reload()

    @on(Input.Submitted, "#setting-filter")
    def _filter_kept(self) -> None:
        self.query_one("#setting-filter").display = bool(self._typed)
        self.query_one(LineList).focus()

    def action_escape(self) -> None:
        """First the editing ends, then the filter, then the screen."""
        field = self.query_one("#setting-filter", LineInput)
        if self._editing:
            self._stop_editing()
        elif field.display:
            field.value = ""
            field.display = False
            self.query_one(LineList).focus()
        else:
            self.shell.back()
