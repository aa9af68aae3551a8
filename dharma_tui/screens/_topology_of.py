"""What ``g`` leads to: the topology of what a person means on any screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError
from dharma_tui.core.topology_view import TopologyView

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.core.view import View
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.screens._shell import Shell

LOOKED_AROUND = 40
"""Of what a line stands for, so many are looked around at once."""


def show_topology_of(shell: Shell, refs: tuple[ResourceRef, ...], at: str = "") -> None:
    """What hangs on these, as of ``at``; for none the topology as it was left."""
    shell.go("topology", TopologyView(focus=refs, at=at) if refs else None)


def show_topology(screen: ServiceScreen) -> None:
    """What hangs on what the person means on ``screen``: resources, or those that a line stands for."""
    refs = screen.chosen_refs()
    try:
        view = None if refs else screen.chosen_view()
    except UsageError as error:
        screen.say(error.message, error.hint)
        return
    if view is None:
        show_topology_of(screen.shell, refs, screen.own_at)
    else:
        screen.run(partial(_show_first_of, screen, view), group="topology")


async def _show_first_of(screen: ServiceScreen, view: View) -> None:
    inventory = screen.services.inventory
    listing = await inventory.open(replace(view, at=view.at or screen.own_at or screen.at))
    refs = tuple(await inventory.refs(listing, 0, min(listing.length, LOOKED_AROUND)))
    if not refs:
        screen.say("Nothing is behind this line")
        return
    show_topology_of(screen.shell, refs, screen.own_at)
    if listing.length > len(refs):
        screen.say(f"Around the first {len(refs):,} of {listing.length:,}", timeout=4)
