"""What was drawn goes with the widget that showed it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from textual._styles_cache import StylesCache
from textual.color import Color

from dharma_tui.widgets import loose_strips


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    loose_strips.install()
    gc.disable()
    yield
    gc.enable()


def test_the_lines_of_a_widget_go_with_it() -> None:
    lines = StylesCache()
    drawn = lines.get_inner_outer(Color(1, 2, 3), Color(4, 5, 6))
    assert drawn == StylesCache().get_inner_outer(Color(1, 2, 3), Color(4, 5, 6))
    gone = weakref.ref(lines)
    del lines
    assert gone() is None
