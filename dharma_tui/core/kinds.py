"""Kinds of resources, declared as data beside the code that lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dharma_tui.core.types import Json, State, Verb


class ColumnType(StrEnum):
    """What a column holds, which decides how it is sorted, compared, aligned and written."""

    TEXT = "text"
    NUMBER = "number"
    ID = "id"
    """A number that names something (a port, a process id): sorted as a number, written without separators."""
    BYTES = "bytes"
    PERCENT = "percent"
    DURATION = "duration"
    """Seconds."""
    TIME = "time"
    """ISO 8601 in attrs; shown as an age or as local time."""
    STATE = "state"
    FLAG = "flag"


EACH = "[]"
"""After a step of a column's path: every item of the list there."""

NUMERIC_TYPES = frozenset({ColumnType.NUMBER, ColumnType.ID, ColumnType.BYTES, ColumnType.PERCENT, ColumnType.DURATION})
"""Types whose values are compared as numbers and aligned right."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind's table.

    ``name`` is the word used in filters, sorting and settings; ``path`` leads into ``attrs`` (``memory.rss``), and is empty
    for the columns every resource has; ``disks[].size`` leads to all items of a list, whose texts are shown together and whose
    numbers are added up, or where they are none counted. ``wide`` columns are shown only where there is room.
    """

    name: str
    title: str
    path: str = ""
    type: ColumnType = ColumnType.TEXT
    width: int = 12
    wide: bool = False
    doc: str = ""

    @property
    def numeric(self) -> bool:
        """Whether values are compared as numbers and aligned right."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True)
class Lesser:
    """What a link is to those that ``which`` finds in the attributes: parts among others, not what everything stands on."""

    which: Callable[[Mapping[str, Json]], Sequence[str]]
    verb: Verb
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An edge read from a property: the value (or each value of a list) at ``path`` is the key of a ``kind``.

    With ``reverse`` the other resource is the source of the edge. Properties of other kinds whose paths end alike mean the same
    where it is usual. Of several there some may be ``lesser``.
    """

    path: str
    kind: str
    verb: Verb
    reverse: bool = False
    is_usual: bool = True
    lesser: Lesser | None = None


@dataclass(frozen=True, slots=True)
class Bearing:
    """What one end of a relationship loses if the other fails, where that is not what its verb says.

    It is about relationships of ``verb`` from this kind to a ``kind``, one below it, or any where it is empty; with ``reverse``
    about those from there to this kind. This one ``takes`` a part of the other along, or ``loses`` a part of what it does with
    the other: 1 where nothing is left. With neither each does without the other. Of those that are ``shared`` the one that loses
    has each stand in for the others, and loses their mean. What is carried ``whole`` is lost only where the other is lost wholly;
    of those that are shared each that is not lost wholly counts as if nothing of it were. Where it is ``mutual``, the one that
    would lose, if it is lost wholly, takes the other along as well. ``by_copies`` a share is as many as the other keeps copies
    running, in place of what these stand on; where none are known it stands beside all others. What ``cuts_off`` takes only what
    comes from outside: that is lost on by those alone who come from ``outside``, and whoever asks within goes on. ``unless`` is a
    kind that tells better what the one that loses stands on: where it is related to any such, it loses nothing by this.

    Raises ValueError where both ends would lose a part, or where copies would count and nothing is shared.
    """

    verb: Verb
    kind: str = ""
    reverse: bool = False
    loses: float = 0.0
    takes: float = 0.0
    shared: bool = False
    whole: bool = False
    mutual: bool = False
    by_copies: bool = False
    cuts_off: bool = False
    outside: bool = False
    unless: str = ""
    what: str = ""
    """What is lost, in words, where it is no plain part of what it does: ``the way out``."""

    def __post_init__(self) -> None:
        if self.loses and self.takes:
            raise ValueError(f"of {self.verb} both ends would lose")
        if self.by_copies and not self.shared:
            raise ValueError(f"of {self.verb} copies would count where nothing is shared")


