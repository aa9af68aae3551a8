"""AWS whose answers are hostile, endless or enormous: a stub of the wire says what no real service should."""

from __future__ import annotations

import asyncio
import resource
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

import pytest

from dharma_tui.core.scan import ScanReport, ScopeReport, ScopeStatus
from dharma_tui.services.discovery.aws import _wire
from tests.integration.aws_wire import Answer, Asked, Raw, Wire, placed, wire
from tests.integration.moto_lab import ACCOUNT, NORTH, WEST
from tests.integration.test_aws import Bench

VOLUME = "aws.ec2.volume"
QUEUE = "aws.sqs.queue"
LONG = "x" * 100_000
HOSTILE = (
    *("\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "[bold red]markup[/]", "=HYPERLINK(1)", "a\x00b", "\ud800 alone"),
    *(
        "tab\tand\nnewline",
        "\u200b\ufeff",
        "'; DROP TABLE resources; --",
        "../../etc/passwd",
        LONG,
        "e\u0301\U0001f469\u200d\U0001f52c",
        "",
    ),
)
"""Names that something has stumbled over."""


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, Callable[[Asked], Answer]]) -> Iterator[Wire]:
    """A wire on which operations answer what a test says."""

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}, {"RegionName": WEST}]}
            case "GetResources":
                return {"ResourceTagMappingList": []}
        return answers[asked.operation](asked)

    with wire(answer) as there:
        for name, value in there.environment("logs", "sqs").items():
            monkeypatch.setenv(name, value)
        yield there


def only(report: ScanReport) -> ScopeReport:
    (part,) = report.scopes
    return part


