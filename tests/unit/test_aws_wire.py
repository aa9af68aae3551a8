"""How the SDK is set up: moments read quickly and rightly, tries that end, pages that end, hosts that are silent left alone."""

from __future__ import annotations

import asyncio
import datetime as dates
from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.parsers import ResponseParserError

from dharma_tui.core.errors import MalformedAnswerError, TimedOutError, UnreachableError
from dharma_tui.services.discovery.aws._merging import merged
from dharma_tui.services.discovery.aws._pages import once_each
from dharma_tui.services.discovery.aws._reach import MANY, SILENT_SECONDS, Reach
from dharma_tui.services.discovery.aws._shapes import model
from dharma_tui.services.discovery.aws._wire import (
    HASTY,
    PATIENT,
    PROMPT,
    call_as_named,
    give_up,
    lacking,
    moment,
    once_more,
    refuse_unreadable,
    tell_objections,
)


@pytest.mark.parametrize(
    ("url", "called"),
    [
        (
            "http://123456789012.10.0.0.7:4566/v20180820/accesspoint?x=1",
            "http://10.0.0.7:4566/v20180820/accesspoint?x=1",
        ),
        ("http://10.0.0.7:4566/", "http://10.0.0.7:4566/"),
        ("https://elsewhere.example.com/", "https://elsewhere.example.com/"),
    ],
)
def test_an_endpoint_that_somebody_named_has_nothing_put_before_its_name(url: str, called: str) -> None:
    request = {"url": url}
    call_as_named("http://10.0.0.7:4566", request)
    assert request == {"url": called}


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        return self.at

    def now(self) -> dates.datetime:
        return dates.datetime(2026, 1, 1, tzinfo=dates.UTC)


@pytest.mark.parametrize(
    "told",
    [
        *(
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.123Z",
            "2026-01-02T03:04:05+02:00",
            "2026-01-02T03:04:05.123456789Z",
        ),
        *(
            "2026-01-02 03:04:05",
            "2026-01-02",
            "Fri, 02 Jan 2026 03:04:05 GMT",
            "1767323045",
            1767323045,
            1767323045.25,
        ),
    ],
)
def test_moments_are_read_as_the_sdk_reads_them(told: Any) -> None:
    from botocore.utils import parse_timestamp

    read, known = moment(told), parse_timestamp(told)
    assert (read, read.utcoffset()) == (known, known.utcoffset())


def test_what_is_no_moment_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        moment("yesterday")


def test_a_network_that_fails_is_tried_no_more_than_thrice() -> None:
    failure = ConnectionError("refused")
    give_up(PATIENT, None, PATIENT.silent - 1, caught_exception=failure)
    with pytest.raises(ConnectionError):
        give_up(PATIENT, None, PATIENT.silent, caught_exception=failure)


def test_a_breakdown_is_given_up_sooner_than_a_refusal() -> None:
    from botocore.exceptions import ClientError

    operation = SimpleNamespace(name="ListThings")

    def answer(status: int, code: str) -> tuple[Any, dict[str, Any]]:
        return SimpleNamespace(status_code=status), {"Error": {"Code": code, "Message": ""}}

    give_up(PATIENT, operation, PATIENT.broken - 1, response=answer(500, "InternalError"))
    give_up(PATIENT, operation, PATIENT.broken, response=answer(503, "SlowDown"))
    give_up(PATIENT, operation, PATIENT.broken, response=answer(400, "ValidationError"))
    with pytest.raises(ClientError, match="InternalError"):
        give_up(PATIENT, operation, PATIENT.broken, response=answer(500, "InternalError"))


def test_what_may_well_not_be_there_is_not_waited_for_twice() -> None:
    with pytest.raises(ConnectionError):
        give_up(HASTY, None, 1, caught_exception=ConnectionError("refused"))


def test_pages_that_go_round_in_a_circle_end() -> None:
    call = once_each(lambda **params: params)
    assert [call(token=token)["token"] for token in "ab"] == ["a", "b"]
    with pytest.raises(MalformedAnswerError):
        call(token="a")


def lost(host: str) -> UnreachableError:
    from botocore.exceptions import EndpointConnectionError

    error = UnreachableError(f"{host} is not there")
    error.__cause__ = EndpointConnectionError(endpoint_url=f"https://{host}/path")
    return error


