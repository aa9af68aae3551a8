"""Looks that can be proven: contrast, tokens, documents in step with the keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.theme import BUILTIN_THEMES, Theme

from dharma_tui import themes
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.resources import bundled
from dharma_tui.keys_page import keys_page
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import settled
from tests.app.estate import seed

AA, AAA = 4.5, 7.0
"""Contrast that WCAG asks of text: level AA and level AAA."""

COLOURS = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")


def contrast(one: Color, other: Color) -> float:
    """The ratio of the relative luminances, as WCAG defines it."""

    def luminance(colour: Color) -> float:
        parts = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in colour.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "level"), [("dharma-dark", AA), ("dharma-light", AA), ("dharma-contrast", AAA)])
async def test_every_text_can_be_read_on_every_ground(
    clock: FrozenClock, opened: Opened, services: Services, name: str, level: float
) -> None:
    seed(services.settings.paths.store, clock)
    async with opened(size=(120, 40)) as pilot:
        pilot.app.theme = name
        await settled(pilot)
        low: dict[str, float] = {}
        for key in "123456":
            await pilot.press(key)
            await settled(pilot)
            screen = pilot.app.screen
            for strip in screen._compositor.render_strips(screen.size):
                for segment in strip:
                    style = segment.style
                    if not segment.text.strip() or style is None or not style.color or not style.bgcolor:
                        continue
                    if set(segment.text.strip()) <= set("─-│▁▂▃▄▅▆▇█▪·▎▏▊▋"):
                        continue
                    fore, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                    ratio = contrast(fore, back)
                    if ratio < level:
                        low[f"{segment.text.strip()!r} {fore.hex} on {back.hex}"] = round(ratio, 2)

        assert low == {}


@pytest.mark.parametrize("path", themes.style_files(), ids=lambda path: path.name)
def test_only_the_tokens_name_colours(path: Path) -> None:
    assert not COLOURS.search(path.read_text())


@pytest.mark.parametrize(
    "theme", [*themes.THEMES, BUILTIN_THEMES["ansi-dark"], BUILTIN_THEMES["ansi-light"]], ids=lambda t: t.name
)
def test_every_style_can_be_read_in_every_theme(theme: Theme) -> None:
    sheet = Stylesheet(variables=themes.with_tokens(theme.to_color_system().generate()))
    for path in themes.style_files():
        sheet.add_source(path.read_text(), read_from=(str(path), ""))

    sheet.parse()

    assert len(sheet.rules) > 100


def test_the_page_of_keys_is_in_step() -> None:
    page = bundled("styles").parent / "docs" / "keys.md"

    assert page.read_text("utf-8") == keys_page(), "run make docs"
