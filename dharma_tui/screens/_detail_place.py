"""Where on the detail screen a person wants to be."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.types import ResourceRef

FACTS, LABELS, LINKS, ACCESS, METRICS, HISTORY, RAW = "facts", "labels", "links", "access", "metrics", "history", "raw"
TABS = (FACTS, LABELS, LINKS, ACCESS, METRICS, HISTORY, RAW)


@dataclass(frozen=True, slots=True)
class ResourcePage(ResourceRef):
    """A resource, opened on one of the tabs."""

    tab: str = FACTS

    @property
    def ref(self) -> ResourceRef:
        """The resource alone."""
        return ResourceRef(self.kind, self.key)


def page_of(ref: ResourceRef, tab: str) -> ResourcePage:
    """``ref`` opened on ``tab``."""
    return ResourcePage(ref.kind, ref.key, tab)
