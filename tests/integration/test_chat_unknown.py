"""Answers where little is known: nothing is said of what no scan looked at, and names are looked up by ids, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.answers import Answer
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.names import known_names
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.router import Router
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.app.console import build

ACCOUNT, REGION, OTHER = "123456789012", "eu-central-1", "us-east-1"
INSTANCE, GROUP, SUBNET, TABLE = (f"aws.ec2.{one}" for one in ("instance", "security_group", "subnet", "route_table"))


def instance(number: int, region: str = REGION, name: str = "", **labels: str) -> Resource:
    attrs: dict[str, Json] = {
        "PrivateIpAddress": f"10.0.0.{number}",
        "SecurityGroups": [{"GroupId": "sg-1"}],
        "SubnetId": "subnet-1",
    }
    ref = ResourceRef(INSTANCE, f"{ACCOUNT}/{region}/i-0000000{number}")
    state = State.STOPPED if number == 5 else State.RUNNING
    return Resource(ref, name or f"app-{number}", Scope("aws", ACCOUNT, region), state, labels, attrs)


SERVERS = (
    instance(3, team="shop"),
    instance(4, name="workers"),
    instance(5, OTHER, team="shop"),
)
MOUNT = Resource(ResourceRef("local.file_system", "/"), "/", Scope("local", "here"), State.RUNNING, {}, {})
EDGE = Relationship(SERVERS[0].ref, SERVERS[1].ref, Verb.CONNECTS_TO, "seed")


def of_network() -> Iterator[Resource]:
    scope = Scope("aws", ACCOUNT, REGION)
    for kind, key in ((GROUP, "sg-1"), (SUBNET, "subnet-1"), (TABLE, "rtb-1")):
        yield Resource(ResourceRef(kind, key), key, scope, State.RUNNING, {}, {})


def kept(home: Path, clock: FrozenClock, resources: Sequence[Resource]) -> Services:
    """Services over a store in which one scan has found these."""
    services = build(home, clock)
    lake = Lake.open(services.folder, clock=clock)
    if resources:
        store = ScanStore(lake)
        store.begin("scan-1", ["aws"], "manual", clock.at)
        reports = []
        for scope, kind in sorted({(one.scope, one.ref.kind) for one in resources}):
            found = [one for one in resources if (one.scope, one.ref.kind) == (scope, kind)]
            edges = [EDGE] if EDGE.src in {one.ref for one in found} else []
            store.stage("scan-1", scope, kind, found, edges)
            reports.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(found)))
        store.commit("scan-1", reports)
        store.end(ScanReport("scan-1", ScanStatus.COMPLETE, clock.at, scopes=tuple(reports)))
    lake.close()
    return services


class Asking:
    """A router over one store."""

    def __init__(self, services: Services) -> None:
        services._door.open(256, 30.0)
        self.router = Router(services, Recogniser(known_names(services.lake)))

    async def __call__(self, line: str) -> Answer:
        return await self.router.ask(line, Conversation())


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Servers and a mount are known, and nothing else."""
    clock = FrozenClock()
    services = kept(tmp_path_factory.mktemp("servers"), clock, (*SERVERS, MOUNT))
    clock.at += timedelta(seconds=20)
    yield Asking(services)
    services.close()


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Servers and their network are known."""
    services = kept(tmp_path_factory.mktemp("network"), FrozenClock(), (*SERVERS, *of_network()))
    yield Asking(services)
    services.close()


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Nothing was scanned."""
    services = kept(tmp_path_factory.mktemp("nothing"), FrozenClock(), ())
    yield Asking(services)
    services.close()


# -- security -----------------------------------------------------------------------------------------------------------


async def test_an_empty_store_gives_no_all_clear(nothing: Asking) -> None:
    answer = await nothing("any threats?")
    assert answer.text.startswith("Whether anything is exposed is not known: nothing was looked at.")
    assert "security groups open to the world" in answer.text and "A scan of the accounts" in answer.text


async def test_a_check_of_what_nobody_listed_is_none(network: Asking) -> None:
    answer = await network("any threats?")
    assert answer.text.startswith("1 check found nothing exposed.")
    blind = answer.text.partition("Not looked at")[2]
    assert "users with a password" in blind and "security groups" not in blind


async def test_who_is_reached_is_not_known_without_groups_and_networks(servers: Asking, network: Asking) -> None:
    unknown = (await servers("is app-3 reachable from the internet?")).text
    assert "Whether the internet reaches `app-3` is not known" in unknown and "not reach**" not in unknown
    assert "no security groups, subnets or route tables were ever listed here" in unknown
    known = (await network("is app-3 reachable from the internet?")).text
    assert "The internet **does not reach** `app-3`" in known
    not_looked_at = "Not looked at: whether VPC Block Public Access keeps it out; firewalls"
    assert not_looked_at in unknown and not_looked_at in known


