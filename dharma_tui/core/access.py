"""Who reaches one resource and whom it reaches, who may do what with it and what it may do."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.types import ResourceRef

FROM_INTERNET, INWARDS, OUTWARDS = "From the internet", "Who reaches it", "What it reaches"
"""The questions of networks."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to or from a resource, or one right: with whom, what passes or is allowed, and by what."""

    name: str
    what: str
    why: str = ""
    other: ResourceRef | None = None
    """The resource at the other end; None for the internet, for services and for whoever is not known."""
    sure: bool = True
    """It does not hang on anything that is not known here."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Ways of one sort: the question they answer, and what to say when there are none."""

    question: str
    ways: tuple[Way, ...]
    none: str
    left_out: str = ""
    """What was not looked at for this."""
