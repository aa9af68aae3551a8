"""Rows of a listing, held a page at a time, and which pages to ask for next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dharma_tui.core.view import Row
from dharma_tui.widgets.recent import Recent

PAGE = 64
"""Rows asked for at once."""
KEPT = 128
"""Pages held; older ones are asked for again."""
IN_FLIGHT = 3
"""Pages waited for at once, so that a dragged scrollbar cannot pile up questions nobody needs the answer to."""


class PageCache:
    """The rows of one listing that have arrived. ``token`` names the listing; answers to another are refused."""

    def __init__(self) -> None:
        self.token = -1
        self.length = 0
        self._pages: Recent[int, Sequence[Row]] = Recent(KEPT)
        self._asked: set[int] = set()

    def reset(self, token: int, length: int) -> None:
        """Forget everything; from now on hold rows of ``token``."""
        self.token, self.length = token, length
        self._pages.clear()
        self._asked.clear()

    def put(self, token: int, start: int, rows: Sequence[Row]) -> bool:
        """Keep rows from position ``start``, which begins a page. Returns whether they belong to this listing."""
        if token != self.token:
            return False
        for offset in range(0, max(len(rows), 1), PAGE):
            page = (start + offset) // PAGE
            self._asked.discard(page)
            part = rows[offset : offset + PAGE]
            if part:
                self._pages[page] = part
        return True

    def get(self, index: int) -> Row | None:
        """The row at ``index``, if it has arrived."""
        rows = self._pages.get(index // PAGE)
        place = index % PAGE
        return rows[place] if rows is not None and place < len(rows) else None

    def give_up(self, start: int) -> None:
        """The page at ``start`` will not come; it may be asked for again."""
        self._asked.discard(start // PAGE)

    def held(self) -> Iterator[Row]:
        """Every row held, in no particular order."""
        for page in list(self._pages.keys()):
            yield from self._pages[page]

    def wanted(self, first: int, last: int, *, ahead: bool) -> Iterator[tuple[int, int]]:
        """Ranges to ask for now, so that ``first`` to ``last`` are held; with ``ahead`` also a page or more on either side."""
        if not self.length:
            return
        lowest, highest = max(0, first) // PAGE, min(max(last, 0), self.length - 1) // PAGE
        pages = [*range(lowest, highest + 1), *((highest + 1, lowest - 1, highest + 2) if ahead else ())]
        for page in pages:
            if len(self._asked) >= IN_FLIGHT:
                return
            if page < 0 or page * PAGE >= self.length or page in self._asked or page in self._pages:
                continue
            self._asked.add(page)
            yield page * PAGE, min((page + 1) * PAGE, self.length)


def page_range(first: int, last: int, length: int) -> tuple[int, int]:
    """The whole pages that cover positions ``first`` to ``last`` of a listing of ``length`` rows."""
    start = max(0, first) // PAGE * PAGE
    stop = (max(last, 0) // PAGE + 1) * PAGE
    return min(start, max(0, length - 1) // PAGE * PAGE), min(stop, length)
