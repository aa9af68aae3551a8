"""The keys of the screen of one resource, and the names of its parts."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dharma_tui.screens._detail_place import ACCESS, FACTS, HISTORY, LABELS, LINKS, METRICS, RAW

_TABS = Binding.Group("Parts")
_RESOURCE = Binding.Group("Resource")
_RAW = Binding.Group("Raw document")

PARTS = {
    FACTS: ("d", "Facts"),
    LABELS: ("l", "Labels"),
    LINKS: ("x", "Relationships"),
    ACCESS: ("a", "Access"),
    METRICS: ("m", "Metrics"),
    HISTORY: ("h", "History"),
    RAW: ("y", "Raw"),
}
"""Part → its key and what it is called."""


DETAIL_BINDINGS: list[BindingType] = [
    *(
        Binding(key, f"tab('{name}')", label, id=f"detail.{name}", group=_TABS, tooltip=f"Show {label.lower()}.",
                show=False)
        for name, (key, label) in PARTS.items()
    ),
    Binding("tab", "next_tab(1)", "Next part", id="detail.next", group=_TABS, show=False,
            tooltip="Show the next part."),
    Binding("shift+tab", "next_tab(-1)", "Part before", id="detail.previous", group=_TABS, show=False,
            tooltip="Show the part before."),
    Binding("slash", "search", "Search", id="detail.search", group=_RESOURCE, key_display="/",
            tooltip="Find words; n and N go to the next and the one before."),
    Binding("t", "form", "YAML/JSON", id="detail.form", group=_RESOURCE, tooltip="The raw document in the other form."),
    Binding("equals_sign", "compare", "Compare", id="detail.compare", group=_RESOURCE, show=False, key_display="=",
            tooltip="Compare what is shown with the moment of the change under the cursor, or with now."),
    Binding("r", "refresh", "Refresh", id="detail.refresh", group=_RESOURCE, show=False,
            tooltip="Look again at this one resource, now."),
    Binding("c", "copy('value')", "Copy value", id="detail.copy", group=_RESOURCE,
            tooltip="Copy the value of the line."),
    Binding("C", "copy_menu", "Copy…", id="detail.copy_menu", group=_RESOURCE, show=False,
            tooltip="Copy the path, the name, the key or the document."),
    Binding("p", "copy('path')", "Copy path", id="detail.copy_path", group=_RESOURCE, show=False,
            tooltip="Copy where the value of the line stands in the document."),
    Binding("z,space", "fold", "Fold", id="detail.fold", group=_RAW, show=False,
            tooltip="Fold or unfold the mapping or list of the line; Enter does too."),
    Binding("Z", "fold_all", "Fold all", id="detail.fold_all", group=_RAW, show=False,
            tooltip="Unfold everything; fold everything when nothing is folded."),
    Binding("escape", "leave", "Back", id="detail.leave", group=_RESOURCE,
            tooltip="Return to now; from now, to the view before."),
]  # fmt: skip
