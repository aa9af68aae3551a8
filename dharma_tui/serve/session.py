"""One browser tab: its console process, from start to the last of its children."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shlex
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from textual_serve.app_service import AppService

from dharma_tui.core.clock import Clock
from dharma_tui.core.text import printable_block
from dharma_tui.serve.auth import Login
from dharma_tui.serve.downloads import Downloads
from dharma_tui.serve.ending import end, ended_within
from dharma_tui.serve.limits import Limits

log = logging.getLogger(__name__)

DRIVER = "dharma_tui.serve.driver:ServedDriver"
PRELUDE = b"__GANGLION__\n"
"""The line a console says first; what comes before it is not for the screen."""

_PRELUDE_LINES = 10
_ERROR_BYTES = 8192
_RESIZE_SECONDS = 0.05
_QUIT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Program:
    """The console to run in each tab: its command line, run without a shell, and its environment."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The way back to the browser: paint, say something in the page's protocol, close with words for the person."""

    paint: Callable[[bytes], Awaitable[None]]
    say: Callable[[str], Awaitable[None]]
    close: Callable[[str], Awaitable[None]]


class ConsoleSession(AppService):
    """A console in a process group of its own. ``stop`` leaves nothing of it behind, however it behaves."""

    def __init__(
        self, program: Program, page: Page, downloads: Downloads, *, login: Login, limits: Limits, clock: Clock
    ) -> None:
        super().__init__(
            shlex.join(program.command),
            write_bytes=page.paint,
            write_str=page.say,
            close=self._closed,
            download_manager=downloads,
        )
        self.login = login
        self.page = page
        self._program = program
        self._limits = limits
        self._clock = clock
        self._wanted = self._size = (0, 0)
        self._resize: asyncio.TimerHandle | None = None
        self._starting = asyncio.Lock()
        self._stopping: asyncio.Task[None] | None = None
        self._touched = clock.now()
        self.answered = clock.monotonic()
        self._asked: float | None = None
        self._page_gone = False
        self._console_ended = False

    @property
    def name(self) -> str:
        """What the log calls this session."""
        return self.app_service_id[:8]

    @property
    def pid(self) -> int:
        """The console, which leads its process group; 0 before it has started."""
        return self._process.pid if self._process is not None else 0

    async def start(self, width: int, height: int) -> None:
        """Start the console. Raises OSError."""
        self._wanted = self._size = (width, height)
        async with self._starting:
            if self._stopping is not None:
                raise ConnectionAbortedError("stopped before it started")
            await super().start(width, height)
        log.info("session started", extra={"session": self.name, "login": self.login.name, "console": self.pid})

    async def type(self, data: bytes) -> None:
        """Hand keys and clicks to the console."""
        self._touched = self._clock.now()
        await self.send_bytes(data)

    def resize(self, width: int, height: int) -> None:
        """Take a new size; of many in a row the console sees the last."""
        self._wanted = (width, height)
        if self._resize is None:
            self._resize = asyncio.get_running_loop().call_later(_RESIZE_SECONDS, self._pass_size_on)

    def overdue(self) -> str:
        """Why this session has to end now, in words for the person; empty while it may go on."""
        now, idle = self._clock.now(), self._limits.idle
        if now >= self.login.ends:
            return "Your login has ended. Press enter in the terminal of dharma-tui serve for a new link."
        if idle is not None and now - self._touched >= idle:
            return f"Closed after {idle.total_seconds() / 60:g} minutes without a key."
        return "" if self._answers() else "The console stopped answering and was ended."

    async def stop(self) -> None:
        """End the console and all it started: ask, then SIGTERM, then SIGKILL. Safe to call again and to cancel."""
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop())
        await asyncio.shield(self._stopping)

    async def run(self) -> None:
        """Relay what the console says until it ends, then tell the page why."""
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        errors = bytearray()
        listening = asyncio.create_task(_keep_end(process.stderr, errors))
        started = False
        try:
            started = await _found_prelude(process.stdout)
            if started:
                await self._relay(process.stdout)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the end of its output
        except (ValueError, KeyError, TypeError) as error:
            log.error("console broke the protocol", extra={"session": self.name, "kind": type(error).__name__})
        finally:
            await ended_within(process, self._limits.grace_seconds)
            listening.cancel()
        if self._stopping is None:
            await self.page.close(self._last_words(started, bytes(errors)))

    async def on_data(self, payload: bytes) -> None:
        """Paint, or drop it when nobody looks any more: a console that cannot write cannot end."""
        if self._page_gone or self._stopping is not None:
            return
        try:
            await super().on_data(payload)
        except ConnectionError:
            self._page_gone = True

    async def on_meta(self, data: bytes) -> None:
        meta = json.loads(data)
        match meta["type"]:
            case "alive":
                self.answered, self._asked = self._clock.monotonic(), None
            case "open_url" if not str(meta.get("url", "")).startswith(("http://", "https://")):
                log.warning("refused to open what is no web page", extra={"session": self.name})
            case _:
                with contextlib.suppress(ConnectionError):
                    await super().on_meta(data)

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {
            **self._program.environment,
            "TEXTUAL_DRIVER": DRIVER,
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TERM_PROGRAM": "textual",
            "COLUMNS": str(width),
            "ROWS": str(height),
        }

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self._program.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def _relay(self, stdout: asyncio.StreamReader) -> None:
        receivers = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        while not self._console_ended:
            head = await stdout.readexactly(5)
            payload = await stdout.readexactly(int.from_bytes(head[1:], "big"))
            await receivers[head[:1]](payload)

    async def _closed(self) -> None:
        """The console said goodbye; what is left of it is to end."""
        self._console_ended = True

    def _last_words(self, started: bool, errors: bytes) -> str:
        code = self._process.returncode if self._process is not None else None
        if not started:
            said = printable_block(errors.decode("utf-8", "replace").strip()[-1000:])
            log.error("console did not start", extra={"session": self.name, "code": code, "said": said})
            return f"The console did not start.\n{said}"
        if code:
            log.error("console stopped unexpectedly", extra={"session": self.name, "code": code})
            return f"The console stopped unexpectedly (exit code {code}). Its log may say why."
        return "The console was closed."

    def _answers(self) -> bool:
        """Whether the console's loop has answered lately; asks it now and then."""
        now = self._clock.monotonic()
        if self._asked is not None:
            return now - self._asked < self._limits.hung_seconds
        if now - self.answered >= self._limits.heartbeat_seconds:
            self._asked = now
            self._post({"type": "alive?"})
        return True

    def _pass_size_on(self) -> None:
        self._resize = None
        if self._wanted != self._size:
            self._size = self._wanted
            self._post({"type": "resize", "width": self._size[0], "height": self._size[1]})

    def _post(self, meta: dict[str, str | int]) -> None:
        """Send something small without waiting, as a console that does not read would make us wait."""
        if self._stdin is not None and not self._stdin.is_closing():
            self._stdin.write(self.encode_packet(b"M", json.dumps(meta).encode()))

    async def _stop(self) -> None:
        if self._resize is not None:
            self._resize.cancel()
        async with self._starting:
            if self._process is None:
                return
        await self._download_manager.cancel_app_downloads(self.app_service_id)
        politely = await end(self._process, self._ask_to_quit, self._limits.grace_seconds)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        ending = "ended" if politely else "killed"
        log.info("session over", extra={"session": self.name, "console": self.pid, "ending": ending})

    async def _ask_to_quit(self) -> None:
        """A console that does not read cannot be asked, so do not wait for long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_QUIT_SECONDS):
                await self.send_meta({"type": "quit"})


async def _found_prelude(stdout: asyncio.StreamReader) -> bool:
    for _ in range(_PRELUDE_LINES):
        line = await stdout.readline()
        if line == PRELUDE:
            return True
        if not line:
            break
    return False


async def _keep_end(stream: asyncio.StreamReader, kept: bytearray) -> None:
    """Keep the last of ``stream``. It is only ever shown when the console did not start: later it may hold what was typed."""
    while piece := await stream.read(4096):
        kept += piece
        del kept[:-_ERROR_BYTES]
