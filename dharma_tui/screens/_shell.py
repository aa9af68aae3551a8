"""The console as its screens see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dharma_tui.core.scan import EVERYTHING, Selection
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.screens._places import Place, Target
from dharma_tui.screens._status import ConsoleStatus

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView


class Shell(Protocol):
    """What a screen may ask of the console: to go somewhere. ``DharmaApp`` is one."""

    status: ConsoleStatus

    def painted(self) -> None:
        """A screen has been painted."""

    def go(self, screen: str, target: Target = None) -> None:
        """Show this screen."""

    def open_view(self, view: View | TopologyView) -> None:
        """Show this view, in the inventory or in the topology."""

    def open_resource(self, ref: ResourceRef) -> None:
        """Show this resource."""

    def back(self) -> None:
        """Return to the place before this one."""

    def amend_place(self, place: Place) -> None:
        """The present place has changed; going back must lead to what it is now."""

    def copy_text(self, text: str, what: str) -> None:
        """Put ``text`` on the clipboard and say so."""

    def copy_link(self) -> None:
        """Copy the command line that shows the present view."""

    def ask_about(self, ref: ResourceRef, name: str) -> None:
        """Go to the chat, where this resource is spoken of from now on."""

    def scan(self, selection: Selection = EVERYTHING) -> None:
        """Discover now, in the background."""
