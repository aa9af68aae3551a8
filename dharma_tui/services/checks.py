"""How a component of the console is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How well a component is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """How one component is, why, and what to do about it."""

    component: str
    status: Status = Status.OK
    reason: str = ""
    hint: str = ""