async def test_what_the_routes_that_nobody_listed_may_let_in_is_not_known(tmp_path: Path) -> None:
    scope = Scope("aws", ACCOUNT, REGION)
    public: dict[str, Json] = {**SERVERS[0].attrs, "PublicIpAddress": "3.3.3.3", "VpcId": "vpc-1"}
    rule: dict[str, Json] = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    attrs: dict[str, Json] = {"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [rule]}
    open_ = Resource(ResourceRef(GROUP, "sg-1"), "sg-1", scope, State.RUNNING, {}, attrs)
    rest = [one for one in of_network() if one.ref.kind != GROUP]
    services = kept(tmp_path, FrozenClock(), (replace(SERVERS[0], attrs=public), open_, *rest))
    answer = await Asking(services)("is app-3 reachable from the internet?")
    services.close()
    assert (
        "Whether the internet reaches `app-3` is not known: route tables of vpc-1; network ACLs of vpc-1" in answer.text
    )
    assert "**reaches**" not in answer.text and "not reach**" not in answer.text


async def test_what_is_attached_to_nothing_is_of_kinds_that_tell_it(servers: Asking) -> None:
    answer = await servers("list unattached volumes")
    assert answer.table is None and "No scan has listed EBS volumes here" in answer.text
    assert "local" not in answer.opens


# -- time ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("how many servers did we have last week", "last week"),
        ("volumes created last week", "last week"),
        ("what changed last month", "last month"),
        ("why did app-3 time out last month", "last month"),
    ],
)
async def test_of_a_time_before_the_history_nothing_is_known(
    servers: Asking, nothing: Asking, line: str, time: str
) -> None:
    answer = await servers(line)
    assert answer.text.startswith(f"Nothing is known of {time}: the history here begins with what was found 20s ago")
    assert answer.table is None
    if "app-3" not in line:
        assert (await nothing(line)).text == f"Nothing is known of {time}: nothing has been scanned yet."


async def test_of_a_time_in_which_the_history_begins_that_is_said(servers: Asking) -> None:
    answer = await servers("what changed in the last 7 days?")
    assert answer.table is not None and "Of what was before, nothing is known" in answer.text


# -- money --------------------------------------------------------------------------------------------------------------


async def test_the_cost_of_one_thing_is_told_of_that_thing(servers: Asking) -> None:
    answer = await servers("what does app-3 cost?")
    assert answer.text.startswith("What `app-3`, an EC2 instance, costs is not known") and answer.table is None


async def test_costs_are_told_apart_by_region(servers: Asking) -> None:
    answer = await servers("which region eats most of our budget?")
    assert answer.text.startswith("Which region costs most is not known")
    assert answer.table is not None and answer.table.rows == ((OTHER, "not known", "1"),)


# -- names and tags -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["i-00000003", "10.0.0.3"])
async def test_a_thing_is_found_by_its_id_and_its_address(servers: Asking, called: str) -> None:
    answer = await servers(f"describe {called}")
    assert f"I read `{called}` as `app-3`." in answer.text and "`app-3` is an EC2 instance" in answer.text
    assert "Nothing in the inventory is called" in (await servers(f"describe {called[:-1]}9")).text
    planned = await servers(f"stop {called}")
    assert planned.plan is None, "a change is planned of a name or a whole key alone"


async def test_a_path_leads_to_what_is_called_by_a_common_word(servers: Asking) -> None:
    answer = await servers("path from app-3 to workers")
    assert answer.text.startswith("`app-3` leads to `workers` in **1 step**.")
    assert "Nothing in the inventory is called `nowhere`" in (await servers("path from app-3 to nowhere")).text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("servers without a team tag", "without the tag team"),
        ("instances missing the team tag", "without the tag team"),
        ("servers missing tag team", "without the tag team"),
        ("server ohne team-tag", "without the tag team"),
        ("servers with no owner tag", "without a tag that tells the owner"),
        ("servers without a team", "without a tag that tells the owner"),
    ],
)
async def test_a_tag_that_is_not_there_is_looked_for(servers: Asking, line: str, told: str) -> None:
    answer = await servers(line)
    assert answer.table is not None and [row[0] for row in answer.table.rows] == ["workers"]
    assert answer.basis is not None and answer.basis.filters == (told,) and "left out" not in answer.text
