"""What a word in front of a comparison, in ``sort:`` or in ``cols:`` refers to."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.errors import FilterError
from dharma_tui.core.kinds import COMMON_COLUMNS, Collection, Column, ColumnType, KindSpec
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.tags import ENVIRONMENT, OWNER, Vocabulary, plain_value
from dharma_tui.core.view import Computed
from dharma_tui.services.store.side_columns import AttrColumn, SideKey

COMMON: dict[str, Column] = {column.name: column for column in COMMON_COLUMNS}
ALIASES = {"label": "labels", "seen": "first_seen", "id": "key"}
AGE = Column("age", "AGE", "", ColumnType.DURATION, 8, doc="How long ago a scan first found it.")
OWNED = Column("owner", "OWNER", width=16, wide=True, doc="Who answers for it, by its tags.")
WITHIN = Column("infrastructure", "INFRASTRUCTURE", width=20, wide=True, doc="The infrastructures it belongs to.")
PART_OF = Column("part_of", "PART OF", width=16, doc="The cluster, function or the like that it is part of.")
_WITHIN = (WITHIN.name, "infra")
COUNT = Column("count", "COUNT", "", ColumnType.NUMBER, 9, doc="How many resources are in the group.")
PLACES = ("account", "region")
"""The columns that say where something is."""
_FIRST = ("name", "state")
_CONCEPT_PREFIX = "tag."
_LABEL_PREFIXES = ("label.", "labels.", _CONCEPT_PREFIX)
"""A key that tells no concept is just a label, whatever stands before it."""
_PATH_PREFIX = "attrs."


@dataclass(frozen=True, slots=True)
class Source:
    """Where the values of a field lie for some kinds: column ``number`` of a side table."""

    side: SideKey
    number: int
    type: ColumnType | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a column of the index (``common``), a label, a computed column, or attributes from ``sources``.

    Of several ``labels``, which tell one ``concept`` of tags, the first that is there counts. ``within`` is what infrastructures
    the resource belongs to. Where it is the ``last`` part, values are the names at the ends of ARNs that the
    sources tell.
    """

    column: Column
    common: str = ""
    label: str = ""
    labels: tuple[str, ...] = ()
    concept: str = ""
    within: bool = False
    computed: Computed | None = None
    sources: tuple[Source, ...] = ()
    last: bool = False

    @property
    def name(self) -> str:
        """The word for it."""
        return self.column.name

    @property
    def plain(self) -> bool:
        """Whether its values are nothing but text of the index or the lake's relationships."""
        return bool(self.common or self.label or self.labels or self.within)


