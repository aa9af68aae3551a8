"""Writes the reference pages of the documentation from what the code declares.

``python -m dharma_tui.services.reference docs`` (``make docs``) writes them into the folder ``docs``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from dharma_tui.core.settings_page import settings_page
from dharma_tui.services.kinds_pages import FOLDER, kinds_pages
from dharma_tui.services.long_tail_page import PAGE, long_tail_page


def pages() -> Mapping[str, str]:
    """Every generated page, by file name."""
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.services.providers import kinds_of, provider_services

    services = provider_services(SystemClock())
    calls = {kind.kind: service.calls(kind) for service in services for kind in service.kinds}
    kinds = kinds_pages(kinds_of(services).values(), calls)
    return {**kinds, PAGE: long_tail_page(), "settings.md": settings_page()}


def write_pages(folder: Path) -> None:
    """Write every generated page into ``folder``, and take away those of kinds that are no more."""
    written = pages()
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    for page in (folder / FOLDER).glob("*.md"):
        if f"{FOLDER}/{page.name}" not in written:
            page.unlink()


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
