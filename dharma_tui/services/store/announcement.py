"""What a scan is to list, written down when it begins: without that nobody could go on with it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from dharma_tui.core.scan import EVERYTHING, ScopeReport, Selection
from dharma_tui.core.text import storable
from dharma_tui.core.types import Scope, shared
from dharma_tui.services.store.spool import Part


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was asked for, the parts that are to be listed, and of a resumed scan those that need not be any more."""

    selection: Selection = EVERYTHING
    parts: tuple[Part, ...] = ()
    resumes: str = ""
    carried: tuple[ScopeReport, ...] = ()
    entered: tuple[Scope, ...] = ()
    """Accounts by the other names that a person may call them by."""
    services: tuple[str, ...] = ()
    """The services that the parts were looked for in, whether or not they are offered anywhere."""

    def text(self) -> str:
        """As it is stored; what is carried over is stored as ended parts are."""
        asked = dataclasses.asdict(replace(self.selection, rest_of=""))
        return json.dumps(
            {
                "selection": {name: value for name, value in asked.items() if value},
                "narrow": self.selection.is_narrow,
                "resumes": self.resumes,
                "parts": [*_packed(self)],
                **({"entered": [_words(scope)[:2] for scope in self.entered]} if self.entered else {}),
                **({"services": [*self.services]} if self.services and not self.selection.kinds else {}),
            }
        )


NOTHING = Announcement()


def asked(text: str | None) -> tuple[Selection, int, str]:
    """What was asked for, how many parts were to be listed, and which scan it goes on with; cheap, unlike ``parts``."""
    told = _told(text)
    wanted = dataclasses.asdict(EVERYTHING)
    for name, value in told.get("selection", {}).items():
        if name in wanted:
            wanted[name] = tuple(value) if isinstance(value, list) else value
    count = sum(len(scopes) * len(kinds) for scopes, kinds in told.get("parts", ()))
    return Selection(**wanted), count, told.get("resumes", "")


def parts(text: str | None) -> tuple[Part, ...]:
    """The parts that were to be listed, in their order."""
    return tuple(_unpacked(_told(text).get("parts", ())))


def entered(text: str | None) -> frozenset[tuple[str, str]]:
    """Provider and other name of the accounts that were entered."""
    return frozenset((provider, account) for provider, account in _told(text).get("entered", ()))


def services(text: str | None) -> frozenset[str] | None:
    """The services of a scan that named no kind; None where it did, or is of a version that did not say."""
    told = _told(text).get("services")
    return None if told is None else frozenset(told)


def _told(text: str | None) -> dict[str, Any]:
    """Scans of long ago, and imports, said nothing."""
    told: dict[str, Any] = json.loads(text) if text else {}
    return told


def _packed(what: Announcement) -> Iterator[list[list[Any]]]:
    """Parts are many and alike: kinds that are listed in the same scopes are written once."""
    of_scopes = [
        (scope, [kind for _, kind in of_scope]) for scope, of_scope in groupby(what.parts, lambda part: part[0])
    ]
    for kinds, alike in groupby(of_scopes, lambda of_scope: of_scope[1]):
        yield [[_words(scope) for scope, _ in alike], [storable(kind) for kind in kinds]]


def _unpacked(packed: Sequence[Sequence[Sequence[Any]]]) -> Iterator[Part]:
    for scopes, kinds in packed:
        for scope in scopes:
            yield from ((shared(Scope(*scope)), kind) for kind in kinds)


def _words(scope: Scope) -> list[str]:
    return [storable(scope.provider), storable(scope.account), storable(scope.region)]
