"""The four faces of everything that shows data: loading, empty, error, and the data itself."""

from __future__ import annotations

from dataclasses import dataclass

from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from dharma_tui.core.text import printable, printable_lines
from dharma_tui.widgets.plain import plain

WORDS_LIMIT = 2_000
"""Characters shown of each sentence; they wrap."""

LOADING, EMPTY, ERROR, DATA = "loading", "empty", "error", "data"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a face says: what is so, why, and what to do. ``mark`` tells the faces apart without colour."""

    what: str
    why: str = ""
    do: str = ""
    mark: str = ""
    again: bool = False
    """Whether asking again may help."""


class FaceCard(Static):
    """The words of a face other than data, or those above data that could not be renewed."""


class Face(Vertical):
    """Shows its children when there is data, and otherwise says why not.

    ``r`` (the screen's reload) asks again.
    An error over data that is still there keeps the data, marks it stale, and says so in at most three lines above it,
    where the style sheet of a screen leaves it no more.
    """

    DEFAULT_CSS = """
    Face { width: 1fr; height: 1fr; }
    Face > FaceCard { width: 1fr; height: 1fr; content-align: center middle; text-align: center;
        padding: 0 1; }
    Face > FaceCard.-line { height: auto; max-height: 3; text-align: left; content-align: left top; }
    """

    state: reactive[str] = reactive(LOADING, init=False)

    def __init__(
        self,
        *children: Widget,
        loading: str = "Loading…",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._card = FaceCard("", markup=False)
        self._hidden: list[Widget] = []
        super().__init__(self._card, *children, name=name, id=id, classes=classes)
        for child in children:
            self._hide(child)
        self._has_data = False
        self.saying = Saying(loading)
        self._card.update(Content(loading))

    def compose_add_child(self, widget: Widget) -> None:
        """Children given by ``with Face():`` are data."""
        if self.state != DATA:
            self._hide(widget)
        super().compose_add_child(widget)

    def show_loading(self, what: str = "Loading…", why: str = "") -> None:
        """Nothing to show yet. Data already shown stays until there is news."""
        if not self._has_data:
            self._show(LOADING, Saying(what, why))

    def show_empty(self, what: str, do: str = "", why: str = "") -> None:
        """There is nothing: say so, and what to do about it."""
        self._has_data = False
        self._show(EMPTY, Saying(what, why, do))

    def show_error(self, what: str, do: str = "", why: str = "", *, again: bool = True) -> None:
        """It failed: say what, why, and what to do. Data already shown stays, marked stale.

        ``again`` is False where asking for the same again can only fail again.
        """
        self._show(ERROR, Saying(what, why, do, "✗", again))

    def forget(self) -> None:
        """Data shown so far is gone: an error takes its place instead of lying above it."""
        self._has_data = False

    def show_data(self) -> None:
        """The children speak for themselves."""
        self._has_data = True
        self._show(DATA, Saying(""))

    def _show(self, state: str, saying: Saying) -> None:
        self.saying = saying
        self.state = state
        stale = state == ERROR and self._has_data
        if state == DATA or stale:
            for child in self._hidden:
                child.display = True
            self._hidden.clear()
        else:
            for child in self.children:
                if child is not self._card:
                    self._hide(child)
        self._card.display = state != DATA
        self._card.set_class(state == ERROR, "-error")
        self._card.set_class(stale, "-line")
        self._card.update(_content(saying, self, one_line=stale))

    def _hide(self, child: Widget) -> None:
        """By its own style: a class on the face would match every widget below it against the style sheet again."""
        if child.display:
            child.display = False
            self._hidden.append(child)


def _content(saying: Saying, face: Face, *, one_line: bool = False) -> Content:
    """The words, safe to draw: a bold line on what, a plain one on why, and what to do."""
    what = Content.styled(plain(f"{saying.mark} {printable(saying.what, WORDS_LIMIT)}".strip(), face), "bold")
    rest = [plain(printable_lines(part, WORDS_LIMIT), face) for part in (saying.why, saying.do) if part]
    if one_line:
        retry = [Content("r retries")] if saying.again else []
        return Content(plain(" · ", face)).join([what, *(Content(part) for part in rest), *retry])
    retry = [Content.styled("r retries", "dim")] if saying.again else []
    return Content("\n").join([what, *(Content(part) for part in rest), *retry])
