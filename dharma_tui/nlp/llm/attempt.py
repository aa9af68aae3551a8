"""One request to one endpoint, until its answer begins, and on to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, cast

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import LlmError
from dharma_tui.core.text import printable
from dharma_tui.nlp.llm import faults
from dharma_tui.nlp.llm.endpoints import Endpoint, Keys
from dharma_tui.nlp.llm.faults import Fault
from dharma_tui.nlp.llm.sse import EventStream, TooLong
from dharma_tui.nlp.llm.wire import OPTIONAL, Request, Told, read_event

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
DRAIN_SECONDS = 0.2
GARBAGE = 8
"""Events that cannot be read before an answer is given up."""
LONGEST = 1 << 20
"""Bytes of an answer that comes in one piece, and of an error that is read."""


class Link:
    """The way to one endpoint: its open connections, and what it turned out not to know."""

    def __init__(self, endpoint: Endpoint, keys: Keys) -> None:
        self.endpoint = endpoint
        self.without: frozenset[str] = frozenset()
        self.used = False
        """It has answered before, so a connection may be open that the other side has closed."""
        self._keys = keys
        self._client: httpx.AsyncClient | None = None

    async def client(self) -> httpx.AsyncClient:
        """Made in a thread the first time: the import and the authorities take a tenth of a second. Raises LlmError."""
        if self._client is None:
            try:
                made = await asyncio.to_thread(_client, self.endpoint)
            except (OSError, ValueError, ImportError) as error:
                raise LlmError(
                    f"no connection to {self.endpoint.name} can be made: {printable(error)}",
                    "look at SSL_CERT_FILE and the proxies of the environment (HTTPS_PROXY, ALL_PROXY)",
                ) from error
            self._client = self._client or made
        return self._client

    async def headers(self) -> dict[str, str]:
        """Headers of a request. Raises LlmError where the key is missing."""
        key = await self._keys.of(self.endpoint)
        return {
            "content-type": "application/json",
            "accept-encoding": "identity",
            **({"authorization": f"Bearer {key}"} if key else {}),
        }

    async def close(self) -> None:
        """Close what is open."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def _client(endpoint: Endpoint) -> httpx.AsyncClient:
    import httpx

    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, write=30.0, pool=CONNECT_SECONDS),
        trust_env=not endpoint.local,
        verify=endpoint.encrypted,
        follow_redirects=False,
        headers={"user-agent": "dharma-tui"},
        limits=httpx.Limits(max_connections=8, max_keepalive_connections=2, keepalive_expiry=60),
    )


