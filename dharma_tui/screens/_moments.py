"""The moment that a screen shows, where that is not now: in words, and as it is handed on to what is opened from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core import format

if TYPE_CHECKING:
    from dharma_tui.services import Services


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at, exactly: ``-9m`` will be another moment soon. Nothing where that is now."""

    at: str = ""
    as_of: datetime | None = None


async def seen(services: Services, at: str) -> Seen:
    """What ``at`` means now. Raises FilterError, NotFoundError."""
    if not at:
        return Seen()
    snapshot = await services.io.run(services.lake.resolve, at)
    return Seen(f"#{snapshot.id}", snapshot.at)


def past_words(services: Services, as_of: datetime | None) -> str:
    """As of when something is shown; nothing for now."""
    if as_of is None:
        return ""
    local = services.settings.current.interface.local_time
    age = format.age(as_of, services.clock.now())
    return f"as of {format.moment(as_of, local=local)} ({'just now' if age == 'now' else f'{age} ago'})"
