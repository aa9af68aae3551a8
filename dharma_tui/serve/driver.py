"""The console's side of a browser tab: the driver that every served console runs on."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterable
from functools import partial

from textual import events, messages
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver, _ExitInput
from textual.message import Message

from dharma_tui.key_parser import KeyParser

log = logging.getLogger(__name__)

LEAVE_SECONDS = 5.0
"""Time the console has to end after its server is gone."""


class ServedDriver(WebDriver):
    """Ends with its server, answers whether its loop is alive, and survives text that UTF-8 cannot hold.

    The driver it extends loses its input to one wrong sequence, keeps running when its input ends, and dies of a lone
    surrogate in anything painted.
    """

    def write(self, data: str) -> None:
        self._send(b"D", data.encode("utf-8", "replace"))

    def stop_application_mode(self) -> None:
        with contextlib.suppress(OSError):  # the server may have gone first: then nobody is left to be told
            super().stop_application_mode()

    def run_input_thread(self) -> None:
        parser = KeyParser(self._debug)
        packets = ByteStream()
        try:
            for data in self._input_reader:
                for kind, payload in packets.feed(data) if data else ():
                    if kind == "D":
                        self._take(parser.feed(payload.decode("utf-8", "replace")))
                    else:
                        self._on_meta(kind, payload)
                self._take(parser.tick())
        except _ExitInput:
            pass
        except Exception:
            log.exception("what is typed cannot be read any more")
            self._app.call_later(self._app.exit, None, 1)
        finally:
            self._input_reader.close()
        if not self.exit_event.is_set():
            self._leave()

    def process_message(self, message: Message) -> None:
        """Sizes come from the server, which bounds them. Typed as a terminal's report they would not be bounded."""
        if not isinstance(message, events.Resize | messages.InBandWindowResize):
            super().process_message(message)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == "alive?":
            self._loop.call_soon_threadsafe(partial(self.write_meta, {"type": "alive"}))
        else:
            super().on_meta(packet_type, payload)

    def _take(self, read: Iterable[Message]) -> None:
        for message in read:
            self.process_message(message)

    def _leave(self) -> None:
        """The server is gone. A console too busy to hear about it is ended all the same."""
        last_resort = threading.Timer(LEAVE_SECONDS, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        self._app.post_message(messages.ExitApp())

    def _send(self, kind: bytes, payload: bytes) -> None:
        """Write one packet whole: a signal may cut a long write to a pipe short, and half a packet garbles all that follow."""
        left = memoryview(b"%s%s%s" % (kind, len(payload).to_bytes(4, "big"), payload))
        while left:
            left = left[os.write(self.fileno, left) :]
