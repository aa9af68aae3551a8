"""Who may call an interface of API Gateway by its own policy, what leads there, and what a VPC endpoint lets through by its."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.rights_answers import HAVE_POLICIES
from tests.integration.moto_lab import ACCOUNT, NORTH, TRUST, Estate, estate
from tests.integration.test_aws import Bench
from tests.integration.test_aws_access import IDENTITIES, LEDGER, OTHER, WHO, Ask, asked, document, said
from tests.integration.test_aws_import import HERE, SERVICES, imported

API, ENDPOINT = "aws.apigateway.rest_api", "aws.ec2.vpc_endpoint"
CALLER = f"arn:aws:iam::{ACCOUNT}:role/caller"
CALL = {"Effect": "Allow", "Action": "execute-api:Invoke"}
DOMAIN, CERTIFICATE = "aws.apigateway.api_domain", f"arn:aws:acm:{NORTH}:{ACCOUNT}:certificate/0a1b2c3d"
THROUGH = "What may be done through it"
_ = asked


def seed(made: Estate) -> None:
    apis, ec2, iam = made.client("apigateway"), made.client("ec2"), made.client("iam")
    for name in ("open", "named", "bare"):
        made.ids[name] = apis.create_rest_api(name=name)["id"]
    within = {"Resource": "execute-api:/prod/GET/*"}
    sources = {"Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}
    by_name = {**CALL, **within, "Principal": {"AWS": [CALLER, f"arn:aws:iam::{OTHER}:root"]}}
    apis.create_domain_name(domainName="api.example.com", regionalCertificateArn=CERTIFICATE)
    apis.create_base_path_mapping(domainName="api.example.com", basePath="shop", restApiId=made.ids["open"])
    told = {"open": document({**CALL, "Resource": "execute-api:/*", "Principal": "*", **sources})}
    told["named"] = json.dumps(document(by_name))[1:-1]  # as API Gateway tells it: quotes are escaped once more
    for name, policy in told.items():
        change = {"op": "replace", "path": "/policy", "value": policy}
        apis.update_rest_api(restApiId=made.ids[name], patchOperations=[change])
    for name, own in (("caller", "dynamodb:Query"), ("runner", "execute-api:Invoke"), ("keeper", "apigateway:*")):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        may = {"Effect": "Allow", "Action": own, "Resource": "*"}
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(may))
    made.ids["jobs"] = made.client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    receives: dict[str, Any] = {"Action": "sqs:ReceiveMessage", "Resource": "arn:aws:sqs:*:*:${aws:PrincipalTag/team}"}
    all_but: tuple[dict[str, Any], ...] = (
        {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"},
        {"Effect": "Deny", **receives},
    )
    for name, team, policies in (
        ("by-tag", "jobs", ({"Effect": "Allow", **receives},)),
        ("by-other-tag", "reports", ({"Effect": "Allow", **receives},)),
        ("denied-by-tag", "jobs", all_but),
        ("denied-by-other-tag", "reports", all_but),
    ):
        tags = [{"Key": "team", "Value": team}]
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Tags=tags)
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*policies))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    reads = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{LEDGER}/*"}
    writes = {**reads, "Action": "s3:Put*", "Principal": {"AWS": CALLER}}
    shut = {**reads, "Effect": "Deny", "Action": "s3:*", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/runner"}}
    others = {"Effect": "Allow", "NotPrincipal": {"AWS": CALLER}, "Action": "s3:GetObject", "Resource": f"{LEDGER}/*"}
    for name, policy in (("shut", document(reads, writes, shut)), ("wide", ""), ("others", document(others))):
        service = {"VpcId": vpc, "ServiceName": f"com.amazonaws.{NORTH}.s3"}
        more = {"PolicyDocument": policy} if policy else {}
        made.ids[name] = ec2.create_vpc_endpoint(**service, **more)["VpcEndpoint"]["VpcEndpointId"]


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed) as made:
        yield made


def api(there: Estate, name: str) -> str:
    return f"arn:aws:apigateway:{NORTH}::/restapis/{there.ids[name]}"


async def test_who_may_call_an_interface_is_told_of_its_policy(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan(API, *IDENTITIES, regions=(NORTH,))
    manages = ("keeper", "everything: apigateway:*", True)
    calls = ("runner", "write: execute-api:Invoke", True)

    bare = (await asked(API, api(there, "bare")))[WHO]
    assert sorted(said(bare)) == [manages, calls]
    assert bare.unlisted == ()
    assert bare.left_out.startswith("what its methods ask of callers beside its policy")
    anybody = ("anybody, 6 known among them", "write: execute-api:Invoke on all in it", False)
    opened = (await asked(API, api(there, "open")))[WHO]
    assert said(opened) == [anybody, manages, calls]
    assert opened.ways[0].why == "if aws:SourceIp; by its own policy"
    named = (await asked(API, api(there, "named")))[WHO]
    assert sorted(said(named)) == sorted([
        ("caller", "write: execute-api:Invoke on prod/GET/*", True),
        (f"account {OTHER}", "write: execute-api:Invoke on prod/GET/*", False),
        manages,
        calls,
    ])  # fmt: skip


async def test_whom_the_policy_of_an_interface_names_connects_to_it(bench: Bench, there: Estate) -> None:
    await bench.scan(API, *IDENTITIES, regions=(NORTH,))
    found = Lookup(bench.lake).neighbours(ResourceRef(API, api(there, "named")))
    assert CALLER in [each.other.key for each in found]


async def test_what_an_endpoint_lets_through_is_told_of_its_policy(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan(ENDPOINT, *IDENTITIES, regions=(NORTH,))
    shut = (await asked(ENDPOINT, there.ids["shut"]))[THROUGH]
    runner = f"arn:aws:iam::{ACCOUNT}:role/runner"
    assert [(way.name, way.what, way.why, way.sure) for way in shut.ways] == [
        (f"{LEDGER}/*", "read: s3:GetObject", f"for anybody; not for {runner}", False),
        (f"{LEDGER}/*", "write: s3:Put*", f"for {CALLER}", True),
    ]
    assert shut.left_out == "whether those who ask may do it at all"
    wide = (await asked(ENDPOINT, there.ids["wide"]))[THROUGH]
    assert [(way.name, way.what, way.why) for way in wide.ways] == [("*", "everything: *", "for anybody")]
    others = (await asked(ENDPOINT, there.ids["others"]))[THROUGH]
    told = (f"{LEDGER}/*", "read: s3:GetObject", f"for anybody but {CALLER}")
    assert [(way.name, way.what, way.why) for way in others.ways] == [told]


async def test_tags_of_a_role_stand_for_variables_of_its_policies(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan("aws.sqs.queue", *IDENTITIES, regions=(NORTH,))
    jobs = (await asked("aws.sqs.queue", f"arn:aws:sqs:{NORTH}:{ACCOUNT}:jobs"))[WHO]
    receives = "write: sqs:ReceiveMessage"
    assert sorted(said(jobs)) == [("by-tag", receives, True), ("denied-by-other-tag", receives, True)]


async def test_a_domain_leads_to_the_interfaces_below_its_paths(bench: Bench, there: Estate) -> None:
    await bench.scan(API, DOMAIN, regions=(NORTH,))
    found = Lookup(bench.lake).neighbours(ResourceRef(API, api(there, "open")))
    assert [(each.relationship.verb, each.other.kind) for each in found] == [(Verb.ROUTES_TO, DOMAIN)]


async def test_aliases_of_functions_have_policies_that_nobody_reads(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    function = f"arn:aws:lambda:{NORTH}:{ACCOUNT}:function:f"
    alias = {"AliasArn": f"{function}:live", "Name": "live", "FunctionVersion": "1"}
    role = {"RoleName": "caller", "Arn": CALLER, "RoleId": "AROA1", "Path": "/", "CreateDate": "2026-01-01T00:00:00Z"}
    for name, told in (("aliases", {"Aliases": [alias]}), ("roles", {"Roles": [role]})):
        (tmp_path / f"{name}.json").write_text(json.dumps(told))
    imported(bench, [tmp_path / "aliases.json", tmp_path / "roles.json"], HERE)
    live = (await asked("aws.lambda.function_alias", f"{function}:live"))[WHO]
    assert live.left_out.startswith("its own policy; ")


async def test_an_alias_of_a_key_that_is_not_there_yet_says_so(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    alias = {"AliasName": "alias/aws/acm", "AliasArn": f"arn:aws:kms:{NORTH}:{ACCOUNT}:alias/aws/acm"}
    (tmp_path / "aliases.json").write_text(json.dumps({"Aliases": [alias]}))
    imported(bench, [tmp_path / "aliases.json"], HERE)
    answers = await asked("aws.kms.key_alias", alias["AliasArn"])
    assert answers[WHO].beneath == "Not known: what alias/aws/acm stands for was not listed."


def test_kinds_whose_policies_nobody_reads_are_known_and_have_none_that_is_read() -> None:
    known = kinds_of(SERVICES)
    assert {kind for kind in HAVE_POLICIES if kind not in known or known[kind].policy} == set()
