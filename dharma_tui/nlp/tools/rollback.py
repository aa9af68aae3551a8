"""Plans to return a workload to what it was."""

from __future__ import annotations

import re

from dharma_tui.core.answers import Answer
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known, copies_of

_VERSION = "attrs.copies.version"
_HISTORY = 100
_NUMBERED = re.compile(r"v?\d+(?:\.\w+)*")


class Rollback(ChangeTool):
    """Returns a workload to the version before, as the store remembers it."""

    NAME = "plan_rollback"
    SUMMARY = "Plans to return a named workload to its earlier version."
    INTENTS = ("rollback_deployment",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("time_range", "time_range"))
    ACT = "rollback"
    REVERSIBLE = "It is undone by rolling out the present version again."

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._versions: dict[ResourceRef, str] = {}

    def applies(self, kind: str) -> bool:
        return kind in self.desk.kinds.with_copies()

    async def answer(self, asked: Asked) -> Answer:
        """The version before is read from the history of each first."""
        self._versions = {one.ref: await self._before(one.ref) for one in asked.targets}
        return await super().answer(asked)

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        current, before = str(copies_of(known, "version") or ""), self._earlier(known)
        wanted = [one for one in asked.words if _NUMBERED.fullmatch(one)]
        return current, before if all(one.removeprefix("v") == before.removeprefix("v") for one in wanted) else ""

    def lacking(self, asked: Asked, known: Known) -> str:
        return "no such version" if self._earlier(known) else "no version"

    def _earlier(self, known: Known) -> str:
        return self._versions.get(ResourceRef(known["kind"], known["key"]), "")

    async def _before(self, ref: ResourceRef) -> str:
        for change in await self.services.changes.history(ref, _HISTORY):
            for field in change.fields:
                if field.path == _VERSION and isinstance(field.before, str):
                    return field.before
        return ""
