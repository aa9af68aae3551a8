"""Users, roles and groups of IAM with all policies that are theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.services.rights.askers import UNKNOWN, Asker, asker
from dharma_tui.services.rights.evaluation import Principal, Target
from dharma_tui.services.rights.patterns import overlaps
from dharma_tui.services.rights.statements import Statement, statements, without_path

USER, ROLE, GROUP = "aws.iam.user", "aws.iam.role", "aws.iam.group"
POLICY, AWS_POLICY = "aws.iam.policy", "aws.iam.aws_policy"
IDENTITIES = (USER, ROLE, GROUP, POLICY, AWS_POLICY)
"""The kinds that say who may do what."""
ALL = "policies"
"""Stands for every policy that somebody has."""
_INLINE = {USER: "UserPolicyList", ROLE: "RolePolicyList", GROUP: "GroupPolicyList"}
OWN = "its own policy"
"""What the policy of a resource itself is called."""
_UNKNOWN = "its boundary {}, which is not in the inventory, allows it"
_DATABASES = {"aws.rds.db_instance": "DbiResourceId", "aws.rds.db_cluster": "DbClusterResourceId"}
"""Kinds whose users sign in as what IAM lets them, and what they are called there."""
_CALLED = frozenset({"aws.apigateway.rest_api", "aws.apigateway.http_api"})
"""Interfaces, which are called by another ARN than they are changed by."""
_SHORT = "execute-api:/"
"""How the policy of an interface may begin what in it is meant."""
_DECIDING = frozenset({"aws.kms.key", ROLE})
"""Kinds whose own policy has to allow everything, even within the account."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A policy that nobody has read, or all of somebody's, and whose it is."""

    policy: str
    whose: str
    holder: ResourceRef | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is known of what its holder may do."""
        return self.policy == ALL


class Identities:
    """Add every resource of the kinds in ``IDENTITIES``, then ask."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[Statement, ...]] = {}
        self._holders: dict[str, tuple[Resource, tuple[Statement, ...]]] = {}
        """User, role or group, by ARN, with its inline policies."""
        self._groups: dict[tuple[str, str], str] = {}
        self._roles: dict[str, str] = {}
        """Roles by their ARNs without their paths, as sessions tell of them."""

    def add(self, resource: Resource) -> None:
        """Learn of one identity or policy."""
        kind, attrs = resource.ref.kind, resource.attrs
        if kind in (POLICY, AWS_POLICY):
            if (document := _document(attrs)) is not None:
                self._documents[resource.ref.key] = tuple(statements(document, resource.name))
        elif kind in _INLINE:
            inline = attrs.get(_INLINE[kind])
            found = tuple(
                told
                for each in (inline if isinstance(inline, list) else ())
                if isinstance(each, Mapping)
                for told in statements(each.get("PolicyDocument"), str(each.get("PolicyName") or "inline"))
            )
            self._holders[resource.ref.key] = (resource, found)
            if kind == GROUP:
                self._groups[resource.scope.account, resource.name] = resource.ref.key
            elif kind == ROLE:
                self._roles[without_path(resource.ref.key)] = resource.ref.key

    def refs(self) -> Iterator[ResourceRef]:
        """Every user, role and group."""
        return (resource.ref for resource, _ in self._holders.values())

    def named(self, policy: Iterable[Statement]) -> Iterator[tuple[str, str]]:
        """(type, value) of whom a resource's policy allows something: of sessions, whose they are."""
        for told in policy:
            for type_, value in told.principals or () if told.allows else ():
                yield type_, self._roles.get(value, value) if told.of_session else value

    def principal(self, arn: str) -> Principal | None:
        """The user or role with this ARN (or the group, as if it could ask); None where it is not known."""
        if arn not in self._holders:
            return None
        resource, _ = self._holders[arn]
        own = [*self._of(arn)]
        for name in texts(resource.attrs, "GroupList"):
            own += self._of(self._groups.get((resource.scope.account, name), ""))
        bounds = list(texts(resource.attrs, "PermissionsBoundary.PermissionsBoundaryArn"))
        boundary = tuple(told for bound in bounds for told in self._bound(bound)) if bounds else None
        told = self._asker(resource)
        boundary = None if boundary is None else told.meant(boundary)
        return Principal(arn, resource.scope.account, identity=told.meant(own), boundary=boundary, asker=told)

    def _asker(self, resource: Resource) -> Asker:
        """What is known of who asks as ``resource``; as a group nobody does."""
        if resource.ref.kind == GROUP:
            return UNKNOWN
        id = next(texts(resource.attrs, "UserId"), "")
        trust = resource.attrs.get("AssumeRolePolicyDocument")
        may_tag = trust is None or any(_may_tag(each) for each in statements(trust, ""))
        return asker(resource.ref.key, id, resource.labels if _is_read(resource) else None, may_tag=may_tag)

    def _bound(self, arn: str) -> tuple[Statement, ...]:
        """What a boundary allows at most; of one that is not known here, that it may allow anything."""
        name = arn.rpartition("/")[2]
        unknown = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"": {_UNKNOWN.format(name): ""}}}
        return self._documents.get(arn) or tuple(statements({"Statement": unknown}, name))

    def unread(self, arn: str) -> Iterator[Unread]:
        """What nobody has read of the policies of a user, role or group, and of the groups it is in."""
        if arn not in self._holders:
            return
        resource, _ = self._holders[arn]
        if not _is_read(resource):
            yield Unread(ALL, resource.name, resource.ref)
        for attached in texts(resource.attrs, "AttachedManagedPolicies.PolicyArn"):
            if attached not in self._documents:
                yield Unread(attached.rpartition("/")[2], resource.name, resource.ref)
        for name in texts(resource.attrs, "GroupList"):
            group = self._groups.get((resource.scope.account, name), "")
            yield from self.unread(group) if group else (Unread(ALL, name),)

    def own(self, arn: str) -> tuple[Statement, ...]:
        """The statements of a user's, role's or group's own policies, without those of groups, as they are meant for it."""
        return self._asker(self._holders[arn][0]).meant(self._of(arn)) if arn in self._holders else ()

    def _of(self, arn: str) -> Iterator[Statement]:
        if arn in self._holders:
            resource, inline = self._holders[arn]
            yield from inline
            for attached in texts(resource.attrs, "AttachedManagedPolicies.PolicyArn"):
                yield from self._documents.get(attached, ())


