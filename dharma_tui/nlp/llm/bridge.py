"""What the chat asks a language model for: an explanation of data, or how a request is to be read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import NoLlmError
from dharma_tui.core.settings import LlmSettings
from dharma_tui.nlp.llm import framing, prompts
from dharma_tui.nlp.llm.asking import Asking, Sleep
from dharma_tui.nlp.llm.endpoints import Endpoint, Keys, endpoints_of
from dharma_tui.nlp.llm.framing import Filled
from dharma_tui.nlp.llm.opening import configured
from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms, Replaced
from dharma_tui.nlp.llm.reply import Reply, Result
from dharma_tui.nlp.llm.request_log import RequestLog
from dharma_tui.nlp.llm.usage import Tally, Tokens, Usage
from dharma_tui.nlp.llm.wire import Request

if TYPE_CHECKING:
    from dharma_tui.core.answers import Answer
    from dharma_tui.nlp.llm.asking import Begun
    from dharma_tui.nlp.reading import Reader

LONGEST_DATA = 60_000
"""Letters of data that are sent; rows beyond are left out, and the model is told."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what would be sent, and to whom first."""

    endpoint: str
    url: str
    body: str
    replaced: tuple[Replaced, ...]
    """The placeholders in it and what they stand for; that stays here."""
    dropped: int
    """Secrets that were taken out of this conversation for good."""


class Bridge:
    """Asks the configured endpoints. Holds no tool and no credential of the infrastructure: what it returns is words."""

    def __init__(
        self,
        settings: LlmSettings,
        *,
        environment: Mapping[str, str],
        state_folder: Path,
        names: Callable[[], Awaitable[KnownNames]],
        clock: Clock,
        random: Random,
        sleep: Sleep = asyncio.sleep,
        tally: Tally | None = None,
        plain: AbstractSet[str] = frozenset(),
    ) -> None:
        """``names`` tells what the inventory calls things, ``plain`` words call nothing; ``tally`` goes on counting.

        Raises NoLlmError, SettingsError.
        """
        if not configured(settings):
            raise NoLlmError(
                "asking language models is switched off"
                if settings.endpoints.strip()
                else "no language model is configured",
                "dharma-tui config set llm.offline false"
                if settings.endpoints.strip()
                else "dharma-tui config set llm.endpoints 'local kind=ollama model=qwen3'; everything else works without one",
            )
        self.settings = settings
        self.endpoints = endpoints_of(settings.endpoints)
        self._tally = tally or Tally()
        self._tally.know(self.endpoints)
        keys = Keys(environment)
        self._asking = Asking(
            self.endpoints, settings, keys, clock=clock, random=random, failed=self._tally.failed, sleep=sleep
        )
        self._log = RequestLog(state_folder)
        self._names = names
        self._plain = plain
        self._clock = clock

    @property
    def usage(self) -> tuple[Usage, ...]:
        """What was asked of each endpoint, and what it cost."""
        return self._tally.sums

    async def conversation(self, before: Pseudonyms | None = None, session: str = "") -> Conversation:
        """A conversation for the names that the inventory has now. Raises what ``names`` raises.

        It has placeholders of its own, or goes on with those of ``before``.
        """
        known = await self._names() if self.settings.pseudonyms else KnownNames(())
        if before is None or before.enabled != self.settings.pseudonyms:
            before = Pseudonyms(known, enabled=self.settings.pseudonyms, plain=self._plain)
        before.know(known)
        return Conversation(self, before, session)

    def choose(self, name: str) -> None:
        """Ask this endpoint first, whatever the settings say; the others follow when it fails."""
        self._asking.health.chosen = name

    async def close(self) -> None:
        """Close all connections."""
        await self._asking.close()

    def reply(self, request: Request, pseudonyms: Pseudonyms, session: str = "") -> Reply:
        """An answer to ``request``, which is sent when the reply is first iterated."""
        at = self._clock.now()
        return Reply(
            self._asking,
            request,
            pseudonyms,
            clock=self._clock,
            seconds=self.settings.total_seconds,
            done=lambda reply, begun: self._noted(reply, begun, at, session),
        )

    def first(self) -> Endpoint:
        """Who would be asked first."""
        return (self._asking.health.order() or list(self.endpoints))[0]

    def _noted(self, reply: Reply, begun: Begun | None, at: datetime, session: str) -> Result:
        """What became of ``reply``, added to the sums and the log."""
        seconds = self._clock.monotonic() - reply.started
        endpoint = begun.attempt.endpoint if begun else None
        tokens, cost = None, None
        if begun is not None and endpoint is not None:
            told, asked = begun.attempt.told, sum(len(one["content"]) for one in reply.request.messages)
            tokens = Tokens.counted(told.sent, told.received, asked, len(reply.raw))
            cost = self._tally.answered(endpoint, tokens, session)
        tried = tuple(fault.message for fault in begun.tried) if begun else (str(reply.error or ""),)
        result = Result(
            reply.text,
            endpoint.name if endpoint else "",
            endpoint.model if endpoint else "",
            reply.finish,
            tokens,
            cost,
            reply.first,
            seconds,
            tried,
        )
        self._log.add(_entry(result, reply, at, session), json.dumps(list(reply.request.messages), ensure_ascii=False))
        return result


