"""The chat on the screens: opens, places and fills the pane, and asks what is written in it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.css.query import NoMatches
from textual.geometry import Size
from textual.worker import Worker

from dharma_tui.core.errors import DharmaError
from dharma_tui.core.said import SAID
from dharma_tui.core.text import printable
from dharma_tui.nlp.talk import Exchange, Talk
from dharma_tui.screens._chat_pane import ChatPanel
from dharma_tui.screens._chat_stream import Streaming
from dharma_tui.screens._lasting import lasting
from dharma_tui.screens._work import has_left, start
from dharma_tui.services import chat_place
from dharma_tui.services.chat_place import LEAST, MOST, ChatPlace
from dharma_tui.widgets import chat_lines
from dharma_tui.widgets.chat_pane import BOTTOM, FULL, RIGHT
from dharma_tui.widgets.chat_prose import prose_lines
from dharma_tui.widgets.text_lines import TextLine

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.screens._chat_host import ChatHost
    from dharma_tui.services import Services

log = logging.getLogger(__name__)

WELCOME = (
    "Ask in plain words, in any of twelve languages: what there is, what changed, what hangs on what.",
    "Nothing is sent anywhere. ?TEXT says how a request is read; /help lists what can be asked and typed here.",
)


WITH_A_MODEL = (
    "Answers are made here. A language model explains one where you ask it to, and is asked how an unclear request is meant;"
    " /llm says which, and shows what is sent. ?TEXT says how a request is read; /help lists what can be typed."
)


class Chat:
    """One conversation, drawn by the pane of whichever screen is in front."""

    def __init__(self, app: App[Any], front: Callable[[], ServiceScreen | None], services: Services) -> None:
        self.app = app
        self.front = front
        self.services = services
        self.talk = Talk(services)
        self.place: ChatPlace = chat_place.load(services.settings.paths.state_folder)
        self.draft = ""
        self.asks_for = ""
        """What is said where requests are written, as long as nothing is."""
        self._lines: dict[int, tuple[tuple[object, ...], list[TextLine]]] = {}
        self._asking: Worker[None] | None = None
        self._prepared = False

    # -- where it is ------------------------------------------------------------------------------------------------

    def toggle(self, screen: ServiceScreen) -> None:
        """Open it and go there; go there from the screen; close it from within."""
        pane = self.pane_of(screen)
        if pane is not None and not pane.stands:
            return
        if pane is None or not self.place.open:
            self.remember(replace(self.place, open=True))
            self.show_on(screen, focus=True)
        elif screen.focused is not None and pane in screen.focused.ancestors_with_self:
            self.close(screen)
        else:
            pane.field.focus()

    def point_at(self, screen: ServiceScreen, ref: ResourceRef, name: str) -> None:
        """Open it and go there; what is written next may call this resource "it"."""
        self.talk.conversation.point_at(ref)
        self.asks_for = f"Ask about {printable(name)}: it is what you mean"
        self.remember(replace(self.place, open=True))
        self.show_on(screen, focus=True)

    def close(self, screen: ChatHost) -> None:
        """Take it away; what was said stays."""
        self.remember(replace(self.place, open=False))
        self.take_from(screen)

    def take_from(self, screen: ChatHost) -> None:
        """All of the body is the screen's again; the pane stays, unseen, for the next time."""
        if (pane := self.pane_of(screen)) is not None:
            if screen.focused is not None and pane in screen.focused.ancestors_with_self:
                self.leave(screen)
            pane.display = False
            self._give_room(screen, screen.query_one("#body").size)
            screen.chat_room = None

    def leave(self, screen: ChatHost) -> None:
        """The keys go to the screen again."""
        pane = self.pane_of(screen)
        others = (one for one in screen.focus_chain if pane is None or pane not in one.ancestors_with_self)
        screen.set_focus(next(others, None))

    def pane_of(self, screen: ChatHost) -> ChatPanel | None:
        """The pane that this screen has."""
        with suppress(NoMatches):
            return screen.query_one("#chat", ChatPanel)
        return None

    def show_on(self, screen: ChatHost, *, focus: bool = False) -> None:
        """Have the pane stand on this screen as it stood on the one before."""
        if has_left(screen):
            return
        pane = self.pane_of(screen)
        if pane is None:
            pane = ChatPanel(self)
            pane.wants_focus = focus
            screen.query_one("#body").mount(pane)
        pane.display = True
        self._arrange(screen, pane)
        if pane.is_mounted:
            pane.take_up()
            self.draw(pane, to_end=pane.newest != self._newest)
            if focus:
                pane.field.focus()

    def _arrange(self, screen: ChatHost, pane: ChatPanel) -> None:
        body = screen.query_one("#body").container_size if pane.dock == FULL else screen.query_one("#body").size
        left = pane.place(self.place.dock, self.place.right, self.place.bottom, body)
        self._give_room(screen, left)

    def _give_room(self, screen: ChatHost, room: Size) -> None:
        """Screens arrange themselves by the width they are told; Textual's own part heeds only that of the terminal."""
        if room != screen.chat_room:
            screen.chat_room = room
            screen.post_message(events.Resize(Size(room.width, screen.app.size.height), screen.app.size))

    def dock(self, dock: str) -> None:
        """Stand elsewhere."""
        self.remember(replace(self.place, dock=dock))
        self.rearrange()

    def resize(self, share: int, *, keep: bool = True) -> None:
        """Take this share of the screen, in per cent."""
        if (screen := self.front()) is None or (pane := self.pane_of(screen)) is None:
            return
        share = max(LEAST, min(MOST, share))
        place = replace(self.place, right=share) if pane.dock == RIGHT else replace(self.place, bottom=share)
        if pane.dock in (RIGHT, BOTTOM):
            self.remember(place, keep=keep)
            self.rearrange()

    def grow(self, by: int) -> None:
        """Be larger or smaller."""
        screen = self.front()
        pane = self.pane_of(screen) if screen else None
        if pane is not None:
            self.resize((self.place.right if pane.dock == RIGHT else self.place.bottom) + by)

    def rearrange(self) -> None:
        """Stand where it now should."""
        if (screen := self.front()) is not None:
            self.show_on(screen)

    def remember(self, place: ChatPlace, *, keep: bool = True) -> None:
        """This is where it stands from now on."""
        self.place = place
        if keep:
            self.services.io.submit(chat_place.save, self.services.settings.paths.state_folder, place)

    # -- what it shows ----------------------------------------------------------------------------------------------

    def draw(self, pane: ChatPanel, *, to_end: bool = False) -> None:
        """Fill the pane with what was said; only what is new is laid out anew."""
        width = max(8, pane.view.size.width - 1)  # the last column is the bar's, which comes with the first long answer
        lines: list[TextLine] = []
        if not self.talk.exchanges:
            told = (WELCOME[0], WITH_A_MODEL) if self.talk.assistance.models.available else WELCOME
            lines += [line for words in told for line in chat_lines.note(words, 0, width)]
        for exchange in self.talk.exchanges:
            lines += self._lines_of(exchange, width, pane)
        pane.show_lines(lines, to_end=to_end)
        pane.newest = self._newest
        current = self.talk.sessions.current
        messages = current.name or (f"{current.messages} messages" if current.messages else "")
        pane.head.note = "a model is asked, esc stops it" if self.talk.assistance.busy else messages

    def _lines_of(self, exchange: Exchange, width: int, pane: ChatPanel) -> list[TextLine]:
        state = (width, exchange.answer, exchange.failed, exchange.note, self.talk.ready)
        kept = self._lines.get(exchange.number)
        if kept is not None and kept[0] == state and (exchange.answer is None or exchange.answer.plan is None):
            return kept[1]
        lines = list(self._laid_out(exchange, width))
        self._lines[exchange.number] = (state, lines)
        while len(self._lines) > 200:
            del self._lines[next(iter(self._lines))]
        return lines

    def _laid_out(self, exchange: Exchange, width: int) -> list[TextLine]:
        number, now = exchange.number, self.services.clock.now()
        lines = list(chat_lines.note(exchange.note, number, width)) if exchange.note else []
        lines += chat_lines.asked(exchange.text, number, width)
        if exchange.failed is not None:
            lines += chat_lines.failed(exchange.failed.message, exchange.failed.hint, number, width)
        elif exchange.answer is not None:
            ascii_only = bool(getattr(self.app, "ascii_only", False))
            lines += chat_lines.answered(exchange.answer, exchange.frame, number, width, now, ascii_only=ascii_only)
            if exchange.answer.prose is not None:
                lines += prose_lines(exchange.answer.prose, number, width, ascii_only=ascii_only)
        else:
            what = "Asking…" if self.talk.ready else "Loading what reads requests…"
            lines += chat_lines.note(f"{what} esc stops it", number, width)
        return [*lines, TextLine(path=str(number))]

    @property
    def _newest(self) -> int:
        return self.talk.exchanges[-1].number if self.talk.exchanges else 0

    def redraw(self, *, to_end: bool = True) -> None:
        """Something was said."""
        screen = self.front()
        if screen is not None and (pane := self.pane_of(screen)) is not None and pane.is_mounted and pane.display:
            self.draw(pane, to_end=to_end)

    # -- asking -----------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Somebody is about to ask: load what reads requests, in a thread."""
        if self._prepared:
            return
        self._prepared = True

        async def load() -> None:
            await self.talk.recall()
            with suppress(DharmaError), lasting():  # what fails is said when something is asked
                await self.talk.load()

        start(self.app, load, group="chat-load", exclusive=False)

    def ask(self, text: str, about: int = 0, again: int = 0) -> None:
        """Answer what was written: a command of the chat, a digit of a next step, or a request.

        ``about`` is the exchange where it was chosen, ``again`` the one that is asked once more.
        """
        start(self.app, lambda: self.talk.remember(text), group="chat-history", exclusive=False)
        if text.startswith("/"):
            from dharma_tui.screens._chat_commands import ChatCommands

            exchange, stream = self.talk.put(text, local=True, about=about), Streaming(self)
            self._run(exchange, lambda: ChatCommands(self).run(exchange, stream.grown), stream)
            return
        if text.isdigit() and len(text) == 1 and not again:
            newest, steps = self.steps()
            text, about = (steps[int(text) - 1], newest) if 0 < int(text) <= len(steps) else (text, about)
        screen = self.front()
        selected = screen.chosen_refs() if screen is not None else ()
        exchange, stream = self.talk.put(text, about=about, again=again), Streaming(self)
        self._run(exchange, lambda: self.talk.answer(exchange, selected, stream.grown), stream)

    def steps(self, number: int = 0) -> tuple[int, tuple[str, ...]]:
        """Next steps of this exchange and its number; of the last that has any, where it has none."""
        having = [one for one in self.talk.exchanges if one.answer is not None and one.answer.next_steps]
        of = next((one for one in having if one.number == number), having[-1] if having else None)
        steps = of.answer.next_steps if of is not None and of.answer is not None else ()
        return (of.number if of is not None else 0), steps[: chat_lines.STEPS]

    def to_write(self, text: str) -> str | None:
        """The next step that a digit stands for, where that is only written in the line."""
        number, steps = self.steps()
        step = steps[int(text) - 1] if text in map(str, range(1, len(steps) + 1)) else None
        of = next((one.answer for one in self.talk.exchanges if one.number == number), None)
        return step if of is not None and step in of.to_write else None

    def _run(self, exchange: Exchange, work: Callable[[], Awaitable[None]], stream: Streaming) -> None:
        async def guarded() -> None:
            SAID.set(exchange.text)
            try:
                await work()
            except DharmaError as error:
                exchange.failed = error
            except Exception:
                log.exception("chat failed")
                exchange.failed = DharmaError("Something went wrong inside the console", "see the log: press 5")
            finally:
                if exchange.answer is None and exchange.failed is None:
                    exchange.failed = DharmaError("Stopped", "enter asks again")
                stream.end()

        stream.grown()
        self._asking = start(self.app, guarded, group="chat-ask", exclusive=False)

    def stop(self) -> bool:
        """Give up on what is being asked; whether something was."""
        if self.talk.assistance.stop():
            return True
        if self._asking is None or self._asking.is_finished:
            return False
        self._asking.cancel()
        return True

    def exchange(self, number: int) -> Exchange | None:
        """The exchange of this number; the last that was answered where there is none."""
        told = [one for one in self.talk.exchanges if one.answer is not None or one.failed is not None]
        return next((one for one in told if one.number == number), told[-1] if told else None)

    def copy(self, text: str, what: str) -> None:
        """Take ``text`` along on the clipboard."""
        if (screen := self.front()) is not None:
            screen.shell.copy_text(text, what)

    def say(self, message: str, hint: str = "") -> None:
        """A passing note."""
        text = "\n".join(printable(part) for part in (message, hint) if part)
        self.app.notify(text, markup=False)
