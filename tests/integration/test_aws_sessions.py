"""Who may do what where policies name sessions of roles: whose role it is, by whatever path, and what that role may do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.moto_lab import ACCOUNT, NORTH, TRUST
from tests.integration.test_aws import Bench
from tests.integration.test_aws_access import JOBS, OTHER, QUEUE, ROLE, WHAT, WHO, Ask, asked, document, said
from tests.integration.test_aws_import import HERE, imported

_ = asked
PATHS = ("", "aws-reserved/sso.amazonaws.com/eu-west-1/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("account", [ACCOUNT, OTHER])
async def test_a_session_that_a_policy_names_is_a_right_of_its_role(
    bench: Bench, asked: Ask, tmp_path: Path, path: str, account: str
) -> None:
    arn = f"arn:aws:iam::{account}:role/{path}ops"
    sends = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": JOBS}
    may = [{"PolicyName": "own", "PolicyDocument": json.loads(document(sends))}] if account == OTHER else []
    role = {"RoleName": "ops", "Arn": arn, "RoleId": "AROA1", "Path": f"/{path}", "CreateDate": "2026-01-01T00:00:00Z",
            "AssumeRolePolicyDocument": json.loads(TRUST), "RolePolicyList": may, "AttachedManagedPolicies": []}  # fmt: skip
    policy = document({**sends, "Principal": {"AWS": f"arn:aws:sts::{account}:assumed-role/ops/joe"}})
    queue = {"Attributes": {"QueueArn": JOBS, "Policy": policy}}
    for name, told, of in (("roles", {"RoleDetailList": [role]}, account), ("queue", queue, ACCOUNT)):
        (tmp_path / f"{name}.json").write_text(json.dumps(told))
        imported(bench, [tmp_path / f"{name}.json"], type(HERE)(account=of, region=NORTH))
    (way,) = (await asked(QUEUE, JOBS))[WHO].ways
    assert (way.name, way.what, way.why.partition(";")[0]) == ("ops", "write: sqs:SendMessage", "if its session is joe")
    assert way.other is not None
    assert (way.other.key, way.sure) == (arn, False)
    whose = "jobs" if account == ACCOUNT else JOBS
    assert said((await asked(ROLE, arn))[WHAT]) == [(whose, "write: sqs:SendMessage", False)]
