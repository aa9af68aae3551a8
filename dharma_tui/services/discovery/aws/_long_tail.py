"""The long tail: lists of AWS that rules found in the SDK's models and nobody has reviewed; read only where it is asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from dharma_tui.core.errors import (
    AccessDeniedError,
    AuthError,
    MalformedAnswerError,
    NotHereError,
    ProviderError,
    ThrottledError,
    TimedOutError,
    UnreachableError,
)
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.provider import ProviderService, Raw, Unseen
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery.aws._entry import Entry, entry
from dharma_tui.services.discovery.aws._errors import NoEndpointError, UnknownCallError
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._wire import HASTY

FILE = Path(__file__).with_name("long_tail.tsv")
PREFIX = "tail"
"""The part of a kind's name that says nobody has reviewed it: ``aws.tail.ec2.…``."""
GLYPH = "◌"
_TYPES = {
    "text": (ColumnType.TEXT, 20),
    "number": (ColumnType.NUMBER, 10),
    "flag": (ColumnType.FLAG, 7),
    "time": (ColumnType.TIME, 9),
}
_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word begins in a name of the SDK's."""
log = logging.getLogger(__name__)


class LongTailService(AwsService):
    """Lists kinds that nobody has reviewed. What is not offered, subscribed to or allowed is passed over, not a failure."""

    entries: ClassVar[tuple[Entry, ...]] = ()
    patience = HASTY

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        found = False
        try:
            items: Any = super().list(kind, scope)
            async with aclosing(items):
                async for item in items:
                    found = True
                    yield item
        except ProviderError as error:
            passed = None if found else passed_over(error)
            if passed is None:
                raise
            log.info("%s in %s passed over: %s", kind.kind, scope, error.message)
            raise passed from error


def passed_over(error: ProviderError) -> NotHereError | None:
    """Why a list is not one to make here; None where it may be, and something went wrong with it this time."""
    match error:
        case NoEndpointError():
            return NotHereError("not offered here: the service has no address")
        case UnknownCallError():
            return NotHereError("not offered here: who answers does not know the call")
        case AuthError() | ThrottledError() | TimedOutError() | MalformedAnswerError() | UnreachableError():
            return None
        case AccessDeniedError():
            return NotHereError(
                "not allowed, or not subscribed to", "allow what scan --print-policy --long-tail prints"
            )
    answer = getattr(error.__cause__, "response", None) or {}
    if answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500:
        return None
    code = answer.get("Error", {}).get("Code")
    return NotHereError("it cannot be listed just so" + (f" ({code})" if code else ""), "see the log")


def long_tail_services() -> list[type[ProviderService]]:
    """What lists the long tail: one class for each service of AWS that has some of it."""
    return list(_classes())


def _classes() -> Iterator[type[LongTailService]]:
    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for service, several in groupby(rows, key=lambda row: row[0]):
        same = list(several)
        word = _word(service)
        yield type(
            f"LongTail_{word}",
            (LongTailService,),
            {
                "__doc__": f"Lists what rules found in the SDK's model of {service}.",
                "name": f"aws.{PREFIX}_{word}",
                "entries": tuple(_entry(row) for row in same),
                "everywhere": same[0][1] == "global",
            },
        )


def _word(service: str) -> str:
    return service.replace("-", "_")


def _entry(row: list[str]) -> Entry:
    service, _, operation, noun, items, identity, arn, name, state, tags, columns, secret, volatile = row
    word = f"{_word(service)}_{noun}"
    what = noun.replace("_", " ")
    return entry(
        f"{PREFIX}.{_word(service)}.{word}",
        f"{service} {what} (not reviewed)",
        f"What {service} lists as {what}. Found by rules, not reviewed.",
        f"{service}.{operation}",
        items,
        id=identity,
        plural=f"{service} {what}",
        aliases=f"tail-{word.replace('_', '-')}",
        glyph=GLYPH,
        columns=tuple(_columns(columns)) or (Column("id", "ID", identity, width=30, doc="What the service calls it."),),
        arn=arn or f"{{account}}/{{region}}/{word}/{{id}}",
        by="arn",
        name=name,
        state=state,
        tags=tags,
        secret=tuple(secret.split(",")) if secret else (),
        tagged=False,
        volatile=tuple(volatile.split(",")) if volatile else (),
    )


def _columns(text: str) -> Iterator[Column]:
    taken = {"name", "kind", "state", "provider", "account", "region", "labels", "changed", "first_seen", "key"}
    for place, column in enumerate(text.split(",") if text else ()):
        path, _, holds = column.partition(":")
        word = _EDGE.sub("_", path).lower()
        word = f"its_{word}" if word in taken else word
        type_, width = _TYPES[holds]
        title = word.replace("_", " ").upper()
        yield Column(
            word, title, path, type_, max(width, len(title) if len(title) > 12 else 3), place > 1, f"Its {path}."
        )
