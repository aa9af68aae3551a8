"""What somebody may do on one resource, as few patterns of actions as say it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import permutations, product

from dharma_tui.services.rights.edges import Edges
from dharma_tui.services.rights.evaluation import Case, Judge, Principal, Target, Verdict
from dharma_tui.services.rights.patterns import (
    arn_covers,
    arn_overlaps,
    covers,
    overlaps,
    service_of,
)
from dharma_tui.services.rights.policies import Policies
from dharma_tui.services.rights.sorts import by_others, may_be_in_s3, may_be_on
from dharma_tui.services.rights.statements import Statement

ITSELF = "."
EVERYTHING_IN_IT = "*"


class Level(StrEnum):
    """How much an action lets one do, the most first."""

    EVERYTHING = "everything"
    PERMISSIONS = "permissions"
    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions, as a policy writes them, that are allowed on a resource or on a part of it."""

    action: str
    part: str
    """A pattern of what in the resource; empty: all of it, ``ITSELF``: it, and nothing of what is in it."""
    level: Level
    depends_on: tuple[str, ...]
    policies: tuple[str, ...]


_READS = re.compile(
    r"(?:Get|List|Describe|Head|BatchGet|BatchCheck|Query|Scan|Select|View|Lookup|Search|Read|Download|Check|Validate|Verify|Test)",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"(?:policy|acl|permission|passrole|assumerole|assumerolewith|creategrant|revokegrant|retiregrant|publicaccessblock)",
    re.IGNORECASE,
)
_DATABASE_USERS = "rds-db"
_BARE = frozenset(("sqs", "kms", "secretsmanager"))
"""Services in whose resources nothing has an ARN of its own."""


def level_of(action: str) -> Level:
    """What sort of action this is, or all that a pattern stands for."""
    name = action.partition(":")[2]
    if name in ("", "*"):
        return Level.EVERYTHING
    if _READS.match(name):
        return Level.READ
    return Level.PERMISSIONS if _PERMITS.search(name) else Level.WRITE


def grants(principal: Principal, target: Target) -> list[Grant]:
    """What ``principal`` may do on ``target``: the widest patterns that are allowed, the most powerful first."""
    return granted(Judge(principal).case(target))


def granted(case: Case) -> list[Grant]:
    """The same, where one of the two may be asked about again."""
    judge, target = case.judge, case.target
    has_to_agree = target.decides or judge.principal.account != target.account
    told = (judge.identity, judge.boundary, case.policy)
    candidates = _candidates(told, target, agreeing=has_to_agree or judge.principal.boundary is not None)
    allowed: list[Grant] = []
    for action, part in sorted(candidates, key=_breadth):
        decision = case.decide(action, part)
        if decision.verdict in (Verdict.ALLOWED, Verdict.PERHAPS):
            inside = "" if part == target.arn else part.removeprefix(target.arn).lstrip("/:")
            allowed.append(Grant(action, inside, level_of(action), decision.depends_on, decision.policies))
    found = WideGrants()
    for grant in _of_buckets(allowed) if _is_bucket(target) else allowed:
        if not any(found.saying_all_of(grant)):
            found.add(grant)
    return sorted(found.told, key=lambda grant: (list(Level).index(grant.level), grant.part, grant.action.lower()))


class WideGrants:
    """Grants, found by others that tell nothing beside them."""

    def __init__(self, told: Iterable[Grant] = ()) -> None:
        self.told: dict[Grant, int] = {}
        """With their places."""
        self._actions = Edges()
        self._parts: dict[str, Edges] = {}
        """What an action is allowed on."""
        self._known: dict[tuple[str, str], list[Grant]] = {}
        for grant in told:
            self.add(grant)

    def add(self, grant: Grant) -> None:
        """Learn of one more."""
        action, part = grant.action.lower(), "" if grant.part == ITSELF else grant.part
        self.told.setdefault(grant, len(self.told))
        self._actions.add(action)
        self._parts.setdefault(action, Edges()).add(part)
        self._known.setdefault((action, part), []).append(grant)

    def saying_all_of(self, narrow: Grant) -> Iterator[Grant]:
        """Every one beside which ``narrow`` tells nothing."""
        asked = narrow.action.lower()
        for action in self._actions.maybe_covering(asked):
            for part in self._parts[action].maybe_covering(narrow.part) if covers(action, asked) else ():
                yield from (wide for wide in self._known[action, part] if says_all_of(wide, narrow))


