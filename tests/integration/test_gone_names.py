"""Names of what was there and is gone lead to its history, where nothing else there is called so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.dangling import Why
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope
from dharma_tui.services.dangling import DanglingReferences
from dharma_tui.services.discovery import aws
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.store_lab import open_lake, scan, thing

KINDS: list[KindSpec] = [kind for service in subclasses(aws, ProviderService) for kind in service.kinds]  # type: ignore[type-abstract]
HERE = Scope("aws", "123456789012", "eu-west-1")
ELSEWHERE = Scope("aws", "123456789012", "us-east-1")
QUEUE, ALARM, STACK, ROLE = "aws.sqs.queue", "aws.cloudwatch.alarm", "aws.cloudformation.stack", "aws.iam.role"


def queue(arn: str, name: str, scope: Scope = HERE) -> Resource:
    url = f"https://sqs.{scope.region}.amazonaws.com/{scope.account}/{name}"
    return thing(arn, {"Id": url, "QueueArn": arn}, kind=QUEUE, scope=scope, name=name)


def arn_of(name: str, scope: Scope = HERE) -> str:
    return f"arn:aws:sqs:{scope.region}:{scope.account}:{name}"


def alarm(name: str) -> Resource:
    measured: Json = {"QueueName": name}
    return thing("qalarm", {"Namespace": "AWS/SQS", "Measured": measured}, kind=ALARM, scope=HERE)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    made = open_lake(tmp_path)
    yield made
    made.close()


def missing(lake: Lake, by: Resource) -> list[tuple[ResourceRef, str]]:
    ScanStore(lake).resolve(KINDS)
    neighbours = Lookup(lake).neighbours(by.ref)
    return [(each.other, each.missing) for each in neighbours]


def test_a_host_leads_to_who_answered_there_and_is_looked_for_where_it_says(lake: Lake) -> None:
    host, record = "front-1.eu-west-1.elb.amazonaws.com", "aws.route53.dns_record"
    front = thing("arn:aws:elb:front", {"DNSName": host.title()}, kind="aws.elb.load_balancer", scope=HERE)
    everywhere = Scope("aws", HERE.account, "")

    def named(*hosts: str) -> list[Resource]:
        return [
            thing(f"r{at}", {"Type": "CNAME", "ResourceRecords": [{"Value": host}]}, kind=record, scope=everywhere)
            for at, host in enumerate(hosts)
        ]

    scan(lake, [front], scope=HERE, kind=front.ref.kind)
    scan(lake, [], scope=HERE, kind=front.ref.kind)
    scan(lake, [], scope=HERE, kind="aws.rds.db_instance")
    told = named(
        host,
        f"dualstack.{host}.",
        "never-1.eu-west-1.elb.amazonaws.com",
        "db.x.eu-west-1.rds.amazonaws.com",
        "db.x.us-east-1.rds.amazonaws.com",
    )
    scan(lake, told, scope=everywhere, kind=record)

    whys = [missing(lake, each)[0] for each in told]

    assert [other for other, _ in whys[:2]] == [front.ref, front.ref] and whys[0][1].startswith("gone since")
    absent = "was not there when its kind was listed"
    assert [why for _, why in whys[2:]] == [absent, absent, "its kind is not scanned in us-east-1"]


def test_a_name_of_what_is_gone_leads_to_it(lake: Lake) -> None:
    here, there = queue(arn_of("work"), "work"), queue(arn_of("work", ELSEWHERE), "work", ELSEWHERE)
    scan(lake, [here], scope=HERE, kind=QUEUE)
    scan(lake, [there], scope=ELSEWHERE, kind=QUEUE)
    by = alarm("work")
    scan(lake, [by], scope=HERE, kind=ALARM)
    assert missing(lake, by) == [(here.ref, "")]

    scan(lake, [], scope=ELSEWHERE, kind=QUEUE)
    scan(lake, [], scope=HERE, kind=QUEUE)
    ((other, why),) = missing(lake, by)
    assert other == here.ref and why.startswith("gone since")
    io = IoPool(1, "test")
    (found,) = [*DanglingReferences(lake, io).all_of()]
    assert (found.missing, found.reason.why) == (here.ref, Why.DELETED)
    io.close()

    again = queue(f"{arn_of('work')}-again", "work")
    scan(lake, [again], scope=HERE, kind=QUEUE)
    assert missing(lake, by) == [(again.ref, "")], "what is there goes first"


def test_only_what_was_called_so_in_that_scope_and_of_that_kind_is_meant(lake: Lake) -> None:
    scan(lake, [queue(arn_of("work", ELSEWHERE), "work", ELSEWHERE)], scope=ELSEWHERE, kind=QUEUE)
    scan(lake, [thing("arn:aws:sns:eu-west-1:123456789012:work", kind="aws.sns.topic", scope=HERE, name="work")],
         scope=HERE, kind="aws.sns.topic")  # fmt: skip
    scan(lake, [queue(arn_of("other"), "other")], scope=HERE, kind=QUEUE)
    for scope, kind in ((ELSEWHERE, QUEUE), (HERE, QUEUE), (HERE, "aws.sns.topic")):
        scan(lake, [], scope=scope, kind=kind)
    by = alarm("work")
    scan(lake, [by], scope=HERE, kind=ALARM)
    assert missing(lake, by) == [(ResourceRef(QUEUE, "work"), "was not there when its kind was listed")]


def test_what_was_renamed_is_not_gone(lake: Lake) -> None:
    scan(lake, [queue(arn_of("work"), "work")], scope=HERE, kind=QUEUE)
    scan(lake, [], scope=HERE, kind=QUEUE)
    scan(lake, [queue(arn_of("work"), "otherwise")], scope=HERE, kind=QUEUE)
    by = alarm("work")
    scan(lake, [by], scope=HERE, kind=ALARM)
    ((other, _),) = missing(lake, by)
    assert other == ResourceRef(QUEUE, "work")


def test_members_of_a_stack_that_are_gone_are_told_so_by_name_and_address(lake: Lake) -> None:
    role = thing("arn:aws:iam::123456789012:role/stk-role", {"RoleName": "stk-role"}, kind=ROLE, name="stk-role",
                 scope=Scope("aws", "123456789012", ""))  # fmt: skip
    jobs = queue(arn_of("jobs"), "jobs")
    scan(lake, [role], scope=role.scope, kind=ROLE)
    scan(lake, [jobs], scope=HERE, kind=QUEUE)
    listed: Json = [
        {"LogicalResourceId": "R", "PhysicalResourceId": "stk-role", "ResourceType": "AWS::IAM::Role"},
        {"LogicalResourceId": "Q", "PhysicalResourceId": "https://queue.amazonaws.com/123456789012/jobs",
         "ResourceType": "AWS::SQS::Queue"},
    ]  # fmt: skip
    arn = "arn:aws:cloudformation:eu-west-1:123456789012:stack/stk/1"
    stack = thing(arn, {"StackId": arn, "Resources": listed}, kind=STACK, scope=HERE, name="stk")
    scan(lake, [stack], scope=HERE, kind=STACK)
    assert {other for other, _ in missing(lake, stack)} == {role.ref, jobs.ref}
    scan(lake, [], scope=role.scope, kind=ROLE)
    scan(lake, [], scope=HERE, kind=QUEUE)
    assert {(other, why[:10]) for other, why in missing(lake, stack)} == {
        (role.ref, "gone since"),
        (jobs.ref, "gone since"),
    }


def instance(key: str, **attrs: Json) -> Resource:
    return thing(key, attrs, kind="aws.ec2.instance", scope=HERE)


def test_what_a_property_has_the_name_of_and_is_gone_is_told_to_be(lake: Lake) -> None:
    pair = thing("key-0123456789abcdef0", {"KeyName": "ops"}, kind="aws.ec2.key_pair", scope=HERE, name="ops")
    by = instance("i-0123456789abcdef0", KeyName="ops")
    other = instance("i-0123456789abcdef1", KeyName="never")
    scan(lake, [pair], scope=HERE, kind="aws.ec2.key_pair")
    scan(lake, [by, other], scope=HERE, kind="aws.ec2.instance")
    assert missing(lake, by) == [(pair.ref, "")]
    scan(lake, [], scope=HERE, kind="aws.ec2.key_pair")
    ((end, why),) = missing(lake, by)
    assert end == pair.ref
    assert why.startswith("gone since")
    assert missing(lake, other) == [], "a mere name of what was never there says nothing"

    again = thing("key-0123456789abcdef1", {"KeyName": "ops"}, kind="aws.ec2.key_pair", scope=HERE, name="ops")
    scan(lake, [again], scope=HERE, kind="aws.ec2.key_pair")
    assert missing(lake, by) == [(again.ref, "")]


@pytest.mark.parametrize("told", ["prod/db", "prod/db-Ab12Cd", "prod/db-Ab12Cd:password::", "prod/db-Xx12Yy"])
def test_a_secret_that_is_gone_is_known_by_a_part_of_its_arn(lake: Lake, told: str) -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
    kind, scope = "aws.secretsmanager.secret", HERE
    secret = thing(f"{arn}prod/db-Ab12Cd", {"ARN": f"{arn}prod/db-Ab12Cd"}, kind=kind, scope=scope, name="prod/db")
    other = thing(f"{arn}other-Ab12Cd", {"ARN": f"{arn}other-Ab12Cd"}, kind=kind, scope=scope, name="other")
    by = thing(
        "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
        {"containerDefinitions": [{"secrets": [{"name": "P", "valueFrom": f"{arn}{told}"}]}]},
        kind="aws.ecs.task_definition",
        scope=scope,
    )
    scan(lake, [secret, other], scope=scope, kind=kind)
    scan(lake, [other], scope=scope, kind=kind)
    scan(lake, [by], scope=scope, kind="aws.ecs.task_definition")
    ((end, why),) = missing(lake, by)
    is_same = not told.endswith("Yy")
    assert (end == secret.ref, why.startswith("gone since")) == (is_same, is_same)
