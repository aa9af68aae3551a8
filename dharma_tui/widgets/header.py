"""The line at the top: where you are, and what the console itself is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.core.text import printable
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.plain import plain

PRODUCT = "dharma"
CRUMB_LIMIT = 48


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words on the right of the header. ``mark`` stands before them, so that colour is never alone."""

    text: str
    state: str = ""
    """plain, running, pending, stale, warning, critical, past or demo; the styles decide how each looks."""
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.text}" if self.mark else self.text


def fit_badges(badges: tuple[Badge, ...], room: int) -> tuple[Badge, ...]:
    """As many of the first badges as fit in ``room`` cells."""
    shown: list[Badge] = []
    for badge in badges:
        room -= cell_len(str(badge)) + 2
        if room < 0:
            break
        shown.append(badge)
    return tuple(shown)


def fit_crumbs(crumbs: tuple[str, ...], room: int, separator: str) -> str:
    """The crumbs in ``room`` cells: the middle ones go first, then the last is cut."""
    clean = [printable(crumb, CRUMB_LIMIT) for crumb in crumbs if crumb]
    for kept in range(len(clean) - 1, 0, -1):
        if cell_len(separator.join(clean)) <= room or len(clean) < 3:
            break
        clean = [clean[0], "…", *clean[-kept + 1 :]] if kept > 1 else clean
    line = separator.join(clean)
    return line if cell_len(line) <= room else set_cell_size(line, max(0, room - 1)) + "…" * (room > 0)


class HeaderLine(LazyStyles):
    """One line: product, crumbs, badges. Narrow terminals lose the product first, then crumbs, then the last badges."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--product",
        "header--crumbs",
        "header--here",
        "header--badge",
        "header--badge-running",
        "header--badge-pending",
        "header--badge-stale",
        "header--badge-warning",
        "header--badge-critical",
        "header--badge-past",
        "header--badge-demo",
    }
    DEFAULT_CSS = "HeaderLine { height: 1; }"

    crumbs: reactive[tuple[str, ...]] = reactive((), layout=False)
    badges: reactive[tuple[Badge, ...]] = reactive((), layout=False)
    separator: reactive[str] = reactive(" › ", layout=False)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.base_style
        badges = fit_badges(self.badges, width * 3 // 5 if width >= 60 else width // 2)
        right = [segment for badge in badges for segment in self._badge(badge)]
        right_width = sum(segment.cell_length for segment in right)
        left: list[Segment] = [Segment(" ", base)]
        if width >= 72:
            left.append(Segment(f"{PRODUCT} ", self._style("header--product")))
        room = width - right_width - sum(segment.cell_length for segment in left) - 1
        line = fit_crumbs(self.crumbs, room, self.separator)
        trail, separator, here = plain(line, self).rpartition(self.separator)
        left += [Segment(trail + separator, self._style("header--crumbs")), Segment(here, self._style("header--here"))]
        gap = width - right_width - sum(segment.cell_length for segment in left)
        return Strip([*left, Segment(" " * max(0, gap), base), *right]).adjust_cell_length(width, base)

    def _badge(self, badge: Badge) -> list[Segment]:
        name = f"header--badge-{badge.state}" if badge.state else "header--badge"
        return [Segment(plain(f" {badge} ", self), self._style(name))]

    def _style(self, component: str) -> Style:
        return self.get_component_rich_style(component)
