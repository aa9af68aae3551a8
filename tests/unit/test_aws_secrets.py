"""Nothing that AWS calls secret, or that is called so, is kept: of any kind there is, and of what files say beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._attributes import attributes
from dharma_tui.services.discovery.aws._secret_names import hide, is_secret
from dharma_tui.services.discovery.aws._shapes import item_shape
from tests.unit.offline_lab import config_item, one, snapshot
from tests.unit.test_aws_entries import ENTRIES

SHOWN = {
    "aws.sso.sso_user": "who people are",
    "aws.sso.sso_group": "what groups are called",
    "aws.cloudfront.distribution Comment": "a description",
    "aws.cognito.pool_client ClientId": "an id",
    "aws.connect.contact_center InstanceAlias": "a name",
    "aws.ds.directory ShareNotes": "a description",
    "aws.firehose.delivery_stream Destinations.RedshiftDestinationDescription.Username": "a name",
    "aws.firehose.delivery_stream Destinations.SnowflakeDestinationDescription": "names of where records go",
    "aws.firehose.delivery_stream Destinations.HttpEndpointDestinationDescription.EndpointConfiguration.Url": "screened",
    "aws.lambda.function Environment.Error.Message": "why it failed",
    "aws.lambda.function ImageConfigResponse.Error.Message": "why it failed",
    "aws.lambda.function RuntimeVersionConfig.Error.Message": "why it failed",
    "aws.lambda.function_version Environment.Error.Message": "why it failed",
    "aws.lambda.function_version ImageConfigResponse.Error.Message": "why it failed",
    "aws.lambda.function_version RuntimeVersionConfig.Error.Message": "why it failed",
    "aws.networkmanager.network_site Location": "where it is",
    "aws.networkmanager.network_device Location": "where it is",
    "aws.organizations.member_account Email": "whom to ask",
    "aws.organizations.member_account Name": "a name",
    "aws.s3.bucket Encryption.Rules.ApplyServerSideEncryptionByDefault.KMSMasterKeyID": "the id of a key of KMS",
    "aws.secretsmanager.secret SecretVersionsToStages": "which version counts",
    "aws.ssm.maintenance_window Description": "a description",
    "aws.ssm.managed_machine IPAddress": "an address",
    "aws.stepfunctions.state_machine definition": "screened",
    "aws.stepfunctions.state_machine description": "a description",
    "aws.stepfunctions.state_machine variableReferences": "names of variables",
    "aws.apprunner.runner_service SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentSecrets": (
        "where the secrets are"
    ),
    "aws.apprunner.runner_service SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues"
    ".RuntimeEnvironmentSecrets": "where the secrets are",
    "aws.ecs.ecs_task overrides.containerOverrides.environment.name": "who is there stays known",
    "aws.ecs.task_definition containerDefinitions.environment.name": "who is there stays known",
    "aws.ecs.task_definition containerDefinitions.repositoryCredentials.credentialsParameter": "where the secret is",
}
"""What the SDK's model calls sensitive and we keep, by kind and path, with what it is."""
SECRET = "hunter2"


def filled(shape: Any, above: tuple[str, ...] = ()) -> Any:
    """An answer of this shape in which every text is secret."""
    if shape.name in above:
        return None
    above = (*above, shape.name)
    match shape.type_name:
        case "structure":
            return {name: filled(inner, above) for name, inner in shape.members.items()}
        case "list":
            return [filled(shape.member, above)]
        case "map":
            return {"any": filled(shape.value, above)}
        case "string":
            return SECRET
    return None


def kept(value: Any, shape: Any, path: str, name: str, sensitive: bool = False) -> Iterator[str]:
    """The paths where a secret is still told."""
    sensitive = sensitive or bool(getattr(shape, "metadata", {}).get("sensitive"))
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            is_map = shape.type_name == "map"
            below = shape.value if is_map else shape.members[inner_name]
            yield from kept(
                inner, below, path if is_map else f"{path}.{inner_name}", name if is_map else inner_name, sensitive
            )
    elif isinstance(value, list):
        for inner in value:
            yield from kept(inner, shape.member, path, name, sensitive)
    elif value == SECRET and (sensitive or is_secret(name)):
        yield path


def test_no_kind_keeps_what_the_model_or_its_name_calls_secret() -> None:
    told, checked = set(), 0
    for kind, entry in ENTRIES.items():
        members = item_shape(entry).members
        item = {name: filled(shape) for name, shape in members.items()}
        attrs = attributes(entry, item)
        for name in attrs.keys() - entry.derived.keys():
            told |= {f"{kind} {path}" for path in kept(attrs[name], members[name], name, name)}
        checked += json.dumps(attrs, ensure_ascii=False).count(MASK)
    assert {
        path
        for path in told
        if not any(path == start or path.startswith((f"{start}.", f"{start} ")) for start in SHOWN)
    } == set()
    assert [start for start in SHOWN if not any(path.startswith(start) for path in told)] == []
    assert checked > 150


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("aws.firehose.delivery_stream", "Destinations.0.SplunkDestinationDescription.HECToken"),
        ("aws.batch.job_definition", "ecsProperties.taskProperties.0.containers.0.environment.0.value"),
        ("aws.batch.job_definition", "nodeProperties.nodeRangeProperties.0.container.environment.0.value"),
        ("aws.batch.job_definition", "eksProperties.podProperties.containers.0.env.0.value"),
        ("aws.dms.dms_endpoint", "KafkaSettings.SaslPassword"),
        ("aws.elb.listener", "DefaultActions.0.AuthenticateOidcConfig.ClientSecret"),
    ],
)
def test_secrets_deep_within_are_hidden(kind: str, path: str) -> None:
    members = item_shape(ENTRIES[kind]).members
    head, _, rest = path.partition(".")
    value: Any = attributes(ENTRIES[kind], {head: filled(members[head])})[head]
    for name in rest.split("."):
        value = value[int(name)] if isinstance(value, list) else value[name]
    assert value == MASK


