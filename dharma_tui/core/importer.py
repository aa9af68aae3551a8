"""What other programs write about a provider's resources, and who makes resources of ours of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Json, Relationship, Resource, Scope


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a JSON document: one item of a list, or what is no list, under its name at the top.

    ``name`` is empty for the items of a document that is a list; ``at`` is the item's place in it. ``document`` counts the
    documents of a file. ``size`` is how many characters it takes there.
    """

    document: int
    name: str
    at: int
    value: Any
    size: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        item = f"{self.name}[{self.at}]" if self.at >= 0 else self.name
        return f"document {self.document + 1}, {item}" if self.document else item


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a file that is no resource of ours, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A resource of a type that is no kind of ours."""

    type: str


ALL = ("*",)
"""Every attribute."""


@dataclass(frozen=True, slots=True)
class Partly:
    """A resource of which the file does not tell all: ``attrs`` it does not have, and what else is true, stay as stored."""

    resource: Resource
    attrs: tuple[str, ...] = ()
    labels: bool = False
    name: bool = False
    state: bool = False
    some_labels: bool = False
    """The labels that the file tells are not all: the others that it has stay."""
    derive: Callable[[Mapping[str, Json]], Mapping[str, Json]] | None = None
    """What all attributes come to, once they are together."""


@dataclass(frozen=True, slots=True)
class More:
    """More of a resource that is stored, or that these files list: of one of these ``kinds``, known by one of these ``keys``.

    ``labels`` are None where it says nothing of them.
    """

    place: str
    what: str
    kinds: tuple[str, ...]
    keys: tuple[str, ...]
    attrs: Mapping[str, Json] = field(default_factory=dict)
    labels: Mapping[str, str] | None = None
    some_labels: bool = False
    names: tuple[str, ...] = ()
    """Kinds whose label ``Name`` is their name."""
    rank: int = 0
    """What is of a lower one is added before it: what this comes to may follow from that."""
    derive: Callable[[Mapping[str, Json]], Mapping[str, Json]] | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """That a resource does not exist any more, since ``at``."""

    scope: Scope
    kind: str
    key: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """That a page of a list ended which listed things of these scopes and kinds, and whether it says that the list goes on.

    What tells of one thing ``alone``, by its key, is no list; ``several`` may be all there are where no list tells more.
    """

    place: str
    parts: frozenset[tuple[Scope, str]]
    goes_on: bool = False
    alone: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """That a list has nothing in it: of which scopes and kinds it is the whole, none where that is not known, and in words."""

    place: str
    parts: frozenset[tuple[Scope, str]]
    reason: str


Found = Resource | Partly | More | Gone | Nothing | Relationship | LeftOut | Unknown | Page


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of a file: the kind of what it lists, and whose it is where the file does not tell.

    ``regions`` tells those that are known here, of which the provider itself may know nothing yet, and ``stored`` what is stored
    of a kind; ``met`` are resources of the same import by which other files are understood.
    """

    kind: str = ""
    account: str = ""
    region: str = ""
    regions: Callable[[], Collection[str]] = tuple
    stored: Callable[[str], Collection[Resource]] = lambda kind: ()
    met: list[Resource] = field(default_factory=list, compare=False)
    _known: dict[str, tuple[int, dict[str, Resource]]] = field(default_factory=dict, init=False, compare=False)

    def known(self, kind: str) -> Mapping[str, Resource]:
        """What is stored of a kind, or was met, by its key; read once for as long as nothing more is met."""
        met, found = self._known.get(kind, (-1, {}))
        if met != len(self.met):
            found = {each.ref.key: each for each in (*self.stored(kind), *self.met) if each.ref.kind == kind}
            self._known[kind] = len(self.met), found
        return found


class Importer(ABC):
    """Reads one format. Its file is found by walking ``services.discovery``."""

    title: ClassVar[str]
    """The format, for people: ``AWS Config snapshot``."""
    claims_last: ClassVar[bool] = False
    """It says of documents that nobody claims what they are not."""

    def __init__(self, services: Sequence[ProviderService], said: Said) -> None:
        self.services = services
        self.said = said

    @abstractmethod
    def claims(self, names: frozenset[str], listed: bool) -> bool:
        """Whether a document with these names at its top is of this format; ``listed`` if they are of a list's first item."""

    def follow(self, earlier: Sequence[Importer]) -> None:
        """Know what other files of the same import said: of each format the last reader before, which knows those before it."""
        return

    @property
    def waits(self) -> bool:
        """Whether something waits for what other files might tell, which ``rest`` is to be asked for."""
        return False

    def moments(self) -> tuple[datetime, ...]:
        """The earliest and latest moment of what was read, where it says so."""
        return ()

    @abstractmethod
    def read(self, pieces: Iterable[Piece | LeftOut]) -> Iterator[Found]:
        """What the documents say; what could not be read of them is handed on. Raises UsageError where only the user can tell."""

    def rest(self) -> Iterator[Found]:
        """What waited for something that other files might tell; asked once when all are read."""
        return iter(())
