"""Infrastructures and deployments: what belongs together, what runs in copies, and what people decide about it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.core import groups
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.deployments import Deployment, deployment
from dharma_tui.core.errors import NotFoundError, SettingsError, UsageError
from dharma_tui.core.groups import KIND, Infrastructure, Member
from dharma_tui.core.kinds import COPIES, KindSpec
from dharma_tui.core.tags import ENVIRONMENT, Conventions, Grouping, Vocabulary, plain_value
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.pools import IoPool

if TYPE_CHECKING:
    from dharma_tui.services.store.group_edits import GroupEdits
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.scan_commit import Delta

log = logging.getLogger(__name__)

NAME_LIMIT = 60
_RESOURCE = "r.kind, r.key, r.name, r.provider, r.account, r.region, r.state, r.attrs::VARCHAR"
_BY_HAND = "by hand"


class Groups:
    """Async for screens and whatever else speaks of infrastructures; ``derive`` is for whoever has changed the store."""

    def __init__(
        self,
        lake: Lake,
        io: IoPool,
        clock: Clock,
        ids: Ids,
        kinds: Mapping[str, KindSpec],
        groupings: Callable[[], Sequence[Grouping]],
        conventions: Callable[[], Conventions],
    ) -> None:
        self._lake = lake
        self._io = io
        self._clock = clock
        self._ids = ids
        self._kinds = kinds
        self._groupings = groupings
        self._conventions = conventions

    def derive(self, scan_id: str = _BY_HAND) -> Delta:
        """Find anew what belongs together, and write what differs. Blocks; raises StoreError, SettingsError."""
        from dharma_tui.services.store.grouping import derive

        noisy = [kind for kind, spec in self._kinds.items() if spec.noisy]
        return derive(self._lake, self._groupings(), self._conventions(), scan_id, noisy)

    def follow(self, scan_id: str) -> None:
        """As ``derive``, after a scan: while the conventions cannot be understood what was found before stands."""
        try:
            self.derive(scan_id)
        except SettingsError as error:
            log.warning("infrastructures are left as they were: %s", error)

    # -- what there is ----------------------------------------------------------------------------------------------

    async def infrastructures(self, text: str = "") -> list[Infrastructure]:
        """Every infrastructure, the worst first; only those with ``text`` in their names where there is any."""
        sql = f"SELECT {_RESOURCE} FROM lake.resources r WHERE r.kind = ? AND contains(lower(r.name), lower(?))"
        found = [groups.infrastructure(resource) for resource in await self._resources(sql, [KIND, text])]
        return sorted(found, key=lambda one: (groups.badness(one.state), one.name.lower(), one.ref))

    async def infrastructure(self, ref: ResourceRef) -> Infrastructure:
        """One of them. Raises NotFoundError."""
        sql = f"SELECT {_RESOURCE} FROM lake.resources r WHERE r.kind = ? AND r.key = ?"
        found = await self._resources(sql, [KIND, ref.key])
        if not found:
            raise NotFoundError(f"there is no infrastructure {ref.key!r}", ":infrastructures lists those there are")
        return groups.infrastructure(found[0])

    async def members(self, ref: ResourceRef) -> list[Member]:
        """What is in an infrastructure, and what says so."""
        sql = """SELECT r.kind, r.key, r.name, r.state, e.source FROM lake.relationships e
            JOIN lake.resources r ON r.kind = e.dst_kind AND r.key = e.dst_key
            WHERE e.told_by = ? AND e.src_kind = ? AND e.src_key = ? ORDER BY r.kind, r.name, r.key"""
        rows = await self._io.run(self._lake.query, sql, [KIND, KIND, ref.key])
        return [Member(ResourceRef(row[0], row[1]), row[2], State(row[3]), row[4]) for row in rows]

    async def containing(self, refs: Sequence[ResourceRef]) -> list[Infrastructure]:
        """The infrastructures that any of ``refs`` belongs to."""
        sql = f"""SELECT DISTINCT {_RESOURCE} FROM lake.resources r
            JOIN lake.relationships e ON r.kind = e.src_kind AND r.key = e.src_key
            WHERE e.told_by = ? AND r.kind = ? AND (e.dst_kind, e.dst_key) IN (
                SELECT (entry[1], entry[2]) FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS entry)) ORDER BY r.name, r.key"""
        found = await self._resources(sql, [KIND, KIND, json.dumps([(ref.kind, ref.key) for ref in refs])])
        return [groups.infrastructure(resource) for resource in found]

    async def deployments(self, infrastructure: ResourceRef | None = None) -> list[Deployment]:
        """Everything with copies, the worst first; only what is in ``infrastructure`` where one is named."""
        kinds = [kind for kind, spec in self._kinds.items() if spec.copies is not None]
        facts = f"json_object('{COPIES}', json_extract(r.attrs, '$.{COPIES}'))::VARCHAR"
        picked = f"r.kind, r.key, r.name, r.provider, r.account, r.region, r.state, {facts}"
        sql = f"SELECT {picked} FROM lake.resources r WHERE r.kind IN (SELECT unnest(?))"
        params: list[object] = [kinds]
        if infrastructure is not None:
            sql += " AND (r.kind, r.key) IN (SELECT (dst_kind, dst_key) FROM lake.relationships WHERE told_by = ? AND src_key = ?)"
            params += [KIND, infrastructure.key]
        found = [one for resource in await self._resources(sql, params) if (one := deployment(resource))]
        states = {resource: place for place, resource in enumerate(("failed", "degraded", "progressing"))}
        return sorted(found, key=lambda one: (states.get(one.status.value, 3), one.name.lower(), one.ref))

    # -- what people decide -----------------------------------------------------------------------------------------

    async def make(self, name: str, environment: str, refs: Sequence[ResourceRef]) -> ResourceRef:
        """A new infrastructure of these resources, its environment as a tag would tell it.

        Raises UsageError for a name that cannot be one or is another's, SettingsError, StoreError.
        """
        from dharma_tui.services.store.group_edits import BY_HAND, INCLUDE

        name, environment = checked_name(name), meant(environment, await self.vocabulary())
        key = BY_HAND + self._ids("made").removeprefix("made-")

        def write(edits: GroupEdits) -> None:
            refuse_twin(name, environment, edits.made().values())
            edits.decide(key, made=name, environment=environment)
            edits.members(key, INCLUDE, refs)

        await self._decide(write)
        return ResourceRef(KIND, key)

    async def vocabulary(self) -> Vocabulary:
        """Which words are one environment here. Raises SettingsError."""
        return (await self._io.run(self._conventions)).vocabulary

    async def add(self, ref: ResourceRef, refs: Sequence[ResourceRef]) -> None:
        """Put resources into an infrastructure, whatever is found. Raises NotFoundError, StoreError."""
        from dharma_tui.services.store.group_edits import INCLUDE

        await self.infrastructure(ref)
        if any(member.kind == KIND for member in refs):
            raise UsageError("an infrastructure holds no infrastructures", "mark what they are made of instead")
        await self._decide(lambda edits: edits.members(ref.key, INCLUDE, refs))

    async def take_out(self, ref: ResourceRef, refs: Sequence[ResourceRef]) -> None:
        """Take resources out of an infrastructure, whatever is found. Raises NotFoundError, StoreError."""
        from dharma_tui.services.store.group_edits import EXCLUDE

        await self.infrastructure(ref)
        await self._decide(lambda edits: edits.members(ref.key, EXCLUDE, refs))

    async def rename(self, ref: ResourceRef, name: str) -> None:
        """Call it otherwise; its history goes on. Raises UsageError, NotFoundError, StoreError."""
        name = checked_name(name)
        one = await self.infrastructure(ref)

        def write(edits: GroupEdits) -> None:
            _refuse_twin_of(one, name, one.environment, edits)
            edits.decide(ref.key, named=name)

        await self._decide(write)

    async def place(self, ref: ResourceRef, environment: str) -> None:
        """Say in which environment it is, as a tag would. Raises UsageError, NotFoundError, SettingsError, StoreError."""
        environment = meant(environment, await self.vocabulary())
        one = await self.infrastructure(ref)

        def write(edits: GroupEdits) -> None:
            _refuse_twin_of(one, one.name, environment, edits)
            edits.decide(ref.key, environment=environment)

        await self._decide(write)

    async def remove(self, ref: ResourceRef) -> None:
        """Have it no more: one that was made by hand is forgotten, one that is found is left out. Raises NotFoundError."""
        from dharma_tui.services.store.group_edits import BY_HAND

        await self.infrastructure(ref)
        if ref.key.startswith(BY_HAND):
            await self._decide(lambda edits: edits.forget(ref.key))
        else:
            await self._decide(lambda edits: edits.decide(ref.key, removed="yes"))

    async def restore(self, ref: ResourceRef) -> None:
        """Take back everything that was decided by hand about one that is found. Raises UsageError."""
        from dharma_tui.services.store.group_edits import BY_HAND

        if ref.key.startswith(BY_HAND):
            raise UsageError("this one is nothing but made by hand", "remove it instead")
        await self._decide(lambda edits: edits.forget(ref.key))

    async def removed(self) -> list[ResourceRef]:
        """Those that would be found, and that somebody wants left out."""
        sql = "SELECT DISTINCT infrastructure FROM lake.infrastructure_edits WHERE what = 'removed' ORDER BY 1"
        return [ResourceRef(KIND, row[0]) for row in await self._io.run(self._lake.query, sql)]

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _decide(self, write: Callable[[GroupEdits], None]) -> None:
        from dharma_tui.services.author import author
        from dharma_tui.services.store.group_edits import GroupEdits

        def work() -> None:
            edits = GroupEdits(self._lake, author())
            self._lake.write(lambda _: write(edits))  # what it looks at stays so until it has written
            self.derive()

        await self._io.run(work)

    async def _resources(self, sql: str, params: Sequence[object]) -> list[Resource]:
        rows: list[tuple[Any, ...]] = await self._io.run(self._lake.query, sql, params)
        return [_resource(row) for row in rows]


def checked_name(name: str, *, empty: bool = False) -> str:
    """A name that may be given. Raises UsageError."""
    name = name.strip()
    if (not name and not empty) or len(name) > NAME_LIMIT or not (name.isprintable() or not name):
        raise UsageError(f"{name!r} cannot be a name", f"use 1 to {NAME_LIMIT} ordinary characters")
    if name.endswith(")") and "(" in name:
        before = name.rpartition("(")[0].strip()
        if not before:
            raise UsageError(f"{name!r} has no name before the brackets", "write it so: Checkout (production)")
        raise UsageError(
            f"what {name!r} has in brackets would be an environment", f"call it {before!r}, or leave them out"
        )
    return name


def meant(environment: str, words: Vocabulary) -> str:
    """The environment that is meant, one word for all its spellings, as of tags; empty where none is. Raises UsageError."""
    return words.meaning(ENVIRONMENT, checked_name(environment, empty=True))


def by_hand(known: Iterable[Infrastructure]) -> list[tuple[str, str]]:
    """Names and environments of those that somebody has made."""
    return [(one.name, one.environment) for one in known if one.sort == groups.BY_HAND]


def refuse_twin(name: str, environment: str, made: Iterable[tuple[str, str]]) -> None:
    """Raise UsageError where one of those ``made`` by hand is called so in the same environment.

    Names and environments are compared as those that are found: one without an environment is another than one in production.
    """
    for other, where in made:
        if plain_value(other.casefold()) == plain_value(name.casefold()) and where == environment:
            place = f"in {environment}" if environment else "in no environment"
            raise UsageError(
                f"there is an infrastructure {other!r} {place} already, made by hand",
                "put resources into that one, or take another name or environment",
            )


def _refuse_twin_of(one: Infrastructure, name: str, environment: str, edits: GroupEdits) -> None:
    """As ``refuse_twin``, for one that is there already. Raises NotFoundError where it was made by hand, and is no longer."""
    if one.sort == groups.BY_HAND:
        made = edits.made()
        if made.pop(one.ref.key, None) is None:
            raise NotFoundError(
                f"there is no infrastructure {one.name!r} any more", ":infrastructures lists those there are"
            )
        refuse_twin(name, environment, made.values())


def _resource(row: Sequence[Any]) -> Resource:
    kind, key, name, provider, account, region, state, attrs = row
    scope = Scope(provider or "", account or "", region or "")
    return Resource(ResourceRef(kind, key), name or "", scope, State(state), attrs=json.loads(attrs or "{}"))
