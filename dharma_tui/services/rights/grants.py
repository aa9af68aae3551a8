"""What somebody may do on one resource, as few patterns of actions as say it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations, product

from dharma_tui.services.rights.evaluation import Principal, Target, Verdict, decide
from dharma_tui.services.rights.patterns import (
    arn_covers,
    arn_overlaps,
    covers,
    overlaps,
    service_of,
    without_variables,
)
from dharma_tui.services.rights.sorts import may_be_in_s3, may_be_on
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
_BARE = frozenset(("sqs", "kms", "secretsmanager"))
"""Services in whose resources nothing has an ARN of its own."""
_TAKEN_ON = re.compile(r"arn:[^:]*:iam::[^:]*:role/")
"""Roles alone are what others take on, by actions of another service than their own."""


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
    target = target.asked_by(principal)
    agreeing = principal.boundary is not None or target.decides or principal.account != target.account
    told = (principal.identity, principal.boundary or (), target.policy)
    allowed: list[Grant] = []
    for action, part in sorted(_candidates(told, target, agreeing=agreeing), key=_breadth):
        decision = decide(principal, action, target, part)
        if decision.verdict in (Verdict.ALLOWED, Verdict.PERHAPS):
            inside = "" if part == target.arn else part.removeprefix(target.arn).lstrip("/:")
            allowed.append(Grant(action, inside, level_of(action), decision.depends_on, decision.policies))
    found: list[Grant] = []
    for grant in _of_buckets(allowed) if _is_bucket(target) else allowed:
        if not any(says_all_of(known, grant) for known in found):
            found.append(grant)
    return sorted(found, key=lambda grant: (list(Level).index(grant.level), grant.part, grant.action.lower()))


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


def _breadth(candidate: tuple[str, str]) -> tuple[int, int, str, str]:
    action, part = candidate
    return (-action.count("*"), len(action), action.lower(), part)


def _candidates(told: Iterable[Iterable[Statement]], target: Target, *, agreeing: bool) -> set[tuple[str, str]]:
    """Actions and what they are on, as far as any statement names them, for this resource.

    Where policies have to agree, also what one of them names of the other: an action by one, what it is on by another.
    """
    policies = [
        [(each, [*_actions(each, target)], [*_parts(each, target)]) for each in policy if each.allows]
        for policy in told
    ]
    found = {(action, part) for each in policies for _, actions, parts in each for action in actions for part in parts}
    for one, other in permutations(policies, 2) if agreeing else ():
        for (by, actions, _), (beside, _, parts) in product(one, other):
            pairs = product(actions, parts)
            found |= {(what, on) for what, on in pairs if by.fit(what.lower(), on) and beside.fit(what.lower(), on)}
    return {(action, part) for action, part in found if may_be_on(action, target.arn) and may_be_in_s3(action, part)}


def _actions(told: Statement, target: Target) -> Iterator[str]:
    service = service_of(target.arn)
    for asked in (service, "sts") if _TAKEN_ON.match(target.arn) else (service,):
        everything = f"{asked}:*"
        for action in told.written if told.actions else [everything]:
            if covers(action.lower(), everything):
                yield everything
            elif overlaps(action.lower(), everything):
                yield action


def _inside(target: Target) -> tuple[str, ...]:
    """What stands for all that is in a resource: in a bucket are objects alone, and nothing has a name after a colon."""
    if service_of(target.arn) in _BARE:
        return ()
    inside = (f"{target.arn}/*", f"{target.arn}:*")
    return inside[:1] if _is_bucket(target) else inside


def _parts(told: Statement, target: Target) -> Iterator[str]:
    inner = _inside(target)
    if not told.resources:
        yield target.arn
        if _is_bucket(target):
            yield from inner
        return
    for written in told.resources:
        pattern = without_variables(written)
        if arn_covers(pattern, target.arn):
            yield target.arn
        for inside in inner:
            if arn_covers(pattern, inside):
                if _is_bucket(target) or not arn_covers(pattern, target.arn):
                    yield inside
            elif arn_overlaps(pattern, inside) and not arn_covers(pattern, target.arn):
                yield pattern
