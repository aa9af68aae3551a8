"""Compiles filter trees to SQL conditions. Everything a person typed goes in as a parameter, never as SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import All, Either, Node, Not, Op, Pattern, Term, Value, Word
from dharma_tui.core.format import SAME_CLOCK
from dharma_tui.core.kinds import NUMERIC_TYPES, ColumnType
from dharma_tui.core.matrix import GLOBAL, MACHINES
from dharma_tui.core.tags import SEPARATORS
from dharma_tui.services.query import literals
from dharma_tui.services.query.fields import Field, Source
from dharma_tui.services.query.relation import Relation, source_number, source_text
from dharma_tui.services.store.side_columns import LINES, LISTED

_SIGNS = {Op.MORE: ">", Op.LESS: "<", Op.AT_LEAST: ">=", Op.AT_MOST: "<=", Op.IS: "=", Op.HAS: "="}
_ALTERNATIVES = re.compile(r"[|(\[\\]")
"""What makes it hard to say which text a regular expression must hold."""
_NO_TEXT = re.compile(r".[*?]\??|.\{[^}]*\}\??|[.^$+{}]")
_LINE, _CHARACTER = r"[^\n]*", r"[^\n]"
"""Any text of a line, and any one character of it."""
_MIRRORED = {Op.MORE: Op.LESS, Op.LESS: Op.MORE, Op.AT_LEAST: Op.AT_MOST, Op.AT_MOST: Op.AT_LEAST}


class Conditions:
    """Compiles over one relation. ``params`` fill the ``?`` in order; ``regexes`` are to be tried before use."""

    def __init__(self, relation: Relation, text: str) -> None:
        self._relation = relation
        self._text = text
        self.params: list[object] = []
        self.regexes: list[tuple[str, int]] = []

    def compile(self, node: Node) -> str:
        """The condition of ``node``; never null. Raises FilterError for unknown fields and unreadable values."""
        match node:
            case All(nodes):
                return f"({' AND '.join(map(self.compile, nodes))})" if nodes else "true"
            case Either(nodes):
                return f"({' OR '.join(map(self.compile, nodes))})"
            case Not(child):
                return f"(NOT {self.compile(child)})"
            case Word(text, glob):
                return self._word(text, glob)
            case Pattern(regex, position):
                return self._pattern(regex, position)
            case Term():
                return self._term(node)

    def _param(self, value: object) -> str:
        self.params.append(value)
        return "?"

    def _word(self, text: str, glob: bool) -> str:
        if glob:
            return self._everywhere("(?i)" + _glob_regex(text, r"[^\n]*", r"\?"))
        lowered = text.lower()
        return f"contains(c.search, {self._param(lowered)})"

    def _pattern(self, regex: str, position: int) -> str:
        """Looked for only where the text it must hold is: finding plain text is three times quicker."""
        if not (held := required_text(regex)):
            return self._everywhere(self._regex(regex, position))
        return f"(contains(c.search, {self._param(held)}) AND {self._everywhere(self._regex(regex, position))})"

    def _everywhere(self, regex: str) -> str:
        return f"regexp_matches(c.search, {self._param(regex)})"

    def _regex(self, regex: str, position: int) -> str:
        self.regexes.append((regex, position))
        return f"(?im){regex}"

    def _term(self, term: Term) -> str:
        value = term.values[0].text
        if not self._relation.fields.knows(term.name) and term.op is Op.HAS and (":" in value or value.startswith("/")):
            return self._word(term.source or f"{term.name}:{value}", False)
        field = self._relation.fields.get(term.name, self._text, term.position)
        if field.labels and term.op is Op.IS and all(one.text and not one.glob for one in term.values):
            return self._one_of(field, [one.text for one in term.values])
        return self._any(self._value(field, term, value) for value in term.values)

    def _one_of(self, field: Field, wanted: Sequence[str]) -> str:
        """Whether what several tags may tell means one of these texts; only rows that hold a part of one are read for it."""
        meant = dict.fromkeys(word for one in wanted for word in self._relation.fields.meant(field, one))
        held = self._any(f"contains(c.search, {self._param(max(word.split('-'), key=len))})" for word in meant)
        plain = f"regexp_replace(lower(trim({self._relation.text(field)})), '{SEPARATORS}', '-', 'g')"
        spelled = ", ".join(map(self._param, meant))
        return f"({held} AND coalesce(coalesce(nullif(trim({plain}, '-'), ''), {plain}) IN ({spelled}), false))"

    @staticmethod
    def _any(conditions: Iterable[str]) -> str:
        parts = list(conditions)
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _value(self, field: Field, term: Term, value: Value) -> str:
        if term.op is Op.HAS and not value.text:
            return "true"
        if field.common == "labels":
            return self._labels(term.op, value)
        if term.op is Op.IS and not value.text and not value.glob:
            return f"(coalesce({self._relation.text(field)}, '') = '')"
        if field.labels and term.op is Op.IS and not value.glob:
            return self._one_of(field, [value.text])
        if field.sources and not field.last:
            return self._sources(field, term.op, value)
        if field.within and term.op in (Op.HAS, Op.IS) and not value.glob:
            return self._within(term.op, value.text)
        type_ = None if field.computed is not None else field.column.type
        holds = ""
        if (field.label or field.labels) and term.op in (Op.HAS, Op.IS) and not value.glob:
            holds = f"contains(c.search, {self._param(value.text.lower())}) AND "
        compared = self._compare(
            type_, lambda: self._relation.text(field), lambda: self._relation.number(field), term.op, value
        )
        if field.common == "region" and term.op in (Op.HAS, Op.IS) and value.text.lower() == GLOBAL:
            compared = f"{compared} OR (c.region = '' AND c.provider NOT IN ('', '{MACHINES}'))"
        return f"({holds}{compared})"

    def _within(self, op: Op, wanted: str) -> str:
        """Whether the row belongs to an infrastructure of this name, or part of a name, or of this very key."""
        named = "lower(name) = ?" if op is Op.IS else "contains(lower(name), ?)"
        self.params += [wanted.lower(), wanted]
        return f"(c.kind, c.key) IN (SELECT (kind, key) FROM {self._relation.memberships()} WHERE {named} OR id = ?)"

    def _sources(self, field: Field, op: Op, value: Value) -> str:
        """Each kind reads the value in its own column's type; it is an error only when none can."""
        parts: list[str] = []
        failure: FilterError | None = None
        for source in field.sources:
            kept = len(self.params)
            try:
                parts.append(self._source(source, op, value))
            except FilterError as error:
                failure = error
                del self.params[kept:]
        if failure is not None and not parts:
            raise failure
        return self._any(parts)

    def _source(self, source: Source, op: Op, value: Value) -> str:
        def holds(alias: str) -> str:
            text = source_text(source, alias)
            alone = self._compare(source.type, lambda: text, lambda: source_number(source, alias), op, value)
            if source.type not in LISTED or not (op is Op.IS or value.glob) or op is Op.MATCHES:
                return alone  # found in the lines of a list as in a single text
            return f"({alone} OR coalesce(ends_with({text}, {LINES}) AND {self._line(text, value)}, false))"

        return self._relation.among(source.side, holds)

    def _line(self, text: str, value: Value) -> str:
        """Whether a line of ``text`` is the value."""
        if value.glob:
            return f"regexp_matches({text}, {self._param(f'(?im)^{_glob_regex(value.text, _LINE, _CHARACTER)}$')})"
        line = f"\n{value.text.lower()}\n"
        return f"contains({LINES} || lower({text}), {self._param(line)})"

    def _compare(
        self, type_: ColumnType | None, text: Callable[[], str], number: Callable[[], str], op: Op, value: Value
    ) -> str:
        try:
            if type_ is ColumnType.TIME and op is not Op.MATCHES:
                condition = self._time(number(), op, value)
            elif op is Op.MATCHES or value.glob:
                condition = self._like(text(), op, value)
            elif type_ in NUMERIC_TYPES:
                condition = f"{number()} {_SIGNS[op]} {self._param(literals.number(value.text, type_))}"
            elif op is Op.HAS:
                condition = self._has(type_, text(), value.text)
            elif op is Op.IS:
                condition = self._is(type_, text, number, value.text)
            else:
                condition = self._order(text, number, op, value.text)
        except FilterError as error:
            raise FilterError(error.message, error.hint, text=self._text, position=value.position) from None
        return f"coalesce({condition}, false)"

    def _like(self, text: str, op: Op, value: Value) -> str:
        if op is Op.MATCHES:
            return f"regexp_matches({text}, {self._param(self._regex(value.text, value.position))})"
        return f"(lower({text}) LIKE {self._param(_glob_like(value.text.lower()))} ESCAPE '\\')"

    def _has(self, type_: ColumnType | None, text: str, value: str) -> str:
        if type_ is ColumnType.FLAG and value.lower() in literals.FLAGS:
            return f"{text} = {self._param(literals.FLAGS[value.lower()])}"
        return f"contains(lower({text}), {self._param(value.lower())})"

    def _is(self, type_: ColumnType | None, text: Callable[[], str], number: Callable[[], str], value: str) -> str:
        if type_ is ColumnType.FLAG and value.lower() in literals.FLAGS:
            return f"{text()} = {self._param(literals.FLAGS[value.lower()])}"
        same = f"lower({text()}) = {self._param(value.lower())}"
        if type_ is None and (wanted := literals.guess(value)) is not None:
            return f"({same} OR coalesce({number()} = {self._param(wanted)}, false))"
        return same

    def _order(self, text: Callable[[], str], number: Callable[[], str], op: Op, value: str) -> str:
        wanted = literals.guess(value)
        if wanted is not None:
            return f"{number()} {_SIGNS[op]} {self._param(wanted)}"
        return f"lower({text()}) {_SIGNS[op]} {self._param(value.lower())}"

    def _time(self, number: str, op: Op, value: Value) -> str:
        now = self._relation.now
        if literals.is_age(value.text):
            limit = now - literals.number(value.text, ColumnType.DURATION)
            sign = ">=" if op in (Op.HAS, Op.IS) else _SIGNS[_MIRRORED[op]]
            past = f"{number} {sign} {self._param(limit)}"
            return past if sign.startswith("<") else f"({past} AND {number} < {self._param(now + SAME_CLOCK)})"
        if value.text.startswith("+") and literals.is_age(value.text[1:]):
            limit = now + literals.number(value.text[1:], ColumnType.DURATION)
            sign = "<=" if op in (Op.HAS, Op.IS) else _SIGNS[op]
            return f"{number} {sign} {self._param(limit)}"
        span = literals.span_of_time(value.text, datetime.fromtimestamp(now, UTC))
        if span.low == span.high:
            if op in (Op.HAS, Op.IS):
                return f"abs({number} - {self._param(span.low)}) < 1"
            return f"{number} {_SIGNS[op]} {self._param(span.low)}"
        match op:
            case Op.MORE:
                return f"{number} >= {self._param(span.high)}"
            case Op.AT_LEAST:
                return f"{number} >= {self._param(span.low)}"
            case Op.LESS:
                return f"{number} < {self._param(span.low)}"
            case Op.AT_MOST:
                return f"{number} < {self._param(span.high)}"
        return f"({number} >= {self._param(span.low)} AND {number} < {self._param(span.high)})"

    def _labels(self, op: Op, value: Value) -> str:
        if op is Op.MATCHES:
            return f"regexp_matches(c.labels, {self._param(self._regex(value.text, value.position))})"
        if op not in (Op.HAS, Op.IS):
            hint = "write label:env=prod, label:env, or label.env>5 to compare its value"
            raise FilterError("labels have no order", hint, text=self._text, position=value.position)
        key, equals, wanted = value.text.lower().partition("=")
        if value.glob:
            name = _glob_regex(key, r"[^\n=]*", r"[^\n=]")
            content = _glob_regex(wanted, r"[^\n]*", r"[^\n]") + r"\n" if equals else ""
            regex = f"\n{name}={content}"
            return self._among_labels("regexp_matches", regex)
        if not equals and not key:
            return "(c.labels = '')"
        line = f"\n{key}={wanted}\n" if wanted else f"\n{key}="
        return self._among_labels("contains", line)

    def _among_labels(self, function: str, wanted: str) -> str:
        """Looked for in everything searched, which is quick, and then in the labels alone."""
        found = f"{function}(c.search, {self._param(wanted)})"
        return f"({found} AND {function}(chr(10) || lower(c.labels) || chr(10), {self._param(wanted)}))"


def required_text(regex: str) -> str:
    """The longest plain text that everything ``regex`` matches must hold, in lower case; empty when that is not plain to see."""
    if _ALTERNATIVES.search(regex):
        return ""
    return max(_NO_TEXT.split(regex), key=len).lower()


def _glob_regex(text: str, anything: str, one: str) -> str:
    return "".join({"*": anything, "?": one}.get(character) or re.escape(character) for character in text)


def _glob_like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%").replace("?", "_")
