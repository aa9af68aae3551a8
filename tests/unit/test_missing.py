"""Why something that is named is not in the inventory: gone, elsewhere, or never looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.dangling import Missing, Why
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.owners import owner_beside
from dharma_tui.core.scan import CUT_OFF, ELSEWHERE, IMPORTED, KEPT, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Relationship, ResourceRef, Scope, Verb
from dharma_tui.services.query.missing import Named, own_only, why_missing
from dharma_tui.services.store.coverage import Coverage
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import open_lake, scan, thing

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
HERE = Scope("aws", "1", "north")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder: Path = tmp_path_factory.mktemp("store")
    lake = Lake.open(folder, clock=FrozenClock(AT))
    yield lake
    lake.close()


def part(
    kind: str,
    scope: Scope,
    status: ScopeStatus = ScopeStatus.COMPLETE,
    reason: str = "",
    complete: datetime | None = AT,
) -> Coverage:
    return Coverage(scope, kind, ScopeReport(scope, kind, status, reason), AT, complete)


FILE = f"{IMPORTED} a.json on 2026-01-02"


COVERAGE = (
    part("aws.queue", HERE),
    part("aws.disk", HERE, ScopeStatus.PARTIAL),
    part("aws.role", Scope("aws", "1")),
    part("aws.lens", HERE, ScopeStatus.SKIPPED, f"{ELSEWHERE}: not offered here: the service has no address"),
    part("aws.late", HERE, ScopeStatus.SKIPPED, CUT_OFF),
    part("aws.told", HERE, ScopeStatus.PARTIAL, f"{FILE}{KEPT}", None),
    part("aws.more", HERE, ScopeStatus.PARTIAL, f"{FILE}{KEPT}"),
    part("aws.whole", HERE, ScopeStatus.COMPLETE, FILE),
)


@pytest.mark.parametrize(
    ("kind", "key", "why", "reason"),
    [
        ("aws.queue", "q-1", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.queue", "arn:aws:sqs:north:1:q", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.queue", "arn:aws:sqs:south:1:q", Why.NOT_SCANNED, "its kind is not scanned in south"),
        ("aws.queue", "arn:aws:sqs:north:2:q", Why.ELSEWHERE, "in account 2, which is not scanned"),
        ("aws.role", "arn:aws:iam::1:role/x", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.disk", "d-1", Why.INCOMPLETE, "its kind could not be listed to the end in north"),
        ("aws.lens", "l-1", Why.NOT_SCANNED, "its kind has no list in north"),
        ("aws.late", "l-2", Why.NOT_SCANNED, "no scan has come to its kind in north yet"),
        ("aws.told", "t-1", Why.INCOMPLETE, f"not in what of its kind was {FILE}"),
        ("aws.more", "m-1", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.whole", "w-1", Why.ABSENT, f"not in what of its kind was {FILE}"),
        ("aws.never", "n-1", Why.NOT_SCANNED, "its kind is not scanned"),
        ("aws", "arn:aws:x:north:1:n", Why.NOT_SCANNED, "not among the kinds of aws that are scanned"),
    ],
)
def test_what_was_never_seen(lake: Lake, kind: str, key: str, why: Why, reason: str) -> None:
    ref = ResourceRef(kind, key)
    assert why_missing(lake, COVERAGE, [Named(ref, HERE)])[ref] == Missing(why, reason)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("q-1", Why.NOT_OURS),
        ("arn:aws:sqs:north::q", Why.NOT_OURS),
        ("arn:aws:sqs:north:1:q", Why.ABSENT),
        ("arn:aws:sqs:north:2:q", Why.ELSEWHERE),
    ],
)
def test_what_others_have_is_not_missed_where_only_our_own_are_listed(lake: Lake, key: str, why: Why) -> None:
    spec = KindSpec("aws.queue", "Queue", "Queues", "A queue.", own_only=True)
    ref = ResourceRef("aws.queue", key)
    assert why_missing(lake, COVERAGE, [Named(ref, HERE)], own_only({spec.kind: spec}))[ref].why is why


OTHER = "210987654321"


@pytest.mark.parametrize(
    ("attrs", "key", "place"),
    [
        ({"AccepterVpcInfo": {"OwnerId": OTHER, "VpcId": "vpc-1", "Region": "south"}}, "vpc-1", (OTHER, "south")),
        ({"IpPermissions": [{"UserIdGroupPairs": [{"UserId": OTHER, "GroupId": "sg-1"}]}]}, "sg-1", (OTHER, "")),
        ({"TransitGatewayId": "t", "TransitGatewayOwnerId": OTHER, "ResourceOwnerId": "1" * 12}, "t", (OTHER, "")),
        ({"ResourceId": "v", "TransitGatewayOwnerId": "1" * 12, "ResourceOwnerId": OTHER}, "v", (OTHER, "")),
        ({"PeerVpcId": "v", "PeerOwnerId": OTHER, "OwnerId": "1" * 12}, "v", (OTHER, "")),
        ({"AwsAccountId": OTHER, "Id": "v"}, "v", (OTHER, "")),
        ({"GroupId": "g", "ResourceOwnerId": OTHER}, "g", ("", "")),
        ({"GroupId": "g", "UserId": OTHER, "VpcPeeringConnectionId": "p"}, "p", ("", "")),
        ({"GroupId": "g", "UserId": "somebody", "Inner": {"OwnerId": OTHER}}, "g", ("", "")),
    ],
)
def test_whose_something_is_stands_beside_its_id(attrs: dict[str, Json], key: str, place: tuple[str, str]) -> None:
    assert owner_beside(attrs, key) == place


def test_what_is_said_to_be_of_another_account_is_there(tmp_path: Path) -> None:
    lake, here = open_lake(tmp_path), Scope("aws", "123456789012", "eu-west-1")
    vpc, group = ResourceRef("aws.ec2.vpc", "vpc-0123456789abcdef0"), ResourceRef("aws.ec2.sg", "sg-0123456789abcdef0")
    peering = thing(
        "pcx-1", {"AccepterVpcInfo": {"OwnerId": OTHER, "VpcId": vpc.key}}, kind="aws.ec2.peering", scope=here
    )
    pair = thing("sg-1", {"UserIdGroupPairs": [{"UserId": OTHER, "GroupId": group.key}]}, kind="aws.ec2.sg", scope=here)
    edges = [Relationship(by.ref, ref, Verb.CONNECTS_TO, "x") for by, ref in ((peering, vpc), (pair, group))]
    for resource, told in zip((peering, pair), edges, strict=True):
        scan(lake, [resource], [told], scope=here, kind=resource.ref.kind)
    coverage = (part("aws.ec2.vpc", here), part("aws.ec2.sg", here))
    whys = why_missing(lake, coverage, [Named(vpc, here), Named(group, here)])
    lake.close()
    elsewhere = Missing(Why.ELSEWHERE, f"in account {OTHER}, which is not scanned")
    assert whys == {vpc: elsewhere, group: elsewhere}
