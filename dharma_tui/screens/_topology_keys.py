"""The keys of the topology beside those of its graph."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_VIEW = Binding.Group("View")
_ASK = Binding.Group("Ask")
_RESOURCE = Binding.Group("Resource")
_OUT = Binding.Group("Copy and export")


def _key(
    key: str, action: str, label: str, id: str, group: Binding.Group, tooltip: str, *, show: bool = False,
    display: str | None = None,
) -> Binding:  # fmt: skip
    return Binding(
        key, action, label, id=f"topology.{id}", group=group, tooltip=tooltip, show=show, key_display=display
    )


TOPOLOGY_BINDINGS: list[BindingType] = [
    _key(
        "slash",
        "search",
        "Search",
        "search",
        _VIEW,
        "Go to what is called so; what is not in view Enter looks for everywhere.",
        show=True,
        display="/",
    ),
    _key("n", "next_hit(1)", "Next hit", "next_hit", _VIEW, "In the text: the next that a search found."),
    _key("N", "next_hit(-1)", "Hit before", "hit_before", _VIEW, "In the text: what a search found before."),
    _key("F", "centre_on", "Focus", "focus", _VIEW, "Look around what the cursor is on.", show=True),
    _key("w", "depth(1)", "Wider", "wider", _VIEW, "One step further around the focus.", show=True),
    _key("W", "depth(-1)", "Narrower", "narrower", _VIEW, "One step less."),
    _key("X", "expand", "Expand", "expand", _VIEW, "Add what it is related to; again: take that away."),
    _key(
        "l",
        "layout",
        "Layout",
        "layout",
        _VIEW,
        "In layers, nested by what lies in what, or around the focus.",
        show=True,
    ),
    _key("D", "way", "Direction", "way", _VIEW, "What it leads to, what leads to it, or both."),
    _key("space", "fold", "Open or close", "fold", _VIEW, "Open the group under the cursor; close what it lies in."),
    _key("backspace", "close", "Close group", "close", _VIEW, "Close the group or box that the cursor is in."),
    _key("G", "group", "Group by", "group", _VIEW, "Choose what groups are made by."),
    _key("K", "hide_kind", "Hide kind", "hide_kind", _VIEW, "Hide resources of this kind."),
    _key("L", "hide_verbs", "Hide verbs", "hide_verbs", _VIEW, "Choose which relationships are drawn."),
    _key("U", "unhide", "Show all", "unhide", _VIEW, "Show every kind and relationship again."),
    _key("P", "pin", "Pin", "pin", _VIEW, "Always show it by itself; again: no longer."),
    _key("E", "everything", "Everything", "everything", _VIEW, "All there is, in groups."),
    _key(
        "t",
        "text",
        "Text",
        "text",
        _VIEW,
        "As indented text, for reading aloud and copying; again: the picture.",
        show=True,
    ),
    _key("v", "views", "Views", "views", _VIEW, "Open or delete a saved view."),
    _key("V", "save_view", "Save view", "save_view", _VIEW, "Keep this view under a name."),
    _key(
        "b",
        "impact",
        "Impact",
        "impact",
        _ASK,
        "What is affected if it fails, on the picture; again: that alone; again: no longer.",
        show=True,
    ),
    _key(
        "p",
        "path",
        "Path",
        "path",
        _ASK,
        "From the focus to what the cursor is on, on the picture; again: that alone; again: no longer.",
        show=True,
    ),
    _key(
        "A",
        "ask",
        "Ask",
        "ask",
        _ASK,
        "Weak points, cycles, orphans, dangling references, communities, who reaches whom.",
        show=True,
    ),
    _key("c", "chat_about", "Chat", "chat_about", _ASK, "Ask in the chat, where it is what you mean."),
    _key("S", "since", "Since", "since", _ASK, "What changed since a moment; again: no longer."),
    _key("d", "detail('facts')", "Describe", "describe", _RESOURCE, "Everything known of the resource.", show=True),
    _key("y", "detail('raw')", "Raw", "raw", _RESOURCE, "The resource as YAML or JSON."),
    _key("x", "detail('links')", "Relationships", "links", _RESOURCE, "What it is related to."),
    _key("h", "detail('history')", "History", "history", _RESOURCE, "How it changed."),
    _key("m", "detail('metrics')", "Metrics", "metrics", _RESOURCE, "What is measured of it."),
    _key("a", "detail('access')", "Access", "access", _RESOURCE, "Who reaches it, and who may do what."),
    _key("i", "members", "List", "members", _RESOURCE, "The members of the group in the inventory."),
    _key("Y", "copy('key')", "Copy key", "copy_key", _OUT, "Copy the key of the resource."),
    _key("C", "copy('text')", "Copy text", "copy_text", _OUT, "Copy the view as indented text."),
    _key(
        "e", "export", "Export", "export", _OUT, "Write the view to a file: dot, mermaid, graphml, svg, json or text."
    ),
]
