"""Plans to change a number of copies."""

from __future__ import annotations

import re

from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known, copies_of

_COUNT = re.compile(r"([+\-x/]?)(\d{1,6})")


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
        present = _present(asked)
        return "not from there" if present and present != str(copies_of(known, "desired")) else ""

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        desired = copies_of(known, "desired")
        found = [one for count in asked.frame.values("count") if (one := _COUNT.fullmatch(count))]
        if not isinstance(desired, int):
            return "", ""
        if len(found) != 1:
            return str(desired), ""
        sign, count = found[0][1] or _direction(asked), int(found[0][2])
        if sign == "?" or (sign in {"+", "-"} and asked.has("to") and found[0][1]):  # "to -3" says no number of copies
            return str(desired), ""
        if sign == "/" and not count:
            return str(desired), ""
        new = {"+": desired + count, "-": desired - count, "x": desired * count, "/": desired // max(1, count)}.get(
            sign, count
        )
        return str(desired), str(max(0, new))


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
    if asked.has("more", "extra", "additional", "another", "add", "increase"):
        return "+"
    if asked.has("fewer", "less", "remove", "decrease", "reduce") and not asked.has("to"):
        return "-"
    return "?" if asked.has("by") else ""
