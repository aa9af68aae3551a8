"""To what is called so: hit by hit on the picture, and then on to what is not drawn."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.format import counted
from dharma_tui.core.namesakes import told_apart
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.screens._topology_dialogs import TopologyDialogs
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.graph_view import GraphView

BEYOND = 200
"""Hits that are not drawn and are offered."""
DRAW = "insert"


class TopologySearch(TopologyDialogs):
    """Over a picture. What was sought last is sought on by ``n`` and ``N``."""

    _sought = ""
    _beyond: tuple[tuple[ResourceRef, str], ...] = ()
    """What is called so and was not drawn when it was sought."""
    _is_all = True
    """Whether there is no more of that."""

    @property
    def _search_bar(self) -> FilterBar:
        return self.query_one("#topology-search", FilterBar)

    def focus_view(self) -> None:
        """The keys go to the picture, or to the words in its place; a subclass knows."""
        raise NotImplementedError

    def mark_words(self) -> None:
        """What the cursor is on is marked in the words, too; a subclass knows."""
        raise NotImplementedError

    def action_search(self) -> None:
        """Type what it is called."""
        self.graph.mark_place()
        self._search_bar.open()

    @on(FilterBar.Typed)
    def _search_typed(self, message: FilterBar.Typed) -> None:
        bar, found = self._search_bar, self._matches(message.text)
        if message.text and not found:
            bar.show_error("nothing in view is called so", "enter looks for it everywhere")
            return
        bar.clear_error()
        if found:
            self.graph.jump_to(found[0])
            bar.show_note(f"1 of {len(found):,} in view · enter, then n and N go through them")

    @on(FilterBar.Left)
    def _search_left(self, message: FilterBar.Left) -> None:
        bar = self._search_bar
        text = bar.text.strip()
        self.focus_view()
        bar.set_text("")
        bar.remove_class("-open")
        if message.cleared:
            self.graph.put_back()
        self._sought, self._beyond = "" if message.cleared else text, ()
        if self._sought:
            self.run(self._look_beyond, group="find")

    async def _look_beyond(self) -> None:
        """What is called so and is not drawn: how much it is, or where nothing is drawn that is, what it is."""
        text, drawn = self._sought, self.drawn
        known = set(drawn.sketched.refs.values()) if drawn else set()
        found = await self.services.topology.search(text, at=self.dated_view.at, limit=BEYOND + 1 + len(known))
        beyond = tuple(each for each in found if each[0] not in known)
        self._beyond, self._is_all = beyond[:BEYOND], len(beyond) <= BEYOND
        here = self._matches(text)
        if here:
            self._say_hit(here, _HINT)
        elif len(self._beyond) > 1:
            self._offer()
        else:
            ref = (
                await self.services.topology.find(text, self.dated_view.at) if not self._beyond else self._beyond[0][0]
            )
            self.show_view(edits.around(self.view, (ref,)))

    def _say_hit(self, here: list[NodeId], hint: str = "") -> None:
        at = here.index(self.graph.cursor) + 1 if self.graph.cursor in here else 1
        beyond = len(self._beyond)
        more = f", {self._not_drawn}" if beyond else ""
        self.say(
            f"{at:,} of {counted(len(here), 'hit')} in view{more}", hint if beyond else "", timeout=4 if hint else 2
        )

    @on(GraphView.EndReached)
    def _end_reached(self, message: GraphView.EndReached) -> None:
        self.say(message.says, timeout=3)

    @on(GraphView.NextWanted)
    def _next_wanted(self, message: GraphView.NextWanted) -> None:
        self.action_next_hit(message.step)

    def action_next_hit(self, step: int) -> None:
        """The next that is called so, or the one before."""
        here = self._matches(self._sought)
        if not here:
            if self._sought:
                self._offer()
            else:
                self.say("n and N go on after > and < and after a search", timeout=3)
            return
        if self.graph.cursor not in here:
            self.graph.jump_to(here[0])
        else:
            at = here.index(self.graph.cursor) + step
            if self._beyond and at >= len(here):
                self._offer()
                return
            self.graph.jump_to(here[at % len(here)])
        self.mark_words()
        self._say_hit(here)

    def _offer(self) -> None:
        """What is called so and not drawn: to look around it, or to draw it here."""
        drawn = set(self.drawn.sketched.refs.values()) if self.drawn else set()
        self._beyond = tuple(each for each in self._beyond if each[0] not in drawn)
        if not self._beyond:
            self.say(f"Nothing else is called {self._sought}", "/ searches for something else")
            return
        refs = {str(ref): ref for ref, _ in self._beyond}
        apart = told_apart((name, ref) for ref, name in self._beyond)
        choices = [Choice(str(ref), name, f"{ref.kind} {apart.get(ref, '')}".rstrip()) for ref, name in self._beyond]
        asks = self.view.impact or self.view.question or self.view.to is not None
        extra = {} if asks else {DRAW: "Draw it here"}
        title = f"{self._not_drawn}: look around one"
        dialog = PickScreen(title, choices, extra_keys=extra, ascii_only=self.ascii_only)

        def chosen(picked: Picked | None) -> None:
            if picked is not None:
                (key,) = picked.keys
                ref = refs[key]
                self.show_view(with_also(self.view, ref) if picked.how == DRAW else edits.around(self.view, (ref,)))
                self._go_to = key if picked.how == DRAW else None

        self.app.push_screen(dialog, chosen)

    @property
    def _not_drawn(self) -> str:
        return f"{'' if self._is_all else 'more than '}{len(self._beyond):,} not drawn"

    _go_to: NodeId | None = None
    """Where the cursor goes when it is drawn."""

    def _matches(self, text: str) -> list[NodeId]:
        """What is in view and called so, boxes and titles of frames: those that begin with it, then the others, each in the
        order of the picture."""
        sought = text.strip().casefold()
        if not sought:
            return []
        sketch = self.graph.picture.sketch
        shown = [(node.id, node.label.casefold()) for node in sketch.nodes]
        shown += [(group.id, group.label.casefold()) for group in sketch.groups]
        starts = [id for id, label in shown if label.startswith(sought)]
        known = set(starts)
        return starts + [id for id, label in shown if id not in known and sought in f"{label} {id}".casefold()]


_HINT = "n and N go through them; after the last, n lists what is not drawn"


def with_also(view: TopologyView, ref: ResourceRef) -> TopologyView:
    """With this as well: as one more to look around, or where everything is looked at by itself."""
    if ref in view.focus:
        return view
    return replace(view, focus=(*view.focus, ref)) if view.focus else replace(view, pinned=view.pinned | {ref})
