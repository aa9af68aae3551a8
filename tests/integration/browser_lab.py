"""A headless Chromium that looks at a served console."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Page, WebSocket, async_playwright

PATIENCE = 30.0
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
        socket.on("framesent", lambda frame: self.sent.append(frame if isinstance(frame, str) else frame.decode()))
        socket.on("framereceived", self._paint)

    def _paint(self, frame: str | bytes) -> None:
        self.painted += frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
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
