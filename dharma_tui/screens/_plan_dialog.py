"""The dialog of a planned change. Only a key pressed in here confirms; nothing that is written in the chat can reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from dharma_tui.core import format
from dharma_tui.core.answers import PlanCard
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.text import printable
from dharma_tui.nlp.command_places import block
from dharma_tui.nlp.planning import Planning
from dharma_tui.screens._work import start
from dharma_tui.widgets import chat_lines
from dharma_tui.widgets.line_input import LineInput
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.text_lines import TextLine

if TYPE_CHECKING:
    from dharma_tui.screens._chat import Chat

CONFIRM = "ctrl+y"
SETTLING = 0.5
"""Seconds after opening in which no key confirms: what was typed or pasted before may still be on its way."""
_TALLEST, _FRAME = 16, 2
"""Lines of the card at most, and of the frame around everything."""
_PLAN = Binding.Group("Plan")
_PRODUCTION = frozenset({"prod", "production", "prd", "live"})
_ENDS = ("delet", "terminat", "destroy", "remove", "decommission", "gone")


def demanded(plan: PlanCard) -> str:
    """What must be typed before it can be confirmed: the count of several, the name in production or of what ends; else nothing."""
    if len(plan.steps) != 1:
        return str(len(plan.steps))
    step = plan.steps[0]
    words = f"{plan.tool} {plan.title} {step.new}".casefold()
    ends = any(word in words for word in _ENDS) or "cannot" in plan.reversible.casefold()
    return step.name if ends or step.environment.casefold() in _PRODUCTION else ""


def fit(dialog: Screen[Any]) -> None:
    """Give the card the room that the rest of its dialog leaves."""
    view = dialog.query_one(LineView)
    others = sum(one.outer_size.height for one in dialog.query("Vertical > *") if one is not view)
    view.styles.max_height = max(1, min(_TALLEST, dialog.size.height - _FRAME - others))


class DemandedInput(LineInput):
    """What is demanded is typed; a paste is no typing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.hint", show=False)]

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()


class PlanScreen(ModalScreen[bool]):
    """True: confirmed, recorded, and it held when looked at again."""

    DEFAULT_CSS = """
    PlanScreen { align: center middle; }
    PlanScreen > Vertical { width: 90; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; border: round; }
    PlanScreen LineView { height: auto; max-height: 16; }
    PlanScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(CONFIRM, "confirm", "Confirm", id="plan.confirm", group=_PLAN, priority=True,
                tooltip="Confirm the plan that this dialog shows."),
        Binding("escape", "leave", "Leave", id="plan.leave", group=_PLAN, tooltip="Leave without doing anything."),
    ]  # fmt: skip

    def __init__(self, chat: Chat, plan: PlanCard) -> None:
        super().__init__()
        self._chat, self._plan = chat, plan
        self._opened = chat.services.clock.monotonic()
        self._said = ""
        self._checking = False

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("A planned change")
            yield LineView(cursor_shown=False, id="plan-card")
            if word := demanded(self._plan):
                what = "how many there are" if len(self._plan.steps) != 1 else "its name"
                yield Static(Content(f"Type {what} to confirm: {printable(word)}"), markup=False)
                yield DemandedInput(id="plan-word")
            yield Static("", id="plan-note", markup=False)

    def on_mount(self) -> None:
        """Show it, and count down."""
        self._tick()
        self.set_interval(1.0, self._tick)
        if demanded(self._plan):
            self.query_one(DemandedInput).focus()
        start(self, self._look, group="plan-look")

    async def _look(self) -> None:
        """Look at it again: what is no longer so is said before anybody types a word."""
        try:
            await Planning(self._chat.services).check(self._plan)
        except DharmaError as error:
            if self._left:
                self._say(f"It does not hold: {error.message}. {error.hint}")

    def on_resize(self) -> None:
        """Lay the card out for the room there is: what confirms it is always to be seen, and the card is scrolled."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        fit(self)
        self._tick()

    def _tick(self) -> None:
        view = self.query_one(LineView)
        lines = chat_lines.plan_lines(self._plan, max(20, view.size.width or 84))
        view.show([TextLine(line.runs) for line in lines], keep_place=True)
        left = self._left
        words = f"^y confirm  esc leave  {left} s left" if left else "This plan has expired: esc, and ask again"
        self.query_one("#plan-note", Static).update(Content("\n".join(part for part in (self._said, words) if part)))

    @property
    def _left(self) -> int:
        return max(0, int((self._plan.expires_at - self._chat.services.clock.now()).total_seconds()))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_hint()

    def action_hint(self) -> None:
        """Enter is no confirmation."""
        self._say("Only ^y confirms")

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(False)

    def action_confirm(self) -> None:
        """Confirmed, if what is demanded was typed and the plan still holds."""
        objection = self._objection()
        if objection:
            self._say(objection)
        elif not self._checking:
            self._checking = True
            start(self, self._check, group="plan-check")

    def _objection(self) -> str:
        word = demanded(self._plan)
        if self._chat.services.clock.monotonic() - self._opened < SETTLING:
            return "Look at it first, then press ^y"
        if not self._left:
            return "Nothing was confirmed"
        if word and self.query_one(DemandedInput).value.strip() != word:
            return f"What is typed is not {printable(word)}"
        return ""

    async def _check(self) -> None:
        try:
            await self._chat.talk.confirm(self._plan)
        except DharmaError as error:
            self._say(f"Not confirmed: {error.message}. {error.hint}")
            return
        finally:
            self._checking = False
        self.dismiss(True)

    def _say(self, words: str) -> None:
        self._said = printable(words, 400)
        self._tick()
        self.call_after_refresh(self._fit)


