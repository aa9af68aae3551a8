"""How a process of the program ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITH_A_BUSY_THREAD = """
import atexit, sys, threading
import duckdb
import dharma_tui.cli
from dharma_tui.__main__ import program

begun = threading.Event()

def busy():
    connection = duckdb.connect()
    while True:
        connection.execute("SELECT sum(i) FROM range(3000) t(i)").fetchall()
        begun.set()

def run(words):
    threading.Thread(target=busy, daemon=True).start()
    assert begun.wait(30)
    atexit.register(print, "last words")
    print("answer")
    {ending}

dharma_tui.cli.run = run
program([])
"""


@pytest.mark.parametrize(
    ("ending", "code"),
    [("return 0", 0), ("return 3", 3), ("sys.exit(2)", 2), ("sys.exit()", 0), ("sys.exit('no')", 1), ("1 / 0", 1)],
)
def test_a_thread_inside_the_database_never_aborts_the_end(ending: str, code: int) -> None:
    child = subprocess.run(
        [sys.executable, "-c", WITH_A_BUSY_THREAD.format(ending=ending)], capture_output=True, text=True, timeout=60
    )

    assert (child.returncode, child.stdout) == (code, "answer\nlast words\n"), child.stderr
    assert ("ZeroDivisionError" in child.stderr) == (ending == "1 / 0")
