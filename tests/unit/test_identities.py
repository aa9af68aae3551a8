"""Users, roles and groups with the policies that are theirs, and those that nobody has read."""

from __future__ import annotations

from typing import Any

from dharma_tui.core.types import Resource
from dharma_tui.services.rights.identities import ALL, Identities
from tests.unit.network_lab import thing

ACCOUNT = "arn:aws:iam::111122223333"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def role(name: str, *policies: str) -> Resource:
    attached: list[Any] = [{"PolicyArn": arn, "PolicyName": arn.rpartition("/")[2]} for arn in policies]
    return thing("iam.role", f"{ACCOUNT}:role/{name}", AttachedManagedPolicies=attached)


def identities(*known: Resource) -> Identities:
    found = Identities()
    for each in known:
        found.add(each)
    return found


def unread(found: Identities, arn: str) -> list[tuple[str, str]]:
    return [(each.policy, each.whose) for each in found.unread(arn)]


def test_attached_policies_that_are_not_known_are_told_with_whose_they_are() -> None:
    own = f"{ACCOUNT}:policy/own"
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    known = thing("iam.policy", own, PolicyVersionList=[{"IsDefaultVersion": True, "Document": document}])
    found = identities(role("deploy", ADMIN, own), role("plain"), known)
    deploy = f"{ACCOUNT}:role/deploy"  # its name here
    assert unread(found, deploy) == [("AdministratorAccess", deploy)]
    assert unread(found, f"{ACCOUNT}:role/plain") == []


def test_a_policy_that_is_listed_without_its_document_is_not_read() -> None:
    own = f"{ACCOUNT}:policy/own"
    found = identities(role("deploy", own), thing("iam.policy", own, DefaultVersionId="v1"))
    assert unread(found, f"{ACCOUNT}:role/deploy") == [("own", f"{ACCOUNT}:role/deploy")]


def test_who_is_only_listed_has_policies_that_nobody_read_and_so_has_who_is_in_its_group() -> None:
    listed, ann, team = f"{ACCOUNT}:role/listed", f"{ACCOUNT}:user/ann", f"{ACCOUNT}:group/team"
    found = identities(
        thing("iam.role", listed, RoleName="listed", AssumeRolePolicyDocument={}),
        thing("iam.user", ann, GroupList=["unknown", team], AttachedManagedPolicies=[]),
        thing("iam.group", team, GroupName=team),
    )
    assert unread(found, listed) == [(ALL, listed)]
    assert unread(found, ann) == [(ALL, "unknown"), (ALL, team)]