@dataclass(frozen=True, slots=True)
class Flow:
    """Packets go along relationships of ``verb`` from this kind to a ``kind``, or to any; ``back``, from there to this kind. Where
    what both are related to is of the kinds ``over``, they go by way of that. What ``feeds`` is no way out of a network: what is
    asked or told goes so, besides along all relationships by which one asks another."""

    verb: Verb
    kind: str = ""
    back: bool = False
    over: tuple[str, ...] = ()
    feeds: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """One of a kind answers as often as the number at ``weight`` says, of those that say the same ``among`` as it. One that is
    ``standby`` (``NAME=VALUE``) answers only where another of these cannot that leads to it. All are attributes."""

    weight: str
    among: tuple[str, ...]
    standby: str = ""


@dataclass(frozen=True, slots=True)
class Copies:
    """How a kind that keeps a number of copies running says how many, of what, and how it goes.

    All are paths into attributes; a list on the way stands for each of its items. ``desired`` and ``ready`` lead to a number,
    or with ``=VALUE`` to texts of which those that are VALUE count; with ``&NAME=VALUE`` after it, of a list of the resource
    itself, those whose item says that as well; each item of such a list is ``ready`` for as many as it says by the name
    ``weight``, for one where it says none. ``version`` is the first of its paths that is there.
    ``failed`` and ``progressing`` hold where any of their paths has this VALUE; ``*`` is any at all. The column ``of`` tells what
    it is part of, by its name or an ARN that ends with that, where names alone tell it from no other.
    """

    desired: str = ""
    ready: str = ""
    version: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    progressing: tuple[str, ...] = ()
    of: str = ""
    weight: str = ""


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """A series the provider measures for each resource of a kind."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class KindSpec:
    """Everything the rest of the program knows about a kind.

    ``volatile`` lists attribute paths that change by themselves and are left out of the content hash, so that a rescan of
    an unchanged resource writes nothing. ``permissions`` names what listing it needs. ``noisy`` kinds come and go by
    themselves (processes, connections): their changes are kept, but left out of "what changed" unless asked for.

    A kind that is ``resolved`` has no keys in its properties but whatever its provider calls others: its links are followed
    after the scan, when everything is known, and so is every other property that names something. ``identities`` are the
    attribute paths of what others anywhere call a resource of this kind, besides its key, and ``names`` of what those in the
    same account and region call it, besides its name. Where its name itself is told are the attribute paths ``called``: what
    properties of others of its service hold that are called so as well is the name of one, and so is what those of any service
    hold that are ``called_everywhere`` so. ``shapes`` tell that an id or ARN is one of this kind where no such
    resource is known: ids by what is before their number (``vpc-``), ARNs by service and type (``ec2:vpc``). ``told_by`` is what
    properties have in their names, in lower case, that hold the name of one, where no two in the world have one name. A kind that
    ``stands_for`` another is meant by its name where links lead to that.

    ``hosts`` are attribute paths of the DNS names, URLs and addresses it answers at, or such a name with attribute paths in
    braces; ``leads_to`` are attribute paths of those that others answer at and it leads to. ``runs`` are those of the addresses
    of container images that it runs. ``policy`` is the attribute path of the policy that says who may use it, where it has one
    of its own. ``calls`` is that of a document of what it does: it depends on whatever that names. ``lists`` is that of a list of
    what it is made of, each by its type and an id of that: a rule tells what these are, and nobody else reads it. ``types`` are
    what such lists call a resource of this kind; its name alone tells it from no other where it is ``within`` one of that kind,
    and lists that say no more (``alone``) mean it where there are as many of that name as they have.

    What ``names_only`` is a description of others to come: it stands in no place that it names and nothing guards it, it depends on
    what it names. What stands at ``mute`` attribute paths names others that it has nothing to do with by that alone.

    ``bearings`` are what its relationships carry of a failure where their verb alone would tell it wrong. ``flows`` are those of
    its relationships that packets take on their way out of a network, or traffic besides. Where several answer in ``turns``, by
    weight, what asks them loses its share by that. At ``unlisted`` is how many that are in no inventory do the same as those that
    it routes to; if it ``shares_hosts``, so does whoever answers at each that it ``leads_to`` where nobody is known to.

    A kind with ``copies`` is a deployment: its resources get the attributes ``COPIES_COLUMNS`` show, and a state by them.
    ``tagged`` says that labels are given by people, so that one may be missing. Of a kind with ``own_only`` others have some
    that may be used here and are not listed: what is not there need not be gone.
    """

    kind: str
    title: str
    plural: str
    doc: str
    aliases: tuple[str, ...] = ()
    glyph: str = "●"
    columns: tuple[Column, ...] = ()
    links: tuple[Link, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    flows: tuple[Flow, ...] = ()
    turns: Turns | None = None
    unlisted: str = ""
    shares_hosts: bool = False
    metrics: tuple[MetricSpec, ...] = ()
    permissions: tuple[str, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    volatile: tuple[str, ...] = ()
    noisy: bool = False
    resolved: bool = False
    identities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    called_everywhere: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    told_by: str = ""
    stands_for: str = ""
    hosts: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    copies: Copies | None = None
    tagged: bool = False
    own_only: bool = False
    sort: tuple[str, ...] = ()
    """Columns that its table is sorted by unless a view says otherwise."""
    policy: str = ""
    calls: str = ""
    lists: str = ""
    mute: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    within: str = ""
    alone: bool = False
    names_only: bool = False

    @property
    def provider(self) -> str:
        """The first part of the kind's name."""
        return self.kind.partition(".")[0]

    def state(self, word: str) -> State:
        """The common state for the provider's own word."""
        return self.states.get(word, State.UNKNOWN)


