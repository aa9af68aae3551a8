"""One resource at two moments, side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dharma_tui.core import format

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.screens._base import ServiceScreen


async def compare_moments(screen: ServiceScreen, ref: ResourceRef, one: str, other: str) -> None:
    """Show what ``ref`` was at the earlier of two moments beside what it was at the later. Empty is now. Raises NotFoundError."""
    from dharma_tui.screens._topology_of import show_topology_of
    from dharma_tui.screens.compare import CompareScreen

    services = screen.services
    moments = [await services.io.run(services.lake.resolve, at) for at in (one, other)]
    told = sorted(zip(moments, (one, other), strict=True), key=lambda each: each[0].id)
    left, right = [await services.inventory.resource(ref, at) for _, at in told]
    local = services.settings.current.interface.local_time
    names = [format.moment(snapshot.at, local=local) if at else "now" for snapshot, at in told]
    screen.app.push_screen(
        CompareScreen(
            left,
            right,
            copy=screen.shell.copy_text,
            topology=partial(show_topology_of, screen.shell, at=screen.own_at),
            names=(names[0], names[1]),
        )
    )
