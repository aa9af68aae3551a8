"""What the AWS CLI writes of an estate, imported elsewhere: the same resources as a scan of that estate finds."""

from __future__ import annotations

import base64
import datetime as dates
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.reading_files import Files
from dharma_tui.core.clock import new_id
from dharma_tui.core.importer import Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._entry import ACCOUNT as WHOSE
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.import_files import Meter
from dharma_tui.services.importing import Import, Imported
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import ACCOUNT, NORTH, Estate, estate
from tests.integration.test_aws import CLOCK, MOVING, UNANSWERED, Bench

SERVICES = [service(CLOCK) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
HERE = Said(account=ACCOUNT, region=NORTH)
AMBIGUOUS = {
    *("aws.vpclattice.lattice_service", "aws.vpclattice.lattice_network", "aws.vpclattice.lattice_targets"),
    "aws.lambda.function_version",  # taken for the functions
}
"""Kinds whose lists look alike to the last name."""
NO_IDENTITY = {
    *("aws.autoscaling.scheduled_action", "aws.resourcegroups.resource_group"),  # moto does not tell
    *("aws.codebuild.build_project", "aws.dynamodb.table", "aws.eks.eks_cluster", "aws.firehose.delivery_stream"),
    *("aws.opensearch.search_domain", "aws.sqs.queue"),
}
"""Kinds whose list tells mere names."""
OF_NOW = {"aws.athena.workgroup", "aws.efs.nfs_file_system", "aws.rds.db_instance", "aws.rds.db_cluster"}
"""Kinds of which moto tells the moment it is asked at."""
FUNCTION = "aws.lambda.function"
OF_OTHERS = {"aws.datasync.sync_task", "aws.datasync.sync_location"}
"""Kinds whose ARNs moto makes of another account."""
COMPLETED = {"aws.ec2.launch_template", "aws.apigateway.rest_api"}
"""Kinds that are as a scan finds them only with what other calls tell, one of all things or one of each."""


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate() as made:
        yield made


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Estate:
    moto.reach(monkeypatch)
    return moto


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "live")
    yield bench
    bench.lake.close()


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "elsewhere")
    yield bench
    bench.lake.close()


def written(value: Any) -> Any:
    """What JSON cannot say, as the AWS CLI writes it."""
    match value:
        case dates.datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
    raise TypeError(type(value))


