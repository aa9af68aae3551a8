"""Exports the pictures of the README from the running console, over the demo estate.

Usage: ``python docs/screenshots.py [FOLDER]``; writes SVG files into ``docs/screenshots``.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.cli.context import Context
from dharma_tui.cli.flags import Flags
from dharma_tui.core.clock import SystemClock
from dharma_tui.services import build_services

SIZE = (120, 34)


def _typed(text: str) -> tuple[str, ...]:
    return tuple("space" if letter == " " else letter for letter in text)


SECONDS = 25.0
"""Time the demo is given to live before the first picture, so that the live series have something to show."""
STEPS: dict[str, tuple[str, ...]] = {
    "overview": ("1",),
    "inventory": ("colon", *"vm", "space", *"sort", "colon", *"state", "enter"),
    "detail": ("enter", "x"),
    "changes": ("4", "down", "down"),
    "discovery": ("3",),
    "topology": ("7",),
    "chat": ("1", "ctrl+t", *_typed("which instances are not running"), "enter"),
}
"""Each picture and the keys that lead to it from the one before."""
_WAITING = re.compile("(?i)reading(&#160;| )|reading…|looking…|measuring…")
"""What a screen says that has nothing to show yet."""
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def export(folder: Path) -> None:
    """Open the console without a terminal, press the keys of each step, and write what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        os.environ.update(environment)
        with Context(Flags(demo=1000), environment, SystemClock()) as context:
            services = build_services(
                context.settings,
                context.folder,
                clock=context.clock,
                ids=context.ids,
                providers=[context.demo.provider],
                scans_with=context.demo.scans,
            )
            context.closing.callback(services.close)
            app = DharmaApp(services, demo=True)
            async with app.run_test(size=SIZE) as pilot:
                await pilot.pause(SECONDS)
                for name, keys in STEPS.items():
                    await _step(pilot, keys)
                    (folder / f"{name}.svg").write_text(_self_contained(app.export_screenshot()))


async def _step(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.2)
    await pilot.pause(3)
    while _WAITING.search(pilot.app.export_screenshot()):
        await pilot.pause(0.5)


def _self_contained(svg: str) -> str:
    """Without fonts from elsewhere: a picture asks for nothing from the network."""
    return _FONTS.sub("", svg).replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


if __name__ == "__main__":
    asyncio.run(export(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "screenshots"))
