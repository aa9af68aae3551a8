"""Engines and versions: "databases running postgres", "not mysql", "older than version 16"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked

_OLDER = re.compile(r"\b(?:older|newer|lower|higher|earlier|later|below|above|before|after)(?: than)? version [\w.]+")
_ENGINE = re.compile(
    r"(?<!to )\b(?:(?:running|runs|run|on|using|with) )?"
    r"(?P<engine>postgres|mysql|mariadb|redis|valkey|memcached|oracle|sqlserver|mongodb|aurora|cassandra)(?:ql)?\b"
)
"""Engines, as they are said and as columns spell them."""
_BUT = re.compile(r"\b(?:not|non|no|except|without|excluding|other than)\b[ -]*(?:\w+ ){0,2}$")


def is_of_engine(asked: Asked, before: str = "") -> bool:
    """Whether "running", ``before`` which that stands, says on what, and not in which state: "databases running postgres"."""
    said = " ".join(asked.words)
    found = _ENGINE.search(said)
    return found is not None and found[0].startswith("run") and said[: found.start()].endswith(before)


def with_engines(asked: Asked, specs: Sequence[KindSpec], query: Query, everywhere: Sequence[KindSpec] = ()) -> Query:
    """ "databases running postgres", of those kinds that tell their engine; "older than version 16", which none tells."""
    said = " ".join(asked.words)
    is_of_one = asked.frame.intent in CHANGES and asked.targets
    engines = [] if is_of_one else [*_ENGINE.finditer(said)]
    if engines:
        names = tuple(dict.fromkeys(one["engine"] for one in engines))
        if not specs and query.absent and everywhere:
            specs, query = everywhere, replace(query, absent=())
        kinds = tuple(spec.kind for spec in specs if any(column.name == "engine" for column in spec.columns))
        if kinds:
            is_not = _BUT.search(said[: engines[0].start()]) is not None
            told = f"{'not ' if is_not else ''}of engine {' or '.join(names)}"
            text = f"{'!' if is_not else ''}({' | '.join(f'engine:{one}' for one in names)})"
            query = replace(query.and_also(Condition(text, told)), kinds=kinds)
        else:
            query = replace(query, untold=(*query.untold, *names))
    if (older := _OLDER.search(said)) is not None:
        query = replace(query, untold=(*query.untold, older[0]))
    return query


def but_engines(asked: Asked) -> Asked:
    """``asked`` where "not" is said of an engine alone, and of nothing else that it was taken to leave out."""
    said = " ".join(asked.words)
    found = _ENGINE.search(said)
    if found is None or asked.frame.intent in CHANGES or _BUT.search(said[: found.start()]) is None:
        return asked
    left = tuple(one for one in asked.excluded if one[0] not in {"resource_kind", "status"})
    return replace(asked, excluded=left)
