"""``dharma-tui`` with the fake providers beside the real ones: what the tests start as a child process."""

from __future__ import annotations

import sys
from pathlib import Path

from dharma_tui.services import discovery

if __name__ == "__main__":
    from dharma_tui.__main__ import program
    from dharma_tui.services import scan_process

    scan_process.PROGRAM = (sys.executable, __file__)
    discovery.__path__.append(str(Path(__file__).parent / "fake_providers"))
    program()
