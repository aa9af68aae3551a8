"""What an empty table says of why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.core.view import Listing
    from dharma_tui.services import Services
    from dharma_tui.widgets.face import Face
    from dharma_tui.widgets.resource_table import ResourceTable


async def tell_why_none(services: Services, listing: Listing, table: ResourceTable, face: Face) -> None:
    """Add to what the face says of an empty ``listing`` what scans know of it, if that is still what is shown."""
    from dharma_tui.services.none_found import none_found

    coverage = await services.io.run(services.scans.coverage)
    why, hint = none_found(coverage, listing.view.kinds, services.kinds, services.clock.now())
    if why and table.listing is listing:
        said = face.saying
        face.show_empty(said.what, said.do, printable(f"{why}{f': {hint}' if hint else ''}", 400))
