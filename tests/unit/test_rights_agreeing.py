"""Rights that several policies have to agree on: of two accounts, and of an identity and its boundary."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.services.own_rights import own_rights
from dharma_tui.services.rights.evaluation import Principal, Target, Verdict, decide
from dharma_tui.services.rights.grants import Grant, grants
from dharma_tui.services.rights.patterns import arn_covers, covers
from tests.unit.test_rights import BUCKET, OURS, ROLE, THEIRS, allow, bucket, by, policy, role, said

READ = ["s3:GetObject", "s3:ListBucket"]
ALL = [BUCKET, f"{BUCKET}/*"]
WHOLE = by({"AWS": OURS}, allow(READ, ALL))
READS = ["s3:ListBucket", "s3:GetObject *"]
KEY = f"arn:aws:kms:eu-west-1:{THEIRS}:key/k"


def may(principal: Principal, target: Target) -> list[str]:
    """What its own answer tells of what is ``target``'s."""
    resource = Resource(ResourceRef("any", target.arn), "it", Scope("aws", "one", target.account))
    return [f"{way.name} {way.what}" for way in own_rights(principal, {target.arn: (resource, target)})]


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        pytest.param(allow("s3:*", ALL), WHOLE, READS, id="all of it"),
        pytest.param(allow("s3:*", f"{BUCKET}/in/*"), WHOLE, ["s3:GetObject in/*"], id="a part, by whoever asks"),
        pytest.param(allow("s3:Get*", f"{BUCKET}/*"), WHOLE, ["s3:GetObject *"], id="a pattern of actions"),
        pytest.param(allow(READ, ALL), by({"AWS": OURS}, allow("s3:*", ALL)), READS, id="the other way round"),
        pytest.param(allow("s3:GetObject", f"{BUCKET}/*"), by({"AWS": OURS}, allow("s3:*", f"{BUCKET}/in/*")),
                     ["s3:GetObject in/*"], id="a part, by whose it is"),
        pytest.param(allow("s3:Put*", ALL), WHOLE, [], id="nothing in common"),
    ],
)  # fmt: skip
def test_what_two_accounts_agree_on_is_told_of_both(
    own: dict[str, Any], theirs: dict[str, Any], expected: list[str]
) -> None:
    there = bucket(theirs, account=THEIRS)
    assert said(role(own), there) == expected
    parts = (each.partition(" ") for each in expected)
    assert may(role(own), there) == [f"{BUCKET}{part and f'/{part}'} read: {action}" for action, _, part in parts]


@pytest.mark.parametrize(
    ("own", "bound", "expected"),
    [
        pytest.param(allow("s3:*", f"{BUCKET}/exports/*"), allow(READ, "*"), ["s3:GetObject exports/*"], id="a part"),
        pytest.param(allow("s3:Get*", "*"), allow("s3:GetObject", f"{BUCKET}/exports/*"),
                     ["s3:GetObject exports/*"], id="both by the boundary"),
        pytest.param(allow("s3:GetObject", "*"), allow("s3:*", f"{BUCKET}/exports/*"),
                     ["s3:GetObject exports/*"], id="the part by the boundary"),
        pytest.param(allow("s3:*", f"{BUCKET}/a/*"), allow("s3:*", f"{BUCKET}/b/*"), [], id="nothing in common"),
    ],
)  # fmt: skip
def test_what_a_boundary_leaves_is_told_of_the_resource(
    own: dict[str, Any], bound: dict[str, Any], expected: list[str]
) -> None:
    assert said(role(own, boundary=policy(bound)), bucket()) == expected


def test_what_a_boundary_and_another_account_leave_is_told() -> None:
    bounded = role(allow("s3:*", f"{BUCKET}/*"), boundary=policy(allow("s3:*", "*")))
    there = bucket(by({"AWS": OURS}, allow("s3:Get*", f"{BUCKET}/in/*")), account=THEIRS)
    assert said(bounded, there) == ["s3:Get* in/*"]
    assert may(bounded, there) == [f"{BUCKET}/in/* read: s3:Get*"]


