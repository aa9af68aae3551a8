"""Reads the filter language of ``core.filter``, half-typed text included."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import (
    CONNECTIVES,
    EVERYTHING,
    All,
    Either,
    Node,
    Not,
    Op,
    Pattern,
    Term,
    Value,
    Word,
    bare_end,
    field_at,
    is_glob,
    is_value_glob,
    regex_end,
)
from dharma_tui.core.filter_regex import stray_parenthesis
from dharma_tui.core.text import storable

LENGTH_LIMIT = 4096
"""Characters a filter may have."""
_DEPTH_LIMIT = 40
_REGEX_SIGNS = re.compile(r"[\\^$*+?()\[\]{}|]")
CLOSED_REGEX = re.compile(r"/((?:[^/\\\s]|\\.|/(?![\s)|]|$))+)/(?=[\s)|]|$)")


def parse_filter(text: str) -> Node:
    """The tree of ``text``. What is merely unfinished (an open quote or parenthesis, ``state:``) gets its best reading.

    Raises:
        FilterError: for what has no reading, with the position and what to write instead.
    """
    with as_typed(text):
        return _parsed(storable(text))


@contextmanager
def as_typed(text: str) -> Iterator[None]:
    """What is raised about ``text`` as it is stored is about ``text`` itself, and tells the place in it."""
    try:
        yield
    except FilterError as error:
        if error.text == storable(text) != text:
            lengths = itertools.accumulate(len(storable(character)) for character in text)
            error.text, error.position = text, sum(length <= error.position for length in lengths)
        raise


def _parsed(text: str) -> Node:
    if len(text) > LENGTH_LIMIT:
        raise FilterError("the filter is too long", f"keep it under {LENGTH_LIMIT} characters", text=text)
    parser = FilterParser(text)
    node = parser.either(0)
    if parser.index < len(text):
        hint = "remove it, or put the text in quotes"
        raise parser.error("this ) closes nothing", hint, parser.index)
    return node if node is not None else EVERYTHING


def conjunction(nodes: list[Node]) -> Node | None:
    """All of ``nodes``, flat; None of none."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, All) else (node,))
    return (flat[0] if len(flat) == 1 else All(tuple(flat))) if flat else None


