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


@pytest.mark.parametrize("throttled", THROTTLED)
async def test_entering_waits_where_it_is_asked_to(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, throttled: str
) -> None:
    told = Settings(aws=AwsSettings(role="Audit", accounts="organization"))
    with wire(answering(throttled)) as there:
        for name, value in there.environment("sqs", "organizations").items():
            monkeypatch.setenv(name, value)
        sqs = Sqs(CLOCK, lambda: told, Unattended())
        scanner = Scanner([sqs], ScanStore(bench.lake), Bus(), CLOCK, new_id, ScanSettings(), folder=bench.folder)
        report: ScanReport = await scanner.scan(Selection())
    assert report.status is ScanStatus.COMPLETE, [(part.scope, part.reason) for part in report.scopes]
    assert {part.scope.account for part in report.scopes} == {ACCOUNT, MEMBER}