def answers(made: Estate, service: str, operation: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    from botocore import xform_name

    client, method = made.client(service), xform_name(operation)
    paged = client.can_paginate(method)
    told = list(client.get_paginator(method).paginate(**params)) if paged else [getattr(client, method)(**params)]
    for answer in told:
        answer.pop("ResponseMetadata", None)
    return told


def document(told: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(answer, default=written, indent=4) for answer in told)


def pages(made: Estate, entry: Entry) -> str:
    """The answers to the call that lists a kind, one after the other."""
    params = {name: ACCOUNT if value == WHOSE else value for name, value in entry.params.items()}
    return document(answers(made, entry.service, entry.operation, params))


def details(made: Estate, entry: Entry) -> Iterator[str]:
    """The answers to each call that completes a kind; those about one thing say of which only if they must."""
    (listed,) = answers(made, entry.service, entry.operation, entry.params)
    for detail in entry.details:
        for of in listed[entry.items] if detail.batch else [{}]:
            given = {detail.param: of[detail.source]} if of else {}
            told = answers(made, entry.service, detail.operation, {**detail.params, **given})
            beside = {} if detail.own else given
            yield document([{**answer, **beside} for answer in told])


def imported(bench: Bench, files: Iterable[Path], said: Said = HERE, *, replace_all: bool = False) -> Imported:
    read = Files([*map(str, files)], replace(said, met=[]), SERVICES, Meter())
    run = Import(ScanStore(bench.lake), CLOCK, new_id, kinds_of(SERVICES), replace=replace_all)
    done = run.run(read.contents(), lambda _: None)
    assert read.formats.keys() == {"AWS CLI"}
    return done


def stored(bench: Bench, kind: str) -> dict[str, tuple[Any, ...]]:
    rows = bench.lake.query(
        "SELECT key, name, account, region, state, labels::VARCHAR, attrs::VARCHAR FROM lake.resources WHERE kind = ?",
        [kind],
    )
    return {row[0]: (*row[1:6], json.loads(row[6])) for row in rows}


def all_stored(bench: Bench) -> dict[str, dict[str, tuple[Any, ...]]]:
    """What is stored of each kind, read at once."""
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for kind, *row in bench.lake.query(
        "SELECT kind, key, name, account, region, state, labels::VARCHAR, attrs::VARCHAR FROM lake.resources"
    ):
        found.setdefault(kind, {})[row[0]] = (*row[1:6], json.loads(row[6]))
    return found


def told(bench: Bench, kinds: set[str]) -> set[tuple[str, ...]]:
    """The relationships among resources of ``kinds``."""
    return set(
        bench.lake.query(
            "SELECT src_key, dst_key, verb FROM lake.relationships"
            " WHERE src_kind IN (SELECT unnest(?)) AND dst_kind IN (SELECT unnest(?))",
            [list(kinds), list(kinds)],
        )
    )


LISTED = [
    entry
    for service in SERVICES
    if isinstance(service, AwsService)
    for entry in service.entries
    if entry.parent is None and entry.spec.kind not in UNANSWERED
]


@pytest.mark.timeout(600)
async def test_what_the_cli_lists_is_what_a_scan_finds(
    live: Bench, elsewhere: Bench, there: Estate, tmp_path: Path
) -> None:
    await live.scan(regions=(NORTH,))
    kinds = [entry for entry in LISTED if entry.spec.kind not in AMBIGUOUS | NO_IDENTITY | OF_OTHERS]
    files = []
    for entry in kinds:
        files.append(tmp_path / f"{entry.spec.kind}.json")
        files[-1].write_text(pages(there, entry))
        for number, answer in enumerate(details(there, entry) if entry.spec.kind in COMPLETED else ()):
            files.insert(0, tmp_path / f"{entry.spec.kind}-{number}.json")
            files[0].write_text(answer)
    done = imported(elsewhere, files)
    assert done.wrong == []
    whole = [entry for entry in kinds if (not entry.details and not entry.tagged) or entry.spec.kind in COMPLETED]
    compared = 0
    here, scanned = all_stored(elsewhere), all_stored(live)
    for kind in (entry.spec.kind for entry in whole):
        there_ = here.get(kind, {})
        if kind not in MOVING | OF_NOW:
            assert there_ == {key: row for key, row in scanned.get(kind, {}).items() if key in there_}, kind
            compared += len(there_)
    assert compared > 150
    for kind in (entry.spec.kind for entry in kinds):  # without what only details tell, but the same ones
        assert here.get(kind, {}).keys() == scanned.get(kind, {}).keys(), kind
    both = {entry.spec.kind for entry in kinds if entry.spec.kind.startswith("aws.ec2.")} | COMPLETED | {FUNCTION}
    led = told(live, both)
    assert told(elsewhere, both) == led
    assert {edge[2] for edge in led if edge[0].startswith("lt-")} == {"depends_on"}
    assert {edge[2] for edge in led if ":apigateway:" in edge[0]} == {"routes_to"}


async def test_what_a_list_cannot_tell_stays_as_a_scan_found_it(live: Bench, there: Estate, tmp_path: Path) -> None:
    await live.scan(regions=(NORTH,))
    detailed = [entry for entry in LISTED if entry.details or entry.tagged]
    detailed = [
        entry for entry in detailed if entry.spec.kind not in AMBIGUOUS | NO_IDENTITY | OF_OTHERS | OF_NOW | MOVING
    ]
    before = all_stored(live)
    files = []
    for entry in detailed:
        files.append(tmp_path / f"{entry.spec.kind}.json")
        files[-1].write_text(pages(there, entry))
    done = imported(live, files)
    changed = live.lake.query("SELECT DISTINCT kind FROM lake.resources WHERE scan_id = ?", [done.report.scan_id])
    assert {kind for (kind,) in changed} <= {
        "aws.acm.acm_certificate",
        "aws.athena.query_capacity",
    }  # moto moves them on
    assert (done.report.added, done.report.removed) == (0, 0)
    assert before["aws.kms.key"] == stored(live, "aws.kms.key")
    assert any(row[4] != "{}" for row in before["aws.iam.role"].values())


@pytest.mark.parametrize(
    ("kind", "call"), [("aws.dynamodb.table", "describe-table"), ("aws.eks.eks_cluster", "describe-cluster")]
)
async def test_mere_names_are_refused_with_the_call_that_tells_more(
    elsewhere: Bench, there: Estate, tmp_path: Path, kind: str, call: str
) -> None:
    entry = next(entry for entry in LISTED if entry.spec.kind == kind)
    (tmp_path / "names.json").write_text(pages(there, entry))
    (tmp_path / "vpcs.json").write_text(pages(there, next(each for each in LISTED if each.spec.kind == "aws.ec2.vpc")))
    done = imported(elsewhere, [tmp_path / "names.json", tmp_path / "vpcs.json"])
    assert done.wrong_count >= 1
    assert call in done.wrong[0].reason
    assert stored(elsewhere, "aws.ec2.vpc")


async def test_answers_about_one_thing_are_taken_where_they_say_which(
    live: Bench, elsewhere: Bench, there: Estate, tmp_path: Path
) -> None:
    await live.scan(
        "aws.dynamodb.table", "aws.eks.eks_cluster", "aws.ecs.ecs_cluster", "aws.ecs.task_definition", regions=(NORTH,)
    )
    answers = [
        there.client("ecs").describe_task_definition(taskDefinition="shop"),
        there.client("dynamodb").describe_table(TableName="carts"),
        there.client("eks").describe_cluster(name="apps"),
        there.client("ecs").describe_clusters(clusters=["shop"]),
    ]
    files = []
    for number, answer in enumerate(answers):
        answer.pop("ResponseMetadata")
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(answer, default=written))
    done = imported(elsewhere, files)
    assert (done.wrong, done.report.resources) == ([], 4)
    for kind, name in (
        ("aws.dynamodb.table", "carts"),
        ("aws.eks.eks_cluster", "apps"),
        ("aws.ecs.ecs_cluster", "shop"),
        ("aws.ecs.task_definition", "shop"),
    ):
        (key,) = stored(elsewhere, kind)
        assert stored(live, kind)[key][0] == stored(elsewhere, kind)[key][0] == name
        assert stored(live, kind)[key][3] == stored(elsewhere, kind)[key][3]
