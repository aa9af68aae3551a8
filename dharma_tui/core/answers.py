"""What the chat answers: text and data, what they rest on, what may come next, and changes that wait for a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dharma_tui.core.types import ResourceRef


class Effect(StrEnum):
    """What carrying out a request does. It belongs to the tool, never to what was typed."""

    READ = "read"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of a result; ``total`` says how many there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    refs: tuple[ResourceRef | None, ...] = ()
    """Whom each row is about, so that "the second one" can be said of it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on."""

    source: str
    """Such as "scan 3f2a of aws" or "live, this machine"."""
    as_of: datetime | None = None
    filters: tuple[str, ...] = ()
    """What was asked for only, in words."""
    missing: tuple[str, ...] = ()
    """What is not in it and why: accounts never scanned, parts that failed."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One resource and what would become of it."""

    ref: ResourceRef
    name: str
    account: str
    region: str
    environment: str
    current: str
    new: str
    command: str = ""
    """The provider's own, to be copied by a person; empty where none is known."""


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A change that waits for a key in a dialog; chat text cannot press it."""

    title: str
    tool: str
    steps: tuple[PlannedStep, ...]
    reversible: str
    """How it is undone, or that it cannot be."""
    expires_at: datetime
    fingerprint: str
    """Of the resources as they were; looked at again before anything is done."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Words of a language model, or what would be sent to one: text from outside, never taken for ours."""

    text: str
    source: str
    """Whose words they are, such as "from model qwen3 (local)"."""
    note: str = ""
    """How they end or go on: what they took, that they were cut and why."""
    done: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. Text from outside stands in tables and fields alone and is drawn as plain text."""

    text: str
    """Markdown of our own words."""
    table: Table | None = None
    spark: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Series drawn as small lines, by name."""
    basis: Basis | None = None
    opens: str = ""
    """A line of the command bar that shows all of it on the main screen."""
    next_steps: tuple[str, ...] = ()
    """Requests that a digit runs."""
    to_write: tuple[str, ...] = ()
    """Those that a digit only writes in the line: asking for a change is the person's."""
    plan: PlanCard | None = None
    prose: Prose | None = None
    """What a language model says of it, where one was asked."""
    opens_what: str = ""
    """What ``opens`` shows, where it is not all of the table and no more."""
    doubts: tuple[str, ...] = ()
    """What speaks against a plan of its rows together: that they are more than was asked for, or were only guessed."""
    at: str = ""
    """The moment that its rows are as of, where that was asked about and is past."""
