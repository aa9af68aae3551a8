"""``dharma-tui`` and ``python -m dharma_tui``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run the console or a headless command; the exit code."""
    from dharma_tui.cli import run

    return run(sys.argv[1:] if words is None else words)


if __name__ == "__main__":
    sys.exit(main())
