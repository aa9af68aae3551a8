"""Who signs in to a database as a user of it: what IAM lets, on what stands for the users of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.services.rights.identities import targets_of
from tests.unit.network_lab import HERE, KINDS, thing
from tests.unit.test_rights import OURS, allow, said, user

USERS = f"arn:aws:rds-db:{HERE.region}:{OURS}:dbuser"
ARN = f"arn:aws:rds:{HERE.region}:{OURS}:db:orders"
SIGNED_IN = {"DbiResourceId": "db-ABC", "IAMDatabaseAuthenticationEnabled": True}


def told(statement: dict[str, Any], **attrs: Any) -> list[str]:
    database = replace(thing("rds.db_instance", ARN, DBInstanceArn=ARN, **attrs), scope=replace(HERE, account=OURS))
    found = targets_of(database, KINDS["aws.rds.db_instance"])
    assert found[-1].arn == ARN, "what its own policy is about comes last"
    return [each for target in found for each in said(user(statement), target)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (f"{USERS}:db-ABC/app", ["rds-db:connect app"]),
        (f"{USERS}:db-ABC/*", ["rds-db:connect *"]),
        (f"{USERS}:*/*", ["rds-db:connect *"]),
        ("*", ["rds-db:connect"]),
        (f"{USERS}:db-XYZ/app", []),
        (ARN, []),
    ],
)
def test_users_of_a_database_are_signed_in_as_policies_say(on: str, expected: list[str]) -> None:
    assert told(allow("rds-db:connect", on), **SIGNED_IN) == expected


def test_nobody_signs_in_by_iam_where_that_is_off() -> None:
    everything = allow("rds-db:*", "*")
    assert told(everything, DbiResourceId="db-ABC", IAMDatabaseAuthenticationEnabled=False) == []
    assert told(everything, DbiResourceId="db-ABC") == []


def test_whoever_may_do_everything_may_sign_in_too() -> None:
    assert told(allow("*", "*"), **SIGNED_IN) == ["rds-db:*", "rds:*"]
