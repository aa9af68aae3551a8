"""What tells things on a picture apart that are called the same: their kind, and where that is the same a part of their key; of
those whose names are the same once they are cut, what was cut away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest
from typing import TypeAlias

from dharma_tui.core.arns import record_set
from dharma_tui.core.drawing import NodeId, Sketch, SketchGroup, SketchNode
from dharma_tui.core.faces import TITLE, WIDEST
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.text import fitted_within

Named: TypeAlias = "SketchNode | SketchGroup"
_PARTS = re.compile(r"[/:]")
LONGEST = 10
"""Characters of a key that are shown."""


def told_apart(sketch: Sketch, *, in_words: bool = False) -> Sketch:
    """``sketch`` with what tells nodes and frames from others of their name beside them, ``in_words`` from any others; frames
    always say what they are."""
    alike: dict[tuple[str, NodeId | None], list[Named]] = {}
    everything: list[Named] = [*sketch.nodes, *sketch.groups]
    for each in everything:
        around = each.group if isinstance(each, SketchNode) else each.parent
        alike.setdefault((each.label, None if in_words else around), []).append(each)
    asides = {id: aside for several in alike.values() if len(several) > 1 for id, aside in _asides(several).items()}
    if not in_words:
        for id, cut in _cut(alike).items():
            asides[id] = " ".join(filter(None, (cut, asides.get(id))))
    return replace(
        sketch,
        nodes=tuple(replace(node, aside=asides.get(node.id, "")) for node in sketch.nodes),
        groups=tuple(replace(group, aside=asides.get(group.id) or _kind(group)) for group in sketch.groups),
    )


def _cut(alike: Mapping[tuple[str, NodeId | None], Sequence[Named]]) -> Mapping[NodeId, str]:
    """Of names that are cut to the same, what only each of them has."""
    shown: dict[tuple[str, NodeId | None], dict[str, Sequence[Named]]] = {}
    for (label, around), several in alike.items():
        room = WIDEST if isinstance(several[0], SketchNode) else TITLE
        shown.setdefault((fitted_within(label, room), around), {})[label] = several
    found: dict[NodeId, str] = {}
    for labels in shown.values():
        if len(labels) > 1:
            first, last = _shared(labels), _shared(label[::-1] for label in labels)
            for label, several in labels.items():
                own = label[first : max(first, len(label) - last)]
                found |= dict.fromkeys(
                    (each.id for each in several), own if len(own) <= LONGEST else f"{own[: LONGEST - 1]}…"
                )
    return found


def _shared(texts: Iterable[str]) -> int:
    """Characters that all of them begin with."""
    return sum(1 for _ in takewhile(lambda chars: len(set(chars)) == 1, zip(*texts, strict=False)))


def _kind(each: Named) -> str:
    """Its kind in one word; nothing for several of a kind, whose name says it."""
    return "" if str(each.id).startswith("group:") else each.kind.rpartition(".")[2].replace("_", " ")


def _asides(several: Sequence[Named]) -> Mapping[NodeId, str]:
    kinds: dict[str, list[Named]] = {}
    for each in several:
        kinds.setdefault(_kind(each), []).append(each)
    asides: dict[NodeId, str] = {}
    for kind, alike in kinds.items():
        keys = _keys([str(each.id) for each in alike]) if len(alike) > 1 else [""]
        said = kind if len(kinds) > 1 else ""
        asides |= {each.id: " ".join(filter(None, (said, key))) for each, key in zip(alike, keys, strict=True)}
    return asides


def nodes_apart(nodes: Sequence[GraphNode]) -> list[GraphNode]:
    """``nodes`` with what tells those that are listed with others of their name and kind from these, or are known to have some."""
    alike: dict[tuple[str, str], dict[str, None]] = {}
    for node in nodes:
        alike.setdefault((node.name, node.ref.kind), {})[node.ref.key] = None
    asides = {(node.ref.kind, node.ref.key): aside for node in nodes if (aside := record_set(node.ref))}
    if not asides and len(alike) == len(nodes):
        return list(nodes)
    asides |= {
        (kind, key): aside
        for (_, kind), keys in alike.items()
        if len(keys) > 1
        for key, aside in zip(keys, _keys(list(keys)), strict=True)
    }
    return [replace(node, aside=asides.get((node.ref.kind, node.ref.key), "")) for node in nodes]


def _keys(ids: Sequence[str]) -> list[str]:
    """Of each the last part that not all of them have, or where all have the same ones, the last that is another than there, with
    the one before it where several have the same."""
    parts = [_PARTS.split(id) for id in ids]
    common = set(parts[0]).intersection(*parts)
    own = [next((part for part in reversed(each) if part and part not in common), "") for each in parts]
    if not any(own):
        others = (column for column in zip_longest(*map(reversed, parts), fillvalue="") if len({*column}) > 1)
        own = list(next(others, own))
    words = dict(zip(dict.fromkeys(own), _shortened(list(dict.fromkeys(own))), strict=True))
    found = [words[part] for part in own]
    places: dict[str, list[int]] = {}
    for at, part in enumerate(own):
        places.setdefault(part, []).append(at)
    for same in places.values():
        if 1 < len(same) < len(ids):
            for at, more in zip(same, _keys([ids[at] for at in same]), strict=True):
                found[at] = f"{more} {found[at]}".strip()
    return found


def _shortened(parts: Sequence[str]) -> list[str]:
    """Each with no more of it than there is room for: its end, or where that tells nobody apart, its beginning, or from where they
    begin to differ."""
    first = _shared(parts)
    cuts: tuple[Callable[[str], str], ...] = (
        lambda part: f"…{part[-LONGEST + 1 :]}",
        lambda part: f"{part[: LONGEST - 1]}…",
        lambda part: f"…{part[first : first + LONGEST - 2]}…",
    )
    tried = [[part if len(part) <= LONGEST else cut(part) for part in parts] for cut in cuts]
    return next((words for words in tried if len(set(words)) == len(parts)), tried[0])
