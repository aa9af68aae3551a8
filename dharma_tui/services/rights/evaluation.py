"""Whether somebody may do something, as AWS decides it: an explicit denial wins, what nobody allows is denied.

Not looked at, as they are not known here: policies of the organization, of sessions and of VPC endpoints, access lists of
S3 and its blocks of public access. Conditions are not evaluated: what depends on one is said to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dharma_tui.services.rights.askers import UNKNOWN, Asker
from dharma_tui.services.rights.patterns import arn_covers, arn_overlaps, covers, overlaps, without_variables
from dharma_tui.services.rights.statements import ANYBODY, Fit, Statement, without_path


class Verdict(StrEnum):
    """What comes of a request."""

    ALLOWED = "allowed"
    PERHAPS = "perhaps"
    """Allowed, if a condition holds or for some of what was asked about."""
    DENIED = "denied"
    """A policy says no."""
    NOT_ALLOWED = "not allowed"
    """No policy says yes."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a user, a role, a service, an account or somebody unknown, with the policies that are known to be theirs."""

    arn: str
    account: str
    type: str = "AWS"
    """As policies name it: AWS, Service or Federated."""
    identity: tuple[Statement, ...] = ()
    boundary: tuple[Statement, ...] | None = None
    """The most that its own policies can allow; None without one."""
    known: bool = True
    """Its own policies are known. Of somebody elsewhere they are not: theirs may allow it."""
    asker: Asker = UNKNOWN
    """What variables of policies stand for where it asks; its own are told with that."""

    @property
    def is_user(self) -> bool:
        """Whether it is a user of IAM, whom policies of resources reach past a boundary."""
        return ":user/" in self.arn


ANYONE = Principal("*", "", "*")
"""Whoever asks, signed in or not."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about: a resource, whose it is, and the policy of its own."""

    arn: str
    account: str
    policy: tuple[Statement, ...] = ()
    decides: bool = False
    """Its own policy has to allow everything, even within the account: of keys and of who takes on a role."""
    about: str = "*"
    """The actions that its own policy is about; that of a role says who takes it on, and nothing of who may change it."""

    def asked_by(self, principal: Principal) -> Target:
        """The same, its policy as it is meant where ``principal`` asks."""
        if not any(told.varies for told in self.policy):
            return self
        return replace(self, policy=principal.asker.meant(self.policy))


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, what it hangs on, and the policies that allow."""

    verdict: Verdict
    depends_on: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


def decide(principal: Principal, action: str, target: Target, resource: str = "") -> Decision:
    """Whether ``principal`` may do ``action`` (or all a pattern stands for) on ``target``, or on ``resource`` in it."""
    asked, on, target = action.lower(), resource or target.arn, target.asked_by(principal)
    if not overlaps(target.about, asked):
        target = replace(target, policy=(), decides=False)
    named = {id(told): _fit_principal(told, principal) for told in target.policy}
    denials = [
        (told, min(told.fit(asked, on), named.get(id(told), Fit.YES)))
        for told in (*principal.identity, *(principal.boundary or ()), *target.policy)
        if not told.allows
    ]
    if any(fit is Fit.YES for _, fit in denials):
        return Decision(Verdict.DENIED, policies=_names(told for told, fit in denials if fit is Fit.YES))

    own, own_by = _allowed(principal.identity, asked, on)
    bound, bound_by = _allowed(principal.boundary, asked, on) if principal.boundary is not None else (Fit.YES, [])
    own = min(own, bound) if principal.known else Fit.PERHAPS
    direct, direct_by = _allowed(target.policy, asked, on, principal, {Fit.YES}, named)
    by_account, account_by = _allowed(target.policy, asked, on, principal, {Fit.PERHAPS}, named)

    if principal.type != "AWS":
        found, by = direct, direct_by
    elif principal.account == target.account:
        if not principal.is_user:  # a boundary holds a role back where a resource names it, but no session of it
            sessions = [told for told in target.policy if told.of_session]
            as_session, session_by = _allowed(sessions, asked, on, principal, {Fit.YES}, named)
            direct, direct_by = max(min(direct, bound), as_session), direct_by if bound else session_by
        through = min(own, by_account) if target.decides else own
        found, by = max(through, direct), [*(own_by if through else []), *(direct_by if direct else [])]
        if through and target.decides:
            by += account_by
    else:
        found, by = min(own, max(direct, by_account)), [*own_by, *direct_by, *account_by]
    doubts = [told for told, fit in denials if fit is Fit.PERHAPS]
    return _decision(asked, on, found, by, doubts, bound_by, principal, target)


def _decision(
    asked: str,
    on: str,
    found: Fit,
    by: Sequence[Statement],
    denials: Sequence[Statement],
    bound_by: Sequence[Statement],
    principal: Principal,
    target: Target,
) -> Decision:
    if found is Fit.NO:
        return Decision(Verdict.NOT_ALLOWED)
    depends = [f"if {told.condition}" for told in (*by, *bound_by) if told.condition and found is Fit.PERHAPS]
    depends += [
        f"depending on {name}" for told in (*by, *bound_by) for name in told.depending(on) if found is Fit.PERHAPS
    ]
    crossed = [told for told in (*by, *bound_by) if any(overlaps(left_out, asked) for left_out in told.not_actions)]
    depends += [f"except {_some(told.written)}" for told in crossed if found is Fit.PERHAPS]
    depends += [
        f"except on {_some(told.not_resources)}"
        for told in (*by, *bound_by)
        if found is Fit.PERHAPS and any(arn_overlaps(without_variables(each), on) for each in told.not_resources)
    ]
    depends += [_denied(told, asked, on) for told in denials]
    if not principal.known and principal.account != target.account and principal.type == "AWS":
        depends.append("if its own account allows it")
    perhaps = found is Fit.PERHAPS or denials
    if perhaps and not depends:  # a pattern that crosses the one asked about allows what both stand for
        depends = [f"only {_some(told.written)}" for told in (*by, *bound_by)]
    return Decision(Verdict.PERHAPS if perhaps else Verdict.ALLOWED, tuple(dict.fromkeys(depends)), _names(by))


def _allowed(
    policy: Iterable[Statement] | None,
    action: str,
    resource: str,
    principal: Principal | None = None,
    wanted: Iterable[Fit] = (),
    named: dict[int, Fit] | None = None,
) -> tuple[Fit, list[Statement]]:
    """How far ``policy`` allows it, and the statements that do; of a resource's, those that name the principal as wanted."""
    best, by = Fit.NO, []
    for told in policy or ():
        if not told.allows or (principal is not None and named is not None and named[id(told)] not in wanted):
            continue
        fit = told.fit(action, resource)
        if fit is Fit.PERHAPS and not _is_crossed_or_conditional(told, action, resource):
            continue
        if fit:
            by.append(told)
            best = max(best, fit)
    if best is Fit.YES:
        by = [told for told in by if told.fit(action, resource) is Fit.YES]
    return best, by