class Attempt:
    """Asks one endpoint. ``begin`` gives the first piece of text, ``rest`` the others."""

    def __init__(self, link: Link, request: Request, clock: Clock, seconds: float) -> None:
        self.endpoint = link.endpoint
        self.told = Told()
        self.answering = False
        """The endpoint has begun to answer, though perhaps not with text yet."""
        self._link = link
        self._request = request
        self._clock = clock
        self._seconds = seconds
        self._pieces: AsyncGenerator[str, None] | None = None

    async def begin(self) -> str:
        """The first piece. Raises LlmError."""
        again = {*OPTIONAL, "stale"}
        while True:
            self._pieces = self._asked()
            try:
                return await self._next()
            except StopAsyncIteration:
                raise self._empty() from None
            except Fault as fault:
                await self.close()
                if (reason := self._worth_another(fault)) not in again:
                    raise
                again.discard(reason)

    async def rest(self, deadline: float) -> AsyncGenerator[str, None]:
        """What follows the first piece, until ``deadline`` by the loop's clock. Raises Fault."""
        while True:
            try:
                yield await self._next(deadline)
            except StopAsyncIteration:
                return

    async def close(self) -> None:
        """End it; the connection is freed, and the endpoint stops working on it."""
        if self._pieces is not None:
            await self._pieces.aclose()

    async def _next(self, deadline: float | None = None) -> str:
        assert self._pieces is not None
        until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(until if deadline is None else min(until, deadline)):
                return await anext(self._pieces)
        except TimeoutError:
            raise faults.silent(self.endpoint) from None

    def _worth_another(self, fault: Fault) -> str:
        """What is to be left out for another try at once: a field it does not know, or a closed connection."""
        if fault.verdict.stale:
            return "stale"
        unknown = next((name for name in OPTIONAL if name in fault.verdict.body), "")
        if unknown:
            self._link.without |= {unknown}
        return unknown

    async def _asked(self) -> AsyncGenerator[str, None]:
        """Pieces of text as they come."""
        import httpx

        link, endpoint = self._link, self.endpoint
        client, headers = await link.client(), await link.headers()
        body = self._request.body(endpoint, link.without).encode("utf-8", "replace")
        request = client.build_request("POST", f"{endpoint.url}/chat/completions", content=body, headers=headers)
        try:
            response = await client.send(request, stream=True)
            try:
                self.answering = True
                await self._checked(response)
                link.used = True
                async with aclosing(self._read(response)) as pieces:
                    async for piece in pieces:
                        yield piece
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise faults.of_transport(endpoint, error, reused=link.used) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise faults.garbage(endpoint, type(error).__name__) from error

    async def _checked(self, response: httpx.Response) -> None:
        if response.status_code != 200:
            body = (await _whole(response)).decode("utf-8", "replace")
            raise faults.of_status(self.endpoint, response.status_code, response.headers, body, self._clock.now())

    async def _read(self, response: httpx.Response) -> AsyncGenerator[str, None]:
        sort = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sort == "text/html":
            raise faults.garbage(self.endpoint, "a web page")
        if sort == "application/json":
            piece = read_event(self.endpoint, (await _whole(response)).decode("utf-8", "replace"), self.told)
            if piece is None:
                raise faults.garbage(self.endpoint, "JSON of another shape")
            if piece:
                yield piece
            self.told.finish = self.told.finish or "stop"
            return
        async with aclosing(self._events(response)) as pieces:
            async for piece in pieces:
                yield piece

    async def _events(self, response: httpx.Response) -> AsyncGenerator[str, None]:
        """Text of a stream of events. Raises Fault where it ends too early, or is none."""
        events, unreadable = EventStream(), 0
        try:
            async with aclosing(_fed(events, response)) as fed:
                async for data in fed:
                    if data.strip() == "[DONE]":
                        self.told.finish = self.told.finish or "stop"
                        await _drained(fed)
                        return
                    piece = read_event(self.endpoint, data, self.told)
                    unreadable += piece is None
                    if unreadable > GARBAGE:
                        raise faults.garbage(self.endpoint, "events that are no JSON")
                    if piece:
                        yield piece
        except TooLong:
            raise faults.garbage(self.endpoint, "an event without an end") from None
        if not self.told.events:
            raise faults.garbage(self.endpoint, "no event at all")
        if not self.told.finish:
            raise faults.cut(self.endpoint)

    def _empty(self) -> Fault:
        told = self.told
        why = (
            "wanted to call a tool, and there is none to call"
            if told.tools
            else f"gave no text ({told.finish or 'without a reason'})"
        )
        hint = (
            "ask in other words" if told.finish != "length" else "raise llm.max_tokens: it was used up before any text"
        )
        return Fault(faults.Verdict("empty", False), f"{self.endpoint.name} {why}", hint)


async def _fed(events: EventStream, response: httpx.Response) -> AsyncGenerator[str, None]:
    async with aclosing(_raw(response)) as chunks:
        async for chunk in chunks:
            for data in events.feed(chunk):
                yield data
    for data in events.end():
        yield data


async def _drained(fed: AsyncGenerator[str, None]) -> None:
    """Read to the end, which mostly is there already, so that the connection can be used again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in fed:
                pass


def _raw(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Bytes as they come: what httpx calls an iterator is a generator, which is to be closed."""
    return cast("AsyncGenerator[bytes, None]", response.aiter_raw())


async def _whole(response: httpx.Response) -> bytes:
    """The body, cut where it is too long."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LONGEST:
            break
    return bytes(body[:LONGEST])
