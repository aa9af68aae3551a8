"""Two resources side by side, property by property."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import ClassVar, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from dharma_tui.core.text import fitted_within, from_difference, printable
from dharma_tui.core.types import Json, ResourceRef, StoredResource
from dharma_tui.services.query.lookup import document
from dharma_tui.services.store.difference import differ, item_labels, left_over, opened
from dharma_tui.widgets.json_lines import child_path, copyable
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.status_line import StatusLine
from dharma_tui.widgets.table_cells import fit
from dharma_tui.widgets.text_lines import TextLine

_COMPARE = Binding.Group("Compare")
_ABSENT = "—"
_SHOWN = 2000
"""Characters of a value that are made ready to be drawn."""


class _Absent:
    """Stands for a value that one of two documents does not have."""


_NOTHING = _Absent()
Side: TypeAlias = "Json | _Absent"


def leaves(left: Side, right: Side, path: str = "") -> Iterator[tuple[str, Side, Side]]:
    """Every plain value of two documents by its path; so are empty containers, and lists that only their order tells apart.

    Items of lists stand beside each other by what tells them apart, where something does, else beside their like. Texts that
    differ are looked into where they are documents of their own, as policies are.
    """
    below = _below(left, right, path)
    rows = [row for where, ours, theirs in below for row in leaves(ours, theirs, where)]
    if not rows or (_unlike(left, right) and not any(_unlike(ours, theirs) for _, ours, theirs in rows)):
        rows = [(path.removeprefix("."), left, right)]
    yield from rows


def _unlike(left: Side, right: Side) -> bool:
    if isinstance(left, _Absent) or isinstance(right, _Absent):
        return left is not right
    return differ(left, right)


def _below(left: Side, right: Side, path: str) -> Iterable[tuple[str, Side, Side]]:
    """What is directly in two documents, side by side; nothing where they are no two mappings and no two lists."""
    if isinstance(left, str) and isinstance(right, str) and left != right:
        left, right = opened(left), opened(right)
    sides = [side for side in (left, right) if not isinstance(side, _Absent)]
    if not all(isinstance(side, (dict, list)) and side for side in sides) or len({type(side) for side in sides}) > 1:
        return ()
    if isinstance(left, list) and isinstance(right, list):
        if (labels := item_labels(left, right)) is None:
            return _beside(left, right, path)
        ours, theirs = ({f"{path}[{labels(item)}]": item for item in side} for side in (left, right))
    else:
        ours, theirs = _entries(left, path), _entries(right, path)
    names = [*ours, *(name for name in theirs if name not in ours)]
    return [(name, ours.get(name, _NOTHING), theirs.get(name, _NOTHING)) for name in names]


def _entries(side: Side, path: str) -> dict[str, Json]:
    """What is directly in a mapping or a list, by its path."""
    if isinstance(side, dict):
        return {child_path(path, key): item for key, item in side.items()}
    return {child_path(path, at): item for at, item in enumerate(side)} if isinstance(side, list) else {}


def _beside(left: list[Json], right: list[Json], path: str) -> Iterator[tuple[str, Side, Side]]:
    """Items that nothing names: equal ones beside each other wherever they are, and one beside another in its place only where
    that can be told."""
    gone, come = dict(left_over(left, right)), dict(left_over(right, left))
    nested = all(isinstance(item, (dict, list)) for item in (*gone.values(), *come.values()))
    paired = len(gone) == len(come) and (nested or len(gone) == 1)
    others: Iterator[Side] = iter(come.values()) if paired else repeat(_NOTHING)
    for at, item in enumerate(left):
        yield child_path(path, at), item, next(others) if at in gone else item
    if not paired:
        yield from ((child_path(path, at), _NOTHING, item) for at, item in come.items())


def compare_lines(left: Mapping[str, Json], right: Mapping[str, Json], width: int, *, all_rows: bool) -> list[TextLine]:
    """One line a property: its path, its value on the left and on the right, marked where they differ."""
    found = list(leaves(dict(left), dict(right)))
    label = min(max((len(printable(path)) for path, _, _ in found), default=0), max(12, width // 3))
    room = max(8, (width - label - 6) // 2)
    lines = []
    for path, a, b in found:
        same = not _unlike(a, b)
        if same and not all_rows:
            continue
        mark, style = (" ", "") if same else ("≠", "changed")
        if a is _NOTHING:
            mark, style = "+", "added"
        elif b is _NOTHING:
            mark, style = "-", "removed"
        texts = [_ABSENT if isinstance(value, _Absent) else copyable(value) for value in (a, b)]
        cells = _cells(texts[0], texts[1], room)
        lines.append(
            TextLine(
                (
                    (f"{mark} ", style),
                    (f"{fit(fitted_within(printable(path), label), label)}  ", "key"),
                    (f"{cells[0]}  ", style),
                    (cells[1], style),
                ),
                copy=f"{path}\t{texts[0]}\t{texts[1]}",
                path=path,
            )
        )
    return lines


def _cells(left: str, right: str, room: int) -> list[str]:
    """Both texts in ``room`` cells; where they would look the same, from shortly before they differ."""
    cells = [fit(printable(text, _SHOWN), room) for text in (left, right)]
    if left == right or cells[0] != cells[1]:
        return cells
    return [fit(printable(text, _SHOWN), room) for text in from_difference(left, right, room // 4)]


class CompareScreen(ModalScreen[None]):
    """``a`` shows the equal properties, too; ``c`` copies the line; Escape returns."""

    DEFAULT_CSS = "CompareScreen { layout: vertical; } CompareScreen > StatusLine { dock: top; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", id="compare.leave", group=_COMPARE, tooltip="Return to the view before."),
        Binding(
            "a",
            "everything",
            "Equal ones, too",
            id="compare.everything",
            group=_COMPARE,
            tooltip="Show or hide the properties that are equal.",
        ),
        Binding("g", "topology", "Topology", id="compare.topology", group=_COMPARE, tooltip="What hangs on the two."),
        Binding("c", "copy", "Copy line", id="compare.copy", group=_COMPARE, tooltip="Copy the line under the cursor."),
    ]

    def __init__(
        self,
        left: StoredResource,
        right: StoredResource,
        *,
        copy: Callable[[str, str], None],
        topology: Callable[[tuple[ResourceRef, ...]], None],
        names: tuple[str, str] = ("", ""),
    ) -> None:
        """``names`` are what the two are called, where it is not their own names that tell them apart."""
        super().__init__()
        self._left, self._right = document(left), document(right)
        if left.resource.ref == right.resource.ref:  # at two moments: when somebody looked last is no property of it
            del self._left["last_seen"], self._right["last_seen"]
        self._names = names if any(names) else (left.resource.name, right.resource.name)
        self._copy = copy
        self._topology = topology
        self._refs = tuple(dict.fromkeys((left.resource.ref, right.resource.ref)))
        self._all = False

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield LineView(id="compare")

    def on_mount(self) -> None:
        """Show the differences."""
        self.query_one(LineView).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Use the width."""
        self._show(event.size.width)

    def action_leave(self) -> None:
        """Return."""
        self.dismiss(None)

    def action_topology(self) -> None:
        """What hangs on the two."""
        self.dismiss(None)
        self._topology(self._refs)

    def action_everything(self) -> None:
        """With or without what is equal."""
        self._all = not self._all
        self._show(self.size.width)

    def action_copy(self) -> None:
        """Copy the property and both values."""
        line = self.query_one(LineView).line
        if line is not None:
            self._copy(line.copy, line.path)

    def _show(self, width: int) -> None:
        lines = compare_lines(self._left, self._right, width - 1, all_rows=True)
        differing = [line for line in lines if not line.runs[0][0].startswith(" ")]
        status = self.query_one(StatusLine)
        status.what = f"{printable(self._names[0])}  ≠  {printable(self._names[1])}"
        equal = len(lines) - len(differing)
        status.counts = (
            f"{len(differing):,} differ",
            f"{equal:,} equal{'' if self._all else ' (a shows them)'}",
            "esc back",
        )
        shown = lines if self._all else differing
        self.query_one(LineView).show(
            shown or [TextLine((("They are equal in every property", "quiet"),))], keep_place=True
        )
