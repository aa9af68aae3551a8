"""Users, roles and groups of IAM with all policies that are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dharma_tui.core.references import texts
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.services.rights.evaluation import Principal, Target
from dharma_tui.services.rights.statements import Statement, statements

USER, ROLE, GROUP = "aws.iam.user", "aws.iam.role", "aws.iam.group"
POLICY, AWS_POLICY = "aws.iam.policy", "aws.iam.aws_policy"
IDENTITIES = (USER, ROLE, GROUP, POLICY, AWS_POLICY)
"""The kinds that say who may do what."""
_INLINE = {USER: "UserPolicyList", ROLE: "RolePolicyList", GROUP: "GroupPolicyList"}
_UNKNOWN = "its boundary {}, which is not in the inventory, allows it"
_DECIDING = frozenset({"aws.kms.key", ROLE})
"""Kinds whose own policy has to allow everything, even within the account."""


class Identities:
    """Add every resource of the kinds in ``IDENTITIES``, then ask."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[Statement, ...]] = {}
        self._holders: dict[str, tuple[Resource, tuple[Statement, ...]]] = {}
        """User, role or group, by ARN, with its inline policies."""
        self._groups: dict[tuple[str, str], str] = {}

    def add(self, resource: Resource) -> None:
        """Learn of one identity or policy."""
        kind, attrs = resource.ref.kind, resource.attrs
        if kind in (POLICY, AWS_POLICY):
            self._documents[resource.ref.key] = tuple(statements(_document(attrs), resource.name))
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

    def refs(self) -> Iterator[ResourceRef]:
        """Every user, role and group."""
        return (resource.ref for resource, _ in self._holders.values())

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
        return Principal(arn, resource.scope.account, identity=tuple(own), boundary=boundary)

    def _bound(self, arn: str) -> tuple[Statement, ...]:
        """What a boundary allows at most; of one that is not known here, that it may allow anything."""
        name = arn.rpartition("/")[2]
        unknown = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"": {_UNKNOWN.format(name): ""}}}
        return self._documents.get(arn) or tuple(statements({"Statement": unknown}, name))

    def unread(self) -> Mapping[str, str]:
        """Attached policies whose documents are not known here, by name, and one of those that each is attached to."""
        attached = (
            (arn.rpartition("/")[2], resource.name)
            for resource, _ in self._holders.values()
            for arn in texts(resource.attrs, "AttachedManagedPolicies.PolicyArn")
            if arn not in self._documents
        )
        return dict(sorted(attached, reverse=True))

    def own(self, arn: str) -> tuple[Statement, ...]:
        """The statements of a user's, role's or group's own policies, without those of groups."""
        return tuple(self._of(arn))

    def _of(self, arn: str) -> Iterator[Statement]:
        if arn in self._holders:
            resource, inline = self._holders[arn]
            yield from inline
            for attached in texts(resource.attrs, "AttachedManagedPolicies.PolicyArn"):
                yield from self._documents.get(attached, ())


def target_of(resource: Resource, policy: str) -> Target:
    """``resource`` as something that may be asked about; ``policy`` is the attribute path of its own policy."""
    own = tuple(statements(resource.attrs.get(policy), "its own policy")) if policy else ()
    about = "sts:*" if resource.ref.kind == ROLE else "*"
    return Target(arn_of(resource), resource.scope.account, own, resource.ref.kind in _DECIDING, about)


def arn_of(resource: Resource) -> str:
    """What policies call a resource; empty where they cannot."""
    if resource.ref.key.startswith("arn:"):
        return resource.ref.key
    arn = resource.attrs.get("Arn")
    return arn if isinstance(arn, str) and arn.startswith("arn:") else ""


def _document(attrs: Mapping[str, Any]) -> object:
    versions = attrs.get("PolicyVersionList")
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, Mapping) and version.get("IsDefaultVersion"):
            return version.get("Document")
    return attrs.get("Document")
