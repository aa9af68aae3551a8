"""Outside text on its way to the screen."""

from __future__ import annotations

import unicodedata
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dharma_tui.core.text import cells_of, fitted, printable, printable_block, printable_lines, storable, wrapped

HOSTILE = {
    "esc": ("a\x1b[31mb", "a\\x1b[31mb"),
    "osc52": ("\x1b]52;c;Y3VybA==\x07", "\\x1b]52;c;Y3VybA==\\x07"),
    "c1": ("\x9b2J", "\\x9b2J"),
    "bidi": ("a\u202eb", "a\\u202eb"),
    "nul": ("a\x00b", "a\\x00b"),
    "newline": ("a\nb", "a\\x0ab"),
    "no character": ("a\ufffeb\uffff", "a\\ufffeb\\uffff"),
    "zero width": ("a\u200bb", "a\\u200bb"),
    "surrogate": ("a\ud800b", "a\\ud800b"),
    "markup stays text": ("[bold]x[/nope]", "[bold]x[/nope]"),
    "emoji selector dropped": ("\u2699\ufe0f", "\u2699"),
    "marks cut to two": ("e" + "\u0301" * 50, "e\u0301\u0301"),
    "plain": ("web-1 prod", "web-1 prod"),
    "wide": ("データ", "データ"),
}


@pytest.mark.parametrize(("raw", "shown"), HOSTILE.values(), ids=HOSTILE.keys())
def test_outside_text_is_made_visible_and_harmless(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_a_megabyte_name_is_cut() -> None:
    assert printable("x" * 1_000_000) == "x" * 255 + "…"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_control_character_survives(raw: str) -> None:
    shown = printable(raw)
    assert len(shown) <= 256
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not any(
        unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI") for c in shown
    )


def test_lines_stay_lines_and_nothing_else_ends_one() -> None:
    assert printable_lines("say which one:\na\x1b\nb\x85c") == "say which one:\na\\x1b\nb\\x85c"
    assert printable_lines("a\n" * 2000 + "b", most=2) == "a\na\n… 1,999 more lines"
    assert printable_lines("a\nb", most=2) == "a\nb" and printable_lines("") == ""


def test_a_block_keeps_its_lines_and_says_what_it_left_out() -> None:
    assert printable_block("a\tb\r\nc\x1b") == "a   b\nc\\x1b"
    assert printable_block("x" * 30, limit=10) == "x" * 10 + "\n… 20 more characters"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_storable_text_is_utf8_without_nul(raw: str) -> None:
    stored = storable(raw)
    stored.encode()
    assert "\x00" not in stored


def test_cells_are_counted_as_the_screen_counts_them() -> None:
    """Of all characters that this Python knows the width of; a few signs became wide with later versions of Unicode."""
    later = {*range(0x2630, 0x2638), *range(0x268A, 0x2690), *range(0x4DC0, 0x4E00), *range(0x1D300, 0x1D377)}
    known = [
        chr(code) for code in range(0x20, 0x20000) if code not in later and category(chr(code)) not in ("Cn", "Cf")
    ]
    wrong = [char for char in known if printable(char) == char and cells_of(char) != cell_len(char)]
    assert wrong == []


@pytest.mark.parametrize("name", ["हिन्दी सेवा", "\u1112\u1161\u11ab", "か\u3099", "👍🏽 🇩🇪", "e\u0301", "เซิร์ฟเวอร์"])
def test_names_of_all_scripts_take_the_cells_they_are_given(name: str) -> None:
    shown = printable(name)
    assert cells_of(shown) == cell_len(shown)
    for room in range(1, cells_of(shown) + 1):
        assert cells_of(fitted(shown, room)) == cell_len(fitted(shown, room)) <= room


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("a long line of words that goes on", 12, ["| a long", "| line of", "| words that", "| goes on"]),
        ("", 12, ["|"]),
        ("漢字が長く続く", 8, ["| 漢字が", "| 長く続", "| く"]),
        ("so aaaaaaaaaaaaaaa end", 10, ["| so", "| aaaaaaaa", "| aaaaaaa", "| end"]),
    ],
)
def test_words_are_wrapped_by_the_cells_they_take(text: str, room: int, lines: list[str]) -> None:
    assert wrapped(text, room, "| ", "| ") == lines
