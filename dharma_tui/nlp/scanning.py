"""Scans that the chat offers: they only read, and are started by a person's yes and nothing else."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.errors import DharmaError
from dharma_tui.nlp.conversation import Offer
from dharma_tui.nlp.planning import LASTS
from dharma_tui.nlp.tools.scan_start import StartScan

if TYPE_CHECKING:
    from dharma_tui.core.scan import Selection
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.tools._base import Asked, Tool

log = logging.getLogger(__name__)

_YES = frozenset({"yes", "y", "yep", "yeah", "sure", "ok", "okay", "start", "go", "ahead", "please", "do", "it", "now"})
_WORD = re.compile(r"[^\W_][\w.\-]*")
_RUNNING: set[asyncio.Task[None]] = set()


def agreed_words(words: tuple[str, ...]) -> bool:
    """Whether nothing but a yes was said."""
    return bool(words) and set(words) <= _YES and bool(set(words) & (_YES - {"please", "it", "now", "do"}))


async def agreed(asked: Asked, conversation: Conversation, desk: Desk) -> Answer | None:
    """The answer to a yes: the scan that was offered last is started. None where nothing was offered, or no yes was said."""
    offer = conversation.offered
    if offer is None or not desk.attended or not agreed_words(tuple(_WORD.findall(asked.text.lower()))):
        return None
    conversation.offered = None
    if desk.services.clock.now() >= offer.until:
        return Answer("That was offered more than a minute ago: ask for the scan again.", next_steps=("start a scan",))
    selection = offer.selection
    scans = desk.services.scanner_process
    if scans.running:
        return Answer("A scan is running already; that one goes on.", opens="discovery", next_steps=("scan status",))
    task = asyncio.create_task(_scan(desk, selection), name="scan of the chat")
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    said = ", ".join(selection.providers) or "every provider"
    return Answer(
        f"The scan of {said} has begun. It only reads; its end is told, and what it found is in the inventory.",
        opens="discovery",
        next_steps=("how is the scan going?", "what changed since the last scan?"),
    )


async def _scan(desk: Desk, selection: Selection) -> None:
    try:
        await desk.services.scanner_process.run(selection, "manual")
    except DharmaError as error:  # which the scan has published, too
        log.warning("the scan of the chat did not start: %s", error)


def offered(tool: Tool, asked: Asked, desk: Desk) -> Offer | None:
    """The scan that a tool's answer asks about, for as long as a plan holds."""
    selection = tool.selection(asked) if isinstance(tool, StartScan) else None
    return None if selection is None else Offer(selection, desk.services.clock.now() + LASTS)
