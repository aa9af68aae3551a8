"""What the face of a node says at each level of detail, and the cells it takes: the same for layout, screen and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from dharma_tui.core.drawing import UNCHANGED, Changes, Detail, SketchGroup, SketchNode
from dharma_tui.core.text import cells_of, fitted, fitted_within, printable
from dharma_tui.core.types import State

WIDEST = 26
"""Cells a label may take; longer ones are cut in their middle."""
ASIDE = 20
"""Cells that what tells one from others of its name may take."""
METRIC = 12
"""Cells a metric may take."""
TITLE = 44
"""Cells that the name in the title of a frame may take."""
QUIET = (State.RUNNING, State.UNKNOWN)
"""States that the title of a frame is silent about."""
NAMED = 8
"""Cells that a label keeps where not all words have room: most are still told apart by these."""
APART = 4
"""Cells that what tells it from others of its name keeps: ``sec…`` is another than ``sub…``."""
SOME_ALERTS = 4
"""Cells of a blank and as many alerts as a frame mostly has."""
KIND = 2
"""Cells of the mark of a kind and the blank before it, where no border names the kind."""


@dataclass(frozen=True)
class Face:
    """Words in the order they stand in. One cell with the mark of the state comes first, each other word after a blank.

    ``title`` is for the upper border of a box. What comes and goes by itself, as ``alerts`` do, has no room of its own: that
    there are any is said in the cell before all else.
    """

    label: str
    aside: str = ""
    count: str = ""
    alerts: str = ""
    share: str = ""
    metric: str = ""
    title: str = ""
    changes: Changes = UNCHANGED

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What each word is, and the word."""
        pairs = (
            ("label", self.label), ("aside", self.aside), ("count", self.count),
            *((f"mark-{mark.value}", f"{sign}{count:,}") for mark, sign, count in self.changes.parts),
            ("share", self.share), ("metric", self.metric), ("alert", self.alerts),
        )  # fmt: skip
        return tuple(pair for pair in pairs if pair[1])

    @cached_property
    def width(self) -> int:
        """Cells of the state's mark and all words but alerts."""
        return 1 + sum(1 + cells_of(word) for name, word in self.words if name != "alert")


def face_of(node: SketchNode) -> Face:
    """The face of ``node``, of text that is harmless to a terminal."""
    label = fitted_within(printable(node.label, WIDEST * 3) or "(no name)", WIDEST)
    return Face(
        label,
        aside=fitted(printable(node.aside), ASIDE) if node.aside else "",
        count=f"×{node.count:,}" if node.count > 1 else "",
        alerts=f"!{node.alerts:,}" if node.alerts else "",
        share="" if node.share is None else f"{node.share:.0%}",
        metric=fitted(printable(node.metric, METRIC * 3), METRIC) if node.metric else "",
        title=title_of(node.kind),
        changes=node.changes,
    )


def face_of_frame(group: SketchGroup) -> Face:
    """What the title of a frame says."""
    return Face(
        fitted_within(printable(group.label, TITLE * 3) or "(no name)", TITLE),
        aside=fitted(printable(group.aside), ASIDE),
        count=f"×{group.count:,}" if group.count else "",
        alerts=f"!{group.alerts:,}" if group.alerts else "",
        share="" if group.share is None else f"{group.share:.0%}",
        changes=group.changes,
    )


def fitted_words(face: Face, room: int) -> list[tuple[str, str]]:
    """The words of a face in so many cells, a blank before each: how many alerts there are gives way first, then the end of what
    stands aside, then the label, then all that stands aside, then what stands last; of changes that give way a mark is left."""
    room, least = max(0, room), APART if face.changes.parts else NAMED
    words = [word for word in face.words if word[0] != "alert" or _cells(face.words) <= room]
    if (over := _cells(words) - room) > 0 and face.aside:
        aside = fitted(face.aside, max(APART, cells_of(face.aside) - over))
        words = [word if word[0] != "aside" else ("aside", aside) for word in words]
        if _cells(words) - max(0, cells_of(face.label) - NAMED) > room:
            words = [word for word in words if word[0] != "aside"]
    said, cut = words[1:], list[tuple[str, str]]()
    while (said or cut) and 1 + min(least, cells_of(face.label)) + _cells([*said, *cut]) > room:
        name, _ = said.pop() if said else cut.pop()
        cut = [(name, "…")] if name.startswith("mark-") and said else cut
    label = fitted_within(face.label, room - 1 - _cells([*said, *cut]))
    return [("label", label), *said, *cut] if label else []


def _cells(words: Sequence[tuple[str, str]]) -> int:
    """What they take, with a blank before each."""
    return sum(1 + cells_of(word) for _, word in words)


def shortest(face: Face) -> Face:
    """The same with no more of its name than it can be known by."""
    label, aside = fitted_within(face.label, NAMED), fitted(face.aside, APART)
    return replace(face, label=label, aside=aside, title=fitted(face.title, NAMED))


def title_width(group: SketchGroup) -> int:
    """Cells of the title of a frame, the mark of its state among them where it has one."""
    return face_of_frame(group).width - (2 if group.state in QUIET else 0)


def whole_title_width(group: SketchGroup) -> int:
    """The same with how many alerts there are: with some room for that where there are none, as they come and go."""
    return title_width(group) + max(SOME_ALERTS, 1 + cells_of(face_of_frame(group).alerts))


def least_title_width(group: SketchGroup) -> int:
    """The same with no more of its name than it is known by, and all numbers."""
    face = face_of_frame(group)
    return title_width(group) - face.width + replace(shortest(face), aside="").width


@lru_cache(maxsize=1024)
def title_of(kind: str) -> str:
    """What the border of a box says of its kind."""
    return fitted(printable(kind_word(kind)), WIDEST)


def kind_word(kind: str) -> str:
    """A kind without its provider: ``ec2.instance`` of ``aws.ec2.instance``."""
    return kind.partition(".")[2] or kind


def size_of(face: Face, detail: Detail) -> tuple[int, int]:
    """Columns and rows of a face."""
    if detail is Detail.DOTS:
        return 1, 1
    if detail is Detail.LINES:
        return face.width + 2 + KIND, 1
    return max(face.width, cells_of(face.title) + KIND) + 4, 3
