"""What a terminal sends: pastes stay pastes, wrong codes stop nothing, however the bytes are cut."""

from __future__ import annotations

import pytest
from textual import events

from dharma_tui.key_parser import KeyParser

PASTED = "one \x1b[31mred\x1b[0m\rq\r\x1b]52;c;aGk=\x07\x1b[201 \x1b[200~:quit\r"
STREAM = f"a\x1b[200~{PASTED}\x1b[201~\x1b[Ab\x1b[200~c\x1b[201~\x1b[1;5Az"


def read(*pieces: str) -> list[str]:
    """What is read from the pieces: keys by name, pastes as ``<text>``; of a paste that came in pieces the whole."""
    parser = KeyParser()
    found: list[str] = []
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, events.Key):
                found.append(event.key)
            elif isinstance(event, events.Paste):
                found.append(f"<{event.text}>")
    return found


EXPECTED = ["a", f"<{PASTED}>".replace("\x1b", "\u241b"), "up", "b", "<c>", "ctrl+up", "z"]


def test_nothing_in_a_paste_is_a_key() -> None:
    assert read(STREAM) == EXPECTED


@pytest.mark.parametrize("length", [1, 2, 3, 5, 6, 7])
def test_it_does_not_matter_where_the_bytes_are_cut(length: int) -> None:
    assert read(*(STREAM[at : at + length] for at in range(0, len(STREAM), length))) == EXPECTED


@pytest.mark.parametrize(
    "sequence", ["\x1b[1114112u", "\x1b[99999999999999999999u", "\x1b[97:65;2u", "\x1b[:::u", "\x1b[27;5;99999999~"]
)
def test_a_code_that_is_no_character_stops_nothing(sequence: str) -> None:
    assert read(sequence, "q")[-1] == "q"


@pytest.mark.parametrize("report", ["\x1b[48;24;80;0;0t", "\x1b[48;0;0;480;800t", "\x1b[48;24;80;480;800t"])
def test_the_mouse_is_heard_whatever_size_the_terminal_reports(report: str) -> None:
    parser = KeyParser()
    _, press = (*parser.feed(report), *parser.feed("\x1b[<0;21;21M"))

    assert isinstance(press, events.MouseDown)
    assert (press.x, press.y) == ((2, 1) if report.endswith("24;80;480;800t") else (20, 20))
