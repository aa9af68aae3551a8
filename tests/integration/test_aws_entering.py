"""What leads into accounts is asked as patiently as what is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import new_id
from dharma_tui.core.prompting import Unattended
from dharma_tui.core.scan import ScanReport, ScanStatus, Selection
from dharma_tui.core.settings import AwsSettings, ScanSettings, Settings
from dharma_tui.services.discovery.aws._accounts import _known
from dharma_tui.services.discovery.aws.sqs import Sqs
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.aws_wire import Answer, Asked, Raw, wire
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import CLOCK, Bench

MEMBER = "210987654321"
ERROR = "<{0}><Error><Code>Throttling</Code><Message>slower</Message></Error></{0}>"
THROTTLED = {
    "DescribeRegions": Raw(f"<Response>{ERROR.format('Errors')}</Response>".encode(), 503),
    "AssumeRole": Raw(ERROR.format("ErrorResponse").encode(), 400),
    "ListAccounts": Raw(b'{"__type": "ThrottlingException", "message": "slower"}', 400, "application/x-amz-json-1.1"),
}
REFUSED = {"DescribeRegions": 5, "AssumeRole": 3, "ListAccounts": 3}
"""Times that a call is answered by asking for fewer; of regions both accounts are asked at once."""


def answering(throttled: str) -> Callable[[Asked], Answer]:
    """Two accounts of an Organization; so many times one of the calls that lead there is refused."""
    seen: Counter[str] = Counter()

    def answer(asked: Asked) -> Answer:
        seen[asked.operation] += 1
        if asked.operation == throttled and seen[throttled] <= REFUSED[throttled]:
            return THROTTLED[throttled]
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "AssumeRole":
                keys = {"AccessKeyId": "member", "SecretAccessKey": "test", "SessionToken": "test"}
                return {"Credentials": {**keys, "Expiration": CLOCK.now().replace(year=2099)}}
            case "ListAccounts":
                return {"Accounts": [{"Id": each, "Status": "ACTIVE"} for each in (ACCOUNT, MEMBER)]}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "GetResources":
                return {"ResourceTagMappingList": []}
        return {"QueueUrls": []}

    return answer


BROKEN = Raw(b"", 503)
"""What is answered for a second or two while something before AWS is exchanged."""
DENIED = Raw(b'{"__type": "AccessDeniedException", "message": "no"}', 400, "application/x-amz-json-1.1")


@pytest.mark.parametrize("broken", ["GetCallerIdentity", "AssumeRole", "ListAccounts"])
async def test_a_short_breakdown_at_the_door_loses_no_account(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setitem(THROTTLED, broken, BROKEN)
    monkeypatch.setitem(REFUSED, broken, 6)
    report = await scanned(bench, monkeypatch, broken)
    assert (report.status, accounts(report)) == (ScanStatus.COMPLETE, {ACCOUNT, MEMBER})


@pytest.mark.parametrize("throttled", THROTTLED)
async def test_entering_waits_where_it_is_asked_to(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, throttled: str
) -> None:
    report = await scanned(bench, monkeypatch, throttled)
    assert report.status is ScanStatus.COMPLETE, [(part.scope, part.reason) for part in report.scopes]
    assert accounts(report) == {ACCOUNT, MEMBER}


async def test_members_that_an_organization_did_not_tell_of_are_listed_in_its_place_once_it_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as closed:
        closed.setitem(THROTTLED, "ListAccounts", DENIED)
        first = await scanned(bench, closed, "ListAccounts")
    assert (first.status, accounts(first)) == (ScanStatus.PARTIAL, {ACCOUNT, "organization"})
    rest = await scanned(bench, monkeypatch, "", Selection(rest_of=first.scan_id))
    assert (rest.status, accounts(rest)) == (ScanStatus.COMPLETE, {ACCOUNT, MEMBER})
    named = await scanned(bench, monkeypatch, "", Selection(accounts=("organization",)))
    assert (named.status, accounts(named)) == (ScanStatus.COMPLETE, {ACCOUNT, MEMBER})


def accounts(report: ScanReport) -> set[str]:
    return {part.scope.account for part in report.scopes}


async def scanned(
    bench: Bench,
    patch: pytest.MonkeyPatch,
    throttled: str,
    selection: Selection = Selection(),  # noqa: B008
) -> ScanReport:
    """Of an Organization, while one call is refused a few times."""
    _known.clear()
    told = Settings(aws=AwsSettings(role="Audit", accounts="organization"))
    with wire(answering(throttled)) as there:
        for name, value in there.environment("sqs", "organizations").items():
            patch.setenv(name, value)
        sqs = Sqs(CLOCK, lambda: told, Unattended())
        scanner = Scanner([sqs], ScanStore(bench.lake), Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder)
        return await scanner.scan(selection)
