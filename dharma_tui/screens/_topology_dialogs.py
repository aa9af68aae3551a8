"""What the topology asks for: how to group, which verbs, where to write, which saved view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Layout, SketchNode
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.graph import FORTH
from dharma_tui.core.paths import expanded
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import GROUPINGS, TopologyView, format_topology
from dharma_tui.core.types import Verb
from dharma_tui.core.units import moment
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.screens._moments import Seen
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.screens._saved_view_keys import SavedViewKeys
from dharma_tui.services import atomic_file
from dharma_tui.services.store.scan_ends import compared_with
from dharma_tui.widgets.graph_view import GraphView

if TYPE_CHECKING:
    from dharma_tui.core.view import View
    from dharma_tui.services.topology.drawn import Drawn

FIT = "fit"
TAGS = 40
"""Tags that are offered, the commonest first."""
DAY = "-24h"


class TopologyDialogs(SavedViewKeys):
    """Over a view and what is drawn of it, which a subclass has."""

    view: TopologyView
    drawn: Drawn | None

    @property
    def graph(self) -> GraphView:
        """The picture."""
        raise NotImplementedError

    seen = Seen()
    """The moment that is drawn."""

    @property
    def dated_view(self) -> TopologyView:
        """The view as of the console's moment, where it says none."""
        return self.view if self.view.at or not self.at else replace(self.view, at=self.at)

    @property
    def own_at(self) -> str:
        """The moment of the view, if it says one: the very one that is drawn."""
        return self.view.at and (self.seen.at or self.view.at)

    def show_view(self, view: TopologyView) -> None:
        """Show another view."""
        raise NotImplementedError

    # -- choosing ---------------------------------------------------------------------------------------------------

    def action_group(self) -> None:
        """Choose what groups are made by."""
        self.run(self._choose_grouping, group="group")

    async def _choose_grouping(self) -> None:
        tags, _ = await self.services.inventory.label_counts(())
        choices = [Choice(FIT, "What fits", "kinds, as far as is needed", not self.view.group_by)]
        choices += [Choice(name, name.capitalize(), "", self.view.group_by == name) for name in GROUPINGS]
        around = await self.services.topology.sketches.container_kinds(self.dated_view.at)
        choices += [
            Choice(kind, self._singular(kind), f"what lies in each of {count:,}", self.view.group_by == kind)
            for kind, count in around
        ]
        choices += [
            Choice(
                f"tag.{tag}", f"Tag {tag}", f"on {count:,}, by:tag.{tag} in a line", self.view.group_by == f"tag.{tag}"
            )
            for tag, count in sorted(tags, key=lambda tag: (-tag[1], tag[0]))[:TAGS]
        ]

        def chosen(picked: Picked | None) -> None:
            if picked is not None:
                (name,) = picked.keys
                if name != FIT and self.view.layout is Layout.NESTED:
                    self.say("Groups are drawn in layers", "l draws them nested again", timeout=4)
                self.show_view(edits.grouped(self.view, "" if name == FIT else name))

        self.app.push_screen(PickScreen("Group by", choices, ascii_only=self.ascii_only), chosen)

    def _singular(self, kind: str) -> str:
        spec = self.services.kinds.get(kind)
        return spec.title if spec else kind

    def action_hide_verbs(self) -> None:
        """Choose which relationships are drawn."""
        choices = [Choice(verb, FORTH[verb], "", verb not in self.view.hidden_verbs) for verb in Verb]

        def chosen(picked: Picked | None) -> None:
            if picked is not None:
                self.show_view(replace(self.view, hidden_verbs=frozenset(Verb) - {Verb(key) for key in picked.keys}))

        dialog = PickScreen("Relationships drawn", choices, several=True, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, chosen)

    def action_hide_kind(self) -> None:
        """Hide this kind; of a group of several kinds, all of them."""
        node, drawn = self.graph.node, self.drawn
        if node is None or drawn is None:
            self.say("Nothing is drawn", "U shows everything again", timeout=3)
        elif "." in node.kind:
            self._hide((node.kind,))
        else:
            self.run(partial(self._hide_members, drawn, node), group="hide")

    async def _hide_members(self, drawn: Drawn, node: SketchNode) -> None:
        refs = await self.services.io.run(drawn.sketched.held_by, node.id)
        self._hide(sorted({ref.kind for ref in refs}))

    def _hide(self, kinds: Sequence[str]) -> None:
        looked_at = {ref.kind for ref in self.view.focus}
        self.show_view(replace(self.view, hidden_kinds=self.view.hidden_kinds.union(kinds)))
        but = " but for what is looked at" if looked_at.intersection(kinds) else ""
        what = f"{kinds[0]} is" if len(kinds) == 1 else f"{len(kinds)} kinds are"
        self.say(f"{what} hidden{but}", "U shows everything again", timeout=3)

    def action_unhide(self) -> None:
        """Show every kind and verb."""
        self.show_view(edits.shows_all(self.view))

    def action_members(self) -> None:
        """The members of the group under the cursor, in the inventory."""
        if (node := self.graph.node) is not None and self.drawn is not None:
            self.run(partial(self._list_members, self.drawn, node), group="members")

    async def _list_members(self, drawn: Drawn, node: SketchNode) -> None:
        from dharma_tui.screens._members import members_view

        name = printable(node.label, 60)
        refs = await self.services.io.run(drawn.sketched.held_by, node.id)
        if not refs:
            self.say(f"{name} is one resource, with nothing in it", "enter opens it", timeout=4)
            return
        view, there = await members_view(self.services, refs, self.seen.at)
        if not there:
            self.say(f"Nothing of {name} is in the inventory", "it is only referred to", timeout=4)
            return
        self.shell.open_view(replace(view, at=self.own_at))
        if there < len(refs):
            self.say(f"{len(refs) - there:,} of {name} are only referred to", "the inventory does not know them")

    def action_since(self) -> None:
        """Ask since when changes are to be shown; where they are, no longer."""
        if self.view.since:
            self.show_view(replace(self.view, since=""))
        else:
            self.run(self._ask_since, group="asking")

    async def _ask_since(self) -> None:
        """A day ago is offered, or in a younger store the end of the scan before the last."""
        lake = self.services.lake
        before = await self.services.io.run(compared_with, lake, DAY)
        if before is None:
            self.say("There is nothing to compare with yet", "only one scan has ended; a moment within it may be named")
        is_day = before is not None and before == await self.services.io.run(lake.resolve_or_first, DAY)
        offered = DAY if is_day else f"#{before.id}" if before else ""

        def judge(text: str) -> str:
            try:
                moment(text, self.services.clock.now())
            except DharmaError as error:
                return f"{error.message}: {error.hint}" if error.hint else error.message
            return ""

        def chosen(answer: str | None) -> None:
            if answer:
                asked = replace(self.view.unmarked, since=answer, impact=False)
                self.show_view(replace(asked, question=None, to=None))

        dialog = AskLineScreen("Changes since", "-2h, 2026-11-20T09:30 or #12", value=offered, judge=judge)
        self.app.push_screen(dialog, chosen)

    # -- saved views ------------------------------------------------------------------------------------------------

    def view_to_keep(self) -> TopologyView:
        """What is shown, with its moment."""
        return self.dated_view

    def line_of(self, view: View | TopologyView) -> str:
        """Of views of the topology, the line that says them."""
        return format_topology(view) if isinstance(view, TopologyView) else ""

    # -- writing ----------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Write the view to a file."""
        from dharma_tui.services.topology.formats.writing import ENDINGS

        day = self.services.clock.now().astimezone().strftime("%Y-%m-%d")
        usual = str(Path.home() / f"dharma-topology-{day}.svg")
        kinds = ", ".join(ENDINGS)

        def judge(name: str) -> str:
            return "" if Path(name).suffix in ENDINGS else f"end it with one of {kinds}"

        def chosen(answer: str | None) -> None:
            if answer:
                self.run(lambda: self._export(expanded(answer).absolute()), group="export")

        dialog = AskLineScreen("Write to", f"in the form of its ending: {kinds}", value=usual, judge=judge)
        self.app.push_screen(dialog, chosen)

    async def _export(self, path: Path) -> None:
        from dharma_tui.services.topology.formats import mermaid
        from dharma_tui.services.topology.formats.writing import written
        from dharma_tui.services.topology.worded import worded

        if self.drawn is None:
            raise DharmaError("nothing is drawn yet", "wait for the picture")
        refs = self.drawn.sketched.refs.values()
        found = await self.services.topology.among(refs, at=self.dated_view.at, told=True)
        at, lake = self.dated_view.at, self.services.lake
        answer, paths = await worded(self.services.topology, self.drawn), self.drawn.paths
        text = await self.services.io.run(written, path.suffix, lake, found, self.graph.drawing, at, answer, paths)
        try:
            await self.services.io.run(atomic_file.write_text, path, text)
        except OSError as error:
            self.say(f"{path} could not be written: {error.strerror}", "choose another folder", severity="error")
            return
        refused = mermaid.too_much(text.splitlines()) if path.suffix == ".mmd" else ""
        self.say(f"Written to {self.services.settings.paths.told(str(path))}", refused, timeout=15 if refused else 6)
