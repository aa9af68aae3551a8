"""Where on the detail screen a person wants to be."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.types import ResourceRef

FACTS, LABELS, LINKS, ACCESS, METRICS, HISTORY, RAW = "facts", "labels", "links", "access", "metrics", "history", "raw"
TABS = (FACTS, LABELS, LINKS, ACCESS, METRICS, HISTORY, RAW)


@dataclass(frozen=True, slots=True)
class ResourcePage(ResourceRef):
    """A resource, opened on one of the tabs, as of a moment where one is said."""

    tab: str = FACTS
    at: str = ""

    @property
    def ref(self) -> ResourceRef:
        """The resource alone."""
        return ResourceRef(self.kind, self.key)


def page_of(ref: ResourceRef, tab: str, at: str = "") -> ResourcePage:
    """``ref`` opened on ``tab``, as of ``at``; empty is the moment of the console."""
    return ResourcePage(ref.kind, ref.key, tab, at)


def opened_at(ref: ResourceRef, at: str) -> ResourceRef:
    """What ``ref`` is opened as from a screen that shows another moment than the console does."""
    return page_of(ref, FACTS, at) if at else ref
