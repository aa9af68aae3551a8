"""Who may do what with one resource and what it may do, as far as policies that were read tell, and which were not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.access import NOT_READ, Answers, Unlisted, Way
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Resource, ResourceRef, Verb
from dharma_tui.services.own_rights import own_rights, why
from dharma_tui.services.relations.rights import names_in
from dharma_tui.services.rights.claims import Claim, claims
from dharma_tui.services.rights.doubts import doubted, doubtful
from dharma_tui.services.rights.evaluation import ANYONE, Case, Judge, Principal, Target, Verdict, account_of, is_named
from dharma_tui.services.rights.grants import Grant, WideGrants, grants, level_of
from dharma_tui.services.rights.identities import (
    AWS_POLICY,
    IDENTITIES,
    OWN,
    ROLE,
    USER,
    Identities,
    Unread,
    arn_of,
    target_of,
    targets_of,
)
from dharma_tui.services.rights.policies import Policies
from dharma_tui.services.rights.statements import ANYBODY, Statement, statements
from dharma_tui.services.store.reading import read_resources

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import CoverageReader
    from dharma_tui.services.store.lake import Lake

_BY_WAY = ("aws:sourceaccount", "aws:sourceowner")
"""Keys of conditions, in lower case, that let in what services ask on behalf of some accounts alone."""
_DELETED = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,}")
"""What AWS writes in the place of a user or role that was deleted: its unique id."""
WHO, WHAT = "Who may do what", "What it may do"
"""The questions of rights."""
_NOT_LOOKED_AT = (
    "policies of the organization (SCPs, RCPs), of sessions and of VPC endpoints; grants of keys; S3 access points, access"
    " lists and public access blocks; root users of accounts"
)
_TO_ANYBODY = "; what policies of resources grant to anybody"
HAVE_POLICIES = frozenset(
    f"aws.{kind}"
    for kind in (
        *("acmpca.private_ca", "amp.prometheus_workspace", "apigateway.api_domain", "backup.backup_vault"),
        *(
            "codeartifact.package_repository",
            "codebuild.build_project",
            "glacier.glacier_vault",
            "glue.data_catalog_db",
        ),
        *("glue.glue_table", "kafka.msk_cluster", "kinesis.stream_consumer", "lambda.function_alias"),
        *("lambda.function_version", "lambda.layer", "logs.log_group", "network_firewall.firewall_policy"),
        *("networkmanager.core_network", "opensearch.ingestion_pipeline", "redshift.warehouse"),
        *("route53resolver.resolver_query_log", "route53resolver.resolver_rule", "s3.bucket_access_point"),
        *("s3.table_bucket", "ses.email_identity", "signer.signing_profile", "ssm.parameter"),
        *("vpclattice.lattice_network", "vpclattice.lattice_service", "wafv2.waf_rule_group"),
    )
)
"""Kinds that may have policies of their own which nobody reads."""
_OF_CALLS = frozenset(("aws.apigateway.rest_api", "aws.apigateway.http_api"))
_METHODS = "what its methods ask of callers beside its policy (signatures, authorizers, keys); "
PASSED = {"aws.ec2.vpc_endpoint": "PolicyDocument"}
"""Kinds that let through what their policy allows, and where they have it."""
THROUGH = "What may be done through it"


class RightsReader:
    """Reads from the lake who may do what, at one moment. Blocks; raises StoreError."""

    def __init__(self, lake: Lake, kinds: Mapping[str, KindSpec], coverage: CoverageReader) -> None:
        self._lake = lake
        self._kinds = kinds
        self._coverage = coverage

    def of(self, resource: Resource, snapshot: int) -> Iterator[Answers]:
        """Everything that policies say of ``resource``; nothing for what policies cannot name."""
        kind = self._kinds.get(resource.ref.kind)
        if kind is not None and any(link == (kind.stands_for, Verb.ROUTES_TO) for link in _leading(kind)):
            yield from self._of_meant(resource, kind, snapshot)
            return
        if kind is None or kind.provider != "aws" or not arn_of(resource, kind):
            return
        targets = targets_of(resource, kind)
        target = targets[-1]
        named = dict.fromkeys(_named(target))
        accounts = {resource.scope.account, *map(account_of, named)} - {""}
        if opened := [each for each in target.policy if _is_open(each)]:
            accounts |= {each for each in self._scanned(snapshot) if any(told.lets_in(each) for told in opened)}
        identities = self._identities(accounts, list(named), snapshot)
        if told := tuple(statements(resource.attrs.get(PASSED.get(kind.kind, "")), "")):
            yield _passing(told)
        if not list(identities.refs()) and not kind.policy:
            return
        unlisted: list[Unlisted] = []
        if kind.policy and kind.policy not in resource.attrs:
            target = doubtful(target)
            unlisted.append(Unlisted(f"the policy of {resource.name}", how="was not read"))
        own = "its own policy; " if kind.kind in HAVE_POLICIES else _METHODS if kind.kind in _OF_CALLS else ""
        holders = [ref for ref in identities.refs() if ref.kind in (USER, ROLE)]
        unread = [each for ref in holders for each in identities.unread(ref.key)]
        missing = {account: self._unlisted(account) for account in sorted(accounts)}
        unlisted += [Unlisted(what) for what in missing.get(resource.scope.account, ())]
        doubts = {account_of(ref.key) for ref in holders if any(identities.unread(ref.key))}
        known = {account for account, kinds in missing.items() if not kinds} - doubts
        allowed = [_allowed(identities, each, holders, known) for each in (*targets[:-1], target)]
        ways, counted = (tuple(sorted((way for each in allowed for way in each[at]), key=_order)) for at in (0, 1))
        yield Answers(
            *(WHO, ways, "Nobody known may do anything with it."),
            *(own + _NOT_LOOKED_AT, (*unlisted, *_unread(unread)), counted),
        )
        if resource.ref.kind in (USER, ROLE):
            yield self._own(identities, resource, snapshot)

    def _of_meant(self, name: Resource, kind: KindSpec, snapshot: int) -> Iterator[Answers]:
        """Of a name of something else: what is said of that."""
        rows = self._lake.query(
            f"""SELECT DISTINCT dst_key FROM lake.relationships AT (VERSION => {snapshot})
            WHERE src_kind = ? AND src_key = ? AND dst_kind = ? AND verb = ?""",
            [name.ref.kind, name.ref.key, kind.stands_for, Verb.ROUTES_TO.value],
        )
        keys = [key for (key,) in rows]
        meant = [*read_resources(self._lake, [kind.stands_for], snapshot, "key IN (SELECT unnest(?))", [keys])]
        for each in meant:
            yield from self.of(each, snapshot)
        if not meant:
            unlisted = (Unlisted(f"what {name.name} stands for", how="was not listed"),)
            yield Answers(WHO, (), "Nobody known may do anything with it.", _NOT_LOOKED_AT, unlisted)

    def _scanned(self, snapshot: int) -> set[str]:
        """Accounts of which anybody is known."""
        rows = self._lake.query(
            f"SELECT DISTINCT account FROM lake.resources AT (VERSION => {snapshot}) WHERE kind IN (?, ?)", [USER, ROLE]
        )
        return {account for (account,) in rows if account}

    def _identities(self, accounts: Collection[str], named: list[str], snapshot: int) -> Identities:
        """Those of ``accounts`` and those that are ``named``; policies of AWS are in the account that told of them last."""
        found = Identities()
        for each in read_resources(
            *(self._lake, IDENTITIES, snapshot),
            "kind = ? OR account IN (SELECT unnest(?)) OR key IN (SELECT unnest(?))",
            [AWS_POLICY, sorted(accounts), named],
        ):
            found.add(each)
        return found

    def _unlisted(self, account: str) -> list[str]:
        """Who of ``account`` was never listed to the end."""
        listed = {
            part.kind
            for part in self._coverage.current()
            if part.scope.account == account and (part.complete_at is not None or part.report.imported)
        }
        return [f"{self._kinds[kind].plural} of {account}" for kind in (USER, ROLE) if kind not in listed]

    def _own(self, identities: Identities, resource: Resource, snapshot: int) -> Answers:
        """What an identity may do by its own policies, and by those of resources that name it."""
        unread = list(identities.unread(resource.ref.key))
        principal = identities.principal(resource.ref.key)
        ways: list[Way] = []
        if principal is not None:
            principal = doubted(principal, unread)
            elsewhere = self._elsewhere(principal, snapshot)
            ways = [*own_rights(principal, elsewhere), *self._by_resources(principal, snapshot)]
        others = tuple(Unlisted(f"policies of {name}", how=NOT_READ) for name in self._unread_policies(snapshot))
        return Answers(
            *(WHAT, tuple(ways), "No policy allows it anything.", _NOT_LOOKED_AT + _TO_ANYBODY),
            (*_unread(unread), *others),
        )

    def _by_resources(self, principal: Principal, snapshot: int) -> Iterator[Way]:
        """What policies of resources alone allow, as they name ``principal``."""
        kinds = sorted(kind.kind for kind in self._kinds.values() if kind.policy)
        sessions = f":assumed-role/{principal.arn.rpartition('/')[2]}/"
        naming = read_resources(
            *(self._lake, kinds, snapshot, "contains(attrs::VARCHAR, ?) OR contains(attrs::VARCHAR, ?)"),
            [principal.arn, sessions],
        )
        for found in naming:
            target = target_of(found, self._kinds[found.ref.kind])
            if any(told.allows and is_named(told, principal) for told in target.policy):
                for grant in grants(principal, target):
                    if set(grant.policies) == {OWN}:
                        yield _right(grant, found.name, found.ref)

    def _elsewhere(self, principal: Principal, snapshot: int) -> dict[str, tuple[Resource, Target]]:
        """What is known of what its policies name and other accounts have, as far as these have a say in it: by ARN."""
        named = {
            arn
            for told in principal.identity
            for on in told.resources
            for arn in names_in(on)
            if account_of(arn) != principal.account
        }
        if not named:
            return {}
        kinds = sorted(kind.kind for kind in self._kinds.values() if kind.policy)
        keys = sorted({each for arn in named for each in (arn, arn.rpartition("/")[2])})
        there = read_resources(
            *(self._lake, kinds, snapshot, "account <> ? AND key IN (SELECT unnest(?))"), [principal.account, keys]
        )
        found: dict[str, tuple[Resource, Target]] = {}
        for each in there:
            kind = self._kinds[each.ref.kind]
            if (arn := arn_of(each, kind)) in named:
                target = target_of(each, kind)
                found[arn] = each, target if kind.policy in each.attrs else doubtful(target, principal.account)
        return found

    def _unread_policies(self, snapshot: int) -> Iterator[str]:
        """Names of what has a policy of its own that nobody has read."""
        paths = {kind.policy for kind in self._kinds.values() if kind.policy}
        for path in sorted(paths):
            kinds = [kind.kind for kind in self._kinds.values() if kind.policy == path]
            rows = self._lake.query(
                f"""SELECT name FROM lake.resources AT (VERSION => {snapshot})
                WHERE kind IN (SELECT unnest(?)) AND json_type(attrs, ?) IS NULL ORDER BY name""",
                [kinds, f"$.{path}"],
            )
            yield from (name for (name,) in rows)


def _leading(kind: KindSpec) -> Iterator[tuple[str, Verb]]:
    return ((link.kind, link.verb) for link in kind.links)


def _passing(told: Collection[Statement]) -> Answers:
    """What a policy lets through: that allows nobody anything, but nothing else passes."""
    ways: dict[Way, None] = {}
    cases: dict[str, Case] = {}
    kept_out = Policies([each for each in told if not each.allows and not _is_about(each, ANYBODY)])
    for each in told:
        for claim in claims(each) if each.allows else ():
            for _, who in each.principals or ((("AWS", ANYBODY),) if each.not_principals else ()):
                if who not in cases:
                    meant = tuple(_of_all(one) for one in told if not one.allows and _is_about(one, who))
                    cases[who] = Judge(Principal(ANYBODY, "", identity=meant)).case(Target("", ""))
                decision = cases[who].ruling(claim.action, claim.resource, only=claim.by).decision()
                if decision.verdict in (Verdict.ALLOWED, Verdict.PERHAPS):
                    depends = [*decision.depends_on, *(_but(kept_out, claim) if who == ANYBODY else ())]
                    what = f"{level_of(claim.action).value}: {claim.action}{claim.left_out}"
                    but = " and ".join(value for _, value in each.not_principals or ())
                    whom = f"anybody{but and f' but {but}'}" if who == ANYBODY else who
                    words = why((f"for {whom}", *depends), ())
                    ways[Way(claim.on, what, words, sure=not depends)] = None
    return Answers(THROUGH, tuple(ways), "Nothing passes it.", "whether those who ask may do it at all")


def _of_all(told: Statement) -> Statement:
    return replace(told, principals=(("AWS", ANYBODY),), not_principals=())


def _is_about(told: Statement, who: str) -> bool:
    """Whether a denial is about ``who`` asks."""
    if told.not_principals:
        return all(value != who for _, value in told.not_principals)
    return any(value in (ANYBODY, who) for _, value in told.principals or ())


def _but(kept_out: Policies, claim: Claim) -> Iterator[str]:
    """Who is denied what anybody else is not."""
    for said in kept_out.about(claim.action.lower(), claim.resource):
        yield from (f"not for {value}" for _, value in said.told.principals or ())


def _named(target: Target) -> Iterator[str]:
    """The users, roles and accounts that a resource's own policy allows something."""
    for told in target.policy:
        if told.allows:
            yield from (value for type_, value in told.principals or () if type_ == "AWS")