def _is_crossed_or_conditional(told: Statement, action: str, resource: str) -> bool:
    """Whether a statement that is perhaps about all that is asked may be; not, if it is about a part of it alone."""
    narrower = any(covers(action, pattern) and pattern != action for pattern in told.actions) and not any(
        covers(pattern, action) for pattern in told.actions
    )
    on = tuple(map(without_variables, told.resources))
    inner = any(arn_covers(resource, pattern) and pattern != resource for pattern in on) and not any(
        arn_covers(pattern, resource) for pattern in on
    )
    return not narrower and not inner


def is_named(told: Statement, principal: Principal) -> bool:
    """Whether a statement of a resource names ``principal`` itself, or a session of it."""
    arn = without_path(principal.arn) if told.of_session else principal.arn
    return ("AWS", arn) in (told.principals or ())


def _fit_principal(told: Statement, principal: Principal) -> Fit:
    """Whether a statement of a resource names ``principal``: itself (yes), by its account (perhaps), or not.

    A denial that names the account is about everybody in it. One of all but some takes everybody who has a boundary, also
    whom it leaves out, and may take those whose account it does not leave out with them (AWS, "NotPrincipal with Deny").
    """
    if not told.lets_in(principal.account):
        return Fit.NO
    if told.of_session:
        principal = replace(principal, arn=without_path(principal.arn))
    if told.not_principals:
        best = max(_names_it(each, principal) for each in told.not_principals)
        if told.allows:
            return Fit.NO if best is Fit.YES else Fit.YES
        if best is not Fit.YES or principal.boundary is not None:
            return Fit.YES
        return Fit.NO if _is_with_account(told, principal) else Fit.PERHAPS
    if told.principals is None:
        return Fit.NO
    best = max((_names_it(each, principal) for each in told.principals), default=Fit.NO)
    return Fit.YES if best and not told.allows else best


def _names_it(named: tuple[str, str], principal: Principal) -> Fit:
    type_, value = named
    if value == ANYBODY and type_ in ("AWS", "*"):
        return Fit.YES
    if type_ != principal.type:
        return Fit.NO
    if value == principal.arn:
        return Fit.YES
    if type_ == "AWS" and account_of(value) == principal.account and principal.account:
        return Fit.PERHAPS if _is_account(value) else Fit.NO
    return Fit.NO


def _is_with_account(told: Statement, principal: Principal) -> bool:
    """Whether a denial leaves out the account of one whom it leaves out, or who is of none."""
    named = [value for _, value in told.not_principals]
    ours = [value for value in named if _is_account(value) and account_of(value) == principal.account]
    return principal.type != "AWS" or ANYBODY in named or bool(ours)


def _is_account(value: str) -> bool:
    return value.isdigit() or value.endswith(":root")


def account_of(value: str) -> str:
    """The account that a principal or an ARN tells, or is; empty where it tells none."""
    return value if value.isdigit() else value.split(":")[4] if value.count(":") >= 5 else ""


def _names(found: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(told.policy for told in found))


def _denied(told: Statement, asked: str, on: str) -> str:
    """What a denial leaves of ``asked``, or what it takes of it, where it takes a part."""
    if told.condition:
        return f"unless {told.condition}"
    whole = any(covers(each, asked) for each in told.actions)
    everywhere = told.fit_resource(on) is Fit.YES
    if told.not_resources and whole and not everywhere:
        return f"only on {_some(told.not_resources)}"
    if told.not_actions and everywhere:
        return f"only {_some(told.written)}"
    what = _some(told.written) if told.actions else f"all but {_some(told.written)}"
    where = f"all but {_some(told.not_resources)}" if told.not_resources else _some(told.resources)
    if whole and everywhere and told.not_principals:
        return "unless it is denied with its account"
    return f"except {what}" + ("" if everywhere else f" on {where}")


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
