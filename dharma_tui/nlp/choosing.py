"""What "the first one" or "both", and nothing else, asks of what the last request left open; and the next step of a digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.conversation import is_choice
from dharma_tui.nlp.picking import Picked, picked, tells_rows
from dharma_tui.nlp.tools._base import Asked, Target
from dharma_tui.nlp.tools._one import several
from dharma_tui.nlp.words import named

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.nlp.kinds import KindTable
    from dharma_tui.nlp.reach import Reach
    from dharma_tui.nlp.reading import Reader, Reading

_DIGIT = re.compile(r"\(?([1-9])[.)]?")
_LISTS = frozenset(
    {"list_resources", "list_infrastructure", "list_deployments", "show_statistics", "help_or_smalltalk"}
)


def again(asked: Asked, frame: Frame, before: Asked | None) -> Asked:
    """``asked`` as the request before it, of a frame; of a list, that thing is described. A change keeps all of its words."""
    if frame.intent in _LISTS:
        described = replace(frame, intent="describe_infrastructure", confidence=1.0, entities={})
        return replace(asked, frame=described)
    left = {sort: said for sort, said in frame.entities.items() if sort != "resource_name"}
    asked = replace(asked, frame=replace(frame, entities=left))
    if before is not None and before.ambiguous and frame.intent not in CHANGES and before.frame.intent == frame.intent:
        return replace(before, frame=frame, shown=asked.shown, selected=asked.selected)
    if before is None or frame.intent not in CHANGES or before.frame.intent != frame.intent:
        return asked
    asked = replace(asked, words=before.words, into=before.into)
    if not before.ambiguous:
        return asked
    return replace(asked, frame=frame, targets=before.targets, ambiguous=before.ambiguous)


def settled(asked: Asked, targets: Sequence[Target]) -> Asked:
    """``asked`` about ``targets``, or where one of several names was asked back about what it names beside the others."""
    names, open_ = asked.frame.values("resource_name"), [name for name, _ in asked.ambiguous]
    left = asked.ambiguous[1:]
    if open_ and {one.ref for one in targets} <= {one.ref for one in asked.ambiguous[0][1]}:
        before = names[: names.index(open_[0])] if open_[0] in names else names
        at = sum(name not in open_ for name in before)
        targets = (*asked.targets[:at], *targets, *asked.targets[at:])
    entities = {
        sort: said for sort, said in asked.frame.entities.items() if sort != "resource_name" or left or not open_
    }
    return replace(asked, frame=replace(asked.frame, entities=entities), targets=tuple(targets), ambiguous=left)


def chosen(text: str, conversation: Conversation) -> str | None:
    """The next step that a digit stands for; none that is only to be written."""
    found = _DIGIT.fullmatch(text.strip())
    answer = conversation.answers[-1] if conversation.answers else None
    if found is None or answer is None or int(found[1]) > len(answer.next_steps):
        return None
    step = answer.next_steps[int(found[1]) - 1]
    return None if step in answer.to_write else step


def is_asked_back(conversation: Conversation) -> Table | None:
    """The rows that are to be chosen from, where the last answer asked which are meant."""
    before, table = conversation.before, conversation.answers[-1].table if conversation.answers else None
    return table if before is not None and before.ambiguous and is_choice(table) else None


def picked_of(
    text: str, conversation: Conversation, reader: Reader | None = None, kinds: KindTable | None = None
) -> Picked | None:
    """What an answer says of the rows that were asked back; None: none were, or it asks for something else.

    With a reader the kind of the rows may be said as well; where more is named beside them, that leaves it open.
    """
    before = conversation.before
    if before is None or (table := is_asked_back(conversation)) is None:
        return None
    count, of = len(table.rows), table.total
    if reader is None or kinds is None:
        return picked(text, count, of)
    language = reader.language(reader.read(before.text)) or "en"
    if (told := picked(text, count, of, language)) is not None:
        return told
    here = {one.ref.kind for one in before.ambiguous[0][1]}
    rest, is_more = _beside(reader.read(text), lambda kind: here <= set(kinds.here(kind)))
    told = picked(rest, count, of, language) if rest else None
    if not is_more:
        return told
    is_open = told is not None and (tells_rows(rest) or before.frame.intent in CHANGES)  # "and web-2"
    return Picked() if is_open else None


def _beside(reading: Reading, fits: Callable[[str], bool]) -> tuple[str, bool]:
    """What is said beside names and kinds, and whether there are names; nothing where something else is told, too."""
    rest, is_more = reading.text, False
    for one in sorted(reading.mentions, key=lambda one: -one.first):
        if one.sort == "count" or one.last <= one.first:
            continue
        if one.sort not in {"resource_name", "resource_kind"} or (one.sort == "resource_kind" and not fits(one.value)):
            return "", False
        is_more |= one.sort == "resource_name"
        rest = f"{rest[: reading.tokens[one.first].start]} {rest[reading.tokens[one.last - 1].end :]}"
    return rest, is_more


def of_picked(picked: Picked, before: Asked) -> Asked:
    """The request ``before`` of those that were picked of a name of several; what leaves that open is asked back once more."""
    name, targets = before.ambiguous[0]
    if not picked.rows:
        left = tuple(targets[at] for at in picked.left) or targets
        return replace(before, ambiguous=((name, left), *before.ambiguous[1:]), is_left_open=True)
    chosen = tuple(targets[at] for at in picked.rows)
    asked = settled(before, chosen)
    return replace(
        asked,
        reach=_reaching(before, name, len(chosen)),
        so_many=len(asked.targets) if len(chosen) > 1 else before.so_many,
        is_pointed=True,
        is_left_open=False,
    )


def _reaching(before: Asked, name: str, many: int) -> Reach | None:
    """What is asked of how things reach each other, where one of them has become several."""
    reach, names = before.reach, before.frame.values("resource_name")
    if reach is None or many == 1 or reach.rows:
        return reach
    is_first = name in names[: reach.firsts] and reach.count > 1
    return replace(reach, firsts=reach.firsts + is_first * (many - 1), count=reach.count + many - 1)


async def asked_again(asked: Asked, desk: Desk) -> Answer:
    """Which are meant, where the answer to that did not tell."""
    name, targets = asked.ambiguous[0]
    how = ", *1 and 3*, *all but the first* or *all*" if len(targets) > 2 else " or *both*"
    said = f"That leaves open which of these {len(targets)} called {named(name)} are meant. Say *the second one*{how}."
    return replace(await several(name, targets, desk), text=said)
