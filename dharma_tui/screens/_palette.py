"""What the command palette searches: commands and screens, kinds, saved views, and resources by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from dharma_tui import commands
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.text import printable
from dharma_tui.core.view import View
from dharma_tui.screens._base import ServiceScreen

if TYPE_CHECKING:
    from dharma_tui.services import Services

RESOURCES = 20
"""Resources shown for one search."""

SHORTEST = 2
"""Characters from which resources are searched."""


class ConsoleProvider(Provider):
    """A source of the palette that knows the console."""

    @property
    def front(self) -> ServiceScreen:
        """The screen the palette was opened over."""
        return cast("ServiceScreen", self.screen)

    @property
    def services(self) -> Services:
        """The services of that screen."""
        return self.front.services

    def entries(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Text, help and what it does, of everything this source has."""
        yield from ()

    async def discover(self) -> Hits:
        for text, help, act in self.entries():
            yield DiscoveryHit(Content(text), act, text=text, help=_plain(help))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for text, help, act in self.entries():
            if (score := matcher.match(text)) > 0:
                yield Hit(score, Content(text), act, text=text, help=_plain(help))


class CommandsProvider(ConsoleProvider):
    """Every command that means something here, as typed after ``:``."""

    def entries(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        for command in commands.commands_for(self.front.NAME):
            shown = command.name.capitalize()
            if command.needs_argument:
                yield f"{shown}…", command.doc, partial(self.front.open_command_bar, f"{command.name} ")
            else:
                yield shown, command.doc, partial(self._submit, command.name)

    def _submit(self, line: str) -> None:
        self.front.submit_line(line)


class ViewsProvider(ConsoleProvider):
    """Kinds and saved views."""

    def entries(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        for saved in self.services.saved_views.list():
            yield printable(saved.name), "Saved view", partial(self.front.shell.open_view, saved.view)
        for spec in self.services.kinds.values():
            text = f"{spec.plural} ({spec.kind})"
            yield text, spec.doc, partial(self.front.shell.open_view, View(kinds=(spec.kind,)))


class ResourcesProvider(ConsoleProvider):
    """Resources whose name or key holds what is typed."""

    async def search(self, query: str) -> Hits:
        words = query.strip()
        if len(words) < SHORTEST:
            return
        try:
            inventory = self.services.inventory
            listing = await inventory.open(View(filter=words, columns=("name", "kind", "state")))
            rows = await inventory.rows(listing, 0, min(RESOURCES, listing.length))
        except DharmaError:
            return
        for place, row in enumerate(rows):
            if row.ref is not None:
                text = printable(row.cells[0], 80)
                open_it = partial(self.front.shell.open_resource, row.ref)
                yield Hit(0.5 - place / 1000, Content(text), open_it, text=text, help=_plain(printable(row.ref, 100)))


def _plain(help: str) -> str:
    """The palette reads the help of a hit as markup unless it is content already."""
    return cast("str", Content(help))


PROVIDERS = (CommandsProvider, ViewsProvider, ResourcesProvider)
