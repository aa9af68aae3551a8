"""What variables of policies stand for, as far as it is known who asks: ``${aws:username}`` is the name of a user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dharma_tui.services.rights.patterns import VARIABLE, has_variables
from dharma_tui.services.rights.statements import Statement

TAG = "aws:principaltag/"
_SOMEBODY = re.compile(r"arn:[^:]*:iam::(\d{12}):(user|role)/(?:.*/)?([^/]+)")
_SIGNS = {"$": "${$}", "*": "${*}", "?": "${?}"}
"""How a pattern writes signs that stand for themselves."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of who asks. Names of variables are in lower case, as AWS does not tell them apart by case.

    What begins with one of ``lacking`` and has no value there is none: nothing is meant by what names it.
    """

    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    lacking: tuple[str, ...] = ()

    def meant(self, told: Iterable[Statement]) -> tuple[Statement, ...]:
        """What ``told`` say to them: without what cannot be about anything as they ask."""
        return tuple(said for each in told if (said := self._of(each)) is not None)

    def _of(self, told: Statement) -> Statement | None:
        if not told.varies:
            return told
        resources = tuple(self._patterns(told.resources))
        if told.resources and not resources:
            return None
        return replace(told, resources=resources, not_resources=tuple(self._patterns(told.not_resources)))

    def _patterns(self, patterns: Iterable[str]) -> Iterator[str]:
        for pattern in patterns:
            if not has_variables(pattern):
                yield pattern
                continue
            parts: list[str | None] = []
            end = 0
            for variable in VARIABLE.finditer(pattern):
                parts += [pattern[end : variable.start()], self._value(variable[0])]
                end = variable.end()
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                yield "".join(known) + pattern[end:]

    def _value(self, variable: str) -> str | None:
        """What stands for ``variable``, itself where that is not known; None where nothing does."""
        name, _, otherwise = variable[2:-1].partition(",")
        name = name.strip().lower()
        if (value := self.values.get(name)) is not None:
            return "".join(_SIGNS.get(sign, sign) for sign in value)
        if not any(name.startswith(each) for each in self.lacking):
            return variable
        return otherwise.strip().strip("'") if otherwise else None


UNKNOWN = Asker()


def asker(arn: str, id: str = "", tags: Mapping[str, str] | None = None, *, may_tag: bool = True) -> Asker:
    """What is known of the user or role ``arn``, whose ``tags`` are None where nobody has read them.

    Where whoever takes on a role ``may_tag`` the session, its tags are not sure.
    """
    if not (somebody := _SOMEBODY.fullmatch(arn)):
        return UNKNOWN
    account, sort, name = somebody.groups()
    values = {"aws:principalaccount": account, "aws:principalarn": arn}
    if sort == "user":
        values |= {"aws:username": name, "aws:principaltype": "User", **({"aws:userid": id} if id else {})}
    else:
        values |= {"aws:principaltype": "AssumedRole"}
    lacking: tuple[str, ...] = ("aws:username",)
    if tags is not None and (sort == "user" or not may_tag):
        values |= {f"{TAG}{tag.lower()}": value for tag, value in tags.items()}
        lacking += (TAG,)
    return Asker(values, lacking)
