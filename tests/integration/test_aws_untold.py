"""An account that does not tell which regions are enabled: its own is listed, others where they are named, and it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.services.discovery.aws._accounts import _known
from dharma_tui.services.discovery.aws._errors import NOT_KNOWN
from dharma_tui.services.discovery.aws.iam import Iam
from dharma_tui.services.discovery.aws.sqs import Sqs
from dharma_tui.services.importing import Import, parsed
from dharma_tui.services.scan_parts import find_parts
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.coverage import Coverage, CoverageReader
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.aws_wire import Answer, Asked, Raw, wire
from tests.integration.moto_lab import ACCOUNT, NORTH, WEST
from tests.integration.test_aws import CLOCK, Bench

KIND = "aws.sqs.queue"
REASON = "which regions are enabled is not known: not allowed: ec2:DescribeRegions"
DENIED = Raw(
    b"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>", 403
)


UNKNOWN = Raw(
    b'{"__type": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}',
    400,
    "application/x-amz-json-1.0",
)
QUEUES: dict[str, Answer] = {}
"""What is answered in place of queues."""


def answering(told: Answer) -> Callable[[Asked], Answer]:
    """A queue in each region; ``told`` is what the account says of its regions."""

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return told
            case "GetResources":
                return {"ResourceTagMappingList": []}
            case "GetQueueAttributes":
                return {"Attributes": {"QueueArn": f"arn:aws:sqs:{asked.region}:{ACCOUNT}:orders"}}
        return QUEUES.get(asked.operation) or {
            "QueueUrls": [f"https://sqs.{asked.region}.amazonaws.com/{ACCOUNT}/orders"]
        }

    return answer


BOTH = {"Regions": [{"RegionName": NORTH}, {"RegionName": WEST}]}


async def scanned(bench: Bench, patch: pytest.MonkeyPatch, told: Answer = DENIED, **selected: Any) -> ScanReport:
    _known.clear()
    with wire(answering(told)) as there:
        for name, value in there.environment("sqs").items():
            patch.setenv(name, value)
        return await bench.scan(KIND, **{"regions": (), **selected})


def parts(report: ScanReport) -> dict[tuple[str, str], ScopeReport]:
    return {(part.scope.account, part.scope.region): part for part in report.scopes}


def covered(bench: Bench) -> dict[tuple[str, str], Coverage]:
    return {(part.scope.account, part.scope.region): part for part in CoverageReader(bench.lake).current()}


async def test_regions_that_are_not_told_make_a_scan_partial(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    report = await scanned(bench, monkeypatch)
    assert report.status is ScanStatus.PARTIAL
    listed, failed = parts(report)[ACCOUNT, NORTH], parts(report)[ACCOUNT, ""]
    assert (listed.status, listed.count) == (ScopeStatus.COMPLETE, 1)
    assert (failed.status, failed.reason) == (ScopeStatus.FAILED, REASON)
    assert failed.hint.startswith("allow ec2:DescribeRegions")
    assert covered(bench).keys() == {(ACCOUNT, NORTH), (ACCOUNT, "")}

    await scanned(bench, monkeypatch, BOTH)
    assert covered(bench).keys() == {(ACCOUNT, NORTH), (ACCOUNT, WEST)}


async def test_a_call_for_regions_that_fails_alone_stops_nothing_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, said = Raw(b"<Descr"), "ec2 DescribeRegions in us-east-1: malformed answer, it cannot be read"
    report = await scanned(bench, monkeypatch, told)
    listed, failed = parts(report)[ACCOUNT, NORTH], parts(report)[ACCOUNT, ""]
    assert (report.status, listed.status, listed.count) == (ScanStatus.PARTIAL, ScopeStatus.COMPLETE, 1)
    assert failed.reason == f"which regions are enabled is not known: {said}"
    assert failed.hint.endswith("or name regions: scan.regions, --region")
    named = await scanned(bench, monkeypatch, told, regions=(WEST,))
    assert (named.status, [part.scope.region for part in named.scopes]) == (ScanStatus.COMPLETE, [WEST])


@pytest.mark.parametrize("named", [{"regions": (WEST,)}, {"settled": WEST}])
async def test_a_region_that_is_named_is_tried(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, named: dict[str, Any]
) -> None:
    report = await scanned(bench, monkeypatch, **named)
    assert report.status is ScanStatus.COMPLETE
    assert [(part.scope.region, part.count) for part in report.scopes] == [(WEST, 1)]


async def test_a_region_that_is_named_and_not_enabled_is_not_said_to_be_a_matter_of_keys_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.QUEUES", {"ListQueues": UNKNOWN})
    report = await scanned(bench, monkeypatch, regions=(WEST,))
    (part,) = report.scopes
    assert part.status is ScopeStatus.FAILED
    assert part.reason == f"{WEST} may not be enabled: {NOT_KNOWN}; {REASON}"


async def test_a_pattern_of_regions_leaves_unknown_what_is_not_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await scanned(bench, monkeypatch, regions=("eu-west-*",))
    assert parts(report)[ACCOUNT, WEST].status is ScopeStatus.COMPLETE
    assert (report.status, parts(report)[ACCOUNT, ""].reason) == (ScanStatus.PARTIAL, REASON)


async def test_a_region_that_nobody_knows_is_said_to_be_unknown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"us-new-1 may be enabled in account {ACCOUNT}; {REASON}"
    with pytest.raises(UsageError, match=said):
        await scanned(bench, monkeypatch, regions=("us-new-1",))


async def test_what_was_not_told_is_listed_by_a_scan_that_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await scanned(bench, monkeypatch)
    still = await scanned(bench, monkeypatch, rest_of=first.scan_id)
    assert (still.status, parts(still)[ACCOUNT, ""].reason) == (ScanStatus.PARTIAL, REASON)
    rest = await scanned(bench, monkeypatch, BOTH, rest_of=still.scan_id)
    assert rest.status is ScanStatus.COMPLETE
    assert parts(rest)[ACCOUNT, WEST].count == 1


@pytest.mark.parametrize("selected", [{"kinds": (KIND,)}, {"providers": ("aws",)}])
async def test_a_scan_of_a_region_that_is_known_leaves_unknown_which_others_there_are(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, selected: dict[str, Any]
) -> None:
    await scanned(bench, monkeypatch)
    scanner = Scanner([Sqs(CLOCK)], ScanStore(bench.lake), Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder)
    _known.clear()
    with wire(answering(DENIED)) as there:
        for name, value in there.environment("sqs").items():
            monkeypatch.setenv(name, value)
        narrow = await scanner.scan(Selection(regions=(NORTH,), **selected))
    assert (narrow.status, covered(bench)[ACCOUNT, ""].report.reason) == (ScanStatus.COMPLETE, REASON)

    await scanned(bench, monkeypatch, BOTH)
    assert covered(bench).keys() == {(ACCOUNT, NORTH), (ACCOUNT, WEST)}


async def test_a_file_of_one_region_leaves_unknown_which_others_there_are(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scanned(bench, monkeypatch)
    key = f"arn:aws:sqs:{NORTH}:{ACCOUNT}:orders"
    line = {"kind": KIND, "key": key, "provider": "aws", "account": ACCOUNT, "region": NORTH, "name": "orders"}
    kinds = {kind.kind: kind for kind in Sqs(CLOCK).kinds}
    Import(ScanStore(bench.lake), CLOCK, new_id, kinds).run([("e.jsonl", parsed([json.dumps(line)]))], lambda _: None)
    assert covered(bench)[ACCOUNT, ""].report.reason == REASON


async def test_what_was_not_told_is_listed_no_further_than_was_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await scanned(bench, monkeypatch, regions=("eu-west-*",))
    rest = await scanned(bench, monkeypatch, BOTH, rest_of=first.scan_id)
    assert {part.scope.region for part in rest.scopes} == {WEST, "eu-west-2", "eu-west-3"}

    first = await scanned(bench, monkeypatch)
    rest = await scanned(bench, monkeypatch, BOTH, rest_of=first.scan_id, settled=NORTH)
    assert {part.scope.region for part in rest.scopes} == {NORTH}


async def test_what_is_of_no_region_is_listed_once_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _known.clear()
    with wire(answering(DENIED)) as there:
        for name, value in there.environment("sqs", "iam").items():
            monkeypatch.setenv(name, value)
        chosen: dict[ProviderService, list[str]] = {Iam(CLOCK): ["aws.iam.user"], Sqs(CLOCK): [KIND]}
        found = await find_parts(chosen, Selection(regions=(WEST,)), ScanSettings())
    assert [[(part.kind.kind, part.scope.region) for part in group] for group in found.groups] == [
        [("aws.iam.user", "")],
        [(KIND, WEST)],
    ]


async def test_a_plan_says_that_regions_are_not_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _known.clear()
    with wire(answering(DENIED)) as there:
        for name, value in there.environment("sqs").items():
            monkeypatch.setenv(name, value)
        found = await find_parts({Sqs(CLOCK): [KIND]}, Selection(), ScanSettings())
    assert [(part.scope.region, part.reason) for part in found.unlisted] == [("", REASON)]
    assert [part.scope.region for part in found.listed()] == [NORTH]
    assert not found.left_out


async def test_a_region_that_was_said_not_to_be_there_is_forgotten_once_it_is(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = {"Regions": [{"RegionName": NORTH}]}
    await scanned(bench, monkeypatch, north, settled=f"{NORTH}, {WEST}, us-eats-1")
    assert covered(bench).keys() == {(ACCOUNT, NORTH), ("", WEST), ("", "us-eats-1")}
    await scanned(bench, monkeypatch, BOTH, regions=(NORTH,))
    assert ("", WEST) in covered(bench)  # a scan of another region says nothing of it
    await scanned(bench, monkeypatch, BOTH, settled=f"{NORTH}, {WEST}, us-eats-1")
    assert covered(bench).keys() == {(ACCOUNT, NORTH), (ACCOUNT, WEST), ("", "us-eats-1")}
    await scanned(bench, monkeypatch, BOTH)
    assert covered(bench).keys() == {(ACCOUNT, NORTH), (ACCOUNT, WEST)}
