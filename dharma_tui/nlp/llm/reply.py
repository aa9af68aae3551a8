"""An answer as it comes, piece by piece, and what it was once it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import LlmError
from dharma_tui.nlp.llm.endpoints import Endpoint
from dharma_tui.nlp.llm.pseudonyms import Pseudonyms, Restorer
from dharma_tui.nlp.llm.usage import Tokens
from dharma_tui.nlp.llm.wire import Request

if TYPE_CHECKING:
    from dharma_tui.nlp.llm.asking import Asking, Begun

LONGEST = 200_000
"""Letters of an answer; what comes after is not waited for."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an answer was."""

    text: str
    """With real names again."""
    endpoint: str
    """Who answered; empty: nobody did."""
    model: str
    finish: str
    """``stop``, ``length`` (cut by llm.max_tokens), ``cut`` (by the endpoint or the network), ``cancelled`` or ``failed``."""
    tokens: Tokens | None
    cost: float | None
    """US dollars; None: the endpoint has no price."""
    first_seconds: float
    """Until the first piece."""
    seconds: float
    tried: tuple[str, ...] = ()
    """What went wrong before, in words."""


class Reply:
    """Iterate over it for pieces of text; ``result`` is there when that has ended, however it ended.

    Iterating raises LlmError when nobody answers, and when an answer that has begun breaks off: its pieces stand, and no other
    endpoint is asked. ``aclose``, leaving ``async with`` and cancelling the task that iterates all end the request at once.
    """

    def __init__(
        self,
        asking: Asking,
        request: Request,
        pseudonyms: Pseudonyms,
        *,
        clock: Clock,
        seconds: float,
        done: Callable[[Reply, Begun | None], Result],
    ) -> None:
        self.request = request
        self.result: Result | None = None
        self.raw = ""
        """As the endpoint said it, placeholders and all."""
        self.text = ""
        self.finish = "failed"
        self.endpoint: Endpoint | None = None
        """Who answers, once somebody does."""
        self.error: LlmError | None = None
        self.started = clock.monotonic()
        self.first = 0.0
        self._asking = asking
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._seconds = seconds
        self._done = done
        self._pieces = self._run()

    def __aiter__(self) -> AsyncIterator[str]:
        return self._pieces

    async def __aenter__(self) -> Reply:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End it; nothing more is received."""
        await self._pieces.aclose()

    async def whole(self) -> Result:
        """Wait for all of it. Raises LlmError."""
        async for _ in self:
            pass
        assert self.result is not None
        return self.result

    async def _run(self) -> AsyncGenerator[str, None]:
        begun: Begun | None = None
        restorer = Restorer(self._pseudonyms)
        deadline = asyncio.get_running_loop().time() + self._seconds
        try:
            begun = await self._first(deadline)
            self.first = self._clock.monotonic() - self.started
            self.endpoint = begun.attempt.endpoint
            async with aclosing(self._restored(begun, restorer, deadline)) as pieces:
                async for piece in pieces:
                    yield piece
            if len(self.raw) <= LONGEST:
                self.finish = begun.attempt.told.finish
        except LlmError as error:
            self.error = error
            self.finish = "cut" if begun else "failed"
            if rest := self._kept(restorer.end()):
                yield rest
            raise
        except (asyncio.CancelledError, GeneratorExit):
            self.finish = "cancelled"
            raise
        finally:
            if begun is not None:
                await begun.attempt.close()
            self.result = self._done(self, begun)

    async def _first(self, deadline: float) -> Begun:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._asking.begun(self.request)
        except TimeoutError:
            raise LlmError(
                f"no language model began to answer in {self._seconds:.0f} s", "ask again, or raise llm.total_seconds"
            ) from None

    async def _restored(self, begun: Begun, restorer: Restorer, deadline: float) -> AsyncGenerator[str, None]:
        """Pieces with what placeholders stand for."""
        self.raw = begun.first
        if shown := self._kept(restorer.feed(begun.first)):
            yield shown
        async with aclosing(begun.attempt.rest(deadline)) as pieces:
            async for piece in pieces:
                self.raw += piece
                if shown := self._kept(restorer.feed(piece)):
                    yield shown
                if len(self.raw) > LONGEST:
                    self.finish = "length"
                    break
        if shown := self._kept(restorer.end()):
            yield shown

    def _kept(self, piece: str) -> str:
        self.text += piece
        return piece
