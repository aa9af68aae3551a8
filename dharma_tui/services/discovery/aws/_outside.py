"""Who comes to others from the internet, by names and addresses that all know."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing
from dharma_tui.core.types import Verb

ASKS_OUTSIDE = Bearing(Verb.ROUTES_TO, loses=1.0, shared=True, outside=True)
"""Whoever leads to such names loses what comes from there with what answers at these."""
