"""``dharma-tui ask --explain``: the answer, then what a configured language model says of it, line by line as it comes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import OK, PARTIAL
from dharma_tui.cli.output import Output
from dharma_tui.core.answer_documents import document
from dharma_tui.core.answer_text import terminal_lines
from dharma_tui.core.errors import DharmaError, NoLlmError
from dharma_tui.core.text import printable, printable_block, wrapped
from dharma_tui.nlp.assistance import Assistance, Told
from dharma_tui.nlp.gap_filling import is_gap

if TYPE_CHECKING:
    from dharma_tui.core.answers import Answer, Prose
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.recogniser import Recogniser
    from dharma_tui.nlp.router import Router
    from dharma_tui.services import Services

_BAR = "| "
_WIDE = 100
"""Cells of a line where no terminal tells."""


class Explained:
    """One answer and its explanation, printed."""

    def __init__(self, services: Services, output: Output, document: dict[str, Any]) -> None:
        """``document`` is how the request was read, for ``--json``."""
        self._services = services
        self._output = output
        self._document = document
        self._told = 0
        self._headed = False

    async def run(self, told: Told, conversation: Conversation, recogniser: Recogniser, router: Router) -> int:
        """Print both; a model that does not answer leaves the answer, and is told of."""
        assistance = Assistance(self._services)
        try:
            if not assistance.models.available:
                raise NoLlmError("no language model may be asked", "set llm.endpoints, and llm.offline to false")
            if is_gap(told.text, told.frame, recogniser.reader):
                reader = recogniser.reader
                answer, frame = await assistance.added(told, None, "", conversation, reader, router, lambda _: None)
                self._print(answer, {"read_by_model": frame.as_json()} if frame is not told.frame else {})
                return OK
            self._print(told.answer) if not self._output.as_json else None
            answer = await assistance.explain(told, "", "", recogniser.reader, self._grown)
            self._finish(told.answer, answer.prose)
        except DharmaError as error:
            self._print(told.answer) if self._output.as_json or isinstance(error, NoLlmError) else None
            self._output.failure(error)
            return PARTIAL
        finally:
            await assistance.models.close()
        return OK

    def _print(self, answer: Answer, more: dict[str, Any] | None = None) -> None:
        if self._output.as_json:
            self._output.json({**self._document, "answer": document(answer), **(more or {})})
            return
        for line in terminal_lines(answer, self._services.clock.now(), self._output.width):
            self._output.line(line)
        if answer.prose is not None:
            self._grown(answer)
            self._ended(answer.prose)

    def _finish(self, answer: Answer, prose: Prose | None) -> None:
        if prose is None:
            return
        if self._output.as_json:
            self._output.json({**self._document, "answer": document(replace(answer, prose=prose))})
        else:
            self._ended(prose)

    def _grown(self, answer: Answer) -> None:
        """Lines that are whole by now."""
        prose = answer.prose
        if prose is None or self._output.as_json or not prose.text:
            return
        if not self._headed:
            self._headed = True
            self._output.line("")
            self._output.line(printable(f"{prose.source}:"))
        whole = prose.text.rfind("\n") + 1
        self._say(prose.text[self._told : whole])
        self._told = max(self._told, whole)

    def _ended(self, prose: Prose) -> None:
        self._say(prose.text[self._told :])
        if prose.note:
            self._say(printable(prose.note, 2_000))

    def _say(self, text: str) -> None:
        room = self._output.width or _WIDE
        for line in printable_block(text).splitlines():
            for part in wrapped(line, room, _BAR, _BAR):
                self._output.line(part)
