"""Looking again at what the inventory shows: the kinds of the view, in the places its filter names or the cursor is in."""

from __future__ import annotations

from dharma_tui.core import format
from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import All, Node, Op, Term
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.scan import Selection
from dharma_tui.core.view import View
from dharma_tui.screens import _view_edits as edits
from dharma_tui.screens._inventory_dialogs import InventoryDialogs
from dharma_tui.screens._refreshing import Refreshing, of_kinds, of_resources

EVERYWHERE = "R looks everywhere"
MOST = 2_000
"""Resources looked at alone at once; of more, whole kinds are listed sooner."""


class InventoryRefresh(InventoryDialogs, Refreshing):
    """What ``r`` and ``R`` do."""

    def chosen_view(self) -> View | None:
        """The resources behind the group under the cursor."""
        row = self.table.row
        return edits.into_group(self.view, row) if row is not None and row.ref is None else None

    def action_refresh(self) -> None:
        """Look again at the marked resources, or at these kinds, here."""
        if self.dated_view.at:
            self.say("This is the past", ":now returns to the present", severity="warning")
            return
        self.run(self._refresh_marked if self.table.marks else self._refresh_shown, group="scope")

    async def _refresh_marked(self) -> None:
        """Those that are discovered; of a cloud many are not asked about without saying what that takes."""
        from dharma_tui.screens._scan_dialog import ask_first

        discovered = {kind.kind for service in self.services.providers for kind in service.kinds}
        marked = len(self.table.marks)
        refs = [ref for ref in self.table.marks if ref.kind in discovered]
        if not refs or len(refs) > MOST:
            why = f"more than {MOST:,} are not looked at one by one" if refs else "nothing that is marked is discovered"
            hint = "^a clears the marks; r then looks at whole kinds"
            self.say(f"{format.counted(marked, 'row')} marked: {why}", hint, severity="warning")
            return
        what = format.counted(len(refs), "marked resource")
        hint = f"{format.counted(marked - len(refs), 'other')} cannot be discovered" if marked > len(refs) else ""

        def look(selection: Selection) -> None:
            self.look_again(selection, what, hint=hint)

        await ask_first(self.app, self.services, of_resources(refs), look)

    async def _refresh_shown(self) -> None:
        row, view = self.table.row, self.chosen_view() or self.view
        kinds = view.kinds or ((row.ref.kind,) if row is not None and row.ref is not None else ())
        if not kinds:
            self.action_reload()
            return
        title = edits.title_of(edits.of_kind(view, kinds[0]) if len(kinds) == 1 else view, self.services.kinds)
        accounts, regions = (named(view.filter, field) for field in ("account", "region"))
        if accounts or regions or row is None or row.ref is None:
            where = " and ".join(", ".join(words) for words in (accounts, regions) if words)
            selection = Selection(kinds=kinds, accounts=accounts, regions=regions)
        else:
            scope = (await self.services.inventory.resource(row.ref)).resource.scope
            where, selection = "/".join(word for word in (scope.account, scope.region) if word), of_kinds(kinds, scope)
        self.look_again(selection, f"{title} in {where}" if where else title, hint=EVERYWHERE if where else "")

    def action_rescan(self) -> None:
        """Look for what is shown everywhere, in the background; where that calls a cloud, say first what it takes."""
        title, wanted = edits.title_of(self.view, self.services.kinds), Selection(kinds=self.view.kinds)
        self.run(lambda: self._rescan(wanted, title), group="scope")

    async def _rescan(self, wanted: Selection, title: str) -> None:
        from dharma_tui.screens._scan_dialog import ask_first

        await ask_first(self.app, self.services, wanted, lambda chosen: self.look_again(chosen, title))


def named(text: str, field: str) -> tuple[str, ...]:
    """The values of a field that everything the filter lets through has; wildcards are a scan's, too."""
    try:
        node = parse_filter(text)
    except FilterError:
        return ()
    nodes: tuple[Node, ...] = node.nodes if isinstance(node, All) else (node,)
    terms = [each for each in nodes if isinstance(each, Term) and each.name == field and each.op in (Op.HAS, Op.IS)]
    return tuple(value.text for value in terms[0].values) if terms else ()
