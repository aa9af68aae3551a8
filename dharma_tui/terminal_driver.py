"""Reading keys from the terminal, whatever bytes it sends."""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder

from textual.drivers.linux_driver import LinuxDriver

from dharma_tui.key_parser import KeyParser

READ_BYTES = 4096
STEP_SECONDS = 0.1
"""Time between two looks whether the console ends, and whether a lone escape was all there is."""


class TerminalDriver(LinuxDriver):
    """Takes bytes that are not UTF-8 as replacement characters, and tells the app why it cannot read any more.

    The driver it extends dies of the first such byte, as a noisy line or an 8-bit paste has, and the console with it, silently.
    """

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:  # the terminal is gone
            self._app.call_later(self._app.exit, None, 128 + signal.SIGHUP)
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        parser = KeyParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            ending = False
            while not ending:
                ending = self.exit_event.is_set()  # what has come by then is still taken: the shell is not to see it
                ready = selector.select(STEP_SECONDS)
                if ready and (text := decode(os.read(self.fileno, READ_BYTES))):
                    for event in parser.feed(text):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
