"""Which resources a policy is about: ARNs part by part, all but some, and those that depend on who asks."""

from __future__ import annotations

import itertools
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.services.rights.evaluation import Principal, Target, decide
from dharma_tui.services.rights.patterns import arn_covers, arn_overlaps
from tests.unit.test_rights import BUCKET, OURS, WITH_CONDITION, allow, bucket, deny, said, user

TABLE = f"arn:aws:dynamodb:eu-west-1:{OURS}:table/orders"
QUEUE = f"arn:aws:sqs:eu-west-1:{OURS}:orders-dlq"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{OURS}:secret:orders/db-AbCdEf"


@pytest.mark.parametrize(
    ("arn", "pattern"),
    [
        (TABLE, "arn:aws:dynamodb:*:*:table/other"),
        (TABLE, f"arn:aws:dynamodb:*:{OURS}:table/other/index/*"),
        (TABLE, "arn:aws:dynamodb:*:table/orders"),
        (QUEUE, f"arn:aws:sqs:*:{OURS}:orders"),
        (QUEUE, "arn:*:sqs:*:*:other"),
        (QUEUE, "arn:aws:sqs:*:*:orders*x"),
        (QUEUE, "arn:aws:sqs:us-*:*:*"),
        (SECRET, "arn:aws:secretsmanager:*:*:secret:other-??????"),
        (SECRET, "arn:aws:secretsmanager:eu-west-1:*:secret:orders/db-?????"),
    ],
)
def test_a_star_for_the_region_or_account_stands_for_nothing_else(arn: str, pattern: str) -> None:
    assert said(user(allow("*", pattern)), Target(arn, OURS)) == []
    assert decide(user(allow("*", pattern)), "any:Thing", Target(arn, OURS)).verdict == "not allowed"


@pytest.mark.parametrize(
    ("arn", "pattern", "expected"),
    [
        (TABLE, "arn:aws:dynamodb:*:*:table/orders", ["dynamodb:*"]),
        (TABLE, "arn:*:dynamodb:*:*:table/o?ders*", ["dynamodb:*"]),
        (TABLE, "arn:aws:dynamodb:*", ["dynamodb:*"]),
        (TABLE, "arn:aws:dynamodb:*:*:*/orders", ["dynamodb:*"]),
        (TABLE, f"{TABLE}/index/*", ["dynamodb:* index/*"]),
        (
            *(TABLE, "arn:aws:dynamodb:*:*:table/orders/index/*"),
            ["dynamodb:* arn:aws:dynamodb:*:*:table/orders/index/*"],
        ),
        (QUEUE, f"arn:aws:sqs:*:{OURS}:orders*", ["sqs:*"]),
        (SECRET, "arn:aws:secretsmanager:*:*:secret:orders/db-??????", ["secretsmanager:*"]),
        (SECRET, "arn:aws:secretsmanager:*:*:*db-*", ["secretsmanager:*"]),
        (BUCKET, "arn:aws:s3:*:*:reports", ["s3:* ."]),
    ],
)
def test_patterns_of_arns_match_part_by_part(arn: str, pattern: str, expected: list[str]) -> None:
    assert said(user(allow("*", pattern)), Target(arn, OURS)) == expected


part = st.text("ab*?", max_size=2)
arns = st.builds(
    lambda region, account, name: f"arn:aws:s:{region}:{account}:{name}", part, part, st.text("a*:", max_size=3)
)
ARNS = [
    f"arn:aws:s:{region}:{account}:{name}"
    for region, account in itertools.product(("", "a", "b", "ab"), repeat=2)
    for length in range(4)
    for name in map("".join, itertools.product("a:", repeat=length))
]


def stands_for(pattern: str, arn: str) -> bool:
    return all(map(fnmatchcase, arn.split(":", 5), pattern.split(":", 5)))


@given(arns, arns)
def test_patterns_of_arns_against_every_short_one(one: str, other: str) -> None:
    of_one = {arn for arn in ARNS if stands_for(one, arn)}
    of_other = {arn for arn in ARNS if stands_for(other, arn)}
    if of_one & of_other:
        assert arn_overlaps(one, other)
    if arn_covers(one, other):
        assert of_other <= of_one
    if one in ARNS:
        assert arn_covers(other, one) == arn_overlaps(other, one) == (one in of_other)


def test_what_an_arn_lacks_may_be_anything() -> None:
    assert arn_covers("arn:aws:sqs", QUEUE)
    assert arn_covers("*", QUEUE)
    assert arn_covers("**", QUEUE)
    assert not arn_covers("arn:aws:sns:*", QUEUE)
    assert not arn_overlaps("arn:aws:sqs:*:orders-dlq", QUEUE)
    assert arn_covers("*", "*")
    assert not arn_covers("arn:aws:sqs:*:*:*", "*")


