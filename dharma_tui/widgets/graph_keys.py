"""The keys of a graph."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_MOVE = Binding.Group("Move")
_VIEW = Binding.Group("View")

GRAPH_BINDINGS: list[BindingType] = [
    Binding("up,k", "move(0, -1)", "Up", show=False, tooltip="The nearest node above.", id="graph.up", group=_MOVE),
    Binding("down,j", "move(0, 1)", "Down", show=False, tooltip="The nearest node below.", id="graph.down", group=_MOVE),
    Binding("left", "move(-1, 0)", "Left", show=False, tooltip="The nearest node to the left.", id="graph.left",
            group=_MOVE),
    Binding("right", "move(1, 0)", "Right", show=False, tooltip="The nearest node to the right.", id="graph.right",
            group=_MOVE),
    Binding("greater_than_sign,shift+right", "follow(1)", "Follow", tooltip="Along an edge to where it leads.",
            id="graph.follow", group=_MOVE),
    Binding("less_than_sign,shift+left", "follow(-1)", "Follow back", show=False,
            tooltip="Along an edge to where it comes from.", id="graph.follow_back", group=_MOVE),
    Binding("n,shift+down", "another(1)", "Next end", show=False,
            tooltip="After following an edge: the next that could have been followed. After a search: the next hit.",
            id="graph.another",
            group=_MOVE),
    Binding("N,shift+up", "another(-1)", "End before", show=False,
            tooltip="After following an edge: the one before that could have been followed. After a search: the hit before.",
            id="graph.another_back",
            group=_MOVE),
    Binding("home", "edge(0)", "First", show=False, tooltip="The first node.", id="graph.home", group=_MOVE),
    Binding("end", "edge(-1)", "Last", show=False, tooltip="The last node.", id="graph.end", group=_MOVE),
    Binding("ctrl+up", "pan(0, -3)", "Pan up", show=False, tooltip="Show what is further up.", id="graph.pan_up",
            group=_VIEW),
    Binding("ctrl+down", "pan(0, 3)", "Pan down", show=False, tooltip="Show what is further down.",
            id="graph.pan_down", group=_VIEW),
    Binding("ctrl+left", "pan(-8, 0)", "Pan left", show=False, tooltip="Show what is further left.",
            id="graph.pan_left", group=_VIEW),
    Binding("ctrl+right", "pan(8, 0)", "Pan right", show=False, tooltip="Show what is further right.",
            id="graph.pan_right", group=_VIEW),
    Binding("pageup", "page(-1)", "Page up", show=False, tooltip="One window up.", id="graph.page_up", group=_VIEW),
    Binding("pagedown", "page(1)", "Page down", show=False, tooltip="One window down.", id="graph.page_down",
            group=_VIEW),
    Binding("z,plus", "zoom(1)", "Nearer", tooltip="Look from nearer: more is said of each node.", id="graph.nearer",
            group=_VIEW),
    Binding("Z", "zoom(-1)", "Further", tooltip="Look from further away: more nodes are in view.",
            id="graph.further", group=_VIEW),
    Binding("full_stop", "centre", "Centre", show=False, tooltip="Bring the cursor to the middle.", id="graph.centre",
            group=_VIEW),
    Binding("o", "minimap", "Map", show=False, tooltip="Show or hide the small map of the whole.",
            id="graph.map", group=_VIEW),
    Binding("enter", "select", "Open", show=False, tooltip="Open the node, or look into the group.",
            id="graph.select", group=_MOVE),
]  # fmt: skip
