"""What the topology shows, as a value: around what, how far, which way, how laid out, with what drawn on it.

One line of text says all of it, for the command bar, links and saved views::

    aws.ec2.instance/i-0a1 depth:3 way:in as:radial hide:local.process,protects impact
    web-1 to:orders                     db-1 since:-1d          by:region          all as:nested
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dharma_tui.core.drawing import Layout
from dharma_tui.core.errors import FilterError, UsageError
from dharma_tui.core.filter import quoted
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.text import storable
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.core.units import moment
from dharma_tui.core.view_text import SOME_TIME

DEEPEST = 9
"""More steps than this around something is everything, in any estate."""
LENGTH_LIMIT = 20_000
EVERYTHING = "all"
GROUPINGS = ("kind", "provider", "account", "region", "state", "community")
"""What groups may be made by, beside a tag."""
_VERBS = frozenset(verb.value for verb in Verb)


class Way(StrEnum):
    """Which relationships lead on from what is looked at: those that begin there, that end there, or all."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class TopologyView:
    """What to draw. Without ``focus`` it is everything, in groups.

    ``focus`` are resources, or words that name them (``names``); ``group_by`` is ``kind``, ``region``, ``account``, ``state``,
    ``community``, ``tag.<key>`` or empty for what fits; ``opened`` groups are shown by their members,
    ``closed`` ones never are. With ``impact`` what the
    focus would take along is drawn on it, with ``to`` the ways from the focus to that, with ``since`` what changed.
    """

    focus: tuple[ResourceRef, ...] = ()
    names: tuple[str, ...] = ()
    layout: Layout = Layout.LAYERED
    depth: int = 2
    way: Way = Way.BOTH
    hidden_kinds: frozenset[str] = frozenset()
    hidden_verbs: frozenset[Verb] = frozenset()
    group_by: str = ""
    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    pinned: frozenset[ResourceRef] = frozenset()
    impact: bool = False
    to: ResourceRef | str | None = None
    since: str = ""
    at: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing in particular is looked at."""
        return not self.focus and not self.names


def format_topology(view: TopologyView) -> str:
    """``view`` as a line that ``parse_topology`` reads back."""
    words = [*(_written(str(ref)) for ref in view.focus), *map(_written, view.names)] or [EVERYTHING]
    options: list[tuple[str, str]] = [
        ("as", view.layout if view.layout is not Layout.LAYERED else ""),
        ("depth", str(view.depth) if view.depth != 2 else ""),
        ("way", view.way if view.way is not Way.BOTH else ""),
        ("hide", ",".join(sorted({*view.hidden_kinds, *view.hidden_verbs}))),
        ("by", view.group_by),
        ("to", str(view.to) if view.to is not None else ""),
        ("since", view.since),
        *(("open", group) for group in sorted(view.opened)),
        *(("close", group) for group in sorted(view.closed)),
        *(("pin", str(ref)) for ref in sorted(view.pinned)),
    ]
    words += [f"{option}:{_written(value)}" for option, value in options if value]
    if view.impact:
        words.append("impact")
    if view.at:
        words.append(f"@{view.at}")
    return " ".join(words)


def parse_topology(text: str, kinds: Collection[str]) -> TopologyView:
    """The view that ``text`` describes; ``kinds`` are those there are. Raises FilterError, UsageError."""
    if len(text) > LENGTH_LIMIT:
        raise FilterError("the line is too long", f"keep it under {LENGTH_LIMIT} characters", text=text)
    view = TopologyView()
    for option, value, is_quoted in _words(storable(text)):
        bare = not option and not is_quoted
        if bare and value.startswith("@"):
            view = replace(view, at="" if value == "@now" else _moment(value[1:]))
        elif bare and value == "impact":
            view = replace(view, impact=True)
        elif not (bare and value == EVERYTHING):
            view = _read(view, option, value, kinds)
    if view.is_everything and (view.impact or view.to is not None):
        what = "impact of what?" if view.impact else "a path from where?"
        raise UsageError(what, "name it first: 'web-1 impact', 'web-1 to:orders'")
    return view


class AnyKind(frozenset[str]):
    """Every dotted name is a kind: for lines written when there may have been others than there are now."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and "." in name


def ref_of(word: str, kinds: Collection[str]) -> ResourceRef | None:
    """The resource that ``kind/key`` names, where its kind is known."""
    kind, slash, key = word.partition("/")
    return ResourceRef(kind, key) if slash and key and kind in kinds else None


_WORD = re.compile(r'\s*(?:(?P<option>[a-z]+):(?=\S))?(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"]\S*))')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OPTION = re.compile(r"[a-z]+:")
_PLAIN = re.compile(r"[^\s\"\\:@][^\s\"\\]*")


def _written(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and not _OPTION.match(value) and value not in ("impact", EVERYTHING)
    return value if plain else quoted(value)


def _words(text: str) -> Iterator[tuple[str, str, bool]]:
    """Option and value of each word, and whether it was quoted."""
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _WORD.match(text, position)
        if found is None:
            raise FilterError("a quotation is not closed", 'end it with "', text=text, position=position)
        position = found.end()
        option = found["option"] or ""
        if found["quoted"] is not None:
            yield option, _ESCAPE.sub(r"\1", found["quoted"]), True
        else:
            yield option, found["bare"], False


def _read(view: TopologyView, option: str, value: str, kinds: Collection[str]) -> TopologyView:
    """``view`` with what one word adds to it."""
    match option:
        case "as":
            return replace(view, layout=Layout(_one_of(value, "layout", tuple(Layout))))
        case "depth":
            if not value.isdecimal() or not value.isascii() or int(value[:4]) > DEEPEST:
                raise UsageError(f"{value!r} is no number of steps", f"write depth:2, from 0 to {DEEPEST}")
            return replace(view, depth=int(value))
        case "way":
            return replace(view, way=Way(_one_of(value, "way", tuple(Way))))
        case "hide":
            return _hiding(view, value, kinds)
        case "by":
            known = value.startswith("tag.") and len(value) > 4
            return replace(view, group_by=value if known else _one_of(value, "grouping", GROUPINGS))
        case "to":
            return replace(view, to=ref_of(value, kinds) or value)
        case "since":
            return replace(view, since=_moment(value))
        case "open":
            return replace(view, opened=view.opened | {value})
        case "close":
            return replace(view, closed=view.closed | {value})
        case "pin":
            ref = ref_of(value, kinds)
            return replace(view, pinned=view.pinned | {ref}) if ref else view
    return _naming(view, f"{option}:{value}" if option else value, kinds)


def _naming(view: TopologyView, word: str, kinds: Collection[str]) -> TopologyView:
    ref = ref_of(word, kinds)
    if ref is None:
        return replace(view, names=(*view.names, word))
    return replace(view, focus=(*view.focus, ref))


def _hiding(view: TopologyView, names: str, kinds: Collection[str]) -> TopologyView:
    for name in filter(None, names.split(",")):
        if name in _VERBS:
            view = replace(view, hidden_verbs=view.hidden_verbs | {Verb(name)})
        elif name in kinds:
            view = replace(view, hidden_kinds=view.hidden_kinds | {name})
        else:
            raise UsageError(
                f"{name!r} is neither a kind nor a verb",
                did_you_mean(name, (*_VERBS, *kinds), f"verbs are {', '.join(sorted(_VERBS))}"),
            )
    return view


def _one_of(value: str, what: str, known: Sequence[str]) -> str:
    if value not in known:
        raise UsageError(f"there is no {what} {value!r}", f"write one of {', '.join(known)}")
    return value


def _moment(written: str) -> str:
    moment(written, SOME_TIME)
    return written
