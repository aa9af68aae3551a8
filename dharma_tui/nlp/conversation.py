"""What was said so far, and what the last answers showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Frame
from dharma_tui.core.scan import Selection
from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.nlp.context import Turn
    from dharma_tui.nlp.tools._base import Asked


ASKED_BACK = ("NAME", "KIND", "ACCOUNT")
"""First columns of what is asked back where a name is that of several: rows to choose from."""
_OF_ONE = frozenset({"OF", "PROPERTY", "AGO", "WHAT HAPPENED", "PART"})
"""First columns of tables whose rows are not pointed at: they are all of one thing."""
_LISTS = frozenset({"list_resources", "list_deployments", "list_infrastructure"})
_LISTING = _LISTS | {
    *("resource_relationships", "show_changes", "detect_threats", "detect_anomalies", "predict_failure")
}
"""Intents whose answers list what there is: one without rows found nothing, and no list before it is pointed at."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a yes starts, until then."""

    selection: Selection
    until: datetime


@dataclass(frozen=True, slots=True)
class Several:
    """What a plural word means: the rows that were shown last, or what was said together after them."""

    refs: tuple[ResourceRef | None, ...] = ()
    """None stands for a row that is of no single resource."""
    of: int = 0
    """How many there were of what ``refs`` is the beginning of."""
    since: tuple[ResourceRef, ...] = ()
    """What was spoken of since, one thing at a time."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What pronouns may stand for."""

    about: tuple[ResourceRef, ...] = ()
    """What was spoken of last."""
    listed: tuple[tuple[ResourceRef | None, ...], int] = ((), 0)
    """The last rows that were no plan, and how many there were: what is left of a list is what plans of it do not touch."""
    several: Several = Several()
    is_planned: bool = False
    """The rows that were shown last are those of a plan."""
    is_lost: bool = False
    """The last request was not understood: nothing is pointed at before it."""
    is_past: bool = False
    """Things were listed since anything was spoken of: one thing that is meant may be of those."""


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
        self.is_lost = False
        """The last request was not understood, and refers to nothing."""
        self.kinds: tuple[str, ...] = ()
        """Kinds of this console that the last request was about, where the label scheme has no word for them."""
        self.before: Asked | None = None
        """The last request as it was answered; none of a session that was taken up."""
        self.looked: Asked | None = None
        """The last one that changes nothing."""
        self.ordered: Asked | None = None
        """The last one that asks for a change, and was not taken back; none of a session that was taken up."""
        self.is_withdrawn = False
        """The last request took back what was planned: no plan waits any longer."""
        self.offered: Offer | None = None
        """A scan that the last answer asked about, to be started by a yes in time."""
        self._spoken: list[tuple[int, tuple[ResourceRef, ...]]] = []
        """What each request was about, by how many there were then."""
        self._last: Turn | None = None
        self._looked: Turn | None = None
        self._read = 0

    def copied(self) -> Conversation:
        """The same, as it is now: what is said in one of them from now on is not said in the other."""
        other = copy(self)
        other.turns, other.frames, other.answers = [*self.turns], [*self.frames], [*self.answers]
        other._spoken = [*self._spoken]
        return other

    @property
    def shown(self) -> tuple[ResourceRef | None, ...]:
        """Rows of the last answer that had any, so that "the second one" can be said of them; None: it is no single resource."""
        return _rows(self._shown())

    @property
    def shown_of(self) -> int:
        """How many there were of what ``shown`` is the beginning of."""
        table = self._shown()
        return table.total if table else 0

    @property
    def is_empty(self) -> bool:
        """Nothing was shown that a plural word may stand for: nothing was asked for yet, or the last list was of nothing."""
        return not (self.shown or self.subject.several.refs or self.selected)

    @property
    def is_sought(self) -> bool:
        """Whether a list was asked for last, and nothing was found."""
        told = [one for one in zip(self.answers, self.frames, strict=True) if one[1].intent in _LISTING | CHANGES]
        return bool(told) and _found_nothing(told[-1][0].table, told[-1][1])

    @property
    def is_of_many(self) -> bool:
        """Whether several things were shown or said together last, and none alone since."""
        several = self._several()
        return len(several.refs) > 1 and not several.since

    @property
    def is_list_last(self) -> bool:
        """Whether rows that can be pointed at are the last answer, and none of a plan."""
        return (
            bool(self.frames)
            and self.frames[-1].intent not in CHANGES
            and _is_list(self.answers[-1].table, self.frames[-1])
        )

    @property
    def is_counted(self) -> bool:
        """Whether a number is the last answer."""
        return bool(self.frames) and self.frames[-1].intent == "show_statistics" and self.answers[-1].basis is not None

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against a plan of all that was listed or counted last."""
        for answer, frame in zip(reversed(self.answers), reversed(self.frames), strict=False):
            if frame.intent not in CHANGES and (_is_list(answer.table, frame) or frame.intent == "show_statistics"):
                return answer.doubts
        return ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The conditions of what was counted last, where nothing was asked for since."""
        last = self.answers[-1] if self.answers and self.frames[-1].intent == "show_statistics" else None
        return last.basis.filters if last and last.basis else ()

    @property
    def subject(self) -> Subject:
        """What pronouns may stand for now."""
        last, table = self._shown(), self._shown(plans=False)
        is_planned = last is not table and last is not None and last.columns[: len(ASKED_BACK)] != ASKED_BACK
        listed = (_rows(table), table.total if table else 0)
        return Subject(self.about, listed, self._several(), is_planned, self.is_lost, self._is_past())

    def _is_past(self) -> bool:
        spoken = self._spoken[-1][0] if self._spoken else 0
        since = self.frames[spoken:]
        return bool(self.about) and any(frame.intent in _LISTS and not _is_lost(frame) for frame in since)

    def _shown(self, *, plans: bool = True) -> Table | None:
        """None where things were counted since: those that were counted are spoken of then.

        A plan of one thing, or one that was refused, leaves the list that it was made of.
        """
        of_one: Table | None = None
        for answer, frame in zip(reversed(self.answers), reversed(self.frames), strict=False):
            table = answer.table if _is_list(answer.table, frame) else None
            if answer is not self.answers[-1] and frame.intent not in CHANGES and is_choice(table):
                continue
            if table is not None and frame.intent in CHANGES:
                of_one = of_one or (table if plans else None)
                table = table if plans and len(table.rows) > 1 else None
            if table is not None:
                return table
            if frame.intent == "show_statistics" or _found_nothing(answer.table, frame):
                break
        return of_one

    def _several(self) -> Several:
        """Rows of the last list or plan of several, or what the last request named that named several."""
        said = dict(self._spoken)
        refs: tuple[ResourceRef | None, ...] = ()
        of = at = 0
        for place in range(len(self.turns), 0, -1):
            table, frame, together = self.answers[place - 1].table, self.frames[place - 1], said.get(place, ())
            is_change = frame.intent in CHANGES
            if place < len(self.turns) and not is_change and is_choice(table):
                continue
            if table is not None and _is_list(table, frame) and (len(table.rows) > 1 or not is_change):
                refs, of, at = _rows(table), table.total, place
            if len(together) > 1 and (is_change or not at):
                refs, of, at = together, len(together), place
            if at or frame.intent == "show_statistics" or _found_nothing(table, frame):
                at = place
                break
        alone = dict.fromkeys(refs[0] for place, refs in self._spoken if place > at and len(refs) == 1)
        return Several(refs, of, tuple(alone))

    def add(self, text: str, frame: Frame, answer: Answer, turn: Turn | None = None) -> None:
        """Take a request and its answer in; ``turn`` is how it was read, where somebody has read it already."""
        from dharma_tui.nlp.context import after

        self.is_lost = _is_lost(frame)
        if turn is not None and self._read == len(self.turns):
            self._last = self._last if self.is_lost else after(turn, self._last)
            self._look()
            self._read += 1
        self.turns.append(text)
        self.frames.append(frame)
        self.answers.append(replace(answer, plan=None) if answer.plan else answer)

    def take_back(self) -> None:
        """The change that was asked for last is none any more: what comes next is about what was asked before it."""
        self._last, self.before, self.is_withdrawn, self.offered = self._looked, self.looked, True, None
        self.ordered = None

    @property
    def asked_turn(self) -> Turn | None:
        """How the last request was read, where it was asked whether one reaches another: what is picked goes on with that."""
        is_of_two = self.before is not None and self.before.reach is not None
        return self._last if is_of_two and self._read == len(self.turns) else None

    @property
    def looked_turn(self) -> Turn | None:
        """What the next request is resolved against where it is none about the change that was asked for last."""
        return self._looked

    @property
    def is_of_change(self) -> bool:
        """Whether what only goes on goes on with a change."""
        return self._last is not None and self._last.frame.intent in CHANGES

    @property
    def is_change_of_rows(self) -> bool:
        """Whether a change of rows that were shown was asked for last."""
        return self.before is not None and self.before.is_pointed and self.before.frame.intent in CHANGES

    def _look(self) -> None:
        is_change = self._last is not None and self._last.frame.intent in CHANGES
        self._looked = self._looked if is_change else self._last

    def spoken_of(self, refs: tuple[ResourceRef, ...]) -> None:
        """A request was about these resources; where it was about none, what it was about before that stands."""
        if refs:
            self.about = refs
            self._spoken.append((len(self.turns), refs))

    def point_at(self, ref: ResourceRef) -> None:
        """Somebody shows this resource: "it" is this from now on, and nothing is carried on from what was said before."""
        self.about = (ref,)
        self._spoken.append((len(self.turns) + 1, self.about))
        self.kinds, self.is_lost = (), False
        self._last, self._looked, self._read = None, None, len(self.turns)

    def put_right(self, text: str, frame: Frame, answer: Answer, turn: Turn) -> None:
        """The last request was read anew; where another came since, nothing is changed."""
        if self.turns and self.turns[-1] == text and self._read == len(self.turns):
            self.frames[-1], self.answers[-1], self._last = frame, answer, turn
            self.is_lost = False

    def take_up(
        self, text: str, frame: Frame, answer: Answer, about: tuple[ResourceRef, ...], kinds: Sequence[str]
    ) -> None:
        """Take in what was said in a session before, with what it was about then."""
        self.add(text, frame, answer)
        self.spoken_of(about if about != self.about else ())
        self.kinds = tuple(kinds)

    def last_turn(self, read: Callable[[str, Turn | None], Turn]) -> Turn | None:
        """What the next request is resolved against. Requests of a resumed conversation are read again for it, as ``read``
        does it, and mean what they meant then."""
        from dharma_tui.nlp.context import after

        for text, frame in zip(self.turns[self._read :], self.frames[self._read :], strict=True):
            turn = replace(read(text, self._last), frame=frame)
            self._last = self._last if _is_lost(frame) else after(turn, self._last)
            self._look()
        self._read = len(self.turns)
        return self._last


def _is_lost(frame: Frame) -> bool:
    """Whether a request was not understood, so that nothing of it is carried on."""
    from dharma_tui.nlp.suggesting import is_unclear

    return frame.intent == OUT_OF_SCOPE or is_unclear(frame)


def _rows(table: Table | None) -> tuple[ResourceRef | None, ...]:
    if table is None:
        return ()
    refs = table.refs or (None,) * len(table.rows)
    return tuple(ref if ref is not None and MASK not in ref.key else None for ref in refs)


def is_choice(table: Table | None) -> bool:
    """Whether it was asked which of these is meant: once that is told they are no list any more."""
    return table is not None and table.columns[: len(ASKED_BACK)] == ASKED_BACK


def _found_nothing(table: Table | None, frame: Frame) -> bool:
    """Whether what was asked for is a list, and there was none of it."""
    return frame.intent in _LISTING and not _is_list(table, frame) and not _is_lost(frame)


def _is_list(table: Table | None, frame: Frame) -> bool:
    """Whether rows of a table can be pointed at; those of its groups are no things, and its properties are of one."""
    if table is None or not table.rows:
        return False
    return bool(table.refs) or (frame.intent != "show_statistics" and table.columns[0] not in _OF_ONE)