def _is_open(told: Statement) -> bool:
    """Whether it lets in anybody of any account, or of those that it tells; not, by way of services, those of some alone."""
    within = any(name in told.condition.lower() for name in _BY_WAY)
    return told.allows and not within and any(value == ANYBODY for _, value in told.principals or ())


def _unread(unread: Collection[Unread]) -> Iterator[Unlisted]:
    told = dict.fromkeys((f"{each.policy} of {each.whose}", each.holder) for each in unread)
    return (Unlisted(what, holder, NOT_READ) for what, holder in told)


def _allowed(
    identities: Identities, target: Target, holders: Collection[ResourceRef], known: Collection[str]
) -> tuple[tuple[Way, ...], tuple[Way, ...]]:
    """Who of ``holders`` and of those elsewhere may do what; of ``known`` accounts the first are all there are.

    Where it is open to anybody, whoever may do it by that alone is counted there, and told apart.
    """
    found: list[Way] = []
    counted: list[Way] = []
    is_open = any(value == "*" for value in _named(target))
    wide = WideGrants(grants(ANYONE, target) if is_open else ())
    by_all: dict[Grant, dict[str, bool]] = {grant: {} for grant in wide.told}
    for principal, ref, name in [*_outsiders(identities, target, known), *_insiders(identities, holders)]:
        for grant in grants(principal, target):
            alone = ref is not None and set(grant.policies) == {OWN}
            open_by = min(wide.saying_all_of(grant), key=wide.told.__getitem__, default=None) if alone else None
            if open_by is not None:
                by_all[open_by][principal.arn] = grant.depends_on == open_by.depends_on
            (found if open_by is None else counted).append(_right(grant, name, ref))
    found += (_open(grant, list(sure.values())) for grant, sure in by_all.items())
    return tuple(found), tuple(counted)


