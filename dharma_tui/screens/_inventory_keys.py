"""The keys of the inventory screen beside those of its table."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_VIEW = Binding.Group("View")
_RESOURCE = Binding.Group("Resource")
_OUT = Binding.Group("Copy and export")


def _key(
    key: str, action: str, label: str, id: str, group: Binding.Group, tooltip: str, *, show: bool = False,
    display: str | None = None,
) -> Binding:  # fmt: skip
    return Binding(
        key, action, label, id=f"inventory.{id}", group=group, tooltip=tooltip, show=show, key_display=display
    )


INVENTORY_BINDINGS: list[BindingType] = [
    _key("slash", "filter", "Filter", "filter", _VIEW, "Filter as you type.", show=True, display="/"),
    _key("escape", "leave", "Clear", "leave", _VIEW, "Clear the filter; without one, go back."),
    _key("t", "tree", "Kinds", "tree", _VIEW, "Show the kinds and go there; again: hide them.", show=True),
    _key("z", "faults", "Faults only", "faults", _VIEW, "Show only what is degraded or failed."),
    _key("b", "group", "Group", "group", _VIEW, "Count by one or more columns.", show=True),
    _key("o", "columns", "Columns", "columns", _VIEW, "Choose and order the columns."),
    _key("v", "views", "Views", "views", _VIEW, "Open or delete a saved view."),
    _key("V", "save_view", "Save view", "save_view", _VIEW, "Keep this view under a name."),
    _key("p", "preview", "Preview", "preview", _VIEW, "Show what the cursor is on beside the table.", show=True),
    _key("u", "seen", "Seen", "seen", _VIEW, "Take the highlighted changes as seen."),
    _key(
        "r",
        "refresh",
        "Refresh",
        "refresh",
        _VIEW,
        "Look again at what is marked; else at these kinds, where the filter says or the cursor is.",
    ),
    _key("R", "rescan", "Rescan", "rescan", _VIEW, "Discover these kinds again now, everywhere."),
    _key("d", "detail('facts')", "Describe", "describe", _RESOURCE, "Everything known of the resource.", show=True),
    _key("y", "detail('raw')", "Raw", "raw", _RESOURCE, "The resource as YAML or JSON."),
    _key("x", "detail('links')", "Relationships", "links", _RESOURCE, "What it is related to."),
    _key("h", "detail('history')", "History", "history", _RESOURCE, "How it changed."),
    _key("m", "detail('metrics')", "Metrics", "metrics", _RESOURCE, "What is measured of it."),
    _key(
        "i",
        "infrastructure",
        "Infrastructure",
        "infrastructure",
        _RESOURCE,
        "Put it, or what is marked, into one; edit one.",
    ),
    _key("equals_sign", "compare", "Compare", "compare", _RESOURCE, "Compare two marked resources.", display="="),
    _key("c", "copy('cell')", "Copy cell", "copy_cell", _OUT, "Copy the value under the cursor."),
    _key("C", "copy_menu", "Copy…", "copy", _OUT, "Copy the name, the key, the row or the document."),
    _key("e", "export", "Export", "export", _OUT, "Write this view to a file.", show=True),
]
