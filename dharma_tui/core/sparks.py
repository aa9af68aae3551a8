"""Series of numbers as small drawings: one line of text each, in blocks or plain ASCII."""

from __future__ import annotations

import math
from collections.abc import Sequence

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " _.-=+*#@"


def spark(
    values: Sequence[float],
    width: int,
    height: int = 1,
    *,
    ascii_only: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> list[str]:
    """``values`` drawn as ``height`` lines of ``width`` cells, the newest at the right; fewer values leave the left blank.

    ``low`` and ``high`` fix the scale; without them it spans the values, from zero where none is negative. More values
    than cells are averaged; what is not a number leaves a gap.
    """
    if width <= 0 or height <= 0:
        return [""] * max(0, height)
    columns = _resample(values, width)
    finite = [value for value in columns if value is not None]
    floor = low if low is not None else min([0.0, *finite])
    ceiling = high if high is not None else max(finite, default=1.0)
    span = ceiling - floor or 1.0
    steps = [None if value is None else _steps((value - floor) / span, height) for value in columns]
    ramp = _ASCII if ascii_only else _BLOCKS
    padding = " " * (width - len(columns))
    lines = []
    for row in reversed(range(height)):
        below = row * 8
        cells = (" " if step is None else ramp[max(0, min(8, step - below))] for step in steps)
        lines.append(padding + "".join(cells))
    return lines


def _steps(share: float, height: int) -> int:
    """Eighths of a cell to fill: at least one, so that zero differs from nothing measured."""
    return max(1, round(min(1.0, max(0.0, share)) * height * 8))


def _resample(values: Sequence[float], width: int) -> list[float | None]:
    if len(values) <= width:
        return [value if math.isfinite(value) else None for value in values]
    columns: list[float | None] = []
    for column in range(width):
        start, stop = column * len(values) // width, (column + 1) * len(values) // width
        part = [value for value in values[start:stop] if math.isfinite(value)]
        columns.append(sum(part) / len(part) if part else None)
    return columns
