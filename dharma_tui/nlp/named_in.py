"""What the names of a request turn out to be: resources, names of nothing, or values that a column has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Effect
from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.loose_words import LISTING, is_value
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.core.frames import Entities
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.mentions import Mention
    from dharma_tui.nlp.naming import Linked, Naming, Narrowing
    from dharma_tui.nlp.reading import Reading

_OF_ONE = "describe_infrastructure"
_BEFORE = words_of("reading.before_names") | words_of("named_in.before")
_ARTICLES = frozenset({"the", "my", "our"})
_GRAMMAR = words_of("reading.grammar")


@dataclass(frozen=True, slots=True)
class _Named:
    """A word that is somebody's name, and what else it was taken for."""

    name: str
    taken_for: Mention | None


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


async def _of_values(asked: Asked, reading: Reading, desk: Desk) -> Asked:
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


async def as_named(
    asked: Asked,
    reading: Reading,
    desk: Desk,
    tool_for: Callable[[Asked], Tool],
    narrowing: Callable[[Asked], Narrowing],
) -> Asked:
    """``asked`` with what its names turn out to be beside what is linked: values of columns, or common words that are names."""
    asked = await _of_values(asked, reading, desk)
    return await _with_common_names(asked, reading, desk.naming, tool_for(asked), narrowing)


async def _with_common_names(
    asked: Asked, reading: Reading, naming: Naming, tool: Tool, narrowing: Callable[[Asked], Narrowing]
) -> Asked:
    """``asked`` of what has such a name exactly, where its tool needs one and nothing else says of whom it is."""
    if not _needs_a_name(asked, tool):
        return asked
    found = _names(reading, naming)
    entities = dict(asked.frame.entities)
    for one in found:
        entities |= _but(entities, one.taken_for)
    told = replace(asked, frame=replace(asked.frame, entities=entities))
    said = narrowing(told)
    for one in found:
        linked = await naming.linked(one.name, said, nearly=False)
        if linked.targets and not linked.is_elsewhere:
            told = with_linked(told, linked, change=False)
    if not told.targets and not told.ambiguous:
        return asked
    names = tuple(one.name for one in found)
    return replace(told, frame=replace(told.frame, entities={**entities, "resource_name": names}))


def _needs_a_name(asked: Asked, tool: Tool) -> bool:
    if tool.EFFECT is not Effect.READ or asked.is_pointed or asked.reach is not None:
        return False
    if asked.targets or asked.unknown or asked.ambiguous or asked.rows or asked.doubts:
        return False
    if not any(one.sort == "resource_name" and one.required for one in tool.PARAMETERS):
        return False
    return not any(asked.frame.values(sort) for sort in tool.OR_ALL_OF)


def _names(reading: Reading, naming: Naming) -> list[_Named]:
    """Words that are names here and stand where names do ("on web", "if the api fails", "web and api"), or the only one."""
    standing, others, is_listed = list[_Named](), list[_Named](), False
    for at, token in enumerate(reading.tokens):
        before = [one.plain for one in reading.tokens[max(0, at - 2) : at]]
        if before and before[-1] in _ARTICLES:
            before.pop()
        stands = bool(before) and (before[-1] in _BEFORE or (is_listed and before[-1] == "and"))
        mention = reading.at(at)
        is_name = token.plain not in _GRAMMAR and naming.has(token.text) and not (mention and mention.excluded)
        if is_name:
            (standing if stands else others).append(_Named(token.text, mention))
        is_listed = (is_name and stands) or (is_listed and token.plain == "and")
    return standing or (others if len(others) == 1 else [])


def _but(entities: Entities, mention: Mention | None) -> dict[str, tuple[str, ...]]:
    """What is left of a type of entity without what is a name."""
    if mention is None or mention.sort not in entities:
        return {}
    return {mention.sort: tuple(one for one in entities[mention.sort] if one != mention.value)}
