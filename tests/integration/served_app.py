"""A small console for the tests of the server: says its size and what it is told, and misbehaves on demand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import BytesIO

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widgets import Static

FILE = b"x" * 200_000
"""What ``f`` hands to the browser."""


class ServedApp(App[None]):
    """Paints one line: its size, the last thing that happened, and its process id."""

    def compose(self) -> ComposeResult:
        yield Static("", markup=False, id="line")

    shown_size = Size(0, 0)

    def on_mount(self) -> None:
        self.shown_size = self.size
        self.show("mounted")

    def show(self, happened: str) -> None:
        self.query_one("#line", Static).update(
            f"<{self.shown_size.width}x{self.shown_size.height} {happened} pid={os.getpid()}>"
        )

    def on_resize(self, event: events.Resize) -> None:
        self.shown_size = event.size
        self.show("resized")

    def on_click(self, event: events.Click) -> None:
        self.show(f"clicked={event.screen_x},{event.screen_y}")

    def on_paste(self, event: events.Paste) -> None:
        self.show(f"pasted={len(event.text)}")

    def on_key(self, event: events.Key) -> None:
        match event.key:
            case "q":
                self.exit()
            case "s":
                self.show("lone\ud800surrogate")
            case "f":
                self.deliver_binary(BytesIO(FILE), save_filename=os.environ["SERVED_FILE"], mime_type="text/html")
            case "y":
                self.copy_to_clipboard("copied ✓")
            case "b":
                for _ in range(2000):  # more than pipes and sockets hold
                    self._driver.write("y" * 4096) if self._driver else None
            case "c":
                typed = "a-secret-that-was-typed"
                raise RuntimeError(f"crashed with {len(typed)}")
            case "h":
                assert self._driver is not None
                self._driver.write("hanging")
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(3600)
            case "p":
                child = subprocess.Popen(
                    [sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True
                )
                self.show(f"child={child.pid}")
            case key:
                self.show(f"key={key}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(sys.argv[1])
    app = ServedApp()
    app.run()
    sys.exit(app.return_code)
