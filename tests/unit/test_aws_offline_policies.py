"""Policies of buckets as ``aws s3api get-bucket-policy`` writes them: of which bucket they are, and whose that is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.importer import ALL, Partly, Said
from dharma_tui.core.types import Resource, ResourceRef, Scope
from tests.unit.offline_lab import HERE
from tests.unit.test_aws_offline_parents import reasons, told

LEDGER = "arn:aws:s3:::ledger"
ELSEWHERE = "222222222222"
READ = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ELSEWHERE}:root"}, "Action": "s3:GetObject"}
NOBODY = Said()
LISTED = {"Buckets": [{"Name": "ledger", "CreationDate": "2026-01-01T00:00:00+00:00"}], "Owner": {"ID": "0" * 64}}


def policy(*resources: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{**READ, "Resource": each} for each in resources]}


OF_ONE = policy([LEDGER, f"{LEDGER}/*"], "arn:aws:s3:::*")
OF_A_ROLE = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": [LEDGER, f"{LEDGER}/*"]}]}
TEXT = {"Policy": json.dumps(OF_ONE)}


@pytest.mark.parametrize(
    "document", [TEXT, {"Policy": OF_ONE}, OF_ONE, {"Policy": json.dumps(policy("*")), "Bucket": "ledger"}]
)
def test_a_policy_is_of_the_bucket_that_it_is_about(document: Any) -> None:
    (found,) = told(document, said=HERE)
    assert isinstance(found, Partly)
    assert (found.resource.ref, found.resource.scope) == (
        ResourceRef("aws.s3.bucket", LEDGER),
        Scope("aws", HERE.account),
    )
    assert isinstance(text := found.resource.attrs["Policy"], str)
    assert json.loads(text)["Statement"][0]["Principal"] == READ["Principal"]
    assert (found.attrs, found.labels, found.state, found.resource.attrs["HasPolicy"]) == (ALL, True, True, True)


@pytest.mark.parametrize("files", [(LISTED, TEXT), (TEXT, LISTED)])
def test_it_is_of_the_account_of_that_bucket_in_the_same_import(files: Any) -> None:
    whose = replace(HERE, account=ELSEWHERE)
    found = [each for each in told(*files, said=whose) if isinstance(each, Partly)]
    assert {each.resource.scope.account for each in found} == {ELSEWHERE}


def test_it_is_of_the_account_of_that_bucket_in_the_store() -> None:
    bucket = Resource(ResourceRef("aws.s3.bucket", LEDGER), "ledger", Scope("aws", ELSEWHERE))
    (found,) = told(TEXT, said=replace(NOBODY, stored=lambda kind: [bucket] if kind == "aws.s3.bucket" else []))
    assert isinstance(found, Partly)
    assert found.resource.scope == bucket.scope


@pytest.mark.parametrize(
    ("document", "said", "reason"),
    [
        (TEXT, NOBODY, "the policy of ledger, of which it does not say whose it is: import what 'aws s3api list-buckets'"),
        ({"Policy": json.dumps(policy("*"))}, HERE, "a policy that names no bucket: put the Policy and the Bucket"),
        (policy(LEDGER, "arn:aws:s3:::plain/*"), HERE, "a policy that is about ledger, plain: put the Policy and"),
        ({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, HERE, "a policy that names no bucket"),
        (OF_A_ROLE, HERE, "does not say of whom it is true, as those of buckets do"),
        ({"Policy": json.dumps(OF_A_ROLE), "Bucket": "ledger"}, HERE, "does not say of whom it is true"),
        ({"Statement": OF_A_ROLE["Statement"][0]}, HERE, "does not say of whom it is true"),
        ({"Policy": "{damaged"}, HERE, "that does not say which"),
        (
            {"Policy": json.dumps(policy("arn:aws:lambda:eu-west-1:123456789012:function:pay")), "RevisionId": "1"},
            *(HERE, "that does not say which"),
        ),
    ],
)  # fmt: skip
def test_what_is_missing_to_know_whose_a_policy_is_is_told(document: Any, said: Said, reason: str) -> None:
    found = told(document, said=said)
    assert not any(isinstance(each, (Partly, Resource)) for each in found)
    assert reason in reasons(found)


def test_what_is_stored_is_read_once_however_many_policies_there_are() -> None:
    asked: list[str] = []

    def stored(kind: str) -> list[Resource]:
        asked.append(kind)
        return [Resource(ResourceRef(kind, LEDGER), "ledger", Scope("aws", ELSEWHERE))]

    found = told(TEXT, TEXT, TEXT, said=replace(NOBODY, stored=stored))
    assert [each.resource.scope.account for each in found if isinstance(each, Partly)] == [ELSEWHERE] * 3
    assert asked == ["aws.s3.bucket"]
