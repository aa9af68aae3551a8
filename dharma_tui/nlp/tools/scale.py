"""Plans to change a number of copies."""

from __future__ import annotations

import re

from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known, copies_of

_COUNT = re.compile(r"([+\-x/]?)(\d{1,12})")
_MOST = 100_000
"""Copies that a plan may ask for."""
_UP = (
    "up",
    "upscale",
    "increase",
    "add",
    "more",
    "extra",
    "additional",
    "another",
    "raise",
    "grow",
    "double",
    "triple",
)
_DOWN = ("down", "downscale", "decrease", "reduce", "remove", "fewer", "less", "lower", "shrink", "drop", "halve")
_UNCLEAR = ("kill", "terminate", "destroy", "take", "lower", "raise", "grow", "shrink", "upscale", "downscale")
"""With a number alone it is not said whether so many are to be left, or to be more or fewer."""


class Scale(ChangeTool):
    """Changes how many copies a workload keeps."""

    NAME = "plan_scale"
    SUMMARY = "Plans to change the number of copies of a named workload."
    INTENTS = ("scale_deployment",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("count", "count", True))
    ACT = "scale"
    REVERSIBLE = "It is undone by scaling back."

    def applies(self, kind: str) -> bool:
        return kind in self.desk.kinds.with_copies()

    def premise(self, asked: Asked, known: Known) -> str:
        desired = copies_of(known, "desired")
        present = _present(asked)
        if present and present != str(desired):
            return "not from there"
        new = int(self.becomes(asked, known)[1])
        if (new < desired and asked.has(*_UP)) or (new > desired and asked.has(*_DOWN)):
            return "other way"
        return ""

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        desired = copies_of(known, "desired")
        if not isinstance(desired, int):
            return "", ""
        sign, count = _count(asked)
        match sign:
            case "+":
                new = desired + count
            case "-":
                new = desired - count
            case "x":
                new = desired * count
            case "/" if count:
                new = desired // count
            case "=":
                new = count
            case _:
                new = -1
        return str(desired), str(new) if 0 <= new <= _MOST else ""

    def lacking(self, asked: Asked, known: Known) -> str:
        desired, (sign, count) = copies_of(known, "desired"), _count(asked)
        if not isinstance(desired, int):
            return "copies not known"
        if sign == "-" and count > desired:
            return "too few copies"
        if count > _MOST or (sign in {"+", "x"} and count):
            return "too many copies"
        return "no way" if sign == "?" else "no number"


def _count(asked: Asked) -> tuple[str, int]:
    """The number of copies, and what it is: ``=`` for all that there are to be, ``?`` where that is not said."""
    counts = asked.frame.values("count")
    found = _COUNT.fullmatch(counts[0]) if len(counts) == 1 else None
    if found is None:
        return "", 0
    sign, count = found[1], int(found[2])
    if _is_whole(asked):
        return ("" if sign in ("+", "-") else sign or "="), count  # "to -3" says no number of copies
    return sign or _direction(asked), count


def _is_whole(asked: Asked) -> bool:
    """Whether a number stands behind "to": "increase it to 8", and not "add 2 to it"."""
    words = asked.words
    behind = words[words.index("to") :] if "to" in words else ()
    return any(NUMBERS.get(word, word).lstrip("+-").isdecimal() for word in behind)


def _present(asked: Asked) -> str:
    """The number of copies that it is said to have now: "from 3 to 5"; empty where none is."""
    words = asked.words
    for at, word in enumerate(words[:-1]):
        count = NUMBERS.get(words[at + 1], words[at + 1])
        if word in ("from", "of") and count.isdecimal() and "to" in words[at + 2 :]:
            return str(int(count))
    return ""


def _direction(asked: Asked) -> str:
    """The sign of a number without one; a question mark where "by 3" does not say which way."""
    if asked.has("more", "extra", "additional", "another", "add", "increase") or (
        asked.has("create") and asked.has("to")
    ):
        return "+"
    if asked.has("fewer", "less", "remove", "decrease", "reduce", "drop", "delete"):
        return "-"
    if asked.has("take") and asked.has("off", "away", "from"):
        return "-"
    return "?" if asked.has("by", "up", "down", "create", *_UNCLEAR) else "="
