"""What it means that a property names something, where no link of its kind declares it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.property_paths import Aside, aside, is_chosen, names_kind
from dharma_tui.core.types import ResourceRef, Verb

_STATEMENT = "Statement."
"""In the paths of what policies of IAM say: who has one may use what it allows, and so may whom it lets in."""
_PRINCIPAL = "Statement.Principal"
_PLAIN = (Verb.DEPENDS_ON, False)
_BESIDE = (Verb.CONNECTS_TO, False)
_STORING = (Verb.STORES_IN, False)
_REFERRING = (Verb.REFERS_TO, False)
_USING = (Verb.CONNECTS_TO, True)
_CONTAINING = (Verb.CONTAINS, True)
_GUARDING = (Verb.PROTECTS, True)


class Meanings:
    """The verb of a property, and whether what it names is the source, learnt from the links that kinds declare."""

    def __init__(self, kinds: Iterable[KindSpec]) -> None:
        kinds = tuple(kinds)
        self._verbs = _verbs(kinds)
        self._stands_for = {kind.kind: kind.stands_for for kind in kinds if kind.stands_for}

    def of(self, kind: KindSpec, path: str, other: ResourceRef) -> tuple[Verb, bool]:
        """What a property means that no link of its kind declares: what links of other kinds so named mean.

        What contains or protects others, as most links to it say, does so here too, where the property is named after it; not what
        is only called or mentioned, nor whom a policy names: it may use what has that policy, which does without. What is an aside
        by its path is needed for no work; logs are stored where there is a place for them. What stands for another means the same.
        """
        if other.kind in self._stands_for:
            other = ResourceRef(self._stands_for[other.kind], other.key)
        if kind.calls and path.startswith(f"{kind.calls}."):
            return _PLAIN
        if kind.policy and path.startswith(f"{kind.policy}."):
            usual = self._verbs.get(("", other.kind), _USING)
            return usual if usual == _GUARDING else _USING
        if _STATEMENT in path:
            return _USING if _PRINCIPAL in path else _BESIDE
        if found := aside(kind.kind, path):
            return self._aside(found, path, other)
        if is_chosen(path) or kind.names_only:
            return _PLAIN
        if meaning := self._verbs.get((path.rpartition(".")[2], other.kind)):
            return meaning
        usual = self._verbs.get(("", other.kind), _PLAIN)
        return usual if usual in (_CONTAINING, _GUARDING) and names_kind(path, other.kind) else _PLAIN

    def _aside(self, found: Aside, path: str, other: ResourceRef) -> tuple[Verb, bool]:
        """What a property means that is an aside."""
        if found is Aside.ORIGIN:
            return _REFERRING
        usual = self._verbs.get(("", other.kind), _BESIDE)
        contains = usual == _CONTAINING and names_kind(path, other.kind)
        return usual if contains or (usual == _STORING and other.kind.endswith("log_group")) else _BESIDE


def _verbs(kinds: Iterable[KindSpec]) -> Mapping[tuple[str, str], tuple[Verb, bool]]:
    """What most links to a kind mean, by the last step of their path, and whatever the path."""
    counted: dict[tuple[str, str], dict[tuple[Verb, bool], int]] = {}
    for kind in kinds:
        for link in (link for link in kind.links if link.is_usual):
            for last in (link.path.rpartition(".")[2], ""):
                meanings = counted.setdefault((last, link.kind), {})
                meanings[link.verb, link.reverse] = meanings.get((link.verb, link.reverse), 0) + 1
    return {where: max(meanings, key=lambda meaning: meanings[meaning]) for where, meanings in counted.items()}
