"""The one grammar of the command bar, saved views, ``--open`` and crumbs: a whole view as a line of text.

::

    ec2 state:running mem>1G /web @-2h sort:-mem,name by:vpc,state cols:name,mem calc:gb=mem/1073741824 width:name=40

First the kinds (their names, aliases or dotted beginnings; ``all`` for every kind), then filter terms, and anywhere among
them the moment, order, grouping, columns, computed columns and widths. ``/web`` is the word ``web`` even where a kind has
that name.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import Node, Word, format_filter, quoted
from dharma_tui.core.filter_parser import CLOSED_REGEX, LENGTH_LIMIT, FilterParser, parse_filter
from dharma_tui.core.kinds import COLLECTIONS, KindSpec
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.text import storable
from dharma_tui.core.units import moment
from dharma_tui.core.view import Computed, SortKey, View

DIRECTIVES = ("sort", "by", "cols", "calc", "width")
"""Words before a colon that say how to show, not what."""
EVERY_KIND = ("all", "*")
COLUMN_NAME = re.compile(r"[A-Za-z_][\w.\-]*")
COMPUTED_NAME = re.compile(r"[A-Za-z_]\w*")
_DIRECTIVE = re.compile(rf"({'|'.join(DIRECTIVES)}):")
_HIDDEN_DIRECTIVE = re.compile(rf"(?:^|[\s|])(?:{'|'.join(DIRECTIVES)}):")
_KIND_WORD = re.compile(r"\s*([\w.\-,]+|\*)(?=\s|$)")
_SEARCH_WORD = re.compile(r"/([\w.\-]+)(?=[\s|]|$)")
_LEADING_WORD = re.compile(r"[\w.\-,*]+(?=\s|$)")
SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def parse_view(text: str, kinds: Mapping[str, KindSpec], stored: Collection[str] = ()) -> View:
    """The view that ``text`` describes; of kinds that are ``stored`` alone the whole name, or its beginning, is known.

    Raises FilterError with the position of what cannot be read.
    """
    text = storable(text)
    if len(text) > LENGTH_LIMIT:
        raise FilterError("the view is too long", f"keep it under {LENGTH_LIMIT} characters", text=text)
    parser = _ViewParser(text)
    chosen = _leading_kinds(parser, kinds, stored)
    node = parser.either(0)
    if parser.index < len(text):
        raise parser.error("this ) closes nothing", "remove it, or put the text in quotes", parser.index)
    return View(
        kinds=chosen,
        filter=format_filter(node) if node is not None else "",
        at=parser.at_moment,
        sort=tuple(parser.sort),
        group_by=tuple(parser.group_by),
        columns=tuple(parser.columns),
        computed=tuple(parser.computed),
        widths=parser.widths,
    )


def format_view(view: View) -> str:
    """``view`` as a line that ``parse_view`` reads back."""
    parts = [*view.kinds] or ([] if view.filter.strip() else ["all"])
    if view.filter.strip():
        parts.append(_protected(view.filter))
    if view.at:
        parts.append(f"@{view.at}")
    if view.group_by:
        parts.append(f"by:{','.join(view.group_by)}")
    for column in view.computed:
        definition = f"{column.name}={column.sql}"
        open_ended = sql_end(definition, 0) != len(definition) or not column.sql
        parts.append(f"calc:{quoted(definition) if open_ended else definition}")
    if view.columns:
        parts.append(f"cols:{','.join(view.columns)}")
    if view.widths:
        parts.append(f"width:{','.join(f'{name}={width}' for name, width in view.widths.items())}")
    if view.sort:
        parts.append(f"sort:{','.join(('-' if key.descending else '') + key.column for key in view.sort)}")
    return " ".join(parts)


def to_command_line(view: View) -> str:
    """A line for the shell that opens ``view``."""
    return f"dharma-tui --open {shlex.quote(format_view(view))}"


def kinds_named(word: str, kinds: Mapping[str, KindSpec], stored: Collection[str] = ()) -> tuple[str, ...]:
    """What ``word`` means as a kind: itself, a dotted beginning, a collection, or kinds with this alias, last part or plural."""
    name = word.lower()
    if name in kinds or name in COLLECTIONS:
        return (name,)
    if any(kind.startswith(f"{name}.") for kind in kinds):
        return (name,)
    if any(kind == word or kind.startswith(f"{word}.") for kind in stored):
        return (word,)
    aliased = [kind for kind, spec in kinds.items() if name in spec.aliases]
    return tuple(aliased or [kind for kind, spec in kinds.items() if name in _names(spec)])


def kind_words(kinds: Mapping[str, KindSpec]) -> list[str]:
    """Every word that names kinds, for completion and suggestions."""
    words = dict.fromkeys((*kinds, *COLLECTIONS))
    for spec in kinds.values():
        words.update(dict.fromkeys((*spec.aliases, spec.kind.rpartition(".")[2], spec.provider)))
    return list(words)


def sql_end(text: str, start: int) -> int:
    """Where an unquoted SQL expression ends: at a space outside its parentheses and strings."""
    depth, quote = 0, ""
    for index in range(start, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character.isspace() and depth <= 0:
            return index
    return len(text)


class _ViewParser(FilterParser):
    """Reads directives and moments among the filter terms, outside groups."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.at_moment = ""
        self.sort: list[SortKey] = []
        self.group_by: list[str] = []
        self.columns: list[str] = []
        self.computed: list[Computed] = []
        self.widths: dict[str, int] = {}

    def unary(self, depth: int) -> Node | None:
        if depth:
            return super().unary(depth)
        start = self.index
        if (match := _SEARCH_WORD.match(self.text, start)) and not CLOSED_REGEX.match(self.text, start):
            self.index = match.end()
            return Word(match[1], position=start + 1)
        if match := _DIRECTIVE.match(self.text, start):
            self.index = match.end()
            getattr(self, f"_{match[1]}")()
            return None
        if self.text[start] == "@":
            self._moment()
            return None
        return super().unary(depth)

    def _word(self) -> str:
        start = self.index
        while self.index < len(self.text) and not self.text[self.index].isspace():
            self.index += 1
        return self.text[start : self.index]

    def _moment(self) -> None:
        start = self.index
        written = self._word()[1:]
        try:
            moment(written, SOME_TIME)
        except FilterError as error:
            raise self.error(error.message, error.hint, start) from None
        self.at_moment = "" if written == "now" else written

    def _names(self) -> list[tuple[str, int]]:
        start, names = self.index, []
        for item in self._word().split(","):
            if item:
                names.append((item, start))
            start += len(item) + 1
        return names

    def _column(self, name: str, position: int) -> str:
        if not COLUMN_NAME.fullmatch(name):
            raise self.error(f"{name!r} is not a column name", "separate column names by commas", position)
        return name

    def _sort(self) -> None:
        for name, position in self._names():
            descending = name.startswith("-")
            if column := name.lstrip("-+"):
                self.sort.append(SortKey(self._column(column, position), descending))

    def _by(self) -> None:
        self.group_by += [self._column(*name) for name in self._names()]

    def _cols(self) -> None:
        self.columns += [self._column(*name) for name in self._names()]

    def _width(self) -> None:
        for item, position in self._names():
            name, _, cells = item.partition("=")
            if not cells.isdecimal() or not cells.isascii() or not 1 <= int(cells[:6]) <= 1000:
                raise self.error(f"{item!r} is not a width", "write width:name=40, from 1 to 1000 cells", position)
            self.widths[self._column(name, position)] = int(cells)

    def _calc(self) -> None:
        start = self.index
        if self.text[start : start + 1] == '"':
            definition = self.quotation()
        else:
            self.index = sql_end(self.text, start)
            definition = self.text[start : self.index]
        name, _, sql = definition.partition("=")
        if not COMPUTED_NAME.fullmatch(name) or not sql.strip():
            raise self.error("a computed column lacks its name or formula", "write calc:gb=mem/1073741824", start)
        self.computed.append(Computed(name, sql))