class ConfirmedScreen(ModalScreen[None]):
    """What was confirmed, and the commands that do it by hand: this release carries out no change, and it says so."""

    DEFAULT_CSS = PlanScreen.DEFAULT_CSS.replace("PlanScreen", "ConfirmedScreen")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy", id="plan.copy", group=_PLAN, tooltip="Copy the provider's own commands."),
        Binding("escape,enter", "leave", "Close", id="plan.close", group=_PLAN, tooltip="Close the dialog."),
    ]

    def __init__(self, chat: Chat, plan: PlanCard) -> None:
        super().__init__()
        self._chat, self._plan = chat, plan
        self._commands = block(plan.steps).splitlines()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("Nothing was done")
            yield Static(
                Content(
                    "Recorded as confirmed. This release carries out no change: do it by hand, with these commands."
                ),
                markup=False,
            )
            yield LineView(cursor_shown=False, id="plan-card")
            yield Static(Content("c copy the commands  esc close" if self._commands else "esc close"), markup=False)

    def on_mount(self) -> None:
        """Show it."""
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Lay it out for the room there is."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        fit(self)
        view = self.query_one(LineView)
        width = max(20, view.size.width or 84)
        lines = [line for one in self._commands for line in chat_lines.note(one, 0, width, "string")]
        if lacking := sum(not step.command for step in self._plan.steps):
            said = f"No command of the provider is known for {format.counted(lacking, 'resource')} of these."
            lines += chat_lines.note(said, 0, width)
        lines += [TextLine(), *chat_lines.plan_lines(self._plan, width)]
        view.show([TextLine(line.runs) for line in lines], keep_place=True)

    def action_copy(self) -> None:
        """Take the commands along."""
        if self._commands:
            self._chat.copy("\n".join(self._commands), "the provider's commands")

    def action_leave(self) -> None:
        """Done."""
        self.dismiss(None)


def review(chat: Chat, plan: PlanCard) -> None:
    """Show ``plan`` to be confirmed or left."""

    def confirmed(yes: bool | None) -> None:
        if yes:
            chat.redraw()
            chat.app.push_screen(ConfirmedScreen(chat, plan))

    chat.app.push_screen(PlanScreen(chat, plan), confirmed)
