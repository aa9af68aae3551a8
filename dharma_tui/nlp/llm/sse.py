"""Server-sent events, however their bytes are cut: LF, CRLF or CR, comments, events of several lines."""

from __future__ import annotations

LONGEST = 1 << 20
"""Bytes of one event; a longer one is no answer of a chat."""


class TooLong(Exception):
    """An event without an end."""


class EventStream:
    """Fed bytes as they come, tells the data of each event that is complete."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[str] = []
        self._size = 0
        self._after_return = False

    def feed(self, chunk: bytes) -> list[str]:
        """Data of the events that ``chunk`` completes. Raises TooLong."""
        told: list[str] = []
        if self._after_return and chunk:
            chunk = chunk[1:] if chunk[:1] == b"\n" else chunk
            self._after_return = False
        if chunk[-1:] == b"\r":
            self._after_return = True
        self._rest += chunk
        *lines, rest = bytes(self._rest).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._take(line, told)
        self._rest = bytearray(rest)
        if len(self._rest) + self._size > LONGEST:
            raise TooLong
        return told

    def end(self) -> list[str]:
        """What stood last without an empty line after it: servers that close at once mean it as an event."""
        told = self.feed(b"\n\n") if self._rest or self._data else []
        self._after_return = False
        return told

    def _take(self, line: bytes, told: list[str]) -> None:
        if not line:
            if self._data:
                told.append("\n".join(self._data))
            self._data, self._size = [], 0
            return
        name, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        if name != b"data":
            return  # a comment, an id, a kind of event
        self._data.append(value.removeprefix(b" ").decode("utf-8", "replace"))
        self._size += len(line)
        if self._size > LONGEST:
            raise TooLong
