"""What the screen of changes is opened on, and how that is typed: ``changes since=-7d only=removed kind=aws.ec2.instance``."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.errors import UsageError
from dharma_tui.core.near import did_you_mean

USAGE = "[since=T] [until=T] [only=added,changed,removed] [kind=KIND,…]"
_WORDS = ("since", "until", "only", "kind")


@dataclass(frozen=True, slots=True)
class ChangesView:
    """A stretch of time, and the sorts of change and of things that are shown of it; what is empty leaves nothing out."""

    since: str = ""
    until: str = ""
    only: tuple[ChangeKind, ...] = ()
    kinds: tuple[str, ...] = ()


def parse_changes(text: str) -> ChangesView:
    """The view that was typed behind ``changes``. Raises UsageError."""
    told: dict[str, str] = {}
    for part in text.split():
        word, equals, value = part.partition("=")
        if word not in _WORDS or not equals or not value or word in told:
            raise UsageError(f"changes cannot be opened on {part!r}", did_you_mean(word, _WORDS, f"it takes {USAGE}"))
        told[word] = value
    sorts = [one.value for one in ChangeKind]
    only = told.get("only", "").split(",") if "only" in told else []
    if strange := [one for one in only if one not in sorts]:
        raise UsageError(
            f"there is no sort of change {strange[0]!r}", did_you_mean(strange[0], sorts, ", ".join(sorts))
        )
    kinds = tuple(filter(None, told.get("kind", "").split(",")))
    return ChangesView(told.get("since", ""), told.get("until", ""), tuple(map(ChangeKind, only)), kinds)


def format_changes(view: ChangesView) -> str:
    """The line of the command bar that opens it."""
    parts = {"since": view.since, "until": view.until, "only": ",".join(view.only), "kind": ",".join(view.kinds)}
    return " ".join(["changes", *(f"{word}={value}" for word, value in parts.items() if value)])
