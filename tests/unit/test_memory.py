"""What is given back to the system, and what must not be."""

from __future__ import annotations

import platform
import subprocess
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


THREADS = """
import ctypes, threading
from dharma_tui.services.store import memory
{share}
together = threading.Barrier(6)
def work():
    held = [bytes(20_000) for _ in range(50)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
@pytest.mark.parametrize(("share", "fewest", "most"), [("", 3, 99), ("memory.share()", 1, 2)])
def test_threads_allocate_in_common(share: str, fewest: int, most: int) -> None:
    told = subprocess.run(
        [sys.executable, "-c", THREADS.format(share=share)], capture_output=True, text=True, check=True
    )
    assert fewest <= told.stdout.count("<heap nr=") <= most
