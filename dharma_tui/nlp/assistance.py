"""What language models add to a conversation, where some are configured: explanations, and readings of what is unclear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.core.answers import Answer, Prose
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.nlp import explaining
from dharma_tui.nlp.llm.opening import LanguageModels

if TYPE_CHECKING:
    from dharma_tui.core.frames import Frame
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.llm.bridge import Conversation as Asking
    from dharma_tui.nlp.llm.bridge import Preview
    from dharma_tui.nlp.reading import Reader
    from dharma_tui.nlp.router import Router
    from dharma_tui.services import Services

_SOMEBODY = "from a language model"
_STOPPED = "stopped"
_PRIVATE = "this speaks of a password, so it is not sent; /explain sends it masked"
T = TypeVar("T")
Show = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Told:
    """One request, how it was read, and its answer."""

    text: str
    frame: Frame
    answer: Answer


class Assistance:
    """Asks models for one person. Whatever is asked can be stopped, and then what stood before it stands."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._running: list[asyncio.Task[Any]] = []
        self.models = LanguageModels(services, services.settings.environment)

    @property
    def busy(self) -> bool:
        """Whether a model is being asked."""
        return bool(self._running)

    def stop(self) -> bool:
        """Stop what was asked last; whether there was anything."""
        if not self._running:
            return False
        self._running[-1].cancel()
        return True

    def stop_all(self) -> None:
        """Stop whatever is being asked."""
        for one in self._running:
            one.cancel()

    # -- explanations -----------------------------------------------------------------------------------------------

    async def explain(
        self, told: Told, question: str, session: str, reader: Reader, show: Show, causes: Told | None = None
    ) -> Answer:
        """What a model says of an answer: of ``told``, or of why it is so, which ``causes`` tell. Raises DharmaError."""
        _may_leave(reader, told.text, question)
        base = causes.answer if causes else Answer("")
        last = Prose("", _SOMEBODY)

        def grown(prose: Prose) -> None:
            nonlocal last
            last = prose
            show(replace(base, prose=prose))

        async def asked() -> Prose:
            conversation = await self.models.conversation(session)
            conversation.pseudonyms.hear((told.text,))
            return await explaining.explained(
                conversation, self._question(told, question), self._data(told, causes), _names(told, causes), grown
            )

        self._waiting(base, show)
        prose = await self._stoppable(asked()) or replace(last, note=_STOPPED, done=True)
        return replace(base, prose=prose)

    async def preview(self, told: Told, question: str, session: str, reader: Reader) -> Preview:
        """Exactly what ``explain`` would send. Raises DharmaError."""
        _may_leave(reader, told.text, question)
        conversation = await self.models.conversation(session)
        conversation.pseudonyms.hear((told.text,))
        conversation.pseudonyms.also(_names(told, None))
        return conversation.preview_explain(self._question(told, question), self._data(told, None))

    async def preview_gap(self, text: str, session: str, said: Conversation, reader: Reader) -> Preview:
        """Exactly what would be sent to have ``text`` read. Raises DharmaError."""
        from dharma_tui.nlp.gap_filling import earlier, is_private

        _may_leave(reader, text)
        if is_private(text, reader):
            raise UsageError(_PRIVATE.partition(";")[0], "/explain sends it masked")
        return (await self.models.conversation(session)).preview_fill_gap(text, earlier(said.turns, reader))

    def _question(self, told: Told, question: str) -> str:
        return question or f"Explain this answer to my request: {told.text}"

    def _data(self, told: Told, causes: Told | None) -> dict[str, object]:
        kinds = self._services.kinds
        data: dict[str, object] = {"request": told.text, "answer": explaining.document(told.answer, kinds)}
        return data | ({"causes": explaining.document(causes.answer, kinds)} if causes else {})

    # -- what is unclear --------------------------------------------------------------------------------------------

    async def added(
        self,
        told: Told,
        before: Told | None,
        session: str,
        said: Conversation,
        reader: Reader,
        router: Router,
        show: Show,
    ) -> tuple[Answer, Frame]:
        """The answer with what a model adds to it, and the frame that it answers. What goes wrong is said in it."""
        from dharma_tui.nlp import gap_filling

        if gap_filling.is_gap(told.text, told.frame, reader):
            if gap_filling.is_private(told.text, reader):
                return _without(told.answer, _PRIVATE), told.frame

            async def asked() -> tuple[Answer, Frame | None]:
                conversation: Asking = await self.models.conversation(session)
                return await gap_filling.filled(told.text, told.answer, said, conversation, reader, router)

            self._waiting(told.answer, show)
            try:
                found = await self._stoppable(asked())
            except DharmaError as error:
                return _without(told.answer, f"{error.message}; {error.hint}"), told.frame
            if found is None:
                return _without(told.answer, _STOPPED), told.frame
            return explaining.offered(*found), found[1] or told.frame
        if before is not None and explaining.asks_why(told.text):
            if gap_filling.is_private(before.text, reader):
                return _without(told.answer, _PRIVATE), told.frame
            question = f"Why? This is about my request before: {before.text}"
            try:
                return await self.explain(before, question, session, reader, show, told), told.frame
            except DharmaError as error:
                return _without(told.answer, f"{error.message}; {error.hint}"), told.frame
        return explaining.offered(told.answer, told.frame), told.frame

    # -- inside -----------------------------------------------------------------------------------------------------

    def _waiting(self, base: Answer, show: Show) -> None:
        """Say who is asked."""
        with_model = next(iter(self.models.endpoints), None)
        who = f"model {with_model.model} ({with_model.name})" if with_model else "a language model"
        show(replace(base, prose=Prose("", f"asking {who}…", "esc stops it", done=False)))

    async def _stoppable(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What ``work`` gives; None where a person stopped it."""
        task = asyncio.create_task(work)
        self._running.append(task)
        try:
            return await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            return None
        finally:
            self._running.remove(task)


def _without(answer: Answer, why: str) -> Answer:
    """``answer`` as it was, and why no model adds to it."""
    return replace(answer, prose=Prose("", _SOMEBODY, why))


def _may_leave(reader: Reader, *texts: str) -> None:
    """Raises UsageError where one of ``texts`` is none of a person who asks about something."""
    from dharma_tui.nlp.scope import is_no_request

    if any(is_no_request(text, reader) for text in texts if text):
        raise UsageError("orders to the machine and pasted text are never sent to a model", "ask about what is scanned")


def _names(told: Told, causes: Told | None) -> tuple[str, ...]:
    of = explaining.names_in
    return (*of(told.answer, told.frame), *(of(causes.answer, causes.frame) if causes else ()))