class FilterParser:
    """A recursive descent over one text; ``core.view_text`` adds what a whole view has beside its filter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0

    def error(self, message: str, hint: str, position: int) -> FilterError:
        return FilterError(message, hint, text=self.text, position=position)

    def either(self, depth: int) -> Node | None:
        alternatives: list[Node] = []
        while True:
            node = self.both(depth)
            if node is not None:
                alternatives.extend(node.nodes if isinstance(node, Either) else (node,))
            if not self.at("|"):
                break
            self.index += 1
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Either(tuple(alternatives))

    def both(self, depth: int) -> Node | None:
        nodes: list[Node] = []
        while self.skip_spaces() and self.text[self.index] not in "|)":
            connective = self.connective()
            if connective == "or":
                nodes_before = conjunction(nodes)
                rest = self.either(depth)
                return self._joined(nodes_before, rest)
            if not connective and (node := self.unary(depth)) is not None:
                nodes.append(node)
        return conjunction(nodes)

    @staticmethod
    def _joined(left: Node | None, right: Node | None) -> Node | None:
        if left is None or right is None:
            return left if right is None else right
        sides = [node for side in (left, right) for node in (side.nodes if isinstance(side, Either) else (side,))]
        return Either(tuple(sides))

    def connective(self) -> str:
        end = bare_end(self.text, self.index)
        word = self.text[self.index : end].lower()
        if word not in CONNECTIVES:
            return ""
        self.index = end
        return word

    def unary(self, depth: int) -> Node | None:
        if depth > _DEPTH_LIMIT:
            raise self.error("too many groups inside each other", "write it with fewer parentheses", self.index)
        if self.at("!"):
            self.index += 1
            if not self.skip_spaces() or self.text[self.index] in "|)":
                return None
            node = self.unary(depth + 1)
            if node is None:
                return None
            return node.node if isinstance(node, Not) else Not(node)
        if self.at("("):
            self.index += 1
            node = self.either(depth + 1)
            if self.at(")"):
                self.index += 1
            return node
        return self.term()

    def term(self) -> Node | None:
        start, text = self.index, self.text
        if text[start] in "\"'":
            found = self.quotation()
            return Word(found, position=start) if found else None
        if text[start] == "~":
            self.index += 1
            return self._pattern(start)
        if text[start] == "/" and (regex := self._slashed()) is not None:
            return Pattern(regex, start)
        if field := field_at(text, start):
            name, sign, self.index = field
            return self._pattern(start) if (name, sign) == ("re", ":") else self.field_term(name, sign, start)
        self.index = bare_end(text, start)
        word = text[start : self.index]
        return Word(word, is_glob(word), start) if word.strip("*") else None

    def field_term(self, name: str, sign: str, start: int) -> Node | None:
        negated = sign.startswith("!")
        sign = {"!=": "=", "!~": "~", "==": "="}.get(sign, sign)
        if sign in ":=" and self.at("!", spaces=False):
            self.index += 1
            negated = not negated
        if sign == ":" and (match := re.compile(r">=|<=|[<>=~]").match(self.text, self.index)):
            self.index = match.end()
            sign = match[0]
        op = Op(sign)
        values = self._regex_value(name, start) if op is Op.MATCHES else self.values(op)
        if not values or (op is not Op.HAS and op is not Op.IS and not values[0].text):
            raise self.error(f"{name}{sign} lacks a value", f'write one after it; {name}="" is empty', self.index)
        term = Term(name, op, values, start, self.text[start : self.index])
        return Not(term) if negated else term

    def values(self, op: Op) -> tuple[Value, ...]:
        if op in (Op.HAS, Op.IS) and self.at("(", spaces=False):
            return self._group_of_values()
        values = [self.value(op)]
        while op in (Op.HAS, Op.IS) and self.at(",", spaces=False):
            self.index += 1
            values.append(self.value(op))
        given = tuple(value for value in values if value is not None)
        return given or ((Value("", position=self.index),) if op is Op.HAS else ())

    def value(self, op: Op) -> Value | None:
        start = self.index
        if start < len(self.text) and self.text[start] in "\"'":
            return Value(self.quotation(), position=start)
        self.index = bare_end(self.text, start, "," if op in (Op.HAS, Op.IS) else "")
        word = self.text[start : self.index]
        return Value(word, op in (Op.HAS, Op.IS) and is_value_glob(word), start) if word else None

    def _group_of_values(self) -> tuple[Value, ...]:
        values: list[Value] = []
        self.index += 1
        while self.skip_spaces() and self.text[self.index] != ")":
            if self.text[self.index] in "|," or self.connective():
                self.index += self.text[self.index : self.index + 1] in ("|", ",")
            elif (value := self.value(Op.HAS)) is not None:
                values.append(value)
        self.index = min(self.index + 1, len(self.text))
        return tuple(values) or (Value("", position=self.index),)

    def _pattern(self, start: int) -> Pattern | None:
        regex = self._regex()
        return Pattern(regex, start) if regex else None

    def _regex_value(self, name: str, start: int) -> tuple[Value, ...]:
        position = self.index
        regex = self._regex()
        return (Value(regex, position=position),) if regex else ()

    def _regex(self) -> str:
        start = self.index
        if start < len(self.text) and self.text[start] in "\"'":
            return self._sound(self.quotation(), start, quoted=True)
        self.index = regex_end(self.text, start)
        return self._sound(self.text[start : self.index], start)

    def _sound(self, regex: str, start: int, *, quoted: bool = False) -> str:
        """``regex``, which begins at ``start``, with its groups closed. Raises FilterError at the one that is not."""
        stray = stray_parenthesis(regex)
        if stray is not None:
            sign = regex[stray]
            why = "the ( is closed by no )" if sign == "(" else "the ) closes nothing"
            hint = f"write \\{sign} where the sign itself is meant"
            raise self.error(f"not a regular expression: {why}", hint, start if quoted else start + stray)
        return regex

    def _slashed(self) -> str | None:
        """The regular expression between slashes here; with signs of one, also an unfinished one. A path is none."""
        if match := CLOSED_REGEX.match(self.text, self.index):
            self.index = match.end()
            return self._sound(match[1].replace("\\/", "/"), match.start(1), quoted="\\/" in match[1])
        end = regex_end(self.text, self.index + 1)
        regex = self.text[self.index + 1 : end]
        if not regex or not _REGEX_SIGNS.search(regex):
            return None
        start, self.index = self.index + 1, end
        return self._sound(regex, start)

    def quotation(self) -> str:
        """The text in the quotes that open here; without closing ones, all that is left."""
        quote, parts, index = self.text[self.index], [], self.index + 1
        while index < len(self.text) and self.text[index] != quote:
            if self.text[index] == "\\" and self.text[index + 1 : index + 2] in ("\\", quote):
                index += 1
            parts.append(self.text[index])
            index += 1
        self.index = min(index + 1, len(self.text))
        return "".join(parts)

    def at(self, sign: str, *, spaces: bool = True) -> bool:
        if spaces:
            self.skip_spaces()
        return self.text.startswith(sign, self.index)

    def skip_spaces(self) -> bool:
        """Step over white space; whether anything is left."""
        while self.index < len(self.text) and self.text[self.index].isspace():
            self.index += 1
        return self.index < len(self.text)
