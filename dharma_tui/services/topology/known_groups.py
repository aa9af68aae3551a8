"""Which groups pictures of a graph may have, whatever is opened: for lines that open and close some by what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from dharma_tui.core.topology_view import group_of, ref_of
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.items import GROUP, SCOPE, scope_id
from dharma_tui.services.topology.sketching import NONE, OTHERS
from dharma_tui.services.topology.tree import service_of

AROUND = "around "
"""Before what a community is called after."""


class KnownGroups:
    """Of what was held, with the ``names`` that groups of a view have beside kinds."""

    def __init__(self, held: Held, names: Iterable[str] = ()) -> None:
        topology = held.topology
        self._held = held
        self._names = {*topology.kinds, *map(service_of, topology.kinds), NONE, OTHERS, *names}
        parts = ((scope.provider, scope.account, scope.region) for scope in topology.scopes)
        self._scopes = {scope_id(path) for scope in parts for path in accumulate((part,) for part in scope)}

    def __contains__(self, group: str) -> bool:
        whole = group_of(group)
        if whole.startswith(SCOPE):
            return whole in self._scopes
        if whole.startswith(GROUP):
            kind, apart, around = whole.removeprefix(GROUP).partition("|")
            return bool(apart) and (not kind or kind in self._names) and (not around or around in self)
        ref = ref_of(whole.removeprefix(AROUND), self._held.topology.kinds)
        return self._held.names.node(ref) is not None if ref else whole in self._names
