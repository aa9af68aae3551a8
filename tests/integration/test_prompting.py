"""Asking at a terminal for what only a person knows."""

from __future__ import annotations

import os
import sys

from tests.app.terminal import Terminal

ASKS = """
from dharma_tui.cli.prompting import TerminalPrompter
from dharma_tui.core.errors import AuthError
from dharma_tui.core.prompting import Question

prompter = TerminalPrompter(lambda: None)
try:
    print("taken:", prompter.ask(Question("aws", "AWS profile ops", "the device")), flush=True)
except AuthError as error:
    print("refused:", error.message, flush=True)
input()
"""
AGAIN = "\r\na code has 6 digits; once more (enter alone leaves it out): "


def test_a_code_that_is_none_is_asked_for_again_and_not_sent() -> None:
    terminal = Terminal([sys.executable, "-c", ASKS], dict(os.environ))
    try:
        terminal.wait_for("AWS profile ops asks for a code of the device (enter alone leaves it out): ")
        for times, wrong in enumerate((b"12345", b"abc"), 1):
            terminal.send(wrong + b"\n")
            terminal.wait_for(AGAIN * times)
        terminal.send(b"123456\n")
        terminal.wait_for("taken: 123456")
        assert b"abc" not in terminal.received
    finally:
        terminal.close()


def test_enter_alone_after_a_wrong_code_leaves_it_out() -> None:
    terminal = Terminal([sys.executable, "-c", ASKS], dict(os.environ))
    try:
        terminal.wait_for("enter alone leaves it out): ")
        terminal.send(b"12345\n")
        terminal.wait_for(AGAIN)
        terminal.send(b"\n")
        terminal.wait_for("refused: AWS profile ops: no code was entered")
    finally:
        terminal.close()