def test_a_host_that_is_not_there_is_left_alone_for_every_service_and_for_a_while() -> None:
    clock = Clock()
    reach = Reach(clock)
    reach.silent("ec2", "eu-west-1", lost("a:1"))
    reach.refuse("ec2", "eu-north-1", "b:1")
    with pytest.raises(UnreachableError, match="a:1"):
        reach.refuse("sqs", "eu-north-1", "a:1")
    clock.at = SILENT_SECONDS
    reach.refuse("sqs", "eu-north-1", "a:1")


def test_a_slow_service_harms_no_other_at_its_host() -> None:
    reach = Reach(Clock())
    reach.silent("ec2", "eu-west-1", UnreachableError("too slow"))
    reach.refuse("sqs", "eu-west-1", "a:1")
    with pytest.raises(UnreachableError, match="too slow"):
        reach.refuse("ec2", "eu-west-1", "a:1")


def test_a_service_that_answers_others_is_slow_over_one_call_alone() -> None:
    clock = Clock()
    reach = Reach(clock)
    reach.answered((None, {}), "kms", "eu-west-1")
    clock.at = SILENT_SECONDS - 1
    reach.silent("kms", "eu-west-1", TimedOutError("too slow"), since=clock.at)
    reach.silent("kms", "", TimedOutError("too slow"), since=clock.at)
    reach.refuse("kms", "eu-west-1", "a:1")
    reach.silent("kms", "eu-north-1", TimedOutError("too slow"), since=clock.at)
    with pytest.raises(TimedOutError):
        reach.refuse("kms", "eu-north-1", "a:1")
    clock.at = 2 * SILENT_SECONDS
    reach.silent("kms", "eu-west-1", TimedOutError("too slow"), since=clock.at)
    with pytest.raises(TimedOutError):
        reach.refuse("kms", "eu-west-1", "a:1")


def test_many_silent_hosts_are_a_network_that_is_gone_unless_one_answers() -> None:
    reach = Reach(Clock())
    for number in range(MANY - 1):
        reach.silent("ec2", f"region-{number}", lost(f"h{number}:1"))
    reach.answered(response=(None, {}))
    reach.silent("ec2", "one-more", lost("h-more:1"))
    reach.refuse("sqs", "elsewhere", "other:1")
    for number in range(MANY):
        reach.silent("ec2", f"region-{number}", lost(f"h{number}:1"))
    with pytest.raises(UnreachableError):
        reach.refuse("sqs", "elsewhere", "other:1")


async def numbers(start: int, ended: list[int], stop: int = 3) -> AsyncGenerator[int, None]:
    try:
        for number in range(start, start + stop):
            await asyncio.sleep(0)
            yield number
    finally:
        ended.append(start)


async def test_streams_are_merged_whole() -> None:
    ended: list[int] = []
    streams = [numbers(start, ended) for start in range(0, 100, 10)]
    found = [number async for number in merged(streams, 4)]
    assert sorted(found) == [start + more for start in range(0, 100, 10) for more in range(3)]
    assert sorted(ended) == list(range(0, 100, 10))
    none: list[AsyncGenerator[int, None]] = []
    assert [number async for number in merged(none, 4)] == []


async def test_a_stream_that_fails_ends_the_others() -> None:
    ended: list[int] = []

    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        raise UnreachableError("gone")

    before = len(asyncio.all_tasks())
    with pytest.raises(UnreachableError, match="gone"):
        async with aclosing(merged([numbers(10, ended, 10_000), failing()], 2)) as items:
            async for _ in items:
                pass
    assert ended == [10]
    assert len(asyncio.all_tasks()) == before


@pytest.mark.parametrize(
    ("attempts", "status", "code", "told"),
    [
        (1, 400, "Throttling", 0.0),
        (PROMPT, 429, "", 0.0),
        (PROMPT + 1, 400, "Throttling", None),
        (1, 500, "InternalError", None),
        (1, 200, "", None),
    ],
)
def test_what_is_refused_for_being_one_too_many_goes_again_when_it_is_its_turn(
    attempts: int, status: int, code: str, told: float | None
) -> None:
    response = SimpleNamespace(status_code=status), {"Error": {"Code": code}}
    assert once_more(attempts=attempts, response=response) == told


def test_an_error_of_the_network_is_left_to_the_sdk() -> None:
    assert once_more(attempts=1, response=None, caught_exception=OSError()) is None


