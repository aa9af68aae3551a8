"""Alerts on what their resources are shown as."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.types import Finding, Severity
from dharma_tui.services.topology.sketching import Sketched


def alerts_on(sketched: Sketched, findings: Sequence[Finding]) -> list[tuple[NodeId, Severity]]:
    """Each of the ``findings`` on what its resource is shown as; those about what is not shown are left out. Blocks; raises
    StoreError."""
    places = sketched.shown_as([finding.ref for finding in findings])
    return [(place, finding.severity) for finding, place in zip(findings, places, strict=True) if place is not None]
