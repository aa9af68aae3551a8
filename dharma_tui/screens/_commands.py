"""What the ``:`` line does: runs a command of the table, opens a saved view, or reads the line as a view."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from dharma_tui import commands
from dharma_tui.commands import SCREENS, Command
from dharma_tui.core import format, view_text
from dharma_tui.core.errors import DharmaError, NotFoundError, UsageError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.scan import EVERYTHING, LAST, LISTS_ONLY, Selection
from dharma_tui.core.settings import DECLARATIONS, THEMES
from dharma_tui.core.text import printable
from dharma_tui.screens._places import Target
from dharma_tui.screens._status import ConsoleStatus
from dharma_tui.services.command_history import CommandHistory
from dharma_tui.services.path_completion import completed_paths

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.core.view import View
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.services import Services

log = logging.getLogger(__name__)

_AGO = ("-15m", "-1h", "-2h", "-6h", "-1d", "-7d", "-30d")


class Navigator(Protocol):
    """The console as the command line sees it."""

    status: ConsoleStatus

    def go(self, screen: str, target: Target = None) -> None:
        """Show this screen."""

    def open_view(self, view: View | TopologyView) -> None:
        """Show this view."""

    def back(self) -> None:
        """Return to the place before."""

    def front(self) -> ServiceScreen | None:
        """The screen in front."""

    def help(self) -> None:
        """Show every key."""

    def copy_link(self) -> None:
        """Copy the command line that shows the same."""

    def scan(self, selection: Selection = EVERYTHING) -> None:
        """Discover now, in the background."""

    def import_files(self, line: str = "") -> None:
        """Look at the files that ``line`` names, or ask for them, and import them once that is wanted."""

    def enter_code(self) -> bool:
        """Ask for the code that a scan wants. False: none wants one."""

    def time_changed(self) -> None:
        """Every view is now shown as of another moment."""

    def leave(self) -> None:
        """End the console."""


class CommandLine:
    """Understands what is typed after ``:``. Every method that fails raises DharmaError."""

    def __init__(self, console: Navigator, services: Services) -> None:
        self._console = console
        self._services = services
        self._history = CommandHistory(services.settings.paths.state_folder / "command-history")
        self.history: tuple[str, ...] = ()
        """Earlier lines, oldest first."""

    async def load_history(self) -> None:
        """Read what earlier consoles kept."""
        self.history = await self._services.io.run(self._history.lines)

    async def remember(self, line: str) -> None:
        """Keep ``line`` for the next time, right or wrong: a typing error is mended by recalling it."""
        await self._services.io.run(self._history.add, line)
        await self.load_history()

    async def submit(self, line: str) -> None:
        """Do what ``line`` says. Raises DharmaError."""
        word, _, rest = line.strip().partition(" ")
        command = commands.find(word)
        if command is None:
            await self._open_view(line.strip())
            return
        argument = rest.strip()
        if command.needs_argument and not argument:
            raise UsageError(f":{command.name} needs {command.usage}", command.doc)
        await self._run(command, argument)

    async def completions(self, line: str, cursor: int) -> list[str]:
        """Whole lines that ``line`` may become, the likeliest first. Only text up to the cursor is looked at."""
        typed, after = line[:cursor], line[cursor:]
        word, space, argument = typed.lstrip().partition(" ")
        if space:
            command = commands.find(word)
            if command is None:
                return [f"{found}{after}" for found in await self._view_completions(typed)]
            return [f"{word} {found}{after}" for found in await self._argument_completions(command, argument)]
        known = [*self._words(), *self._saved_names()]
        starts = sorted(name for name in known if name.startswith(word) and name != word)
        return [*starts, *(found for found in await self._view_completions(typed) if found not in starts)]

    # -- understanding ----------------------------------------------------------------------------------------------

    def _words(self) -> list[str]:
        screen = self._console.front()
        return [command.name for command in commands.commands_for(screen.NAME if screen else "")]

    def _saved_names(self) -> list[str]:
        return [saved.name for saved in self._services.saved_views.list()]

    async def _view_completions(self, typed: str) -> list[str]:
        try:
            return list(await self._services.inventory.complete(typed, len(typed)))
        except DharmaError:
            return []

    async def _argument_completions(self, command: Command, argument: str) -> list[str]:
        if command.argument == "setting" and " " in argument.lstrip():
            key, _, value = argument.partition(" ")
            declared = DECLARATIONS.get(key)
            choices = (
                ("true", "false") if declared and declared.type is bool else declared.bounds.choices if declared else ()
            )
            return [f"{key} {choice}" for choice in choices if choice.startswith(value)]
        if command.argument == "path":
            return await self._services.io.run(completed_paths, argument)
        sources: dict[str, Callable[[], Iterable[str]]] = {
            "theme": lambda: THEMES,
            "moment": lambda: ("now", *_AGO),
            "setting": lambda: DECLARATIONS,
            "view": self._saved_names,
            "provider": lambda: sorted({service.provider for service in self._services.providers}),
        }
        source = sources.get(command.argument)
        return [found for found in source() if found.startswith(argument) and found != argument] if source else []

    async def _run(self, command: Command, argument: str) -> None:
        screen = self._console.front()
        if command.screens and (screen is None or screen.NAME not in command.screens):
            where = " or ".join(SCREENS[name].title for name in command.screens)
            raise UsageError(f":{command.name} works on {where}", "go there first")
        answer: Callable[[str], Awaitable[None] | None] | None = getattr(screen, command.method, None) or getattr(
            self, command.method, None
        )
        if answer is None:
            if command.name not in SCREENS:
                raise UsageError(f":{command.name} does nothing here", "press ? for what does")
            if argument.startswith("@"):
                await self.command_at(argument[1:])
            self._console.go(command.name)
            return
        outcome = answer(argument)
        if inspect.isawaitable(outcome):
            await outcome

    async def _open_view(self, line: str) -> None:
        for saved in self._services.saved_views.list():
            if saved.name == line:
                self._console.open_view(saved.view)
                return
        try:
            view = view_text.parse_view(line, self._services.kinds, await self._stored_kinds())
        except UsageError as error:
            error.hint = error.hint or did_you_mean(line.split()[0], commands.words())
            raise
        self._console.open_view(view)

    async def _stored_kinds(self) -> frozenset[str]:
        """The kinds of what there is, those that came by import too; none where the store cannot say."""
        try:
            return await self._services.inventory.present()
        except DharmaError:
            return frozenset()

    # -- commands ---------------------------------------------------------------------------------------------------

    def command_help(self, argument: str) -> None:
        """Every key."""
        self._console.help()

    async def command_changes(self, argument: str) -> None:
        """The screen of changes, on the time and the sorts that were said; ``@`` and a moment is as of then."""
        from dharma_tui.core.changes_view import parse_changes
        from dharma_tui.core.units import moment

        if argument.startswith("@"):
            await self.command_at(argument[1:])
            argument = ""
        view = parse_changes(argument) if argument else None
        for each in filter(None, (view.since, view.until) if view else ()):
            moment(each, self._services.clock.now())
        self._console.go("changes", view)

    def command_back(self, argument: str) -> None:
        """The place before."""
        self._console.back()

    def command_quit(self, argument: str) -> None:
        """End."""
        self._console.leave()

    def command_link(self, argument: str) -> None:
        """Copy the command line of this view."""
        self._console.copy_link()

    async def command_at(self, argument: str) -> None:
        """Travel."""
        services = self._services
        if argument == "now":
            self.command_now("")
            return
        snapshot = await services.io.run(services.lake.resolve, argument)
        now = services.clock.now()
        local = services.settings.current.interface.local_time
        label = (
            f"{format.age(snapshot.at, now)} ago"
            if argument.startswith("-")
            else format.moment(snapshot.at, local=local)
        )
        self._console.status.travel(f"#{snapshot.id}", printable(label))
        self._console.time_changed()

    def command_now(self, argument: str) -> None:
        """Return to the present."""
        self._console.status.travel("", "")
        self._console.time_changed()

    async def command_delete(self, argument: str) -> None:
        """Forget a saved view."""
        if argument not in self._saved_names():
            raise NotFoundError(f"there is no saved view {argument!r}", "press tab after ':delete ' for their names")
        await self._services.io.run(self._services.saved_views.delete, argument)
        self._say(f"View {argument} forgotten")

    async def command_topology(self, argument: str) -> None:
        """What hangs on what: what was looked at last, or a view."""
        from dharma_tui.core.topology_view import parse_topology

        kinds = {*self._services.kinds, *(await self._stored_kinds() if argument else ())}
        self._console.go("topology", parse_topology(argument, kinds) if argument else None)

    async def command_seen(self, argument: str) -> None:
        """Take all changes as seen."""
        await self._services.inventory.mark_seen()
        self._say("Nothing is highlighted as changed now")

    def command_scan(self, argument: str) -> None:
        """Discover now."""
        known = {service.provider for service in self._services.providers}
        words = argument.replace(",", " ").split()
        asked = tuple(word for word in words if word != LISTS_ONLY)
        for name in asked:
            if name.partition(".")[0] not in known:
                raise UsageError(f"there is no provider {name!r}", f"known: {', '.join(sorted(known))}")
        self._console.scan(Selection(providers=asked, lists_only=LISTS_ONLY in words))

    def command_resume(self, argument: str) -> None:
        """Go on with the last scan that was cut short."""
        self._console.scan(Selection(rest_of=LAST))

    def command_cancel(self, argument: str) -> None:
        """Stop the scan, or the import."""
        if self._services.imports.cancel():
            return
        if not self._services.scanner_process.running:
            raise UsageError("this console runs no scan", "a scan of another process is stopped there")
        self._services.scanner_process.cancel()

    def command_code(self, argument: str) -> None:
        """Enter the code of a device."""
        if not self._console.enter_code():
            raise UsageError("no scan asks for a code", "profiles of AWS with mfa_serial do, when they are scanned")

    def command_import(self, argument: str) -> None:
        """Take resources from files."""
        self._console.import_files(argument)

    async def command_theme(self, argument: str) -> None:
        """Change colours."""
        if argument not in THEMES:
            raise UsageError(f"there is no theme {argument!r}", f"themes: {', '.join(THEMES)}")
        await self.command_set(f"interface.theme {argument}")

    async def command_set(self, argument: str) -> None:
        """Change a setting."""
        key, _, value = argument.partition(" ")
        self._require_setting(key)
        if not value.strip():
            raise UsageError(f":set {key} needs a value", DECLARATIONS[key].bounds.doc)
        await self._services.io.run(self._services.settings.set, key, value.strip())
        self._say(f"{key} is {value.strip()}", "counts from the next start" if DECLARATIONS[key].bounds.restart else "")

    async def command_reset(self, argument: str) -> None:
        """Return a setting to its default."""
        self._require_setting(argument)
        await self._services.io.run(self._services.settings.unset, argument)
        self._say(f"{argument} is {self._services.settings.current[argument]}")

    def _require_setting(self, key: str) -> None:
        if key not in DECLARATIONS:
            raise UsageError(f"there is no setting {key!r}", did_you_mean(key, DECLARATIONS, "press 6 for all"))

    def _say(self, message: str, hint: str = "") -> None:
        if screen := self._console.front():
            screen.say(message, hint)