def volumes(*ids: str, token: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {"Volumes": [{"VolumeId": id_, "State": "available", "Size": 8} for id_ in ids]}
    if token:
        placed(told, "NextToken", token)
    return told


async def test_hostile_names_are_kept_and_harm_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [
        {"logGroupName": name or "-", "arn": f"arn:aws:logs:{NORTH}:{ACCOUNT}:log-group:{number}", "kmsKeyId": name}
        for number, name in enumerate(HOSTILE)
    ]
    with answering(monkeypatch, {"DescribeLogGroups": lambda _: {"logGroups": groups}}):
        first = await bench.scan("aws.logs.log_group", regions=(NORTH,))
        again = await bench.scan("aws.logs.log_group", regions=(NORTH,))
    assert (only(first).status, only(first).count) == (ScopeStatus.COMPLETE, len(HOSTILE))
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    names = {name for (name,) in bench.lake.query("SELECT name FROM lake.resources")}
    assert len(names) == len(HOSTILE)
    assert {"=HYPERLINK(1)", "[bold red]markup[/]", "'; DROP TABLE resources; --"} <= names
    assert not any("\x00" in name or "\ud800" in name for name in names)
    assert max(len(name) for name in names) < 20_000


async def test_an_item_of_which_nothing_is_told_keeps_what_is_stored(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "application/x-amz-json-1.1"
    with answering(monkeypatch, {"DescribeLogGroups": lambda _: {"logGroups": [{"logGroupName": "orders"}]}}):
        await bench.scan("aws.logs.log_group", regions=(NORTH,))
    with answering(monkeypatch, {"DescribeLogGroups": lambda _: Raw(b'{"logGroups": [null]}', 200, kind)}):
        report = await bench.scan("aws.logs.log_group", regions=(NORTH,))
    assert (only(report).status, report.removed) == (ScopeStatus.PARTIAL, 0)
    assert only(report).reason == "malformed answer: an item without logGroupName"


async def test_one_denied_detail_does_not_read_as_all_of_them(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    denied = Raw(b'{"__type": "AccessDeniedException", "message": "no"}', 400, "application/x-amz-json-1.0")
    urls = [f"https://sqs.{NORTH}.amazonaws.com/{ACCOUNT}/{name}" for name in ("orders", "refunds", "mail")]

    def attributes(asked: Asked) -> Answer:
        name = next(url.rpartition("/")[2] for url in urls if url.encode() in asked.request)
        own = {"QueueArn": f"arn:aws:sqs:{NORTH}:{ACCOUNT}:{name}"}
        return denied if name == "refunds" else {"Attributes": own}

    answers = {"ListQueues": lambda _: {"QueueUrls": urls}, "GetQueueAttributes": attributes}
    with answering(monkeypatch, answers):
        report = await bench.scan(QUEUE, regions=(NORTH,))
    assert (only(report).status, only(report).count) == (ScopeStatus.COMPLETE, 3)
    assert only(report).reason.startswith("1 of 3 details of SQS queues (")
    assert only(report).reason.endswith("refunds): not allowed: sqs:GetQueueAttributes")


async def test_hostile_tags_are_kept_and_the_last_of_equal_keys_holds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    printable = [text for text in HOSTILE if not set(text) & set("\x1b\x07\x00\ufeff\ud800")]  # what XML can say
    tags = [{"Key": text or "empty", "Value": text} for text in printable]
    tags += [{"Key": "Name", "Value": ""}, {"Key": "twice", "Value": "1"}, {"Key": "twice", "Value": "2"}]
    volume = {"VolumeId": "vol-1", "State": "available", "Tags": tags}
    with answering(monkeypatch, {"DescribeVolumes": lambda _: {"Volumes": [volume]}}):
        report = await bench.scan(VOLUME, regions=(NORTH,))
    assert only(report).status is ScopeStatus.COMPLETE
    row = bench.rows(VOLUME)["vol-1"]  # an empty Name is no name
    assert row["labels"]["twice"] == "2"
    assert row["labels"]["=HYPERLINK(1)"] == "=HYPERLINK(1)"
    assert len(row["labels"]) == len(printable) + 2


async def test_what_two_pages_tell_is_one_resource(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(asked: Asked) -> Answer:
        return volumes("vol-1", "vol-2", token="page-token-1") if asked.page == 0 else volumes("vol-2", "vol-3")

    with answering(monkeypatch, {"DescribeVolumes": answer}):
        report = await bench.scan(VOLUME, regions=(NORTH,))
    assert (only(report).status, only(report).count, report.added) == (ScopeStatus.COMPLETE, 3, 3)
    assert set(bench.rows(VOLUME)) == {"vol-1", "vol-2", "vol-3"}


@pytest.mark.parametrize("round_of", [1, 2, 3])
async def test_pages_that_go_round_end_and_lose_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, round_of: int
) -> None:
    pages = 0

    def answer(asked: Asked) -> Answer:
        nonlocal pages
        pages += 1
        return volumes(f"vol-{asked.page}", token=f"page-token-{asked.page % round_of + 1}")

    with answering(monkeypatch, {"DescribeVolumes": lambda _: volumes("vol-0", "vol-kept")}):
        await bench.scan(VOLUME, regions=(NORTH,))
    with answering(monkeypatch, {"DescribeVolumes": answer}):
        report = await bench.scan(VOLUME, regions=(NORTH,))
    assert only(report).status is ScopeStatus.PARTIAL
    assert only(report).reason
    assert pages <= round_of + 2
    assert report.removed == 0
    assert "vol-kept" in bench.rows(VOLUME)


async def test_a_service_that_hangs_holds_up_no_other(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_wire, "READ_SECONDS", 1.0)
    hanging, released = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hang(_: Asked) -> Answer:
        loop.call_soon_threadsafe(hanging.set)
        released.wait(170)
        return {"QueueUrls": []}

    with answering(monkeypatch, {"DescribeVolumes": lambda _: volumes("vol-1"), "ListQueues": hang}):
        try:
            report = await bench.scan(VOLUME, QUEUE, regions=(NORTH,))
        finally:
            released.set()
    assert hanging.is_set()
    parts = {part.kind: part for part in report.scopes}
    assert parts[VOLUME].status is ScopeStatus.COMPLETE
    assert parts[QUEUE].status is ScopeStatus.PARTIAL
    assert parts[QUEUE].reason.startswith("timed out: ")


@pytest.mark.slow
async def test_a_hundred_thousand_of_a_kind_are_listed_page_by_page(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, each = 100, 1000
    said = [text[:200] for text in HOSTILE if not set(text) & set("\x1b\x07\x00\ufeff\ud800")]
    tag = "<item><key>%s</key><value>%s</value></item>"
    named = [tag % ("Name", escape(f"{number}-{text}")) for number, text in enumerate(said)]
    more = [tag % (escape(text) or "empty", escape(text)) + tag % ("env", "prod") for text in said]

    def tags(number: int) -> str:
        at = number % len(said)
        return f"<tagSet>{named[at]}{'' if number % 10 else more[at]}</tagSet>"

    one = (
        "<item><volumeId>vol-%06d</volumeId><size>8</size><status>available</status><availabilityZone>us-east-1a"
        "</availabilityZone><createTime>2026-01-02T03:04:05.000Z</createTime><volumeType>gp3</volumeType>%s</item>"
    )

    def answer(asked: Asked) -> Answer:
        numbers = range(asked.page * each, (asked.page + 1) * each)
        items = "".join(one % (number, tags(number)) for number in numbers)
        token = f"<nextToken>page-token-{asked.page + 1}</nextToken>" if asked.page + 1 < pages else ""
        return Raw(f"<R><volumeSet>{items}</volumeSet>{token}</R>".encode())

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with answering(monkeypatch, {"DescribeVolumes": answer}) as there:
        first = await bench.scan(VOLUME, regions=(NORTH,))
        again = await bench.scan(VOLUME, regions=(NORTH,))
    assert (only(first).count, first.added) == (pages * each, pages * each)
    assert (again.resources, again.added, again.changed, again.removed) == (pages * each, 0, 0, 0)
    written = bench.lake.query("SELECT count(*) FROM lake.resources WHERE scan_id = ?", [again.scan_id])
    assert written == [(0,)]
    names = {name for (name,) in bench.lake.query("SELECT DISTINCT name FROM lake.resources")}
    assert names == {f"{number}-{text}" for number, text in enumerate(said)}
    counted = bench.lake.query("SELECT cardinality(labels), count(*) FROM lake.resources GROUP BY 1 ORDER BY 1")
    assert counted == [(1, pages * each * 9 // 10), (3, pages * each // 10)]
    assert there.calls["ec2.DescribeVolumes"] == 2 * pages
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 500  # it would be 2 GB at once


async def test_what_two_regions_tell_is_there_once_and_stays(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, {"DescribeVolumes": lambda _: volumes("vol-1", "vol-2")}):
        await bench.scan(VOLUME)
        again = await bench.scan(VOLUME)
    assert {part.status for part in again.scopes} == {ScopeStatus.COMPLETE}
    assert (len(again.scopes), again.removed) == (2, 0)
    assert bench.lake.query("SELECT key FROM lake.resources ORDER BY key") == [("vol-1",), ("vol-2",)]
