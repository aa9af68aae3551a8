"""Sizes that AWS tells in other units, as bytes: they are shown, sorted and compared as all sizes are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import first

MIB, GIB = 1 << 20, 1 << 30


def in_bytes(path: str, unit: int) -> Callable[[Mapping[str, Json]], Json]:
    """What follows the number at ``path``, which may be told as text; nothing where it is none."""

    def told(attrs: Mapping[str, Json]) -> Json:
        value = first(attrs, path)
        try:
            return int(float(value) * unit) if isinstance(value, (int, float, str)) else None
        except (ValueError, OverflowError):
            return None

    return told
