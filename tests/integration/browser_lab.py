"""A headless Chromium that looks at a served console."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pyte
from playwright.async_api import Page, WebSocket, async_playwright

PATIENCE = 60.0
_PLAIN_PICTURE = 5_000
"""Bytes of a picture with nothing in it, at most."""
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=?][\d;]*[$\d]*[a-zA-Z]")
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Window:
    """A page, and everything it painted, asked for, failed at or complained about."""

    page: Page
    painted: str = ""
    sent: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    _unread: list[str] = field(default_factory=list)
    _screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("requestfailed", lambda request: self.trouble.append(f"failed: {request.url}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("websocket", self._watch)

    async def until(self, pattern: str) -> re.Match[str]:
        """Wait until something new that matches was painted."""
        async with asyncio.timeout(PATIENCE):
            while not (match := re.search(pattern, self.painted)):
                self._news.clear()
                await self._news.wait()
        self.painted = self.painted[match.end() :]
        return match

    def lines(self) -> list[str]:
        """What the terminal shows now, as text: the same bytes through another terminal."""
        pyte.Stream(self._screen).feed(_UNKNOWN_TO_PYTE.sub("", "".join(self._unread)))
        self._unread.clear()
        return list(self._screen.display)

    async def until_shown(self, text: str) -> tuple[int, int]:
        """Wait until ``text`` is on the screen; its column and row."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    self._news.clear()
                    for row, line in enumerate(self.lines()):
                        if text in line:
                            return line.index(text), row
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError("\n".join((f"no {text!r} in", *self.lines()))) from None

    async def until_drawn(self) -> None:
        """Wait until the picture is more than one colour, which takes the browser a moment after the bytes came."""
        async with asyncio.timeout(PATIENCE):
            while len(await self.page.screenshot()) < _PLAIN_PICTURE:
                pass

    async def click_cell(self, column: int, row: int) -> None:
        """Click the middle of a cell, counted from zero."""
        columns, rows = self.size()
        box = await self.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        x = box["x"] + (column + 0.5) * box["width"] / columns
        y = box["y"] + (row + 0.5) * box["height"] / rows
        await self.page.mouse.click(x, y)

    def size(self) -> tuple[int, int]:
        """The terminal's size, as the page last told the server."""
        sizes = [json.loads(text)[1] for text in self.sent if text.startswith('["resize"')]
        return sizes[-1]["width"], sizes[-1]["height"]

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.trouble.append(f"{kind}: {text}")

    def _watch(self, socket: WebSocket) -> None:
        self.requested.append(socket.url)
        socket.on("framesent", self._send)
        socket.on("framereceived", self._paint)

    def _send(self, frame: str | bytes) -> None:
        """Note what the page sends; after a new size the console paints everything again."""
        self.sent.append(frame if isinstance(frame, str) else frame.decode())
        if self.sent[-1].startswith('["resize"') and self.size() != (self._screen.columns, self._screen.lines):
            self._screen = pyte.Screen(*self.size())

    def _paint(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            text = frame.decode("utf-8", "replace")
            self.painted += text
            self._unread.append(text)
        self._news.set()


@asynccontextmanager
async def browsing(width: int = 1000, height: int = 640) -> AsyncIterator[Window]:
    """An empty window."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        try:
            context = await chromium.new_context(viewport={"width": width, "height": height})
            yield Window(await context.new_page())
        finally:
            await chromium.close()
