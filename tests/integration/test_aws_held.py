"""What several accounts or regions are shown, and nothing says whose it is, stays with the one that has listed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.services.store.lake import Lake
from tests.integration.aws_wire import Asked, wire
from tests.integration.moto_lab import NORTH, WEST
from tests.integration.test_aws_owners import CLOCK, HUB, SPOKE, answer, attachment, scan

DETACHED = set[str]()
ATTACHMENT, CONTROL, POLICY = "aws.ec2.transit_attachment", "aws.organizations.control_policy", "aws.iam.aws_policy"


def answered(account: str, asked: Asked) -> Mapping[str, Any]:
    """A joint of two hubs of one account, and what AWS wrote, as each place sees it."""
    match asked.service, asked.operation:
        case "ec2", _:
            told = {**attachment(1, "peering", HUB), "TransitGatewayId": f"tgw-{asked.region}"}
            return {"TransitGatewayAttachments": [told] if account == HUB else []}
        case "organizations", "ListPolicies":
            told = {"Name": "all", "Type": "SERVICE_CONTROL_POLICY"}
            place = "arn:aws:organizations::"
            ours = {"Id": "p-1", "Arn": f"{place}{HUB}:policy/o-1/service_control_policy/p-1", "AwsManaged": False}
            all_ = {"Id": "p-2", "Arn": f"{place}aws:policy/service_control_policy/p-2", "AwsManaged": True}
            return {"Policies": [{**told, **each} for each in (ours, all_)]}
        case "organizations", "DescribePolicy":
            return {"Policy": {"Content": "{}"}}
        case "iam", "ListPolicies" if account in DETACHED:
            return {"Policies": [], "IsTruncated": False}
        case "iam", "ListPolicies":
            arn, count = "arn:aws:iam::aws:policy/ReadOnlyAccess", 1 if account == HUB else 2
            told = {"PolicyName": "ReadOnlyAccess", "Arn": arn, "AttachmentCount": count, "DefaultVersionId": "v1"}
            return {"Policies": [told], "IsTruncated": False}
        case "iam", "GetPolicyVersion":
            return {"PolicyVersion": {"Document": "{}", "VersionId": "v1"}}
    raise AssertionError(asked.operation)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with wire(partial(answer, answered=answered)) as there:
        for name, value in there.environment("iam", "organizations").items():
            monkeypatch.setenv(name, value)
        yield


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        pytest.param(ATTACHMENT, {(HUB, NORTH), (HUB, WEST)}, id="two regions of one account"),
        pytest.param(CONTROL, {(HUB, ""), (SPOKE, "")}, id="AWS's own among those of the organization"),
        pytest.param(POLICY, {(HUB, ""), (SPOKE, "")}, id="AWS's own in accounts"),
    ],
)
async def test_what_nobody_owns_stays_where_it_was_listed(
    both: None, tmp_path: Path, kind: str, places: set[tuple[str, str]]
) -> None:
    lake = Lake.open(tmp_path / "store", clock=CLOCK)

    def held() -> dict[str, tuple[str, str]]:
        rows = lake.query("SELECT key, account, region FROM lake.resources WHERE kind = ?", [kind])
        return {key: (account, region) for key, account, region in rows}

    try:
        await scan(lake, tmp_path / "store", kind)
        first = held()
        assert {*first.values()} <= places
        for only in ((), (SPOKE,), (HUB,), ()):
            again = await scan(lake, tmp_path / "store", kind, *only)
            assert (again.added, again.changed, again.removed) == (0, 0, 0)
            rows = "SELECT count(*) FROM lake.changes WHERE scan_id = ?"
            assert lake.query(rows, [again.scan_id]) == [(0,)]
        assert held() == first
    finally:
        lake.close()


@pytest.mark.parametrize("commit_seconds", [0.0, 2.0])
async def test_what_its_holder_no_longer_lists_goes_to_another_that_does(
    both: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit_seconds: float
) -> None:
    monkeypatch.setattr("dharma_tui.services.scanner.COMMIT_SECONDS", commit_seconds)
    lake = Lake.open(tmp_path / "store", clock=CLOCK)

    def held() -> list[str]:
        return [account for (account,) in lake.query("SELECT account FROM lake.resources WHERE kind = ?", [POLICY])]

    try:
        await scan(lake, tmp_path / "store", POLICY)
        (first,) = held()
        with monkeypatch.context() as patch:
            patch.setattr(f"{__name__}.DETACHED", {first})
            again = await scan(lake, tmp_path / "store", POLICY)
            assert (again.added, again.changed, again.removed, again.resources) == (0, 1, 0, 1)
            assert {*held()} == {HUB, SPOKE} - {first}
            once_more = await scan(lake, tmp_path / "store", POLICY)
            assert (once_more.added, once_more.changed, once_more.removed) == (0, 0, 0)
        with monkeypatch.context() as patch:
            patch.setattr(f"{__name__}.DETACHED", {HUB, SPOKE})
            gone = await scan(lake, tmp_path / "store", POLICY)
            assert (gone.added, gone.changed, gone.removed, held()) == (0, 0, 1, [])
    finally:
        lake.close()


async def test_it_moves_where_the_one_that_listed_it_is_no_longer_open(both: None, tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "store", clock=CLOCK)
    try:
        await scan(lake, tmp_path / "store", POLICY)
        lake.write(lambda cursor: cursor.execute("UPDATE lake.resources SET account = '333333333333', hash = 0"))
        await scan(lake, tmp_path / "store", POLICY)
        ((account,),) = lake.query("SELECT account FROM lake.resources WHERE kind = ?", [POLICY])
        assert account in (HUB, SPOKE)
    finally:
        lake.close()
