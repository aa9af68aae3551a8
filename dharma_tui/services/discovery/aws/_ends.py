"""How answers say that there is more than they have: flags, and where the next page begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dharma_tui.services.discovery.aws._errors import endless
from dharma_tui.services.discovery.aws._paths import at

_MORE = re.compile(
    r"(?:is_?)?truncated|has_?more\w*|more\w*(?:available|results?)|additional\w+available", re.IGNORECASE
)
"""Flags that say so, those of the SDK's own description of pages among them."""
ANYWHERE = frozenset(
    {"nexttoken", "nextmarker", "marker", "nextcontinuationtoken", "continuationtoken", "position", "nextpagetoken"}
)
"""What any call may name its next page by, in lower case; ``tokens`` are those of one."""
_TOKENS = ("NextToken", "nextToken", "NextMarker", "nextMarker", "Marker", "marker", "position")


def says_more(answer: Mapping[str, Any], items: str) -> bool:
    """Whether a flag of an answer with a list at ``items`` says that it is not the last one."""
    return any(flag is True for flag in flags(beside(answer, (items.partition(".")[0],))))


def refuse_endless(answer: Mapping[str, Any], items: str, service: str, operation: str, region: str) -> None:
    """Raise MalformedAnswerError for the last answer that there is, where that says that there is more."""
    if says_more(answer, items):
        raise endless(service, operation, region)


def flags(told: Mapping[str, Any]) -> Iterator[bool]:
    """What flags say that tell whether there is more."""
    for path, value in told.items():
        if isinstance(value, bool) and _MORE.fullmatch(path.rpartition(".")[2]):
            yield value


def beside(answer: Mapping[str, Any], heads: Collection[str]) -> dict[str, Any]:
    """What an answer says beside its lists, by its path: at its top, and in what holds the list where that is of ``heads``."""
    told = {name: value for name, value in answer.items() if not isinstance(value, (dict, list))}
    for head in heads:
        if isinstance(inner := answer.get(head), dict):
            told |= {f"{head}.{name}": value for name, value in inner.items() if not isinstance(value, (dict, list))}
    return told


def following(operation: Any, params: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the page after ``answer`` is asked for with; nothing where there is none."""
    token, param = page_token(operation)
    told = at(answer, token) if token else None
    return {**params, param: told} if told and told != params.get(param) else {}


def further(operation: Any, params: Mapping[str, Any], answer: Mapping[str, Any], region: str) -> dict[str, Any]:
    """As ``following``. Raises MalformedAnswerError for an answer that says that there is more, and not where."""
    if not (asked := following(operation, params, answer)):
        refuse_endless(answer, "", operation.service_model.service_name, operation.name, region)
    return asked


def page_token(operation: Any) -> tuple[str, str]:
    """Where an answer names its next page, and what the next call says that by, in the SDK's model of an operation; or nothing."""
    answered = operation.output_shape.members if operation.output_shape else {}
    asked = operation.input_shape.members if operation.input_shape else {}
    for name in _TOKENS:
        if name in answered and name in asked:
            return name, name
    for head, shape in answered.items():
        if shape.type_name == "structure" and "NextMarker" in shape.members and "Marker" in asked:
            return f"{head}.NextMarker", "Marker"
    return "", ""


def tokens(service: str, operation: str) -> Iterator[str]:
    """Where an answer names its next page: as the SDK pages it, or else as we do."""
    from botocore.exceptions import DataNotFoundError

    from dharma_tui.services.discovery.aws._shapes import model, sdk

    try:
        paging = sdk().get_paginator_model(service).get_paginator(operation)
    except (DataNotFoundError, ValueError):
        yield page_token(model(service).operation_model(operation))[0]
        return
    named = paging["output_token"]
    for each in named if isinstance(named, list) else [named]:
        yield from (path.strip() for path in each.split("||"))
