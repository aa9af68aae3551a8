"""What is kept of the relationships to a kind when nothing of it was scanned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TypeAlias

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, ResourceRef

Told: TypeAlias = tuple[ResourceRef, ResourceRef, str]
"""Whose properties tell, of what, and where."""


def told(kinds: Collection[KindSpec], resources: Sequence[Resource]) -> set[Told]:
    """What the properties of ``resources`` tell of others."""
    directory = Directory(kinds)
    for resource in resources:
        directory.add(resource)
    return {
        (resource.ref, edge.dst if edge.src == resource.ref else edge.src, edge.source)
        for resource in resources
        for edge in directory.relationships(resource)
    }


def left_out(kinds: Collection[KindSpec], resources: Sequence[Resource]) -> tuple[int, int, Counter[str], int]:
    """Each kind in turn left out: relationships to those, how many are kept, kinds of the others, and how many are new."""
    whole, kept, among, new = told(kinds, resources), 0, 0, 0
    lost: Counter[str] = Counter()
    for kind in sorted({resource.ref.kind for resource in resources}):
        wanted = {each for each in whole if each[1].kind == kind and each[0].kind != kind}
        if not wanted:
            continue
        found = told(kinds, [resource for resource in resources if resource.ref.kind != kind])
        among += len(wanted)
        kept += len(wanted & found)
        lost[kind] += len(wanted - found)
        places = {(by, source) for by, _, source in wanted}
        new += sum((by, source) not in places for by, _, source in found - whole)
    return among, kept, +lost, new
