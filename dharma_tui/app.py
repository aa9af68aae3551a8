"""The console: navigation, theme, palette; nothing else."""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.filter import Monochrome, NoColor
from textual.screen import Screen
from textual.widget import Widget

from dharma_tui import garbage, themes
from dharma_tui.app_chat import OwnsChat
from dharma_tui.app_keys import APP_BINDINGS
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import (
    CodeSettled,
    CodeWanted,
    Event,
    SettingsChanged,
    SettingsRejected,
    StoreAdvanced,
    StoreFailed,
)
from dharma_tui.core.scan import EVERYTHING, Selection
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.garbage import spare_what_stays
from dharma_tui.kept_screens import KeptScreens
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._keys import keys_of
from dharma_tui.screens._places import HelpTopic, History, Place, Target
from dharma_tui.screens._status import ConsoleStatus
from dharma_tui.screens._work import start
from dharma_tui.terminal import Terminal
from dharma_tui.widgets.ascii_filter import AsciiOnly

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.screens._commands import CommandLine
    from dharma_tui.screens._importing import Importing
    from dharma_tui.screens._scanning import Scanning
    from dharma_tui.services import Services

log = logging.getLogger(__name__)


class DharmaApp(OwnsChat):
    """Shows one screen at a time, remembers where the person was, and dresses everything alike."""

    TITLE = "dharma"
    CSS_PATH: ClassVar[list[str | PurePath]] = [*themes.style_files()]
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(
        self, services: Services, *, open_view: str = "", demo: bool = False, flags: Sequence[str] = ()
    ) -> None:
        self.terminal = Terminal.probe(os.environ)
        super().__init__()
        self.services = services
        summary = services.inventory.summary()
        self.status = ConsoleStatus(demo=demo, scanned_at=summary.as_of if summary else None)
        self.history = History()
        self._painted = False
        self._garbage = garbage.Garbage(services.clock)
        self._open_view = open_view
        self._flags = tuple(flags)
        self._screens = KeptScreens(self, services)
        self._ascii = AsciiOnly(enabled=False)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self._dress()
        self._colours = self.get_css_variables()
        self.stylesheet.set_variables(self._colours)
        if self.terminal.no_color:  # Textual chose greys, going by its own default theme
            self._filters = [NoColor() if isinstance(known, Monochrome) else known for known in self._filters]
        self._filters.append(self._ascii)
        self._subscription = services.bus.subscribe(Event, self._heard)

    # -- life -------------------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The first screen itself lies at the bottom of the stack: one screen less to lay out before the first paint."""
        place = Place(self.services.settings.current.interface.start_screen)
        self.history.visit(place)
        screen = self._screens.at(place)
        screen.visit(None)
        screen._push_result_callback(self, None)  # ``switch_screen`` pops one of every screen it replaces
        return screen

    async def on_unmount(self) -> None:
        """Hear nothing more."""
        self._subscription.cancel()
        await self.close_chat()

    async def on_event(self, event: events.Event) -> None:
        """Somebody at the keys or the mouse is not to wait for anything that can be done later."""
        if isinstance(event, events.InputEvent):
            self._garbage.heard()
        await super().on_event(event)

    def painted(self) -> None:
        """The first screen is on the terminal: now the store may be opened."""
        if not self._painted:
            self._painted = True
            spare_what_stays()
            self.set_interval(garbage.EVERY, self._garbage.look)
            start(self, self._opening, group="store")

    async def _opening(self) -> None:
        try:
            await self.services.open()
        except DharmaError:
            return  # published as StoreFailed
        except Exception as error:
            log.exception("store not opened")
            hint = f"see the log: {self.services.settings.paths.log}"
            reason = f"an internal error ({type(error).__name__})"
            self.services.bus.publish(StoreFailed(self.services.clock.now(), reason, hint))
            return
        spare_what_stays()
        if not self.services.lake.writable:
            self.status.read_only()
        if self._open_view:
            try:
                await self.commands.submit(self._open_view)
            except DharmaError as error:
                self._tell(error.message, error.hint, "This view cannot be opened")

    async def _look_at_scans(self) -> None:
        """When the newest scan ended, whoever made it."""
        try:
            self.status.scanned(await self.services.io.run(self.services.scans.last_ended))
        except DharmaError as error:
            log.info("scans not read: %s", error)
            return
        if screen := self.front():
            screen.refresh_chrome()

    def _heard(self, event: Event) -> None:
        """From any thread: keep the console's own state true."""
        self.status.apply(event)
        if isinstance(event, StoreAdvanced):
            self.call_later(start, self, self._look_at_scans, group="scans")
        if isinstance(event, CodeWanted | CodeSettled):
            self.call_later(lambda: self.scanning.hear(event))
        if isinstance(event, SettingsRejected):
            self.call_later(self._tell, event.reason, event.hint, "Settings not taken")
        if isinstance(event, SettingsChanged) and any(key.startswith("interface.") for key in event.keys):
            self.call_later(self._dress)

    def _tell(self, message: str, hint: str, title: str) -> None:
        """Something is wrong, whatever screen is looked at."""
        text = "\n".join(printable(part) for part in (message, hint) if part)
        self.notify(text, severity="error", title=title, timeout=8, markup=False)

    # -- looks ------------------------------------------------------------------------------------------------------

    @property
    def ascii_only(self) -> bool:
        """Whether to draw with ASCII only."""
        return self.terminal.ascii_only(self.services.settings.current.interface.ascii)

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, and the tokens that name what they are for."""
        return themes.with_tokens(super().get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew, unless it has been born in these colours: Textual asks for it once at the start."""
        colours = self.get_css_variables()
        if self._painted or colours != self._colours:
            self._colours = colours
            super().refresh_css(animate)

    def _dress(self) -> None:
        interface = self.services.settings.current.interface
        self.theme = self.terminal.theme(interface.theme)
        self.animation_level = "full" if self.terminal.animated(interface.animations) else "none"
        if self._ascii.enabled != self.ascii_only:
            self._ascii.enabled = self.ascii_only
            self._forget_drawn()

    def _forget_drawn(self) -> None:
        """Lines kept from before were drawn with other marks."""
        for screen in {*self._screens, *self.screen_stack} if self._painted else ():
            for widget in (screen, *screen.walk_children(Widget)):
                widget._styles_cache.clear()
                widget.refresh()

    # -- navigation -------------------------------------------------------------------------------------------------

    def go(self, screen: str, target: Target = None) -> None:
        """Show this screen, on ``target`` if there is one."""
        place = Place(screen, target)
        self.history.visit(place)
        self._show(place)

    def open_view(self, view: View | TopologyView) -> None:
        """Show this view, in the inventory or in the topology."""
        self.go("inventory" if isinstance(view, View) else "topology", view)

    def open_resource(self, ref: ResourceRef) -> None:
        """Show this resource."""
        self.go("detail", ref)

    def back(self) -> None:
        """Return to the place before this one."""
        self._revisit(self.history.back())

    def amend_place(self, place: Place) -> None:
        """The present place has become ``place``."""
        self.history.amend(place)

    def _revisit(self, place: Place | None) -> None:
        if place is not None:
            self._show(place, returns=True)

    def _show(self, place: Place, *, returns: bool = False) -> None:
        screen = self._screens.at(place)
        screen.visit(place.target, returns=returns)
        self._bring(screen)

    def _bring(self, screen: ServiceScreen) -> None:
        """Put ``screen`` in front, in place of the one that is; dialogs over it are closed."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if screen is not self.screen:
            self.switch_screen(screen)

    @cached_property
    def commands(self) -> CommandLine:
        """What the command bar does; it reads grammars that the first paint can do without."""
        from dharma_tui.screens._commands import CommandLine

        return CommandLine(self, self.services)

    @cached_property
    def scanning(self) -> Scanning:
        """What scans when a person asks for it."""
        from dharma_tui.screens._scanning import Scanning

        return Scanning(self, self, self.services)

    @cached_property
    def importing(self) -> Importing:
        """What imports files when a person asks for it."""
        from dharma_tui.screens._importing import Importing

        return Importing(self, self.services)

    def time_changed(self) -> None:
        """Every view is now shown as of another moment; the one in front at once, the others when looked at."""
        if screen := self.front():
            screen.time_changed()

    def help(self) -> None:
        """Show every key, those of the present screen first."""
        screen = self.front()
        if screen is not None and screen.NAME != "help":
            self.go("help", HelpTopic(screen.NAME, keys_of(screen)))

    def scan(self, selection: Selection = EVERYTHING) -> None:
        """Discover now, in the background; where that calls a cloud, say first what it takes."""
        self.scanning.scan(selection)

    def import_files(self, line: str = "") -> None:
        """Look at the files that ``line`` names, or ask for them, and import them once that is wanted."""
        self.importing.open(line)

    def enter_code(self) -> bool:
        """Ask for the code that a scan wants. False: none wants one."""
        return self.scanning.enter_code()

    def leave(self) -> None:
        """End the console."""
        self.exit()

    def copy_link(self) -> None:
        """Copy the command line that shows this view."""
        if screen := self.front():
            program = shlex.join(("dharma-tui", *self._flags))
            try:
                self.copy_text(f"{program} {screen.link()}".strip(), "the command line of this view")
            except DharmaError as error:
                self._tell(error.message, error.hint, "This view cannot be copied")

    async def _replace_broken(self, broken: ServiceScreen) -> None:
        """Show what happened in place of ``broken``, and forget it: visiting it again builds a new one."""
        if self.front() is broken:
            trouble = self._screens.trouble(broken.NAME)
            trouble.visit(None)
            while self.screen is not broken:
                self.pop_screen()
            await self.switch_screen(trouble)
        await self._screens.forget(broken)

    def recover(self) -> bool:
        """A fresh screen takes the place of the broken one."""
        broken = self.front()
        if broken is None:
            return False
        self.call_later(self._replace_broken, broken)
        return True

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_go(self, screen: str) -> None:
        """Show a main screen."""
        self.go(screen)

    def action_topology(self) -> None:
        """What hangs on what the person means; where they mean nothing, the topology as it was left."""
        from dharma_tui.screens._topology_of import show_topology

        screen = self.front()
        if screen is not None and screen is self.screen:
            show_topology(screen)
        else:
            self.go("topology")

    def action_older(self) -> None:
        """Return to the place before."""
        self.back()

    def action_newer(self) -> None:
        """Return to the place ahead."""
        self._revisit(self.history.forward())

    def action_last(self) -> None:
        """Swap with the place the person was at before."""
        self._revisit(self.history.last())

    def action_help(self) -> None:
        """Every key, those of this screen first."""
        self.help()

    def action_link(self) -> None:
        """Copy the command line that shows this view."""
        self.copy_link()

    def action_command_bar(self, line: str = "") -> None:
        """Type a view or a command."""
        if screen := self.front():
            screen.open_command_bar(line)

    def action_command_palette(self) -> None:
        """Search everything."""
        from textual.command import CommandPalette

        from dharma_tui.screens._palette import PROVIDERS

        if self.front() is self.screen:
            palette = CommandPalette(PROVIDERS, placeholder="Search commands, kinds, views and resources…")
            self.push_screen(palette)

    def action_jump(self) -> None:
        """Letters over the panes of this screen."""
        from dharma_tui.screens._jump import JumpScreen

        if self.front() is self.screen:
            self.push_screen(JumpScreen(), self._jumped)

    def _jumped(self, widget: Widget | None) -> None:
        if widget is not None:
            self.screen.set_focus(widget)
