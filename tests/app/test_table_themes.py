"""The cursor can be seen, and what it stands on can be read, in every theme and without colours."""

from __future__ import annotations

from typing import Any

import pytest
from rich.style import Style
from textual.color import Color

from dharma_tui import themes
from dharma_tui.core.types import State
from tests.app.table_source import TableApp, make_listing

LEGIBLE = 4.5
"""WCAG AA for text."""


class DressedApp(TableApp):
    """The table in the console's own clothes."""

    CSS_PATH = [*themes.style_files()]

    def __init__(self, theme: str) -> None:
        super().__init__(make_listing(100))
        for known in themes.THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_css_variables(self) -> dict[str, str]:
        return themes.with_tokens(super().get_css_variables())


def contrast(style: Style) -> float:
    """How far text stands out from its ground, as WCAG counts."""
    assert style.color is not None
    assert style.bgcolor is not None

    def luminance(color: Any) -> float:
        parts = [part / 255 for part in Color.from_rich_color(color).rgb]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["dharma-dark", "dharma-light", "dharma-contrast"])
async def test_everything_on_a_line_is_legible(theme: str) -> None:
    app = DressedApp(theme)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        parts = ["", "cell", "changed", "mark", "live", *(f"state-{state.value}" for state in State)]
        for line in ("row", "zebra", "cursor", "cursor-blurred", "marked"):
            for part in parts:
                style = app.table.painter.style(line, part)
                assert contrast(style) >= LEGIBLE, (line, part, style)
        for part in ("", "header-active"):
            assert contrast(app.table.painter.style("header", part)) >= LEGIBLE


async def test_without_colours_the_cursor_is_in_reverse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DressedApp("ansi-dark")
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        assert app.table.painter.style("cursor").reverse
        assert not app.table.painter.style("row").reverse
        assert app.table.painter.style("row", "state-failed").bold
