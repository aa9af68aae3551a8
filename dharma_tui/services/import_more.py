"""What files tell of resources that others list: added to those that are stored, or that files of the same import list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dharma_tui.core.format import counted
from dharma_tui.core.importer import ALL, More, Partly
from dharma_tui.core.types import Resource, ResourceRef, Scope

BATCH = 1_000
"""Resources that are looked up at a time."""
NOTHING = "of which nothing else is known: import their lists, too"
SEVERAL = "of which there are several: say whose it is with --account ID and --region NAME"
WHOSE = "of which it does not say whose it is: say so with --account ID"


@dataclass(slots=True)
class Additions:
    """All that is told of what others list, until all files are read."""

    of_stored: Counter[tuple[Scope, str]] = field(default_factory=Counter)
    """How many were completed that no file lists, by where they are and their kind."""
    _waiting: list[tuple[More, str]] = field(default_factory=list)

    def take(self, more: More, name: str) -> None:
        """Keep what the file ``name`` tells."""
        self._waiting.append((more, name))

    def found(
        self,
        listed: Callable[[ResourceRef], Scope | None],
        stored: Callable[[Collection[ResourceRef]], Mapping[ResourceRef, Resource]],
    ) -> Iterator[Partly | tuple[str, str]]:
        """What is completed, as the files have ``listed`` it or it is ``stored``; of what is neither where it stands, and why."""
        lost: dict[tuple[str, str], list[More]] = {}
        self._waiting.sort(key=lambda told: told[0].rank)
        for start in range(0, len(self._waiting), BATCH):
            several = self._waiting[start : start + BATCH]
            kinds = {kind for more, _ in several for kind in more.kinds}
            keys = {key for more, _ in several for key in more.keys}
            known = {ref: each.scope for ref, each in _stored(stored, kinds, keys).items()}
            for more, name in several:
                refs = [ResourceRef(kind, key) for kind in more.kinds for key in more.keys]
                scopes = {ref: scope for ref in refs if (scope := listed(ref) or known.get(ref)) is not None}
                if len(scopes) == 1:
                    ref, scope = scopes.popitem()
                    self.of_stored[scope, ref.kind] += listed(ref) is None
                    yield _completing(more, ref, scope)
                else:
                    why = SEVERAL if scopes else NOTHING if more.keys else WHOSE
                    lost.setdefault((name, why), []).append(more)
        for (name, why), left in lost.items():
            rest = f" and {counted(len(left) - 1, 'other')}" if len(left) > 1 else ""
            yield f"{name}: {left[0].place}", f"{left[0].what}{rest}, {why}"
        self._waiting = []


def completed(resource: Resource, told: Partly | None, known: Resource | None) -> Resource:
    """``resource`` with what is known of it, as it is stored or was told before, that its file does not tell."""
    if known is None or told is None:
        return resource
    names = known.attrs.keys() if told.attrs == ALL else told.attrs
    kept = {name: known.attrs[name] for name in names if name in known.attrs and name not in resource.attrs}
    attrs = {**resource.attrs, **kept}
    labels = known.labels if told.labels and not resource.labels else resource.labels
    return replace(
        resource,
        name=known.name if told.name else resource.name,
        state=known.state if told.state else resource.state,
        labels={**known.labels, **labels} if told.some_labels else labels,
        attrs=told.derive(attrs) if told.derive else attrs,
    )


def _completing(more: More, ref: ResourceRef, scope: Scope) -> Partly:
    labels = more.labels or {}
    name = labels.get("Name", "") if ref.kind in more.names else ""
    found = Resource(ref, name, scope, labels=labels, attrs=more.attrs)
    return Partly(found, ALL, more.labels is None, not name, True, more.some_labels, more.derive)


def _stored(
    stored: Callable[[Collection[ResourceRef]], Mapping[ResourceRef, Resource]], kinds: set[str], keys: set[str]
) -> Mapping[ResourceRef, Resource]:
    """What is stored of any of these kinds by any of these keys."""
    if not kinds or not keys:
        return {}
    return stored([*(ResourceRef(kind, "") for kind in kinds), *(ResourceRef("", key) for key in keys)])