_OF_ANOTHER_SHAPE = ('{"error": "maintenance, try later"}', "null", "[]", '"up"', "7", "{")


@pytest.mark.parametrize(
    ("service", "operation", "whole", "wrong"),
    [
        ("dynamodb", "ListTables", '{"TableNames": []}', '{"TableNames": "none"}'),
        ("lambda", "ListFunctions", '{"Functions": null, "more": 1}', '{"Functions": {}}'),
        ("sqs", "ListQueues", "{}", '{"QueueUrls": 1}'),
        ("wafv2", "GetWebACL", '{"WebACL": {}}', '{"WebACL": []}'),
    ],
)
def test_json_that_is_no_answer_to_what_was_asked_is_refused(
    service: str, operation: str, whole: str, wrong: str
) -> None:
    asked = model(service).operation_model(operation)

    def answered(body: str) -> None:
        refuse_unreadable(asked, (SimpleNamespace(status_code=200, content=body.encode()), {}))

    answered(whole)
    for body in (*_OF_ANOTHER_SHAPE, wrong):
        with pytest.raises(ResponseParserError):
            answered(body)


def test_answers_that_are_a_text_may_be_any_json() -> None:
    operation = model("apigateway").operation_model("GetSdk")
    refuse_unreadable(operation, (SimpleNamespace(status_code=200, content=b"[]"), {}))


@pytest.mark.parametrize(
    ("called", "items", "absent"),
    [
        ("ec2.DescribeInstances", "Reservations.Instances", "Reservations"),
        ("iam.GetAccountAuthorizationDetails", "UserDetailList", "UserDetailList"),
        ("s3.ListBuckets", "Buckets", "Buckets"),
        ("cloudfront.ListDistributions", "DistributionList.Items", "DistributionList"),
        ("stepfunctions.ListStateMachines", "stateMachines", "stateMachines"),
        pytest.param("logs.DescribeLogGroups", "logGroups", "", id="json that may leave it out"),
        pytest.param("sqs.ListQueues", "QueueUrls", "", id="json that does leave it out"),
        pytest.param("ses.DescribeActiveReceiptRuleSet", "Rules", "", id="of a thing that may not be there"),
    ],
)
def test_what_is_sent_even_where_it_is_empty(called: str, items: str, absent: str) -> None:
    service, operation = called.split(".")
    assert lacking(model(service).operation_model(operation), items, {}) == absent


@pytest.mark.parametrize(
    ("service", "operation", "status", "body"),
    [
        ("dynamodb", "ListTables", 206, '{"TableNames": ["ord'),
        ("dynamodb", "ListTables", 206, '{"TableNames": []}'),
        ("sqs", "ListQueues", 204, ""),
        ("sqs", "ListQueues", 202, ""),
        ("sqs", "ListQueues", 201, '{"message": "x"}'),
        ("lambda", "ListFunctions", 206, '{"Functions": [{"Fun'),
        ("lambda", "ListFunctions", 202, "{}"),
        ("ec2", "DescribeKeyPairs", 204, ""),
        ("iam", "ListRoles", 206, "<ListRolesResponse><ListRolesResult/></ListRolesResponse>"),
        ("apigateway", "CreateRestApi", 202, "{}"),
    ],
)
def test_what_was_taken_over_or_is_a_part_is_no_answer(service: str, operation: str, status: int, body: str) -> None:
    asked = model(service).operation_model(operation)
    with pytest.raises(ResponseParserError):
        refuse_unreadable(asked, (SimpleNamespace(status_code=status, content=body.encode()), {}))


def test_an_answer_has_the_status_that_the_sdk_knows_of_it() -> None:
    asked = model("apigateway").operation_model("CreateRestApi")
    assert asked.http["responseCode"] == 201
    refuse_unreadable(asked, (SimpleNamespace(status_code=201, content=b"{}"), {}))


@pytest.mark.parametrize("status", [200, 202])
def test_an_answer_that_tells_an_error_is_one_under_any_status_that_says_all_is_well(status: int) -> None:
    told = {
        "status_code": status,
        "body": b"<Response><Errors><Error><Code>Internal</Code></Error></Errors></Response>",
    }
    tell_objections(model("ec2").operation_model("DescribeVpcs"), told)
    assert told["status_code"] == 500