def target_of(resource: Resource, kind: KindSpec) -> Target:
    """``resource``, which is of ``kind``, as what its own policy is about."""
    return targets_of(resource, kind)[-1]


def targets_of(resource: Resource, kind: KindSpec) -> tuple[Target, ...]:
    """``resource``, which is of ``kind``, as all that may be asked about, what its own policy is about last."""
    own = tuple(statements(resource.attrs.get(kind.policy), OWN)) if kind.policy else ()
    about = "sts:*" if resource.ref.kind == ROLE else "*"
    arn, account = arn_of(resource, kind), resource.scope.account
    if resource.ref.kind in _CALLED:
        place = f"arn:{arn.split(':')[1]}:execute-api:{resource.scope.region}:{account}:{arn.rpartition('/')[2]}"
        return Target(arn, account), Target(place, account, tuple(_in_full(each, place) for each in own))
    itself = Target(arn, account, own, resource.ref.kind in _DECIDING, about)
    users = next(texts(resource.attrs, _DATABASES.get(resource.ref.kind, "")), "")
    if users and resource.attrs.get("IAMDatabaseAuthenticationEnabled"):
        place = f"arn:{arn.split(':')[1]}:rds-db:{resource.scope.region}:{account}:dbuser:{users}"
        return Target(place, account), itself
    return (itself,)


def _in_full(told: Statement, arn: str) -> Statement:
    """``told`` of the interface ``arn``, where it leaves out whose parts it means."""

    def full(patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{arn}/{each.removeprefix(_SHORT)}" if each.startswith(_SHORT) else each for each in patterns)

    return replace(told, resources=full(told.resources), not_resources=full(told.not_resources))


def arn_of(resource: Resource, kind: KindSpec) -> str:
    """What policies call a resource of ``kind``; empty where they cannot."""
    if resource.ref.key.startswith("arn:"):
        return resource.ref.key
    told = (text for path in kind.identities[:1] for text in texts(resource.attrs, path))
    return next((text for text in told if text.startswith("arn:")), "")


def _is_read(resource: Resource) -> bool:
    """Whether more is known of a user, role or group than what their list tells."""
    told = (_INLINE[resource.ref.kind], "AttachedManagedPolicies", "GroupList")
    return any(name in resource.attrs for name in told)


def _may_tag(told: Statement) -> bool:
    """Whether whoever takes on a role by this may say that the session has other tags."""
    return told.allows and (bool(told.not_actions) or any(overlaps(each, "sts:tagsession") for each in told.actions))


def _document(attrs: Mapping[str, Any]) -> object:
    versions = attrs.get("PolicyVersionList")
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, Mapping) and version.get("IsDefaultVersion"):
            return version.get("Document")
    return attrs.get("Document")