ELSEWHERE = {"Effect": "Deny", "Action": "*", "NotResource": f"{BUCKET}/*"}


MACHINE, DATABASE = f"arn:aws:ec2:eu-west-1:{OURS}:instance/i-1", f"arn:aws:rds:eu-west-1:{OURS}:cluster:orders"


@pytest.mark.parametrize(
    ("arn", "told", "expected"),
    [
        (MACHINE, allow("ssm:StartSession", f"arn:aws:ec2:*:{OURS}:instance/*"), ["ssm:StartSession"]),
        (MACHINE, allow("ssm:Start*", "*", **WITH_CONDITION), ["ssm:StartSession if aws:SourceIp"]),
        (MACHINE, allow(["ssm:GetParameter*", "ssm:DescribeInstanceInformation"], "*"), []),
        (MACHINE, allow("ec2-instance-connect:SendSSHPublicKey", MACHINE), ["ec2-instance-connect:SendSSHPublicKey"]),
        (MACHINE, allow("ssm:StartSession", "arn:aws:ec2:us-east-1:*:instance/*"), []),
        (MACHINE.replace("instance/i", "volume/vol"), allow("ssm:*", "*"), []),
        (DATABASE, allow("rds-data:*", DATABASE), ["rds-data:*"]),
        (DATABASE, allow(["rds-data:ExecuteStatement", "sts:AssumeRole"], "*"), ["rds-data:ExecuteStatement"]),
    ],
)
def test_actions_of_another_service_are_on_what_they_let_one_into(
    arn: str, told: dict[str, Any], expected: list[str]
) -> None:
    assert said(user(told), Target(arn, OURS)) == expected


def test_whoever_may_do_everything_gets_in_by_other_services_too() -> None:
    ways = {"ec2:*", "ec2-instance-connect:*", "ssm:CreateAssociation", "ssm:SendCommand", "ssm:StartSession"}
    assert {*said(user(allow("*", "*")), Target(MACHINE, OURS))} == ways
    assert {*said(user(allow("*", "*"), deny("ssm:*", "*")), Target(MACHINE, OURS))} == {
        "ec2:*",
        "ec2-instance-connect:*",
    }


@pytest.mark.parametrize(
    ("denial", "on", "depends_on"),
    [
        (ELSEWHERE, "*", f"only on {BUCKET}/*"),
        ({**ELSEWHERE, "Action": "s3:Delete*"}, "*", f"except s3:Delete* on all but {BUCKET}/*"),
        ({**ELSEWHERE, "NotResource": [f"{BUCKET}/{each}" for each in "abcd"]}, f"{BUCKET}/*",
         f"only on {BUCKET}/a, {BUCKET}/b, {BUCKET}/c and 1 more"),
        ({**ELSEWHERE, "Action": "sqs:DeleteQueue"}, QUEUE, "except sqs:DeleteQueue"),
        (deny("s3:*", f"{BUCKET}/*"), "*", f"except s3:* on {BUCKET}/*"),
        (deny("s3:*", "*"), "*", "except s3:*"),
        ({"Effect": "Deny", "NotAction": ["s3:*", "ec2:*"], "Resource": "*"}, "*", "only s3:*, ec2:*"),
    ],
)  # fmt: skip
def test_what_a_denial_leaves_or_takes_is_told(denial: dict[str, Any], on: str, depends_on: str) -> None:
    found = decide(user(allow("*", "*"), denial), "*", Target(on, OURS))
    assert (found.verdict, found.depends_on) == ("perhaps", (depends_on,))


def test_what_all_but_these_are_denied_is_sure_of_these_and_not_of_others() -> None:
    but: Principal = user(allow("*", "*"), {**ELSEWHERE, "NotResource": TABLE})
    assert decide(but, "dynamodb:*", Target(TABLE, OURS)).verdict == "allowed"
    assert decide(but, "sqs:*", Target(QUEUE, OURS)).verdict == "denied"


def test_what_depends_on_who_asks_is_told_with_what_it_depends_on() -> None:
    mine = f"{BUCKET}/${{aws:PrincipalTag/team}}/*"
    assert said(user(allow(resource=mine)), bucket()) == ["s3:GetObject */* depending on aws:PrincipalTag/team"]
    both = user(allow(resource=[mine, f"{BUCKET}/*"], **WITH_CONDITION))
    assert said(both, bucket()) == ["s3:GetObject * if aws:SourceIp", "s3:GetObject */* if aws:SourceIp"]
