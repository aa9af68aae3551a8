"""What the inventory screen asks a person: columns, groups, saved views, what to copy, where to export to."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.kinds import COMMON_COLUMNS, Column, is_named
from dharma_tui.core.paths import expanded
from dharma_tui.core.text import copyable_name
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view
from dharma_tui.screens import _view_edits as edits
from dharma_tui.screens._export import MEDIA_TYPES, ExportPlan, ExportScreen, format_of, is_download
from dharma_tui.screens._inventory_panes import InventoryPanes
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.screens._saved_view_keys import SavedViewKeys

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView

GROUPS_FIRST = ("state", "kind", "region", "account", "provider")


class InventoryDialogs(SavedViewKeys, InventoryPanes):
    """The dialogs of the inventory and what follows from each."""

    # -- columns and groups -----------------------------------------------------------------------------------------

    def known_columns(self) -> list[Column]:
        """Every column the view could show: those shown, the common ones, those of its kinds, the computed ones."""
        columns: dict[str, Column] = {}
        if self.table.listing is not None and not self.view.group_by:
            columns.update((column.name, column) for column in self.table.listing.columns)
        columns.update((column.name, column) for column in COMMON_COLUMNS if column.name not in columns)
        for kind, spec in sorted(self.services.kinds.items()):
            if any(is_named(kind, name, self.services.kinds) for name in self.view.kinds):
                columns.update((column.name, column) for column in spec.columns if column.name not in columns)
        return list(columns.values())

    def action_columns(self) -> None:
        """Choose and order the columns."""
        if self.table.listing is None:
            return
        if self.view.group_by:
            self.say("A grouped view has the columns it is grouped by", "b changes them", severity="warning")
            return
        shown = self.table.shown_columns
        known = self.known_columns()
        known.sort(key=lambda column: shown.index(column.name) if column.name in shown else len(shown))
        choices = [Choice(column.name, column.title, column.doc, column.name in shown) for column in known]
        dialog = PickScreen("Columns, from left to right", choices, several=True, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, self._columns_chosen)

    def _columns_chosen(self, picked: Picked | None) -> None:
        if picked is not None:
            self.show_view(replace(self.view, columns=picked.keys), keep_place=True)

    def action_group(self) -> None:
        """Count by columns."""
        known = {column.name: column for column in self.known_columns() if column.name not in ("name", "key", "labels")}
        order = [*self.view.group_by, *GROUPS_FIRST, *known]
        names = [name for name in dict.fromkeys(order) if name in known or name in self.view.group_by]
        choices = [
            Choice(name, known[name].title if name in known else name, known[name].doc if name in known else "",
                   name in self.view.group_by)
            for name in names
        ]  # fmt: skip
        dialog = PickScreen("Count by (none: every row)", choices, several=True, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, self._groups_chosen)

    def _groups_chosen(self, picked: Picked | None) -> None:
        if picked is not None and picked.keys != self.view.group_by:
            self.show_view(edits.grouped(self.view, picked.keys))

    # -- saved views ------------------------------------------------------------------------------------------------

    def view_to_keep(self) -> View:
        """What is shown, with its moment."""
        return self.dated_view

    def line_of(self, view: View | TopologyView) -> str:
        """Of views of the inventory, the line that says them."""
        return format_view(view) if isinstance(view, View) else ""

    # -- copying ----------------------------------------------------------------------------------------------------

    def action_copy_menu(self) -> None:
        """Choose what to copy."""
        if self.table.row is None:
            return
        choices = [
            Choice("cell", f"Cell {self.table.column_name}", "c"),
            Choice("name", "Name"),
            Choice("key", "Key"),
            Choice("row", "Row", "tab-separated"),
            Choice("marked", "Keys of the marked rows", f"{len(self.table.marks):,}"),
            Choice("json", "Whole document", "JSON"),
            Choice("view", "Command line of this view", "Y"),
        ]
        dialog = PickScreen("Copy", choices, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, lambda picked: self.action_copy(picked.keys[0]) if picked else None)

    def action_copy(self, what: str) -> None:
        """Copy a part of the row under the cursor."""
        row, listing = self.table.row, self.table.listing
        if row is None or listing is None:
            return
        cells = dict(zip((column.name for column in listing.columns), row.cells, strict=False))
        column = self.table.column_name
        match what:
            case "cell":
                self.shell.copy_text(edits.text_of(cells.get(column)), column)
            case "row":
                shown = [edits.text_of(cells.get(name)) for name in self.table.shown_columns]
                self.shell.copy_text("\t".join(shown), "the row")
            case "marked":
                self.shell.copy_text(
                    "\n".join(sorted(copyable_name(ref.key) for ref in self.table.marks)), "the marked keys"
                )
            case "view":
                self.shell.copy_link()
            case _ if row.ref is None:
                self.say("This row is a group", "enter looks into it", severity="warning")
            case "key":
                self.shell.copy_text(copyable_name(row.ref.key), "the key")
            case "name":
                self._copy_stored(row.ref, "name")
            case "json":
                self._copy_stored(row.ref, "json")

    def _copy_stored(self, ref: ResourceRef, what: str) -> None:
        async def work() -> None:
            from dharma_tui.screens._documents import document_json

            stored = await self.services.inventory.resource(ref, self.dated_view.at)
            if what == "name":
                self.shell.copy_text(copyable_name(stored.resource.name), "the name")
            else:
                self.shell.copy_text(document_json(stored), "the document")

        self.run(work, group="copy")

    # -- infrastructures --------------------------------------------------------------------------------------------

    def action_infrastructure(self) -> None:
        """Put the marked resources, or the one under the cursor, into an infrastructure; edit the one under the cursor."""
        from dharma_tui.screens._infrastructure_dialogs import InfrastructureDialogs

        row = self.table.row
        refs = sorted(self.table.marks) or ([row.ref] if row is not None and row.ref is not None else [])
        if self.dated_view.at:
            self.say("The past cannot be changed", ":now returns to the present", severity="warning")
        elif refs:
            InfrastructureDialogs(self).of(refs)

    # -- comparing and exporting ------------------------------------------------------------------------------------

    def action_compare(self) -> None:
        """Two marked resources side by side; one marked: with the one under the cursor."""
        from dharma_tui.screens._topology_of import show_topology_of
        from dharma_tui.screens.compare import CompareScreen

        refs = sorted(self.table.marks)
        row = self.table.row
        if len(refs) == 1 and row is not None and row.ref is not None and row.ref not in refs:
            refs.append(row.ref)
        if len(refs) != 2:
            marked = format.counted(len(refs), "resource is", "resources are")
            self.say(f"{marked} marked", "mark two with space to compare them", severity="warning")
            return

        async def work() -> None:
            left, right = [await self.services.inventory.resource(ref, self.dated_view.at) for ref in refs]
            topology = partial(show_topology_of, self.shell, at=self.own_at)
            self.app.push_screen(CompareScreen(left, right, copy=self.shell.copy_text, topology=topology))

        self.run(work, group="compare")

    def action_export(self) -> None:
        """Choose where to and in what form."""
        listing = self.table.listing
        if listing is None:
            return
        day = self.services.clock.now().astimezone().strftime("%Y-%m-%d")
        what = edits.title_of(self.view, self.services.kinds).lower().replace(" ", "-").replace("/", "-")
        grouped = bool(self.view.group_by)
        plan = ExportPlan(Path.home() / f"dharma-{what}-{day}.csv", "csv", bool(self.table.marks) and not grouped)
        dialog = ExportScreen(
            plan,
            rows=listing.length,
            marked=len(self.table.marks),
            what="group" if grouped else "row",
            web=self.app.is_web,
        )
        self.app.push_screen(dialog, lambda chosen: self._export(chosen) if chosen else None)

    def command_export(self, argument: str) -> None:
        """``:export FILE``: the current view, in the form its ending says."""
        path = expanded(argument)
        only_marked = bool(self.table.marks) and not self.view.group_by
        self._export(ExportPlan(path, format_of(path), only_marked, is_download(argument, web=self.app.is_web)))

    def _export(self, plan: ExportPlan) -> None:
        view, refs = self.dated_view, sorted(self.table.marks) if plan.only_marked else []

        async def work() -> None:
            self.say(f"Writing {plan.path}…", timeout=2)
            with tempfile.TemporaryDirectory(prefix="dharma-tui-") if plan.download else nullcontext() as folder:
                path = Path(folder) / "export" if folder else plan.path
                count = await self.services.inventory.export(view, path, plan.format, refs)
                if plan.download:  # the open file outlives its folder
                    self.app.deliver_binary(
                        path.open("rb"), save_filename=plan.path.name, mime_type=MEDIA_TYPES[plan.format]
                    )
            what = "marked row" if plan.only_marked else "group" if view.group_by else "row"
            where = f"handed to the browser as {plan.path}"
            if not plan.download:
                where = f"written to {self.services.settings.paths.told(str(plan.path.absolute()))}"
            self.say(f"{format.counted(count, what)} {where}", timeout=10)

        self.run(work, group="export", exclusive=False)
