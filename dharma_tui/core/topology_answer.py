"""The answer to a question on the topology in words, listed beside the picture that it is marked on."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One thing of the answer: a number or a share (``lead``), its name, and more of it. A ``heading`` names those after it.

    ``ref`` is the resource it is about, ``id`` what it is drawn as where that is not the resource.
    """

    name: str
    lead: str = ""
    more: str = ""
    ref: ResourceRef | None = None
    id: NodeId | None = None
    is_heading: bool = False

    def __str__(self) -> str:
        if self.is_heading:
            return printable(self.name)
        return f"  {' '.join(printable(word) for word in (self.lead, self.name, self.more) if word)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, in a few words and line by line; ``nothing`` says what to say where there is nothing to draw."""

    title: str
    lines: tuple[AnswerLine, ...] = ()
    nothing: tuple[str, str] = ("", "")

    def told(self) -> list[str]:
        """All of it as text."""
        return [printable(self.title), *map(str, self.lines)]
