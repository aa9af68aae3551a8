"""What was said so far, and what the last answers showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.core.scan import Selection
from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.nlp.context import Turn
    from dharma_tui.nlp.tools._base import Asked


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a yes starts, until then."""

    selection: Selection
    until: datetime


class Conversation:
    """Requests, the frames they were read as and their answers, oldest first. ``Router.ask`` adds to it."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.frames: list[Frame] = []
        self.answers: list[Answer] = []
        self.selected: tuple[ResourceRef, ...] = ()
        """What is selected on the screen that the person looks at, for whoever shows one."""
        self.about: tuple[ResourceRef, ...] = ()
        """What the last request that was about single resources was about."""
        self.about_before: tuple[ResourceRef, ...] = ()
        """What was spoken of before that, where it was something else."""
        self.kinds: tuple[str, ...] = ()
        """Kinds of this console that the last request was about, where the label scheme has no word for them."""
        self.before: Asked | None = None
        """The last request as it was answered; none of a session that was taken up."""
        self.offered: Offer | None = None
        """A scan that the last answer asked about, to be started by a yes in time."""
        self._last: Turn | None = None
        self._read = 0

    @property
    def shown(self) -> tuple[ResourceRef, ...]:
        """Rows of the last answer that had any, so that "the second one" can be said of them."""
        return _rows(self._shown())

    @property
    def shown_of(self) -> int:
        """How many there were of what ``shown`` is the beginning of."""
        table = self._shown()
        return table.total if table else 0

    @property
    def subject(self) -> tuple[tuple[ResourceRef, ...], tuple[ResourceRef, ...], tuple[tuple[ResourceRef, ...], int]]:
        """What was spoken of last, what before that, and the last rows that were no plan with how many there were.

        What is left of a list is what the plans that were made of it do not touch.
        """
        table = self._shown(plans=False)
        return self.about, self.about_before, (_rows(table), table.total if table else 0)

    def _shown(self, *, plans: bool = True) -> Table | None:
        """None where things were counted since: those that were counted are spoken of then."""
        for answer, frame in zip(reversed(self.answers), reversed(self.frames), strict=False):
            if frame.intent in CHANGES and not plans:
                continue
            if answer.table is not None and any(answer.table.refs):
                return answer.table
            if frame.intent == "show_statistics":
                return None
        return None

    def add(self, text: str, frame: Frame, answer: Answer, turn: Turn | None = None) -> None:
        """Take a request and its answer in; ``turn`` is how it was read, where somebody has read it already."""
        from dharma_tui.nlp.context import after

        if turn is not None and self._read == len(self.turns):
            self._last = after(turn, self._last)
            self._read += 1
        self.turns.append(text)
        self.frames.append(frame)
        self.answers.append(replace(answer, plan=None) if answer.plan else answer)

    def spoken_of(self, refs: tuple[ResourceRef, ...]) -> None:
        """A request was about these resources; where it was about none, what it was about before that stands."""
        if refs and refs != self.about:
            self.about_before, self.about = self.about, refs

    def point_at(self, ref: ResourceRef) -> None:
        """Somebody shows this resource: "it" is this from now on, and nothing is carried on from what was said before."""
        self.spoken_of((ref,))
        self.kinds = ()
        self._last, self._read = None, len(self.turns)

    def put_right(self, text: str, frame: Frame, answer: Answer, turn: Turn) -> None:
        """The last request was read anew; where another came since, nothing is changed."""
        if self.turns and self.turns[-1] == text and self._read == len(self.turns):
            self.frames[-1], self.answers[-1], self._last = frame, answer, turn

    def take_up(
        self, text: str, frame: Frame, answer: Answer, about: tuple[ResourceRef, ...], kinds: Sequence[str]
    ) -> None:
        """Take in what was said in a session before, with what it was about then."""
        self.add(text, frame, answer)
        self.spoken_of(about)
        self.kinds = tuple(kinds)

    def last_turn(self, read: Callable[[str, Turn | None], Turn]) -> Turn | None:
        """What the next request is resolved against. Requests of a resumed conversation are read again for it, as ``read``
        does it, and mean what they meant then."""
        from dharma_tui.nlp.context import after

        for text, frame in zip(self.turns[self._read :], self.frames[self._read :], strict=True):
            self._last = after(replace(read(text, self._last), frame=frame), self._last)
        self._read = len(self.turns)
        return self._last


def _rows(table: Table | None) -> tuple[ResourceRef, ...]:
    return tuple(ref for ref in table.refs if ref is not None and MASK not in ref.key) if table else ()
