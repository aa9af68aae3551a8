"""What every tool of the chat is: intents it answers, typed parameters, an effect that is its own, an answer with data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from dharma_tui.core.answers import Answer, Effect
from dharma_tui.core.frames import Entities, Frame
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.exceptions import LeftOut
    from dharma_tui.nlp.name_parts import Part
    from dharma_tui.nlp.reach import Reach


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that the request names."""

    ref: ResourceRef
    name: str
    exact: bool
    """The name is the very one that was typed; a change is planned of no other."""
    account: str = ""
    region: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, its names linked to the inventory."""

    text: str
    frame: Frame
    targets: tuple[Target, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names that nothing in the inventory has."""
    ambiguous: tuple[tuple[str, tuple[Target, ...]], ...] = ()
    """Names that several resources have, and those."""
    shown: tuple[ResourceRef | None, ...] = ()
    """Rows of the last answer, so that "the second one" can be said of them; None: a row of no single resource."""
    selected: tuple[ResourceRef, ...] = ()
    """What is selected on the screen that the person looks at."""
    words: tuple[str, ...] = ()
    """The words of the request in English, without what it names."""
    read_as: tuple[tuple[str, str], ...] = ()
    """What was typed and the name that it was taken for."""
    excluded: tuple[tuple[str, str], ...] = ()
    """Entity types and values that were said to be left out."""
    kinds: tuple[str, ...] = ()
    """Kinds of this console that the label scheme has no word for, said now or before: processes, routes."""
    rows: tuple[ResourceRef, ...] = ()
    """All rows of the last answer, where "those" are pointed at and nothing else: the request is about no others."""
    without: tuple[LeftOut, ...] = ()
    """What is to be left out by more than a plain value, as if it were asked for."""
    said: Entities = field(default_factory=dict)
    """What was said in this very request, and is not lent by one before."""
    is_contrary: bool = False
    """It is of those that are not as what it says: "and which don't?"."""
    is_pointed: bool = False
    """What it is about was pointed at, and not named: "those", "the second one"."""
    so_many: int = 0
    """How many rows were pointed at by their number, where they were: "the first two"."""
    is_carried: bool = False
    """What it is about was not said in it, but in a request before."""
    counted: tuple[str, ...] = ()
    """The conditions of what was counted before, where a change of that is asked for: it is of nothing more."""
    orders: tuple[str, ...] = ()
    """What each of several changes says that are asked for at once, as it was typed."""
    into: str = ""
    """The type that a machine is to have, where it is resized."""
    loose: tuple[str, ...] = ()
    """Words beside a kind that are no entity and no small word, those in a row as one: each may say which are meant."""
    free: tuple[str, ...] = ()
    """Words of this very request that are no part of an entity."""
    unread: frozenset[str] = frozenset()
    """Words of this very request for states that its intent has no use for."""
    again: tuple[str, ...] = ()
    """Words that name a kind a second time, and may be a value of a column."""
    widened: tuple[str, ...] = ()
    """Places that were said before, and that it is not narrowed to: it is told of each of them."""
    parts: tuple[Part, ...] = ()
    """What names are said to begin with, to end with or to contain."""
    doubts: tuple[str, ...] = ()
    """What else than the frame's speaks against a plan."""
    is_left_open: bool = False
    """It answers which of several are meant, and does not tell."""
    reach: Reach | None = None
    """What is asked of how one of two reaches the other."""

    def has(self, *words: str) -> bool:
        """Whether any of ``words`` was said."""
        return any(word in self.words for word in words)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a tool, as it is offered to an LLM and shown by ``?text``."""

    name: str
    sort: str
    """An entity type, or ``text``."""
    required: bool = False


class Tool(ABC):
    """Answers requests of some intents. Knows nothing of how they were worded.

    Raises DharmaError from ``answer`` where a service does; the router says it as an answer.
    """

    NAME: ClassVar[str]
    SUMMARY: ClassVar[str]
    INTENTS: ClassVar[tuple[str, ...]]
    EFFECT: ClassVar[Effect] = Effect.READ
    PARAMETERS: ClassVar[Sequence[Parameter]] = ()
    OR_ALL_OF: ClassVar[frozenset[str]] = frozenset()
    """Entity types of which one will do in place of a name: everything of that is meant then."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.services = desk.services

    def fits(self, asked: Asked) -> int:
        """How well this tool answers ``asked`` among those of its intent; 0: not at all."""
        return 1

    @abstractmethod
    async def answer(self, asked: Asked) -> Answer:
        """The answer, or for a tool that changes things, the plan of a change."""

    async def query(self, asked: Asked) -> str:
        """The view it would open or what it would read, as ``?text`` shows it."""
        return ""
