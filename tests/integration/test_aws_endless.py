"""Lists of a loopback AWS that say there is more and not where, and answers under a status that no list has."""

from __future__ import annotations

import pytest

from dharma_tui.core.scan import ScopeStatus
from tests.integration.aws_wire import Answer, Asked, Raw, pages_of
from tests.integration.test_aws import Bench
from tests.integration.test_aws_cut_off import answer, scanned
from tests.integration.test_aws_hardship import rows

FLAGGED = {
    "aws.iam.role": "ListRoles",
    "aws.route53.hosted_zone": "ListHostedZones",
    "aws.kinesis.stream": "ListStreams",
    "aws.kms.key": "ListKeys",
    "aws.cloudfront.distribution": "ListDistributions",
}
"""Kinds whose lists say that there is more, and what lists them."""
STATUSES = [
    ("aws.dynamodb.table", "ListTables", 206, '{"TableNames": ["ord'),
    ("aws.dynamodb.table", "ListTables", 202, "{}"),
    ("aws.sqs.queue", "ListQueues", 204, ""),
    ("aws.sqs.queue", "ListQueues", 201, '{"message": "x"}'),
    ("aws.lambda.function", "ListFunctions", 206, '{"Functions": [{"FunctionNa'),
    ("aws.lambda.function", "ListFunctions", 202, ""),
    ("aws.ec2.volume", "DescribeVolumes", 206, "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>"),
]


@pytest.mark.parametrize("page", [0, 1])
async def test_a_list_that_says_there_is_more_and_not_where_is_not_the_whole_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    whole = await scanned(bench, monkeypatch, answer, *FLAGGED)
    assert {part.status for part in whole.scopes} == {ScopeStatus.COMPLETE}, whole.scopes
    found = rows(bench)

    def endless(asked: Asked) -> Answer:
        told = answer(asked)
        if asked.operation not in FLAGGED.values() or asked.page != page or not isinstance(told, dict):
            return told
        tokens, more = pages_of(asked.service, asked.operation)
        head, _, rest = more.partition(".")
        around = told[head] if rest else told
        for token in tokens:
            around.pop(token.rpartition(".")[2], None)
        around[rest or head] = True
        return told

    report = await scanned(bench, monkeypatch, endless, *FLAGGED)
    assert {part.kind: part.status for part in report.scopes} == dict.fromkeys(FLAGGED, ScopeStatus.PARTIAL)
    assert [
        part for part in report.scopes if "it says that there is more and names no next page" not in part.reason
    ] == []
    assert {part.count for part in report.scopes} == {page + 1}
    assert (report.removed, rows(bench)) == (0, found)


@pytest.mark.parametrize(("kind", "operation", "status", "body"), STATUSES)
async def test_what_was_taken_over_or_is_a_part_marks_nothing_gone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, kind: str, operation: str, status: int, body: str
) -> None:
    whole = await scanned(bench, monkeypatch, answer, kind)
    assert {part.status for part in whole.scopes} == {ScopeStatus.COMPLETE}, whole.scopes

    def odd(asked: Asked) -> Answer:
        told = "text/xml" if body.startswith("<") else "application/json"
        return Raw(body.encode(), status, told) if asked.operation == operation else answer(asked)

    report = await scanned(bench, monkeypatch, odd, kind)
    assert [(part.status, "malformed answer" in part.reason) for part in report.scopes] == [(ScopeStatus.FAILED, True)]
    assert (report.removed, len(rows(bench))) == (0, 2)
