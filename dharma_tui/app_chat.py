"""The console's part of the chat: one conversation, on whatever screen is in front."""

from __future__ import annotations

import asyncio
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._lasting import lasting
from dharma_tui.screens._work import start
from dharma_tui.steady import SteadyApp

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.screens._chat import Chat
    from dharma_tui.services import Services


class OwnsChat(SteadyApp):
    """The console, as far as the chat needs it."""

    services: Services

    def front(self) -> ServiceScreen | None:
        """The screen of ours in front, below any dialog."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, ServiceScreen)), None)

    @cached_property
    def chat(self) -> Chat:
        """The chat; it reads grammars and words that the first paint can do without."""
        from dharma_tui.screens._chat import Chat

        return Chat(self, self.front, self.services)

    def chat_if_open(self) -> Chat | None:
        """The chat, if it is open or was when the console ended."""
        if "chat" in self.__dict__:
            return self.chat if self.chat.place.open else None
        if self._was_open:
            start(self, self._show_again, group="chat-import")
        return None

    async def _show_again(self) -> None:
        await self._imported()
        if self.chat.place.open and (screen := self.front()) is not None:
            screen.show_chat()

    async def _imported(self) -> None:
        """Import what the chat is made of in a thread: the loop would stand still for it."""
        if "chat" not in self.__dict__:
            with lasting():
                await asyncio.to_thread(import_module, "dharma_tui.screens._chat")

    @cached_property
    def _was_open(self) -> bool:
        from dharma_tui.services.chat_place import load

        return load(self.services.settings.paths.state_folder).open

    async def close_chat(self) -> None:
        """Leave no connection to a language model behind."""
        if "chat" in self.__dict__:
            await self.chat.talk.assistance.models.close()

    def ask_about(self, ref: ResourceRef, name: str) -> None:
        """Open the chat and go to it: this resource is spoken of there from now on."""

        async def go() -> None:
            await self._imported()
            if (screen := self.front()) is not None and screen is self.screen:
                self.chat.point_at(screen, ref, name)

        start(self, go, group="chat-about")

    async def action_chat(self) -> None:
        """Open the chat, go to it, or close it."""
        await self._imported()
        if (screen := self.front()) is not None and screen is self.screen:
            self.chat.toggle(screen)
