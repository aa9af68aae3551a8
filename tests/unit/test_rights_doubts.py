"""What policies that nobody has read may do to what others allow."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.own_rights import own_rights
from dharma_tui.services.rights.doubts import doubted, doubtful
from dharma_tui.services.rights.evaluation import Principal, Target
from dharma_tui.services.rights.grants import grants
from dharma_tui.services.rights.identities import ALL, Identities, Unread, arn_of, target_of
from dharma_tui.services.rights.statements import statements
from tests.unit.network_lab import HERE, KINDS, thing

BUCKET, KEY = "arn:aws:s3:::reports", f"arn:aws:kms:eu-west-1:{HERE.account}:key/1"
ROLE = f"arn:aws:iam::{HERE.account}:role/worker"


def role(*told: dict[str, Any]) -> Resource:
    inline = [{"PolicyName": "own", "PolicyDocument": {"Statement": [{"Effect": "Allow", **each} for each in told]}}]
    return thing("iam.role", ROLE, RolePolicyList=inline)


def principal(*told: dict[str, Any]) -> Principal:
    found = Identities()
    found.add(role(*told))
    known = found.principal(ROLE)
    assert known is not None
    return known


def said(who: Principal, on: Target) -> list[tuple[str, tuple[str, ...]]]:
    return [(grant.action, grant.depends_on) for grant in grants(who, on)]


READS = {"Action": "s3:Get*", "Resource": "*"}
UNLESS = ("unless its own policy, which was not read, denies it",)


def test_a_resource_may_deny_what_identities_allow() -> None:
    bucket = Target(BUCKET, HERE.account)
    assert said(principal(READS), bucket) == [("s3:Get*", ())]
    assert said(principal(READS), doubtful(bucket)) == [("s3:Get*", UNLESS)]
    assert said(principal(), doubtful(bucket)) == []


def test_a_key_has_to_allow_what_identities_do() -> None:
    key = Target(KEY, HERE.account, decides=True)
    decrypts = {"Action": "kms:Decrypt", "Resource": "*"}
    assert said(principal(decrypts), key) == []
    allowed = [("kms:Decrypt", ("if its own policy, which was not read, allows it",))]
    assert said(principal(decrypts), doubtful(key)) == allowed


@pytest.mark.parametrize(("action", "arn", "decides"), [("s3:Get*", BUCKET, False), ("kms:Decrypt", KEY, True)])
def test_another_account_has_to_allow_whatever_it_is(action: str, arn: str, decides: bool) -> None:
    who, there = principal({"Action": action, "Resource": arn}), Target(arn, "444455556666", decides=decides)
    unread = doubtful(there, who.account)
    assert said(who, there) == said(who, doubtful(there)) == []
    assert said(who, unread) == [(action, ("if its own policy, which was not read, allows it",))]
    resource = thing("any", arn)
    assert list(own_rights(who, {arn: (resource, there)})) == []
    (way,) = own_rights(who, {arn: (resource, unread)})
    assert (way.other, way.sure, way.why) == (
        resource.ref, False, "if its own policy, which was not read, allows it; by own"
    )  # fmt: skip


def test_an_alias_of_a_function_elsewhere_has_a_policy_of_its_own() -> None:
    function = "arn:aws:lambda:eu-west-1:444455556666:function:f"
    who = principal({"Action": "lambda:InvokeFunction", "Resource": [function, f"{function}:live"]})
    known = {function: (thing("any", function), Target(function, "444455556666"))}
    (way,) = own_rights(who, known)
    assert (way.name, way.why) == (f"{function}:live", "if account 444455556666, whose it is, allows it; by own")


@pytest.mark.parametrize(
    ("unread", "words"),
    [
        (Unread(ALL, "team"), "unless policies of team, which were not read, deny it"),
        (Unread("Quarantine", "worker"), "unless Quarantine of worker, which was not read, denies it"),
    ],
)
def test_an_identity_may_be_denied_what_a_resource_allows_it(unread: Unread, words: str) -> None:
    told = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
    bucket = Target(BUCKET, HERE.account, tuple(statements({"Statement": told}, "its own policy")))
    assert said(doubted(principal(), [unread]), bucket) == [("s3:GetObject", (words,))]


def test_what_policies_call_a_file_system_is_not_its_key() -> None:
    arn = f"arn:aws:elasticfilesystem:eu-west-1:{HERE.account}:file-system/fs-1"
    share, kind = thing("efs.nfs_file_system", "fs-1", FileSystemArn=arn), KINDS["aws.efs.nfs_file_system"]
    assert arn_of(share, kind) == arn == target_of(share, kind).arn
    assert arn_of(thing("efs.nfs_file_system", "fs-1"), kind) == ""
