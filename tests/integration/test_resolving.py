"""Relationships are followed anew only where what a scan changed may make or end some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, Scope
from dharma_tui.services.discovery import aws
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.resolving import matters
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.store_lab import open_lake, scan, thing

KINDS: list[KindSpec] = [kind for service in subclasses(aws, ProviderService) for kind in service.kinds]  # type: ignore[type-abstract]
HERE = Scope("aws", "123456789012", "eu-west-1")
INSTANCE, FUNCTION, ZONE = "aws.ec2.instance", "aws.lambda.function", "aws.route53.hosted_zone"
GROUP, MACHINE, CARD_ID = "aws.autoscaling.scaling_group", "i-0123456789abcdef0", "eni-0123456789abcdef0"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f"
ROLE = "arn:aws:iam::123456789012:role/worker"
CARD: Json = [{"NetworkInterfaceId": CARD_ID, "SubnetId": "subnet-0123456789abcdef0", "Groups": []}]
BEFORE: dict[str, Json] = {"State": {"Name": "running"}, "PublicIpAddress": "3.3.3.3", "NetworkInterfaces": CARD}
CALLED: dict[str, Json] = {"FunctionArn": ARN, "Role": ROLE, "Runtime": "python3.12", "MemorySize": 128}


def instance(attrs: Mapping[str, Json] = BEFORE, name: str = "web", **labels: str) -> Resource:
    return thing(MACHINE, attrs, kind=INSTANCE, scope=HERE, name=name, labels=labels)


@dataclass
class Bench:
    """A lake in which an instance, a function and a zone are known, and what scans change of it."""

    lake: Lake
    store: ScanStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = ScanStore(self.lake)
        self.scan(instance())
        self.scan(thing("/hostedzone/ZONE1", kind=ZONE, scope=HERE))
        self.scan(self.function())
        self.store.resolve(KINDS)

    def scan(self, *listed: Resource) -> bool:
        """Scan the part that these are all of. Whether what it changed matters."""
        scan(self.lake, listed, scope=HERE, kind=listed[0].ref.kind)
        return matters(self.lake, KINDS, self.lake.query("SELECT max_by(scan_id, started_at) FROM lake.scans")[0][0])

    @staticmethod
    def function(**changed: Json) -> Resource:
        return thing(ARN, {**CALLED, **changed}, kind=FUNCTION, scope=HERE, name="f")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    lake = open_lake(tmp_path_factory.mktemp("resolving"))
    yield Bench(lake)
    lake.close()


def test_what_changes_and_names_nothing_does_not_matter(bench: Bench) -> None:
    assert not bench.scan(instance(env="prod"))
    assert not bench.scan(instance({**BEFORE, "State": {"Name": "stopping"}, "EbsOptimized": True}, env="prod"))
    assert not bench.scan(bench.function(Runtime="python3.13", MemorySize=256))


def test_what_names_another_or_is_reached_otherwise_matters(bench: Bench) -> None:
    bench.scan(bench.function())
    assert bench.scan(bench.function(Role=f"{ROLE}-2"))
    assert bench.scan(bench.function(Role=f"{ROLE}-2", Description="/hostedzone/ZONE1"))
    bench.scan(instance())
    assert bench.scan(instance({**BEFORE, "PublicIpAddress": ""}))
    assert bench.scan(instance({**BEFORE, "PublicIpAddress": ""}, name="other"))


def test_what_comes_or_goes_matters(bench: Bench) -> None:
    other = thing(f"{ARN}-2", kind=FUNCTION, scope=HERE)
    assert bench.scan(bench.function(), other)
    assert bench.scan(bench.function())
    before = bench.lake.snapshot().id
    assert bench.store.resolve(KINDS, "no such scan") == 0
    assert bench.lake.snapshot().id == before


def test_only_what_differs_is_written_and_what_is_not_told_any_more_goes(bench: Bench) -> None:
    def roles() -> set[str]:
        rows = bench.lake.query(
            "SELECT dst_key FROM lake.relationships WHERE src_key = ? AND verb = 'depends_on'", [ARN]
        )
        return {key for (key,) in rows}

    bench.scan(bench.function())
    bench.store.resolve(KINDS)
    before = bench.lake.query("SELECT *, rowid FROM lake.relationships ORDER BY ALL")
    assert roles() == {ROLE}
    assert bench.store.resolve(KINDS) == 0
    assert bench.lake.query("SELECT *, rowid FROM lake.relationships ORDER BY ALL") == before

    bench.scan(bench.function(Role=f"{ROLE}-2"))
    assert bench.store.resolve(KINDS) == 2
    assert roles() == {f"{ROLE}-2"}
    kept = bench.lake.query("SELECT *, rowid FROM lake.relationships WHERE src_key <> ? ORDER BY ALL", [ARN])
    assert kept and set(kept) < set(before)


def test_tags_tell_what_nothing_else_does(bench: Bench) -> None:
    def told() -> list[tuple[str, ...]]:
        return [
            tuple(row)
            for row in bench.lake.query(
                "SELECT src_key, verb, dst_key, source FROM lake.relationships WHERE source LIKE '%:tags.%' ORDER BY ALL"
            )
        ]

    group = thing("asg-arn", {"Instances": [{"InstanceId": MACHINE}]}, kind=GROUP, scope=HERE, name="web")
    bench.scan(group)
    bench.scan(instance(BEFORE, function=ARN, group="asg-arn", note="/hostedzone/ZONE1"))
    bench.store.resolve(KINDS)
    assert told() == [(MACHINE, "refers_to", ARN, f"{INSTANCE}:tags.function")]

    assert bench.scan(instance(BEFORE, **{"function": ROLE, "aws:autoscaling:groupName": "web", "card": CARD_ID}))
    bench.store.resolve(KINDS)
    assert told() == []  # the role is not there, and the group and the card are told by properties
    managing = "SELECT verb, source FROM lake.relationships WHERE src_key = 'asg-arn'"
    assert bench.lake.query(managing) == [("manages", f"{GROUP}:Instances.InstanceId")]

    bench.scan(thing("asg-arn", kind=GROUP, scope=HERE, name="web"))
    bench.store.resolve(KINDS)
    assert told() == [("asg-arn", "manages", MACHINE, f"{INSTANCE}:tags.aws:autoscaling:groupName")]
    assert bench.store.resolve(KINDS) == 0
    assert bench.scan(instance())
    bench.store.resolve(KINDS)
    assert told() == []
