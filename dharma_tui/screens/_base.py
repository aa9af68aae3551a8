"""What every screen of the console is: chrome around a body, an inbox for events, work that cannot crash the console."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import Event, SettingsChanged, StoreFailed, StoreOpened
from dharma_tui.core.text import printable_lines
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.screens import _status
from dharma_tui.screens._chat_host import ChatHost
from dharma_tui.screens._inbox import Inbox
from dharma_tui.screens._keys import hints_of
from dharma_tui.screens._places import Place, Target
from dharma_tui.screens._shell import Shell
from dharma_tui.screens._work import has_left, start
from dharma_tui.widgets.command_bar import CommandBar
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.footer import FooterLine
from dharma_tui.widgets.header import HeaderLine

if TYPE_CHECKING:
    from dharma_tui.services import Services

log = logging.getLogger(__name__)
E = TypeVar("E", bound=Event)

HOT_SECONDS = 0.25
"""Hot topics are drawn at most this often."""

TICK_SECONDS = 1.0
"""How often ages in the header are looked at again."""
AGE_TICKS = 5
"""Every so many of these, the ages on the screen itself."""

INTERNAL = "Something went wrong inside the console"


class ServiceScreen(ChatHost):
    """A screen over the services. Subclasses give ``NAME``, ``TITLE``, ``compose_body`` and ``reload``.

    ``arrive(target)`` is called on every visit, before ``reload``. ``reload`` starts whatever fills the screen (through
    ``run``) and must bear being called again: on first arrival, with a new target, when the store opens, when the moment
    of ``:at`` changes, on ``r``, and on return to a screen that has missed something.
    """

    NAME: ClassVar[str] = ""
    NEEDS_STORE: ClassVar[bool] = True
    """``reload`` waits for the store to open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "r,f5",
            "reload",
            "Reload",
            show=False,
            tooltip="Ask again for everything on this screen.",
            id="screen.reload",
            group=Binding.Group("Screen"),
        ),
    ]

    OF_NOW: ClassVar[bool] = False
    """It shows what is so now, whatever moment the console is set to."""

    crumbs: reactive[tuple[str, ...]] = reactive((), init=False)
    """Where the person is, for the header: ``("Inventory", "ec2 instances", "state:running")``."""

    class Woken(Message):
        """Events are waiting in the inbox."""

        def __init__(self, hot: bool) -> None:
            super().__init__()
            self.hot = hot

    def __init__(self, services: Services) -> None:
        super().__init__(name=self.NAME)
        self.services = services
        self.inbox = Inbox(services.bus, self._wake)
        self._pending: list[Target] = []
        self.returns = False
        """Whether a person came back to what is shown, by going back or forth; until that is seen, or why it is not."""
        self._arrived = False
        self._outdated = False
        self._shown_at = ""
        self._styled_for: tuple[int, bool] | None = None
        self._hot_timer: Timer | None = None
        self._tick_timer: Timer | None = None
        self._ticks = 0

    # -- for subclasses ---------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """The screen between header and footer."""
        yield from ()

    def arrive(self, target: Target) -> None:
        """Remember what to show; ``reload`` follows when there is something new."""

    def reload(self) -> None:
        """Start filling the screen."""

    def link(self) -> str:
        """What follows the name of the program and its flags on a command line that shows the same, for copying."""
        return f"--open {shlex.quote(f'{self.NAME} @{self.at}' if self.at else self.NAME)}"

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """The resources that the person means: those marked, or the one under the cursor."""
        return ()

    def chosen_view(self) -> View | None:
        """What the line under the cursor stands for, where that is many resources. Raises UsageError where that is none."""
        return None

    def listen(self, topic: type[E], handler: Callable[[E], Awaitable[None] | None]) -> None:
        """Have ``handler`` called with every ``topic`` event, in this screen's own turn, until unmount.

        Hot topics come as the latest of each key, at most four times a second. Nothing comes while the screen is not in
        front; it is caught up on return.
        """
        self.inbox.listen(topic, handler)

    def run(
        self,
        work: Callable[[], Awaitable[None]],
        *,
        group: str = "main",
        face: Face | None = None,
        exclusive: bool = True,
    ) -> Worker[None]:
        """Await ``work()`` beside the screen; a newer one of the same ``group`` cancels it.

        A DharmaError becomes the error face (or a notification where there is none); anything else is logged and shown
        as an internal error. Never a traceback.
        """

        async def guarded() -> None:
            try:
                await work()
            except DharmaError as error:
                self.fail(error, face)
            except Exception:
                if has_left(self):
                    return
                log.exception("screen work failed", extra={"screen": self.NAME, "group": group})
                self.fail(DharmaError(INTERNAL, f"see the log: press 5, or {self.log_path}"), face)

        return start(self, guarded, group=group, exclusive=exclusive)

    def fail(self, error: DharmaError, face: Face | None = None) -> None:
        """Show ``error`` where it belongs."""
        if face is not None and face.is_attached:
            self.returns = False
            face.show_error(error.message, error.hint)
        else:
            self.say(error.message, error.hint, severity="error")

    def say(self, message: str, hint: str = "", *, severity: SeverityLevel = "information", timeout: float = 6) -> None:
        """A passing note in the corner, drawn as plain text."""
        text = "\n".join(printable_lines(part) for part in (message, hint) if part)
        self.app.notify(text, severity=severity, timeout=timeout, markup=False)

    def amend(self, target: Target) -> None:
        """What this screen shows has become ``target``; going back will lead here."""
        if self.is_active:
            self.shell.amend_place(Place(self.NAME, target))

    @property
    def shell(self) -> Shell:
        """The console, to go elsewhere."""
        return cast("Shell", self.app)

    @property
    def at(self) -> str:
        """The moment every view is shown as of; empty means now."""
        return self.shell.status.console.at

    @property
    def own_at(self) -> str:
        """The moment of its own that the screen shows, for what is opened from it; empty: that of the console."""
        return ""

    @property
    def ascii_only(self) -> bool:
        """Whether to draw with ASCII only."""
        return bool(getattr(self.app, "ascii_only", False))

    @property
    def log_path(self) -> str:
        """Where the console's log is."""
        return str(self.services.settings.paths.log)

    # -- chrome -----------------------------------------------------------------------------------------------------

    @property
    def _looks(self) -> tuple[int, bool]:
        """What all styles hang on: the theme, by how often there was another, and whether the terminal has the focus."""
        return self.app._css_update_count, self.app.app_focus

    def compose(self) -> ComposeResult:
        self._styled_for = self._looks
        yield HeaderLine()
        with Vertical(id="body"):
            yield from self.compose_body()
        yield CommandBar(id="command-bar")
        yield FooterLine()

    def watch_crumbs(self, crumbs: tuple[str, ...]) -> None:
        """Show them."""
        for header in self.query(HeaderLine):
            header.crumbs = crumbs

    def refresh_chrome(self) -> None:
        """Look again at the console's state and at the keys that work."""
        header = self.query_one(HeaderLine)
        header.separator = " > " if self.ascii_only else " › "
        as_now = ("as it is now",) if self.OF_NOW and self.at else ()
        header.crumbs = (self.crumbs or (self.TITLE or self.NAME,)) + as_now
        interval = self.services.settings.current.scan.interval_minutes
        header.badges = self.shell.status.console.badges(self.services.clock.now(), interval)

    def _tick(self) -> None:
        """Time passes."""
        self.refresh_chrome()
        self._ticks += 1
        if self._ticks % AGE_TICKS == 0 and self._arrived:
            self.aged()

    def aged(self) -> None:
        """Called when in front again, and now and then from then on: draw again what says how long ago something was."""

    def refresh_keys(self, *_: object) -> None:
        """Show in the footer the keys that work now."""
        if self.is_active:
            self.query_one(FooterLine).hints = hints_of(self)

    # -- life -------------------------------------------------------------------------------------------------------

    def visit(self, target: Target, *, returns: bool = False) -> None:
        """Called by the console on each navigation to this screen, before it is in front; ``returns`` where a person comes back."""
        self._pending.append(target)
        self.returns = returns
        if self._arrived and self.is_active:
            self._settle()

    def on_mount(self) -> None:
        """Hear what every screen needs to hear."""
        self.listen(StoreOpened, self._store_opened)
        self.listen(StoreFailed, self._store_failed)
        self.listen(SettingsChanged, self._settings_changed)
        self._tick_timer = self.set_interval(TICK_SECONDS, self._tick)
        self.bindings_updated_signal.subscribe(self, self.refresh_keys)

    def on_unmount(self) -> None:
        """Hear nothing more."""
        self.inbox.close()

    @on(events.ScreenResume)
    def _style_if_due(self, event: events.ScreenResume) -> None:
        """Only what may look otherwise since is styled anew; Textual does so with everything on every visit."""
        looks = self._looks
        event.refresh_styles, self._styled_for = looks != self._styled_for, looks

    def on_screen_resume(self) -> None:
        """In front: catch up."""
        if self._tick_timer:
            self._tick_timer.resume()
        self._ticks = -1  # what grew old meanwhile is drawn at once
        self._tick()
        self.refresh_keys()
        self._settle()
        self._wake(False)
        self._wake(True)
        self.call_after_refresh(self.shell.painted)

    def on_screen_suspend(self) -> None:
        """Behind: cost nothing."""
        if self._tick_timer:
            self._tick_timer.pause()
        if not self.app.is_screen_installed(self):
            self._forget_drawn()

    def _forget_drawn(self) -> None:
        """Textual memoises a method of each widget's drawn lines, which keeps them long after the screen is gone."""
        for widget in (self, *self.walk_children(Widget)):
            widget._styles_cache.clear()

    async def _on_resize(self, event: events.Resize) -> None:
        """Lay out again only for a new size.

        Textual's screen answers each size with the same size: that costs a second full paint on opening, and two sizes in the
        queue chase each other for ever.
        """
        if event.size != self.app.size or event.size == self._compositor.size:
            event.prevent_default()

    def action_reload(self) -> None:
        """Ask again; where the store could not be opened, try that first."""
        if self.NEEDS_STORE and self.shell.status.console.store == _status.FAILED:
            for face in self.query(Face):
                face.show_loading("Opening the store…")
            self.run(self._reopen, group="reopen")
        else:
            self.reload()

    async def _reopen(self) -> None:
        await self.services.retry()

    def time_changed(self) -> None:
        """The moment of ``:at`` is another."""
        self.refresh_chrome()
        self._settle()

    def _settle(self) -> None:
        """Arrive at what was asked for, and fill the screen if there is something new to show."""
        fresh = not self._arrived or self._outdated or self._shown_at != self.at or self.inbox.take_lost()
        self._arrived, self._outdated, self._shown_at = True, False, self.at
        pending, self._pending = self._pending, []
        for target in pending:
            self.arrive(target)
            fresh = fresh or target is not None
        if not fresh:
            return
        console = self.shell.status.console
        if not self.NEEDS_STORE or console.store == _status.READY:
            self.reload()
        elif console.store == _status.FAILED:
            self._show_store_failure(console.reason, console.hint)
        else:
            for face in self.query(Face):
                face.show_loading("Opening the store…")

    def _store_opened(self, event: StoreOpened) -> None:
        self.refresh_chrome()
        self.reload()

    def _store_failed(self, event: StoreFailed) -> None:
        self.refresh_chrome()
        if self.NEEDS_STORE:
            self._show_store_failure(event.reason, event.hint)

    def _show_store_failure(self, reason: str, hint: str) -> None:
        for face in self.query(Face):
            face.show_error("The store cannot be used", hint, reason)

    def _settings_changed(self, event: SettingsChanged) -> None:
        self.refresh_chrome()

    # -- events -----------------------------------------------------------------------------------------------------

    def _wake(self, hot: bool) -> None:
        """From any thread: take the events in this screen's turn."""
        self.post_message(self.Woken(hot))

    async def on_service_screen_woken(self, message: Woken) -> None:
        """Deliver plain events at once, hot ones when their time has come."""
        if not self.is_active:
            return
        if message.hot:
            if self._hot_timer is None:
                self._hot_timer = self.set_timer(HOT_SECONDS, self._flush_hot)
        else:
            await self._deliver(self.inbox.take(hot=False))

    async def _flush_hot(self) -> None:
        self._hot_timer = None
        if self.is_active:
            await self._deliver(self.inbox.take(hot=True))

    async def _deliver(self, batch: list[tuple[Callable[[Any], Awaitable[None] | None], Event]]) -> None:
        for handler, event in batch:
            try:
                outcome = handler(event)
                if outcome is not None:
                    await outcome
            except DharmaError as error:
                self.fail(error)
            except Exception:
                if has_left(self):
                    return
                log.exception("event handler failed", extra={"screen": self.NAME, "topic": type(event).__name__})
                self.say(INTERNAL, "see the log: press 5", severity="error")
        if batch:
            self.refresh_chrome()
