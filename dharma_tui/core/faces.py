"""What the face of a node says at each level of detail, and the cells it takes: the same for layout, screen and file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dharma_tui.core.drawing import Detail, SketchNode
from dharma_tui.core.text import cells_of, fitted, printable

WIDEST = 26
"""Cells a label may take; longer ones are cut."""
WAITING = "…"
"""The metric of what is going to be measured."""
METRIC = 12
"""Cells a metric may take."""
KIND = 2
"""Cells of the mark of a kind and the blank before it, where no border names the kind."""


@dataclass(frozen=True, slots=True)
class Face:
    """Words in the order they stand in. One cell with the mark of the state comes first, each other word after a blank.

    ``title`` is for the upper border of a box.
    """

    label: str
    count: str = ""
    alerts: str = ""
    share: str = ""
    metric: str = ""
    title: str = ""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What each word is, and the word."""
        pairs = (
            ("label", self.label), ("count", self.count), ("alert", self.alerts), ("share", self.share),
            ("metric", self.metric),
        )  # fmt: skip
        return tuple(pair for pair in pairs if pair[1])

    @property
    def width(self) -> int:
        """Cells of the state's mark and all words."""
        return 1 + sum(1 + cells_of(word) for _, word in self.words)


def face_of(node: SketchNode) -> Face:
    """The face of ``node``, of text that is harmless to a terminal."""
    label = fitted(printable(node.label, WIDEST * 3) or "(no name)", WIDEST)
    return Face(
        label,
        count=f"×{node.count:,}" if node.count > 1 else "",
        alerts=f"!{node.alerts:,}" if node.alerts else "",
        share="" if node.share is None else f"{node.share:.0%}",
        metric=fitted(printable(node.metric, METRIC * 3), METRIC) if node.metric else "",
        title=title_of(node.kind),
    )


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