def _of_buckets(allowed: list[Grant]) -> Iterator[Grant]:
    """The same, a pattern that holds for a bucket but not for what is in it told to be of the bucket alone."""
    inside = {(grant.action, grant.depends_on) for grant in allowed if grant.part == EVERYTHING_IN_IT}
    for grant in allowed:
        alone = not grant.part and "*" in grant.action and (grant.action, grant.depends_on) not in inside
        yield replace(grant, part=ITSELF) if alone else grant


def says_all_of(wide: Grant, narrow: Grant) -> bool:
    """Whether ``narrow`` tells nothing that ``wide`` does not."""
    if wide.depends_on and wide.depends_on != narrow.depends_on:
        return False
    if narrow.depends_on and wide.part != narrow.part and (wide.part or not wide.depends_on):
        return False  # what is inside is not allowed as the whole is
    if wide.part == ITSELF:
        part = narrow.part in ("", ITSELF)
    else:
        part = not wide.part or (bool(narrow.part) and arn_covers(wide.part, narrow.part))
    return part and covers(wide.action.lower(), narrow.action.lower())


def _is_bucket(target: Target) -> bool:
    return ":s3:::" in target.arn


def _breadth(candidate: tuple[str, str]) -> tuple[int, int, str, str, str]:
    action, part = candidate
    return (-action.count("*"), len(action), action.lower(), part, action)


def _candidates(told: Iterable[Policies], target: Target, *, agreeing: bool) -> set[tuple[str, str]]:
    """Actions and what they are on, as far as any statement names them, for this resource.

    Where policies have to agree, also what one of them names of the other: an action by one, what it is on by another.
    """
    policies = [_Naming(each, target) for each in told]
    found = {pair for each in policies for pair in each.pairs()}
    for one, other in permutations(policies, 2) if agreeing else ():
        found.update(_agreed(one, other))
    return {(action, part) for action, part in found if may_be_on(action, target.arn) and may_be_in_s3(action, part)}


class _Naming:
    """What policies name for a resource, statement by statement: actions, and what they are on."""

    def __init__(self, told: Policies, target: Target) -> None:
        self.told = told
        self._target = target
        inside = _inside(target)
        anywhere = (target.arn, *(inside if _is_bucket(target) else ()))
        self.parts: dict[int, set[str]] = {
            at: set(() if each.resources else anywhere) for at, each in enumerate(told.told) if each.allows
        }
        for pattern, at in told.resources_near(f"{target.arn}*"):
            if at in self.parts:
                self.parts[at].update(_parts(pattern, target, inside))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Those that one statement names both of."""
        named = ((_actions(self.told.told[at], self._target), parts) for at, parts in self.parts.items() if parts)
        return (pair for actions, parts in named for pair in product(actions, parts))

    @cached_property
    def actions(self) -> dict[str, list[int]]:
        """The places of the statements that name an action."""
        found: dict[str, list[int]] = {}
        for at in self.parts:
            for action in _actions(self.told.told[at], self._target):
                found.setdefault(action, []).append(at)
        return found


def _agreed(one: _Naming, other: _Naming) -> Iterator[tuple[str, str]]:
    """Actions that ``one`` names, and what ``other`` names that they are on, as far as both are about them."""
    if not any(other.parts.values()):
        return
    for action, by in one.actions.items():
        ours, theirs = (each.told.by_action(action.lower()).fits for each in (one, other))
        named = {part for at in theirs for part in other.parts.get(at, ()) if at in other.told.by_resource(part).fits}
        for part in named:
            here = one.told.by_resource(part).fits
            if any(at in ours and at in here for at in by):
                yield action, part


def _actions(told: Statement, target: Target) -> Iterator[str]:
    for asked in (f"{service_of(target.arn)}:*", *by_others(target.arn)):
        for action in told.written if told.actions else [asked]:
            if covers(action.lower(), asked.lower()):
                yield asked
            elif overlaps(action.lower(), asked.lower()):
                yield action


def _inside(target: Target) -> tuple[str, ...]:
    """What stands for all that is in a resource: objects in a bucket, users in a database, none with a name after a colon."""
    if service_of(target.arn) in _BARE:
        return ()
    inside = (f"{target.arn}/*", f"{target.arn}:*")
    return inside[:1] if _is_bucket(target) or service_of(target.arn) == _DATABASE_USERS else inside


def _parts(pattern: str, target: Target, insides: Iterable[str]) -> Iterator[str]:
    """What a resource of a statement is of the target and of what is inside."""
    is_whole = arn_covers(pattern, target.arn)
    if is_whole:
        yield target.arn
    for inside in insides:
        if arn_covers(pattern, inside):
            if _is_bucket(target) or not is_whole:
                yield inside
        elif not is_whole and arn_overlaps(pattern, inside):
            yield pattern
