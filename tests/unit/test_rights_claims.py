"""What an identity may do by its own policies: pair by pair, and no pair that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.services.own_rights import own_rights
from dharma_tui.services.rights.claims import is_about
from dharma_tui.services.rights.evaluation import Principal
from tests.unit.test_rights import BUCKET, OURS, ROLE, WITH_CONDITION, allow, deny, policy, user

TABLE = f"arn:aws:dynamodb:eu-west-1:{OURS}:table/orders"
QUEUE = f"arn:aws:sqs:*:{OURS}:orders"
TEAM = "arn:aws:s3:::bucket-${aws:PrincipalTag/team}/*"
BUT = {"Effect": "Allow", "Action": "*", "NotResource": TABLE}
EXCEPT = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}


def told(principal: Principal) -> list[str]:
    return [
        f"{'' if way.sure else '? '}{way.name} {way.what}; {way.why}".removesuffix("; by p")
        for way in own_rights(principal, {})
    ]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param([BUT], [f"* everything: * on all but {TABLE}"], id="all but a resource"),
        pytest.param([{**BUT, "Action": ["s3:Get*"], "NotResource": [TABLE, QUEUE]}],
                     [f"* read: s3:Get* on all but {TABLE}, {QUEUE}"], id="all but two"),
        pytest.param([EXCEPT], ["* everything: * except iam:*"], id="all but an action"),
        pytest.param([{"Effect": "Allow", "NotAction": "s3:Get*", "NotResource": f"{BUCKET}*"}],
                     [f"* everything: * except s3:Get* on all but {BUCKET}*"], id="all but both"),
        pytest.param([{**EXCEPT, "Resource": TABLE}], [f"{TABLE} everything: *"], id="nothing left out of this"),
        pytest.param([{**EXCEPT, "NotAction": "dynamodb:*", "Resource": TABLE}], [], id="all left out of this"),
        pytest.param([{**EXCEPT, **WITH_CONDITION}], ["? * everything: * except iam:*; if aws:SourceIp"], id="if"),
        pytest.param([BUT, deny("s3:*", "*")], [f"? * everything: * on all but {TABLE}; except s3:*"], id="but denied"),
        pytest.param([allow("*", "*"), {"Effect": "Deny", "Action": "*", "NotResource": f"{BUCKET}/*"}],
                     [f"? * everything: *; only on {BUCKET}/*"], id="all but these are denied"),
        pytest.param([allow(["sqs:Send*", "s3:Get*"], [QUEUE, f"{BUCKET}/*"])],
                     [f"{BUCKET}/* read: s3:Get*", f"{QUEUE} write: sqs:Send*"], id="no action on another service's"),
        pytest.param([allow("sts:AssumeRole", ROLE)], [f"{ROLE} permissions: sts:AssumeRole"], id="but where it may be"),
        pytest.param([allow("s3:Get*", TEAM)], [f"? {TEAM} read: s3:Get*; depending on aws:PrincipalTag/team"],
                     id="who asks decides"),
        pytest.param([allow("s3:Get*", TEAM), allow("s3:*", "*")], ["* everything: s3:*", f"{TEAM} read: s3:Get*"],
                     id="or does not"),
        pytest.param([allow("s3:Get*", f"{BUCKET}/a*", **WITH_CONDITION),
                      {**EXCEPT, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}],
                     ["? * everything: * except iam:*; if aws:MultiFactorAuthPresent",
                      f"? {BUCKET}/a* read: s3:Get*; if aws:SourceIp"], id="conditions of one alone"),
        pytest.param([allow("s3:Get*", f"{BUCKET}/a*", **WITH_CONDITION), allow("s3:*", "*")],
                     ["* everything: s3:*", f"{BUCKET}/a* read: s3:Get*"], id="none where another needs none"),
    ],
)  # fmt: skip
def test_what_an_identity_may_do(own: list[dict[str, Any]], expected: list[str]) -> None:
    assert told(user(*own)) == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (allow("s3:Get*", "*"), ["* read: s3:Get*"]),
        (allow("*", f"{BUCKET}/*"), [f"{BUCKET}/* everything: *"]),
        (allow(["s3:Get*", "sqs:*"], [f"{BUCKET}/*", QUEUE]), [f"{BUCKET}/* read: s3:Get*", f"{QUEUE} everything: sqs:*"]),
        (EXCEPT, ["? * everything: *; except iam:*"]),
        (allow("*", "*"), ["* everything: *"]),
    ],
)  # fmt: skip
def test_of_what_it_may_do_its_boundary_leaves_its_part(bound: dict[str, Any], expected: list[str]) -> None:
    assert told(user(allow("*", "*"), boundary=policy(bound))) == expected


def test_which_actions_are_on_what() -> None:
    assert is_about("s3:Get*", BUCKET)
    assert is_about("*", BUCKET)
    assert is_about("SSM:StartSession", f"arn:aws:ec2:*:{OURS}:instance/*")
    assert is_about("sqs:*", "arn:aws:*:*:*:*")
    assert is_about("backup:StartBackupJob", TABLE)
    assert not is_about("sqs:*", BUCKET)
    assert not is_about("s3:*", f"arn:aws:s3-object-lambda:*:{OURS}:accesspoint/a")
