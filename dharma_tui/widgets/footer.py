"""The line at the bottom: the keys that work here, as many as fit. Textual's own footer leaks on every refresh.

https://github.com/Textualize/textual/issues/6666
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.dom import DOMNode
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.plain import plain


@dataclass(frozen=True, slots=True)
class Hint:
    """A key as people write it, what it does, and the action a click runs, on which node."""

    key: str
    label: str
    action: str
    node: DOMNode | None = field(default=None, compare=False)

    @property
    def width(self) -> int:
        """Cells it takes, with the space after it."""
        return cell_len(self.key) + cell_len(self.label) + 3


def fit(hints: tuple[Hint, ...], width: int) -> tuple[Hint, ...]:
    """The first hints that fit in ``width`` cells; the last two (chat, help) stay as long as anything does, the last longest."""
    for staying in (hints[-2:], hints[-1:]):
        room = width - 1 - sum(hint.width for hint in staying)
        if room >= 0 and staying:
            shown: list[Hint] = []
            for hint in hints[: -len(staying)]:
                room -= hint.width
                if room < 0:
                    break
                shown.append(hint)
            return (*shown, *staying)
    return ()


class FooterLine(LazyStyles):
    """Draws the hints it is given; a click on one runs its action."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--label"}
    DEFAULT_CSS = "FooterLine { height: 1; }"

    hints: reactive[tuple[Hint, ...]] = reactive((), layout=False)

    def render_line(self, y: int) -> Strip:
        base = self.base_style
        key_style = self.get_component_rich_style("footer--key")
        label_style = self.get_component_rich_style("footer--label")
        segments = [Segment(" ", base)]
        for number, hint in enumerate(fit(self.hints, self.size.width)):
            meta = Style(meta={"hint": number})
            segments += [
                Segment(f"{plain(hint.key, self)} ", key_style + meta),
                Segment(hint.label, label_style + meta),
                Segment("  ", base),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    async def on_click(self, event: events.Click) -> None:
        """Run the action under the mouse."""
        number = event.style.meta.get("hint")
        shown = fit(self.hints, self.size.width)
        if isinstance(number, int) and number < len(shown):
            event.stop()
            await self.app.run_action(shown[number].action, default_namespace=shown[number].node or self.screen)
