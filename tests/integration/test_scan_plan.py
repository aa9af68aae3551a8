"""What a scan is said to take before it is made, against what it takes: a loopback AWS, the real scanner, a real lake."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import ScanReport, ScopeReport, Selection
from dharma_tui.core.scan_plan import PlannedPart, ScanPlan
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery import aws
from dharma_tui.services.questions import Questions
from dharma_tui.services.scan_estimate import past_of, plan_scan
from dharma_tui.services.scan_plans import ChildPlanner
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import ACCOUNT, NORTH, WEST, Estate, estate

CLOCK = SystemClock()
KINDS = (
    "aws.ec2",
    "aws.ecs",
    "aws.eks",
    "aws.iam",
    "aws.sqs",
    "aws.elasticloadbalancing",
    "aws.apigateway",
    "aws.elbv2",
)


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate() as made:
        yield made


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Estate:
    """The loopback AWS, with credentials for it in the environment."""
    moto.reach(monkeypatch)
    return moto


class Bench:
    """Plans and scans of what there is of ``KINDS`` in two regions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=CLOCK)
        self.scans = ScanStore(self.lake)
        self.services = [service(CLOCK) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
        known = {kind.kind for service in self.services for kind in service.kinds}
        kinds = tuple(word for word in KINDS if any(kind.startswith(f"{word}.") for kind in known))
        self.selection = Selection(("aws",), (NORTH, WEST), (), kinds)

    async def plan(self, selection: Selection | None = None) -> ScanPlan:
        past = past_of(self.scans, selection or self.selection, CLOCK.now())
        return await plan_scan(self.services, past, selection or self.selection, ScanSettings())

    async def scan(self) -> ScanReport:
        scanner = Scanner(self.services, self.scans, Bus(), CLOCK, new_id, ScanSettings(), folder=self.folder)
        return await scanner.scan(self.selection)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


def by_scope(parts: Iterable[PlannedPart | ScopeReport]) -> dict[Scope, int]:
    """The calls of each account and region."""
    calls: Counter[Scope] = Counter()
    for part in parts:
        calls[part.scope] += part.calls
    return dict(calls)


async def test_what_a_scan_takes_is_told_before_it_is_made(
    bench: Bench, there: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    ec2 = there.client("ec2")
    first = await bench.plan()
    assert {(part.calls, part.at_least) for part in first.parts} == {(1, True)}
    assert first.expected.is_guess
    made = await bench.scan()
    assert made.calls >= first.expected.calls
    assert first.expected.seconds / 2 < made.seconds < 2 * first.expected.at_most
    assert not (await bench.plan()).expected.is_guess
    assert (await bench.plan()).expected.calls == made.calls
    assert (await bench.scan()).calls < made.calls  # what cannot change is asked for once

    planned = await bench.plan()
    before = sum(there.control("calls").values())
    again = await bench.scan()
    listed = sum(there.control("calls").values()) - before
    with capsys.disabled():
        sys.stdout.write(
            f"\n{planned.expected.parts} parts: {planned.expected.calls} calls expected, {again.calls} made, {listed} heard;"
            f" {planned.expected.seconds:.1f} s expected, {again.seconds:.1f} s taken\n"
        )
    assert by_scope(planned.parts) == by_scope(
        again.scopes
    )  # which part asks for the tags of all is a matter of chance
    assert 0.2 < planned.expected.seconds / again.seconds < 5

    new = [there.client("ecs").create_cluster(clusterName=f"new-{at}")["cluster"]["clusterName"] for at in range(3)]
    volumes = ec2.describe_volumes()["Volumes"]
    grown = await bench.scan()
    estimate = await bench.plan()
    for name in new:
        there.client("ecs").delete_cluster(cluster=name)
    assert volumes and grown.calls > again.calls
    assert estimate.expected.calls == grown.calls


async def test_a_plan_calls_for_nothing_but_the_scopes(
    bench: Bench, there: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "another")  # nobody has entered the account so
    before = there.control("calls")
    plan = await bench.plan()
    after = there.control("calls")
    services = [
        name for name in after if " " not in name
    ]  # what is counted by its action is counted by its service, too
    asked = {service: after[service] - before.get(service, 0) for service in services}
    assert {service for service, calls in asked.items() if calls} <= {"sts", "ec2"}
    assert sum(asked.values()) == 2
    assert plan.entering == {"aws": 2}
    assert plan.expected.calls == sum(part.calls for part in plan.parts) + 2
    assert {scope.region for scope in plan.left_out} & {"ap-south-1", "us-west-2"}
    assert {part.scope.account for part in plan.parts} == {ACCOUNT}


async def test_what_a_scan_of_lists_alone_takes_is_told(bench: Bench, there: Estate) -> None:
    kinds = ("aws.s3.bucket", "aws.ecs.ecs_cluster", "aws.lambda.function", "aws.eks.eks_nodegroup")
    whole = Selection(("aws",), (NORTH,), (), kinds)
    few = replace(whole, lists_only=True)
    before = await bench.plan(few)
    await Scanner(bench.services, bench.scans, Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder).scan(whole)
    after = await bench.plan(few)
    scanner = Scanner(bench.services, bench.scans, Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder)
    made = await scanner.scan(few)
    assert {part.kind for part in after.parts} == {*kinds[:3]}
    least = before.expected.calls - sum(before.entering.values())  # one process enters an account once
    assert least <= after.expected.calls <= made.calls < (await bench.plan(whole)).expected.calls
    assert after.expected.at_least
    with pytest.raises(UsageError, match="one thing after another"):
        await bench.plan(replace(few, kinds=kinds[3:]))


async def test_what_resuming_and_looking_again_take_is_told(bench: Bench, there: Estate) -> None:
    queues = Selection(("aws",), (NORTH, WEST), (), ("aws.sqs",))
    scanner = Scanner(bench.services, bench.scans, Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder)
    there.control(f"fault?service=sqs&kind=denied&region={WEST}")
    cut = await scanner.scan(queues)
    there.control("heal")
    rest = await bench.plan(Selection(rest_of=cut.scan_id))
    assert [(part.kind, part.scope.region, part.at_least) for part in rest.parts] == [("aws.sqs.queue", WEST, True)]

    ((key,),) = bench.lake.query("SELECT min(key) FROM lake.resources WHERE kind = 'aws.sqs.queue'")
    alone = await bench.plan(Selection(keys=(key,)))
    assert [(part.kind, part.scope.region, part.calls) for part in alone.parts] == [("aws.sqs.queue", NORTH, 1)]
    with pytest.raises(UsageError, match="nothing is known by the key 'sqs-1'"):
        await bench.plan(Selection(keys=("sqs-1",)))


async def test_a_child_plans_the_same_for_the_console(
    bench: Bench, there: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    await bench.scan()
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "another")  # here the account has not been entered so either
    bus = Bus()
    planner = ChildPlanner((), bench.folder, bus, Questions(bus, CLOCK))
    assert await planner(bench.selection) == await bench.plan()
    with pytest.raises(UsageError, match=r"no kind 'aws.ec3'"):
        await planner(Selection(kinds=("aws.ec3",)))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "")
    refused = await planner(Selection(providers=("aws",), kinds=("aws.sqs",)))
    assert not refused.parts
    assert "not set up" in json.dumps([report.reason for report in refused.failed])
