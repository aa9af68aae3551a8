"""What a terminal sends, read so that nothing in it can stop the reading or pass for keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

ESCAPE, VISIBLE_ESCAPE = "\x1b", "\u241b"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


class KeyParser(XTermParser):
    """Keeps a bracketed paste together and survives key codes that do not exist.

    The parser it extends takes what follows an escape within a paste for keys, so that a copied line of a coloured log
    could quit the console or confirm a question, and fails of a code that is no character.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._before = ""
        """The last characters before, where a paste may have begun to begin."""
        self._held = ""
        """What may be the beginning of the end of a paste."""

    def feed(self, data: str) -> Iterable[Message]:
        tamed = self._tamed(data)
        return super().feed(tamed) if tamed or not data else ()

    def _tamed(self, text: str) -> str:
        """``text`` with every escape within a paste made visible."""
        text, self._held = self._held + text, ""
        tamed = ""
        while text:
            read, text = self._in_paste(text) if self._pasting else self._to_paste(text)
            tamed += read
        return tamed

    def _to_paste(self, text: str) -> tuple[str, str]:
        whole = self._before + text
        at = whole.find(PASTE)
        if at < 0:
            self._before = whole[1 - len(PASTE) :]
            return text, ""
        begins = at + len(PASTE) - len(self._before)
        self._pasting, self._before = True, ""
        return text[:begins], text[begins:]

    def _in_paste(self, text: str) -> tuple[str, str]:
        inside, end, rest = text.partition(PASTED)
        if end:
            self._pasting = False
        else:
            cut = next((n for n in range(len(PASTED) - 1, 0, -1) if inside.endswith(PASTED[:n])), 0)
            inside, self._held = inside[: len(inside) - cut], inside[len(inside) - cut :]
        return inside.replace(ESCAPE, VISIBLE_ESCAPE) + end, rest

    def parse_mouse_code(self, code: str) -> Message | None:
        if not self.terminal_size or not self.terminal_pixel_size:
            self.mouse_pixels = False  # a terminal that says its picture has no pixels cannot tell the mouse in them
        return super().parse_mouse_code(code)

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]  # its cache
        try:
            return super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, sequence)]
