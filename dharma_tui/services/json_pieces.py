"""Large JSON documents read piece by piece: memory holds one item of their lists, whatever the size of the whole.

Anything may be in a file from outside. An item that is wrong, nested beyond measure or too long is left out and the next one
read; where a document breaks off, what came before it stands.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from dharma_tui.core.importer import LeftOut, Piece

CHUNK = 1 << 18
LONGEST = 16 << 20
"""Characters of the longest item that is read."""
_SPACE = re.compile(r"[ \t\n\r]*")
_MARK = re.compile(r'["\[\]{}]')
_IN_STRING = re.compile(r'["\\]')
_SCALAR = re.compile(r"[^,\]}\s]*")
_NEAR = 16
"""A mistake this near to the end of what was read may be none: the rest may be on its way."""
_OF_A_NUMBER = 3
"""Characters (``e-1``) that a number may have after what is one already."""


def pieces(file: IO[bytes]) -> Iterator[Piece | LeftOut]:
    """The pieces of every document in ``file``, which holds UTF-8, and what cannot be read of it; an empty list is one itself."""
    yield from _Reader(file).pieces()


class _Broken(Exception):
    """The text is not JSON from here on."""


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)
        self._text = ""
        self._at = 0
        self._ended = False
        self._document = 0
        self._gone = self._lines_gone = 0
        """Characters and ends of lines before what is kept of the text."""

    def pieces(self) -> Iterator[Piece | LeftOut]:
        try:
            while self._peek():
                yield from self._pieces_of_one()
                self._document += 1
        except _Broken as error:
            yield LeftOut(
                f"document {self._document + 1}, {self._where(self._at)}", f"{error}; what follows is left out"
            )

    def _pieces_of_one(self) -> Iterator[Piece | LeftOut]:
        opening = self._peek()
        if opening == "[":
            yield from self._items("")
            return
        if opening != "{":
            raise _Broken("not JSON: a document begins with { or [")
        self._at += 1
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            name = self._name()
            if self._peek() == "[":
                yield from self._items(name)
            else:
                yield self._value(name, -1)
            if self._next(",}") == "}":
                return

    def _items(self, name: str) -> Iterator[Piece | LeftOut]:
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            if name:
                yield Piece(self._document, name, -1, [], 2)
            return
        number = 0
        while True:
            yield self._value(name, number)
            number += 1
            if self._next(",]") == "]":
                return

    def _name(self) -> str:
        if self._peek() != '"':
            raise _Broken("not JSON: a name is missing")
        name = self._value("", -1)
        if isinstance(name, LeftOut):
            raise _Broken(f"not JSON: a name is {name.reason}")
        if self._next(":") != ":":
            raise _Broken("not JSON: ':' is missing")
        self._peek()
        return str(name.value)

    def _value(self, name: str, at: int) -> Piece | LeftOut:
        """The value that begins here, or why it is none of use; either way what follows it is next."""
        if not self._peek():
            raise _Broken("it ends in the middle")
        where, began = "", self._gone + self._at
        try:
            value = self._decoded()
            return Piece(self._document, name, at, value, self._gone + self._at - began)
        except RecursionError:
            reason = "nested too deeply"
        except json.JSONDecodeError as error:
            reason, where = f"not JSON: {error.msg}", self._where(error.pos)
        except _TooLongError:
            reason = f"longer than {LONGEST >> 20} MB"
        except ValueError as error:  # a number of more digits than Python converts
            reason = f"not readable: {error}"
        where = where or self._where(self._at)
        self._skip()
        return LeftOut(f"{Piece(self._document, name, at, None).place}, {where}", reason)

    def _decoded(self) -> Any:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended:
                    if error.pos >= len(self._text) - _NEAR or error.msg.startswith("Unterminated string"):
                        raise _Broken("it ends in the middle") from error
                    raise
                if error.pos < len(self._text) - _NEAR and not error.msg.startswith("Unterminated string"):
                    raise
            else:
                if self._ended and not self._text[end : end + _OF_A_NUMBER].strip("eE+-."):  # no document ends so
                    raise _Broken("it ends in the middle")
                if self._ended or self._text[end - 1] in '"]}' or end < len(self._text) - _OF_A_NUMBER:
                    self._at = end
                    return value
            if len(self._text) - self._at > LONGEST:
                raise _TooLongError
            self._fill()

    def _skip(self) -> None:
        """Go past the value that begins here, looking at nothing but brackets and quotes."""
        if self._text[self._at] not in '"[{':
            while not self._through(_SCALAR):
                pass
            return
        depth, inside = 0, False
        while True:
            mark = (_IN_STRING if inside else _MARK).search(self._text, self._at)
            if mark is None or (mark[0] == "\\" and mark.end() == len(self._text)):
                self._at = len(self._text) if mark is None else mark.start()
                if self._ended:
                    raise _Broken("it ends in the middle")
                self._fill()
                continue
            self._at = mark.end()
            if mark[0] == "\\":
                self._at += 1
            elif mark[0] == '"':
                inside = not inside
            else:
                depth += 1 if mark[0] in "[{" else -1
            if depth <= 0 and not inside:
                return

    def _through(self, pattern: re.Pattern[str]) -> bool:
        """Go past what matches here; whether it is sure to have ended."""
        match = pattern.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        if self._at < len(self._text) or self._ended:
            return True
        self._fill()
        return False

    def _where(self, at: int) -> str:
        """The line of a place in the text; where all is in the first line, the character."""
        line = self._lines_gone + self._text.count("\n", 0, at) + 1
        return f"line {line:,}" if line > 1 else f"character {self._gone + at + 1:,}"

    def _peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while not self._through(_SPACE):
            pass
        return self._text[self._at : self._at + 1]

    def _next(self, allowed: str) -> str:
        found = self._peek()
        if not found:
            raise _Broken("it ends in the middle")
        if found not in allowed:
            raise _Broken(f"not JSON: {' or '.join(repr(one) for one in allowed)} is missing")
        self._at += 1
        return found

    def _fill(self) -> None:
        """Read on; more at a time the longer the value under way is, which keeps its repeated decoding linear."""
        self._gone += self._at
        self._lines_gone += self._text.count("\n", 0, self._at)
        rest = self._text[self._at :]
        more = self._file.read(max(CHUNK, len(rest)))
        self._ended = not more
        self._text = rest + self._decode(more, not more)
        self._at = 0


class _TooLongError(Exception):
    """A value longer than is read."""


def names_at_top(head: str) -> tuple[frozenset[str], bool]:
    """The names at the top of the document that begins with ``head``, as far as it goes; whether of a list's first item."""
    import io

    reader = _Reader(io.BytesIO(head.encode("utf-8", "surrogateescape")))
    found: set[str] = set()
    listed = False
    try:
        while reader._peek() == "[":
            listed = True
            reader._at += 1
        if reader._peek() == "{":
            reader._at += 1
            while True:
                found.add(reader._name())
                reader._skip()
                if reader._next(",}") == "}":
                    break
    except (_Broken, IndexError):
        pass  # as far as it goes
    return frozenset(found), listed
