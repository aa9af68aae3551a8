"""Views kept under a name: the keys that list, open, forget and keep them, on every screen that has views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.screens._view_names import name_fault

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.core.view import View


class SavedViewKeys(ServiceScreen):
    """Over the view of a subclass, which says how views of its own sort are written."""

    def view_to_keep(self) -> View | TopologyView:
        """What is shown, with its moment."""
        raise NotImplementedError

    def line_of(self, view: View | TopologyView) -> str:
        """The line that says ``view``; nothing for one that is not of this screen."""
        raise NotImplementedError

    def action_views(self) -> None:
        """Open or delete a saved view."""
        self.run(self._list_views, group="views")

    async def _list_views(self) -> None:
        kept = await self.services.io.run(self.services.saved_views.list)
        choices = [Choice(one.name, one.name, line) for one in kept if (line := self.line_of(one.view))]
        if not choices:
            self.say("There are no saved views yet", "V keeps this one under a name")
            return
        dialog = PickScreen("Saved views", choices, extra_keys={"delete": "Delete"}, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, self._view_chosen)

    def _view_chosen(self, picked: Picked | None) -> None:
        if picked is None:
            return
        (name,) = picked.keys

        async def work() -> None:
            kept = {one.name: one.view for one in await self.services.io.run(self.services.saved_views.list)}
            if picked.how == "delete":
                await self.services.io.run(self.services.saved_views.delete, name)
                self.say(f"View {name} forgotten")
            elif name in kept:
                self.shell.open_view(kept[name])

        self.run(work, group="views")

    def action_save_view(self) -> None:
        """Keep this view under a name."""
        dialog = AskLineScreen("Save this view as", self.line_of(self.view_to_keep()), judge=name_fault)
        self.app.push_screen(dialog, lambda name: self.command_save(name) if name else None)

    def command_save(self, argument: str) -> None:
        """``:save NAME``: keep the current view."""
        if fault := name_fault(argument):
            raise UsageError(f"a view cannot be called {argument!r}", fault)
        view = self.view_to_keep()

        async def work() -> None:
            await self.services.io.run(self.services.saved_views.save, argument, view)
            self.say(f"Saved as {argument}", f":{argument} opens it, v lists all")

        self.run(work, group="views")
