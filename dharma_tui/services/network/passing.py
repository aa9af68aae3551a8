"""What is found to pass in networks."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.traffic import Traffic
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.network.rules import Network


@dataclass(frozen=True, slots=True)
class Exposure:
    """What of the internet reaches an interface: from where, through which gateway, let in by which group."""

    gateway: ResourceRef | None
    network: Network
    traffic: Traffic
    group: str
    depends_on: tuple[str, ...] = ()
    """What nobody has listed and would have to allow it."""
    but: tuple[Network, ...] = ()
    """Parts of the network to which another exposure applies, or none."""
    past: str = ""
    """What looks at it on the way, and may not pass it on."""

    @property
    def sure(self) -> bool:
        """Whether it hangs on nothing that is not known here."""
        return not (self.depends_on or self.past)

    @property
    def condition(self) -> str:
        """On what it hangs, in words."""
        unlisted = f"depending on {' and '.join(self.depends_on)}" if self.depends_on else ""
        return ", ".join(filter(None, (unlisted, f"if {self.past} passes it on" if self.past else "")))


@dataclass(frozen=True, slots=True)
class WayOut:
    """A gateway by which an interface reaches networks outside."""

    gateway: str
    network: Network
    traffic: Traffic
    depends_on: tuple[str, ...] = ()
    """What nobody has listed and would have to allow it."""
    but: tuple[Network, ...] = ()
    """Parts of the network to which another way applies, or none."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What one interface can send to another: surely, and perhaps, depending on an address or on lists that are not known.

    Where there is a ``hub`` on the way, or one and another, all of it is perhaps: whether it is passed on is decided by routes
    of their own.
    """

    surely: Traffic
    perhaps: Traffic
    hub: str = ""
    depends_on: tuple[str, ...] = ()
    """What nobody has listed and ``perhaps`` depends on."""
    unlisted: tuple[str, ...] = ()
    """What nobody has listed and would tell whether more passes."""

    @property
    def condition(self) -> str:
        """On what ``perhaps`` hangs, in words."""
        if self.hub:
            return f"if {self.hub} {'pass' if ' and ' in self.hub else 'passes'} it on"
        return f"depending on {' and '.join(self.depends_on) or 'its address'}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What passes whatever is not known, and what may at most."""

    least: Traffic
    most: Traffic
