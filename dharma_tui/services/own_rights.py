"""What an identity may do by its own policies, as far as its boundary and whoever has what they are on agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from dharma_tui.core.access import Way
from dharma_tui.core.types import Resource
from dharma_tui.services.relations.rights import names_in
from dharma_tui.services.rights.claims import Claim, claims
from dharma_tui.services.rights.evaluation import Decision, Principal, Target, Verdict, account_of, decide
from dharma_tui.services.rights.grants import level_of
from dharma_tui.services.rights.patterns import service_of


def own_rights(principal: Principal, elsewhere: Mapping[str, tuple[Resource, Target]]) -> Iterator[Way]:
    """What its own policies allow, and its boundary leaves; on what another account has only if that does, too."""
    bounds = [each for told in principal.boundary or () if told.allows for each in claims(told)]
    found: dict[Way, None] = {}
    for told in principal.identity:
        for claim in claims(told) if told.allows else ():
            owner = next(
                (elsewhere[arn] for arn in names_in(claim.on) if arn in elsewhere and _decides(arn, claim)), None
            )
            theirs = [*_by_owner(owner[1])] if owner else None
            beside = [each for each in (bounds if principal.boundary is not None else None, theirs) if each is not None]
            found |= dict.fromkeys(_left(principal, claim, beside, owner))
    yield from sorted(found, key=lambda way: (way.name, way.what, way.why))


def why(depends_on: Collection[str], policies: Collection[str]) -> str:
    """What a right hangs on, and the policies that give it."""
    by = ", ".join(filter(None, policies))
    return "; ".join((*depends_on, *([f"by {by}"] if by else ())))


def _decides(arn: str, claim: Claim) -> bool:
    """Whether the policy of ``arn`` is about what it claims: aliases and versions of functions have their own."""
    return arn == claim.on or service_of(arn) != "lambda"


def _by_owner(target: Target) -> Iterator[Claim]:
    """What its own policy allows whoever it is about; one that leaves out what it is on is about all of it."""
    for told in target.policy:
        if told.allows:
            yield from claims(told if told.resources or told.not_resources else replace(told, resources=("*",)))


def _left(
    principal: Principal, claim: Claim, beside: Sequence[Sequence[Claim]], owner: tuple[Resource, Target] | None
) -> list[Way]:
    """The claim, if it is allowed; else what of it each of the policies ``beside`` leaves."""
    way = _claimed(principal, claim, owner)
    if way is not None or not beside:
        return [way] if way is not None else []
    return [each for narrow in claim.within(beside[0]) for each in _left(principal, narrow, beside[1:], owner)]


def _claimed(principal: Principal, claim: Claim, owner: tuple[Resource, Target] | None) -> Way | None:
    """The claim, if it is allowed: by whatever there is for sure, else as far as the statement itself does."""
    resource, target = owner or (None, None)
    decision = _decided(principal, claim.action, claim.resource, target)
    if decision.verdict is not Verdict.ALLOWED or decision.depends_on:
        denials = tuple(each for each in principal.identity if not each.allows)
        alone = replace(principal, identity=(claim.by, *denials))
        decision = _decided(alone, claim.action, claim.resource, target)
    if decision.verdict not in (Verdict.ALLOWED, Verdict.PERHAPS):
        return None
    what = f"{level_of(claim.action).value}: {claim.action}{claim.left_out}"
    words = why(decision.depends_on, decision.policies)
    return Way(claim.on, what, words, resource.ref if resource else None, not decision.depends_on)


def _decided(principal: Principal, action: str, on: str, target: Target | None) -> Decision:
    """Whether its policies allow it on what they name, which is ``target`` or in it where that is known to be another account's."""
    if target is not None:
        return decide(principal, action, target, on)
    decision = decide(principal, action, Target(on, principal.account))
    account = account_of(on)
    if account.isdigit() and account != principal.account:
        return replace(decision, depends_on=(*decision.depends_on, f"if account {account}, whose it is, allows it"))
    return decision
