"""Who reaches one resource and whom it reaches, who may do what with it and what it may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dharma_tui.core.types import ResourceRef

FROM_INTERNET, INWARDS, OUTWARDS = "From the internet", "Who reaches it", "What it reaches"
BLOCKED = ": VPC Block Public Access keeps it out"
"""Why the internet does not reach something, whatever else lets it in."""
"""The questions of networks."""
NOT_LISTED, NOT_READ = "were not listed", "were not read"
"""Why something is not known."""
_TOLD = 3
"""Names told of one sort of what was not listed."""


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
    is_behind: bool = False
    """It comes from the internet by way of ``other``, which lets ``what`` in."""
    account: str = ""
    """Whose ``other`` is, where that is known."""
    now: str = ""
    """What ``other`` is doing, where it does not run: nothing passes until it does again."""

    @property
    def called(self) -> str:
        """Its name, with what it is doing where it does not run: ``web-1 (stopped now)``."""
        return f"{self.name} ({self.now} now)" if self.now else self.name


@dataclass(frozen=True, slots=True)
class Unlisted:
    """What nobody has listed or read and would tell of more ways, ``rules of sg-1``; to one other resource, or to anybody."""

    what: str
    other: ResourceRef | None = None
    how: str = NOT_LISTED
    is_all: bool = False
    """Without it nothing is known of any way."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Ways of one sort: the question they answer, and what to say when there are surely none."""

    question: str
    ways: tuple[Way, ...]
    none: str
    left_out: str = ""
    """What was not looked at for this."""
    unlisted: tuple[Unlisted, ...] = ()
    counted: tuple[Way, ...] = ()
    """Ways that another of them counts: told one by one only where somebody asks for what is between two."""
    refused: tuple[ResourceRef, ...] = ()
    """Load balancers that send on to it, and of that surely nothing passes; from the internet, nothing of what comes from there."""

    @property
    def unknown(self) -> str:
        """What is not known because nobody has listed it, in words; empty where the ways are all there are."""
        told: dict[str, list[str]] = {}
        for each in self.unlisted:
            told.setdefault(each.how, []).append(each.what)
        return "; ".join(unlisted_words(what, how) for how, what in told.items())

    @property
    def beneath(self) -> str:
        """What to say beneath the ways: what is not known, or that there are none."""
        unknown = self.unknown
        return f"Not known: {unknown}." if unknown else "" if self.ways else self.none

    def between(self, others: Collection[ResourceRef | None]) -> Answers:
        """Only what is between the resource and ``others``."""
        ways = tuple(way for way in (*self.ways, *self.counted) if way.other in others)
        unlisted = tuple(each for each in self.unlisted if each.is_all or each.other in others)
        return replace(self, ways=ways, unlisted=unlisted, counted=(), none="Nothing between the two.")


def unlisted_words(unlisted: Iterable[str], how: str = NOT_LISTED) -> str:
    """In few words: ``route tables of vpc-a; rules of sg-1, sg-2, sg-3 and 4 more were not listed``."""
    sorts: dict[str, list[str]] = {}
    for what, _, whose in (each.partition(" of ") for each in dict.fromkeys(unlisted)):
        sorts.setdefault(what, []).append(whose)
    told = [
        f"{what}{' of ' if any(whose) else ''}{', '.join(whose[:_TOLD])}"
        f"{f' and {len(whose) - _TOLD:,} more' if len(whose) > _TOLD else ''}"
        for what, whose in sorts.items()
    ]
    return f"{'; '.join(told)} {how}" if told else ""
