"""Keys one at a time: what is typed while the focus is still moving goes where the focus arrives."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen

PATIENCE = 1.0
"""Seconds after which a key is no longer waited for, should its widget be gone or busy."""

TURNS = 2
"""Messages a widget may send itself before it tells its parent, as an input does before a screen hears of it."""


class Typeahead:
    """Hands a key or a paste over only when everything the one before has set going is done.

    Textual hands every key at once to the widget that has the focus at that moment; fast typing after ``:`` or ``/`` would
    so be read as keys of the screen.
    """

    def __init__(self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[events.Event] = deque()
        self._busy = False
        self._held = False
        self._number = 0
        self._watched = False

    async def take(self, event: events.Event) -> None:
        """A key or paste has come from the terminal."""
        self._waiting.append(event)
        await self._next()

    def hold(self) -> None:
        """Something is under way that decides where the next keys go."""
        self._held = True

    def release(self) -> None:
        """It is decided."""
        if self._held:
            self._held = False
            self._app.call_later(self._next)

    async def _next(self) -> None:
        if not self._waiting:
            return
        if self._busy or self._held:
            self._watch()
            return
        event = self._waiting.popleft()
        self._busy = True
        self._number += 1
        screen = self._app.screen
        target = self._app.focused or screen
        await self._deliver(event)
        nodes = deque(node for node in target.ancestors_with_self for _ in range(TURNS))
        if not target.call_later(self._typed, self._number, event, screen, nodes + nodes):
            await self._follow(self._number, screen, nodes + nodes)

    async def _typed(self, number: int, event: events.Event, screen: Screen[Any], nodes: deque[DOMNode]) -> None:
        """The widget aimed at has had the key: a letter that it took has led nowhere else."""
        if event._stop_propagation and isinstance(event, events.Key) and event.is_printable and self._app.focused:
            nodes.clear()
        await self._follow(number, screen, nodes)

    async def _follow(self, number: int, screen: Screen[Any], nodes: deque[DOMNode]) -> None:
        """Go the way of the key and of the messages it causes, always behind them."""
        if number != self._number:
            return
        while nodes:
            if nodes.popleft().call_later(self._follow, number, screen, nodes):
                return
        if self._app.screen is not screen:  # its first widget gets the focus in its own time
            screen = self._app.screen
            nodes.extend((screen, screen, self._app, self._app))
            await self._follow(number, screen, nodes)
            return
        self._app.call_later(self._done, number)

    async def _done(self, number: int) -> None:
        if number == self._number:
            self._busy = False
            await self._next()

    def _watch(self) -> None:
        if not self._watched:
            self._watched = True
            self._app.set_timer(PATIENCE, partial(self._give_up, self._number))

    async def _give_up(self, number: int) -> None:
        self._watched = False
        if number == self._number and self._waiting:
            self._number += 1
            self._busy = self._held = False
            await self._next()
