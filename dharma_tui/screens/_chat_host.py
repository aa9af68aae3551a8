"""A screen that can show the chat. Nothing of the chat is imported until somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from textual import events, on
from textual.geometry import Size

from dharma_tui.screens._bar import BarHost

if TYPE_CHECKING:
    from dharma_tui.screens._chat import Chat


class ChatOwner(Protocol):
    """What a screen needs of the console for it."""

    @property
    def chat(self) -> Chat:
        """The chat."""

    def chat_if_open(self) -> Chat | None:
        """The chat, if it is open."""


class ChatHost(BarHost):
    """Brings the chat along: whichever screen comes in front shows it where it is open."""

    def on_screen_resume(self) -> None:
        """Once painted, show the chat as it was left."""
        self.call_after_refresh(self.show_chat)

    chat_room: Size | None = None
    """What the chat has left of the body to this screen; None where it takes nothing."""

    @on(events.Resize)
    def _resized(self) -> None:
        """There is another size to share."""
        self.call_after_refresh(self.show_chat)

    def show_chat(self) -> None:
        """Show the chat where it is open, and give its room back where it is not."""
        if not self.is_active:
            return
        owner = cast("ChatOwner", self.app)
        if (chat := owner.chat_if_open()) is not None:
            chat.show_on(self)
        elif self.chat_room is not None:
            owner.chat.take_from(self)
