"""A server of chat completions on loopback that says byte for byte what a test has it say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"


def delta(text: str, **more: object) -> bytes:
    """One event with a piece of text."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}], **more})


def event(document: object) -> bytes:
    """One event."""
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def ended(sent: int = 7, received: int = 3) -> bytes:
    """Why it ended, what it took, and the mark of the end."""
    stop = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    counted = event({"choices": [], "usage": {"prompt_tokens": sent, "completion_tokens": received}})
    return stop + counted + b"data: [DONE]\n\n"


@dataclass
class Script:
    """What is said to one request: the bytes of an answer in ``parts``, then an end."""

    parts: Sequence[bytes]
    head: bytes = HEAD
    after: str = "end"
    """``end``: the answer is whole; ``cut``: the connection breaks; ``hang``: nothing more comes."""


def says(*texts: str) -> Script:
    """A whole answer."""
    return Script([*map(delta, texts), ended()])


def refuses(status: int, body: str = "{}", *headers: str) -> Script:
    """An error."""
    lines = [f"HTTP/1.1 {status} X", "content-type: application/json", *headers]
    return Script([body.encode()], "\r\n".join((*lines, "")).encode())


@dataclass
class LlmServer:
    """Answers each request by the next script, the last one over and over."""

    scripts: list[Script]
    port: int = 0
    requests: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    connections: int = 0
    open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = field(default_factory=dict)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody closed a connection while an answer went on."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open[writer] = asyncio.current_task()
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            self.left.set()
        finally:
            del self.open[writer]
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection stays open."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            return False
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.headers.append({"": head.split("\r\n")[0], **headers})
        self.bodies.append(body.decode())
        if body:
            self.requests.append(json.loads(body))
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        return await self._said(script, reader, writer)

    async def _said(self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if script.head:
            writer.write(script.head + b"transfer-encoding: chunked\r\n\r\n")
        for part in script.parts:
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0)
        if script.after == "end":
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            return True
        if script.after == "hang":
            await writer.drain()
            if await reader.read(1) == b"":
                self.left.set()
        return False


@asynccontextmanager
async def serving(*scripts: Script) -> AsyncIterator[LlmServer]:
    """A server for as long as the block lasts."""
    lab = LlmServer(list(scripts))
    server = await asyncio.start_server(lab.serve, "127.0.0.1", 0)
    lab.port = server.sockets[0].getsockname()[1]
    try:
        yield lab
    finally:
        server.close()
        serving_still = dict(lab.open)
        for writer in serving_still:
            writer.close()
        await asyncio.gather(*filter(None, serving_still.values()))
        await server.wait_closed()
