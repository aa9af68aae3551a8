"""What programs are told, under whatever name: variables, headers, queries, command lines and input hold no secret once kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._attributes import attributes
from dharma_tui.services.discovery.aws._given import Given, given
from dharma_tui.services.discovery.aws._secret_names import hide
from dharma_tui.services.discovery.aws._shapes import item_shape
from tests.unit.offline_lab import config_item, one, snapshot
from tests.unit.test_aws_entries import ENTRIES
from tests.unit.test_aws_secrets import SECRET, filled

_OVERRIDES = {"containerOverrides": [{"name": "web", "environment": [{"name": "DB_URL", "value": SECRET}]}]}
_BUILD = f"version: 0.2\nenv:\n  variables:\n    DB_URL: {SECRET}\n"


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        ({"Input": json.dumps(_OVERRIDES)}, "DB_URL"),
        ({"Target": {"Input": json.dumps(_OVERRIDES)}}, "DB_URL"),
        ({"InputTemplate": f'{{"x": <id>, "environment": [{{"name": "DB_URL", "value": "{SECRET}"}}]}}'}, "DB_URL"),
        ({"InputParameters": json.dumps({"token": SECRET, "days": "30"})}, "30"),
        ({"Conditions": [{"HttpHeaderConfig": {"HttpHeaderName": "X-Origin", "Values": [SECRET]}}]}, "X-Origin"),
        ({"Conditions": [{"QueryStringConfig": {"Values": [{"Key": "page", "Value": SECRET}]}}]}, "page"),
        ({"CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "X-A", "HeaderValue": SECRET}]}}, "X-A"),
        ({"InsertHeaders": [{"Name": "X-A", "Value": SECRET}]}, "X-A"),
        ({"HttpParameters": {"QueryStringParameters": {"page": SECRET}}}, "page"),
        ({"EnrichmentParameters": {"HttpParameters": {"HeaderParameters": {"X-A": SECRET}}}}, "X-A"),
        ({"RequestParameters": {"integration.request.header.X-A": f"'{SECRET}'"}}, "X-A"),
        ({"RequestParameters": {"overwrite:header.X-A": SECRET}}, "X-A"),
        ({"dockerLabels": {"traefik.http.middlewares.a.basicauth.users": f"admin:{SECRET}"}}, "basicauth.users"),
        ({"dockerLabels": {"traefik.http.middlewares.a.plugin.x": f"admin:$apr1${SECRET}"}}, "plugin.x"),
        ({"DockerLabels": {"com.example.check": json.dumps([{"password": SECRET, "host": "db"}])}}, "host"),
        ({"annotations": {"example.org/run": f"--token={SECRET} --verbose"}}, "--verbose"),
        ({"RuntimeEnvironmentVariables": {"DB_URL": SECRET}}, "DB_URL"),
        ({"RuntimeEnvironmentVariables": [{"Name": "DB_URL", "Value": SECRET}]}, "DB_URL"),
        ({"Environment": {"DB_URL": SECRET}}, "DB_URL"),
        ({"environment": {"TYPE": "api", "DB_URL": SECRET}}, "DB_URL"),
        ({"HyperParameters": {"epochs": SECRET}}, "epochs"),
        ({"command": ["run", "--password", SECRET, "--verbose"]}, "--verbose"),
        ({"Command": [f"--password={SECRET}", "--verbose"]}, "--verbose"),
        ({"entryPoint": ["sh", "-c", f"mysql -p{SECRET} -h db"]}, "-h db"),
        ({"location": f"https://user:{SECRET}@github.com/x/y.git"}, "github.com/x/y.git"),
        ({"locations": [f"https://user:{SECRET}@github.com/x/y.git"]}, "github.com/x/y.git"),
        ({"Endpoint": f"https://hooks.slack.com/services/{SECRET}"}, "hooks.slack.com"),
        ({"source": {"type": "GITHUB", "buildspec": _BUILD}}, "GITHUB"),
        ({"args": ["--token", SECRET, "--verbose"]}, "--verbose"),
        ({"definition": json.dumps({"States": {"a": {"Parameters": {"Headers": {"X-A": SECRET}}}}})}, "X-A"),
        ({"DefinitionString": json.dumps({"States": {"a": {"Overrides": _OVERRIDES}}})}, "DB_URL"),
        ({"options": {"Header": f"X-A {SECRET} {SECRET}"}}, "X-A"),
        ({"options": {"Header": f"X-A:{SECRET}"}}, "X-A"),
        ({"options": {"Header": f" X.A : {SECRET}\nX-B: {SECRET}"}}, "X.A"),
        ({"options": {"Headers": [f"X-A:{SECRET}", "X-B"]}}, "X-B"),
        ({"Headers": {"X-A": SECRET, "Retry": 3}}, "X-A"),
        ({"Headers": {"X-A": [SECRET], "X-B": {"a": SECRET}}}, "X-B"),
        ({"customHeaders": {"X-A": SECRET}}, "X-A"),
        ({"headers": json.dumps({"X-A": SECRET})}, "X-A"),
        ({"Environment": {"DB_URL": SECRET, "RETRIES": 3, "URLS": [SECRET]}}, "RETRIES"),
        ({"Environment": f' {{"DB_URL":"{SECRET}"}}'}, "DB_URL"),
        ({"Input": f'\n{{"environment":{{"DB_URL":"{SECRET}"}}}}'}, "DB_URL"),
        ({"EnvironmentVariables": json.dumps([{"name": "DB_URL", "value": SECRET}])}, "DB_URL"),
        ({"EnvironmentVariables": "{not one " + SECRET, "kept": "as it is"}, "as it is"),
        ({"webhook": {"payloadUrl": f"https://codebuild/webhooks?t={SECRET}&v=1", "kept": "as it is"}}, "as it is"),
        ({"CopyCommand": {"CopyOptions": f"CREDENTIALS 'aws_secret_access_key={SECRET}'"}}, "CREDENTIALS"),
    ],
)
def test_what_a_program_is_told_is_hidden_and_what_it_is_called_stays(told: dict[str, Json], stays: str) -> None:
    hide(told)
    text = json.dumps(told, ensure_ascii=False)
    assert SECRET not in text
    assert MASK in text
    assert stays in text


def test_settings_that_are_called_alike_stay() -> None:
    kept: dict[str, Json] = {
        "environment": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "SMALL"},
        "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop/web.env"}],
        "EnvironmentLinks": [{"EnvironmentName": "shop", "LinkName": "x"}],
        "Headers": {"Quantity": 1, "Items": ["Authorization"]},
        "FieldToMatch": {
            "Headers": {"MatchPattern": {"IncludedHeaders": ["X"]}, "MatchScope": "ALL", "OversizeHandling": "MATCH"}
        },
        "ReadOptions": {"Header": "X-Forwarded-For", "header": {"Name": "X"}},
        "dockerLabels": {"traefik.http.routers.a.rule": "Host(`a.example.org`)", "com.example.team": "shop"},
        "RuleLabels": [{"Name": "awswaf:managed:token:absent"}],
        "CsvClassifier": {"Header": ["first column", "second column"]},
        "CorsConfiguration": {"AllowHeaders": ["X-Token"], "ExposeHeaders": ["X-A"]},
        "RequestParameters": {
            "integration.request.header.X": "method.request.header.X",
            "append:header.y": "$request.x",
        },
        "HostHeaderConfig": {"RegexRewrites": ["a"]},
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://shop/etl.py"},
        "command": ["gunicorn", "--workers", "4", "shop.wsgi"],
        "buildspec": "ci/buildspec.yml",
        "Input": '{"team": "shop",  "days": 30}',
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "Endpoint": "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        "Parameters": {"classification": "json"},
    }
    clean: dict[str, Json] = json.loads(json.dumps(kept))
    hide(clean)
    assert clean == kept


@pytest.mark.parametrize("name", ["Header", "Headers", "Environment", "Input", "Command", "RequestParameters.header.x"])
@pytest.mark.parametrize("sign", ["a", "a-", " ", "{", "<a", ": "])
def test_what_a_program_is_told_is_read_in_time_that_grows_with_it(name: str, sign: str) -> None:
    began = time.process_time()
    hide({name: sign * 100_000})
    assert time.process_time() - began < 2


def _told(value: Any, below: bool = False, name: str = "") -> Iterator[str]:
    """Texts below what is called as variables are, under other names than their own."""
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _told(inner, below or _are_variables(inner_name, inner), inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from _told(inner, below, name)
    elif below and value == SECRET and name.lower() not in ("name", "type", "error", "message", "errorcode"):
        yield name


def _are_variables(name: str, inner: Any) -> bool:
    return (
        isinstance(inner, (dict, list))
        and given(name) is Given.VARIABLES
        and not (isinstance(inner, dict) and {"type", "image"} <= inner.keys())
    )


def test_no_kind_keeps_a_variable() -> None:
    found = {}
    for kind, entry in ENTRIES.items():
        attrs = attributes(entry, {name: filled(shape) for name, shape in item_shape(entry).members.items()})
        if told := [*_told(attrs)]:
            found[kind] = told
    assert found == {}


def test_what_variables_and_input_name_is_kept_apart() -> None:
    queue, secret = (
        "arn:aws:sqs:eu-west-1:123456789012:orders",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
    )
    item = {
        "Name": "nightly",
        "Targets": [
            {
                "Input": json.dumps({"environment": [{"name": "Q", "value": queue}, {"name": "P", "value": SECRET}]}),
                "HttpParameters": {"QueryStringParameters": {"s": secret}},
            }
        ],
    }
    attrs = attributes(ENTRIES["aws.events.event_rule"], item)
    assert attrs["Mentioned"] == [secret, queue]
    assert SECRET not in json.dumps(attrs)


def test_what_config_tells_of_a_program_is_hidden() -> None:
    arn = "arn:aws:batch:eu-west-1:123456789012:job-definition/web:1"
    definition = config_item(
        "AWS::Batch::JobDefinition",
        resourceId=arn,
        ARN=arn,
        configuration={
            "JobDefinitionArn": arn,
            "JobDefinitionName": "web",
            "ContainerProperties": {
                "Command": ["run", "--password", SECRET],
                "Environment": [{"Name": "DB_URL", "Value": SECRET}],
            },
            "RuntimeEnvironmentVariables": [{"Name": "DB_URL", "Value": SECRET}],
        },
    )
    assert SECRET not in json.dumps(one(snapshot(definition)).attrs)
