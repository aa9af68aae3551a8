"""The kinds there are, by provider, with how many of each, how many are unwell and how many changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.text import printable
from dharma_tui.core.view import KindCount
from dharma_tui.widgets.glyphs import glyphs
from dharma_tui.widgets.part_style import part_style
from dharma_tui.widgets.table_cells import fit

_TREE = Binding.Group("Kinds")
EVERYTHING = ""
"""The name of the line that stands for every kind."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One line: a kind, a provider (the beginning of its kinds' names) or everything."""

    name: str
    title: str
    depth: int
    count: int
    unwell: int
    changed: int
    opened: bool | None = None
    """Whether its kinds are shown below; None for what has none."""


def branches(counts: Sequence[KindCount], kinds: Mapping[str, KindSpec], closed: frozenset[str]) -> tuple[Branch, ...]:
    """The lines of the tree, providers by name, kinds by title within each; closed providers hide theirs."""
    by_provider: dict[str, list[KindCount]] = {}
    for count in counts:
        by_provider.setdefault(count.kind.partition(".")[0], []).append(count)
    lines = [_branch(EVERYTHING, "Everything", 0, counts)]
    for provider, of_provider in sorted(by_provider.items()):
        opened = provider not in closed
        lines.append(_branch(provider, provider, 0, of_provider, opened))
        if opened:
            titled = [(_title(count.kind, kinds), count) for count in of_provider]
            titled.sort(key=lambda pair: pair[0].casefold())
            lines += [_branch(count.kind, title, 1, [count]) for title, count in titled]
    return tuple(lines)


def _branch(name: str, title: str, depth: int, counts: Sequence[KindCount], opened: bool | None = None) -> Branch:
    return Branch(
        name,
        title,
        depth,
        sum(count.count for count in counts),
        sum(count.unwell for count in counts),
        sum(count.changed for count in counts),
        opened,
    )


def _title(kind: str, kinds: Mapping[str, KindSpec]) -> str:
    spec = kinds.get(kind)
    return spec.plural if spec is not None else kind


