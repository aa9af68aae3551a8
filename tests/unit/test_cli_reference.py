"""The page of the commands is that of the parser."""

from __future__ import annotations

from pathlib import Path

from dharma_tui.cli.dispatch import COMMANDS
from dharma_tui.cli.reference import PAGE, commands_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / PAGE).read_text(encoding="utf-8") == commands_page(), "run: make docs"


def test_every_command_has_its_part() -> None:
    page = commands_page()

    assert [name for name in COMMANDS if f"### dharma-tui {name}\n" not in page] == []
    assert "#### dharma-tui config set\n" in page
    assert "SUPPRESS" not in page
