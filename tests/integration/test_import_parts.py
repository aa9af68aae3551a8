"""What several files of one import tell of one thing: put together, in whatever order, and however many there are."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.reading_files import Files
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import ALL, Found, Gone, Importer, Partly, Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import IMPORTED, ScopeReport, ScopeStatus
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws.cli_json import AwsCliJson
from dharma_tui.services.import_files import Meter
from dharma_tui.services.importing import Import, Wrong
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

HERE = Scope("aws", "123456789012", "eu-west-1")
REF = ResourceRef("aws.cloudformation.stack", "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    yield lake
    lake.close()


def shop(state: State = State.UNKNOWN, **attrs: Any) -> Resource:
    return Resource(REF, "shop", HERE, state, {"team": "shop"} if state is State.RUNNING else {}, attrs)


LISTED = Partly(shop(State.RUNNING, StackName="shop", StackStatus="CREATE_COMPLETE"), ("Resources",))
PARTS = Partly(shop(StackName="shop", Resources=[{"LogicalResourceId": "A"}]), ALL, labels=True, state=True)
OTHERS = [Resource(ResourceRef("aws.ec2.vpc", f"vpc-{number}"), "", HERE) for number in range(2_001)]


@pytest.mark.parametrize("files", [*permutations([[LISTED], [PARTS]]), *permutations([[LISTED], OTHERS, [PARTS]])])
def test_what_files_tell_of_one_thing_is_put_together(lake: Lake, files: list[list[Any]]) -> None:
    store = ScanStore(lake)
    done = Import(store, SystemClock(), new_id, {}).run(
        [(f"{number}.json", iter(found)) for number, found in enumerate(files)], lambda _: None
    )
    ((name, state, labels, attrs),) = lake.query(
        "SELECT name, state, labels, attrs::VARCHAR FROM lake.resources WHERE kind = ?", [REF.kind]
    )
    assert (name, state, labels) == ("shop", "running", {"team": "shop"})
    assert json.loads(attrs).keys() == {"StackName", "StackStatus", "Resources"}
    assert done.report.added == 1 + sum(len(found) for found in files if found is OTHERS)


@pytest.mark.parametrize(
    ("replace", "answer", "removed"),
    [
        (True, {"Vpcs": []}, 3),
        (True, {"Vpcs": [], "NextToken": "x"}, 0),  # the list goes on
        (False, {"Vpcs": []}, None),
        (True, {"Subnets": []}, 0),
    ],
)
def test_an_empty_list_replaces_what_was_there(
    lake: Lake, tmp_path: Path, replace: bool, answer: dict[str, Any], removed: int | None
) -> None:
    Import(ScanStore(lake), SystemClock(), new_id, {}).run([("a.json", iter(OTHERS[:3]))], lambda _: None)
    (tmp_path / "b.json").write_text(json.dumps(answer))
    services = [service(SystemClock()) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    files = Files([str(tmp_path / "b.json")], Said("", HERE.account, HERE.region), services, Meter())
    run = Import(ScanStore(lake), SystemClock(), new_id, {}, replace=replace)

    if removed is None:
        with pytest.raises(UsageError, match=r"its list of VPCs is empty: with --replace"):
            run.run(files.contents(), lambda _: None)
    else:
        assert run.run(files.contents(), lambda _: None).report.removed == removed


def test_what_waits_for_another_file_is_of_no_further_file(lake: Lake, tmp_path: Path) -> None:
    zone = {"Id": "/hostedzone/Z1", "Name": "shop.test.", "CallerReference": "1"}
    record = {"Name": "shop.test.", "Type": "SOA", "TTL": 1, "ResourceRecords": [{"Value": "ns. a. 1 2 3 4 5"}]}
    answers = {"a.json": {"ResourceRecordSets": [record]}, "b.json": {"HostedZones": [zone]}}
    for name, answer in answers.items():
        (tmp_path / name).write_text(json.dumps(answer))
    services = [service(SystemClock()) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]

    files = Files([str(tmp_path / name) for name in answers], Said(account=HERE.account), services, Meter())
    done = Import(ScanStore(lake), SystemClock(), new_id, {}).run(files.contents(), lambda _: None)

    assert (done.wrong, done.report.resources) == ([], 2)
    assert {scope.brought for scope in done.report.scopes} == {
        f"{IMPORTED} 2 files on {done.report.started_at:%Y-%m-%d}"
    }


def test_who_has_read_a_file_is_forgotten_unless_something_waits(tmp_path: Path) -> None:
    for number in range(6):
        vpc = {"VpcId": f"vpc-{number}", "CidrBlock": "10.0.0.0/16", "State": "available", "OwnerId": HERE.account}
        (tmp_path / f"{number}.json").write_text(json.dumps({"Vpcs": [vpc]}))
    services = [service(SystemClock()) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    readers: list[weakref.ref[Importer]] = []
    handed: list[int] = []

    class Reader(AwsCliJson):
        def follow(self, earlier: Sequence[Importer]) -> None:
            readers.append(weakref.ref(self))
            handed.append(len(earlier))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dharma_tui.core.registry.subclasses", lambda *_: [Reader])
        files = Files(
            [*map(str, sorted(tmp_path.glob("*.json")))], Said("", HERE.account, HERE.region), services, Meter()
        )
        assert sum(isinstance(each, Resource) for _, found in files.contents() for each in found) == 6

    gc.collect()
    assert handed == [0, 1, 1, 1, 1, 1]
    assert sum(reader() is not None for reader in readers) == 1


@pytest.mark.parametrize("found", [True, False])
def test_what_a_scan_has_found_since_a_file_says_it_is_gone_is_as_that_found_it(lake: Lake, found: bool) -> None:
    store, ref = ScanStore(lake), ResourceRef("aws.ec2.vpc", "vpc-1")
    listed = [Resource(ref, "of the scan", HERE, State.RUNNING, {}, {"CidrBlock": "10.1.0.0/16"})] if found else []
    store.begin("scan-1", (), "test", SystemClock().now())
    store.stage("scan-1", HERE, ref.kind, listed, ())
    store.commit("scan-1", [ScopeReport(HERE, ref.kind, ScopeStatus.COMPLETE)])
    before = Resource(ref, "of the file", HERE, State.RUNNING)
    other = Resource(ResourceRef(ref.kind, "vpc-2"), "other", HERE)

    told: list[Found | Wrong] = [before, Gone(HERE, ref.kind, ref.key, datetime(2026, 1, 1, tzinfo=UTC)), other]
    done = Import(store, SystemClock(), new_id, {}).run([("a.json", iter(told))], lambda _: None)

    names = lake.query("SELECT name FROM lake.resources ORDER BY name")
    assert names == [("of the scan",), ("other",)][not found :]
    assert (done.report.added, done.report.changed, done.report.removed) == (1, 0, 0)
    assert done.report.resources == len(names)