class KindTree(ScrollView, can_focus=True):
    """Choosing a line shows that kind. Set ``counts`` (None until they are known) and ``chosen``; hear ``Chosen``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"kind-tree--{part}" for part in ("provider", "cursor", "chosen", "count", "unwell", "changed", "empty")
    }
    DEFAULT_CSS = """
    KindTree { width: 30; height: 1fr; scrollbar-size: 1 1; overflow-x: hidden; }
    KindTree > .kind-tree--provider { text-style: bold; }
    KindTree > .kind-tree--cursor { text-style: reverse; }
    KindTree > .kind-tree--chosen { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="tree.down", group=_TREE, tooltip="Next kind.", show=False),
        Binding("up,k", "move(-1)", "Up", id="tree.up", group=_TREE, tooltip="Previous kind.", show=False),
        Binding("home", "move(-100000)", "First", id="tree.first", group=_TREE, tooltip="First kind.", show=False),
        Binding("end,G", "move(100000)", "Last", id="tree.last", group=_TREE, tooltip="Last kind.", show=False),
        Binding(
            "pagedown", "page(1)", "Page down", id="tree.page_down", group=_TREE, tooltip="One screen down.", show=False
        ),
        Binding("pageup", "page(-1)", "Page up", id="tree.page_up", group=_TREE, tooltip="One screen up.", show=False),
        Binding("enter", "choose", "Show", id="tree.choose", group=_TREE, tooltip="Show this kind in the table."),
        Binding("space", "fold", "Fold", id="tree.fold", group=_TREE, tooltip="Hide or show the provider's kinds."),
        Binding(
            "left", "close", "Close", id="tree.close", group=_TREE, tooltip="Hide the provider's kinds.", show=False
        ),
        Binding("right", "open", "Open", id="tree.open", group=_TREE, tooltip="Show the provider's kinds.", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Show resources of this kind, of this provider's kinds, or (empty) of every kind."""

        name: str

    counts: reactive[tuple[KindCount, ...] | None] = reactive(None, repaint=False)
    chosen: reactive[str] = reactive(EVERYTHING)
    ascii_only: reactive[bool] = reactive(False)

    def __init__(self, kinds: Mapping[str, KindSpec], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kinds = kinds
        self._folded: frozenset[str] = frozenset()
        self._branches: tuple[Branch, ...] = ()
        self._cursor = 0

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The lines shown."""
        return self._branches

    def watch_counts(self) -> None:
        """Count anew, with the cursor on the same kind."""
        self._grow()

    def watch_chosen(self) -> None:
        """Bring the chosen kind into view, opening its provider."""
        provider = self.chosen.partition(".")[0]
        if provider in self._folded and provider != self.chosen:
            self._folded -= {provider}
        self._grow(self.chosen)

    def render_line(self, y: int) -> Strip:
        """One kind."""
        index, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if index >= len(self._branches):
            return Strip.blank(width, self.rich_style)
        branch = self._branches[index]
        marks = glyphs(self.ascii_only)
        base = self._base(branch, index)
        notes = [(f" {marks.changed}{branch.changed:,}", "changed")] if branch.changed else []
        if branch.unwell:
            notes.append((f" {'!' if self.ascii_only else '▲'}{branch.unwell:,}", "unwell"))
        number = f"{branch.count:,}" if self.counts is not None else marks.cut
        notes.append((f" {number}", "count" if branch.count else "empty"))
        while len(notes) > 1 and sum(len(text) for text, _ in notes) > width // 2:
            notes.pop(0)
        fold = "" if branch.opened is None else f"{marks.opened if branch.opened else marks.closed} "
        room = width - sum(len(text) for text, _ in notes) - 1
        title = fit(f"{'  ' * branch.depth}{fold}{printable(branch.title)}", max(0, room), cut=marks.cut)
        here = index == self._cursor and self.has_focus
        segments = [Segment(title, base)]
        for text, name in notes:
            part = part_style(self, f"kind-tree--{name}")
            segments.append(Segment(text, base if here else base + part))
        return Strip([*segments, Segment(" ", base)]).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Choose the kind under the mouse."""
        index = self.scroll_offset.y + event.y
        if index < len(self._branches):
            self.move_to(index)
            branch = self._branches[index]
            if branch.opened is not None and event.x < 2:
                self.action_fold()
            else:
                self.action_choose()

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor is shown only with focus."""
        super().watch_has_focus(focused)
        self.refresh()

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.move_to(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move by screens."""
        self.move_to(self._cursor + pages * max(1, self.size.height))

    def action_choose(self) -> None:
        """Show the kind under the cursor."""
        if self._branches:
            self.post_message(self.Chosen(self._branches[self._cursor].name))

    def action_fold(self) -> None:
        """Close or open the provider under the cursor."""
        if self._branches:
            provider = self._branches[self._cursor].name.partition(".")[0]
            self._set_closed(provider, provider not in self._folded)

    def action_close(self) -> None:
        """Close the provider."""
        if self._branches:
            self._set_closed(self._branches[self._cursor].name.partition(".")[0], True)

    def action_open(self) -> None:
        """Open the provider."""
        if self._branches:
            self._set_closed(self._branches[self._cursor].name.partition(".")[0], False)

    def move_to(self, index: int) -> None:
        """Put the cursor on this line."""
        if not self._branches:
            return
        old, self._cursor = self._cursor, max(0, min(len(self._branches) - 1, index))
        for line in (old, self._cursor):
            self.refresh_line(line)
        top, shown = self.scroll_offset.y, max(1, self.size.height)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + shown:
            self.scroll_to(y=self._cursor - shown + 1, animate=False)

    def _set_closed(self, provider: str, closed: bool) -> None:
        if provider:
            self._folded = self._folded | {provider} if closed else self._folded - {provider}
            self._grow(provider if closed else "")

    def _grow(self, at: str | None = None) -> None:
        name = at if at else self._branches[self._cursor].name if self._cursor < len(self._branches) else EVERYTHING
        self._branches = branches(self.counts or (), self._kinds, self._folded)
        places = {branch.name: place for place, branch in enumerate(self._branches)}
        self._cursor = places.get(name, min(self._cursor, max(0, len(self._branches) - 1)))
        self.virtual_size = Size(1, len(self._branches))
        self.refresh()

    def _base(self, branch: Branch, index: int) -> Style:
        if index == self._cursor and self.has_focus:
            return self.get_component_rich_style("kind-tree--cursor")
        if branch.name == self.chosen:
            return self.get_component_rich_style("kind-tree--chosen")
        if branch.opened is not None:
            return self.get_component_rich_style("kind-tree--provider")
        return self.rich_style
