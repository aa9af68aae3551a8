"""Identities and resources whose policies name each other."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.relations.rights import Rights, names_in
from tests.unit.network_lab import HERE, KINDS, thing

BUCKET = thing("s3.bucket", "arn:aws:s3:::reports", Arn="arn:aws:s3:::reports")
ROLE_ARN = f"arn:aws:iam::{HERE.account}:role/worker"
FAR = "arn:aws:iam::444455556666:role/visitor"


def document(*told: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in told]}


def role(*told: dict[str, Any], **more: Any) -> Resource:
    inline = [{"PolicyName": "own", "PolicyDocument": document(*told)}]
    return thing("iam.role", ROLE_ARN, RoleName="worker", Arn=ROLE_ARN, RolePolicyList=inline, **more)


def edges(*resources: Resource) -> list[tuple[str, str, str]]:
    rule = Rights(tuple(KINDS.values()))
    for resource in resources:
        rule.add(resource)
    return [
        (edge.src.key, edge.dst.key, edge.source.partition(":")[2])
        for resource in resources
        for edge in rule.relationships(resource)
    ]


READS = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}


def test_a_policy_that_names_a_resource() -> None:
    assert edges(role(READS), BUCKET) == [(ROLE_ARN, "arn:aws:s3:::reports", "s3:GetObject")]


def test_a_policy_for_everything_is_told_when_asked() -> None:
    assert edges(role({"Action": "s3:*", "Resource": "*"}), BUCKET) == []


def test_a_boundary_that_is_not_known_may_allow_it() -> None:
    bound = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::1:policy/limits"}
    found = edges(role(READS, PermissionsBoundary=bound), BUCKET)
    assert [why for _, _, why in found] == [
        "s3:GetObject (if its boundary limits, which is not in the inventory, allows it)"
    ]


def test_what_is_denied_is_no_relationship() -> None:
    denied = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    assert edges(role(READS, denied), BUCKET) == []


def test_a_resource_that_names_somebody() -> None:
    told = {"Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Principal": {"AWS": [ROLE_ARN, FAR]}}
    bucket = thing("s3.bucket", "arn:aws:s3:::reports", Policy=document(told))
    assert edges(role(), bucket) == [
        (ROLE_ARN, "arn:aws:s3:::reports", "s3:PutObject"),
        (FAR, "arn:aws:s3:::reports", "s3:PutObject (if its own account allows it)"),
    ]


def test_who_takes_on_a_role() -> None:
    trust = document({"Action": "sts:AssumeRole", "Principal": {"AWS": FAR, "Service": "ec2.amazonaws.com"}})
    assert edges(role(AssumeRolePolicyDocument=trust)) == [
        (FAR, ROLE_ARN, "sts:AssumeRole (if its own account allows it)")
    ]


def test_a_session_of_a_role_leads_to_the_role() -> None:
    session = "arn:aws:sts::444455556666:assumed-role/visitor/mona"
    trust = document({"Action": "sts:AssumeRole", "Principal": {"AWS": session}})
    assert edges(role(AssumeRolePolicyDocument=trust)) == [
        (FAR, ROLE_ARN, "sts:AssumeRole (if its session is mona; if its own account allows it)")
    ]


@pytest.mark.parametrize(("named", "is_it"), [("sts::{}:assumed-role/admin/mona", True), ("iam::{}:role/admin", False)])
def test_a_session_of_a_role_with_a_path_leads_to_that_role(named: str, is_it: bool) -> None:
    arn = f"arn:aws:iam::{HERE.account}:role/aws-reserved/sso.amazonaws.com/admin"
    admin = thing("iam.role", arn, RoleName="admin", Arn=arn, RolePolicyList=[])
    told = {**READS, "Principal": {"AWS": f"arn:aws:{named.format(HERE.account)}"}}
    bucket = thing("s3.bucket", "arn:aws:s3:::reports", Policy=document(told))
    plain = f"arn:aws:iam::{HERE.account}:role/admin"
    assert [src for src, _, _ in edges(admin, bucket)] == [arn if is_it else plain]
    assert [src for src, _, _ in edges(bucket)] == [plain]


def test_attached_policies_count_as_own() -> None:
    policy_arn = f"arn:aws:iam::{HERE.account}:policy/reads"
    versions = [
        {"IsDefaultVersion": False, "Document": document()},
        {"IsDefaultVersion": True, "Document": document(READS)},
    ]
    attached = thing("iam.policy", policy_arn, PolicyVersionList=versions)
    worker = thing("iam.role", ROLE_ARN, Arn=ROLE_ARN, AttachedManagedPolicies=[{"PolicyArn": policy_arn}])
    assert edges(attached, worker, BUCKET) == [(ROLE_ARN, "arn:aws:s3:::reports", "s3:GetObject")]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("arn:aws:s3:::b/x/*", ["arn:aws:s3:::b/x", "arn:aws:s3:::b"]),
        ("arn:aws:s3:::b*", []),
        ("arn:aws:sqs:eu-west-1:1:q", ["arn:aws:sqs:eu-west-1:1:q"]),
        ("arn:aws:sns:eu-west-1:1:t:*", ["arn:aws:sns:eu-west-1:1:t"]),
        ("*", []),
        ("arn:aws:s3:::${aws:username}", []),
    ],
)  # fmt: skip
def test_names_in_patterns(pattern: str, names: list[str]) -> None:
    assert list(names_in(pattern)) == names
