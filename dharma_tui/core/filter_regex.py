"""What can be said of a regular expression before anything runs it: whether its groups open and close."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\Q.*?(?:\\E|\Z)"  # plain text
    r"|\\."
    r"|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\]"  # a set, in which parentheses are plain
    r"|[()]",
    re.DOTALL,
)


def stray_parenthesis(regex: str) -> int | None:
    """The offset of a parenthesis that opens or closes nothing; None when there is none."""
    open_groups: list[int] = []
    for token in _TOKEN.finditer(regex):
        if token[0] == "(":
            open_groups.append(token.start())
        elif token[0] == ")" and not open_groups:
            return token.start()
        elif token[0] == ")":
            open_groups.pop()
    return open_groups[-1] if open_groups else None
