"""What nobody has listed and relationships hang on: exclusions from VPC Block Public Access."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.services.network.public_access import BLOCK, EXCLUSION, Place, exclusions_of

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage
    from dharma_tui.services.store.lake import Lake

Unlisted: TypeAlias = tuple[str, str, str]
"""A kind, an account and a region."""
_SAID = re.escape(exclusions_of(Place("\0", "\1"))).replace("\0", r"\w+").replace("\1", r"[\w-]+")


def unlisted_exclusions(parts: Iterable[Coverage]) -> set[Unlisted]:
    """The accounts and regions where somebody has looked for a block, and nobody has listed what is excluded from it."""
    blocks, listed = set(), set()
    for part in parts:
        place = part.scope.account, part.scope.region
        if part.kind == BLOCK:
            blocks.add(place)
        elif part.kind == EXCLUSION and (part.complete_at or part.report.imported or part.report.elsewhere):
            listed.add(place)
    return {(EXCLUSION, *place) for place in blocks - listed}


def hangs_on_listed(lake: Lake, unlisted: Collection[Unlisted]) -> bool:
    """Whether relationships are told to hang on exclusions that are not among the ``unlisted`` any more. Raises StoreError."""
    said = lake.query(
        "SELECT DISTINCT unnest(regexp_extract_all(source, ?)) FROM lake.relationships WHERE contains(source, ?)",
        [_SAID, exclusions_of(None)],
    )
    return not {what for (what,) in said} <= {exclusions_of(Place(*place)) for _, *place in unlisted}
