"""One person's conversation with the console, without a screen: loads what reads requests, asks, keeps, corrects."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from dharma_tui.core.answer_text import copied
from dharma_tui.core.answers import Answer
from dharma_tui.core.errors import DharmaError, NoLlmError, PlanRefusedError, UsageError
from dharma_tui.core.events import IndexAdvanced
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp import explaining, planning
from dharma_tui.nlp.assistance import Assistance, Told
from dharma_tui.nlp.sessions import Sessions
from dharma_tui.services.author import author
from dharma_tui.services.command_history import CommandHistory

if TYPE_CHECKING:
    from dharma_tui.core.answers import PlanCard
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.corrections import CorrectedRecogniser, Corrections
    from dharma_tui.nlp.router import Router
    from dharma_tui.services import Services

log = logging.getLogger(__name__)

PATIENCE = 0.3
"""Seconds that a request waits for the names of a newer inventory."""
ANALYSE = "?"
"""A request that begins so is analysed and not answered."""


@dataclass(slots=True)
class Exchange:
    """One request and what came back. Until something has, ``answer`` and ``failed`` are both missing."""

    number: int
    text: str
    at: datetime
    answer: Answer | None = None
    frame: Frame | None = None
    failed: DharmaError | None = None
    note: str = ""
    """Said before it: that a new session began, that nothing could be kept."""
    about: int = 0
    """The exchange that it is about, where it was chosen there: what was said until then is what it means; 0: the last."""
    again: int = 0
    """The exchange that is asked once more, with what had been said before that; 0: none."""
    local: bool = False
    """No request: a command of the chat itself, or a plan that was confirmed. It is not run again."""
    before: Conversation | None = field(default=None, repr=False, compare=False)
    """What had been said when it was asked."""
    after: Conversation | None = field(default=None, repr=False, compare=False)
    """That, and this."""

    @property
    def copied(self) -> str:
        """What came back, as plain text."""
        if self.failed is not None:
            return "\n".join(printable(part, 2_000) for part in (self.failed.message, self.failed.hint) if part)
        return copied(self.answer) if self.answer is not None else ""


@dataclass(slots=True)
class _Mind:
    """What reads requests and answers them."""

    recogniser: CorrectedRecogniser
    router: Router
    names: tuple[str, ...]
    spelled: Mapping[str, str]
    mark: tuple[int, int]
    """Of the names."""


class Talk:
    """Everything the chat does. Raises DharmaError where it says so; a request that fails is an exchange that failed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._mind: _Mind | None = None
        self._loading = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._names_outdated = False
        self._reloading: asyncio.Future[None] | None = None
        self._count = 0
        self._told_unkept: str | None = None
        self.exchanges: list[Exchange] = []
        self._cleared: Exchange | None = None
        self.conversation = self._no_conversation()
        self.names: tuple[str, ...] = ()
        """Names of the inventory, sorted, once they have been read."""
        self.spelled: Mapping[str, str] = {}
        """Those with capitals, as they are written."""
        self.history: tuple[str, ...] = ()
        """Earlier requests, oldest first."""
        state = services.settings.paths.state_folder
        self._history = CommandHistory(state / "chat-history")
        self.sessions = Sessions(
            lambda: services.lake, services.io, services.clock, services.ids, author(), self._is_name
        )
        self.assistance = Assistance(services)
        services.bus.subscribe(IndexAdvanced, self._advanced)

    @cached_property
    def corrections(self) -> Corrections:
        """What was learnt of this person's words. Reads a file."""
        from dharma_tui.nlp.corrections import Corrections

        return Corrections(self._services.settings.paths.state_folder / "chat-corrections.json")

    @property
    def ready(self) -> bool:
        """Whether what reads requests is loaded."""
        return self._mind is not None

    # -- asking -----------------------------------------------------------------------------------------------------

    def put(self, text: str, *, local: bool = False, about: int = 0, again: int = 0) -> Exchange:
        """A request is made; ``answer`` answers it."""
        self._count += 1
        exchange = Exchange(self._count, text, self._services.clock.now(), about=about, again=again, local=local)
        self.exchanges.append(exchange)
        return exchange

    async def answer(
        self, exchange: Exchange, selected: tuple[ResourceRef, ...] = (), told: Callable[[], None] = lambda: None
    ) -> None:
        """Answer it, after those before it, and keep both. ``told`` is called when there is more of an answer to show."""
        if explaining.is_wanted(exchange.text) and self._services.settings.current.llm.endpoints.strip():
            async with self._asking:  # what was asked before it is answered first
                pass
            try:
                await self.explain(exchange, "", told)
            except DharmaError as error:
                exchange.failed = error
            return
        before = self.subject(exchange)
        async with self._asking:
            mind = await self._answered(exchange, selected)
        if mind is None:
            return
        if (asked := _told(exchange)) is not None and self.assistance.models.available:
            exchange.answer, exchange.frame = await self.assistance.added(
                asked,
                before,
                self.sessions.current.session,
                self.conversation,
                mind.recogniser.reader,
                mind.router,
                _shown(exchange, told),
            )
            if exchange.after is not None and len(exchange.after.turns) == len(self.conversation.turns):
                exchange.after = self.conversation.copied()
        await self._keep(exchange)

    async def _answered(self, exchange: Exchange, selected: tuple[ResourceRef, ...]) -> _Mind | None:
        """Answer it from the console alone. None where nothing is to be kept or added: it failed, or was only analysed."""
        try:
            mind = await self.load()
            self._turn_over(exchange)
            self.conversation = self._then(exchange)
            self.conversation.selected = selected
            exchange.before = self.conversation.copied()
            known = len(self.conversation.frames)
            if exchange.text.startswith(ANALYSE):
                exchange.answer = await self._analysed(mind, exchange.text.removeprefix(ANALYSE).strip())
                return None
            exchange.answer = await mind.router.ask(exchange.text, self.conversation)
            for one in self.exchanges if self.conversation.is_withdrawn else ():
                one.answer = replace(one.answer, plan=None) if one.answer is not None else None
            frames = self.conversation.frames
            exchange.frame = frames[-1] if len(frames) > known else None
            exchange.after = self.conversation.copied()
        except DharmaError as error:
            exchange.failed = error
            return None
        return mind

    def _then(self, exchange: Exchange) -> Conversation:
        """What had been said where ``exchange`` was chosen, or where it is asked again; else what was said last."""
        of = next((one for one in self.exchanges if one.number == (exchange.again or exchange.about)), None)
        then = None if of is None else of.before if exchange.again else of.after
        return then.copied() if then is not None else self.conversation

    def _turn_over(self, exchange: Exchange) -> None:
        if self.sessions.turned_over():
            self.conversation = self._no_conversation()
            exchange.note = "A new session begins, which /export writes alone; /sessions lists the ones before."

    async def explain(self, exchange: Exchange, question: str, told: Callable[[], None] = lambda: None) -> None:
        """Have a language model explain the answer that ``exchange`` is about, shown as it comes. Raises UsageError, NoLlmError."""
        if self._services.settings.current.llm.offline:
            raise NoLlmError("asking language models is switched off", "/llm offline off")
        asked = self.subject(exchange)
        if asked is None:
            raise UsageError("there is no answer to explain", "ask something first, such as: what changed today?")
        self._turn_over(exchange)
        session, show = self.sessions.current.session, _shown(exchange, told)
        try:
            reader = (await self.load()).recogniser.reader
            exchange.answer = await self.assistance.explain(asked, question, session, reader, show)
        except DharmaError as error:
            exchange.answer, exchange.failed = None, error
            return
        await self._keep(exchange)

    def subject(self, exchange: Exchange | None = None) -> Told | None:
        """The answer that ``exchange`` is about: the one it was chosen at, else the last before it."""
        last: Told | None = None
        for one in self.exchanges:
            if one is exchange:
                break
            if (told := _told(one)) is not None:
                last = told
                if exchange is not None and one.number == exchange.about:
                    break
        return last

    async def _analysed(self, mind: _Mind, text: str) -> Answer:
        """How a request is read; nothing of it is carried out or kept."""
        from dharma_tui.nlp.analysis import told

        if not text:
            raise UsageError("? needs a request", "such as: ?restart checkout in staging")
        return told(await mind.router.analyse(text, self.conversation))

    async def load(self) -> _Mind:
        """Load what reads requests, in a thread: numpy, the model, the names of the inventory. Raises DharmaError.

        Once loaded, it is loaded again when there are other names; until it is, the names of before have to do.
        """
        if self._mind is None:
            await self._reload()
        elif self._names_outdated:
            if self._reloading is None or self._reloading.done():
                self._reloading = asyncio.ensure_future(self._reload())
            await asyncio.wait({self._reloading}, timeout=PATIENCE)
        assert self._mind is not None
        return self._mind

    async def _reload(self) -> None:
        async with self._loading:
            if self._mind is None or self._names_outdated:
                self._names_outdated = False
                self._mind = await self._services.io.run(self._loaded)
                self.names, self.spelled = self._mind.names, self._mind.spelled

    def _loaded(self) -> _Mind:
        """In a thread."""
        from dharma_tui.nlp.catalogue import intents
        from dharma_tui.nlp.corrections import CorrectedRecogniser
        from dharma_tui.nlp.kinds import KindTable
        from dharma_tui.nlp.names import known_names, names_mark, spellings
        from dharma_tui.nlp.router import Router

        mark = names_mark(self._services.lake)
        if self._mind is not None and mark == self._mind.mark:
            return self._mind
        intents()
        index = known_names(self._services.lake)
        recogniser = CorrectedRecogniser(index, self.corrections, KindTable(self._services.kinds).titles)
        names = tuple(sorted(index))
        router = Router(self._services, recogniser, attended=True)
        _ = router.tools, router.odd_names  # found here, where nobody waits for it
        return _Mind(recogniser, router, names, spellings(self._services.lake), mark)

    async def confirm(self, plan: PlanCard) -> Exchange:
        """A person confirmed ``plan`` with a key: look at it again, and record it. Raises PlanRefusedError, StoreError.

        Nothing is carried out: there is nothing here that could. A plan is confirmed once.
        """
        mind = await self.load()
        await mind.router.check(plan)
        of = next((one for one in self.exchanges if one.answer is not None and one.answer.plan == plan), None)
        if of is None or of.answer is None:
            raise PlanRefusedError("this plan was confirmed before", "ask for it again if it is to be done again")
        of.answer = replace(of.answer, plan=None)
        exchange = self.put(f"Confirmed with a key: {plan.title}", local=True)
        exchange.answer = planning.confirmed(plan)
        log.info("plan confirmed by %s, not carried out: %s", author(), planning.told(plan))
        await self._keep(exchange)
        return exchange

    async def _keep(self, exchange: Exchange) -> None:
        """A session that cannot be kept is a pity, and said."""
        if exchange.answer is None:
            return
        if (why := self.sessions.unkept_because) != self._told_unkept:
            self._told_unkept = why
            exchange.note = f"What is said is not kept: {why}." if why else exchange.note
        try:
            about, kinds = self.conversation.about, self.conversation.kinds
            await self.sessions.add(exchange.text, exchange.frame, exchange.answer, about, kinds)
        except DharmaError as error:
            exchange.note = f"This is not kept yet: {error.message}. It is tried again with what comes next."

    def _advanced(self, event: IndexAdvanced) -> None:
        """From any thread: there may be other names now."""
        self._names_outdated = True

    # -- sessions ---------------------------------------------------------------------------------------------------

    def begin(self, name: str = "") -> None:
        """A new session, with nothing said. Raises UsageError for a name that cannot be one."""
        self.sessions.begin(name)
        self.conversation = self._no_conversation()
        self.clear()
        self._cleared = None

    def clear(self) -> None:
        """Show nothing of what was said; the session goes on, and its last request can still be corrected."""
        self._cleared = self._last()
        self.exchanges.clear()

    def _last(self) -> Exchange | None:
        return next((one for one in reversed(self.exchanges) if not one.local), self._cleared)

    async def resume(self, which: str) -> None:
        """Take up an earlier session. Raises NotFoundError, StoreError."""
        from dharma_tui.core.answer_documents import answer_of
        from dharma_tui.nlp.kept import frame_of, subject_of
        from dharma_tui.services.store.chat_rows import USER

        messages = await self.sessions.resume(which)
        self.conversation = self._no_conversation()
        self.clear()
        self._cleared = None
        for asked, told in pairwise(messages):
            if asked.role != USER or told.answer is None:
                continue
            self._count += 1
            answer, frame = answer_of(told.answer), frame_of(asked.frame) if asked.frame else None
            exchange = Exchange(self._count, asked.text, asked.at, answer, frame, local=frame is None)
            self.exchanges.append(exchange)
            if frame is not None:
                exchange.before = self.conversation.copied()
                self.conversation.take_up(asked.text, frame, answer, *subject_of(asked.frame or {}))
                exchange.after = self.conversation.copied()

    def _is_name(self, text: str) -> bool:
        """Whether something here is called so, as far as that is known yet."""
        return self._mind is not None and text.lower() in self._mind.recogniser.reader.names

    def _no_conversation(self) -> Conversation:
        from dharma_tui.nlp.conversation import Conversation

        return Conversation()

    # -- corrections and history ------------------------------------------------------------------------------------

    async def correct(self, intent: str) -> str:
        """Learn that the last request asks for ``intent``; its masked words. Raises UsageError."""
        last = self._last()
        if last is None:
            raise UsageError("there is nothing to correct", "ask something first, then /correct INTENT")
        mind = await self.load()
        text = last.text.removeprefix(ANALYSE)
        read = await self._services.io.run(mind.recogniser.reads_as_change, text)
        if read or (last.frame is not None and last.frame.intent in CHANGES):
            raise UsageError("what was read as a change is never learnt to be something else", "say it in other words")
        row = mind.recogniser.row(text)
        learnt = await self._services.io.run(self.corrections.learn, row, intent)
        return learnt.words

    async def remember(self, text: str) -> None:
        """Keep what was typed for the next time, secrets masked."""
        from dharma_tui.nlp.llm.spoken_secrets import safe

        heard = self.sessions.heard
        await self._services.io.run(lambda: self._history.add(heard.hear(text, safe(text, self._is_name))))
        await self.recall()

    async def recall(self) -> None:
        """Read what was typed before."""
        self.history = await self._services.io.run(self._history.lines)


def _told(exchange: Exchange) -> Told | None:
    """A request that was answered from the console."""
    if exchange.answer is None or exchange.frame is None:
        return None
    return Told(exchange.text, exchange.frame, exchange.answer)


def _shown(exchange: Exchange, told: Callable[[], None]) -> Callable[[Answer], None]:
    def show(answer: Answer) -> None:
        exchange.answer = answer
        told()

    return show
