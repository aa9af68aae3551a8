"""How a kind of AWS is declared: the call that lists it, where its facts are in the answer, and what to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dharma_tui.core.kinds import COPIES_COLUMNS, Bearing, Column, ColumnType, Copies, Flow, KindSpec, Link, Turns
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._config_types import TYPES
from dharma_tui.services.discovery.aws._left_out import LEFT_OUT
from dharma_tui.services.discovery.aws._owner import ITSELF, Owner
from dharma_tui.services.discovery.aws._spelling import many, shapes_of
from dharma_tui.services.discovery.aws._states import states_of
from dharma_tui.services.discovery.aws._untagged import WITHOUT_TAGS

NONE: Mapping[str, Any] = {}
ACCOUNT = "{account}"
"""In the parameters of a listing: the id of the account that is scanned."""
SELDOM = ", by scans that keep details only every `aws.details_hours`"
ASKS_NOBODY = Bearing(Verb.CONTAINS, "aws.ec2.subnet", reverse=True, loses=1.0, shared=True, whole=True)
"""What only answers within its network does without the way out of its subnets, and goes with these alone."""
LISTED = (Bearing(Verb.CONTAINS), Bearing(Verb.DEPENDS_ON, reverse=True))
"""Subnets go on without a list of them, and so does what was put in one by it."""
NAMED_IN_POLICY = Bearing(Verb.CONNECTS_TO, reverse=True)
"""Whom the policy of something names may use or call it, and goes on without."""
OVER_GATEWAY = Bearing(Verb.CONNECTS_TO, "aws.ec2.vpn_gateway", takes=1.0, shared=True, mutual=True)
"""Lines and tunnels that end at a gateway stand in for each other there; with all of them it leads nowhere."""
UNDELIVERED = Bearing(Verb.CONNECTS_TO)
"""Whoever is given what nobody could take stands in for nobody, and work goes on without it."""
MANAGED = {"IncludeManagedResources": True}
"""Asks EC2 for what services of AWS manage, too, which an account may have hidden from its lists."""
NO_POLICY = ""
"""Stands for the policy of what has none: where nothing does, nobody has looked."""
TAGS = "resourcegroupstaggingapi.GetResources"
"""The call that tells the tags of what is listed without them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Another call that tells the same of any items, which files may hold: each part at ``items`` has at ``of`` what it is of.

    ``names`` are what it calls otherwise.
    """

    operation: str
    items: str
    of: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """By what an answer in a file that does not name its item is known to be of one: what its parts have at ``path`` is what that
    has at ``source``. Where it was not asked for what is kept of it, all that its parts have at ``asked`` is empty."""

    path: str
    source: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A call that completes listed items, some at a time.

    ``param`` is given the values at ``source`` of up to ``batch`` items, and ``given`` values of the first of them, of those alone
    that have something at ``where``. What is at ``items`` of the answer is merged into the item whose ``source`` equals its
    ``match``; with a batch of one, into that item, below ``under`` where it names a place, together with what the answer has
    ``beside`` it; where AWS says that it can have no such thing, or with one of the codes ``lacking`` that it has none, what is
    ``absent`` stands there; merged into the item itself, what is ``absent`` is what the answer says by leaving it out, by name.
    After any other word of what is not there the item itself went since it was listed. With a batch of none the call asks about
    no item: it is one list, read to its end, that tells of all of them, and what it reads is first ``made_by`` another call, which
    says when it is. What stands below ``under`` are ``rows`` that are made of the items of the answer, where these are not kept as
    they are; of a list that tells of all, one for each.

    What it tells never changes as long as what the list has at the ``lasting`` paths stays the same: what is stored of such
    an item is taken, and the call is not made again.

    What it tells changes ``seldom``: scans that keep details make it only now and then, or where something else has changed.
    Files may have it ``told_by`` another call, or without a word of what it is of, but known by its ``own``. Of what is ``fitted``
    to the one item it is of, that is kept; nothing where it tells nothing. It is asked for what is ``wide`` as lists are.
    """

    operation: str
    param: str
    source: str
    batch: int = 1
    items: str = ""
    match: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    wide: Mapping[str, Any] = field(default_factory=dict)
    under: str = ""
    absent: Json = None
    lacking: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    seldom: bool = False
    where: str = ""
    rows: Callable[[Iterable[Mapping[str, Any]]], Iterable[dict[str, Any]]] | None = None
    made_by: str = ""
    fitted: Callable[[Mapping[str, Any], Any], Json] | None = None
    told_by: Answer | None = None
    own: Own | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """The kind whose every item is asked for children: parameters from it, and what children remember of it.

    With ``nested`` children are asked for children of their own in the same way. ``told`` are templates of what a child
    remembers, where its own words tell it; ``{outer}`` is the ARN of the parent, where that of a child begins with it.
    """

    kind: str
    given: Mapping[str, str]
    keep: Mapping[str, str] = field(default_factory=dict)
    nested: bool = False
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of AWS. Paths are dotted and lead into an item; a scalar item is found as its ``Id``.

    ``wide`` is asked for beyond ``params``, as AWS leaves something out of the list otherwise; who refuses that is asked without.
    ``only`` is the parameter by which the listing takes single ids, where that is called otherwise than they or their plural.

    ``arn`` is a path, or a template of an ARN with ``{id}`` in it, or ``{bare}``, the id without a slash before it, or
    ``{last}``, the part behind its last slash; ``arn_untold`` is such a template for an item that does not tell it, as nobody
    may look at its details or a word stands in its place, and ``id_untold`` one of the id of what only its ARN tells. ``by`` says
    what a resource is known by: its id where that is unique in the world, its ARN otherwise. What is ``tagged`` is listed without
    its tags: they are looked up by its ARN, in the ``region`` that an item says it is in where the list is of no region. What is
    ``of_aws`` itself has an ARN of no account. ``owner`` says which of those that are shown it lists it, the first that fits; what
    is known by its id is listed by its ``OwnerId`` unless that says otherwise.
    What is ``dropped`` is not kept; nor is what only other calls tell ``elsewhere``, whose answers may be imported.
    At ``secret`` everything is masked; at ``screened`` are documents in which only that is which looks secret. ``moments`` may be
    told as seconds or milliseconds since 1970, ``documents`` as JSON in a text: both are stored as what they say. ``derived``
    are attributes that follow from the others; those that come to nothing are left out.
    """

    spec: KindSpec
    service: str
    operation: str
    items: str
    id: str
    arn: str = ""
    arn_untold: str = ""
    id_untold: str = ""
    by: str = "arn"
    name: str = ""
    state: str = ""
    tags: str = ""
    tagged: bool = False
    region: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    wide: Mapping[str, Any] = field(default_factory=dict)
    page: int = 0
    parent: Parent | None = None
    details: tuple[Detail, ...] = ()
    secret: tuple[str, ...] = ()
    screened: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    derived: Mapping[str, Callable[[Mapping[str, Json]], Json]] = field(default_factory=dict)
    only: str = ""
    of_aws: bool = False
    owner: tuple[Owner, ...] = ()

    @property
    def owners(self) -> tuple[Owner, ...]:
        """What says whose an item is; nothing where only those who have such a thing are shown it."""
        return self.owner or ((ITSELF,) if self.by == "id" else ())


def entry(
    kind: str,
    title: str,
    doc: str,
    call: str,
    items: str,
    *,
    id: str,
    plural: str = "",
    aliases: str = "",
    glyph: str = "●",
    words: str = "",
    shapes: str | None = "",
    columns: tuple[Column, ...] = (),
    links: tuple[Link, ...] = (),
    bearings: tuple[Bearing, ...] = (),
    flows: tuple[Flow, ...] = (),
    turns: Turns | None = None,
    unlisted: str = "",
    volatile: tuple[str, ...] = (),
    hosts: tuple[str, ...] = (),
    leads_to: tuple[str, ...] = (),
    runs: tuple[str, ...] = (),
    copies: Copies | None = None,
    policy: str = "",
    calls: str = "",
    lists: str = "",
    mute: tuple[str, ...] = (),
    within: str = "",
    alone: bool = False,
    undelivered: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    full_names: tuple[str, ...] = (),
    called: str = "",
    told_by: str = "",
    stands_for: str = "",
    **where: Any,
) -> Entry:
    """Declare a kind: ``call`` is the service and operation of botocore, ``words`` the states there are.

    ``shapes`` are those of its ids and ARNs besides that of its ``arn``; with None that one is another kind's first of all.
    ``also`` are where else there is what others call it: its address, the ARNs of its parts; at ``full_names`` its name
    stands with that of what it is in. At ``undelivered`` it says who is given what nobody could take. What is ``called`` so in
    properties of any service is the name of one.
    """
    service, _, operation = call.partition(".")
    arn: str = where.get("arn", "")
    details: tuple[Detail, ...] = where.get("details", ())
    parent: Parent | None = where.get("parent")
    tagged = arn.startswith("arn:") or (bool(arn) and "{" not in arn)
    if policy and all((each.verb, each.kind, each.reverse) != (Verb.CONNECTS_TO, "", True) for each in bearings):
        bearings += (NAMED_IN_POLICY,)
    if undelivered:
        bearings += (UNDELIVERED,)
        links += tuple(Link(path, "aws.sqs.queue", Verb.CONNECTS_TO, is_usual=False) for path in undelivered)
    tagged = where.setdefault("tagged", tagged and not where.get("tags") and kind not in WITHOUT_TAGS)
    ages = [each.path for each in columns if each.type is ColumnType.TIME and "." not in each.path]
    where["moments"] = (*where.get("moments", ()), *ages)
    spec = KindSpec(
        f"aws.{kind}",
        title,
        plural or f"{title}s",
        doc,
        aliases=tuple(aliases.split() or [many(kind.rpartition(".")[2].replace("_", "-"))]),
        glyph=glyph,
        columns=(*COPIES_COLUMNS, *columns) if copies else columns,
        links=links,
        bearings=bearings,
        flows=flows,
        turns=turns,
        unlisted=unlisted,
        permissions=_actions(service, operation, details, tagged=tagged),
        states=states_of(words),
        volatile=volatile,
        **{word: where.pop(word, False) for word in ("noisy", "own_only", "shares_hosts", "names_only")},
        resolved=True,
        identities=(arn if arn and "{" not in arn else "Arn", *also),
        names=(id, *full_names),
        called=tuple(path for path in dict.fromkeys((where.get("name", ""), id)) if path and path not in hosts),
        called_everywhere=tuple(called.split()),
        shapes=() if shapes is None else (*shapes.split(), *shapes_of(arn)),
        hosts=hosts,
        leads_to=leads_to,
        runs=runs,
        copies=copies,
        tagged=tagged or bool(where.get("tags")),
        sort=("state", "name") if copies else (),
        policy=policy,
        calls=calls,
        lists=lists,
        mute=mute,
        types=TYPES.get(f"aws.{kind}", ()),
        within=within or (parent.kind if parent else ""),
        alone=alone,
        told_by=told_by,
        stands_for=stands_for,
    )
    return Entry(spec, service, operation, items, id, **where)


def lists_actions(entry: Entry) -> tuple[str, ...]:
    """What must be allowed to list a kind and ask for nothing of one thing after another."""
    details = [detail for detail in entry.details if detail.batch != 1]
    return _actions(entry.service, entry.operation, details, tagged=entry.tagged)


def _actions(service: str, operation: str, details: Sequence[Detail], *, tagged: bool) -> tuple[str, ...]:
    asked = [(service, name) for name in (operation, *(detail.operation for detail in details))]
    asked += [(service, detail.made_by) for detail in details if detail.made_by]
    asked += [(TAGS.partition(".")[0], TAGS.partition(".")[2])] if tagged else []
    return tuple(action(*call) for call in asked)


def ec2_entry(
    kind: str, title: str, doc: str, operation: str, items: str, id: str, resource: str, **more: Any
) -> Entry:
    """A kind of EC2, whose ids are unique in the world; ``resource`` is its word in ARNs."""
    arn = f"arn:{{partition}}:ec2:{{region}}:{{account}}:{resource}/{{id}}"
    facts: dict[str, Any] = {"arn": arn, "tags": "Tags", "by": "id", **more}
    return entry(f"ec2.{kind}", title, doc, f"ec2.{operation}", items, id=id, **facts)


def calls_of(entry: Entry) -> tuple[str, ...]:
    """What is called to list a kind, each with what it is called for."""
    listing = f"`{entry.service}.{entry.operation}`"
    calls = [f"{listing}, for each `{entry.parent.kind}`" if entry.parent else listing]
    for detail in entry.details:
        often = {0: "once", 1: "for each"}.get(detail.batch, f"for up to {detail.batch} at a time")
        calls += [f"`{entry.service}.{detail.made_by}`, until it is made"] if detail.made_by else []
        which = f" with `{detail.where}`" if detail.where else ""
        calls.append(f"`{entry.service}.{detail.operation}`, {often}{which}{SELDOM if detail.seldom else ''}")
    calls += [f"`{TAGS}`, for their tags"] if entry.tagged else []
    left_out = LEFT_OUT.get(entry.spec.kind, {})
    return (*calls, *(f"left out: {why} (`{param}`)" for param, why in left_out.items()))


def text(
    name: str, path: str, width: int, doc: str, *, wide: bool = False, type: ColumnType = ColumnType.TEXT
) -> Column:
    """A column of ``path``; its title is its name in capitals."""
    return Column(name, name.replace("_", " ").upper(), path, type, width, wide, doc)


def number(name: str, path: str, width: int, doc: str, *, wide: bool = False) -> Column:
    """A column of numbers."""
    return text(name, path, width, doc, wide=wide, type=ColumnType.NUMBER)


def port(name: str, path: str, doc: str, *, wide: bool = False) -> Column:
    """A column of ports and other numbers that name something."""
    return text(name, path, 9, doc, wide=wide, type=ColumnType.ID)


def span(name: str, path: str, doc: str, *, wide: bool = False) -> Column:
    """A column of seconds, shown as minutes, hours and days."""
    return text(name, path, 9, doc, wide=wide, type=ColumnType.DURATION)


def size(name: str, path: str, doc: str, *, wide: bool = False) -> Column:
    """A column of bytes."""
    return text(name, path, 9, doc, wide=wide, type=ColumnType.BYTES)


def flag(name: str, path: str, width: int, doc: str, *, wide: bool = False) -> Column:
    """A yes-or-no column."""
    return text(name, path, width, doc, wide=wide, type=ColumnType.FLAG)


def moment(name: str, path: str, doc: str, *, wide: bool = False) -> Column:
    """A column of moments, shown as ages."""
    return text(name, path, 9, doc, wide=wide, type=ColumnType.TIME)


def made(path: str, *, wide: bool = False) -> Column:
    """The column of when it was made."""
    return moment("created", path, "When it was made.", wide=wide)


def described(path: str, *, wide: bool = True) -> Column:
    """The column of what its maker wrote."""
    return text("description", path, 40, "What its maker wrote.", wide=wide)


def in_vpc(path: str = "VpcId") -> Link:
    """The VPC named at ``path`` contains it."""
    return Link(path, "aws.ec2.vpc", Verb.CONTAINS, reverse=True)


def in_subnet(path: str = "SubnetId") -> Link:
    """The subnets named at ``path`` contain it."""
    return Link(path, "aws.ec2.subnet", Verb.CONTAINS, reverse=True)


def guarded(path: str) -> Link:
    """The security groups named at ``path`` protect it."""
    return Link(path, "aws.ec2.security_group", Verb.PROTECTS, reverse=True)


def has_role(path: str) -> Link:
    """It acts in the role whose ARN is at ``path``."""
    return Link(path, "aws.iam.role", Verb.DEPENDS_ON)


def reports_in(path: str) -> Link:
    """It acts in the role whose ARN is at ``path`` where it writes logs or tells others, and goes on without."""
    return Link(path, "aws.iam.role", Verb.CONNECTS_TO, is_usual=False)


def encrypted(path: str) -> Link:
    """The key named at ``path`` protects it."""
    return Link(path, "aws.kms.key", Verb.PROTECTS, reverse=True)
