"""The web server: a page, its files, and for each tab a console of its own."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl

from aiohttp import WSCloseCode, WSMsgType, web

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.serve import messages, pages
from dharma_tui.serve.access_log import ACCESS_LOG, PROTOCOL_LOG, AccessLog
from dharma_tui.serve.auth import Login
from dharma_tui.serve.downloads import Downloads, TruncatedDownloadError, download_headers
from dharma_tui.serve.gate import Gate, answer
from dharma_tui.serve.limits import COLUMNS, FONT, MESSAGE_BYTES, ROWS, Limits, Pace, clamp
from dharma_tui.serve.session import ConsoleSession, Page, Program
from dharma_tui.serve.site import Site

log = logging.getLogger(__name__)

_CLOSE_SECONDS = 1.0
_FULL = "Close a tab, or raise the setting serve.max_sessions."


class ConsoleServer:
    """Serves ``program`` at ``site`` until it is told to stop; then nothing of it is left."""

    def __init__(self, program: Program, site: Site, clock: Clock, limits: Limits, title: str = "dharma-tui") -> None:
        self.gate = Gate(site, clock, link=limits.link, login=limits.login)
        self._program = program
        self._site = site
        self._clock = clock
        self._limits = limits
        self._title = title
        self._seats_taken = 0
        self._closing = False
        self.sessions: set[ConsoleSession] = set()
        self.downloads = Downloads()

    @property
    def free_seats(self) -> int:
        """How many more tabs may open now."""
        return self._limits.sessions - self._seats_taken

    async def run(self, listener: socket.socket, stop: asyncio.Event, tls: ssl.SSLContext | None = None) -> None:
        """Serve on ``listener`` until ``stop`` is set."""
        runner = web.AppRunner(
            self._application(),
            access_log_class=AccessLog,
            access_log=ACCESS_LOG,
            logger=PROTOCOL_LOG,
            keepalive_timeout=self._limits.request_seconds,
            lingering_time=1.0,
            shutdown_timeout=0.5,
        )
        await runner.setup()
        watch = asyncio.create_task(self._watch())
        server: asyncio.Server | None = None
        try:
            server = await self._listen(runner, listener, tls)
            log.info("serving", extra={"address": self._site.url})
            await stop.wait()
        finally:
            self._closing = True
            if server is not None:
                server.close()
            watch.cancel()
            ends = [self._end(session, "The server was stopped.") for session in self.sessions]
            await asyncio.gather(watch, *ends, return_exceptions=True)
            await runner.cleanup()
            log.info("stopped serving", extra={"address": self._site.url})

    async def _listen(
        self, runner: web.AppRunner, listener: socket.socket, tls: ssl.SSLContext | None
    ) -> asyncio.Server:
        make_handler = runner.server
        assert make_handler is not None

        def protocol() -> asyncio.Protocol:
            crowded = len(make_handler.connections) >= self._limits.connections
            return _HangUp() if crowded else make_handler()

        timeout = self._limits.request_seconds if tls else None
        loop = asyncio.get_running_loop()
        return await loop.create_server(protocol, sock=listener, ssl=tls, ssl_handshake_timeout=timeout)

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self.gate.check], client_max_size=1024)
        application.on_response_prepare.append(_harden)
        application.add_routes(
            (
                web.get("/", self._show_page, allow_head=False),
                web.get("/ws", self._open_console, allow_head=False),
                web.get("/static/{name}", self._send_file, allow_head=False),
                web.get("/download/{key}", self._send_download, allow_head=False),
            )
        )
        return application

    async def _show_page(self, request: web.Request) -> web.Response:
        if not self.free_seats:
            return self._full()
        socket_url = self._site.socket_url(request.host)
        wanted = request.query.get("fontsize", "")
        font_size = clamp(_number(wanted), FONT, 16)
        page = pages.console_page(self._title, socket_url, font_size)
        policy = {"Content-Security-Policy": pages.content_policy(socket_url)}
        return web.Response(text=page, content_type="text/html", headers=policy)

    async def _send_file(self, request: web.Request) -> web.Response:
        try:
            asset = pages.asset(request.match_info["name"])
        except KeyError:
            raise web.HTTPNotFound from None
        headers = {"Cache-Control": "private, no-cache", "ETag": f'"{asset.tag}"', "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = asset.content_type
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=asset.body, headers=headers)
        return web.Response(body=asset.compressed, headers={**headers, "Content-Encoding": "gzip"})

    async def _send_download(self, request: web.Request) -> web.StreamResponse:
        login = self.gate.login(request)
        download = self.downloads.take(request.match_info["key"], login) if login else None
        if download is None:
            raise web.HTTPNotFound
        response = web.StreamResponse(headers=download_headers(download))
        await response.prepare(request)
        try:
            async for piece in self.downloads.pieces(download):
                await response.write(piece)
        except TruncatedDownloadError as error:
            log.warning("download cut short", extra={"reason": str(error)})
            if request.transport is not None:
                request.transport.abort()  # a proper end would pass a part for the whole
        return response

    async def _open_console(self, request: web.Request) -> web.StreamResponse:
        login = self.gate.login(request)
        if login is None or not self.free_seats:
            return self._full()
        self._seats_taken += 1
        try:
            websocket = web.WebSocketResponse(
                heartbeat=self._limits.heartbeat_seconds,
                max_msg_size=MESSAGE_BYTES,
                compress=False,
                timeout=_CLOSE_SECONDS,
            )
            await websocket.prepare(request)
            if not self._closing:
                await self._attend(websocket, request, login)
            return websocket
        finally:
            self._seats_taken -= 1

    async def _attend(self, websocket: web.WebSocketResponse, request: web.Request, login: Login) -> None:
        """One tab, from its first message until its console has ended."""
        page = _page(websocket, request)
        session = ConsoleSession(
            self._program, page, self.downloads, login=login, limits=self._limits, clock=self._clock
        )
        self.sessions.add(session)
        try:
            width, height = request.query.get("width", ""), request.query.get("height", "")
            await session.start(clamp(_number(width), COLUMNS, 80), clamp(_number(height), ROWS, 24))
            await self._obey(websocket, session)
        except MalformedAnswerError as error:
            log.warning("session closed", extra={"session": session.name, "reason": error.message})
            await page.close("The page spoke in a way the server does not understand.")
        except ConnectionError:
            pass  # the browser has gone
        except OSError as error:
            log.error("no console could be started", extra={"reason": error.strerror})
            await page.close(f"No console could be started: {error.strerror}.")
        finally:
            await session.stop()
            self.sessions.discard(session)

    async def _obey(self, websocket: web.WebSocketResponse, session: ConsoleSession) -> None:
        """Pass on what the browser says. Raises MalformedAnswerError."""
        pace = Pace(self._clock)
        async for frame in websocket:
            if frame.type is not WSMsgType.TEXT:
                continue
            if delay := pace.delay():
                await asyncio.sleep(delay)
            match messages.read(frame.data):
                case messages.Typed(data):
                    await session.type(data)
                case messages.Resized(width, height):
                    session.resize(width, height)
                case messages.Pinged(text):
                    await websocket.send_str(json.dumps(["pong", text]))
                case messages.Focused(inside):
                    await (session.focus() if inside else session.blur())

    async def _watch(self) -> None:
        """End the sessions that are idle, hung, or whose login is over."""
        while True:
            await asyncio.sleep(self._limits.watch_seconds)
            overdue = [(session, words) for session in self.sessions if (words := session.overdue())]
            await asyncio.gather(*(self._end(session, words) for session, words in overdue), return_exceptions=True)

    async def _end(self, session: ConsoleSession, words: str) -> None:
        log.info("session ended", extra={"session": session.name, "reason": words})
        await asyncio.gather(session.page.close(words), session.stop())

    def _full(self) -> web.Response:
        tabs = f"All {self._limits.sessions} tabs of this server are open."
        response = answer(503, "No tab is free", tabs, _FULL, way_on="Try again")
        response.headers["Retry-After"] = "10"
        return response


class _HangUp(asyncio.Protocol):
    """Ends a connection beyond the number that the server keeps."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


def _page(websocket: web.WebSocketResponse, request: web.Request) -> Page:
    async def close(words: str) -> None:
        """Say why and close; a browser that does not listen is cut off."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS * 2):
                await websocket.send_str(json.dumps(["notice", words]))
                await websocket.close(code=WSCloseCode.GOING_AWAY)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()

    return Page(websocket.send_bytes, websocket.send_str, close)


async def _harden(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in pages.SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", pages.content_policy())
    response.headers["Server"] = "dharma-tui"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
