"""Where the chat stands, how large it is and whether it is open: remembered in the state folder for the next time."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from dharma_tui.services import atomic_file
from dharma_tui.services.private_folder import make_private

log = logging.getLogger(__name__)

FILE = "chat-place.json"
DOCKS = ("auto", "right", "bottom", "full")
LEAST, MOST = 20, 85
"""Shares of the screen, in per cent, between which it can be resized."""


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """``auto`` is right where there is room, else bottom. Shares are in per cent of the width, and of the height."""

    open: bool = False
    dock: str = "auto"
    right: int = 45
    bottom: int = 50


def load(folder: Path) -> ChatPlace:
    """How it was left. A file that cannot be read, or says something odd, counts as none."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        place = ChatPlace(bool(told["open"]), str(told["dock"]), int(told["right"]), int(told["bottom"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ChatPlace()
    odd = place.dock not in DOCKS or not all(LEAST <= share <= MOST for share in (place.right, place.bottom))
    return ChatPlace(place.open) if odd else place


def save(folder: Path, place: ChatPlace) -> None:
    """Remember it. One that cannot be written is a pity, never an error."""
    try:
        make_private(folder)
        atomic_file.write_text(folder / FILE, json.dumps(asdict(place)) + "\n")
    except OSError as error:
        log.info("place of the chat not kept", extra={"reason": str(error)})
