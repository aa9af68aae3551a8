"""What names and addresses lead to: exactly what answers there, in whatever way they are written."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.types import Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.aws._attributes import attributes
from dharma_tui.services.discovery.aws._hosts_named import hosts
from dharma_tui.services.relations.dns import Dns, host_of
from tests.unit.network_lab import KINDS, thing
from tests.unit.test_aws_entries import ENTRIES
from tests.unit.test_topology_rules import losses

FRONT = thing("elb.load_balancer", "front", DNSName="Front-1.eu-west-1.elb.amazonaws.com")
BUCKET = thing("s3.bucket", "arn:aws:s3:::www.example.com", Name="www.example.com")
SITE = thing("cloudfront.distribution", "site", DomainName="d1.cloudfront.net", Aliases={"Items": ["shop.example.com"]})
API = thing("apigateway.rest_api", "api", id="abc")
EIP = thing("ec2.elastic_ip", "eipalloc-1", PublicIp="3.3.3.3", PrivateIpAddress="10.0.0.5", VpcId="vpc-1")
SERVER = thing(
    "ec2.instance", "i-1", VpcId="vpc-1", PrivateIpAddress="10.0.0.5", PrivateDnsName="ip-10-0-0-5.ec2.internal"
)
TWIN = thing("ec2.instance", "i-2", VpcId="vpc-2", PrivateIpAddress="10.0.0.5")
CARD = thing("ec2.network_interface", "eni-1", VpcId="vpc-1", PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.5"}])
FILES = thing("efs.nfs_file_system", "fs-1", FileSystemId="fs-1")
SIXTH = thing("ec2.instance", "i-6", NetworkInterfaces=[{"Ipv6Addresses": [{"Ipv6Address": "2a05:d018::5"}]}])
ALL = (FRONT, BUCKET, SITE, API, EIP, SERVER, CARD, FILES, SIXTH)


def record(name: str = "a.example.com.", type_: str = "A", *values: str, alias: str = "") -> Resource:
    attrs: dict[str, Any] = {"Name": name, "Type": type_, "ResourceRecords": [{"Value": value} for value in values]}
    if alias:
        attrs["AliasTarget"] = {"DNSName": alias}
    return Resource(
        ResourceRef("aws.route53.dns_record", f"{name}/{type_}"),
        name,
        Scope("aws", "123456789012"),
        State.RUNNING,
        {},
        attrs,
    )


def led_to(asked: Resource, *others: Resource) -> list[str]:
    rule = Dns(tuple(KINDS.values()))
    for resource in others if asked in others else (*others, asked):
        rule.add(resource)
    return [edge.dst.key for edge in rule.relationships(asked)]


def target(address: str, vpc: str) -> Resource:
    return thing("elb.target_group", "tg", VpcId=vpc, Targets=[{"Target": {"Id": address}}])


GONE = "gone-7.eu-west-1.elb.amazonaws.com"
ORIGIN = {"DomainName": "www.example.com.s3.eu-west-1.amazonaws.com"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(record(alias="dualstack.front-1.eu-west-1.elb.amazonaws.com."), ["front"], id="alias"),
        pytest.param(record("a.", "CNAME", "FRONT-1.eu-west-1.elb.amazonaws.com"), ["front"], id="cname in any case"),
        pytest.param(record("a.", "CNAME", "d1.cloudfront.net."), ["site"], id="cname to a distribution"),
        pytest.param(record("a.", "CNAME", "shop.example.com"), ["site"], id="cname to a name of ours"),
        pytest.param(record("www.example.com.", alias="s3-website-eu-west-1.amazonaws.com."), [BUCKET.ref.key], id="website"),
        pytest.param(record("a.", "CNAME", "abc.execute-api.eu-west-1.amazonaws.com"), ["api"], id="api"),
        pytest.param(record("a.", "A", "3.3.3.3"), ["eipalloc-1"], id="public address"),
        pytest.param(record("a.", "A", "10.0.0.5"), ["i-1"], id="private address, of the instance and not of its card"),
        pytest.param(record("a.", "CNAME", "ip-10-0-0-5.ec2.internal"), ["i-1"], id="private name"),
        pytest.param(record("a.", "MX", "10 front-1.eu-west-1.elb.amazonaws.com."), ["front"], id="mail exchanger"),
        pytest.param(record("_sip._tcp.a.", "SRV", "1 10 5060 shop.example.com."), ["site"], id="server of a service"),
        pytest.param(record("a.", "HTTPS", '1 d1.cloudfront.net. alpn="h2"'), ["site"], id="binding"),
        pytest.param(record("a.", "MX", "10 ."), [], id="no mail"),
        pytest.param(record("a.", "CNAME", "fs-1.efs.eu-west-1.amazonaws.com."), ["fs-1"], id="file system"),
        pytest.param(record("a.", "AAAA", "2A05:D018:0:0:0:0:0:5"), ["i-6"], id="address spelled otherwise"),
        pytest.param(record("a.", "TXT", "3.3.3.3"), [], id="a text leads nowhere"),
        pytest.param(record("a.", "A", "9.9.9.9"), [], id="nobody of ours"),
        pytest.param(record("a.", "CNAME", GONE), [GONE], id="gone"),
        pytest.param(thing("cloudfront.distribution", "cdn", Origins={"Items": [ORIGIN]}),
                     [BUCKET.ref.key], id="origin"),
        pytest.param(target("10.0.0.5", "vpc-1"), ["i-1"], id="target"),
        pytest.param(target("10.0.0.5", "vpc-7"), [], id="target elsewhere"),
        pytest.param(EIP, ["i-1"], id="where an address leads"),
        pytest.param(thing("elasticbeanstalk.beanstalk_environment", "shop", EndpointURL=FRONT.attrs["DNSName"]),
                     ["front"], id="the balancer of an environment"),
    ],
)  # fmt: skip
def test_what_leads_where(asked: Resource, expected: list[str]) -> None:
    assert led_to(asked, *ALL) == expected


@pytest.mark.parametrize(
    ("kind", "attrs", "host"),
    [
        ("efs.nfs_file_system", {"FileSystemId": "fs-1"}, "fs-1.efs"),
        ("efs.mount_target", {"FileSystemId": "fs-1", "AvailabilityZoneName": "z1"}, "z1.fs-1.efs"),
        ("apigateway.rest_api", {"id": "abc"}, "abc.execute-api"),
        ("transfer.transfer_server", {"ServerId": "s-1"}, "s-1.server.transfer"),
    ],
)
@pytest.mark.parametrize(
    ("region", "suffix"),
    [("cn-north-1", "amazonaws.com.cn"), ("us-gov-west-1", "amazonaws.com"), ("eusc-de-east-1", "amazonaws.eu")],
)
def test_names_that_aws_gives_end_as_where_it_gives_them(
    kind: str, attrs: dict[str, Any], host: str, region: str, suffix: str
) -> None:
    there = replace(thing(kind, "there", **attrs), scope=Scope("aws", "123456789012", region))
    assert led_to(record("a.", "CNAME", f"{host}.{region}.{suffix}"), there) == ["there"]
    assert led_to(record("a.", "CNAME", f"{host}.{region}.amazonaws.co"), there) == []


def test_an_address_that_several_networks_have_is_followed_only_where_the_network_is_said() -> None:
    assert led_to(record("a.", "A", "10.0.0.5"), *ALL, TWIN) == []
    assert led_to(target("10.0.0.5", "vpc-2"), *ALL, TWIN) == ["i-2"]


def test_a_record_that_leads_to_a_record() -> None:
    assert led_to(record("b.example.com.", "CNAME", "a.example.com"), record(), record(type_="MX")) == [
        "a.example.com./A"
    ]


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("d-abc123.execute-api.eu-west-1.amazonaws.com", "aws.apigateway.api_domain"),
        ("abc123.execute-api.eu-west-1.amazonaws.com", "aws.apigateway.rest_api"),
        ("fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com", "aws.efs.nfs_file_system"),
        ("fs-0123456789abcdef0.efs.cn-north-1.amazonaws.com.cn", "aws.efs.nfs_file_system"),
        ("abc123.execute-api.eusc-de-east-1.amazonaws.eu", "aws.apigateway.rest_api"),
        ("shop.cnabc.rds.cn-north-1.amazonaws.com.cn", "aws.rds.db_instance"),
        ("shop.abc.us-east-1.rds.amazonaws.com", "aws.rds.db_instance"),
        ("front-1.eu-west-1.elb.amazonaws.com", "aws.elb.load_balancer"),
        ("front-1.elb.cn-north-1.amazonaws.com.cn", "aws.elb.load_balancer"),
        ("shop.cn-north-1.eb.amazonaws.com.cn", "aws.elasticbeanstalk.beanstalk_environment"),
    ],
)
def test_what_is_not_there_is_of_the_kind_that_its_name_says(host: str, kind: str) -> None:
    rule = Dns(tuple(KINDS.values()))
    assert [edge.dst.kind for edge in rule.relationships(record("a.", "CNAME", host))] == [kind]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://Abc.Example.com:8443/x", "abc.example.com"),
        ("dualstack.x.elb.amazonaws.com.", "x.elb.amazonaws.com"),
        ("b.s3.amazonaws.com", "b.s3.amazonaws.com"),
        ("b.s3-website-eu-west-1.amazonaws.com", "b.s3.amazonaws.com"),
        ("b.s3.dualstack.eu-west-1.amazonaws.com", "b.s3.amazonaws.com"),
        ("b.c.s3.eu-west-1.amazonaws.com", "b.c.s3.amazonaws.com"),
        ("b.s3.cn-north-1.amazonaws.com.cn", "b.s3.amazonaws.com"),
        ("b.s3.us-iso-east-1.c2s.ic.gov", "b.s3.amazonaws.com"),
        ("arn:aws:sqs:eu-west-1:1:q", ""),
        ("10 mail.example.com", ""),
        ("i-0123456789", ""),
        ("http://[::1", ""),
    ],
)
def test_hosts(text: str, host: str) -> None:
    assert host_of(text) == host


def turn(which: str, alias: str, **more: Any) -> Resource:
    """One of several records of a name and type."""
    plain = record(alias=alias)
    ref = ResourceRef(plain.ref.kind, f"{plain.ref.key}/{which}")
    return replace(plain, ref=ref, attrs={**plain.attrs, "SetIdentifier": which, **more})


STANDBY = thing("elb.load_balancer", "standby", DNSName="standby-2.eu-west-1.elb.amazonaws.com")
FIRST = turn("first", str(FRONT.attrs["DNSName"]), Failover="PRIMARY")
SECOND = turn("second", str(STANDBY.attrs["DNSName"]), Failover="SECONDARY")
ASKING = record("b.example.com.", "CNAME", "a.example.com")
BALANCER = "aws.elb.load_balancer"


def told_of(*known: Resource) -> list[tuple[str, Verb, str]]:
    rule = Dns(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    edges = [edge for resource in known for edge in rule.relationships(resource)]
    return [(f"{edge.src.kind}:{edge.src.key}", edge.verb, f"{edge.dst.kind}:{edge.dst.key}") for edge in edges]


def kind_key(resource: Resource) -> str:
    return f"{resource.ref.kind}:{resource.ref.key}"


def test_a_record_that_answers_where_the_first_cannot_stands_in_and_is_asked_by_nobody() -> None:
    edges = told_of(FRONT, STANDBY, FIRST, SECOND, ASKING)
    asking, first, second = (f"{each.ref.kind}:{each.ref.key}" for each in (ASKING, FIRST, SECOND))

    assert losses(edges, f"{BALANCER}:front") == {first: 50}, "the other takes over"
    assert losses(edges, f"{BALANCER}:standby") == {second: 100, first: 50}, "which is not asked"
    both = [*edges, *((f"{BALANCER}:{name}", Verb.DEPENDS_ON, "lab.all") for name in ("front", "standby"))]
    assert losses(both, "lab.all")[asking] == 100
    alone = told_of(STANDBY, SECOND, ASKING)
    assert losses(alone, f"{BALANCER}:standby") == {second: 100, asking: 100}, "there is no first"


UNHEEDED: dict[str, Any] = {"DNSName": FRONT.attrs["DNSName"], "EvaluateTargetHealth": False}
HEEDS_NOBODY: dict[str, Any] = {**FIRST.attrs, "AliasTarget": UNHEEDED}
CHECKED = {**HEEDS_NOBODY, "HealthCheckId": "hc-1"}


def check(**config: Any) -> Resource:
    return thing("route53.health_check", "hc-1", Id="hc-1", HealthCheckConfig=config)


@pytest.mark.parametrize(
    ("attrs", "others", "lost"),
    [
        pytest.param(HEEDS_NOBODY, (), 100, id="nothing says that it cannot answer"),
        pytest.param(CHECKED, (check(Disabled=False),), 50, id="a health check does"),
        pytest.param(CHECKED, (check(Disabled=True),), 100, id="a health check that is switched off says all is well"),
        pytest.param({**FIRST.attrs, "AliasTarget": {**UNHEEDED, "EvaluateTargetHealth": True}},
                     (), 50, id="what it leads to does"),
    ],
)  # fmt: skip
def test_a_first_record_that_is_always_held_for_healthy_is_lost_wholly(
    attrs: dict[str, Any], others: tuple[Resource, ...], lost: int
) -> None:
    first = replace(FIRST, attrs=attrs)
    edges = told_of(*others, FRONT, STANDBY, first, SECOND, ASKING)
    found, name, asking = losses(edges, f"{BALANCER}:front"), *(kind_key(each) for each in (first, ASKING))

    assert found[name] == lost
    assert found.get(asking, 0) == (100 if lost == 100 else 0)
    assert (name in losses(edges, f"{BALANCER}:standby")) is (lost < 100), "nobody is ever led there"


def test_what_says_whether_a_record_can_answer_is_looked_at_again_once_that_changes() -> None:
    rule = Dns(tuple(KINDS.values()))
    assert rule.facts(replace(FIRST, attrs=HEEDS_NOBODY)) != rule.facts(FIRST)
    assert rule.facts(replace(FIRST, attrs=CHECKED)) != rule.facts(FIRST)
    assert rule.facts(check(Disabled=True)) != rule.facts(check(Disabled=False))


def test_an_address_of_our_own_and_the_instance_that_has_it_are_one_way() -> None:
    server = replace(SERVER, attrs={**SERVER.attrs, "PublicIpAddress": "3.3.3.3"})
    only, both = record("a.", "A", "3.3.3.3"), record("b.", "A", "3.3.3.3", "4.4.4.4")
    other = thing("ec2.instance", "i-4", PublicIpAddress="4.4.4.4")
    edges = told_of(EIP, server, other, only, both)

    for failed in (EIP, server):
        lost = losses(edges, kind_key(failed))
        assert (lost[kind_key(only)], lost[kind_key(both)]) == (100, 50)


def test_a_cache_and_the_group_it_is_in_are_one_way() -> None:
    host = "c-001.x.0001.euw1.cache.amazonaws.com"
    cache = thing("elasticache.cache_cluster", "c-001", CacheNodes=[{"Endpoint": {"Address": host}}])
    members = [{"NodeGroupMembers": [{"ReadEndpoint": {"Address": host}}]}]
    group = thing("elasticache.replication_group", "c", NodeGroups=members)
    assert led_to(record("a.", "CNAME", host), cache, group) == [cache.ref.key]


def test_of_records_by_weight_one_without_any_leads_nobody() -> None:
    weighted = [turn("one", "one.example.com", Weight=90), turn("two", "two.example.com", Weight=0)]
    assert led_to(ASKING, *weighted) == [weighted[0].ref.key]
    idle = [replace(each, attrs={**each.attrs, "Weight": 0}) for each in weighted]
    assert led_to(ASKING, *idle) == [each.ref.key for each in idle], "then all are alike"
    regional = [
        turn("here", "one.example.com", Region="eu-west-1"),
        turn("there", "two.example.com", Region="us-east-1"),
    ]
    assert len(led_to(ASKING, *regional)) == 2


def test_when_a_record_answers_is_looked_at_again_once_that_changes() -> None:
    rule = Dns(tuple(KINDS.values()))
    assert rule.facts(FIRST) != rule.facts(replace(FIRST, attrs={**FIRST.attrs, "Failover": "SECONDARY"}))


DB = thing("rds.db_cluster", "arn:aws:rds:eu-west-1:123456789012:cluster:aur",
           Endpoint="aur.cluster-abc.eu-west-1.rds.amazonaws.com",
           ReaderEndpoint="aur.cluster-ro-abc.eu-west-1.rds.amazonaws.com")  # fmt: skip


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (DB.attrs["Endpoint"], DB.ref),
        (f"jdbc:postgresql://{DB.attrs['ReaderEndpoint']}:5432/shop?user=a&password=hunter2", DB.ref),
        (f"postgres://a:hunter2@{DB.attrs['Endpoint']}/shop", DB.ref),
        ("s3://www.example.com/x", BUCKET.ref),
        ("http://Front-1.eu-west-1.elb.amazonaws.com:8080", FRONT.ref),
        ("https://sts.eu-west-1.amazonaws.com", None),
        ("hunter2", None),
    ],
)
def test_a_program_needs_what_its_variables_name_by_where_it_answers(value: str, other: ResourceRef | None) -> None:
    attrs = attributes(ENTRIES["aws.lambda.function"], {"Environment": {"Variables": {"X": value}}})
    rule = Dns(tuple(KINDS.values()))
    function = replace(thing("lambda.function", "arn:aws:lambda:eu-west-1:123456789012:function:f"), attrs=attrs)
    for resource in (*ALL, DB, function):
        rule.add(resource)
    assert [(edge.verb, edge.dst) for edge in rule.relationships(function)] == (
        [(Verb.DEPENDS_ON, other)] if other else []
    )
    assert "hunter2" not in str(attrs)


def test_what_is_made_of_a_definition_needs_what_the_variables_of_that_name() -> None:
    told = [{"name": "ASSETS_BUCKET", "value": "www.example.com"}, {"name": "WORD", "value": "hunter2"}]
    attrs = attributes(
        ENTRIES["aws.ecs.task_definition"], {"containerDefinitions": [{"name": "web", "environment": told}]}
    )
    definition = replace(thing("ecs.task_definition", "task-definition/td:1"), attrs=attrs)
    service = thing("ecs.ecs_service", "service/a/b", taskDefinition=definition.ref.key)
    rule = Dns(tuple(KINDS.values()))
    for resource in (BUCKET, definition, service):
        rule.add(resource)
    edges = [edge for resource in (definition, service) for edge in rule.relationships(resource)]
    assert [(edge.src, edge.verb, edge.dst) for edge in edges] == [
        (each.ref, Verb.DEPENDS_ON, BUCKET.ref) for each in (definition, service)
    ]
    assert "hunter2" not in str(attrs)


def test_whoever_asks_a_name_of_ours_goes_by_its_record() -> None:
    shop = record("shop.example.com.", "A", alias="d1.cloudfront.net.")
    www = record("www.example.com.", "CNAME", "shop.example.com")
    assert led_to(www, *ALL, shop) == [shop.ref.key]
    assert led_to(shop, *ALL) == [SITE.ref.key]


def test_what_is_told_for_all_names_answers_for_those_that_are_not_told() -> None:
    entry = ENTRIES["aws.route53.dns_record"]
    name = entry.derived["Name"]({"Name": "\\052.v.example.com."})
    assert name == "*.v.example.com."
    all_names, other = (
        record(str(name), alias=str(FRONT.attrs["DNSName"])),
        record("*.example.com.", alias="d1.cloudfront.net"),
    )
    known = record("known.v.example.com.", alias="d1.cloudfront.net")

    def asked(host: str) -> list[str]:
        return led_to(record("foo.", "CNAME", host), *ALL, all_names, other, known)

    assert asked("x.v.example.com") == asked("y.x.v.example.com.") == [all_names.ref.key]
    assert asked("known.v.example.com") == [known.ref.key]
    assert asked("x.known.v.example.com") == []
    assert asked("x.example.com") == [other.ref.key]


def test_a_name_that_is_known_for_anything_is_not_told_by_what_is_told_for_all() -> None:
    told = record("*.example.com.", alias="d1.cloudfront.net")
    known = [
        record(f"{name}.example.com.", type_, "x") for name, type_ in (("dev", "NS"), ("mail", "MX"), ("a.b", "A"))
    ]

    def asked(host: str) -> list[str]:
        return led_to(record("foo.", "CNAME", host), *ALL, told, *known)

    assert asked("api.dev.example.com") == asked("mail.example.com") == asked("c.b.example.com") == []
    assert asked("c.d.example.com") == [told.ref.key]


@pytest.mark.parametrize("value", ["true", "false", "100", "default"])
def test_a_switch_that_is_called_after_buckets_names_none(value: str) -> None:
    attrs = attributes(ENTRIES["aws.lambda.function"], {"Environment": {"Variables": {"USE_BUCKET": value}}})
    assert not attrs.get("Mentioned")


def test_hosts_of_a_long_text_are_found_in_time_that_grows_with_it() -> None:
    def seconds(count: int) -> float:
        text, began = "a.b.amazonaws.com:" * count, time.process_time()
        assert len([*hosts(text)]) == count
        return time.process_time() - began

    assert seconds(8_000) < max(seconds(1_000), 0.001) * 8 * 4
