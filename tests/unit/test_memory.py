"""What is given back to the system, and what must not be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dharma_tui.services.store import memory

SMAPS = """\
7f0000000000-7f0000001000 r--p 00000000 fe:00 1    /opt/lib/duckdb/_duckdb.so
Rss:                   4 kB
Private_Dirty:         0 kB
7f0000001000-7f0000003000 r-xp 00001000 fe:00 1    /opt/lib/duckdb/_duckdb.so
Rss:                   8 kB
Private_Dirty:         0 kB
7f0000003000-7f0000004000 rw-p 00003000 fe:00 1    /opt/lib/duckdb/_duckdb.so
Private_Dirty:         4 kB
7f0000005000-7f0000006000 r-xp 00000000 fe:00 2    /opt/a folder/duckdb.extension
Private_Dirty:         4 kB
7f0000007000-7f0000008000 r-xp 00000000 fe:00 3    /opt/duckdb/other.so
Private_Dirty:         0 kB
7f0000009000-7f000000a000 r-xp 00000000 00:00 0
Private_Dirty:         0 kB
7f000000b000-7f000000c000 r-xp 00000000 fe:00 4    /opt/a folder/duckdb.extension
Private_Dirty:         0 kB
"""


def test_only_code_that_nothing_wrote_to_is_unmapped() -> None:
    found = list(memory._code_of("duckdb", SMAPS))
    assert found == [(0x7F0000001000, 0x7F0000003000), (0x7F000000B000, 0x7F000000C000)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_the_database_answers_after_its_code_was_unmapped() -> None:
    import duckdb

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    connection = duckdb.connect()
    question = "SELECT sum(i), count(DISTINCT i % 7) FROM range(100000) AS numbers(i)"
    answer = connection.execute(question).fetchall()
    before = resident()
    memory.give_back()
    after = resident()
    again = connection.execute(question).fetchall()
    connection.close()
    assert after < before
    assert again == answer
