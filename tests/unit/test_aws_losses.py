"""What failures carry between what AWS tells of: dead letters, layers, routes, caches, proxies, mount targets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Json, Resource, ResourceRef, Verb
from dharma_tui.services.demo.kinds import BY_NAME
from dharma_tui.services.discovery.aws._ways_out import ways_out
from dharma_tui.services.discovery.aws.rds import Rds
from tests.unit import network_lab
from tests.unit.network_lab import KINDS
from tests.unit.test_topology_rules import losses

HERE = "eu-west-1:123456789012"


def thing(kind: str, key: str, name: str = "", **attrs: Any) -> Resource:
    return replace(network_lab.thing(kind, key, **attrs), name=name or key)


QUEUE, OTHER = (thing("sqs.queue", f"arn:aws:sqs:{HERE}:{name}") for name in ("dead", "work"))
WORKER = thing("lambda.function", f"arn:aws:lambda:{HERE}:function:worker", "worker")


def told(*known: Resource) -> list[tuple[str, Verb, str]]:
    """Relationships that properties tell, each end as ``kind:key``."""
    directory = Directory(KINDS.values())
    for resource in known:
        directory.add(resource)
    edges = [edge for resource in known for edge in directory.relationships(resource)]
    return [(kind_key(edge.src), edge.verb, kind_key(edge.dst)) for edge in edges]


def kind_key(ref: ResourceRef) -> str:
    return f"{ref.kind}:{ref.key}"


@pytest.mark.parametrize(
    "giving",
    [
        thing(
            "lambda.function", f"arn:aws:lambda:{HERE}:function:giving", DeadLetterConfig={"TargetArn": QUEUE.ref.key}
        ),
        thing(
            *("lambda.event_source", f"arn:aws:lambda:{HERE}:event-source-mapping:1"),
            DestinationConfig={"OnFailure": {"Destination": QUEUE.ref.key}},
        ),
        thing("sqs.queue", f"arn:aws:sqs:{HERE}:giving", RedrivePolicy={"deadLetterTargetArn": QUEUE.ref.key}),
    ],
    ids=lambda giving: giving.ref.kind,
)
def test_who_gets_what_nobody_could_take_is_told_and_no_work_is_lost_with_it(giving: Resource) -> None:
    edges = told(giving, QUEUE)

    assert edges == [(kind_key(giving.ref), Verb.CONNECTS_TO, kind_key(QUEUE.ref))]
    assert losses(edges, kind_key(QUEUE.ref)) == {}


def test_a_dead_letter_queue_is_no_second_target_of_a_rule() -> None:
    targets = [{"Id": "1", "Arn": WORKER.ref.key, "DeadLetterConfig": {"Arn": QUEUE.ref.key}}]
    rule = thing("events.event_rule", f"arn:aws:events:{HERE}:rule/nightly", "nightly", Targets=targets)
    edges = told(rule, WORKER, QUEUE)

    assert losses(edges, kind_key(WORKER.ref)) == {kind_key(rule.ref): 100}
    assert losses(edges, kind_key(QUEUE.ref)) == {}
    two = told(
        thing("events.event_rule", rule.ref.key, "nightly", Targets=[*targets, {"Id": "2", "Arn": OTHER.ref.key}]),
        *(WORKER, QUEUE, OTHER),
    )
    assert losses(two, kind_key(WORKER.ref)) == losses(two, kind_key(OTHER.ref)) == {kind_key(rule.ref): 50}


def test_a_queue_goes_on_without_those_it_takes_dead_letters_of_and_so_does_one_of_the_demo() -> None:
    allow = {"redrivePermission": "byQueue", "sourceQueueArns": [OTHER.ref.key]}
    edges = told(thing("sqs.queue", QUEUE.ref.key, RedriveAllowPolicy=allow), OTHER)
    demo = [("demo.messaging.queue:work", Verb.ROUTES_TO, "demo.messaging.queue:dead")]

    assert edges and losses(edges, kind_key(OTHER.ref)) == losses(edges, kind_key(QUEUE.ref)) == {}
    assert losses(demo, "demo.messaging.queue:dead", BY_NAME) == {}


def test_what_a_property_means_is_not_learnt_from_those_that_say_who_gets_dead_letters() -> None:
    bus = thing("events.event_bus", f"arn:aws:events:{HERE}:event-bus/b", Sink={"Arn": OTHER.ref.key})

    assert told(bus, OTHER) == [(kind_key(bus.ref), Verb.ROUTES_TO, kind_key(OTHER.ref))]


def test_functions_and_their_versions_keep_the_layer_they_were_published_with() -> None:
    layer = "aws.lambda.layer"
    edges = [(f"aws.lambda.{each}", Verb.DEPENDS_ON, layer) for each in ("function", "function_version")]

    assert losses(edges, layer) == {}


TABLE, NAT, PEERING = "aws.ec2.route_table", "aws.ec2.nat_gateway", "aws.ec2.vpc_peering"
SUBNET, VPC, GATEWAY = "aws.ec2.subnet", "aws.ec2.vpc", "aws.ec2.internet_gateway"


def test_who_has_one_way_out_loses_it_however_many_ways_lead_elsewhere() -> None:
    edges = [(f"{TABLE}:{at}", Verb.ROUTES_TO, NAT) for at in (1, 2)]
    edges += [(f"{TABLE}:{at}", Verb.ATTACHED_TO, f"{SUBNET}:{at}") for at in (1, 2)]
    edges += [(f"{TABLE}:2", Verb.ROUTES_TO, f"{PEERING}:{at}") for at in range(9)]

    assert losses(edges, NAT) == {f"{TABLE}:1": 100, f"{TABLE}:2": 100, f"{SUBNET}:1": 25, f"{SUBNET}:2": 25}
    assert losses(edges, f"{PEERING}:0") == {f"{TABLE}:2": 50}, "and nobody the way out"


def test_what_is_joined_with_a_network_keeps_its_own_way_out() -> None:
    edges = [(f"{VPC}:{name}", Verb.CONTAINS, f"{SUBNET}:{name}") for name in "ab"]
    for one, other in ("ab", "ba"):
        edges += [
            (f"{TABLE}:{one}", Verb.ATTACHED_TO, f"{SUBNET}:{one}"),
            (f"{TABLE}:{one}", Verb.DEPENDS_ON, f"{GATEWAY}:{one}"),
            (f"{TABLE}:{one}", Verb.ROUTES_TO, PEERING),
            *((f"{TABLE}:{one}", Verb.ROUTES_TO, f"{kind}:{other}") for kind in (SUBNET, VPC)),
            (PEERING, Verb.CONNECTS_TO, f"{VPC}:{one}"),
        ]

    assert losses(edges, f"{GATEWAY}:a") == {f"{TABLE}:a": 100, f"{SUBNET}:a": 25}
    assert losses(edges, f"{VPC}:a") == {f"{SUBNET}:a": 100, PEERING: 100, f"{TABLE}:a": 50, f"{TABLE}:b": 50}


@pytest.mark.parametrize("network", [{"DestinationCidrBlock": "0.0.0.0/0"}, {"DestinationIpv6CidrBlock": "::/0"}])
@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("TransitGatewayId", "ec2.transit_gateway", "tgw-0a1b2c3d4e5f60718"),
        ("NetworkInterfaceId", "ec2.network_interface", "eni-0a1b2c3d4e5f60718"),
    ],
)
def test_a_hub_or_a_card_is_the_way_out_where_what_goes_anywhere_goes_there(
    network: dict[str, Any], name: str, kind: str, key: str
) -> None:
    out, aside = {**network, name: key}, {"DestinationCidrBlock": "10.0.0.0/8", name: key}
    other = thing(kind, key)

    def lost(*routes: dict[str, Any]) -> dict[str, float]:
        attrs: dict[str, Any] = {"Routes": [*routes], "Associations": [{"SubnetId": "subnet-0a1b2c3d4e5f60718"}]}
        table = thing("ec2.route_table", "rtb-0a1b2c3d4e5f60718", **attrs, WaysOut=ways_out(attrs) or [])
        return losses(told(table, other, thing("ec2.subnet", "subnet-0a1b2c3d4e5f60718")), kind_key(other.ref))

    assert sorted(lost(out, aside).values()) == [25, 100]
    assert [*lost(aside).values()] == [50]
    assert ways_out({"Routes": [{**aside}, {**network, "GatewayId": "igw-1"}]}) is None


def test_caches_of_a_group_stand_in_for_each_other_and_go_with_it() -> None:
    caches = [
        thing(
            "elasticache.cache_cluster", f"arn:aws:elasticache:{HERE}:cluster:{name}", name, ReplicationGroupId="sess"
        )
        for name in ("sess-1", "sess-2")
    ]
    group = thing(
        *("elasticache.replication_group", f"arn:aws:elasticache:{HERE}:replicationgroup:sess", "sess"),
        MemberClusters=["sess-1", "sess-2"],
        NodeGroups=[{"NodeGroupMembers": [{"CacheClusterId": "sess-1"}]}],
    )
    called = [kind_key(each.ref) for each in caches]
    for known in (
        (*caches, group),
        [*caches[:1], thing("elasticache.cache_cluster", caches[1].ref.key, "sess-2"), group],
    ):
        edges = told(*known)
        assert {verb for _, verb, _ in edges} == {Verb.MEMBER_OF}
        assert losses(edges, called[0]) == {kind_key(group.ref): 50}
        assert losses(edges, kind_key(group.ref)) == dict.fromkeys(called, 100)


def test_a_proxy_leads_to_its_databases_which_stand_in_for_each_other_as_its_cluster_says() -> None:
    ones = [thing("rds.db_instance", f"arn:aws:rds:{HERE}:db:{name}", name) for name in ("one", "two")]
    cluster = thing("rds.db_cluster", f"arn:aws:rds:{HERE}:cluster:both", "both")
    targets = [
        {"TargetArn": each.ref.key, "TrackedClusterId": "both", "RdsResourceId": each.name, "Type": "RDS_INSTANCE"}
        for each in ones
    ]
    proxy = thing("rds.db_proxy", f"arn:aws:rds:{HERE}:db-proxy:prx-1", "prx", Targets=targets)
    edges = told(*ones, cluster, proxy)

    assert losses(edges, kind_key(ones[0].ref)) == {kind_key(proxy.ref): 50}
    assert losses(edges, kind_key(cluster.ref)) == {kind_key(proxy.ref): 100}
    single = told(ones[0], thing("rds.db_proxy", proxy.ref.key, "prx", Targets=[{"TargetArn": ones[0].ref.key}]))
    assert losses(single, kind_key(ones[0].ref)) == {kind_key(proxy.ref): 100}


def test_a_file_system_is_mounted_by_what_is_left_of_its_mount_targets() -> None:
    system, point, target = "aws.efs.nfs_file_system", "aws.efs.access_point", "aws.efs.mount_target"
    edges = [(f"{target}:{at}", Verb.ROUTES_TO, system) for at in range(3)]
    edges += [(point, Verb.ROUTES_TO, system), ("aws.ec2.subnet", Verb.CONTAINS, f"{target}:1")]

    assert losses(edges, "aws.ec2.subnet") == {f"{target}:1": 100, system: 33, point: 33}
    assert losses(edges, system) == dict.fromkeys([*(f"{target}:{at}" for at in range(3)), point], 100)
    assert losses([edge for edge in edges if edge[0] in (f"{target}:0", point)], f"{target}:0") == {
        system: 100,
        point: 100,
    }


def test_a_global_database_loses_with_its_writer_and_not_with_a_cluster_that_copies_it() -> None:
    main, copy = (thing("rds.db_cluster", f"arn:aws:rds:{HERE}:cluster:{name}", name) for name in ("main", "copy"))
    one = thing("rds.db_instance", f"arn:aws:rds:{HERE}:db:one", "one", DBClusterIdentifier="copy")
    attrs: dict[str, Any] = {
        "GlobalClusterMembers": [
            {"DBClusterArn": main.ref.key, "IsWriter": True, "Readers": [copy.ref.key]},
            {"DBClusterArn": copy.ref.key, "IsWriter": False, "Readers": []},
        ]
    }
    (derived,) = (entry.derived for entry in Rds.entries if entry.spec.kind == "aws.rds.db_global_cluster")
    attrs |= {name: derive(attrs) for name, derive in derived.items()}
    whole = thing("rds.db_global_cluster", "arn:aws:rds::123456789012:global-cluster:all", "all", **attrs)
    edges = told(main, copy, one, whole)

    assert losses(edges, kind_key(one.ref)) == {kind_key(copy.ref): 100}
    assert losses(edges, kind_key(main.ref)) == {kind_key(whole.ref): 100, kind_key(copy.ref): 25}


def test_a_cluster_that_copies_another_goes_on_without() -> None:
    main = thing("rds.db_cluster", f"arn:aws:rds:{HERE}:cluster:main", "main")
    copy = thing("rds.db_cluster", f"arn:aws:rds:{HERE}:cluster:copy", ReplicationSourceIdentifier=main.ref.key)
    lists = thing("rds.db_cluster", main.ref.key, "main", ReadReplicaIdentifiers=[copy.ref.key])
    edges = told(lists, copy)

    assert losses(edges, kind_key(main.ref)) == {kind_key(copy.ref): 25}
    assert losses(edges, kind_key(copy.ref)) == {}


def test_a_key_that_is_called_by_an_alias_is_lost_as_one_that_is_called_by_its_id() -> None:
    key = thing("kms.key", f"arn:aws:kms:{HERE}:key/0a1b", KeyId="0a1b")
    alias = thing("kms.key_alias", f"arn:aws:kms:{HERE}:alias/app", "alias/app", TargetKeyId="0a1b")
    for called in ("0a1b", key.ref.key, "alias/app", alias.ref.key):
        topic = thing("sns.topic", f"arn:aws:sns:{HERE}:orders", KmsMasterKeyId=called)
        assert losses(told(key, alias, topic), kind_key(key.ref))[kind_key(topic.ref)] == 100


SERVER = "i-0a1b2c3d4e5f60718"
FIRST, SECOND, CARD, FURTHER = (
    "vol-0a1b2c3d4e5f60711",
    "vol-0a1b2c3d4e5f60712",
    "eni-0a1b2c3d4e5f60711",
    "eni-0a1b2c3d4e5f60712",
)


def attached(root: str | None = "/dev/xvda", other: str = "/dev/sdf") -> list[Resource]:
    """An instance, its disks and its cards, each of which says where it belongs."""
    disks, cards = ((FIRST, root or "/dev/sda1"), (SECOND, other)), ((CARD, 0), (FURTHER, 1))
    server = thing(
        *("ec2.instance", SERVER),
        RootDeviceName=root,
        BlockDeviceMappings=[{"DeviceName": device, "Ebs": {"VolumeId": key}} for key, device in disks],
        NetworkInterfaces=[{"NetworkInterfaceId": key, "Attachment": {"DeviceIndex": at}} for key, at in cards],
    )
    return [
        server,
        *(thing("ec2.volume", key, Attachments=[{"InstanceId": SERVER, "Device": at}]) for key, at in disks),
        *(
            thing("ec2.network_interface", key, Attachment={"InstanceId": SERVER, "DeviceIndex": at})
            for key, at in cards
        ),
    ]


@pytest.mark.parametrize("root", ["/dev/xvda", "/dev/sda1", None])
@pytest.mark.parametrize(
    ("failed", "lost"),
    [
        (f"volume:{FIRST}", 100),
        (f"volume:{SECOND}", 50),
        (f"network_interface:{CARD}", 100),
        (f"network_interface:{FURTHER}", 50),
    ],
)
def test_an_instance_is_lost_with_its_first_disk_and_card_and_half_with_others(
    root: str | None, failed: str, lost: int
) -> None:
    for known in (attached(root), attached(root)[:1], attached(root)[1:]):
        edges = told(*known)
        assert losses(edges, f"aws.ec2.{failed}") == {f"aws.ec2.instance:{SERVER}": lost}
        assert losses(edges, f"aws.ec2.instance:{SERVER}") == {}


def test_where_instance_and_disk_tell_apart_what_it_starts_from_all_is_lost() -> None:
    edges = told(*attached("/dev/nvme0n1"))

    assert losses(edges, f"aws.ec2.volume:{FIRST}") == {f"aws.ec2.instance:{SERVER}": 100}
    assert losses(edges, f"aws.ec2.volume:{SECOND}") == {f"aws.ec2.instance:{SERVER}": 50}


def test_what_is_named_takes_along_no_more_than_it_is_worth() -> None:
    key = thing("ec2.key_pair", "key-0123456789abcdef0", "ops", KeyName="ops")
    server = thing("ec2.instance", "i-0123456789abcdef0", KeyName="ops")
    logs = thing("logs.log_group", f"arn:aws:logs:{HERE}:log-group:shop", "shop", logGroupName="shop")
    shop = thing("lambda.function", f"arn:aws:lambda:{HERE}:function:shop", "shop", LoggingConfig={"LogGroup": "shop"})
    store = thing("rds.db_instance", f"arn:aws:rds:{HERE}:db:store", "store", DBInstanceIdentifier="store")
    copy = thing("rds.db_snapshot", f"arn:aws:rds:{HERE}:snapshot:s1", "s1", DBInstanceIdentifier="store")
    edges = told(key, server, logs, shop, store, copy)

    assert len(edges) == 3
    assert losses(edges, kind_key(key.ref)) == {}
    assert losses(edges, kind_key(logs.ref)) == {kind_key(shop.ref): 25}
    assert losses(edges, kind_key(store.ref)) == {}


def test_a_task_needs_the_parameters_and_secrets_that_it_is_given() -> None:
    ssm, vault = "arn:aws:ssm:eu-west-1:123456789012:parameter", "arn:aws:secretsmanager:eu-west-1:123456789012:secret"
    parameter = replace(thing("ssm.parameter", f"{ssm}/prod/db/pass"), name="/prod/db/pass")
    secret = thing("secretsmanager.secret", f"{vault}:api-AbCdEf", "api")
    texts = ("/prod/db/pass", f"{vault}:api-AbCdEf:key::", "/prod/gone", f"{vault}:gone-AbCdEf")
    given: Json = [{"name": str(at), "valueFrom": text} for at, text in enumerate(texts)]
    task = thing(
        "ecs.task_definition",
        "arn:aws:ecs:eu-west-1:123456789012:task-definition/t:1",
        containerDefinitions=[{"name": "c", "secrets": given}],
    )
    directory = Directory(tuple(KINDS.values()))
    for resource in (parameter, secret, task):
        directory.add(resource)
    found = {(edge.verb, edge.dst) for edge in directory.relationships(task)}
    wanted = (
        *(parameter.ref, secret.ref, ResourceRef("aws.ssm.parameter", "/prod/gone")),
        ResourceRef("aws.secretsmanager.secret", f"{vault}:gone-AbCdEf"),
    )
    assert found == {(Verb.DEPENDS_ON, ref) for ref in wanted}


def test_a_health_check_is_of_the_records_that_heed_it_and_takes_nothing_along() -> None:
    check = thing("route53.health_check", "arn:aws:route53:::healthcheck/c-1", "c-1", Id="c-1")
    record = thing("route53.dns_record", "/hostedzone/Z/mv.example.com./A/b", HealthCheckId="c-1")
    edges = told(check, record)

    assert edges == [(kind_key(check.ref), Verb.PROTECTS, kind_key(record.ref))]
    assert losses(edges, kind_key(check.ref)) == {}