COMMON_COLUMNS: tuple[Column, ...] = (
    Column("name", "NAME", width=28, doc="The name a person gave it, or the best the provider has."),
    Column("kind", "KIND", width=20, doc="What it is, dotted, starting with the provider."),
    Column(
        "state", "STATE", type=ColumnType.STATE, width=10, doc="What it is doing, in words common to all providers."
    ),
    Column("provider", "PROVIDER", width=9, wide=True, doc="Who told us of it."),
    Column("account", "ACCOUNT", width=14, doc="Account, cluster or host it belongs to."),
    Column("region", "REGION", width=14, doc="Region or site it lives in."),
    Column("labels", "LABELS", width=30, wide=True, doc="Labels or tags, as key=value."),
    Column("changed", "CHANGED", type=ColumnType.TIME, width=9, doc="When a scan last found it different."),
    Column("first_seen", "FIRST SEEN", type=ColumnType.TIME, width=10, wide=True, doc="When a scan first found it."),
    Column("key", "KEY", width=40, wide=True, doc="The provider's own stable identity."),
)
"""The columns every resource has."""

COPIES = "copies"
"""The attribute that says of a deployment how many copies are wanted and ready, of what version, and how it goes."""
COPIES_COLUMNS: tuple[Column, ...] = (
    Column(
        "status",
        "STATUS",
        f"{COPIES}.status",
        width=12,
        doc="healthy, progressing, degraded, failed, stopped or unknown.",
    ),
    Column("desired", "DESIRED", f"{COPIES}.desired", ColumnType.NUMBER, 7, doc="Copies wanted."),
    Column("ready", "READY", f"{COPIES}.ready", ColumnType.NUMBER, 6, doc="Copies that do their work."),
    Column("version", "VERSION", f"{COPIES}.version", width=18, doc="What the copies are of."),
)
"""The columns of every kind with copies."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Kinds that have something in common, to be spoken of, listed and sorted as if they were one."""

    name: str
    title: str
    doc: str
    has: Callable[[KindSpec], bool]
    columns: tuple[str, ...]
    sort: tuple[str, ...]


DEPLOYMENTS = Collection(
    "deployments",
    "Deployments",
    "Everything that is kept at a number of copies, whatever its kind.",
    lambda spec: spec.copies is not None,
    ("name", "part_of", "status", "desired", "ready", "kind", "version", "account", "region", "owner", "changed"),
    ("state", "name"),
)
TAGGABLE = Collection(
    "taggable",
    "What can have tags",
    "Everything that people give tags to, whatever its kind.",
    lambda spec: spec.tagged,
    ("name", "kind", "state", "account", "region", "owner", "labels"),
    ("kind", "name"),
)
COLLECTIONS: Mapping[str, Collection] = {each.name: each for each in (DEPLOYMENTS, TAGGABLE)}
"""Every collection by name, which stands wherever a kind may be named."""


def is_named(kind: str, name: str, specs: Mapping[str, KindSpec]) -> bool:
    """Whether ``name`` means ``kind``: it is its name, a dotted beginning of that, or a collection that it is in."""
    if collection := COLLECTIONS.get(name):
        return kind in specs and collection.has(specs[kind])
    return kind == name or kind.startswith(f"{name}.")
