"""Parts of the world by the regions that are in them: "in europe", "outside of the united states"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dharma_tui.core.filter import Op, Term, Value, format_filter

_REGIONS = {
    **dict.fromkeys(("europe", "european", "the eu"), "^(eu-|europe)"),
    **dict.fromkeys(("asia", "asian"), "^(ap-(east|south|northeast)-|ap-southeast-[1357]$|asia)"),
    **dict.fromkeys(("asia pacific", "apac"), "^(ap-|asia|australia)"),
    "australia": "^(ap-southeast-[24]$|australia)",
    "africa": "^(af-|africa)",
    "middle east": "^(me-|il-)",
    **dict.fromkeys(("south america", "latin america"), "^(sa-|mx-|southamerica)"),
    "north america": "^(us-|ca-|mx-|northamerica)",
    **dict.fromkeys(("the americas", "america"), "^(us-|ca-|mx-|sa-|northamerica|southamerica)"),
    **dict.fromkeys(("united states", "usa", "the us", "the states"), "^us-"),
    "canada": "^(ca-|northamerica-northeast)",
}
"""What the names of regions begin with, by what the part of the world is called."""
_PART = re.compile(
    rf"(?P<before>(?:[\w']+ ){{0,3}})\b(?P<part>{'|'.join(sorted(map(re.escape, _REGIONS), key=len, reverse=True))})\b"
    r"(?! (?:team|account|project))"
)
_NOT = frozenset({"outside", "not", "no", "except", "excluding", "without", "aren't", "isn't", "beyond", "than"})


def continents(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """That regions are in a part of the world, or are not, in the filter language and in words."""
    for found in _PART.finditer(" ".join(words).replace("-", " ")):
        is_not = not _NOT.isdisjoint(found["before"].split())
        text = format_filter(Term("region", Op.MATCHES, (Value(_REGIONS[found["part"]]),)))
        yield f"{'!' if is_not else ''}{text}", f"{'not ' if is_not else ''}in {found['part']}"