def _names(spec: KindSpec) -> tuple[str, ...]:
    return (spec.kind.rpartition(".")[2], spec.plural.lower(), spec.title.lower())


def _leading_kinds(parser: FilterParser, kinds: Mapping[str, KindSpec], stored: Collection[str]) -> tuple[str, ...]:
    chosen: dict[str, None] = {}
    first = True
    while match := _KIND_WORD.match(parser.text, parser.index):
        for word in filter(None, match[1].split(",")):
            named = kinds_named(word, kinds, stored)
            if word in EVERY_KIND and not named:
                continue
            if not named and not first:
                return tuple(chosen)
            if not named:
                raise _unknown_kind(parser, word, match.start(1), [*kind_words(kinds), *stored])
            chosen.update(dict.fromkeys(named))
        parser.index = match.end()
        first = False
    return tuple(chosen)


def _unknown_kind(parser: FilterParser, word: str, position: int, known: Sequence[str]) -> FilterError:
    hint = did_you_mean(word, known)
    search = f"write /{word} to search for it"
    return parser.error(f"no kind is called {word!r}", f"{hint} or {search}" if hint else search, position)


def _protected(text: str) -> str:
    """Filter text that cannot be taken for a kind or a directive."""
    try:
        canonical = format_filter(parse_filter(text))
    except FilterError:
        return text.strip()
    if _HIDDEN_DIRECTIVE.search(canonical):
        return f"({canonical})"
    if _SEARCH_WORD.match(f"/{canonical}"):
        return f"/{canonical}"
    return f"({canonical})" if _LEADING_WORD.match(canonical) else canonical
