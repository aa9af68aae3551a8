"""Whom a condition lets in that names accounts: nobody of another, and of these whoever has a right of their own."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.services.rights.evaluation import ANYONE, Principal, Target
from tests.unit.test_rights import BUCKET, FAR, OURS, THEIRS, allow, bucket, by, policy, role, said

KEY = f"arn:aws:kms:eu-west-1:{OURS}:key/k"
ABROAD = Principal(FAR, THEIRS, identity=policy(allow(["s3:GetObject", "kms:Decrypt"], "*")))
READ = ["s3:GetObject *"]


def only(account: object, key: str = "aws:PrincipalAccount", operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: account}}}


@pytest.mark.parametrize(
    ("condition", "ours", "theirs"),
    [
        (only(THEIRS), False, True),
        (only(OURS), True, False),
        (only([OURS, THEIRS]), True, True),
        (only([int(OURS), THEIRS]), True, True),
        (only(int(THEIRS)), False, True),
        (only(f"{THEIRS[:4]}*", operator="StringLike"), False, True),
        (only(THEIRS, operator="StringEqualsIfExists"), False, True),
        (only(THEIRS, "AWS:principalaccount"), False, True),
        (only(THEIRS, operator="StringNotEquals"), True, True),
        (only("${aws:ResourceAccount}"), True, True),
        (only("o-1", "aws:PrincipalOrgID"), True, True),
    ],
)
def test_an_account_that_a_condition_leaves_out_is_not_let_in(
    condition: dict[str, Any], ours: bool, theirs: bool
) -> None:
    told = by("*", allow(**condition))
    for principal, let_in in ((role(), ours), (ABROAD, theirs), (ANYONE, True)):
        found = said(principal, bucket(told))
        assert [each.partition(" if ")[0] for each in found] == (READ if let_in else [])
        assert all(" if " in each for each in found)


def test_a_key_lets_in_whose_account_its_condition_names() -> None:
    told = by("*", allow("kms:*", "*", **only(THEIRS, "kms:CallerAccount")))
    key = Target(KEY, OURS, policy(told), decides=True)
    assert said(role(allow("kms:Decrypt", "*")), key) == []
    assert said(ABROAD, key) == [f"kms:Decrypt if kms:CallerAccount {THEIRS}"]


def test_a_denial_of_an_account_takes_nothing_from_another() -> None:
    denied = bucket(by("*", {**allow("s3:*", [BUCKET, f"{BUCKET}/*"], **only(THEIRS)), "Effect": "Deny"}))
    assert said(role(allow()), denied) == READ