def test_what_names_a_secret_or_is_a_setting_stays() -> None:
    kept: dict[str, Json] = {
        "KeyName": "ops",
        "KmsKeyId": "1234",
        "EncryptionKey": "1234",
        "MetadataOptions": {"HttpTokens": "required"},
        "secrets": [{"name": "PASSWORD", "valueFrom": "/shop/password"}],
        "MasterUserSecret": {"SecretArn": "arn:aws:secretsmanager:eu-west-1:1:secret:x", "SecretStatus": "active"},
        "authorizerCredentials": "arn:aws:iam::1:role/x",
        "environment": {"type": "LINUX_CONTAINER", "image": "x", "environmentVariables": []},
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:x"}},
    }
    clean: dict[str, Json] = json.loads(json.dumps(kept))
    hide(clean)
    assert clean == kept


def test_options_of_logs_and_variables_of_any_shape_are_hidden() -> None:
    told: Json = {
        "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": SECRET, "splunk-url": "https://x"}},
        "Environment": [{"Name": "A", "Value": SECRET}],
        "EnvironmentVariables": {"A": SECRET},
        "tokens": [SECRET],
    }
    hide(told)
    assert told == {
        "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": MASK, "splunk-url": "https://x"}},
        "Environment": [{"Name": "A", "Value": MASK}],
        "EnvironmentVariables": {"A": MASK},
        "tokens": [MASK],
    }


# -- AWS Config -------------------------------------------------------------------------------------------------------


def test_a_launch_template_of_config_keeps_no_user_data() -> None:
    template = config_item(
        "AWS::EC2::LaunchTemplate",
        resourceId="lt-1",
        configuration={
            "LaunchTemplateId": "lt-1",
            "LaunchTemplateName": "web",
            "LaunchTemplateData": {"ImageId": "ami-1", "KeyName": "ops", "UserData": "aHVudGVyMg=="},
        },
    )
    assert one(snapshot(template)).attrs["LaunchTemplateData"] == {
        "ImageId": "ami-1",
        "KeyName": "ops",
        "UserData": MASK,
    }


def test_what_the_sdk_has_no_name_for_keeps_no_secret() -> None:
    configuration = {
        **config_item()["configuration"],
        "newThing": {"adminPassword": SECRET, "size": 3, "endpoint": f"https://ops:{SECRET}@x.example/"},
        "newText": f'{{"apiKey": "{SECRET}", "of": "x"}}',
        "placement": {"availabilityZone": "eu-west-1a", "sessionToken": SECRET},
    }
    more = {
        "Policy": json.dumps({"connection": f"password={SECRET}", "secretArn": "arn:aws:secretsmanager:eu-west-1:1:x"}),
        "AuthToken": SECRET,
        "Environment": [{"Name": "HOME", "Value": SECRET}],
    }
    found = one(snapshot(config_item(configuration=configuration, supplementaryConfiguration=more)))
    assert SECRET not in json.dumps(found.attrs)
    assert found.attrs["newThing"] == {"adminPassword": MASK, "size": 3, "endpoint": f"https://ops:{MASK}@x.example/"}
    assert found.attrs["newText"] == f'{{"apiKey": "{MASK}", "of": "x"}}'
    assert found.attrs["Placement"] == {"AvailabilityZone": "eu-west-1a", "sessionToken": MASK}
    supplement = found.attrs["SupplementaryConfiguration"]
    assert isinstance(supplement, dict)
    assert supplement["Policy"] == {
        "connection": f"password={MASK}",
        "secretArn": "arn:aws:secretsmanager:eu-west-1:1:x",
    }


def test_the_spelling_of_cloudformation_hides_as_that_of_the_sdk() -> None:
    definition = config_item(
        "AWS::ECS::TaskDefinition",
        resourceId="arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
        ARN="arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
        configuration={
            "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
            "Family": "web",
            "ContainerDefinitions": [
                {
                    "Name": "web",
                    "Environment": [{"Name": "PASSWORD", "Value": SECRET}],
                    "LogConfiguration": {"LogDriver": "splunk", "Options": {"splunk-token": SECRET}},
                }
            ],
        },
    )
    attrs = one(snapshot(definition)).attrs
    assert SECRET not in json.dumps(attrs)
    assert "PASSWORD" in json.dumps(attrs)


def test_of_what_is_masked_only_who_is_named_is_kept() -> None:
    queue, secret = (
        "arn:aws:sqs:eu-west-1:123456789012:orders",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd",
    )
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
    told = {"QUEUE": queue, "SECRET_ARN": secret, "URL": url, "TOKEN": "never-shown", "MIXED": f"{queue} never-shown"}
    function = ENTRIES["aws.lambda.function"]
    attrs = attributes(function, {"FunctionName": "resize", "Environment": {"Variables": told}})
    assert attrs["Mentioned"] == sorted([queue, secret, url])
    assert attrs["Environment"] == {"Variables": dict.fromkeys(told, MASK)}
    assert "never-shown" not in json.dumps(attrs)
    assert "Mentioned" not in attributes(function, {"FunctionName": "resize", "Environment": {"Variables": {"A": "b"}}})
