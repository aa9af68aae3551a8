"""What the topology shows, as a value: around what, how far, which way, how laid out, with what drawn on it.

One line of text says all of it, for the command bar, links and saved views::

    aws.ec2.instance/i-0a1 depth:3 way:in as:radial hide:local.process,protects impact
    web-1 to:orders                     db-1 since:-1d          by:region          all as:nested
    all spof       all cycles           web-1 reach             web-1 reach to:orders
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
GROUPINGS = ("kind", "provider", "account", "region", "state", "community", "container")
"""What groups may be made by, beside a tag."""
_VERBS = frozenset(verb.value for verb in Verb)


class Way(StrEnum):
    """Which relationships lead on from what is looked at: those that begin there, that end there, or all."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class Question(StrEnum):
    """What may be asked of everything, or of what is around the focus; the answer is marked, and told beside the picture."""

    SPOF = "spof"
    CYCLES = "cycles"
    ORPHANS = "orphans"
    DANGLING = "dangling"
    COMMUNITIES = "communities"
    REACH = "reach"


_QUESTIONS = frozenset(question.value for question in Question)
_RESERVED = frozenset((EVERYTHING, "impact", *_QUESTIONS))
"""Words that mean something by themselves: who means a resource of that name puts it in quotation marks."""


@dataclass(frozen=True, slots=True)
class TopologyView:
    """What to draw. Without ``focus`` it is everything, in groups.

    ``focus`` are resources, or words that name them (``names``); ``group_by`` is ``kind``, ``region``, ``account``, ``state``,
    ``community``, ``container``, a kind that contains others, ``tag.<key>`` or empty for what fits; ``opened`` groups are
    shown by their members, ``closed`` ones never are; what ``expanded`` resources are related to is drawn, too. What the
    ``failing`` would take along, and the ways from the focus to ``path_to``, are marked on all that is drawn; with ``impact``
    only what the focus would take along is drawn, with ``to`` only the ways from the focus to that, with ``since`` what changed,
    with a ``question`` its answer; ``reach`` with ``to`` is asked of these two alone.
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
    expanded: frozenset[ResourceRef] = frozenset()
    failing: frozenset[ResourceRef] = frozenset()
    path_to: ResourceRef | None = None
    impact: bool = False
    question: Question | None = None
    to: ResourceRef | str | None = None
    since: str = ""
    at: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing in particular is looked at."""
        return not self.focus and not self.names

    @property
    def is_marked(self) -> bool:
        """Whether something is marked on what would be drawn without it, too."""
        return bool(self.failing) or self.path_to is not None

    @property
    def unmarked(self) -> TopologyView:
        """The same without that."""
        return replace(self, failing=frozenset(), path_to=None)


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
        *(("expand", str(ref)) for ref in sorted(view.expanded)),
        *(("fails", str(ref)) for ref in sorted(view.failing)),
        ("path", str(view.path_to) if view.path_to is not None else ""),
    ]
    words += [f"{option}:{_written(value)}" for option, value in options if value]
    if view.impact:
        words.append("impact")
    if view.question:
        words.append(view.question)
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
        elif bare and value in _QUESTIONS:
            if view.question not in (None, value):
                raise UsageError(f"{view.question} and {value} are two questions", "ask one at a time")
            view = replace(view, question=Question(value))
        elif not (bare and value == EVERYTHING):
            view = _read(view, option, value, kinds)
    _check(view)
    return view


def _check(view: TopologyView) -> None:
    """One question at a time, and of something."""
    leads = view.path_to is not None or (view.to is not None and view.question is None)
    if view.is_everything and (view.impact or leads):
        what = "impact of what?" if view.impact else "a path from where?"
        raise UsageError(what, "name it first: 'web-1 impact', 'web-1 to:orders'")
    asked = [
        ("impact", view.impact),
        ("to", view.to is not None and not view.question),
        ("path", view.path_to is not None),
    ]
    several = [word for word, is_asked in (*asked, ("fails", bool(view.failing))) if is_asked]
    if len(several) > 1 and several != ["to", "fails"]:
        raise UsageError(f"{several[0]} and {several[1]} are two questions", "ask one at a time")
    others = [word for word, is_asked in (("impact", view.impact), ("since", bool(view.since))) if is_asked]
    others += ["to"] if view.to is not None and view.question is not Question.REACH else []
    if view.question and others:
        raise UsageError(f"{view.question} and {others[0]} are two questions", "ask one at a time")


_PAGE = re.compile(r"^(group:)?\d+:")


def page_of(group: str, page: int) -> str:
    """What is called so opens the ``page``-th lot of the members of a group; the first lot opens with the group itself."""
    head, rest = ("group:", group.removeprefix("group:")) if group.startswith("group:") else ("", group)
    return f"{head}{page}:{rest}" if page > 1 else group


def group_of(page: str) -> str:
    """The group that a page is of."""
    return _PAGE.sub(lambda found: found[1] or "", page, count=1)


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
    plain = _PLAIN.fullmatch(value) and not _OPTION.match(value) and value not in _RESERVED
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
            return replace(view, group_by=_grouping(value, kinds))
        case "to":
            return replace(view, to=ref_of(value, kinds) or value)
        case "since":
            return replace(view, since=_moment(value))
        case "open":
            return replace(view, opened=view.opened | {value})
        case "close":
            return replace(view, closed=view.closed | {value})
        case "pin":
            return replace(view, pinned=view.pinned | {_resource(option, value, kinds)})
        case "expand":
            return replace(view, expanded=view.expanded | {_resource(option, value, kinds)})
        case "fails":
            return replace(view, failing=view.failing | {_resource(option, value, kinds)})
        case "path":
            return replace(view, path_to=_resource(option, value, kinds))
    return _naming(view, f"{option}:{value}" if option else value, kinds)


def _resource(option: str, value: str, kinds: Collection[str]) -> ResourceRef:
    ref = ref_of(value, kinds)
    if ref is None:
        raise UsageError(
            f"{option}:{value} names no resource", f"write its kind and its key: {option}:aws.ec2.instance/i-0a1"
        )
    return ref


def _grouping(value: str, kinds: Collection[str]) -> str:
    """What groups are made by; ``subnet`` is the one kind that is called so, of what contains others."""
    if (value.startswith("tag.") and len(value) > 4) or value in kinds:
        return value
    called = [kind for kind in kinds if kind.rpartition(".")[2] == value]
    if len(called) > 1 and value not in GROUPINGS:
        raise UsageError(f"several kinds are called {value!r}", f"write one of {', '.join(sorted(called))}")
    if not called and value not in GROUPINGS:
        known = f"{', '.join(GROUPINGS)}, a kind that contains others"
        raise UsageError(f"there is no grouping {value!r}", f"write by:tag.{value} for a tag, or one of {known}")
    return value if value in GROUPINGS else called[0]


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
