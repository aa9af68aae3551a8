"""The last points of one measured series, sixteen bytes each: as tuples, moments and floats they would be a hundred and more."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime


class RecentPoints:
    """At most ``limit`` points, the oldest of which give way."""

    __slots__ = ("_limit", "_moments", "_values")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._moments = array("d")
        self._values = array("d")

    def __len__(self) -> int:
        return len(self._values)

    def append(self, at: datetime, value: float) -> None:
        """Add the newest."""
        if len(self._values) == self._limit:
            del self._moments[0], self._values[0]
        self._moments.append(at.timestamp())
        self._values.append(value)

    @property
    def latest(self) -> float:
        """The newest value. There must be one."""
        return self._values[-1]

    def all(self) -> tuple[tuple[datetime, float], ...]:
        """Every point, oldest first."""
        return tuple(
            (datetime.fromtimestamp(at, UTC), value) for at, value in zip(self._moments, self._values, strict=True)
        )
