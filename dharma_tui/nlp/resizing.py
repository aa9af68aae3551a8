"""What a machine is to be resized to, where it has a name as machines have: "resize web-1 to standard-8"."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.restricting import SIZING
from dharma_tui.nlp.tools._base import Asked

_BEFORE = frozenset({"to", "into", "type", "size"})


def with_type(asked: Asked, reading: Reading, names: NameIndex) -> Asked:
    """``asked`` with the type that it names apart from its resources; what is in ``names`` is a resource."""
    if asked.frame.intent != "update_infrastructure" or not asked.has(*SIZING):
        return asked
    types = [
        one.value
        for one in reading.mentions
        if one.sort == "resource_name"
        and 0 < one.first < len(reading.tokens)
        and reading.tokens[one.first - 1].plain in _BEFORE
        and one.value.lower() not in names
    ]
    if len(types) != 1:
        return asked
    left = tuple(one for one in asked.frame.values("resource_name") if one != types[0])
    entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "resource_name"}
    frame = replace(asked.frame, entities=entities | ({"resource_name": left} if left else {}))
    said = {sort: told for sort, told in asked.said.items() if sort != "resource_name"}
    said |= {"resource_name": left} if left else {}
    return replace(asked, frame=frame, said=said, into=types[0])