def _order(way: Way) -> tuple[bool, str]:
    """Whoever is not known first, then by name."""
    return way.other is not None, way.name


def _open(grant: Grant, sure: Collection[bool]) -> Way:
    """What anybody may do, and how many of those that are known have no other right to it; of whom some may be denied it."""
    many = f", {'' if all(sure) else 'up to '}{len(sure):,} known among them" if sure else ""
    return _right(grant, f"anybody{many}", None)


def _right(grant: Grant, name: str, ref: ResourceRef | None) -> Way:
    part = {"": "", ".": " on it alone", "*": " on all in it"}.get(grant.part, f" on {grant.part}")
    return Way(
        *(name, f"{grant.level.value}: {grant.action}{part}", why(grant.depends_on, grant.policies), ref),
        not grant.depends_on,
    )


def _insiders(identities: Identities, holders: Collection[ResourceRef]) -> Iterator[tuple[Principal, ResourceRef, str]]:
    for ref in holders:
        principal = identities.principal(ref.key)
        if principal is not None:
            yield doubted(principal, list(identities.unread(ref.key))), ref, ref.key.rpartition("/")[2]


def _outsiders(
    identities: Identities, target: Target, known: Collection[str]
) -> Iterator[tuple[Principal, ResourceRef | None, str]]:
    """Whom the resource's own policy names and who is no identity known here."""
    for type_, value in dict.fromkeys(identities.named(target.policy)):
        account = account_of(value)
        if type_ != "AWS":
            yield Principal(value, "", type_), None, value
        elif _DELETED.fullmatch(value):
            yield Principal(value, target.account), None, f"a deleted identity ({value})"
        elif account and account != target.account:
            whole = value.isdigit() or value.endswith(":root")
            unread = any(each.is_all for each in identities.unread(value))
            if account not in known if whole else unread or identities.principal(value) is None:
                yield Principal(value, account, known=False), None, f"account {account}" if whole else value