def _entry(result: Result, reply: Reply, at: datetime, session: str) -> dict[str, object]:
    return {
        "at": at.isoformat(timespec="milliseconds"),
        "session": session,
        "purpose": reply.request.purpose,
        "endpoint": result.endpoint,
        "model": result.model,
        "finish": result.finish,
        "first_seconds": round(result.first_seconds, 3),
        "seconds": round(result.seconds, 3),
        "sent_tokens": result.tokens.sent if result.tokens else 0,
        "received_tokens": result.tokens.received if result.tokens else 0,
        "estimated": bool(result.tokens and result.tokens.estimated),
        "cost": result.cost,
        "answer_letters": len(result.text),
        "error": str(reply.error or ""),
        "tried": list(result.tried),
    }


class Conversation:
    """Requests that share placeholders, so that the same name is the same word in each of them."""

    def __init__(self, bridge: Bridge, pseudonyms: Pseudonyms, session: str = "") -> None:
        self._bridge = bridge
        self.pseudonyms = pseudonyms
        self._session = session

    def explain(self, question: str, data: object = None) -> Reply:
        """Prose about ``data`` (as JSON has values, or an ``Answer``), as it comes."""
        return self._bridge.reply(self._explaining(question, data), self.pseudonyms, self._session)

    async def fill_gap(self, text: str, reader: Reader, turns: Sequence[str] = (), shown: Sequence[str] = ()) -> Filled:
        """How a request that the recogniser is unsure of may be read, after the person's earlier ``turns``. Raises LlmError.

        It may be about what ``shown`` names: cells of the answer before it.
        """
        reply = self._bridge.reply(self._filling(text, turns), self.pseudonyms, self._session)
        await reply.whole()
        document = framing.document_of(reply.raw)
        found = framing.filled(self._frame(document), text, reader, (*turns, *shown))
        if document is not None or "{" in reply.raw:  # a frame that was cut off is no prose
            unknown = tuple(self.pseudonyms.restored(self.pseudonyms.text(one)) for one in found.unknown)
            return replace(found, unknown=unknown, by=reply.result)
        return Filled(prose=reply.text.strip()[: framing.LONGEST_TEXT], by=reply.result)

    def _frame(self, document: Mapping[str, object] | None) -> Mapping[str, object] | None:
        """A frame with what its placeholders stand for; what it says is prose."""
        told = self.pseudonyms.restored_value(document)
        say = document and document.get("say")
        if not isinstance(told, dict) or not isinstance(say, str):
            return told if isinstance(told, dict) else None
        return {**told, "say": self.pseudonyms.restored(say)}

    def preview_explain(self, question: str, data: object = None) -> Preview:
        """What ``explain`` would send."""
        return self._preview(self._explaining(question, data))

    def preview_fill_gap(self, text: str, turns: Iterable[str] = ()) -> Preview:
        """What ``fill_gap`` would send."""
        return self._preview(self._filling(text, turns))

    def _explaining(self, question: str, data: object) -> Request:
        document = {"question": self.pseudonyms.text(question), "data": self.pseudonyms.value(bounded(plain(data)))}
        return Request("explain", prompts.messages(prompts.EXPLAIN, document), self._bridge.settings.max_tokens)

    def _filling(self, text: str, turns: Iterable[str]) -> Request:
        earlier = [self.pseudonyms.text(turn) for turn in turns]
        document = {
            "request": self.pseudonyms.text(text),
            "earlier": earlier,
            "intents": framing.meanings(),
            "answer": framing.ANSWER,
        }
        content = prompts.messages(prompts.FILL_GAP, document)
        return Request("fill_gap", content, self._bridge.settings.max_tokens, framing.schema())

    def _preview(self, request: Request) -> Preview:
        endpoint = self._bridge.first()
        body = request.body(endpoint)
        return Preview(
            endpoint.name,
            f"{endpoint.url}/chat/completions",
            body,
            tuple(one for one in self.pseudonyms.given if one.placeholder in body),
            self.pseudonyms.dropped,
        )


def plain(data: object) -> object:
    """``data`` as JSON has values; of an answer of the chat its table, series and what it rests on."""
    from dharma_tui.core.answers import Answer

    return _told(data) if isinstance(data, Answer) else data


def _told(answer: Answer) -> dict[str, object]:
    told: dict[str, object] = {"text": answer.text}
    if answer.table is not None:
        rows = [dict(zip(answer.table.columns, row, strict=False)) for row in answer.table.rows]
        told |= {"rows": rows, "rows_in_all": answer.table.total}
    if answer.spark:
        told["series"] = [{"name": name, "values": list(values)} for name, values in answer.spark.items()]
    if answer.basis is not None:
        told["basis"] = {
            "source": answer.basis.source,
            "as_of": answer.basis.as_of.isoformat() if answer.basis.as_of else None,
            "filters": list(answer.basis.filters),
            "missing": list(answer.basis.missing),
        }
    return told


def bounded(data: object) -> object:
    """``data``, its longest lists cut until it is short enough to be sent; what is cut off says so."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    most = 200
    while len(text) > LONGEST_DATA and most:
        data = _cut(data, most)
        text = json.dumps(data, ensure_ascii=False, default=str)
        most //= 2
    return data if len(text) <= LONGEST_DATA else f"{text[:LONGEST_DATA]}… (cut)"


def _cut(data: object, most: int) -> object:
    if isinstance(data, Mapping):
        return {key: _cut(value, most) for key, value in data.items()}
    if isinstance(data, list | tuple):
        left = len(data) - most
        return [*(_cut(value, most) for value in data[:most]), *([f"… {left} more are not shown"] if left > 0 else [])]
    return data
