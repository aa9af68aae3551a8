"""The filter language as a tree, and the tree as text.

::

    web db                  both words, anywhere in name, key or labels (any case; ``*`` stands for anything)
    state:running,failed    the field holds one of these; ``*`` and ``?`` make a pattern for the whole value
    name=web-1              the field is exactly this; ``!=`` is not
    mem>1G  age<7d          comparison, with units; any column of the kind, or ``attrs.memory.rss``
    attrs.disks[].type=ssd  any item of a list in the attributes
    label:env=prod          a label with this value; ``label:env`` has it at all; ``label.env~^p`` by its value
    /^web-\\d+$/  ~regex     a regular expression; ``name~^web`` on one field
    !term  !(a b)           not
    a | b    a or b         either; ``( )`` group, ``"two words"`` are taken literally

``core.filter_parser.parse_filter`` reads it, ``format_filter`` writes it, and reading that again gives the same tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Op(StrEnum):
    """How a field is compared. ``!=`` and ``!~`` are read as a negated ``=`` and ``~``."""

    HAS = ":"
    IS = "="
    MATCHES = "~"
    MORE = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Word:
    """Text to be found anywhere; with ``glob`` its ``*`` stand for any text."""

    text: str
    glob: bool = False
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression to be found in name, key or a label."""

    regex: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """One value a field is compared with; with ``glob`` its ``*`` and ``?`` stand for any text and any character."""

    text: str
    glob: bool = False
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A field compared with a value, or with any of several. ``source`` is the text it was read from."""

    name: str
    op: Op
    values: tuple[Value, ...]
    position: int = field(default=0, compare=False)
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """What matches every one of these; of none of them: everything."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What matches at least one of these."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Word | Pattern | Term | Not | All | Either

EVERYTHING = All(())
FIELD = re.compile(r"([A-Za-z_](?:[\w.\-]|\[\])*)(!=|!~|==|>=|<=|[:=~<>])")
"""How a term begins."""
_PIECE = r"[\w.\-+@]+"
LABEL_FIELD = re.compile(
    rf"((?:tag|labels?)\.(?:aws:{_PIECE}(?::{_PIECE})?(?=[!:=~<>])|{_PIECE}(?:[:/]{_PIECE})+(?=!?[=~]|[<>])|{_PIECE}(?:/{_PIECE})+(?=:)"
    rf"|[\w.\-]*[+@](?:{_PIECE})?(?=[!:=~<>])))"
    r"(!=|!~|==|>=|<=|[:=~<>])",
    re.IGNORECASE,
)
"""How a term about one label begins whose key holds ``:``, ``/``, ``@`` or ``+``: ``tag.aws:autoscaling:groupName``."""
QUOTED_LABEL = re.compile(r"""((?:tag|labels?)\.)("(?:[^"\\\n]|\\.){1,256}")(!=|!~|==|>=|<=|[:=~<>])""", re.IGNORECASE)
"""The same of whatever key, in quotes: ``tag."Cost Center"=42``."""
_ESCAPED = re.compile(r"\\(.)")
CONNECTIVES = frozenset(("or", "and"))
_NEEDS_QUOTES = re.compile(r"[\s()|]|^[!~/\"'@]|^(?i:tag|labels?)\.\"")
_VALUE_NEEDS_QUOTES = re.compile(r"[\s()|,]|^[!~<>=\"']")


def format_filter(node: Node) -> str:
    """``node`` as text that reads back as the same tree."""
    match node:
        case All(nodes):
            return " ".join(_inside(child, Either) for child in nodes)
        case Either(nodes):
            return " | ".join(format_filter(child) for child in nodes)
        case Not(child):
            return f"!{_inside(child, Either, All)}"
        case Word(text, glob):
            return text if glob else _word(text)
        case Pattern(regex):
            return f"~{_regex(regex)}"
        case Term(name, Op.MATCHES, values):
            return _term(name, Op.MATCHES, _regex(values[0].text))
        case Term(name, Op.HAS | Op.IS as op, values):
            return _term(name, op, ",".join(map(_value, values)))
        case Term(name, op, values):
            return _term(name, op, _value(values[0]))


def field_at(text: str, start: int = 0) -> tuple[str, str, int] | None:
    """The name and the sign that a term at ``start`` begins with, and where that ends; None where no term begins."""
    if match := QUOTED_LABEL.match(text, start):
        return match[1] + _ESCAPED.sub(r"\1", match[2][1:-1]), match[3], match.end()
    match = LABEL_FIELD.match(text, start) or FIELD.match(text, start)
    return (match[1], match[2], match.end()) if match else None


def _term(name: str, op: Op, rest: str) -> str:
    """A term, the label it is about in quotes where another name, or another sign, would be read of it."""
    term = f"{name}{op.value}{rest}"
    prefix, dot, key = name.partition(".")
    is_read = field_at(term) == (name, op.value, len(name) + len(op.value))
    if is_read or not QUOTED_LABEL.fullmatch(f'{prefix}."x"{op.value}'):
        return term
    return f"{prefix}{dot}{quoted(key)}{op.value}{rest}"


def quoted(text: str) -> str:
    """``text`` in double quotes, readable by the filter language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def bare_end(text: str, start: int, stops: str = "") -> int:
    """Where an unquoted word that begins at ``start`` ends: at a space, ``|`` or a character of ``stops``, all outside
    its own parentheses, or at a parenthesis it did not open."""
    depth = 0
    for index in range(start, len(text)):
        character = text[index]
        if character.isspace():
            return index
        if character == "(":
            depth += 1
        elif character == ")":
            if not depth:
                return index
            depth -= 1
        elif not depth and (character == "|" or character in stops):
            return index
    return len(text)


def regex_end(text: str, start: int) -> int:
    """Where an unquoted regular expression ends: at a space, or at a parenthesis it did not open."""
    depth, in_class, index = 0, False, start
    while index < len(text):
        character = text[index]
        if character.isspace():
            return index
        if character == "\\" and index + 1 < len(text) and not text[index + 1].isspace():
            index += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            if not depth:
                return index
            depth -= 1
        index += 1
    return index


def is_glob(word: str) -> bool:
    """Whether the ``*`` of an unquoted word are wildcards."""
    return "*" in word and not _NEEDS_QUOTES.search(word)


def is_value_glob(word: str) -> bool:
    """Whether the ``*`` and ``?`` of an unquoted value are wildcards."""
    return ("*" in word or "?" in word) and not _VALUE_NEEDS_QUOTES.search(word)


def _inside(node: Node, *kinds: type[Either] | type[All]) -> str:
    text = format_filter(node)
    return f"({text})" if isinstance(node, kinds) else text


def _word(text: str) -> str:
    odd = not text or _NEEDS_QUOTES.search(text) or "*" in text or field_at(text) or text.lower() in CONNECTIVES
    return quoted(text) if odd else text


def _value(value: Value) -> str:
    text = value.text
    if value.glob:
        return text
    return quoted(text) if not text or "*" in text or "?" in text or _VALUE_NEEDS_QUOTES.search(text) else text


def _regex(regex: str) -> str:
    open_ended = regex.count("(") != regex.count(")") or "[" in regex or regex.endswith("\\")
    plain = regex and regex[0] not in "\"'" and not open_ended and regex_end(regex, 0) == len(regex)
    return regex if plain else quoted(regex)
