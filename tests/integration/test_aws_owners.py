"""What several accounts or regions are shown is listed by one of them, in every scan by the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.prompting import Unattended
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import ScanReport, ScopeStatus, Selection
from dharma_tui.core.settings import AwsSettings, ScanSettings, Settings
from dharma_tui.services.discovery import aws
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.aws_wire import Answer, Asked, wire
from tests.integration.moto_lab import NORTH, WEST

HUB, SPOKE = "222222222222", "111111111111"
CLOCK = SystemClock()
INSTANCE = "arn:aws:sso:::instance/ssoins-1111111111111111"


def peering(number: int, asking: tuple[str, str], asked: tuple[str, str]) -> dict[str, Any]:
    ends = {
        name: {
            "VpcId": f"vpc-{place[0][0]}{place[1]}",
            "OwnerId": place[0],
            "Region": place[1],
            "CidrBlock": "10.0.0.0/16",
        }
        for name, place in (("RequesterVpcInfo", asking), ("AccepterVpcInfo", asked))
    }
    return {"VpcPeeringConnectionId": f"pcx-{number:017x}", "Status": {"Code": "active"}, **ends}


def joint(number: int, asking: tuple[str, str], asked: tuple[str, str]) -> dict[str, Any]:
    ends = {
        name: {"TransitGatewayId": f"tgw-{place[1]}", "OwnerId": place[0], "Region": place[1]}
        for name, place in (("RequesterTgwInfo", asking), ("AccepterTgwInfo", asked))
    }
    return {"TransitGatewayAttachmentId": f"tgw-attach-{number:017x}", "State": "available", **ends}


def attachment(number: int, kind: str, owner: str, hub: str = HUB) -> dict[str, Any]:
    told = {
        "TransitGatewayAttachmentId": f"tgw-attach-{number:017x}",
        "TransitGatewayId": "tgw-1",
        "State": "available",
    }
    return {**told, "TransitGatewayOwnerId": hub, "ResourceType": kind, "ResourceId": "r-1", "ResourceOwnerId": owner}


ACROSS = ((SPOKE, WEST), (HUB, NORTH))
WITHIN = ((HUB, WEST), (HUB, NORTH))


def answered(account: str, asked: Asked) -> Mapping[str, Any]:
    """What both ends are shown, with their own tags."""
    place, tags = (account, asked.region), [{"Key": "Name", "Value": f"of {account} in {asked.region}"}]
    match asked.operation:
        case "DescribeVpcPeeringConnections":
            found = [{**peering(at, *ends), "Tags": tags} for at, ends in enumerate((ACROSS, WITHIN)) if place in ends]
            return {"VpcPeeringConnections": found}
        case "DescribeTransitGatewayPeeringAttachments":
            found = [{**joint(at, *ends), "Tags": tags} for at, ends in enumerate((ACROSS, WITHIN)) if place in ends]
            return {"TransitGatewayPeeringAttachments": found}
        case "DescribeTransitGatewayAttachments":
            other = SPOKE if account == HUB else HUB
            found = [attachment(1, "vpc", SPOKE), attachment(2, "peering", other, account)]
            found += [attachment(3, "direct-connect-gateway", SPOKE)] if account == HUB else []
            found += [attachment(5, "vpn", SPOKE)]
            found = found if asked.region == NORTH else []
            return {"TransitGatewayAttachments": [{**told, "Tags": tags} for told in found]}
        case "ListAccounts":
            arn = f"arn:aws:organizations::{HUB}:account/o-abcdefghij/"
            return {
                "Accounts": [{"Id": id_, "Arn": arn + id_, "Name": id_, "Status": "ACTIVE"} for id_ in (HUB, SPOKE)]
            }
        case "ListInstances":
            told = {"InstanceArn": INSTANCE, "IdentityStoreId": "d-1", "OwnerAccountId": HUB, "Status": "ACTIVE"}
            return {"Instances": [told] if asked.region == NORTH else []}
        case "ListUsers":
            return {"Users": [{"IdentityStoreId": "d-1", "UserId": "u-1", "UserName": "ann"}]}
    raise AssertionError(asked.operation)


Answered = Callable[[str, Asked], Mapping[str, Any]]


def answer(asked: Asked, answered: Answered = answered) -> Answer:
    """What AWS tells whoever asks: who that is, who else there is, and else what that account is ``answered``."""
    account = HUB if asked.key.endswith(HUB) else SPOKE
    match asked.operation:
        case "GetCallerIdentity":
            return {"Account": SPOKE, "Arn": f"arn:aws:iam::{SPOKE}:user/tester", "UserId": "tester"}
        case "AssumeRole":
            keys = {"AccessKeyId": f"AKIA{HUB}", "SecretAccessKey": "x", "SessionToken": "x"}
            return {"Credentials": {**keys, "Expiration": 4102444800}}
        case "DescribeRegions":
            return {"Regions": [{"RegionName": NORTH}, {"RegionName": WEST}]}
        case "GetResources":
            return {"ResourceTagMappingList": []}
    return answered(account, asked)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with wire(answer) as there:
        for name, value in there.environment("organizations", "sso-admin", "identitystore").items():
            monkeypatch.setenv(name, value)
        yield


async def scan(lake: Lake, folder: Path, kind: str, *only: str) -> ScanReport:
    told = Settings(aws=AwsSettings(role="Discovery", accounts=f"{SPOKE},{HUB}"))
    found = subclasses(aws, ProviderService)  # type: ignore[type-abstract]
    services = [service.built(CLOCK, lambda: told, Unattended()) for service in found]
    scanner = Scanner(services, ScanStore(lake), Bus(), CLOCK, new_id, ScanSettings(), folder=folder)
    return await scanner.scan(Selection(("aws",), (), only, (kind,)))


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        pytest.param("aws.ec2.vpc_peering", {(SPOKE, WEST): 1, (HUB, WEST): 1}, id="who asked for a peering"),
        pytest.param("aws.ec2.transit_peering", {(SPOKE, WEST): 1, (HUB, WEST): 1}, id="who asked to join hubs"),
        pytest.param(
            *("aws.ec2.transit_attachment", {(SPOKE, NORTH): 2, (HUB, NORTH): 2}),
            id="whose the network is; the first of two hubs; who alone is shown it; whose the hub is",
        ),
        pytest.param("aws.organizations.member_account", {(HUB, ""): 2}, id="the management account"),
        pytest.param("aws.sso.sso_instance", {(HUB, NORTH): 1}, id="whose Identity Center it is"),
        pytest.param("aws.sso.sso_user", {(HUB, NORTH): 1}, id="who is in it"),
    ],
)
async def test_what_two_are_shown_is_listed_by_its_owner_and_stays(
    both: None, tmp_path: Path, kind: str, places: dict[tuple[str, str], int]
) -> None:
    lake = Lake.open(tmp_path / "store", clock=CLOCK)
    try:
        first = await scan(lake, tmp_path / "store", kind)
        found = lake.query("SELECT account, region, count(*) FROM lake.resources WHERE kind = ? GROUP BY 1, 2", [kind])
        assert {(account, region): count for account, region, count in found} == places
        assert {part.status for part in first.scopes} == {ScopeStatus.COMPLETE}
        assert {(part.scope.account, part.scope.region): part.count for part in first.scopes if part.count} == places
        for only in ((), (SPOKE,), (HUB,)):
            again = await scan(lake, tmp_path / "store", kind, *only)
            assert (again.added, again.changed, again.removed) == (0, 0, 0)
            rows = "SELECT count(*) FROM lake.resources WHERE scan_id = ?"
            assert lake.query(rows, [again.scan_id]) == [(0,)]
    finally:
        lake.close()
