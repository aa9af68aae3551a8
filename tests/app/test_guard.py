"""Nothing a widget draws, and nothing that is pasted, can command the terminal."""

from __future__ import annotations

import re

import pytest
from rich.console import Console
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widgets import Static

from dharma_tui.widgets import guard
from dharma_tui.widgets.guard import PASTE_LIMIT, one_line
from dharma_tui.widgets.line_input import LineInput

HOSTILE = {
    "ansi": "a\x1b[31mred\x1b[0m",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;owned\x07",
    "c1": "\x9b31m\x90q\x9c",
    "bidi": "user\u202etxt.exe\u2066",
    "nul": "a\x00b",
    "backspace": "rm\x08\x08ls",
    "newline": "one\ntwo\r\nthree",
    "surrogate": "half\ud83d",
    "mark": "\u061c\u200f",
}
COMMANDS = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
STYLING = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_strip_renders_no_control_character(text: str) -> None:
    guard.install()
    strip = Strip([Segment("before "), Segment(text), Segment(" after")])

    rendered = STYLING.sub("", strip.render(Console(color_system="truecolor")))

    assert not COMMANDS.search(rendered) and "\x1b" not in rendered and "\n" not in rendered
    assert rendered.startswith("before ") and rendered.endswith(" after")


def test_harmless_text_is_rendered_as_it_is() -> None:
    guard.install()
    text = "naïve 日本語 ● → é"

    assert Strip([Segment(text)]).render(Console()) == text


class Careless(App[None]):
    """Draws whatever it is given."""

    def __init__(self, text: str) -> None:
        super().__init__()
        guard.install()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(self._text, markup=False)
        yield LineInput(id="line")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_a_careless_widget_sends_nothing_but_styles(text: str) -> None:
    app = Careless(text)
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()

        update = app.screen._compositor.render_full_update()
        sent = update.render_segments(app.console)

    moves = re.sub(r"\x1b\[[0-9;]*[mH]|\n", "", sent)
    assert "\x1b" not in moves and not COMMANDS.search(moves)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("one\ntwo\r\nthree", "one two three"),
        ("quit\n", "quit"),
        ("\x1b[201~rm -rf\r", "[201~rm -rf"),
        ("a\tb", "a b"),
        ("x" * 1_000_000, "x" * PASTE_LIMIT),
        ("", ""),
    ],
)
def test_a_paste_becomes_one_bounded_line(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept


async def test_a_pasted_line_break_submits_nothing() -> None:
    app = Careless("")
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        field.focus()
        field.post_message(events.Paste("first\nsecond\n"))
        await pilot.pause()

        assert field.value == "first second"
