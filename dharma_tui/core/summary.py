"""What was known of the estate when it was last looked at: enough to paint the first screen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LastScan:
    """The newest scan: how it stands and what it found."""

    scan_id: str
    status: str
    started_at: datetime
    seconds: float
    resources: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts as of ``as_of``; ``added``, ``changed`` and ``removed`` are those of the 24 hours before it, without noisy kinds."""

    as_of: datetime
    snapshot: int
    total: int
    kinds: Mapping[str, int] = field(default_factory=dict)
    unwell: Mapping[str, int] = field(default_factory=dict)
    """Degraded or failed resources by kind; kinds without any are left out."""
    states: Mapping[str, int] = field(default_factory=dict)
    providers: Mapping[str, int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    removed: int = 0
    last_scan: LastScan | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """What people call the kinds, in the plural: knowing it from the declarations would mean importing every provider."""
