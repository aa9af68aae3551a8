"""Users, roles and groups with the policies that are theirs, and those that nobody has read."""

from __future__ import annotations

from typing import Any

from dharma_tui.core.types import Resource
from dharma_tui.services.access import _unread
from dharma_tui.services.rights.identities import Identities
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


def test_attached_policies_that_are_not_known_are_told_with_somebody_who_has_them() -> None:
    own = f"{ACCOUNT}:policy/own"
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    known = thing("iam.policy", own, PolicyVersionList=[{"IsDefaultVersion": True, "Document": document}])
    found = identities(role("deploy", ADMIN, own), role("breakglass", ADMIN), known)
    holder = f"{ACCOUNT}:role/breakglass"  # its name here
    assert found.unread() == {"AdministratorAccess": holder}
    assert _unread(found.unread()) == f"policies that are not in the inventory (AdministratorAccess of {holder}); "


def test_where_all_are_known_nothing_is_told_and_of_many_the_first() -> None:
    assert identities(role("plain")).unread() == {}
    assert _unread({}) == ""
    many = {f"policy-{number}": "deploy" for number in range(9)}
    assert _unread(many).endswith("policy-3 of deploy and 5 more); ")
