"""Which rows an answer means where it was asked back which are meant: "both", "1 and 3", "the last two", "all but the second".

Only what says this and nothing else is read so, in any of twelve languages. What leaves it open is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dharma_tui.nlp.pick_words import Sign, signs

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 80
"""Letters of what says nothing else."""
_ITEM = re.compile(
    r"(?P<range>N?[DC]-N?[DC])|(?P<number>N[DC]|[DC]N(?![DC]))|(?P<few>[TM]?[FL](?:[DCK]|B))|(?P<many>[TM]?(?:[DCK]|B)[FL])"
    r"|(?P<all>A[TM]?[DCK]|[DCK]A|A?[TM]?B(?:A|[TM]?[DCK])?|M[DCK]|TC|T?K|[TM]?A)|(?P<either>TD)|(?P<row>[TM]?[OFL]|D)|(?P<word>C)"
)
_ITEMS = "[DCKOFLTMABN&,-]+"
_NONE = re.compile(r"Z[TM]?[BCDK]?A?")
_EXCEPT = re.compile(
    rf"(?P<from>(?:{_ITEMS})??)x(?P<left>{_ITEMS}?)y?,?A?|(?P<from2>A[TM]?[DCK]?,?)?(?P<left2>[DCKOFLTMN&,-]+)y,?(?:A[DCK]?)?"
)
_NOT = re.compile(rf"[!^](?P<left>{_ITEMS})|(?P<left2>{_ITEMS})[~^]")
_BUT_NOT = re.compile(
    rf"(?P<rows>{_ITEMS}?)(?:[,&][!^]|!)(?P<left>{_ITEMS})|[!^](?P<left2>{_ITEMS})c(?P<rows2>{_ITEMS})"
    rf"|(?P<left3>{_ITEMS})~[,c]?(?P<rows3>{_ITEMS})"
)
_LEFT_OPEN = re.compile(rf"(?:{_ITEMS}(?:\|{_ITEMS})+|[DCKOFLTMABN&,|-]*[?o][DCKOFLTMABN&,|?o-]*|)")
"""One or another, any, the others; or nothing but "those"."""
_FEW = {"B": 2}


@dataclass(frozen=True, slots=True)
class Picked:
    """What an answer says of the rows that it may mean; nothing of all: it leaves that open."""

    rows: tuple[int, ...] = ()
    """Their places, the first being 0."""
    left: tuple[int, ...] = ()
    """The places of those that were not denied, where several are left and none was chosen: "not the second"."""
    is_none: bool = False


class _OpenError(Exception):
    """It does not say plainly which rows are meant."""


class _NoSenseError(Exception):
    """No language says it so."""


def picked(text: str, shown: int, total: int, language: str = "") -> Picked | None:
    """What ``text`` says of ``shown`` rows of ``total``; None: it says something else.

    Where languages would have it mean several things, it is what it means in that of the request before, or is left open.
    """
    reads = signs(text) if len(text) <= _LONGEST else {}
    if not any(reads.values()):
        return None
    told = {one: said for one, read in reads.items() if (said := _told(read, shown, total)) is not None}
    if language in told:
        return told[language]
    meant = set(told.values())
    return meant.pop() if len(meant) == 1 else Picked()


def tells_rows(text: str) -> bool:
    """Whether ``text`` tells rows at all, be it which or not."""
    return any(sign.sort in "DCKOFLAB?" for read in signs(text).values() for sign in read if sign.sort)


def _told(read: Sequence[Sign], shown: int, total: int) -> Picked | None:
    """The same of a text as one language reads it; None: it makes no sense in that."""
    line, values = _line(read)
    try:
        return _Rows(values, shown, total).picked(line)
    except _OpenError:
        return Picked()
    except _NoSenseError:
        return None


def _line(read: Sequence[Sign]) -> tuple[str, tuple[int, ...]]:
    """The signs as one text, and the value of each: without what says nothing, and what only leads on."""
    kept = [sign for sign in read if sign.sort != "p"]
    line = "".join(sign.sort for sign in kept)
    values = [sign.value for sign in kept]
    for wrong, right in _MENDED:
        while found := re.search(wrong, line):
            line = line[: found.start()] + right + line[found.end() :]
            values[found.start() : found.end()] = values[found.start() : found.start() + len(right)]
    return line, tuple(values)


_MENDED = (
    (r"^[,&c-]|[,&c-]$|(?<=[DCKBFLO])[TM]$", ""),
    (r"(?<![DC])-|-(?![NDC])", ""),
    (r"[,&]{2}", "&"),
    (r"[,&]*c[,&]*(?=[!^~])", ","),
    (r"(?<=A)c|(?<=A[DCKB])c", "x"),
    (r"xx", "x"),
)


class _Rows:
    """Rows that a line of signs says."""

    def __init__(self, values: Sequence[int], shown: int, total: int) -> None:
        self._values, self._shown, self._total = values, shown, total

    def picked(self, line: str) -> Picked:
        """What it says. Raises _OpenError, _NoSenseError."""
        if _NONE.fullmatch(line):
            return Picked(is_none=True)
        if found := _EXCEPT.fullmatch(line):
            return self._except(found)
        if found := _NOT.fullmatch(line):
            return self._not(found)
        if found := _BUT_NOT.fullmatch(line):
            return self._but_not(found)
        if _LEFT_OPEN.fullmatch(line):
            raise _OpenError
        return Picked(tuple(sorted(self._rows(line, 0))))

    def _except(self, found: re.Match[str]) -> Picked:
        """ "all but the second"."""
        side = "left" if found["left"] else "left2"
        before = "from" if found["from"] else "from2"
        of = self._rows(found[before].strip(","), found.start(before)) if found[before] else self._all()
        left = of - self._rows(found[side].strip(",&"), _start(found, side))
        return _some(left)

    def _not(self, found: re.Match[str]) -> Picked:
        """ "not the second": of two that is the other, of more it is asked which."""
        side = "left" if found["left"] else "left2"
        if "," in found[side] or "A" in found[side] or "B" in found[side] or (side == "left2" and "&" in found[side]):
            raise _OpenError
        left = tuple(sorted(self._all() - self._rows(found[side], found.start(side))))
        return Picked(left) if len(left) == 1 else Picked(left=left)

    def _but_not(self, found: re.Match[str]) -> Picked:
        """ "the first, not the second", "not the first but the second"."""
        side = next(name for name in ("", "2", "3") if found[f"rows{name}"])
        said, denied = found[f"rows{side}"], found[f"left{side}"]
        if re.search("[,&]", denied.strip(",&")) and "A" not in said:
            raise _OpenError
        rows = self._rows(said.strip(",&"), _start(found, f"rows{side}"))
        left = self._rows(denied.strip(",&"), _start(found, f"left{side}"))
        if not left <= rows and "A" in said:
            raise _OpenError
        return _some(rows - left)

    def _all(self) -> set[int]:
        if self._shown < self._total:
            raise _OpenError
        return set(range(self._shown))

    def _rows(self, line: str, start: int) -> set[int]:
        """The rows of items that are joined to each other. Raises _OpenError, _NoSenseError."""
        rows, sorts = set[int](), list[str]()
        for found, is_beside in _items(line):
            values = self._values[start + found.start() : start + found.end()]
            sort = found.lastgroup or ""
            if is_beside and found.group() != "D":
                raise _NoSenseError
            sorts.append(sort)
            rows |= self._of(sort, found.group(), values)
        if not sorts:
            raise _NoSenseError
        if sorts == ["word"] or (len(sorts) > 1 and "all" in sorts):
            raise _OpenError
        if sorts == ["either"] and len(rows) == 1 and max(rows) + 1 == self._total:  # "die 2" is the second, or the two
            raise _OpenError
        return rows

    def _of(self, sort: str, said: str, values: Sequence[int]) -> set[int]:
        numbers = [_FEW.get(sign, value) for sign, value in zip(said, values, strict=True) if sign in "DCKB"]
        match sort:
            case "range":
                first, last = numbers
                return self._between(first, last)
            case "few" | "many":
                is_last = "L" in said
                if not 0 < numbers[0] <= self._shown or (is_last and self._shown < self._total):
                    raise _OpenError
                return set(range(self._shown)[-numbers[0] :] if is_last else range(numbers[0]))
            case "all":
                if {*numbers} - {self._total}:
                    raise _OpenError
                return self._all()
        if "L" in said:
            return {max(self._all())}
        place = 1 if "F" in said else numbers[0] if numbers else values[said.index("O")]
        return self._between(place, place)

    def _between(self, first: int, last: int) -> set[int]:
        if not 0 < first <= last <= self._shown:
            raise _OpenError
        return set(range(first - 1, last))


def _items(line: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The items of a line, and whether each stands beside the one before it with nothing in between. Raises _NoSenseError."""
    at, before = 0, ""
    while at < len(line):
        if line[at] in ",&" and before and before not in ",&":
            before, at = line[at], at + 1
            continue
        found = _ITEM.match(line, at)
        if found is None:
            raise _NoSenseError
        yield found, bool(before) and before not in ",&"
        before, at = found.group(), found.end()


def _some(rows: set[int]) -> Picked:
    if not rows:
        raise _OpenError
    return Picked(tuple(sorted(rows)))


def _start(found: re.Match[str], name: str) -> int:
    """Where a part begins behind the marks before it."""
    part = found[name]
    return found.start(name) + len(part) - len(part.lstrip(",&"))