class Fields:
    """The fields of the kinds of one view. ``kinds`` are those that exist and are shown; ``specs`` all that are declared."""

    def __init__(
        self,
        kinds: Sequence[str],
        specs: Mapping[str, KindSpec],
        computed: Sequence[Computed] = (),
        *,
        every: bool = False,
        collection: Collection | None = None,
        vocabulary: Vocabulary | None = None,
        tag_keys: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.kinds = tuple(kinds)
        self.every = every
        self._collection = collection
        self._vocabulary = vocabulary or Vocabulary()
        self._tag_keys = tag_keys
        self.specs = specs
        self._specs = {kind: specs[kind] for kind in kinds if kind in specs}
        self.computed = {column.name: column for column in computed}
        self._found: dict[str, Field] = {}

    def get(self, name: str, text: str = "", position: int = 0) -> Field:
        """The field called ``name``. Raises FilterError, at ``position`` of ``text``, suggesting what may be meant."""
        if name not in self._found:
            field = self._find(name)
            if field is None:
                raise FilterError(f"there is no field {name!r}", self._hint(name), text=text, position=position)
            self._found[name] = field
        return self._found[name]

    def knows(self, name: str) -> bool:
        """Whether ``get`` would find it."""
        return self._find(name) is not None

    def meant(self, field: Field, value: str) -> list[str]:
        """Every plain spelling of what ``value`` says of the field's concept: ``prod`` is any word for production."""
        named = self._vocabulary.environment(value) if field.concept == ENVIRONMENT else ""
        words = (named, *self._vocabulary.environments[named]) if named else (value,)
        return list(dict.fromkeys(plain_value(word) or word.lower() for word in words))

    def names(self) -> list[str]:
        """Every field by name, those of the shown kinds first."""
        own = [column.name for spec in self._specs.values() for column in spec.columns]
        return list(dict.fromkeys((*self.computed, *own, *COMMON, "age", "label", OWNED.name, WITHIN.name)))

    def among(self, computed: Sequence[Computed]) -> Fields:
        """The same with these computed columns only."""
        words, keys = self._vocabulary, self._tag_keys
        return Fields(self.kinds, self.specs, computed, every=self.every, vocabulary=words, tag_keys=keys)

    def column_defaults(self, several: Container[str] = ()) -> tuple[Column, ...]:
        """The columns shown when a view names none: the kind's own, or for several kinds those all have.

        Of which places there are ``several`` stands beside the name: equal names are told apart by them.
        """
        if self._collection is not None:
            return tuple(
                self.get(name).column for name in self._collection.columns if name != PART_OF.name or self.knows(name)
            )
        if len(self.kinds) != 1 or self.every:
            return COMMON_COLUMNS
        spec = self._specs.get(self.kinds[0])
        if spec is None or not spec.columns:
            return tuple(column for column in COMMON_COLUMNS if column.name != "kind")
        named = {column.name for column in spec.columns}
        places = [COMMON[name] for name in PLACES if name in several and name not in named]
        shown = [*(COMMON[name] for name in _FIRST if name not in named), *spec.columns]
        beside = next((at for at, column in enumerate(shown) if column.name not in _FIRST), len(shown))
        shown[beside:beside] = places
        named.update(("kind", *(column.name for column in shown)))
        trailing = [column for name, column in COMMON.items() if name not in named]
        if spec.tagged and OWNED.name not in named:
            trailing.insert(0, OWNED)
        return (*shown, *(replace(column, wide=True) for column in trailing))

    def sort_defaults(self) -> tuple[str, ...]:
        """The columns a view is sorted by when it names none; empty: as any."""
        if self._collection is not None:
            return self._collection.sort
        spec = self._specs.get(self.kinds[0]) if len(self.kinds) == 1 and not self.every else None
        return spec.sort if spec else ()

    def _find(self, name: str) -> Field | None:
        word = ALIASES.get(name.lower(), name)
        if word in self.computed:
            return Field(Column(word, word.upper(), "", ColumnType.TEXT, 12), computed=self.computed[word])
        if (declared := self._declared(word)) is not None:
            return declared
        lowered = word.lower()
        if lowered in COMMON:
            return Field(COMMON[lowered], common=lowered)
        if lowered == "age":
            return Field(AGE, common="age")
        if lowered == OWNED.name:
            return Field(OWNED, labels=self._telling(OWNER), concept=OWNER)
        if (concept := lowered.removeprefix(_CONCEPT_PREFIX)) in self._vocabulary.keys and concept != lowered:
            column = Column(lowered, concept.upper(), width=16, doc=f"What its tags say of its {concept}.")
            return Field(column, labels=self._telling(concept), concept=concept)
        if lowered == PART_OF.name:
            return self._part_of()
        if lowered in _WITHIN:
            return Field(replace(WITHIN, name=lowered), within=True)
        for prefix in _LABEL_PREFIXES:
            if lowered.startswith(prefix) and len(word) > len(prefix):
                label = word[len(prefix) :]
                return Field(Column(word, label.upper()[:40], "", ColumnType.TEXT, 16), label=label)
        if lowered.startswith(_PATH_PREFIX) and word[len(_PATH_PREFIX) :].strip("."):
            return self._by_path(word, word[len(_PATH_PREFIX) :])
        return None

    def _telling(self, concept: str) -> tuple[str, ...]:
        """The keys that tell ``concept``, of all that there are and however they are spelled."""
        return self._vocabulary.telling(concept, self._tag_keys())

    def _declared(self, name: str) -> Field | None:
        """A column that kinds of the view declare, under its exact name or in another case."""
        of_several = self.every or len(self.kinds) != 1
        if name.lower() == OWNED.name and of_several:
            return None  # which is for all of them what their tags say
        for wanted in dict.fromkeys((name, name.lower())):
            found = [(spec, column) for spec, column in _columns(self._specs.values()) if column.name == wanted]
            if not found and self.every:  # a column of a kind of which there is none just now
                found = [(spec, column) for spec, column in _columns(self.specs.values()) if column.name == wanted]
            if not found:
                continue
            sources = tuple(_source(spec, column) for spec, column in found if column.path)
            if wanted in COMMON and of_several:
                return Field(COMMON[wanted], common=wanted)
            common = wanted if wanted in COMMON and not sources else ""
            if sources or common:
                return Field(found[0][1], common=common, sources=sources)
        return None

    def _part_of(self) -> Field | None:
        specs = self.specs if self.every else self._specs
        found = (
            (spec, column) for spec, column in _columns(specs.values()) if spec.copies and column.name == spec.copies.of
        )
        sources = tuple(_source(spec, column) for spec, column in found)
        return Field(PART_OF, sources=sources, last=True) if sources else None

    def _by_path(self, name: str, path: str) -> Field:
        for spec, column in _columns(self._specs.values()):
            if column.path == path and len(self._specs) == 1:
                return Field(
                    Column(name, column.title, path, column.type, column.width), sources=(_source(spec, column),)
                )
        side = SideKey(() if self.every else self.kinds, (AttrColumn(path, None),))
        title = path.rpartition(".")[2].upper()
        return Field(Column(name, title, path, ColumnType.TEXT, 16), sources=(Source(side, 1, None),))

    def _hint(self, name: str) -> str:
        if hint := did_you_mean(name, self.names()):
            return hint
        elsewhere = [kind for kind, spec in self.specs.items() if any(column.name == name for column in spec.columns)]
        if elsewhere:
            return f"{name} is a column of {', '.join(elsewhere[:3])}; open that kind, or put the text in quotes"
        return f"for a label write label:{name}=…, for an attribute attrs.{name}; put text to search for in quotes"


def kind_side(spec: KindSpec) -> SideKey:
    """The side table with every declared attribute of a kind."""
    paths = {column.path: AttrColumn(column.path, column.type) for column in spec.columns if column.path}
    return SideKey((spec.kind,), tuple(paths.values()))


def _source(spec: KindSpec, column: Column) -> Source:
    side = kind_side(spec)
    number = next(number for number, attr in enumerate(side.columns, 1) if attr.path == column.path)
    return Source(side, number, side.columns[number - 1].type)


def _columns(specs: Iterable[KindSpec]) -> Iterator[tuple[KindSpec, Column]]:
    for spec in specs:
        for column in spec.columns:
            yield spec, column
