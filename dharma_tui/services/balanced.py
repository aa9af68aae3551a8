"""What the internet reaches behind load balancers: what is exposed itself and routes to a resource lets others in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.access import Unlisted, Way
from dharma_tui.core.traffic import union
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.services.network.interfaces import Interface
    from dharma_tui.services.network.map import NetworkMap
    from dharma_tui.services.store.lake import Lake

Exposed = Callable[["NetworkMap", Iterable["Interface"]], tuple[tuple[Way, ...], list[Unlisted]]]


def routing_to(lake: Lake, ref: ResourceRef, snapshot: int) -> set[ResourceRef]:
    """What routes to ``ref``: itself, or by way of the group of targets that it is in. Blocks; raises StoreError."""
    rows = lake.query(
        f"""WITH routes AS (SELECT src_kind, src_key, dst_kind, dst_key
            FROM lake.relationships AT (VERSION => {snapshot}) WHERE verb = 'routes_to'),
        first AS (SELECT DISTINCT src_kind, src_key FROM routes WHERE dst_kind = ? AND dst_key = ?)
        FROM first UNION SELECT routes.src_kind, routes.src_key FROM routes
        JOIN first ON dst_kind = first.src_kind AND dst_key = first.src_key""",
        [ref.kind, ref.key],
    )
    return {ResourceRef(kind, key) for kind, key in rows}


def balanced(
    network: NetworkMap, ours: Sequence[Interface], fronts: Iterable[Interface], exposed: Exposed
) -> Iterator[Way]:
    """The ways from the internet to ``ours`` through each of ``fronts``, with what it lets in and what it sends on."""
    by_owner: dict[ResourceRef, list[Interface]] = {}
    for front in fronts:
        by_owner.setdefault(front.owner, []).append(front)
    for owner, several in by_owner.items():
        passed = [network.passage(front, our) for front in several for our in ours]
        surely = union(each.surely for each in passed)
        sent = surely or union(each.perhaps for each in passed)
        if not sent:
            continue
        name = next(front.name for front in several) or owner.key
        for way in exposed(network, several)[0]:
            why = ", ".join(filter(None, (f"by way of {name}, which reaches it with {sent.words()}", way.why)))
            yield replace(way, why=why, other=owner, sure=way.sure and bool(surely), is_behind=True)
