"""``dharma-tui`` on a loopback AWS: what the tests start as a child process. It commits often, so that a kill meets much of it."""

from __future__ import annotations

if __name__ == "__main__":
    from dharma_tui.__main__ import program
    from dharma_tui.services import scanner
    from tests.integration.loopback_names import names_of_loopback

    scanner.COMMIT_SECONDS = 0.1
    with names_of_loopback():
        program()
