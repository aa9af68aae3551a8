"""``dharma-tui`` with the invented provider beside the real ones, in its own process and in those that scan for it."""

from __future__ import annotations

import sys
from pathlib import Path

from dharma_tui.services import discovery

if __name__ == "__main__":
    from dharma_tui.__main__ import main
    from dharma_tui.services import scan_process

    scan_process.PROGRAM = (sys.executable, __file__)
    discovery.__path__.append(str(Path(__file__).parent / "estate"))
    sys.exit(main())
