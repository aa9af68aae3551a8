"""AWS scanned for real: a loopback AWS over HTTP, the real scanner, a real lake."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.groups import KIND
from dharma_tui.core.prompting import Unattended
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import AwsSettings, ScanSettings, Settings
from dharma_tui.core.tags import Conventions
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._paths import found
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.pools import IoPool
from dharma_tui.services.providers import kinds_of, provider_services
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.grouping import derive
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import ACCOUNT, NORTH, WEST, Estate, estate

CLOCK = SystemClock()
REGIONS = (NORTH, WEST)
UNANSWERED = {
    *("aws.ec2.public_access_block", "aws.ec2.public_access_exclusion"),
    *("aws.ec2.placement_group", "aws.ec2.reserved_instance", "aws.ec2.capacity_reservation", "aws.ec2.client_vpn"),
    *("aws.ec2.instance_connect_endpoint", "aws.ec2.ipam", "aws.ec2.ipam_pool", "aws.rds.db_option_group"),
    *("aws.elasticache.serverless_cache", "aws.ecs.capacity_provider", "aws.eks.addon", "aws.lambda.code_signing"),
    *("aws.apigateway.http_authorizer", "aws.apprunner.runner_service", "aws.apprunner.runner_connector"),
    *(
        "aws.codecommit.code_repository",
        "aws.codeartifact.package_repository",
        "aws.signer.signing_profile",
        "aws.xray.trace_group",
    ),
    *("aws.config.conformance_pack", "aws.network_firewall.firewall_policy", "aws.guardduty.finding_filter"),
    *("aws.securityhub.security_standard", "aws.accessanalyzer.access_analyzer", "aws.backup.recovery_point"),
    *("aws.ssm.managed_machine", "aws.directconnect.direct_interface", "aws.globalaccelerator.accelerator"),
    *("aws.globalaccelerator.accelerator_listener", "aws.globalaccelerator.endpoint_group"),
}
"""Kinds whose call moto does not know."""
AT_HOME_ONLY = {"aws.s3.table_bucket"}
"""Kinds whose call moto does not know in every region."""
NOT_HELD = {"aws.cloudwatch.composite_alarm", "aws.iam.aws_policy"}
"""Kinds whose call moto knows, of which nothing was put into it."""
NOTHING_TO_SHOW = {
    *("aws.events.event_bus", "aws.elasticbeanstalk.beanstalk_application", "aws.resourcegroups.resource_group"),
    "aws.vpclattice.lattice_network",
}
"""Kinds of which moto tells nothing but the name."""
UNSAID = {"aws.athena.query_capacity", "aws.fsx.fsx_file_system", "aws.glue.schema_registry"}
"""Kinds of which moto does not tell the state."""
MOVING = {
    *("aws.athena.workgroup", "aws.athena.query_capacity"),  # made anew for each answer
    *("aws.dax.dax_cluster", "aws.rds.db_global_cluster", "aws.ecs.ecs_task"),  # each look moves them on
    *("aws.s3.bucket_access_point", "aws.emr.emr_cluster"),  # told in every region, so that each finds them its own
}
"""Kinds that moto changes by itself."""


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate() as made:
        yield made


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """The loopback AWS, with credentials for it in the environment."""
    moto.reach(monkeypatch)
    yield moto
    moto.control("heal")


NOBODY = Unattended()


class Bench:
    """The scanner over every service of AWS, and the lake it fills."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=CLOCK)
        self.scanner: Scanner | None = None
        self.pool: IoPool | None = None
        self.derive: Callable[[str], object] | None = None

    async def scan(
        self,
        *kinds: str,
        regions: tuple[str, ...] = REGIONS,
        keep_details: bool = False,
        lists_only: bool = False,
        hours: float = 4,
        keys: tuple[str, ...] = (),
        rest_of: str = "",
        settled: str = "",
    ) -> ScanReport:
        settings = Settings(aws=AwsSettings(details_hours=hours))
        found = subclasses(aws, ProviderService)  # type: ignore[type-abstract]
        services = [service.built(CLOCK, lambda: settings, NOBODY) for service in found]
        scan = ScanSettings(regions=settled)
        begun = services, ScanStore(self.lake), Bus(), CLOCK, new_id, scan
        self.scanner = Scanner(*begun, folder=self.folder, pool=self.pool, derive=self.derive)
        wanted = Selection(providers=("aws",), kinds=kinds, regions=regions, lists_only=lists_only, keys=keys)
        if rest_of:
            wanted = Selection(rest_of=rest_of)
        return await self.scanner.scan(wanted, keep_details=keep_details)

    def rows(self, kind: str) -> dict[str, dict[str, Any]]:
        """What is stored of a kind, by name."""
        found = self.lake.query(
            "SELECT name, key, account, region, state, labels, attrs FROM lake.resources WHERE kind = ?", [kind]
        )
        names = ("key", "account", "region", "state", "labels")
        return {row[0]: {**dict(zip(names, row[1:6], strict=True)), "attrs": json.loads(row[6])} for row in found}

    def edges(self, verb: str) -> set[tuple[str, str]]:
        found = self.lake.query("SELECT src_key, dst_key FROM lake.relationships WHERE verb = ?", [verb])
        return {(source, target) for source, target in found}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What IAM calls each call that the SDK makes from now on."""
    from botocore.client import BaseClient

    asked: set[str] = set()
    make = BaseClient._make_api_call

    def noted(client: Any, operation: str, params: Any) -> Any:
        asked.add(action(client.meta.service_model.service_name, operation))
        return make(client, operation, params)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return asked


def parts(report: ScanReport, kind: str) -> list[ScopeReport]:
    return [part for part in report.scopes if part.kind == kind]


@dataclass(frozen=True)
class Scanned:
    """What came of one scan of everything; tests look at the store and change nothing in it."""

    bench: Bench
    report: ScanReport
    asked: frozenset[str]


@pytest.fixture(scope="module")
def scanned(moto: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    """One scan of everything for all who only look at what came of it."""
    bench = Bench(tmp_path_factory.mktemp("scanned") / "store")
    with pytest.MonkeyPatch.context() as patch:
        moto.reach(patch)
        asked = heard(patch)
        report = asyncio.run(bench.scan())
    yield Scanned(bench, report, frozenset(asked))
    bench.lake.close()


async def test_the_whole_estate_is_listed(scanned: Scanned, moto: Estate) -> None:
    bench, report, asked, there = scanned.bench, scanned.report, scanned.asked, moto
    services = [service(CLOCK) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    allowed: Any = services[0].policy([kind for service in services for kind in service.kinds])
    assert len(asked) > 200 and asked <= set(allowed["Statement"][0]["Action"])
    refused = {part.kind: part.reason for part in report.scopes if part.status is not ScopeStatus.COMPLETE}
    assert refused.keys() ^ UNANSWERED == AT_HOME_ONLY, refused

    instances = bench.rows("aws.ec2.instance")
    assert {name: row["state"] for name, row in instances.items() if not name.startswith("i-")} == {  # fleets name none
        "web-1": "running",
        "web-2": "running",
        "old": "stopped",
    }
    web = instances["web-1"]
    assert (web["key"], web["account"], web["region"]) == (there.ids["web-1"], ACCOUNT, NORTH)
    assert web["labels"] == {"Name": "web-1", "env": "prod"}
    assert web["attrs"]["Arn"] == f"arn:aws:ec2:{NORTH}:{ACCOUNT}:instance/{there.ids['web-1']}"
    assert "Tags" not in web["attrs"]

    assert {row["region"] for row in bench.rows("aws.ec2.volume").values()} == {NORTH, WEST}
    assert bench.rows("aws.rds.db_instance")["orders"]["labels"] == {"env": "prod"}
    assert bench.rows("aws.elb.load_balancer")["front"]["labels"] == {"team": "edge"}
    assert {"shop", "empty"} < set(bench.rows("aws.ecs.ecs_cluster"))  # and that of Batch
    assert set(bench.rows("aws.ecs.ecs_service")) == {f"shop-{at}" for at in range(12)}
    assert bench.rows("aws.dynamodb.table")["carts"]["attrs"]["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert bench.rows("aws.sqs.queue")["orders"]["key"] == there.ids["queue_arn"]
    assert bench.rows("aws.sqs.queue")["orders"]["labels"] == {"env": "prod"}
    assert bench.rows("aws.s3.bucket")["orders-archive"]["region"] == ""
    assert bench.rows("aws.iam.role")["worker"]["labels"] == {"env": "prod"}
    assert len(bench.rows("aws.iam.access_key")) == 1
    assert "example.com." in bench.rows("aws.route53.dns_record")
    records = "SELECT key FROM lake.resources WHERE kind = 'aws.route53.dns_record' AND name = 'example.com.'"
    assert len(bench.lake.query(records)) == 2


async def test_what_is_declared_is_in_what_is_listed(scanned: Scanned) -> None:
    """Of each kind there is, at least the identity, the name and one column are real."""
    bench = scanned.bench
    listed = {kind for (kind,) in bench.lake.query("SELECT DISTINCT kind FROM lake.resources")}
    specs = {kind.kind: kind for service in subclasses(aws, ProviderService) for kind in service.kinds}  # type: ignore[type-abstract]
    assert specs.keys() - listed == UNANSWERED | NOT_HELD
    assert len(listed) >= 160
    empty = [
        name
        for name in listed
        if not any(
            list(found(row["attrs"], column.path.replace("[]", "")))
            for row in bench.rows(name).values()
            for column in specs[name].columns
        )
    ]
    assert set(empty) <= NOTHING_TO_SHOW
    unknown = bench.lake.query("SELECT DISTINCT kind FROM lake.resources WHERE state = 'unknown'")
    assert {kind for (kind,) in unknown} == UNSAID


async def test_links_meet_what_they_name(bench: Bench, there: Estate) -> None:
    await bench.scan(
        *("aws.ec2", "aws.elb", "aws.ecs", "aws.lambda", "aws.iam.role", "aws.sns", "aws.cloudwatch.alarm"),
        *("aws.stepfunctions", "aws.sqs", "aws.ecr", "aws.events"),
    )
    ids = there.ids
    assert {(ids["vpc"], ids["web-1"]), (ids["subnet"], ids["web-1"])} <= bench.edges("contains")
    assert (ids["cluster"], ids["service"]) in bench.edges("contains")
    assert {(ids["group"], ids["web-1"]), (ids["group"], ids["balancer"])} <= bench.edges("protects")
    routes = bench.edges("routes_to")
    assert {(ids["balancer"], ids["targets"]), (ids["targets"], ids["web-1"])} <= routes
    subscription = next(target for source, target in routes if source == ids["topic"])
    assert (subscription, ids["queue_arn"]) in routes
    tables = {row["key"]: row["attrs"]["Routes"] for row in bench.rows("aws.ec2.transit_route_table").values()}
    assert [route["DestinationCidrBlock"] for route in tables[ids["hub_routes"]]] == ["10.9.0.0/16"]
    needs = bench.edges("depends_on")
    assert {(ids["service"], ids["definition"]), (ids["function"], ids["role"])} <= needs
    assert {target for source, target in needs if source.endswith(":alarm:cpu")} == {ids["web-1"]}
    called = {ids["role"], ids["function"], ids["queue_arn"]}
    assert {target for source, target in needs if source.endswith(":stateMachine:refund")} == called
    rule = bench.rows("aws.events.event_rule")["nightly"]
    assert (rule["key"], ids["function"]) in routes
    assert (rule["key"], ids["role"]) in needs
    image = bench.rows("aws.ecr.container_image")["shop/web"]["key"]
    assert {target for source, target in needs if source == ids["definition"]} == {image}


async def test_an_interface_leads_to_the_function_that_its_stage_names(bench: Bench, there: Estate) -> None:
    report = await bench.scan("aws.apigateway.rest_api", "aws.lambda.function", regions=(NORTH,))
    (row,) = bench.rows("aws.apigateway.rest_api").values()
    assert [part.calls for part in parts(report, "aws.apigateway.rest_api")] == [3]
    assert {told["method"] for told in row["attrs"]["Methods"]} == {"GET", "POST"}
    assert (row["key"], there.ids["function"]) in bench.edges("routes_to")
    assert "never-shown" not in str(row)


async def test_a_web_acl_protects_its_balancers(bench: Bench, there: Estate) -> None:
    report = await bench.scan("aws.wafv2.web_acl", "aws.elb.load_balancer", regions=(NORTH,))
    (part,) = parts(report, "aws.wafv2.web_acl")
    assert (part.status, part.count, part.reason) == (ScopeStatus.COMPLETE, 1, "")
    assert (there.ids["shop-acl"], there.ids["balancer"]) in bench.edges("protects")


async def test_units_below_units_are_listed(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.organizations", regions=())
    assert set(bench.rows("aws.organizations.organizational_unit")) == {"shops", "north"}
    assert (there.ids["shops"], there.ids["north"]) in bench.edges("contains")
    root = bench.rows("aws.organizations.organization_root").popitem()[1]["key"]
    assert (root, there.ids["shops"]) in bench.edges("contains")
    (attachment,) = (source for source, policy in bench.edges("attached_to") if policy == there.ids["no-leaving"])
    assert (attachment, there.ids["shops"]) in bench.edges("manages")
    assert bench.rows("aws.organizations.control_policy")["no-leaving"]["attrs"]["Document"]


async def test_the_long_tail_is_listed_where_the_settings_ask_for_it(bench: Bench, there: Estate) -> None:
    """What nobody reviewed is listed, stored and says so of itself; what moto does not know is passed over at the first try."""
    settings = Settings(scan=ScanSettings(long_tail=True))
    services = provider_services(CLOCK, lambda: settings)
    tail = tuple(f"aws.tail.{word}" for word in ("memorydb", "ses", "kinesisanalytics", "appflow"))
    scanner = Scanner(services, ScanStore(bench.lake), Bus(), CLOCK, new_id, settings.scan, folder=bench.folder)
    before = there.control("calls").get("appflow", 0)

    report = await scanner.scan(Selection(providers=("aws",), kinds=tail, regions=(NORTH,)))

    assert report.status is ScanStatus.COMPLETE, report.scopes
    by_status = {status: {part.kind for part in report.scopes if part.status is status} for status in ScopeStatus}
    assert {"aws.tail.ses.ses_configuration_sets", "aws.tail.memorydb.memorydb_users"} < by_status[ScopeStatus.COMPLETE]
    assert {"aws.tail.appflow.appflow_flows", "aws.tail.appflow.appflow_connectors"} <= by_status[ScopeStatus.SKIPPED]
    assert {part.reason for part in report.scopes if "appflow" in part.kind} == {
        "not listed here: not offered here: who answers does not know the call"
    }
    assert there.control("calls")["appflow"] - before == len([part for part in report.scopes if "appflow" in part.kind])
    stored = bench.lake.query("SELECT DISTINCT kind FROM lake.resources WHERE kind LIKE 'aws.tail.%'")
    assert len(stored) >= 3
    for (kind,) in stored:
        assert "not reviewed" in kinds_of(services)[kind].title


async def test_a_second_scan_finds_nothing_new(scanned: Scanned, there: Estate, tmp_path: Path) -> None:
    shutil.copytree(scanned.bench.folder, tmp_path / "store", ignore=shutil.ignore_patterns("*-shm", "tmp"))
    bench = Bench(tmp_path / "store")
    again = await bench.scan()
    changed = bench.lake.query("SELECT DISTINCT kind FROM lake.resources WHERE scan_id = ?", [again.scan_id])
    assert (again.added, again.removed) == (0, 0)
    assert {kind for (kind,) in changed} <= MOVING
    bench.lake.close()


async def test_what_is_secret_is_not_kept(scanned: Scanned) -> None:
    bench = scanned.bench
    assert list(bench.rows("aws.lambda.function")["resize"]["attrs"]["Environment"]["Variables"]) == ["API_TOKEN"]
    kept = bench.lake.query("SELECT string_agg(attrs::VARCHAR, '') FROM lake.resources")[0][0]
    assert "DATABASE_PASSWORD" in kept
    assert "never-shown" not in kept.lower()
    assert set(bench.rows("aws.ssm.parameter")) == {"/shop/limit"}
    assert set(bench.rows("aws.apigateway.api_key")) == {"partner"}
    mfa = bench.rows("aws.iam.mfa_device").popitem()[1]["attrs"]
    assert mfa.keys().isdisjoint({"Base32StringSeed", "QRCodePNG"})


async def test_a_service_that_refuses_harms_no_other(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.sqs", "aws.sns", "aws.ec2.instance")
    there.control("fault?service=sqs&kind=denied")
    report = await bench.scan("aws.sqs", "aws.sns", "aws.ec2.instance")
    assert report.status is ScanStatus.PARTIAL
    for refused in parts(report, "aws.sqs.queue"):
        assert (refused.status, refused.reason) == (ScopeStatus.FAILED, "not allowed: sqs:ListQueues")
        assert "sqs:ListQueues" in refused.hint
    others = [part for part in report.scopes if part.kind != "aws.sqs.queue"]
    assert {part.status for part in others} == {ScopeStatus.COMPLETE}
    assert report.removed == 0
    assert set(bench.rows("aws.sqs.queue")) == {"orders", "of-a-stack"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("malformed", "cannot be read"),
        ("expired", "expired"),
        ("wrong", "not accepted"),
        ("UnauthorizedOperation", "not allowed: ec2:DescribeVolumes"),
        ("InvalidAction", "InvalidAction"),
    ],
)
async def test_each_refusal_is_told_as_what_it_is(bench: Bench, there: Estate, kind: str, said: str) -> None:
    await bench.scan("aws.ec2.volume")
    there.control(f"fault?service=ec2&kind={kind}")
    report = await bench.scan("aws.ec2.volume")
    assert {part.status for part in report.scopes} == {ScopeStatus.FAILED}
    assert all(said in part.reason and part.hint for part in report.scopes), report.scopes
    assert report.removed == 0


async def test_regions_can_be_chosen(bench: Bench, there: Estate) -> None:
    report = await bench.scan("aws.ec2.volume", regions=("eu-*",))
    assert all(part.scope.region.startswith("eu-") for part in report.scopes)
    assert {row["region"] for row in bench.rows("aws.ec2.volume").values()} == {WEST}
    with pytest.raises(UsageError, match="cn-north-1 is of the partition aws-cn, and the credentials are of aws"):
        await bench.scan("aws.ec2.volume", regions=(WEST, "cn-north-1"))

    report = await bench.scan("aws.ec2.volume", regions=(), settled=f"{WEST}, us-gov-*, me-south-1, us-eats-1, eu-*-1")
    told = {part.scope.region: part.reason for part in report.scopes if part.status is ScopeStatus.FAILED}
    assert told == {
        "us-gov-*": "us-gov-* is of the partition aws-us-gov, and the credentials are of aws",
        "me-south-1": f"me-south-1 is not enabled in account {ACCOUNT}",
        "us-eats-1": "there is no region 'us-eats-1'",
    }
    assert report.status is ScanStatus.PARTIAL
    again = await bench.scan(rest_of=report.scan_id)
    assert {part.reason for part in again.scopes if part.scope.region == "us-gov-*"} == {told["us-gov-*"]}


async def test_calls_are_few_and_counted(bench: Bench, there: Estate) -> None:
    before = there.control("calls").get("ecs", 0)
    report = await bench.scan("aws.ecs.ecs_service", regions=(NORTH,))
    made = there.control("calls")["ecs"] - before
    assert (
        made == sum(part.calls for part in report.scopes) == 6
    )  # clusters, three lists of services, 10 and 2 described


@pytest.mark.parametrize("lists_only", [False, True])
async def test_what_a_scan_of_some_kinds_asks_is_what_its_policy_allows(
    bench: Bench, there: Estate, monkeypatch: pytest.MonkeyPatch, lists_only: bool
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", f"lists-{lists_only}")  # nobody has entered the account so
    named = ("aws.ecs.ecs_cluster" if lists_only else "aws.ecs.ecs_service", "aws.lambda.function", "aws.s3.bucket")
    asked = heard(monkeypatch)
    await bench.scan(*named, regions=(NORTH,), lists_only=lists_only)
    services = [service(CLOCK) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    kinds = [
        replace(kind, permissions=tuple(service.permissions(kind, lists_only=lists_only)))
        for service in services
        for kind in service.kinds
        if kind.kind in named
    ]
    allowed: Any = services[0].policy(kinds)
    assert asked <= set(allowed["Statement"][0]["Action"])
    assert ("s3:GetBucketPolicy" in asked) is not lists_only
    assert {"ecs:ListClusters", "sts:GetCallerIdentity", "s3:ListAllMyBuckets"} <= asked


async def test_without_credentials_there_is_nothing_to_scan_and_nobody_is_asked(
    bench: Bench, moto: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.endpoint)
    before = moto.control("calls")
    report = await bench.scan("aws.ec2.instance", "aws.iam.user")
    assert moto.control("calls") == before
    assert report.status is ScanStatus.FAILED
    assert {(part.status, part.reason) for part in report.scopes} == {(ScopeStatus.FAILED, "aws is not set up here")}
    assert all("AWS_PROFILE" in part.hint for part in report.scopes)


async def test_a_profile_that_is_not_there_is_told(
    bench: Bench, there: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    report = await bench.scan("aws.ec2.instance")
    assert report.status is ScanStatus.FAILED
    assert "nobody" in report.scopes[0].reason


async def test_a_dead_endpoint_is_told(bench: Bench, there: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        report = await bench.scan("aws.ec2.instance")
    assert report.status is ScanStatus.FAILED
    assert "127.0.0.1" in report.scopes[0].reason
    assert report.seconds < 30


async def test_what_properties_say_of_others_becomes_relationships(scanned: Scanned) -> None:
    bench = scanned.bench
    found = bench.lake.query("SELECT source, src_kind, verb, dst_kind FROM lake.relationships")
    told = {(source.partition(":")[2], src, verb, dst) for source, src, verb, dst in found}
    assert {
        ("Dimensions.Value", "aws.cloudwatch.alarm", "depends_on", "aws.ec2.instance"),
        ("Attachments.InstanceId", "aws.ec2.volume", "attached_to", "aws.ec2.instance"),
        ("LogDestination", "aws.ec2.flow_log", "stores_in", "aws.s3.bucket"),
        ("NetworkInterfaces.Groups.GroupId", "aws.ec2.security_group", "protects", "aws.ec2.instance"),
        ("Role", "aws.lambda.function", "depends_on", "aws.iam.role"),
        ("Endpoint", "aws.sns.subscription", "routes_to", "aws.sqs.queue"),
    } <= told
    images = bench.lake.query(
        "SELECT DISTINCT dst_key FROM lake.relationships WHERE verb = 'depends_on' AND dst_kind = 'aws.ec2.ami'"
    )
    assert ("ami-12c6146b",) in images  # Amazon's own, which is not listed, and stays as something that is not there
    assert "ami-12c6146b" not in {row["key"] for row in bench.rows("aws.ec2.ami").values()}
    assert bench.lake.query("SELECT * FROM lake.relationships WHERE src_kind = dst_kind AND src_key = dst_key") == []


async def test_relationships_that_are_as_they_were_are_not_written_again(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.ec2", "aws.iam")
    before = bench.lake.query("SELECT *, rowid FROM lake.relationships ORDER BY ALL")
    bench.lake.write(lambda cursor: cursor.execute("DELETE FROM lake.resources WHERE kind = 'aws.ec2.key_pair'"))
    assert (await bench.scan("aws.ec2", "aws.iam")).added > 0
    assert bench.lake.query("SELECT *, rowid FROM lake.relationships ORDER BY ALL") == before


async def test_relationships_of_what_is_gone_go(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.cloudwatch", "aws.ec2.instance")
    to_instances = "SELECT count(*) FROM lake.relationships WHERE src_kind = 'aws.cloudwatch.alarm'"
    assert bench.lake.query(to_instances)[0][0] > 0
    bench.lake.write(lambda cursor: cursor.execute("DELETE FROM lake.resources WHERE kind = 'aws.cloudwatch.alarm'"))
    bench.lake.write(lambda cursor: cursor.execute("DELETE FROM lake.resources WHERE kind = 'aws.ec2.instance'"))
    await bench.scan("aws.ec2.instance")
    assert bench.lake.query(to_instances)[0][0] == 0


async def test_what_has_copies_is_told_alike_and_a_stack_is_an_infrastructure(bench: Bench, there: Estate) -> None:
    listing = ("aws.ecs", "aws.autoscaling", "aws.lambda", "aws.cloudformation.stack", "aws.sqs.queue")
    await bench.scan(*listing)
    services, groups = bench.rows("aws.ecs.ecs_service"), bench.rows("aws.autoscaling.scaling_group")
    aliases = bench.rows("aws.lambda.function_alias")

    assert {row["attrs"]["copies"]["desired"] for row in services.values()} == {2}
    assert {row["attrs"]["copies"]["version"] for row in services.values()} == {"shop:1"}
    assert groups["web"]["attrs"]["copies"]["status"] == "stopped"
    (alias,) = [name for name in aliases if name.endswith(":live")]  # each function may have one of that name
    assert aliases[alias]["attrs"]["copies"]["version"] == aliases[alias]["attrs"]["FunctionVersion"]
    assert alias.split(":")[1] in aliases[alias]["attrs"]["Function"]

    derive(bench.lake, AwsService.groupings, Conventions(), "scan")
    held = bench.lake.query(
        "SELECT dst_kind FROM lake.relationships WHERE told_by = ? AND src_key LIKE 'stack/arn:%:stack/shop/%' ORDER BY 1",
        [KIND],
    )
    assert held == [("aws.cloudformation.stack",), ("aws.sqs.queue",)]