def test_a_policy_of_another_account_may_leave_out_what_it_is_on() -> None:
    told = {"Effect": "Allow", "Action": "kms:Decrypt", "Principal": {"AWS": ROLE}}
    there = Target(KEY, THEIRS, policy(told, name="its own policy"), decides=True)
    assert may(role(allow("kms:*", KEY)), there) == [f"{KEY} write: kms:Decrypt"]
    assert said(role(allow("kms:*", KEY)), there) == ["kms:Decrypt"]


@pytest.mark.parametrize("action", ["s3:ListBucket", "s3:GetBucketPolicy", "s3:ListBucket*"])
def test_what_is_done_with_buckets_is_not_done_with_objects(action: str) -> None:
    inside = role(
        allow([action, "s3:GetObjectAcl", "s3:ReplicateDelete", "s3:InitiateReplication", "s3:List*"], f"{BUCKET}/*")
    )
    assert [way.what for way in own_rights(inside, {})] == [
        "read: s3:GetObjectAcl",
        "read: s3:List*",
        "write: s3:InitiateReplication",
        "write: s3:ReplicateDelete",
    ]
    assert said(inside, bucket()) == [
        "s3:InitiateReplication *", "s3:ReplicateDelete *", "s3:GetObjectAcl *", "s3:List* *"
    ]  # fmt: skip
    assert action in {way.what.partition(" ")[2] for way in own_rights(role(allow(action, f"{BUCKET}*")), {})}


def test_what_is_done_with_objects_is_not_done_with_a_bucket() -> None:
    assert list(own_rights(role(allow(["s3:GetObject*", "s3:AbortMultipartUpload"], BUCKET)), {})) == []
    assert said(role(allow(["s3:GetObjectAcl", "s3:GetBucketObjectLockConfiguration"], "*")), bucket()) == [
        "s3:GetBucketObjectLockConfiguration", "s3:GetObjectAcl *"
    ]  # fmt: skip


names = st.lists(
    st.sampled_from(["s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:ListBucket"]), min_size=1, max_size=2
)
parts = st.lists(
    st.sampled_from([BUCKET, f"{BUCKET}/*", f"{BUCKET}/a/*", f"{BUCKET}/a/b*", "*"]), min_size=1, max_size=2
)
said_of_both = st.builds(lambda effect, action, on: {**allow(action, on), "Effect": effect},
                         st.sampled_from(["Allow", "Allow", "Deny"]), names, parts)  # fmt: skip
several = st.lists(said_of_both, max_size=3)


def is_of(grant: Grant, on: str) -> bool:
    return grant.part == "" or arn_covers(BUCKET if grant.part == "." else f"{BUCKET}/{grant.part}", on)


@given(several, st.none() | several, several, st.sampled_from([OURS, ROLE]), st.sampled_from([OURS, THEIRS]))
def test_what_all_allow_is_granted_and_what_is_granted_surely_all_allow(
    own: list[dict[str, Any]], bound: list[dict[str, Any]] | None, theirs: list[dict[str, Any]], whom: str, account: str
) -> None:
    principal = role(*own, boundary=policy(*bound) if bound is not None else None)
    target = bucket(*(by({"AWS": whom}, each) for each in theirs), account=account)
    found = grants(principal, target)
    asked = [("s3:GetObject", f"{BUCKET}/a/b"), ("s3:GetObject", f"{BUCKET}/z"), ("s3:PutObject", f"{BUCKET}/a/c")]
    for action, on in (*asked, ("s3:ListBucket", BUCKET)):
        covering = [each for each in found if covers(each.action.lower(), action.lower()) and is_of(each, on)]
        verdict = decide(principal, action, target, on).verdict
        assert covering or verdict is not Verdict.ALLOWED
        assert verdict is Verdict.ALLOWED or all(each.depends_on for each in covering)
