"""Filters over what dangles, in the language of ``core.filter``: words, fields, ``!``, ``|`` and parentheses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TypeAlias

from dharma_tui.core.dangling import COLUMNS, Dangling, Why
from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import All, Either, Node, Not, Op, Pattern, Term, Value, Word
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.near import did_you_mean

Wanted: TypeAlias = Callable[[Dangling], bool]
_ALIASES = {"missing": "missing_key", "by": "source", "id": "key"}
FIELDS = tuple(name for name in COLUMNS if name != "outgoing")


def dangling_filter(text: str) -> Wanted:
    """What tells whether one is wanted. Raises FilterError."""
    return _compiled(parse_filter(text), text)


def _compiled(node: Node, text: str) -> Wanted:
    match node:
        case All(nodes):
            every = [_compiled(each, text) for each in nodes]
            return lambda found: all(holds(found) for holds in every)
        case Either(nodes):
            any_ = [_compiled(each, text) for each in nodes]
            return lambda found: any(holds(found) for holds in any_)
        case Not(child):
            denied = _compiled(child, text)
            return lambda found: not denied(found)
        case Word(word, glob):
            return _word(f"*{word}*" if glob else word, glob)
        case Pattern(_, position):
            raise _no_regex(text, position)
        case Term():
            return _term(node, text)


def _word(word: str, glob: bool = False) -> Wanted:
    held = _holds(Value(word, glob), Op.HAS)
    return lambda found: any(held(str(told)) for name, told in found.row().items() if name in FIELDS)


def _term(term: Term, text: str) -> Wanted:
    name, value = _ALIASES.get(term.name, term.name), term.values[0].text
    if name not in FIELDS:
        if term.op is Op.HAS and (":" in value or value.startswith("/")):  # an ARN, or an address
            return _word(term.source or f"{term.name}:{value}")
        hint = did_you_mean(term.name, FIELDS, f"there are {', '.join(FIELDS)}; put text to search for in quotes")
        raise FilterError(f"there is no field {term.name!r}", hint, text=text, position=term.position)
    if term.op is Op.MATCHES:
        raise _no_regex(text, term.position)
    if term.op not in (Op.HAS, Op.IS):
        raise FilterError("nothing here is more or less", f"write {name}:…", text=text, position=term.position)
    values = [_reason(each, text) for each in term.values] if name == "reason" else term.values
    tests = [_holds(each, term.op) for each in values]
    return lambda found: any(holds(str(found.row()[name])) for holds in tests)


def _reason(value: Value, text: str) -> Value:
    """A reason as it is told, where it is written in one word."""
    plain = value.text.lower().replace("-", " ").replace("_", " ")
    if not value.glob and not any(plain in why.value for why in Why):
        hint = f"there are {', '.join(why.value.replace(' ', '-') for why in Why)}"
        raise FilterError(f"there is no reason {value.text!r}", hint, text=text, position=value.position)
    return replace(value, text=plain)


def _holds(value: Value, op: Op) -> Callable[[str], bool]:
    wanted = value.text.lower()
    if value.glob:
        pattern = wanted.replace("[", "[[]")
        return lambda told: fnmatchcase(told.lower(), pattern)
    return (lambda told: told.lower() == wanted) if op is Op.IS else (lambda told: wanted in told.lower())


def _no_regex(text: str, position: int) -> FilterError:
    return FilterError("regular expressions are for tables", "write a word, * stands for anything", text=text,
                       position=position)  # fmt: skip
