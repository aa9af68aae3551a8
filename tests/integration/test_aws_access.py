"""Who may do what of a scanned or imported estate: what nobody has read is not known, and both sides of two accounts are."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.access import Answers
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.query.lookup import Lookup
from tests.integration.moto_lab import ACCOUNT, NORTH, TRUST, Estate, estate
from tests.integration.test_aws import Bench
from tests.integration.test_aws_import import HERE, SERVICES, imported

OTHER = "222222222222"
WHO, WHAT = "Who may do what", "What it may do"
BUCKET, ROLE, KEY, QUEUE = "aws.s3.bucket", "aws.iam.role", "aws.kms.key", "aws.sqs.queue"
LEDGER = "arn:aws:s3:::ledger"
READER = f"arn:aws:iam::{ACCOUNT}:role/reader"
FN = f"arn:aws:iam::{OTHER}:role/fn"
JOBS = f"arn:aws:sqs:{NORTH}:{ACCOUNT}:jobs"
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{LEDGER}/*"}
IDENTITIES = ("aws.iam.user", "aws.iam.group", ROLE, "aws.iam.policy", "aws.iam.aws_policy")


def document(*told: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*told]})


OTHERS_READ = document({**READ, "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}})


def entered(made: Estate, account: str) -> dict[str, str]:
    """Credentials of another account."""
    role = f"arn:aws:iam::{account}:role/any"
    given = made.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return {name: given[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")}


def seed(made: Estate) -> None:
    import boto3

    s3, iam = made.client("s3"), made.client("iam")
    for name, own in (("reader", READ), ("queuer", {**READ, "Action": "sqs:*", "Resource": "*"})):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(own))
    s3.create_bucket(Bucket="ledger")
    s3.create_bucket(Bucket="plain")
    s3.put_bucket_policy(Bucket="ledger", Policy=OTHERS_READ)
    made.client("sqs").create_queue(QueueName="jobs")
    told = {"Effect": "Allow", "Principal": {"AWS": READER}, "Action": "kms:*", "Resource": "*"}
    made.ids["key"] = made.client("kms").create_key(Policy=document(told))["KeyMetadata"]["Arn"]
    keys = [*entered(made, OTHER).values()]
    there = boto3.session.Session(*keys).client("iam", region_name=NORTH, endpoint_url=made.endpoint)
    for name in ("fn", "idle"):
        there.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    there.put_role_policy(RoleName="fn", PolicyName="own", PolicyDocument=document(READ))


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed) as made:
        yield made


Ask = Callable[[str, str], Coroutine[Any, Any, dict[str, Answers]]]


@pytest.fixture
def asked(bench: Bench) -> Iterator[Ask]:
    io = IoPool(2)
    access, lookup = Access(bench.lake, io, kinds_of(SERVICES)), Lookup(bench.lake)

    async def asked(kind: str, key: str) -> dict[str, Answers]:
        answers = await access.of(lookup.resource(ResourceRef(kind, key)).resource)
        return {each.question: each for each in answers}

    yield asked
    io.close()


def said(answer: Answers) -> list[tuple[str, str, bool]]:
    return [(way.name, way.what, way.sure) for way in answer.ways]


async def test_what_has_no_policy_of_its_own_is_known_to_have_none(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan(BUCKET, QUEUE, KEY, *IDENTITIES, regions=(NORTH,))
    plain = (await asked(BUCKET, "arn:aws:s3:::plain"))[WHO]
    assert plain.beneath == "Nobody known may do anything with it."
    jobs = (await asked(QUEUE, JOBS))[WHO]
    assert said(jobs) == [("queuer", "everything: sqs:*", True)]
    assert jobs.unlisted == ()
    key = (await asked(KEY, there.ids["key"]))[WHO]
    assert said(key) == [("reader", "everything: kms:*", True)]
    assert key.unlisted == ()


@pytest.mark.parametrize("how", ["denied", "lists alone"])
async def test_a_policy_that_was_not_read_may_deny_and_allow(bench: Bench, asked: Ask, there: Estate, how: str) -> None:
    await bench.scan(*IDENTITIES, regions=())
    for service in ("s3", "sqs", "kms") if how == "denied" else ():
        there.control(f"fault?service={service}&kind=denied&after=1")
    await bench.scan(BUCKET, QUEUE, KEY, regions=(NORTH,), lists_only=how != "denied")
    ledger = (await asked(BUCKET, LEDGER))[WHO]
    assert said(ledger) == [("reader", "read: s3:GetObject on all in it", False)]
    assert ledger.ways[0].why == "unless its own policy, which was not read, denies it; by own"
    assert ledger.beneath == "Not known: the policy of ledger was not read."
    assert said((await asked(QUEUE, JOBS))[WHO]) == [("queuer", "everything: sqs:*", False)]
    key = (await asked(KEY, there.ids["key"]))[WHO]
    assert key.ways == ()
    assert key.beneath.startswith("Not known: the policy of ")


async def test_an_alias_answers_as_its_key(bench: Bench, asked: Ask, there: Estate) -> None:
    there.client("kms").create_alias(AliasName="alias/ledger", TargetKeyId=there.ids["key"])
    await bench.scan(KEY, "aws.kms.key_alias", *IDENTITIES, regions=(NORTH,))
    ((alias,),) = bench.lake.query("SELECT key FROM lake.resources WHERE name = 'alias/ledger'")
    assert said((await asked("aws.kms.key_alias", alias))[WHO]) == [("reader", "everything: kms:*", True)]
    assert (await asked("aws.kms.key_alias", alias)) == (await asked(KEY, there.ids["key"]))


async def test_a_key_may_be_used_by_whoever_may_where_its_policy_was_not_read(
    bench: Bench, asked: Ask, there: Estate
) -> None:
    iam = there.client("iam")
    told = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
    iam.put_role_policy(RoleName="queuer", PolicyName="keys", PolicyDocument=document(told))
    try:
        await bench.scan(*IDENTITIES, regions=())
        await bench.scan(KEY, regions=(NORTH,), lists_only=True)
    finally:
        iam.delete_role_policy(RoleName="queuer", PolicyName="keys")
    (way,) = (await asked(KEY, there.ids["key"]))[WHO].ways
    assert (way.name, way.what, way.sure) == ("queuer", "write: kms:Decrypt", False)
    assert way.why == "if its own policy, which was not read, allows it; by keys"


async def test_policies_of_identities_that_were_not_read_are_not_none(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan(BUCKET, "aws.iam.user", regions=())
    there.control("fault?service=iam&kind=denied&after=1")
    await bench.scan(ROLE, regions=())
    unread = "Not known: policies of queuer, reader were not read."
    ledger = (await asked(BUCKET, LEDGER))[WHO]
    assert ledger.beneath == unread
    assert [name for name, _, _ in said(ledger)] == [f"account {OTHER}"]
    reader = (await asked(ROLE, READER))[WHAT]
    assert reader.beneath == "Not known: policies of reader were not read."


async def test_who_was_deleted_is_told_to_be(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    deleted = "AIDACKCEVSQ6C2EXAMPLE"
    trust = {"Effect": "Allow", "Principal": {"AWS": deleted}, "Action": "sts:AssumeRole"}
    told = {"RoleName": "reader", "Arn": READER, "RoleId": "AROA1", "Path": "/", "CreateDate": "2026-01-01T00:00:00Z",
            "AssumeRolePolicyDocument": json.loads(document(trust))}  # fmt: skip
    (tmp_path / "roles.json").write_text(json.dumps({"Roles": [told]}))
    imported(bench, [tmp_path / "roles.json"], HERE)
    (way,) = (await asked(ROLE, READER))[WHO].ways
    assert (way.name, way.what, way.other) == (f"a deleted identity ({deleted})", "permissions: sts:AssumeRole", None)


async def test_an_import_of_mere_lists_tells_what_it_does_not_know(bench: Bench, asked: Ask, tmp_path: Path) -> None:
    files = [tmp_path / "roles.json", tmp_path / "buckets.json"]
    trusted = {"RoleName": "reader", "Arn": READER, "RoleId": "AROA1", "Path": "/", "CreateDate": "2026-01-01T00:00:00Z",
               "AssumeRolePolicyDocument": json.loads(TRUST)}  # fmt: skip
    files[0].write_text(json.dumps({"Roles": [trusted]}))
    files[1].write_text(json.dumps({"Buckets": [{"Name": "plain"}], "Owner": {"ID": "x"}}))
    imported(bench, files, HERE)
    plain = (await asked(BUCKET, "arn:aws:s3:::plain"))[WHO]
    assert plain.beneath == (
        f"Not known: the policy of plain was not read; IAM users of {ACCOUNT} were not listed;"
        " policies of reader were not read."
    )
    role = (await asked(ROLE, READER))[WHAT]
    assert role.beneath == "Not known: policies of reader, plain were not read."


def enter_other(there: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = entered(there, OTHER)
    for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
        variable = "AWS_" + "".join(f"_{each}" if each.isupper() else each for each in name).strip("_").upper()
        monkeypatch.setenv(variable, credentials[name])


@pytest.mark.parametrize(
    ("condition", "told", "counted"),
    [
        ({}, True, 1),
        ({"aws:SourceAccount": ACCOUNT}, False, 1),
        ({"aws:PrincipalAccount": OTHER}, True, 0),
        ({"aws:PrincipalAccount": ACCOUNT}, False, 1),
    ],
)
async def test_what_is_open_to_anybody_is_to_whoever_of_other_accounts_has_a_right_to_it(
    bench: Bench,
    asked: Ask,
    there: Estate,
    monkeypatch: pytest.MonkeyPatch,
    condition: dict[str, str],
    told: bool,
    counted: int,
) -> None:
    own = {"Condition": {"StringEquals": condition}} if condition else {}
    there.client("s3").put_bucket_policy(Bucket="ledger", Policy=document({**READ, "Principal": "*", **own}))
    try:
        await bench.scan(BUCKET, *IDENTITIES, regions=())
    finally:
        there.client("s3").put_bucket_policy(Bucket="ledger", Policy=OTHERS_READ)
    enter_other(there, monkeypatch)
    await bench.scan(*IDENTITIES, regions=())
    ledger = (await asked(BUCKET, LEDGER))[WHO]
    assert [way.sure for way in ledger.ways if way.name == "fn"] == [not condition] * told
    assert len(ledger.counted) == counted
    assert "idle" not in {way.name for way in ledger.ways}


async def test_identities_of_another_account_that_both_sides_allow_are_told(
    bench: Bench, asked: Ask, there: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.scan(BUCKET, *IDENTITIES, regions=())
    alone = (await asked(BUCKET, LEDGER))[WHO]
    reader = ("reader", "read: s3:GetObject on all in it", True)
    assert said(alone) == [(f"account {OTHER}", "read: s3:GetObject on all in it", False), reader]
    enter_other(there, monkeypatch)
    await bench.scan(*IDENTITIES, regions=())
    both = (await asked(BUCKET, LEDGER))[WHO]
    assert said(both) == [("fn", "read: s3:GetObject on all in it", True), reader]
    assert both.ways[0].other == ResourceRef(ROLE, FN)
    assert both.unlisted == ()


async def test_what_a_role_may_do_is_told_of_policies_of_resources_too(bench: Bench, asked: Ask, there: Estate) -> None:
    await bench.scan(BUCKET, KEY, *IDENTITIES, regions=(NORTH,))
    reader = (await asked(ROLE, READER))[WHAT]
    own = (f"{LEDGER}/*", "read: s3:GetObject", True)
    (key,) = [way for way in reader.ways if way.other is not None]
    assert said(reader)[0] == own
    assert (key.what, key.why, key.other) == (
        *("everything: kms:*", "by its own policy"),
        ResourceRef(KEY, there.ids["key"]),
    )
    assert reader.unlisted == ()


async def test_what_somebody_may_do_with_themselves_is_told(bench: Bench, asked: Ask, there: Estate) -> None:
    iam = there.client("iam")
    iam.create_user(UserName="ada")
    keys = {"Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": "arn:aws:iam::*:user/${aws:username}"}
    iam.put_user_policy(UserName="ada", PolicyName="keys", PolicyDocument=document(keys))
    iam.create_user(UserName="root")
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_user_policy(UserName="root", PolicyName="all", PolicyDocument=document(everything))
    await bench.scan(*IDENTITIES, regions=())

    ada = (await asked("aws.iam.user", f"arn:aws:iam::{ACCOUNT}:user/ada"))[WHO]
    assert said(ada) == [("ada", "write: iam:*AccessKey*", True), ("root", "everything: iam:*", True)]
    root = (await asked("aws.iam.user", f"arn:aws:iam::{ACCOUNT}:user/root"))[WHO]
    assert ("root", "everything: iam:*", True) in said(root)
    for name, own in (("ada", "keys"), ("root", "all")):
        iam.delete_user_policy(UserName=name, PolicyName=own)
        iam.delete_user(UserName=name)


async def test_a_function_in_no_vpc_reaches_the_internet_and_nobody_reaches_it(
    bench: Bench, asked: Ask, tmp_path: Path
) -> None:
    arn = f"arn:aws:lambda:{NORTH}:{ACCOUNT}:function:"
    told = [
        {"FunctionName": name, "FunctionArn": f"{arn}{name}", "Role": READER, "Runtime": "python3.12",
         **({"VpcConfig": vpc} if vpc is not None else {})}
        for name, vpc in (("orders", None), ("empty", {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""}))
    ]  # fmt: skip
    file = tmp_path / "functions.json"
    file.write_text(json.dumps({"Functions": told}))
    imported(bench, [file], HERE)
    for name in ("orders", "empty"):
        answers = await asked("aws.lambda.function", f"{arn}{name}")
        assert answers["From the internet"].beneath == f"Not known: the policy of {name} was not read."
        assert answers["Who reaches it"].beneath == "It lies in no VPC: nobody reaches it within one."
        out = answers["What it reaches"]
        assert (said(out), out.beneath) == ([("0.0.0.0/0", "everything", True)], "")


async def test_tables_streams_and_file_systems_are_asked_for_their_policies(
    bench: Bench, asked: Ask, there: Estate
) -> None:
    def told(service: str, on: str) -> str:
        return document({"Effect": "Allow", "Principal": {"AWS": READER}, "Action": f"{service}:*", "Resource": on})

    tables, streams, files = (there.client(name) for name in ("dynamodb", "kinesis", "efs"))
    arns = []
    for name in ("carts", "bare"):
        keys = {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
        named = [{"AttributeName": "pk", "AttributeType": "S"}]
        arns.append(tables.create_table(TableName=name, AttributeDefinitions=named, **keys)["TableDescription"])
        streams.create_stream(StreamName=name, ShardCount=1)
        arns.append(files.create_file_system(CreationToken=name))
    table, share = arns[0]["TableArn"], arns[1]
    stream = f"arn:aws:kinesis:{NORTH}:{ACCOUNT}:stream/carts"
    tables.put_resource_policy(ResourceArn=table, Policy=told("dynamodb", table))
    streams.put_resource_policy(ResourceARN=stream, Policy=told("kinesis", stream))
    policy = told("elasticfilesystem", share["FileSystemArn"])
    files.put_file_system_policy(FileSystemId=share["FileSystemId"], Policy=policy)
    kinds = ("aws.dynamodb.table", "aws.kinesis.stream", "aws.efs.nfs_file_system")
    report = await bench.scan(*kinds, regions=(NORTH,))
    await bench.scan(*IDENTITIES, regions=())
    assert {part.reason for part in report.scopes} == {""}
    for kind, key in zip(kinds, (table, stream, share["FileSystemId"]), strict=True):
        answer = (await asked(kind, key))[WHO]
        assert [(name, sure) for name, _, sure in said(answer)] == [("reader", True)], kind
        assert answer.unlisted == ()
    bare = (await asked("aws.dynamodb.table", arns[2]["TableArn"]))[WHO]
    assert bare.beneath == "Nobody known may do anything with it."
    again = await bench.scan(
        *kinds[:2], regions=(NORTH,), keep_details=True
    )  # of files moto tells the moment of asking
    assert [part.kept for part in again.scopes] == [2, 2]


async def test_a_policy_that_nobody_reads_is_told_as_not_looked_at(bench: Bench, asked: Ask, there: Estate) -> None:
    vault = there.client("backup").create_backup_vault(BackupVaultName="cellar")["BackupVaultArn"]
    await bench.scan("aws.backup.backup_vault", regions=(NORTH,))
    await bench.scan(*IDENTITIES, regions=())
    assert (await asked("aws.backup.backup_vault", vault))[WHO].left_out.startswith("its own policy; policies of")


async def test_what_is_open_to_anybody_counts_whom_it_lets_in(bench: Bench, asked: Ask, there: Estate) -> None:
    s3 = there.client("s3")
    member = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}
    for name, more in (("open", {}), ("members", member)):
        s3.create_bucket(Bucket=name)
        told = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
        s3.put_bucket_policy(Bucket=name, Policy=document({**told, **more}))
    await bench.scan(BUCKET, *IDENTITIES, regions=())

    opened = (await asked(BUCKET, "arn:aws:s3:::open"))[WHO]
    assert said(opened) == [("anybody, 2 known among them", "read: s3:GetObject on all in it", True)]
    assert opened.ways[0].why == "by its own policy"
    reader = opened.between({ResourceRef(ROLE, READER)})
    assert said(reader) == [("reader", "read: s3:GetObject on all in it", True)]

    members = (await asked(BUCKET, "arn:aws:s3:::members"))[WHO]
    assert said(members) == [("anybody, 2 known among them", "read: s3:GetObject on all in it", False)]
    assert members.ways[0].why == "if aws:PrincipalOrgID o-a1b2c3d4e5; by its own policy"


async def test_whoever_may_be_denied_what_is_open_is_counted_as_that(bench: Bench, asked: Ask, there: Estate) -> None:
    there.client("s3").put_bucket_policy(Bucket="plain", Policy=document({**READ, "Principal": "*", "Resource": "*"}))
    try:
        await bench.scan(BUCKET, "aws.iam.user", regions=())
        there.control("fault?service=iam&kind=denied&after=1")
        await bench.scan(ROLE, regions=())
        plain = (await asked(BUCKET, "arn:aws:s3:::plain"))[WHO]
    finally:
        there.client("s3").delete_bucket_policy(Bucket="plain")
    assert {name for name, _, _ in said(plain)} == {"anybody, up to 2 known among them"}
    assert plain.beneath == "Not known: policies of queuer, reader were not read."


async def test_whoever_may_by_a_policy_of_its_own_too_is_told(bench: Bench, asked: Ask, there: Estate) -> None:
    told = {**READ, "Principal": {"AWS": "*"}}
    there.client("s3").put_bucket_policy(Bucket="ledger", Policy=document(told))
    try:
        await bench.scan(BUCKET, *IDENTITIES, regions=())
        ledger = (await asked(BUCKET, LEDGER))[WHO]
    finally:
        there.client("s3").put_bucket_policy(Bucket="ledger", Policy=OTHERS_READ)
    assert [name for name, _, _ in said(ledger)] == ["anybody, 1 known among them", "reader"]


async def test_what_another_account_has_is_allowed_only_if_that_allows_it(
    bench: Bench, asked: Ask, there: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    far, other = f"arn:aws:sqs:{NORTH}:{OTHER}:inbox", f"arn:aws:sqs:{NORTH}:{OTHER}:closed"
    own = [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": [far, other, JOBS]}]
    there.client("iam").put_role_policy(RoleName="reader", PolicyName="own", PolicyDocument=document(*own))
    await bench.scan(QUEUE, *IDENTITIES, regions=(NORTH,))

    def queues(answer: Answers) -> list[tuple[str, str, bool]]:
        return [(way.name, way.why, way.sure) for way in answer.ways if "sqs" in way.name]

    unknown = f"if account {OTHER}, whose it is, allows it; by own"
    assert queues((await asked(ROLE, READER))[WHAT]) == [
        (JOBS, "by own", True), (other, unknown, False), (far, unknown, False)
    ]  # fmt: skip

    credentials = entered(there, OTHER)
    for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
        variable = "AWS_" + "".join(f"_{each}" if each.isupper() else each for each in name).strip("_").upper()
        monkeypatch.setenv(variable, credentials[name])
    import boto3

    sqs = boto3.session.Session(*credentials.values()).client("sqs", region_name=NORTH, endpoint_url=there.endpoint)
    sqs.create_queue(QueueName="closed")
    told = {"Effect": "Allow", "Principal": {"AWS": READER}, "Action": "sqs:SendMessage", "Resource": far}
    sqs.create_queue(QueueName="inbox", Attributes={"Policy": document(told)})
    await bench.scan(QUEUE, regions=(NORTH,))
    (way,) = [way for way in (await asked(ROLE, READER))[WHAT].ways if OTHER in way.name]
    assert (way.name, way.sure, way.other, way.account) == (far, True, ResourceRef(QUEUE, far), OTHER)
    roles = Lookup(bench.lake).neighbours(ResourceRef(QUEUE, far))
    assert {each.account for each in roles if each.other.key == READER} == {ACCOUNT}
    assert way.why == "by own, its own policy"


async def test_policies_that_lists_tell_are_read(bench: Bench, asked: Ask, there: Estate) -> None:
    events, logs, search = (there.client(name) for name in ("events", "logs", "opensearch"))
    bus = f"arn:aws:events:{NORTH}:{ACCOUNT}:event-bus/default"
    events.put_permission(Action="events:PutEvents", Principal=OTHER, StatementId="other")
    destination = logs.put_destination(destinationName="central", targetArn=JOBS, roleArn=READER)["destination"]["arn"]
    told = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Resource": destination}
    granting = document({**told, "Action": "logs:PutSubscriptionFilter"})
    logs.put_destination_policy(destinationName="central", accessPolicy=granting)
    domain = f"arn:aws:es:{NORTH}:{ACCOUNT}:domain/shop"
    search.create_domain(
        DomainName="shop", AccessPolicies=document({**told, "Action": "es:*", "Resource": f"{domain}/*"})
    )
    kinds = ("aws.events.event_bus", "aws.logs.log_destination", "aws.opensearch.search_domain")
    await bench.scan(*kinds, *IDENTITIES, regions=(NORTH,))
    for kind, key in zip(kinds, (bus, destination, domain), strict=True):
        answer = (await asked(kind, key))[WHO]
        assert f"account {OTHER}" in [name for name, _, _ in said(answer)], kind
        assert not answer.left_out.startswith("its own policy"), kind
        assert answer.unlisted == ()
    events.remove_permission(StatementId="other")
    await bench.scan(kinds[0], regions=(NORTH,))
    assert f"account {OTHER}" not in [name for name, _, _ in said((await asked(kinds[0], bus))[WHO])]
