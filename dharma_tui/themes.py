"""The colours: dark, light and high contrast. The two ANSI themes come with Textual and use the terminal's own 16."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from textual.theme import Theme

from dharma_tui.core.resources import bundled

TOKENS = "00-tokens.tcss"
_TOKEN = re.compile(r"^\$([a-z][a-z0-9-]*):\s*(.+?)\s*;", re.MULTILINE)

DARK = Theme(
    name="dharma-dark",
    primary="#5fafff",
    secondary="#87afd7",
    accent="#d7af5f",
    success="#5fd787",
    warning="#ffaf5f",
    error="#ff6b6b",
    foreground="#d8dee9",
    background="#11151c",
    surface="#171c25",
    panel="#1f2631",
    dark=True,
    variables={
        "block-cursor-background": "#2d4f76",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "text-muted": "#a3abb8",
        "text-disabled": "#97a0ae",
        "block-cursor-blurred-background": "#1c2d42",
    },
)

LIGHT = Theme(
    name="dharma-light",
    primary="#0b57a4",
    secondary="#3d6a94",
    accent="#8a5a00",
    success="#0d6b34",
    warning="#9a4b00",
    error="#b3161b",
    foreground="#1c2430",
    background="#fbfbf9",
    surface="#f1f2ef",
    panel="#e4e7e4",
    dark=False,
    variables={
        "block-cursor-background": "#c4dcf5",
        "block-cursor-foreground": "#0b1a2b",
        "block-cursor-text-style": "none",
        "text-muted": "#4c5561",
        "text-disabled": "#5d6570",
        "block-cursor-blurred-background": "#dcebf8",
    },
)

CONTRAST = Theme(
    name="dharma-contrast",
    primary="#7fd4ff",
    secondary="#c0e8ff",
    accent="#ffe45c",
    success="#7dff9b",
    warning="#ffd23f",
    error="#ffa3a3",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    text_alpha=1.0,
    variables={
        "block-cursor-background": "#ffe45c",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "border": "#ffffff",
        "border-blurred": "#bdbdbd",
        "block-cursor-blurred-background": "#12303f",
        "text-muted": "#e6e6e6",
        "text-disabled": "#c8c8c8",
    },
)
"""Every pair of text and ground reaches 7:1 (WCAG AAA)."""

THEMES = (DARK, LIGHT, CONTRAST)


@cache
def style_files() -> list[Path]:
    """The style sheets in order; a later one wins. The tokens are not among them: see ``with_tokens``."""
    return sorted(path for path in bundled("styles").glob("*.tcss") if path.name != TOKENS)


@cache
def _tokens() -> tuple[tuple[str, str], ...]:
    return tuple(_TOKEN.findall((bundled("styles") / TOKENS).read_text("utf-8")))


def with_tokens(variables: dict[str, str]) -> dict[str, str]:
    """The theme's variables and our tokens. Textual keeps a variable to the file that declares it; ours hold in all."""
    known = dict(variables)
    for name, value in _tokens():
        known[name] = known[value[1:]] if value.startswith("$") else value
    return known
