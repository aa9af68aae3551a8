"""What an identity may do by its own policies, as far as its boundary and whoever has what they are on agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.access import Way
from dharma_tui.core.types import Resource
from dharma_tui.services.relations.rights import names_in
from dharma_tui.services.rights.claims import Bounds, Claim, claims
from dharma_tui.services.rights.evaluation import Case, Judge, Principal, Target, Verdict, account_of
from dharma_tui.services.rights.grants import level_of
from dharma_tui.services.rights.patterns import service_of
from dharma_tui.services.rights.statements import Statement


def own_rights(principal: Principal, elsewhere: Mapping[str, tuple[Resource, Target]]) -> Iterator[Way]:
    """What its own policies allow, and its boundary leaves; on what another account has only if that does, too."""
    judge = Judge(principal)
    bounds = [Bounds(principal.boundary)] if principal.boundary is not None else []
    here = _Owner(judge.case(Target("", principal.account)), bounds)
    theirs = {
        arn: _Owner(judge.case(target), [*bounds, Bounds(_by_owner(target))], resource)
        for arn, (resource, target) in elsewhere.items()
    }
    found: dict[Way, None] = {}
    for told in principal.identity:
        for claim in claims(told) if told.allows else ():
            named = names_in(claim.on) if theirs else ()
            owner = next((theirs[arn] for arn in named if arn in theirs and _decides(arn, claim)), here)
            found |= dict.fromkeys(_left(claim, owner))
    yield from sorted(found, key=lambda way: (way.name, way.what, way.why))


def why(depends_on: Collection[str], policies: Collection[str]) -> str:
    """What a right hangs on, and the policies that give it."""
    by = ", ".join(filter(None, policies))
    return "; ".join((*depends_on, *([f"by {by}"] if by else ())))


def _decides(arn: str, claim: Claim) -> bool:
    """Whether the policy of ``arn`` is about what it claims: aliases and versions of functions have their own."""
    return arn == claim.on or service_of(arn) != "lambda"


def _by_owner(target: Target) -> Iterator[Statement]:
    """Its own policy, as it is for whoever it is about; what leaves out what it is on is about all of it."""
    for told in target.policy:
        yield told if told.resources or told.not_resources else replace(told, resources=("*",))


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose what is claimed is."""

    case: Case
    beside: Sequence[Bounds]
    """What other policies than the principal's own leave of its claims."""
    resource: Resource | None = None
    """What is claimed, or what that is in; None where it is not known to be another account's."""


def _left(claim: Claim, owner: _Owner, done: int = 0) -> list[Way]:
    """The claim, if it is allowed; else what of it each of the policies beside leaves."""
    way = _claimed(claim, owner)
    if way is not None or done == len(owner.beside):
        return [way] if way is not None else []
    return [each for narrow in owner.beside[done].within(claim) for each in _left(narrow, owner, done + 1)]


def _claimed(claim: Claim, owner: _Owner) -> Way | None:
    """The claim, if it is allowed: by whatever there is for sure, else as far as the statement itself does."""
    account = account_of(claim.resource)
    is_elsewhere = account.isdigit() and account != owner.case.judge.principal.account
    has_a_say = [f"if account {account}, whose it is, allows it"] if is_elsewhere and owner.resource is None else []
    ruling = owner.case.ruling(claim.action, claim.resource)
    if ruling.verdict is not Verdict.ALLOWED or has_a_say:
        ruling = owner.case.ruling(claim.action, claim.resource, only=claim.by)
    if ruling.verdict not in (Verdict.ALLOWED, Verdict.PERHAPS):
        return None
    decision = ruling.decision()
    depends_on = (*decision.depends_on, *has_a_say)
    what = f"{level_of(claim.action).value}: {claim.action}{claim.left_out}"
    other = owner.resource.ref if owner.resource else None
    return Way(claim.on, what, why(depends_on, decision.policies), other, not depends_on)
