"""Whom policies name: what may use something connects to it, denying relates nothing, and neither makes a circle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Relationship, Resource, Verb
from dharma_tui.services.relations.rights import Rights
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.cycles import circles
from tests.unit.network_lab import HERE, KINDS, thing
from tests.unit.test_topology_rules import losses

ACCOUNT = HERE.account
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/worker"
KEY_ARN = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b2c3d"
TOPIC_ARN = f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders"
QUEUE_ARN = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
BUCKET_ARN = "arn:aws:s3:::orders"
FUNCTION_ARN = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:worker"
POLICY_ARN, GROUP_ARN = (f"arn:aws:iam::{ACCOUNT}:{named}" for named in ("policy/managed", "group/ops"))


def statement(effect: str = "Allow", **told: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "*", "Resource": "*", **told}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def role(*statements: dict[str, Any]) -> Resource:
    document = json.loads(policy(*statements))
    return thing("iam.role", ROLE_ARN, Arn=ROLE_ARN, RolePolicyList=[{"PolicyName": "own", "PolicyDocument": document}])


def key(*statements: dict[str, Any]) -> Resource:
    return thing("kms.key", KEY_ARN, KeyArn=KEY_ARN, KeyId="0a1b2c3d", Policy=policy(*statements))


def bucket(*statements: dict[str, Any], **more: Any) -> Resource:
    return thing("s3.bucket", BUCKET_ARN, Name="orders", Policy=policy(*statements), **more)


def topic(*statements: dict[str, Any]) -> Resource:
    return thing("sns.topic", TOPIC_ARN, TopicArn=TOPIC_ARN, Policy=policy(*statements))


def edges(*known: Resource) -> list[Relationship]:
    tellers: list[Directory | Rights] = [Directory(tuple(KINDS.values())), Rights(tuple(KINDS.values()))]
    for teller in tellers:
        for resource in known:
            teller.add(resource)
    return [edge for teller in tellers for resource in known for edge in teller.relationships(resource)]


def words(*known: Resource) -> set[tuple[str, str, str]]:
    return {(edge.src.key, edge.verb.value, edge.dst.key) for edge in edges(*known)}


def called(resource: Resource) -> str:
    return f"{resource.ref.kind}:{resource.ref.key}"


def told_of(*known: Resource) -> list[tuple[str, Verb, str]]:
    """The same with kinds, as losses are asked for."""
    return [(f"{edge.src.kind}:{edge.src.key}", edge.verb, f"{edge.dst.kind}:{edge.dst.key}") for edge in edges(*known)]


WORKER: dict[str, Any] = {"Principal": {"AWS": ROLE_ARN}}


@pytest.mark.parametrize("made", [key, bucket, topic])
def test_whom_a_policy_allows_may_use_what_has_it(made: Any) -> None:
    has = made(statement(**WORKER))
    assert words(has, role()) == {(ROLE_ARN, "connects_to", has.ref.key)}


@pytest.mark.parametrize("made", [key, bucket, topic])
@pytest.mark.parametrize(
    "denied",
    [statement("Deny", **WORKER), statement("Deny", NotPrincipal={"AWS": [ROLE_ARN]}),
     statement("Deny", Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": [ROLE_ARN]}})],
)  # fmt: skip
def test_denying_relates_nothing(made: Any, denied: dict[str, Any]) -> None:
    assert words(made(denied), role()) == set()


def test_an_identity_may_use_what_its_own_policy_allows_and_not_what_it_denies() -> None:
    allowed, denied = (role(statement(effect, Resource=[BUCKET_ARN])) for effect in ("Allow", "Deny"))
    assert words(bucket(), allowed) == {(ROLE_ARN, "connects_to", BUCKET_ARN)}
    assert words(bucket(), denied) == set()


@pytest.mark.parametrize("made", [key, bucket, topic])
def test_what_may_only_be_used_is_not_needed(made: Any) -> None:
    has = made(statement(**WORKER))
    worker = thing("lambda.function", FUNCTION_ARN, Role=ROLE_ARN)
    managed = thing("iam.policy", POLICY_ARN, Arn=POLICY_ARN, PolicyVersionList=[
        {"Document": json.loads(policy(statement(Resource=has.ref.key)))}
    ])  # fmt: skip
    member = thing("iam.group", GROUP_ARN, Arn=GROUP_ARN, AttachedManagedPolicies=[{"PolicyArn": POLICY_ARN}])
    told = told_of(has, role(statement(Resource=[has.ref.key])), worker, managed, member)

    assert losses(told, called(has)) == {}
    assert losses(told, f"aws.iam.role:{ROLE_ARN}") == {called(worker): 100}
    assert losses(told, called(managed)) == {called(member): 100}


def test_whom_the_policy_of_a_way_lets_in_and_what_it_lets_be_asked_for_are_not_needed_by_it() -> None:
    way = thing("ec2.vpc_endpoint", "vpce-0a1b2c3d4e5f60718", PolicyDocument=policy(
        statement(**WORKER, Resource=[BUCKET_ARN])
    ))  # fmt: skip
    assert words(way, role(), bucket()) == {
        (ROLE_ARN, "connects_to", way.ref.key),
        (way.ref.key, "connects_to", BUCKET_ARN),
    }
    assert losses(told_of(way, role(), bucket()), called(bucket())) == {}


def test_what_a_condition_lets_in_may_call_and_is_not_needed() -> None:
    from_bucket = statement(
        Principal={"Service": "s3.amazonaws.com"}, Condition={"ArnLike": {"aws:SourceArn": BUCKET_ARN}}
    )
    told = words(topic(from_bucket), bucket())
    assert told == {(BUCKET_ARN, "connects_to", TOPIC_ARN)}


def test_somebody_of_another_account_is_kept_though_not_there() -> None:
    far = "arn:aws:iam::210987654321:role/visitor"
    assert (far, "connects_to", BUCKET_ARN) in words(bucket(statement(Principal={"AWS": far})), role())


def test_a_role_and_what_it_uses_name_each_other_without_a_circle() -> None:
    uses = role(statement(Resource=[BUCKET_ARN, KEY_ARN, TOPIC_ARN]))
    known = (uses, *(made(statement(**WORKER), statement("Deny", **WORKER)) for made in (key, bucket, topic)))
    told = edges(*known)
    names = sorted({end.key for edge in told for end in (edge.src, edge.dst)})
    graph = Adjacency(
        len(names),
        [names.index(edge.src.key) for edge in told],
        [names.index(edge.dst.key) for edge in told],
        [CODES[edge.verb] for edge in told],
    )
    assert len(names) == 4
    assert circles(graph) == []


def test_what_a_statement_is_not_about_is_not_needed() -> None:
    but = {"Effect": "Allow", "Action": "s3:Get*", "NotResource": f"{BUCKET_ARN}/*"}
    assert words(role(but), bucket()) == set()
    others = {"Effect": "Allow", "NotPrincipal": {"AWS": ROLE_ARN}, "Action": "s3:Get*", "Resource": f"{BUCKET_ARN}/*"}
    assert words(role(), bucket(others)) == set()


def test_a_user_is_a_member_of_its_groups() -> None:
    user, group = f"arn:aws:iam::{ACCOUNT}:user/alice", f"arn:aws:iam::{ACCOUNT}:group/ops"
    known = (
        thing("iam.user", user, Arn=user, UserName="alice", GroupList=["ops"]),
        thing("iam.group", group, name="ops", Arn=group, GroupName="ops"),
    )
    assert words(*known) == {(user, "member_of", group)}
