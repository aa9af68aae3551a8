"""What every provider service of AWS does with the kinds it declares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, ClassVar, Self

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AuthError, DharmaError, MalformedAnswerError, ProviderError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.prompting import Prompter, Unattended
from dharma_tui.core.provider import Closed, Places, ProviderService, Raw, Spare, Unseen, held_elsewhere, remembered
from dharma_tui.core.secrets import mask
from dharma_tui.core.settings import ORGANIZATION, AwsSettings, Settings
from dharma_tui.core.tags import Grouping
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope
from dharma_tui.services.discovery.aws._absent import absence, in_doubt
from dharma_tui.services.discovery.aws._accounts import Accounts, Elsewhere, Entered, accounts_of, is_asked
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._attributes import attributes, derived
from dharma_tui.services.discovery.aws._calls import Caller
from dharma_tui.services.discovery.aws._entry import Entry, calls_of, lists_actions
from dharma_tui.services.discovery.aws._owner import lists_first, owner_of
from dharma_tui.services.discovery.aws._partitions import partition_of
from dharma_tui.services.discovery.aws._paths import at, first, labels, plain
from dharma_tui.services.discovery.aws._placeholders import is_placeholder
from dharma_tui.services.discovery.aws._policy import document, documents
from dharma_tui.services.discovery.aws._profiles import is_set_up, partitions
from dharma_tui.services.discovery.aws._session import Account, Sdk
from dharma_tui.services.discovery.aws._single import single
from dharma_tui.services.discovery.aws._states import PRESENT, meaning
from dharma_tui.services.discovery.aws._tags import Labels, tagged_resources, tags_of, unseen
from dharma_tui.services.discovery.aws._threads import pool
from dharma_tui.services.discovery.aws._wire import PATIENT, Patience

PROVIDER = "aws"
_ALWAYS = ("ec2:DescribeRegions", "sts:GetCallerIdentity")
"""What finding the account and its regions needs."""
ONE_BY_ONE = 10
"""As many plain lists as a call for each of some things is taken to weigh, before anybody knows how many there are."""


_NOBODY = Unattended()


class AwsService(ProviderService):
    """Lists the kinds of ``entries`` in each region of each account, or once where they are of the whole account.

    Without credentials in the environment or a profile there are no scopes, and nothing of the SDK is imported.
    """

    entries: ClassVar[tuple[Entry, ...]]
    everywhere: ClassVar[bool] = False
    """The service is not of a region."""
    patience: ClassVar[Patience] = PATIENT
    at_once = 96
    call_seconds = 0.01  # of which the SDK takes 7 ms: signing, parsing, its share of making clients
    counts_calls = True
    by_itself = False
    groupings = (
        Grouping("stack", "aws:cloudformation:stack-id", "aws.cloudformation.stack", "RootId"),
        Grouping("application", "awsApplication"),
        Grouping("environment", "elasticbeanstalk:environment-name"),
        Grouping("cluster", "eks:cluster-name"),
        Grouping("cluster", "aws:eks:cluster-name"),
        Grouping("cluster", "aws:ecs:clusterName"),
    )
    setup = (
        "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the setting aws.profiles; "
        "on an instance of EC2 that has a role, aws.instance_role"
    )
    scopes_seconds = 1200.0

    def __init__(self, clock: Clock, settings: Callable[[], Settings] = Settings, prompter: Prompter = _NOBODY) -> None:
        super().__init__(clock)
        self._settings = settings
        self._prompter = prompter

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.kinds = tuple(entry.spec for entry in cls.entries)
        cls.is_regional = not cls.everywhere

    @property
    def details_hours(self) -> float:
        return self._settings().aws.details_hours

    @classmethod
    def built(cls, clock: Clock, settings: Callable[[], Settings], prompter: Prompter) -> Self:
        return cls(clock, settings, prompter)

    def world_of(self, region: str) -> str:
        return partition_of(region)

    def is_set_up(self) -> bool:
        aws = self._settings().aws
        return is_set_up() or aws.instance_role or bool(aws.profiles.strip())

    def policy(self, kinds: Sequence[KindSpec]) -> Json:
        return document(*self._allowed(kinds))

    def policies(self, kinds: Sequence[KindSpec]) -> Sequence[Json]:
        return documents(*self._allowed(kinds))

    def _allowed(self, kinds: Sequence[KindSpec]) -> tuple[set[str], Sequence[str]]:
        """The actions, and the roles to assume."""
        aws = self._settings().aws
        entering = ("organizations:ListAccounts",) if ORGANIZATION in aws.accounts else ()
        actions = {*_ALWAYS, *entering, *(action for kind in kinds for action in kind.permissions)}
        return actions, _roles(aws) if aws.role else ()

    def permissions(self, kind: KindSpec, *, lists_only: bool = False) -> Sequence[str]:
        by_kind = {entry.spec.kind: entry for entry in self.entries}
        entry = by_kind[kind.kind]
        above: list[str] = []
        while entry.parent is not None:
            entry = by_kind[entry.parent.kind]
            above.append(action(entry.service, entry.operation))
        return (*above, *(lists_actions(by_kind[kind.kind]) if lists_only else kind.permissions))

    async def scopes(self) -> Sequence[Scope]:
        return (await self.places()).scopes

    async def places(self, accounts: Sequence[str] = ()) -> Places:
        if not self.is_set_up():
            return Places(())
        doors = await asyncio.wrap_future(self._accounts.enter(accounts))
        asked = {name: door for name, door in doors.items() if is_asked(name, door, accounts)}
        entered = [door for door in asked.values() if isinstance(door, Entered)]
        names = {name for door in entered for name in door.called}
        scopes = tuple(scope for door in entered for scope in self._scopes(door, door.account.regions))
        regional = () if self.everywhere else tuple(door.account for door in entered)
        return Places(
            scopes,
            tuple(Scope(PROVIDER, name) for name in doors if name not in asked),
            tuple(Closed(Scope(PROVIDER, name), door) for name, door in asked.items() if isinstance(door, DharmaError)),
            {name: frozenset(door.account.id for door in entered if name in door.called) for name in names},
            f"{self.name} is offered in no region that is enabled there" if entered and not scopes else "",
            tuple(Closed(Scope(PROVIDER, account.id), account.untold) for account in regional if account.untold),
            tuple(scope for door in entered for scope in self._scopes(door, door.account.perhaps)),
        )

    def take_entering(self) -> int:
        return self._accounts.take_entering() if self.is_set_up() else 0

    async def absence(self, region: str) -> DharmaError | None:
        if not self.is_set_up():
            return None
        doors = (await asyncio.wrap_future(self._accounts.entered())).values()
        return absence(region, [door.account for door in doors if isinstance(door, Entered)])

    def _scopes(self, door: Entered, regions: Sequence[str]) -> Sequence[Scope]:
        account, sdk = replace(door.account, regions=tuple(regions)), door.sdk
        offered = frozenset[str]()
        for service in {entry.service for entry in self.entries}:
            offered |= sdk.offered(service, account)
        if self.everywhere:
            return (Scope(PROVIDER, account.id),) if offered else ()
        return tuple(Scope(PROVIDER, account.id, region) for region in account.regions if region in offered)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        sdk, account, caller, entry = await self._entered(kind, scope)
        tags: dict[str, Labels] = {}
        async with aclosing(in_doubt(account, scope.region, caller.items(entry))) as items:
            async for item in items:
                if isinstance(item, Unseen):
                    yield item
                    continue
                holder, is_elsewhere = await self._elsewhere(item, entry, scope) if entry.owners else (None, False)
                if is_elsewhere and holder is None:
                    continue
                raw: Raw = {"partition": account.partition, "item": item}
                region = _region(entry, scope, item)
                if entry.tagged and region not in tags:  # not before something is there that may have some
                    tags[region] = {}
                    try:
                        tags[region] = await tagged_resources(sdk, account, region, kind, pool()).everything()
                    except ProviderError as error:
                        yield unseen(error)
                        tags[region] = _labels(entry, await remembered())
                own = tags[region].get(_arn(entry, scope, raw)) if entry.tagged else None
                raw = {**raw, "tags": own} if own else raw
                yield Spare(raw, holder) if holder and is_elsewhere else raw

    async def list_some(self, kind: KindSpec, scope: Scope, known: Sequence[Resource]) -> AsyncIterator[Raw | Unseen]:
        sdk, account, caller, entry = await self._entered(kind, scope)
        for resource in known:
            async with aclosing(caller.counting_again(entry, single(caller, entry, resource.attrs))) as items:
                async for item in items:
                    if isinstance(item, Unseen):
                        yield item
                        continue
                    raw: Raw = {"partition": account.partition, "item": item}
                    if self.normalise(kind, scope, raw).ref != resource.ref:
                        continue
                    if entry.tagged and (arn := _arn(entry, scope, raw)):
                        try:
                            region = _region(entry, scope, item)
                            raw = {**raw, "tags": await tags_of(sdk, account, region, arn, pool())}
                        except ProviderError as error:
                            yield unseen(error)
                            raw = {**raw, "tags": resource.labels}
                    yield raw
                    break

    async def _entered(self, kind: KindSpec, scope: Scope) -> tuple[Sdk, Account, Caller, Entry]:
        """What calls for a kind in a scope are made with. Raises the reason why its account cannot be entered."""
        door = (await asyncio.wrap_future(self._accounts.entered())).get(scope.account)
        if isinstance(door, Elsewhere):
            door = await asyncio.wrap_future(door.entered())
        if isinstance(door, DharmaError):
            raise door
        if door is None:
            raise AuthError(f"there is no way into account {scope.account}", self.setup)
        by_kind = {entry.spec.kind: entry for entry in self.entries}
        caller = Caller(door.sdk, scope.region, door.account, by_kind, self.patience)
        return door.sdk, door.account, caller, by_kind[kind.kind]

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        entry = next(entry for entry in self.entries if entry.spec is kind)
        item: Any = raw["item"]
        identity = _text(item, entry.id)
        if not identity:
            raise MalformedAnswerError(f"an item without {entry.id}")
        attrs = attributes(entry, item)
        arn = _arn(entry, scope, raw)
        if "{" in entry.arn and arn.startswith("arn:"):
            attrs["Arn"] = plain(arn)
        attrs |= derived(entry, attrs)
        tags = (labels(at(item, entry.tags)) if entry.tags else {}) or raw.get("tags", {})
        named = (
            _text(attrs if entry.name in entry.derived else item, entry.name) if entry.name else tags.get("Name", "")
        )
        key = arn or identity if entry.by == "arn" else identity
        if is_placeholder(identity) and entry.id == entry.arn:
            if key == identity:
                raise MalformedAnswerError(f"an item that is known only as {identity}")
            attrs.pop(entry.id, None)  # which many have
            identity = key = mask(key)
        said = _text(attrs if entry.state in entry.derived else item, entry.state) if entry.state else PRESENT
        word = said.lower() or _unsaid(kind)
        state = kind.states.get(word) or meaning(word)
        name = named if named.strip() else _short(identity)
        return Resource(ResourceRef(kind.kind, str(plain(key))), str(plain(name)), scope, state, tags, attrs)

    def calls(self, kind: KindSpec) -> Sequence[str]:
        return calls_of(next(entry for entry in self.entries if entry.spec is kind))

    def asks_each(self, kind: KindSpec) -> bool:
        """Whether it is a list for each parent."""
        return next(entry for entry in self.entries if entry.spec is kind).parent is not None

    def fewest_calls(self, kind: KindSpec, count: Callable[[str], int]) -> int:
        """One page, or one of the children of each parent, none without parents; parents are listed for the first kind of their
        children alone."""
        entry = next(entry for entry in self.entries if entry.spec is kind)
        if entry.parent is None:
            return 1
        above = entry.parent.kind
        parent = next(other.spec for other in self.entries if other.spec.kind == above)
        first_child = next(other for other in self.entries if other.parent is not None and other.parent.kind == above)
        listing = self.fewest_calls(parent, count) if entry is first_child else 0
        return listing + count(above)

    def weight(self, kind: KindSpec) -> int:
        """What is asked of things one by one, or of parents, waits for its turn most often."""
        entry = next(entry for entry in self.entries if entry.spec is kind)
        return 1 + ONE_BY_ONE * ((entry.parent is not None) + sum(detail.batch == 1 for detail in entry.details))

    @property
    def _accounts(self) -> Accounts:
        return accounts_of(self._settings().aws, self.clock, self._prompter)

    def is_shared(self, kind: KindSpec) -> bool:
        return any(owner.may_stay for entry in self.entries if entry.spec is kind for owner in entry.owners)

    async def _elsewhere(self, item: Any, entry: Entry, scope: Scope) -> tuple[Scope | None, bool]:
        """Whether another open account or region lists this very thing: its owner's, or the first that AWS shows its own things to.

        A subnet that is shared is seen by every account it is shared with, under the one id it has, and a peering at both of its
        ends. Accounts that nobody asked for are entered where this depends on them: else a thing would move between accounts with
        each scan of some of them. Where nothing tells whose it is, it stays where it was listed for as long as that is open: that
        holder is told first.
        """
        told, where, stays = owner_of(item, entry.owners)
        owner = told or scope.account
        holder = (await held_elsewhere()).get(_key(entry, item)) if stays else None
        if holder is not None:
            owner, where = holder.account, holder.region
        if owner == scope.account and where in ("", scope.region):
            return holder, False
        doors = await asyncio.wrap_future(self._accounts.entered())
        for name in sorted(doors):
            if name.isdigit() and (name != owner if owner.isdigit() else name >= scope.account):
                continue
            door = doors[name]
            if isinstance(door, Elsewhere):
                door = await asyncio.wrap_future(door.entered())
            if isinstance(door, Entered) and lists_first(door.account, (owner, where), scope):
                return holder, True
        return holder, False


def _roles(aws: AwsSettings) -> Sequence[str]:
    """The roles that are assumed, as ARNs; of several partitions with a star for these, as IAM takes no ARN of another."""
    if aws.role.startswith("arn:") and not aws.accounts:
        return (aws.role,)
    name = aws.role.rpartition(":role/")[2]
    where = [aws.role.split(":")[1]] if aws.role.startswith("arn:") else partitions(aws.profiles)
    words = [word.strip() for word in aws.accounts.split(",") if word.strip()]
    accounts = ["*"] if ORGANIZATION in words or not words else words
    partition = where[0] if len(where) == 1 else "*"
    return [f"arn:{partition}:iam::{account}:role/{name}" for account in accounts]


def _arn(entry: Entry, scope: Scope, raw: Raw) -> str:
    """The ARN of an item, as listed or made; empty where it has none."""
    item, template = raw["item"], entry.arn
    if "{" not in template:
        told = _text(item, entry.arn) if entry.arn else ""
        if not is_placeholder(told):
            return told
        if not entry.arn_untold:
            return ""
        template = entry.arn_untold
    identity = _text(item, entry.id)
    return template.format(
        partition=raw["partition"],
        region=scope.region,
        account=scope.account,
        id=identity,
        bare=identity.lstrip("/"),
        last=identity.rpartition("/")[2],
        item=_Named(item),
    )


def _key(entry: Entry, item: Any) -> str:
    """The key of an item whose list tells it."""
    return _text(item, entry.id if entry.by == "id" else entry.arn)


def _region(entry: Entry, scope: Scope, item: Any) -> str:
    """The region that knows the tags of an item."""
    return (_text(item, entry.region) if entry.region else "") or scope.region


def _labels(entry: Entry, stored: Mapping[str, Resource]) -> Labels:
    """The labels of what is stored, by ARN."""
    arn = "Arn" if "{" in entry.arn else entry.arn
    return {_text(resource.attrs, arn): resource.labels for resource in stored.values()}


def _unsaid(kind: KindSpec) -> str:
    """The word for a missing state: where a kind declares so, what says nothing is there."""
    return PRESENT if PRESENT in kind.states else ""


class _Named(dict[str, Any]):
    """An item whose missing fields are empty in a template."""

    def __missing__(self, name: str) -> str:
        return ""


def _short(identity: str) -> str:
    """The part of an ARN or address that people know a thing by."""
    if identity.startswith("arn:"):
        return identity.split(":", 5)[-1]
    return identity.rpartition("/")[2] if "://" in identity else identity


def _text(item: Any, path: str) -> str:
    value = first(item, path)
    return "" if value is None else str(value)
