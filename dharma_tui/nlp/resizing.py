"""The type that a machine is to have, where it has a name as machines have: "resize web-1 to standard-8", "of type t3.micro"."""

from __future__ import annotations

import re
from dataclasses import replace

from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.restricting import SIZING
from dharma_tui.nlp.tools._base import Asked

_TYPES = frozenset({"type", "size", "typ", "tipo"})
_BEFORE = frozenset({"to", "into"}) | _TYPES
_CLOUD_TYPE = re.compile(r"[a-z]\w{0,5}(?:-\w+)?\.(?:nano|micro|small|medium|\d{0,2}x?large|metal)")
"""What AWS calls types of machines, which names nothing else."""


def with_type(asked: Asked, reading: Reading, names: NameIndex, before: Asked | None) -> Asked:
    """``asked`` with the type that it names apart from its resources; what is in ``names`` is a resource.

    What something new is to be, and was said ``before``, holds where only the rest is said now.
    """
    is_made = asked.frame.intent == "create_infrastructure"
    if not is_made and (asked.frame.intent != "update_infrastructure" or not asked.has(*SIZING)):
        return asked
    leading = _TYPES if is_made else _BEFORE
    types = [
        one.value
        for one in reading.mentions
        if one.sort == "resource_name"
        and 0 < one.first < len(reading.tokens)
        and reading.tokens[one.first - 1].plain in leading
        and one.value.lower() not in names
    ]
    types += [one.plain for one in reading.tokens if is_made and _CLOUD_TYPE.fullmatch(one.plain)]
    if not types and is_made and asked.is_carried and before and before.frame.intent == asked.frame.intent:
        return replace(asked, into=before.into)
    if len(types) != 1:
        return asked
    left = tuple(one for one in asked.frame.values("resource_name") if one != types[0])
    entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "resource_name"}
    frame = replace(asked.frame, entities=entities | ({"resource_name": left} if left else {}))
    said = {sort: told for sort, told in asked.said.items() if sort != "resource_name"}
    said |= {"resource_name": left} if left else {}
    words = tuple(word for word in asked.words if word not in {*types, *_TYPES})
    return replace(asked, frame=frame, said=said, words=words, into=types[0])
