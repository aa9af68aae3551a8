"""The pane of the chat on one screen: its keys, and what they do to the conversation that all screens share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from dharma_tui.nlp.completing import completions, word_at
from dharma_tui.screens._detail_place import METRICS, opened_at, page_of
from dharma_tui.screens._topology_of import show_topology_of
from dharma_tui.screens._work import has_left
from dharma_tui.widgets.chat_input import ChatInput
from dharma_tui.widgets.chat_lines import Opens, PlanOf, RowOf, StepOf
from dharma_tui.widgets.chat_pane import ASK, FULL, ChatPane
from dharma_tui.widgets.chat_view import ChatView
from dharma_tui.widgets.command_bar import Completions
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.text_lines import TextLine

if TYPE_CHECKING:
    from dharma_tui.core.answers import PlanCard
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.nlp.talk import Exchange
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.screens._chat import Chat

_CHAT = Binding.Group("Chat")
_STEP = 5
"""Per cent that a key grows or shrinks it by."""


def _moment_of(exchange: Exchange | None) -> str:
    """The moment that the answer tells of; empty: that of the console."""
    return exchange.answer.at if exchange is not None and exchange.answer is not None else ""


class ChatPanel(ChatPane):
    """Hears what is typed and clicked in the pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+up,alt+left", "grow(1)", "Larger", id="chat.larger", group=_CHAT, show=False,
                tooltip="Give the chat more room; the mouse on its edge does so too."),
        Binding("alt+down,alt+right", "grow(-1)", "Smaller", id="chat.smaller", group=_CHAT, show=False,
                tooltip="Give the chat less room."),
        Binding("alt+z", "full", "Full", id="chat.full", group=_CHAT, show=False,
                tooltip="Let the chat fill the screen, and back."),
        Binding("f9", "plan", "Plan", id="chat.review", group=_CHAT, show=False,
                tooltip="Look at the plan of a change; confirming it is a key there."),
    ]  # fmt: skip

    def __init__(self, chat: Chat) -> None:
        super().__init__("Chat")
        self.chat = chat
        self.wants_focus = False
        self.stands = False
        """It has been drawn: until then the key that opens and closes it waits."""
        self.newest = 0
        """The last exchange that has been drawn here."""
        self._recalled: int | None = None
        self._typed = ""
        self._behind = ""
        """What is written behind the word that is completed."""

    def compose(self) -> ComposeResult:
        if not self._is_leaving:
            yield from super().compose()

    @property
    def _is_leaving(self) -> bool:
        """Whether the screen that it was opened on is left already."""
        return has_left(self) or has_left(self.screen)

    def on_mount(self) -> None:
        """Go on as the chat was on the screen before."""
        if self._is_leaving:
            return
        self.take_up()
        if self.wants_focus:
            self.field.focus()
        self.call_after_refresh(self._stands)
        self.call_after_refresh(self._fill)  # the first screen is laid out before it tells of sizes

    def take_up(self) -> None:
        """What is being written goes on here."""
        self.field.placeholder = self.chat.asks_for or ASK
        if self.field.text != self.chat.draft:
            self._put(self.chat.draft)

    @on(ChatView.Sized)
    def _sized(self, message: ChatView.Sized) -> None:
        message.stop()
        self._fill()

    def _stands(self) -> None:
        self.stands = True

    def _fill(self) -> None:
        view = self.query(ChatView)  # a screen that is taken off loses its parts before it is detached itself
        if self.is_attached and view and view.first().size.width:
            self.chat.draw(self, to_end=True)

    def show_lines(self, lines: Sequence[TextLine], *, to_end: bool) -> None:
        """These are what was said."""
        view = self.view
        view.show(lines, keep_place=True)
        if to_end and lines:
            newest = lines[-1].path
            first = next(at for at, line in enumerate(lines) if line.path == newest)
            view.cursor = first
            view.scroll_to(0, max(0, min(first, len(lines) - view.size.height)), animate=False, force=True)

    # -- writing ----------------------------------------------------------------------------------------------------

    @on(events.DescendantFocus)
    def _about_to_ask(self) -> None:
        self.chat.prepare()

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        self.chat.draft = text = event.text_area.text
        history = self.chat.talk.history
        if self._recalled is not None and history[self._recalled : self._recalled + 1] != (text,):
            self._recalled = None  # what was recalled is edited: it is being typed from now on
        if self._recalled is None:
            self._typed = text
        self.completions = tuple(self._completions(text)) if self._recalled is None else ()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        if self._recalled is None:
            self.completions = tuple(self._completions(self.field.text))

    def _completions(self, text: str) -> list[str]:
        self._behind = text[word_at(text, self.field.at)[1] :]
        if text.startswith("/"):
            from dharma_tui.screens._chat_commands import command_completions

            return command_completions(text, self.chat.talk.ready)
        if not self.chat.talk.ready or not text.strip():
            return []
        from dharma_tui.nlp.catalogue import intents

        kinds = (word for spec in self.chat.services.kinds.values() for word in (spec.title.lower(),))
        examples = (one for intent in intents().values() for one in intent.examples if intent.name != "out_of_scope")
        talk = self.chat.talk
        return completions(text, talk.names, kinds, examples, self.field.at, talk.spelled)

    @on(ChatInput.Asked)
    def _ask(self, message: ChatInput.Asked) -> None:
        message.stop()
        self._put("")
        self._typed, self._recalled = "", None
        self.completions = ()
        self.chat.asks_for, self.field.placeholder = "", ASK
        if (step := self.chat.to_write(message.text)) is None:
            self.chat.ask(message.text)
        else:
            self._put(step)

    @on(ChatInput.Told)
    def _key(self, message: ChatInput.Told) -> None:
        message.stop()
        match message.what:
            case "leave":
                if self.completions:
                    self.completions = ()
                elif not self.chat.stop():
                    self.chat.leave(self._screen)
            case "next" | "previous":
                self._complete(1 if message.what == "next" else -1)
            case "older" | "newer":
                self._recall(-1 if message.what == "older" else 1)
            case "up" | "down":
                self.view.scroll_relative(
                    y=(-1 if message.what == "up" else 1) * max(1, self.view.size.height - 1), animate=False
                )

    def _complete(self, step: int) -> None:
        shown = self.query_one(Completions)
        if not shown.lines:
            if not self.field.text.strip():
                self.view.focus()
            return
        first = 0 if step > 0 else -1
        chosen = (shown.chosen + step if shown.chosen >= 0 else first) % len(shown.lines)
        lines = shown.lines
        self._complete_as(lines[chosen])
        if len(lines) > 1:
            shown.lines, shown.chosen = lines, chosen

    def _recall(self, step: int) -> None:
        history = self.chat.talk.history
        at = len(history) if self._recalled is None else self._recalled
        at = max(0, min(len(history), at + step))
        self._recalled = None if at == len(history) else at
        self._put(self._typed if self._recalled is None else history[at])

    def _complete_as(self, line: str) -> None:
        """Write it, the cursor before what stood behind the word and still does: an example is a line of its own."""
        self._put(line, len(self._behind) if line.endswith(self._behind) else 0)

    def _put(self, text: str, behind: int = 0) -> None:
        with self.prevent(TextArea.Changed, TextArea.SelectionChanged):
            self.field.put(text, behind)
        self.chat.draft = text
        self.completions = ()

    @on(Completions.Picked)
    def _picked(self, message: Completions.Picked) -> None:
        message.stop()
        if message.number < len(self.completions):
            self._complete_as(self.completions[message.number])
            self.field.focus()

    # -- answers ----------------------------------------------------------------------------------------------------

    @on(LineView.Opened)
    def _open(self, message: LineView.Opened) -> None:
        message.stop()
        match message.line.target:
            case RowOf(ref):
                self._leave_full()
                exchange = self.chat.exchange(int(message.line.path or 0))
                self._screen.shell.open_resource(opened_at(ref, _moment_of(exchange)))
            case StepOf(text):
                self._take(text, int(message.line.path or 0))
            case Opens(line):
                self._open_line(line)
            case PlanOf(plan):
                self._review(plan)

    @on(ChatView.Told)
    def _answer_key(self, message: ChatView.Told) -> None:
        message.stop()
        exchange = self.chat.exchange(message.number)
        match message.what:
            case "write":
                self.field.focus()
            case "leave":
                self.chat.leave(self._screen)
            case "copy" if exchange is not None:
                self._screen.shell.copy_text(exchange.copied, "the answer")
            case "again" if exchange is not None and not exchange.local:
                self.chat.ask(exchange.text, exchange.about, exchange.number)
            case "open" if exchange is not None and exchange.answer is not None and exchange.answer.opens:
                self._open_line(exchange.answer.opens)
            case "graph" if refs := self._meant(exchange):
                self._leave_full()
                self.chat.leave(self._screen)
                show_topology_of(self._screen.shell, refs, _moment_of(exchange))
            case "chart" if refs := self._meant(exchange):
                self._leave_full()
                self.chat.leave(self._screen)
                self._screen.shell.go("detail", page_of(refs[0], METRICS, _moment_of(exchange)))
            case "plan":
                self.action_plan(message.number)
            case digit if digit.isdigit():
                number, steps = self.chat.steps(message.number)
                if int(digit) <= len(steps):
                    self._take(steps[int(digit) - 1], number)
            case _:
                self.chat.say("There is nothing to do that with here", "ask something first")

    def _take(self, step: str, number: int) -> None:
        """Ask a next step of an exchange, or write it in the line where it is the person's to ask."""
        exchange = self.chat.exchange(number)
        if exchange is None or exchange.answer is None or step not in exchange.answer.to_write:
            self.chat.ask(step, number)
            return
        self._put(step)
        self.field.focus()

    def _meant(self, exchange: Exchange | None) -> tuple[ResourceRef, ...]:
        """The resource of the line under the cursor, else those of the answer's table."""
        line = self.view.line
        if line is not None and isinstance(line.target, RowOf):
            return (line.target.ref,)
        table = exchange.answer.table if exchange is not None and exchange.answer is not None else None
        return tuple(ref for ref in table.refs if ref is not None) if table is not None else ()

    def _open_line(self, line: str) -> None:
        self._leave_full()
        screen = self._screen
        self.chat.leave(screen)
        screen.submit_line(line)

    def _leave_full(self) -> None:
        """What is opened on the main screen would lie behind the chat."""
        if self.dock == FULL:
            self.chat.close(self._screen) if self.chat.place.dock != FULL else self.chat.dock("auto")

    # -- the rest ---------------------------------------------------------------------------------------------------

    def on_chat_pane_dragged(self, message: ChatPane.Dragged) -> None:
        """The mouse holds the edge."""
        message.stop()
        self.chat.resize(message.share, keep=message.done)

    def action_grow(self, steps: int) -> None:
        """Larger or smaller."""
        self.chat.grow(steps * _STEP)

    def action_full(self) -> None:
        """All of the screen, and back."""
        self.chat.dock("auto" if self.chat.place.dock == FULL else FULL)

    def action_plan(self, number: int = 0) -> None:
        """Look at the plan of this exchange, or at the last there is."""
        plans = [
            (one.number, one.answer.plan)
            for one in self.chat.talk.exchanges
            if one.answer is not None and one.answer.plan
        ]
        plan = next((plan for at, plan in plans if at == number), plans[-1][1] if plans else None)
        if plan is None:
            self.chat.say("No change is planned here", "ask for one, such as: restart checkout in staging")
        else:
            self._review(plan)

    def _review(self, plan: PlanCard) -> None:
        from dharma_tui.screens._plan_dialog import review

        review(self.chat, plan)

    @property
    def _screen(self) -> ServiceScreen:
        return cast("ServiceScreen", self.screen)
