"""The small grammar of templates: ``{slot}``, ``<class>``, ``[optional]``, ``(one|other)``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_PARTS = re.compile(
    r"\{(?P<slot>\w+)\}|<(?P<word>[\w ]+)>|(?P<open>[\[(])|(?P<bar>\|)|(?P<close>[\])])|(?P<text>[^\[\](){}<>|]+)"
)


def sampled(template: str, classes: Mapping[str, Sequence[str]], chance: Random, often: float = 0.5) -> str:
    """One request of a template, its slots left as ``{slot}``; an optional part is there as ``often`` as said.

    Raises:
        ValueError: for a class that is not known, or brackets that do not match.
    """
    told, rest = _several(list(_PARTS.finditer(template)), classes, chance, often, template)
    if rest:
        raise ValueError(f"template {template!r}: a bracket is closed that was never opened")
    return re.sub(r"\s+([?!,.])", r"\1", " ".join(told.split()))


def _several(
    parts: list[re.Match[str]], classes: Mapping[str, Sequence[str]], chance: Random, often: float, template: str
) -> tuple[str, list[re.Match[str]]]:
    """The text of alternatives up to the bracket that closes them, and what follows it."""
    options = [""]
    while parts:
        part = parts.pop(0)
        if part["close"]:
            return chance.choice(options), [part, *parts]
        if part["bar"]:
            options.append("")
        elif part["open"]:
            inner, parts = _several(parts, classes, chance, often, template)
            if not parts:
                raise ValueError(f"template {template!r}: a bracket is never closed")
            parts.pop(0)
            options[-1] += inner if part["open"] == "(" or chance.random() < often else ""
        elif part["word"]:
            if part["word"] not in classes:
                raise ValueError(f"template {template!r}: no class <{part['word']}>")
            options[-1] += sampled(chance.choice(classes[part["word"]]), classes, chance, often)
        else:
            options[-1] += part.group()
    return chance.choice(options), []
