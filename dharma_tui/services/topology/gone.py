"""What resources that went were shown in: the group or frame that holds others like them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Layout, NodeId, Sketch
from dharma_tui.core.graph import GraphDifference, Place
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef, Scope, Verb
from dharma_tui.services.topology.containment import LEVELS
from dharma_tui.services.topology.items import alike_id, scope_id
from dharma_tui.services.topology.sketching import NONE, OTHERS, Sketched, missing_label
from dharma_tui.services.topology.tree import service_of

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake, Snapshot

TAG = "tag."


class Gone:
    """``as_shown`` is what everything of a difference is shown as, ``known`` is all that is drawn, ``tags`` is what those that went
    had of the tag that groups are made by."""

    def __init__(
        self,
        found: GraphDifference,
        view: TopologyView,
        as_shown: Mapping[ResourceRef, NodeId | None],
        known: Collection[NodeId],
        tags: Mapping[ResourceRef, str],
    ) -> None:
        self._found = found
        self._by = view.group_by
        self._is_nested = view.layout is Layout.NESTED
        self._as_shown = as_shown
        self._known = known
        self._tags = tags
        self._outer: dict[ResourceRef, ResourceRef] = {}
        """What each was in, or ran on, by the relationships that went with it."""
        self._related: dict[ResourceRef, Counter[NodeId | None]] = {}
        """What each was related to is shown as, or gathered around, and how often."""
        for edge, change in zip(found.graph.edges, found.edges, strict=True):
            if change is ChangeKind.REMOVED:
                self._remember(found.graph.nodes[edge.source].ref, edge.verb, found.graph.nodes[edge.target].ref)

    def _remember(self, source: ResourceRef, verb: Verb, target: ResourceRef) -> None:
        if verb is Verb.CONTAINS:
            self._outer[target] = source
        elif verb is Verb.RUNS_ON:
            self._outer.setdefault(source, target)
        for one, other in ((source, target), (target, source)):
            self._related.setdefault(one, Counter()).update((self._as_shown.get(other), f"group:around {other}"))

    def place(self, number: Place) -> NodeId | None:
        """What one of the difference that went was shown in, as far as that is drawn."""
        node = self._found.graph.nodes[number]
        if self._is_nested:
            around = self._around(node.ref) or self._scope(node.scope)
            alike = (alike_id(kind, around) for kind in (node.ref.kind, service_of(node.ref.kind), ""))
            return next((group for group in alike if group in self._known), around)
        return next((group for group in (self._group(number), f"group:{OTHERS}") if group in self._known), None)

    def _around(self, ref: ResourceRef) -> NodeId | None:
        """The innermost of what it was in that is drawn."""
        at: ResourceRef | None = ref
        for _ in range(LEVELS):
            at = self._outer.get(at) if at is not None else None
            shown = self._as_shown.get(at) if at is not None else None
            if at is None or shown is not None:
                return shown
        return None

    def _scope(self, scope: Scope) -> NodeId | None:
        parts = (scope.provider, scope.account, scope.region)
        return next((id for last in (3, 2, 1) if (id := scope_id(parts[:last])) in self._known), None)

    def _group(self, number: Place) -> NodeId | None:
        """The group that the view puts such a resource in."""
        node, by = self._found.graph.nodes[number], self._by
        match by:
            case "" | "kind":
                return f"group:{node.ref.kind}"
            case "state":
                return f"group:{(self._found.before[number] or node.state).value}"
            case "provider" | "account" | "region":
                return f"group:{getattr(node.scope, by) or NONE}"
            case "community":
                related = self._related.get(node.ref, Counter())
                groups = (id for id, _ in related.most_common() if str(id).startswith("group:"))
                return next((group for group in groups if group in self._known), None)
        if by.startswith(TAG):
            return f"group:{by.removeprefix(TAG)}={self._tags[node.ref]}" if node.ref in self._tags else None
        outer = self._outer.get(node.ref)
        if outer is None or by in ("container", outer.kind):
            return None if outer is None else f"group:{outer}"
        return self._around(node.ref)


def tags_of(lake: Lake, snapshot: Snapshot, refs: Iterable[ResourceRef], tag: str) -> dict[ResourceRef, str]:
    """What each had of a tag at that moment; those without it are left out. Blocks; raises StoreError."""
    wanted = set(refs)
    rows = lake.query(
        f"""SELECT kind, key, labels[?] FROM lake.resources AT (VERSION => {snapshot.id})
        WHERE labels[?] IS NOT NULL AND key IN (SELECT unnest(from_json(?, '["VARCHAR"]')))""",
        [tag, tag, json.dumps(sorted({ref.key for ref in wanted}))],
    )
    found = {ResourceRef(kind, key): str(value) for kind, key, value in rows}
    return {ref: value for ref, value in found.items() if ref in wanted}


def with_last_names(sketched: Sketched, lake: Lake, at: str) -> Sketch:
    """The sketch with what is missing called as it was when it was there, as far as the history of that moment knows. Blocks;
    raises StoreError."""
    sketch, refs = sketched.sketch, sketched.refs
    missing = {node.id: refs[node.id] for node in sketch.nodes if node.is_gone and node.id in refs}
    if not missing:
        return sketch
    rows = lake.query(
        """SELECT kind, key, arg_max(name, "at") FROM lake.changes
        WHERE change = 'removed' AND snapshot <= ? AND key IN (SELECT unnest(from_json(?, '["VARCHAR"]'))) GROUP BY ALL""",
        [lake.resolve(at).id, json.dumps(sorted({ref.key for ref in missing.values()}))],
    )
    names = {ResourceRef(kind, key): str(name) for kind, key, name in rows if name}
    unknown = {id: missing_label(ref.key) for id, ref in missing.items()}
    nodes = (
        replace(node, label=missing_label(names[missing[node.id]]))
        if node.label == unknown.get(node.id) and missing[node.id] in names
        else node
        for node in sketch.nodes
    )
    return replace(sketch, nodes=tuple(nodes))
