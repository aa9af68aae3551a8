"""Answers of many parts that complete what others list, or the store has: versions of templates, methods of interfaces."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.reading_files import Files
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.secrets import MASK
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws import _gathered
from dharma_tui.services.import_contents import count
from dharma_tui.services.import_files import Meter
from dharma_tui.services.importing import Import, Imported
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

SERVICES = [service(SystemClock()) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
ACCOUNT, REGION = "123456789012", "eu-west-1"
PAY = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:pay"
CALLING = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{{}}/invocations"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
REPORT = f"""user,arn,password_enabled,password_last_changed,mfa_active,access_key_1_active,access_key_1_last_rotated
<root_account>,arn:aws:iam::{ACCOUNT}:root,not_supported,not_supported,true,false,N/A
ann,{ANN},true,2024-05-01T10:00:00+00:00,true,false,N/A
"""
TEMPLATES = {
    "LaunchTemplates": [
        {"LaunchTemplateId": f"lt-{name}", "LaunchTemplateName": name, "LatestVersionNumber": 3} for name in ("a", "b")
    ]
}
OTHERS: list[dict[str, Any]] = [
    {"Images": [{"ImageId": f"ami-{number}", "OwnerId": ACCOUNT} for number in (1, 2, 3)]},
    {"Functions": [{"FunctionName": "pay", "FunctionArn": PAY}]},
]


def version(of: str, number: int, *, default: bool = False) -> dict[str, Any]:
    data = {"ImageId": f"ami-{number}", "UserData": "c2VjcmV0"}
    told = {"VersionNumber": number, "DefaultVersion": default, "LaunchTemplateData": data}
    return {"LaunchTemplateId": f"lt-{of}", "LaunchTemplateName": of, **told}


VERSIONS = [version("a", 3), version("b", 3, default=True), version("a", 2), version("a", 1, default=True)]


def api(id_: str, root: str = "", name: str = "shop") -> dict[str, Any]:
    return {"id": id_, "name": name, "apiKeySource": "HEADER", **({"rootResourceId": root} if root else {})}


def apis(*each: dict[str, Any]) -> dict[str, Any]:
    return {"items": [*each]}


def paths(root: str, uri: str = CALLING.format(PAY), **beside: str) -> dict[str, Any]:
    told = {"httpMethod": "GET", "authorizationType": "NONE", "methodIntegration": {"type": "AWS_PROXY", "uri": uri}}
    below = {"id": f"{root}x", "parentId": root, "pathPart": "pay", "path": "/pay", "resourceMethods": {"GET": told}}
    return {"items": [{"id": root, "path": "/"}, below], **beside}


BARE = {"items": [{"id": "r1", "path": "/", "resourceMethods": {"GET": {}, "PUT": {}}}]}
"""What the call answers that is not asked for methods."""
METHODS = [
    {"path": "/pay", "method": "GET", "authorizationType": "NONE", "type": "AWS_PROXY", "uri": CALLING.format(PAY)}
]


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    yield lake
    lake.close()


def files(lake: Lake, folder: Path, *answers: Any, account: str = ACCOUNT, region: str = REGION) -> Files:
    paths = [folder / f"{number}.json" for number, _ in enumerate(answers)]
    for path, answer in zip(paths, answers, strict=True):
        path.write_text(answer if isinstance(answer, str) else json.dumps(answer))
    said = Said("", account, region, stored=ScanStore(lake).of_kind)
    return Files([str(path) for path in paths], said, SERVICES, Meter())


def imported(lake: Lake, folder: Path, *answers: Any, **said: str) -> Imported:
    run = Import(ScanStore(lake), SystemClock(), new_id, kinds_of(SERVICES))
    return run.run(files(lake, folder, *answers, **said).contents(), lambda _: None)


def stored(lake: Lake, kind: str) -> dict[str, dict[str, Any]]:
    rows = lake.query("SELECT name, attrs::VARCHAR FROM lake.resources WHERE kind = ?", [f"aws.{kind}"])
    return {name: json.loads(attrs) for name, attrs in rows}


def led(lake: Lake) -> set[tuple[str, str]]:
    """Where templates and interfaces lead."""
    rows = lake.query("SELECT src_key, dst_key FROM lake.relationships WHERE verb IN ('depends_on', 'routes_to')")
    return {(source.rpartition("/")[2], target) for source, target in rows}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([{"LaunchTemplateVersions": VERSIONS}], id="of all"),
        pytest.param(
            [
                {"LaunchTemplateVersions": [each for each in VERSIONS if each["LaunchTemplateName"] == of]}
                for of in "ba"
            ],
            id="of one each",
        ),
        pytest.param(
            [{"LaunchTemplateVersions": VERSIONS[2:]}, {"LaunchTemplateVersions": VERSIONS[:2], "NextToken": "x"}],
            id="pages",
        ),
        pytest.param(["\n".join(json.dumps({"LaunchTemplateVersions": [each]}) for each in VERSIONS)], id="documents"),
        pytest.param([[{"LaunchTemplateVersions": VERSIONS}]], id="a list of answers"),
        pytest.param([VERSIONS], id="versions alone"),
    ],
)
def test_versions_complete_the_templates_that_are_listed_or_stored(
    lake: Lake, tmp_path: Path, answers: list[Any], together: bool
) -> None:
    if not together:
        imported(lake, tmp_path, TEMPLATES, *OTHERS)
    done = imported(lake, tmp_path, *answers, *([TEMPLATES, *OTHERS] if together else []))
    assert (done.wrong, done.wrong_count, done.cut_short) == ([], 0, 0)
    told = {name: attrs["Versions"] for name, attrs in stored(lake, "ec2.launch_template").items()}
    first, newest = ({"ImageId": f"ami-{number}", "UserData": MASK} for number in (1, 3))
    assert told == {"a": {"Default": first, "Latest": newest}, "b": {"Default": newest}}
    assert led(lake) == {("lt-a", "ami-1"), ("lt-a", "ami-3"), ("lt-b", "ami-3")}


def test_versions_are_told_some_at_a_time(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gathered, "MOST", 2)
    done = imported(lake, tmp_path, {"LaunchTemplateVersions": VERSIONS}, TEMPLATES, *OTHERS)
    assert done.wrong == []
    assert led(lake) == {("lt-a", "ami-1"), ("lt-a", "ami-3"), ("lt-b", "ami-3")}


def test_versions_of_which_there_are_more_are_cut_short(lake: Lake, tmp_path: Path) -> None:
    done = imported(lake, tmp_path, TEMPLATES, {"LaunchTemplateVersions": VERSIONS, "NextToken": "x"})
    assert (done.wrong_count, done.cut_short) == (0, 1)
    assert "the list goes on" in done.wrong[0].reason


def test_a_version_that_is_neither_the_default_nor_the_newest_says_nothing(lake: Lake, tmp_path: Path) -> None:
    imported(lake, tmp_path, TEMPLATES, {"LaunchTemplateVersions": VERSIONS})
    before = stored(lake, "ec2.launch_template")
    done = imported(lake, tmp_path, {"LaunchTemplateVersions": [version("a", 2), version("b", 1)]})
    assert (done.report.changed, stored(lake, "ec2.launch_template")) == (0, before)


@pytest.mark.parametrize("odd", [{"VersionNumber": "x"}, {"LaunchTemplateData": "x"}, {"LaunchTemplateId": None}])
def test_odd_versions_end_no_import(lake: Lake, tmp_path: Path, odd: dict[str, Any]) -> None:
    done = imported(lake, tmp_path, TEMPLATES, {"LaunchTemplateVersions": [{**VERSIONS[3], **odd}, VERSIONS[0]]})
    assert done.report.resources >= 2
    imported(lake, tmp_path, TEMPLATES, {"LaunchTemplateVersions": VERSIONS})
    assert stored(lake, "ec2.launch_template")["b"]["Images"] == ["ami-3"]


def test_of_templates_that_nobody_lists_nothing_is_kept(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match="Versions of lt-a and 1 other, of which nothing else is known: import their lis"
    ):
        imported(lake, tmp_path, {"LaunchTemplateVersions": VERSIONS})


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(paths("r1"), id="by its root"),
        pytest.param(paths("r1", restApiId="a1"), id="named beside it, too"),
        pytest.param([paths("r1")], id="a list of answers"),
        pytest.param([paths("r2", "http://till.test/"), paths("r1")], id="a list of two answers"),
        pytest.param(json.dumps(paths("r1")).replace(" ", " " * 40_000), id="a large one"),
    ],
)
def test_methods_complete_the_interface_whose_paths_they_are_of(
    lake: Lake, tmp_path: Path, answer: Any, together: bool
) -> None:
    lists = [apis(api("b2", "r2", "till"), api("a1", "r1")), *OTHERS]
    if not together:
        imported(lake, tmp_path, *lists)
    done = imported(lake, tmp_path, answer, *(lists if together else []))
    assert (done.wrong, done.wrong_count) == ([], 0)
    assert stored(lake, "apigateway.rest_api")["shop"]["Methods"] == METHODS
    assert led(lake) == {("a1", PAY)}


def test_methods_are_of_the_interface_that_is_named_where_nothing_else_tells(lake: Lake, tmp_path: Path) -> None:
    lists = apis(api("a1"), api("b2", "", "till"))
    done = imported(lake, tmp_path, paths("r1"), paths("r1", restApiId="b2"), lists, *OTHERS)
    assert led(lake) == {("b2", PAY)}
    assert done.wrong_count == 1
    reason = "the Methods of one of REST APIs that it does not name: by what it tells it is none of those known"
    ask = "import what 'aws apigateway get-rest-apis' answers, too, or say of which with restApiId beside it"
    assert f"{reason}; {ask}" in done.wrong[0].reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (paths("r3"), "that it does not name"),
        (paths("r1", restApiId="b2"), "the Methods of b2, of which nothing known is"),
        (paths("r1", restApiId="c3"), "the Methods of c3, of which nothing known is"),
        (paths("r4"), "the Methods of c4 (one), d4 (two): say of which with restApiId beside it"),
        (paths("r1", position="x"), "it goes on, it says"),
        ([paths("r1", position="x")], "it goes on, it says"),
        (json.dumps(paths("r1"))[:-3], "it ends in the middle"),
        (paths("r1")["items"], "nothing that is listed here looks so"),
        (BARE, "it does not tell its resourceMethods: import what 'aws apigateway get-resources --embed methods' answ"),
    ],
)
def test_methods_of_nobody_knows_whom_are_left_out(lake: Lake, tmp_path: Path, answer: Any, reason: str) -> None:
    known = [api("a1", "r1"), api("b2", "r2", "till"), api("c4", "r4", "one"), api("d4", "r4", "two")]
    imported(lake, tmp_path, apis(*known), paths("r1"), paths("r2"), *OTHERS)
    before = stored(lake, "apigateway.rest_api")
    with pytest.raises(UsageError) as refused:
        imported(lake, tmp_path, answer)
    assert reason in refused.value.message
    done = imported(lake, tmp_path, answer, TEMPLATES)
    assert (done.wrong_count > 0, stored(lake, "apigateway.rest_api")) == (True, before)


def test_methods_of_more_paths_than_are_kept_are_left_out(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_gathered, "MOST", 1)
    done = imported(lake, tmp_path, apis(api("a1", "r1")), paths("r1"))
    assert "of which not all can be read" in done.wrong[0].reason
    assert "Methods" not in stored(lake, "apigateway.rest_api")["shop"]


def test_methods_are_of_no_interface_of_another_account_than_is_said(lake: Lake, tmp_path: Path) -> None:
    imported(lake, tmp_path, apis(api("a1", "r1")))
    for said in ({"account": "999999999999"}, {"region": "us-east-1"}):
        with pytest.raises(UsageError, match="that it does not name"):
            imported(lake, tmp_path, paths("r1"), **said)
    imported(lake, tmp_path, paths("r1"), account="", region="")
    assert stored(lake, "apigateway.rest_api")["shop"]["Methods"] == METHODS


def test_an_interface_without_methods_loses_those_it_had(lake: Lake, tmp_path: Path) -> None:
    imported(lake, tmp_path, apis(api("a1", "r1")), paths("r1"), *OTHERS)
    imported(lake, tmp_path, {"items": [{"id": "r1", "path": "/"}]})
    assert (stored(lake, "apigateway.rest_api")["shop"]["Methods"], led(lake)) == ([], set())


@pytest.mark.parametrize("methods_first", [True, False])
def test_where_methods_lead_is_told_by_the_variables_of_stages(lake: Lake, tmp_path: Path, methods_first: bool) -> None:
    stage = {"stageName": "prod", "deploymentId": "d1", "variables": {"fn": "pay", "token": "hunter2"}}
    methods = paths("r1", CALLING.format(PAY.replace(":pay", ":${stageVariables.fn}")))
    told = [methods, {"item": [stage], "restApiId": "a1"}]
    done = imported(lake, tmp_path, *(told if methods_first else reversed(told)), apis(api("a1", "r1")), *OTHERS)
    assert done.wrong == []
    assert led(lake) == {("a1", PAY)}
    assert stored(lake, "apigateway.api_stage").keys() == {"prod"}
    assert "hunter2" not in str(lake.query("SELECT attrs::VARCHAR FROM lake.resources"))


def test_stages_of_an_interface_that_nobody_lists_are_stages(lake: Lake, tmp_path: Path) -> None:
    done = imported(lake, tmp_path, {"item": [{"stageName": "prod", "deploymentId": "d1"}], "restApiId": "a1"})
    assert (done.wrong, done.report.added) == ([], 1)


def test_the_credential_report_tells_how_users_sign_in(lake: Lake, tmp_path: Path) -> None:
    content = base64.b64encode(REPORT.encode()).decode()
    report = {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": "2024-05-01T10:00:00Z"}
    users = {"Users": [{"UserName": "ann", "UserId": "AIDA", "Arn": ANN, "Path": "/"}]}
    done = imported(lake, tmp_path, report, users)
    assert (done.wrong, done.report.added) == ([], 1)
    assert stored(lake, "iam.user")["ann"]["SigningIn"]["MfaActive"] is True


def test_a_text_that_is_no_credential_report_tells_of_nobody(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it tells of none of IAM users"):
        imported(lake, tmp_path, {"Content": "schemaVersion: '2.2'", "Something": "else"})


def test_what_only_completes_is_counted_before_it_is_imported(lake: Lake, tmp_path: Path) -> None:
    answers = [{"LaunchTemplateVersions": VERSIONS}, paths("r1"), apis(api("a1", "r1"))]
    found = count(files(lake, tmp_path, *answers).contents(), Meter(), lambda _: None)
    assert (found.more, found.wrong) == (3, [])
