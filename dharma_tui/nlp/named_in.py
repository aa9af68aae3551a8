"""What the names of a request turn out to be: resources, names of nothing, or values that a column has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.loose_words import LISTING, is_value
from dharma_tui.nlp.tools._base import Asked

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.naming import Linked, Naming, Narrowing
    from dharma_tui.nlp.reading import Reading

_OF_ONE = "describe_infrastructure"


def with_linked(asked: Asked, linked: Linked, *, change: bool) -> Asked:
    """``asked`` with one of its names linked; a change is of none that is somewhere else than was said."""
    if not linked.targets:
        return replace(asked, unknown=(*asked.unknown, linked.typed))
    if linked.is_elsewhere:
        asked = replace(asked, doubts=(*asked.doubts, "elsewhere"))
        if change:
            return replace(asked, unknown=(*asked.unknown, linked.typed))
    if linked.is_ambiguous:
        return replace(asked, ambiguous=(*asked.ambiguous, (linked.typed, linked.targets)))
    target = linked.targets[0]
    read_as = () if target.exact else ((linked.typed, target.name),)
    return replace(asked, targets=(*asked.targets, target), read_as=(*asked.read_as, *read_as))


async def of_values(asked: Asked, reading: Reading, desk: Desk) -> Asked:
    """``asked`` of things of a kind, where what nothing is called is what a column of them says: "servers of type standard-4"."""
    frame = asked.frame
    if not asked.unknown or asked.targets or asked.ambiguous or frame.intent not in LISTING | {_OF_ONE}:
        return asked
    present = await desk.services.inventory.present()
    kinds = [kind for one in frame.values("resource_kind") for kind in desk.kinds.here(one)] or asked.kinds
    specs: list[KindSpec] = [desk.kinds.specs[kind] for kind in kinds if kind in desk.kinds.specs and kind in present]
    if not specs:
        return asked
    for name in asked.unknown:
        if not await is_value(name.lower(), specs, desk.services.inventory):
            return asked
    values = {name.lower() for name in asked.unknown}
    words: list[str] = []
    for at, token in enumerate(reading.tokens):
        mention = reading.at(at)
        if mention is not None and mention.sort == "resource_name" and token.text.lower() in values:
            words += ["not", token.text.lower()] if mention.excluded else [token.text.lower()]
        elif token.plain in asked.words:
            words.append(token.plain)
    entities = {sort: said for sort, said in frame.entities.items() if sort != "resource_name"}
    excluded = tuple(one for one in asked.excluded if one[0] != "resource_name" or one[1].lower() not in values)
    intent = "list_resources" if frame.intent == _OF_ONE else frame.intent
    frame = replace(frame, intent=intent, entities=entities)
    loose = (*(one for one in asked.loose if one not in values), *values)
    return replace(asked, frame=frame, unknown=(), excluded=excluded, words=tuple(words), loose=loose)


async def with_ends(asked: Asked, reading: Reading, naming: Naming, said: Narrowing) -> Asked:
    """``asked`` with both ends of a path, of which one may be called by a common word."""
    is_path = asked.frame.intent in _OF_PATHS and asked.has("path", "paths")
    if not is_path or len(asked.targets) > 1 or asked.reach is not None:
        return asked
    words = [token.text for token in reading.original]
    places = [at + 1 for at, word in enumerate(words[:-1]) if word in {"from", "to", "between", "and"}]
    ends = list(dict.fromkeys(words[at + (words[at] == "the" and at + 1 < len(words))] for at in places))
    if len(ends) != 2:
        return asked
    bare = replace(asked, targets=(), unknown=(), ambiguous=(), read_as=())
    for end in ends:
        bare = with_linked(bare, await naming.linked(end, said, nearly=True), change=False)
    return bare


_OF_PATHS = frozenset({"show_graph", "resource_relationships"})
