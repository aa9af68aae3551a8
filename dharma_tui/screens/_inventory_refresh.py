"""Looking again at what the inventory shows: the kinds of the view, in the places its filter names or the cursor is in."""

from __future__ import annotations

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import All, Node, Op, Term
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.scan import Selection
from dharma_tui.screens import _view_edits as edits
from dharma_tui.screens._inventory_dialogs import InventoryDialogs
from dharma_tui.screens._refreshing import Refreshing, of_kinds

EVERYWHERE = "R looks everywhere"


class InventoryRefresh(InventoryDialogs, Refreshing):
    """What ``r`` and ``R`` do."""

    def action_refresh(self) -> None:
        """Look again at these kinds, here."""
        if self.dated_view.at:
            self.say("This is the past", ":now returns to the present", severity="warning")
            return
        self.run(self._refresh_shown, group="scope")

    async def _refresh_shown(self) -> None:
        row = self.table.row
        view = edits.into_group(self.view, row) if row is not None and row.ref is None else self.view
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
        """Look for what is shown everywhere, in the background."""
        self.look_again(Selection(kinds=self.view.kinds), edits.title_of(self.view, self.services.kinds))


def named(text: str, field: str) -> tuple[str, ...]:
    """The values of a field that everything the filter lets through has; wildcards are a scan's, too."""
    try:
        node = parse_filter(text)
    except FilterError:
        return ()
    nodes: tuple[Node, ...] = node.nodes if isinstance(node, All) else (node,)
    terms = [each for each in nodes if isinstance(each, Term) and each.name == field and each.op in (Op.HAS, Op.IS)]
    return tuple(value.text for value in terms[0].values) if terms else ()
