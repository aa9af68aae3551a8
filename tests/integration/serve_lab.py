"""The server on a real socket, with a small console in its tabs."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, TCPConnector, WSMsgType

from dharma_tui.cli.output import Output
from dharma_tui.cli.serve import serve_until_told
from dharma_tui.core.clock import Clock, SystemClock
from dharma_tui.serve.limits import Limits
from dharma_tui.serve.server import ConsoleServer
from dharma_tui.serve.session import Program
from dharma_tui.serve.site import Listening, Site, listen, site

APP = Path(__file__).with_name("served_app.py")
QUICK = Limits(watch_seconds=0.05, grace_seconds=0.5)
PATIENCE = 60.0


def app_program(*words: str, **environment: str) -> Program:
    """The small console; with words it refuses to start and says them."""
    return Program((sys.executable, str(APP), *words), {**os.environ, "SERVED_FILE": "export.csv", **environment})


@dataclass
class Tab:
    """One WebSocket and what it has painted."""

    socket: ClientWebSocketResponse
    painted: str = ""
    notices: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    pongs: list[str] = field(default_factory=list)

    async def until(self, pattern: str) -> re.Match[str]:
        """Wait until something new that matches was painted."""
        async with asyncio.timeout(PATIENCE):
            while not (match := re.search(pattern, self.painted)):
                try:
                    alive = await self.receive()
                except asyncio.CancelledError:
                    raise AssertionError(f"no {pattern!r} in {self.painted[-500:]!r}") from None
                assert alive, f"closed before {pattern!r}: {self.painted[-300:]!r} {self.notices}"
        self.painted = self.painted[match.end() :]
        return match

    async def until_closed(self) -> int:
        """Wait for the end; the close code."""
        async with asyncio.timeout(PATIENCE):
            while await self.receive():
                pass
        return self.socket.close_code or 0

    async def until_offered(self) -> str:
        """Wait for a download to be offered; its key."""
        async with asyncio.timeout(PATIENCE):
            while not self.offered:
                assert await self.receive()
        return self.offered.pop()

    async def receive(self) -> bool:
        """Take one message; False at the end."""
        frame = await self.socket.receive()
        if frame.type is WSMsgType.BINARY:
            self.painted += frame.data.decode()
        elif frame.type is WSMsgType.TEXT:
            kind, content = json.loads(frame.data)
            {"notice": self.notices, "deliver_file_start": self.offered, "pong": self.pongs}[kind].append(content)
        else:
            return False
        return True

    async def send(self, *message: Any) -> None:
        await self.socket.send_str(json.dumps(message))

    async def type(self, text: str) -> None:
        await self.send("stdin", text)

    async def pid(self) -> int:
        return int((await self.until(r"pid=(\d+)>"))[1])


@dataclass
class Served:
    """A running server and a browser that has not signed in."""

    server: ConsoleServer
    site: Site
    port: int
    browser: ClientSession
    stop: asyncio.Event
    running: asyncio.Task[None]

    async def sign_in(self, browser: ClientSession | None = None) -> None:
        async with (browser or self.browser).get(self.server.gate.new_link(), allow_redirects=False) as response:
            assert response.status == 303, await response.text()

    @asynccontextmanager
    async def tab(self, *, query: str = "", origin: str | None = None, **options: Any) -> AsyncIterator[Tab]:
        """A WebSocket, from the page's own origin unless told otherwise."""
        address = f"{self.site.url}/ws{query}"
        async with self.browser.ws_connect(address, origin=origin or self.site.url, **options) as socket:
            yield Tab(socket)


@asynccontextmanager
async def serving(
    *, program: Program | None = None, clock: Clock | None = None, wanted: Listening | None = None, **limits: Any
) -> AsyncIterator[Served]:
    """A server on a free port of the loopback, with quick timings; ended and checked for leftovers at the end."""
    asked = wanted or Listening(port=0)
    listener = listen(asked)
    port = listener.getsockname()[1]
    address = site(asked, port)
    server = ConsoleServer(program or app_program(), address, clock or SystemClock(), replace(QUICK, **limits), "Tests")
    stop = asyncio.Event()
    running = asyncio.create_task(server.run(listener, stop))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), connector=TCPConnector(limit=0)) as browser:
        try:
            yield Served(server, address, port, browser, stop, running)
        finally:
            stop.set()
            async with asyncio.timeout(PATIENCE):
                await running
    assert not consoles()


def consoles() -> list[psutil.Process]:
    """The small consoles that run below this process."""
    return [child for child in psutil.Process().children(recursive=True) if str(APP) in _words(child)]


def _words(process: psutil.Process) -> Iterable[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return ()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that announces itself nowhere."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def stop(pid: int) -> None:
    """Stop a process with SIGSTOP and wait until its last thread stands: the threads of one that is asleep go on until it wakes."""
    os.kill(pid, signal.SIGSTOP)
    threads = Path(f"/proc/{pid}/task")
    await until(lambda: {_state(thread) for thread in threads.iterdir()} == {"T"})


def _state(thread: Path) -> str:
    try:
        return (thread / "stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "over"


async def gone(*pids: int) -> None:
    """Wait until the processes are no more."""
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*map(_gone, pids))


async def _gone(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def main() -> None:
    """The server as ``dharma-tui serve`` runs it, with the small console in its tabs; prints its link as JSON."""
    asked = Listening(port=0)
    listener = listen(asked)
    address = site(asked, listener.getsockname()[1])
    server = ConsoleServer(app_program(), address, SystemClock(), Limits())
    asyncio.run(serve_until_told(server, address, listener, None, Output(as_json=True, quiet=False)))


if __name__ == "__main__":
    main()
