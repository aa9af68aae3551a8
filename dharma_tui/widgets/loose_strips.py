"""Drawn lines that are gone as soon as nobody shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual._styles_cache import StylesCache
from textual.strip import Strip

_LOOSE = "_dharma_loose"


def install() -> None:
    """Wrap ``Strip.divide``, which keeps a strip that it need not divide within that strip's own cache, and have
    ``StylesCache.get_inner_outer`` remember its two styles by their colours alone.

    Every line that was ever drawn, a dozen objects each, would wait for a garbage collection, and drawing cause
    collections of everything; and all lines of the last thousand widgets would be kept, however long these are gone. A second
    call does nothing.
    """
    if getattr(Strip, _LOOSE, False):
        return
    keeping = Strip.divide
    StylesCache.get_inner_outer = classmethod(StylesCache.get_inner_outer)  # type: ignore[assignment, arg-type]

    def divide(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
        within = [cut for cut in cuts if cut <= strip.cell_length]
        return [strip] if within == [strip.cell_length] else keeping(strip, within)

    Strip.divide = divide  # type: ignore[method-assign, assignment]
    setattr(Strip, _LOOSE, True)
