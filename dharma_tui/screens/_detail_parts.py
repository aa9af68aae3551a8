"""What the parts of a resource say as lines; the raw document and the metrics are drawn otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dharma_tui.core.access import Answers
from dharma_tui.core.changes import Change
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import ResourceRef, StoredResource
from dharma_tui.core.view import Neighbour
from dharma_tui.screens._access import access_lines
from dharma_tui.screens._detail_place import ACCESS, HISTORY, LABELS, LINKS
from dharma_tui.screens._facts import fact_lines, label_lines
from dharma_tui.screens._history import history_lines
from dharma_tui.screens._links import link_lines
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.text_lines import TextLine

_NOTHING = {
    LABELS: "It has no labels.",
    LINKS: "Nothing is known to be related to it.",
    ACCESS: "Of its kind nobody is known to be let in or kept out: it is in no network and in no policy.",
    HISTORY: "Nothing is remembered of it yet.",
}
_LOST = "It is not there; h lists its changes, and enter on one shows it as of then."


@dataclass(frozen=True, slots=True)
class Manner:
    """How lines are written: to which moment ages are counted, with which marks, in whose time."""

    now: datetime
    marks: Glyphs
    local: bool


@dataclass(slots=True)
class Known:
    """What has been read of a resource so far; None is what has not."""

    stored: StoredResource | None = None
    neighbours: Sequence[Neighbour] | None = None
    changes: Sequence[Change] | None = None
    answers: Sequence[Answers] | None = None
    as_of: datetime | None = None
    """The moment it was read as of; None is now."""
    lost: ResourceRef | None = None
    """What was found to be there no more."""

    @property
    def is_lost(self) -> bool:
        """Whether it is known not to be there."""
        return self.stored is None and self.lost is not None

    def lose(self, ref: ResourceRef) -> bool:
        """It is there no more; whether that is news."""
        is_news = self.stored is not None or self.lost != ref
        self.stored, self.lost = None, ref
        return is_news


def part_lines(part: str, known: Known, kind: str, kinds: Mapping[str, KindSpec], manner: Manner) -> list[TextLine]:
    """The lines of one part; one that says so where there is nothing."""
    if known.is_lost and part != HISTORY:
        return [TextLine(((f"  {_LOST}", "quiet"),))]
    lines: list[TextLine] = []
    read = {HISTORY: known.changes, LINKS: known.neighbours, ACCESS: known.answers}
    if part in read and read[part] is None:
        return [TextLine((("  Reading…", "quiet"),))]
    own = known.stored.resource if known.stored is not None else None
    if part == HISTORY:
        lines = history_lines(known.changes or (), manner.now, manner.marks, local=manner.local)
    elif part == LINKS:
        lines = link_lines(known.neighbours or (), kinds, manner.marks, own)
    elif part == ACCESS:
        lines = access_lines(known.answers or (), kinds, manner.marks, own)
    elif known.stored is not None and part == LABELS:
        lines = label_lines(known.stored.resource.labels)
    elif known.stored is not None:
        lines = fact_lines(known.stored, kinds.get(kind), manner.now, manner.marks, local=manner.local)
    return lines or [TextLine(((f"  {_NOTHING.get(part, 'There is nothing to show.')}", "quiet"),))]
