"""Whether somebody may do something, as AWS decides it: an explicit denial wins, what nobody allows is denied.

Not looked at, as they are not known here: policies of the organization, of sessions and of VPC endpoints, access lists of
S3 and its blocks of public access. Conditions are not evaluated: what depends on one is said to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dharma_tui.services.rights.askers import UNKNOWN, Asker
from dharma_tui.services.rights.patterns import overlaps
from dharma_tui.services.rights.policies import Policies, Said
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


class Judge:
    """Knows what the policies of one principal say."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.identity = Policies(principal.identity)
        self.boundary = Policies(principal.boundary or ())

    def case(self, target: Target) -> Case:
        """Where the principal asks for ``target``."""
        return Case(self, target)


class Case:
    """Decides what one principal may do on one target: what was looked up for one question is known for the next."""

    def __init__(self, judge: Judge, target: Target) -> None:
        self.judge = judge
        self.target = target.asked_by(judge.principal)
        self.policy = Policies(self.target.policy)
        """The target's own."""
        self._named = {id(told): _fit_principal(told, judge.principal) for told in self.target.policy}

    def decide(self, action: str, resource: str = "") -> Decision:
        """Whether it may do ``action`` (or all a pattern stands for) on the target, or on ``resource`` in it."""
        return self.ruling(action, resource).decision()

    def ruling(self, action: str, resource: str = "", only: Statement | None = None) -> Ruling:
        """The same, not yet in words. Of its own statements that allow something, ``only`` one may count."""
        judge, principal, target = self.judge, self.judge.principal, self.target
        asked, on = action.lower(), resource or target.arn
        is_about = overlaps(target.about, asked)
        identity, boundary = judge.identity.about(asked, on), judge.boundary.about(asked, on)
        if only is not None:
            identity = [*Policies((only,)).about(asked, on), *(said for said in identity if not said.told.allows)]
        theirs = [(said, self._named[id(said.told)]) for said in self.policy.about(asked, on)] if is_about else []
        denials = [(said, said.fit) for said in (*identity, *boundary) if not said.told.allows]
        denials += [(said, min(said.fit, named)) for said, named in theirs if not said.told.allows]
        if denied_by := [said for said, fit in denials if fit is Fit.YES]:
            return Ruling(asked, on, Verdict.DENIED, denied_by)

        own, own_by = _allowed(identity)
        bound, bound_by = _allowed(boundary) if principal.boundary is not None else (Fit.YES, [])
        own = min(own, bound) if principal.known else Fit.PERHAPS
        direct, direct_by = _allowed(said for said, named in theirs if named is Fit.YES)
        by_account, account_by = _allowed(said for said, named in theirs if named is Fit.PERHAPS)

        decides = target.decides and is_about
        if principal.type != "AWS":
            found, by = direct, direct_by
        elif principal.account == target.account:
            if not principal.is_user:  # a boundary holds a role back where a resource names it, but no session of it
                sessions = (said for said, named in theirs if named is Fit.YES and said.told.of_session)
                as_session, session_by = _allowed(sessions)
                direct, direct_by = max(min(direct, bound), as_session), direct_by if bound else session_by
            through = min(own, by_account) if decides else own
            found, by = max(through, direct), [*(own_by if through else []), *(direct_by if direct else [])]
            if through and decides:
                by += account_by
        else:
            found, by = min(own, max(direct, by_account)), [*own_by, *direct_by, *account_by]
        if found is Fit.NO:
            return Ruling(asked, on, Verdict.NOT_ALLOWED)
        doubts = [said for said, fit in denials if fit is Fit.PERHAPS]
        is_elsewhere = not principal.known and principal.account != target.account and principal.type == "AWS"
        verdict = Verdict.PERHAPS if found is Fit.PERHAPS or doubts else Verdict.ALLOWED
        return Ruling(asked, on, verdict, by, bound_by, doubts, is_sure=found is Fit.YES, is_elsewhere=is_elsewhere)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What comes of a question, and the statements by which it does."""

    asked: str
    on: str
    verdict: Verdict
    by: Sequence[Said] = ()
    bound_by: Sequence[Said] = ()
    """What in a boundary leaves it."""
    doubts: Sequence[Said] = ()
    """Denials of some of it, or of all if their conditions hold."""
    is_sure: bool = False
    """What allows it does, but for what ``doubts`` take from it."""
    is_elsewhere: bool = False
    """The principal's own account has a say in it that is not known."""

    def decision(self) -> Decision:
        """The verdict, and in words what it hangs on."""
        policies = tuple(dict.fromkeys(said.told.policy for said in self.by))
        if self.verdict in (Verdict.DENIED, Verdict.NOT_ALLOWED):
            return Decision(self.verdict, policies=policies)
        by = (*self.by, *self.bound_by)
        depends = [] if self.is_sure else [*_depends(self.asked, self.on, by)]
        depends += map(_denied, self.doubts)
        if self.is_elsewhere:
            depends.append("if its own account allows it")
        if self.verdict is Verdict.PERHAPS and not depends:
            # a pattern that crosses the one asked about allows what both stand for
            depends = [f"only {_some(said.told.written)}" for said in by]
        return Decision(self.verdict, tuple(dict.fromkeys(depends)), policies)


def decide(principal: Principal, action: str, target: Target, resource: str = "") -> Decision:
    """Whether ``principal`` may do ``action`` (or all a pattern stands for) on ``target``, or on ``resource`` in it."""
    return Judge(principal).case(target).decide(action, resource)


def _depends(asked: str, on: str, by: Sequence[Said]) -> Iterator[str]:
    """What decides whether what allows ``asked`` perhaps does."""
    yield from (f"if {said.told.condition}" for said in by if said.told.condition)
    yield from (f"depending on {name}" for said in by for name in said.told.depending(on))
    yield from (f"except {_some(said.told.written)}" for said in by if said.leaves_out(asked))
    for said in by:
        if said.told.not_resources and said.by_resource is not Fit.YES:
            yield f"except on {_some(said.told.not_resources)}"


def _allowed(said: Iterable[Said]) -> tuple[Fit, list[Said]]:
    """How far it is allowed, and the statements that do so; not those that are about a part of what was asked alone."""
    by = [each for each in said if each.told.allows and not (each.fit is Fit.PERHAPS and each.is_inner)]
    best = max((each.fit for each in by), default=Fit.NO)
    return best, [each for each in by if each.fit is Fit.YES] if best is Fit.YES else by


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


def _denied(said: Said) -> str:
    """What a denial leaves of what was asked, or what it takes of it, where it takes a part."""
    told = said.told
    if told.condition:
        return f"unless {told.condition}"
    whole, everywhere = said.has_action, said.by_resource is Fit.YES
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
