"""The chat beside, beneath or instead of what the screen shows: title, answers, completions, the line being written."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from dharma_tui.widgets.chat_input import ChatInput
from dharma_tui.widgets.chat_view import ChatView
from dharma_tui.widgets.command_bar import Completions
from dharma_tui.widgets.panel import PanelTitle

ASK = "Ask in plain words, /help for more"
RIGHT, BOTTOM, FULL = "right", "bottom", "full"
WIDE = 100
"""Columns from which the chat stands at the right, where nobody has said otherwise."""
NARROWEST = 66
"""Columns below which it never does."""
LOWEST = 16
"""Lines of the body below which the chat takes all of it."""
LEAST_WIDTH, LEAST_HEIGHT = 28, 6
_LEFT_OVER = 20
"""Columns that are left to the screen."""


def docked(wanted: str, body: Size) -> str:
    """Where the chat stands in a body of this size."""
    if wanted == FULL or (body.height < LOWEST and body.width < WIDE):
        return FULL
    if wanted == RIGHT:
        return RIGHT if body.width >= NARROWEST else BOTTOM
    if wanted == BOTTOM:
        return BOTTOM if body.height >= LOWEST else FULL
    return RIGHT if body.width >= WIDE else BOTTOM


class ChatPane(Vertical):
    """Lies in the body of a screen. ``place`` says where; the mouse on its edge posts ``Dragged``."""

    DEFAULT_CSS = """
    ChatPane { layer: default; }
    ChatPane.-full { layer: above; }
    ChatPane > #chat-writing { height: auto; max-height: 6; }
    ChatPane #chat-prompt { width: 2; height: 1; }
    ChatPane > Completions { max-height: 5; }
    """

    @dataclass
    class Dragged(Message):
        """The edge was drawn to this share of the body, in per cent."""

        share: int
        done: bool

    dock = RIGHT
    _held = False

    def __init__(self, title: str) -> None:
        super().__init__(id="chat")
        self.head = PanelTitle(title)
        self._body = Size(0, 0)

    def compose(self) -> ComposeResult:
        yield self.head
        yield ChatView(id="chat-view")
        yield Completions()
        with Horizontal(id="chat-writing"):
            yield Static("› ", id="chat-prompt", markup=False)
            yield ChatInput(placeholder=ASK, id="chat-input")

    @property
    def view(self) -> ChatView:
        """The answers."""
        return self.query_one(ChatView)

    @property
    def field(self) -> ChatInput:
        """Where requests are written."""
        return self.query_one(ChatInput)

    @property
    def completions(self) -> tuple[str, ...]:
        """What the line being written may become."""
        return self.query_one(Completions).lines

    @completions.setter
    def completions(self, lines: tuple[str, ...]) -> None:
        self.query_one(Completions).show(lines)

    def place(self, wanted: str, right: int, bottom: int, body: Size) -> Size:
        """Stand there; the size that is left to the screen."""
        self.dock, self._body = docked(wanted, body), body
        width = max(LEAST_WIDTH, min(body.width * right // 100, body.width - _LEFT_OVER))
        height = max(LEAST_HEIGHT, body.height * bottom // 100)
        self.styles.dock = "right" if self.dock == RIGHT else "bottom"
        self.styles.width = width if self.dock == RIGHT else "100%"
        self.styles.height = height if self.dock == BOTTOM else "100%"
        self.set_class(self.dock == FULL, "-full")
        self.set_class(self.dock == RIGHT, "-right")
        match self.dock:
            case "right":
                return Size(body.width - width, body.height)
            case "bottom":
                return Size(body.width, body.height - height)
        return body

    def on_descendant_focus(self) -> None:
        """The keys go to the chat."""
        self.head.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """The keys go elsewhere."""
        self.head.remove_class("-focused")

    # -- the mouse on the edge --------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the edge."""
        at_edge = (
            event.screen_x == self.region.x if self.dock == RIGHT else event.screen_y == self.region.y
        ) and self.dock != FULL
        if at_edge:
            self._held = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self._held:
            self._drag(event, done=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        if self._held:
            self._held = False
            self.release_mouse()
            self._drag(event, done=True)

    def _drag(self, event: events.MouseEvent, *, done: bool) -> None:
        event.stop()
        if self.dock == RIGHT:
            share = 100 * (self.region.right - event.screen_x) // max(1, self._body.width)
        else:
            share = 100 * (self.region.bottom - event.screen_y) // max(1, self._body.height)
        self.post_message(self.Dragged(share, done))
