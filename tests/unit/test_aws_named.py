"""Whom things of AWS name in ways of their own: lists in one text, rules, versions, ARNs that are not whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._service import AwsService

SERVICES = [found for found in subclasses(aws, ProviderService) if issubclass(found, AwsService)]  # type: ignore[type-abstract]
ENTRIES = {entry.spec.kind: entry for service in SERVICES for entry in service.entries}
HERE = Scope("aws", "123456789012", "eu-west-1")
ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
SUBNETS = [f"subnet-{number}123456789abcdef0" for number in (0, 1, 2)]
FUNCTION = ARN.format("lambda", "function:shop")
ECS = ARN.format("ecs", "")
SECRET = ARN.format("secretsmanager", "secret:prod/db")
ALARM, COMPOSITE = (ARN.format("cloudwatch", f"alarm:{name}") for name in ("cpu high", "all"))
API, HTTP_API = (f"arn:aws:apigateway:eu-west-1::/{sort}" for sort in ("restapis/a1b2c3d4e5", "apis/f6g7h8i9j0"))
PLACES = "pg-0123456789abcdef0"
BALANCER = ARN.format("elasticloadbalancing", "loadbalancer/app/inner/0123456789abcdef")
OFFERED = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"


def thing(kind: str, key: str, name: str = "", attrs: Mapping[str, Json] | None = None) -> Resource:
    derived = ENTRIES[f"aws.{kind}"].derived
    told = {attr: tell(attrs or {}) for attr, tell in derived.items()}
    known = {attr: value for attr, value in told.items() if value is not None}
    return Resource(ResourceRef(f"aws.{kind}", key), name or key, HERE, State.RUNNING, {}, {**(attrs or {}), **known})


KNOWN = (
    *(thing("ec2.subnet", subnet) for subnet in SUBNETS[:2]),
    thing("elb.classic_balancer", ARN.format("elasticloadbalancing", "loadbalancer/old"), "old"),
    thing("lambda.function", FUNCTION, "shop"),
    *(thing("lambda.function_version", f"{FUNCTION}:{number}") for number in (1, 2)),
    thing("secretsmanager.secret", f"{SECRET}-AbCdEf", "prod/db"),
    thing("cloudwatch.alarm", ALARM, "cpu high"),
    thing("cloudwatch.composite_alarm", COMPOSITE, "all"),
    thing("apigateway.rest_api", API, "shop", {"id": "a1b2c3d4e5"}),
    thing("apigateway.http_api", HTTP_API, "tills", {"ApiId": "f6g7h8i9j0"}),
    thing("ec2.placement_group", PLACES, "near", {"GroupName": "near", "GroupId": PLACES}),
    thing("elb.load_balancer", BALANCER, "inner"),
    thing("ec2.endpoint_service", OFFERED.rpartition(".")[2], OFFERED, {"ServiceName": OFFERED}),
)


def named(kind: str, attrs: Mapping[str, Json]) -> list[tuple[str, str, str]]:
    """What leads from or to such a thing, and how."""
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing(kind, "asked", "", attrs)
    for resource in (*KNOWN, asked):
        directory.add(resource)
    return sorted((edge.src.key, edge.verb.value, edge.dst.key) for edge in directory.relationships(asked))


@pytest.mark.parametrize("between", [",", ", ", " ", "\n", ";"])
def test_a_group_is_in_all_its_subnets_however_they_are_told_apart(between: str) -> None:
    told = named("autoscaling.scaling_group", {"VPCZoneIdentifier": between.join(SUBNETS)})
    assert told == [(subnet, "contains", "asked") for subnet in SUBNETS]  # one of which is not there


def test_a_rule_stands_in_no_subnet_of_the_tasks_it_starts() -> None:
    runs: Json = {"awsvpcConfiguration": {"Subnets": [*SUBNETS], "SecurityGroups": ["sg-0123456789abcdef0"]}}
    target: Json = {"EcsParameters": {"NetworkConfiguration": runs}}
    told = named("events.event_rule", {"Targets": [target]})
    assert told == [("asked", "depends_on", other) for other in sorted(("sg-0123456789abcdef0", *SUBNETS))]


def test_a_gateway_is_attached_to_no_network_that_it_was_detached_from() -> None:
    old, new = "vpc-0a0a0a0a0a0a0a0a0", "vpc-0b0b0b0b0b0b0b0b0"
    networks: Json = [{"State": "detached", "VpcId": old}, {"State": "attached", "VpcId": new}]
    assert named("ec2.vpn_gateway", {"VpcAttachments": networks}) == [("asked", "attached_to", new)]


@pytest.mark.parametrize(
    ("kind", "attrs", "others"),
    [
        pytest.param(
            *("autoscaling.scaling_group", {"LoadBalancerNames": ["old"]}, [KNOWN[2].ref.key]), id="classic balancer"
        ),
        pytest.param(
            "lambda.function_alias",
            {"Function": FUNCTION, "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}},
            [FUNCTION, f"{FUNCTION}:1", f"{FUNCTION}:2"],
            id="versions",
        ),
        pytest.param(
            *("lambda.function_alias", {"Function": FUNCTION, "FunctionVersion": "$LATEST"}, [FUNCTION]), id="newest"
        ),
        pytest.param(
            "ecs.ecs_service",
            {
                "taskSets": [{"taskSetArn": f"{ECS}task-set/c/s/ecs-svc/1"}],
                "currentServiceDeployment": f"{ECS}service-deployment/c/s/x",
                "currentServiceRevisions": [{"arn": f"{ECS}service-revision/c/s/1"}],
            },
            [],
            id="its own parts",
        ),
        pytest.param("ecs.ecs_service", {"Secret": SECRET}, [f"{SECRET}-AbCdEf"], id="secret"),
        pytest.param(
            "ecs.ecs_service", {"Secret": f"{SECRET}:password::"}, [f"{SECRET}-AbCdEf"], id="part of a secret"
        ),
        pytest.param(
            "cloudwatch.composite_alarm",
            {"AlarmRule": f'ALARM("cpu high") AND NOT (OK({COMPOSITE}) OR INSUFFICIENT_DATA(all)) AND TRUE'},
            [ALARM, COMPOSITE],
            id="alarms of a rule",
        ),
        pytest.param(
            *("cloudwatch.composite_alarm", {"ActionsSuppressor": "cpu high"}, [ALARM]), id="alarm that keeps it quiet"
        ),
        pytest.param("ec2.vpc_endpoint", {"ServiceName": OFFERED}, [KNOWN[-1].ref.key], id="endpoint service"),
        pytest.param("ec2.vpc_endpoint", {"ServiceName": "com.amazonaws.eu-west-1.s3"}, [], id="service of AWS"),
    ],
)
def test_what_names_what(kind: str, attrs: Mapping[str, Json], others: list[str]) -> None:
    ends = {end for src, _, dst in named(kind, attrs) for end in (src, dst)}
    assert ends - {"asked"} == set(others)


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("regional/ipset/ips/1", "aws.wafv2.waf_ip_set"),
        ("regional/rulegroup/r/1", "aws.wafv2.waf_rule_group"),
        ("regional/regexpatternset/p/1", "aws.wafv2.waf_pattern_set"),
        ("regional/webacl/w/1", "aws.wafv2.web_acl"),
        ("global/webacl/w/1", "aws.wafv2.global_web_acl"),
    ],
)
def test_what_is_not_there_is_of_the_kind_that_its_arn_says(rest: str, kind: str) -> None:
    arn = ARN.format("wafv2", rest)
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing("wafv2.web_acl", "asked", "", {"Rules": [{"Statement": {"Arn": arn}}]})
    (edge,) = directory.relationships(asked)
    assert edge.dst == ResourceRef(kind, arn)


CALLED = {
    "ec2.key_pair": {"KeyName": "one"},
    "ec2.placement_group": {"GroupName": "one"},
    "ec2.launch_template": {"LaunchTemplateName": "one"},
    "autoscaling.launch_configuration": {"LaunchConfigurationName": "one"},
    "elb.classic_balancer": {"LoadBalancerName": "one"},
    "iam.role": {"RoleName": "one"},
    "iam.instance_profile": {"InstanceProfileName": "one"},
    "logs.log_group": {"logGroupName": "one"},
    "rds.db_instance": {"DBInstanceIdentifier": "one"},
    "rds.db_cluster": {"DBClusterIdentifier": "one"},
    "rds.db_global_cluster": {"GlobalClusterIdentifier": "one"},
    "rds.db_subnet_group": {"DBSubnetGroupName": "one"},
    "rds.db_parameter_group": {"DBParameterGroupName": "one"},
    "rds.db_cluster_parameter_group": {"DBClusterParameterGroupName": "one"},
    "rds.db_option_group": {"OptionGroupName": "one"},
    "redshift.warehouse_subnet_group": {"ClusterSubnetGroupName": "one"},
    "redshift.warehouse_parameter_group": {"ParameterGroupName": "one"},
    "memorydb.memory_subnet_group": {"Name": "one"},
    "eks.eks_cluster": {"name": "one"},
    "glue.crawler": {"Name": "one"},
    "glue.glue_job": {"Name": "one"},
    "glue.glue_connection": {"Name": "one"},
    "directconnect.direct_connection": {"connectionName": "one"},
    "sso.sso_group": {"DisplayName": "one"},
    "events.event_bus": {"Name": "one"},
    "kinesis.stream": {"StreamName": "one"},
}
"""One of each kind, all with the same name."""


def called(kind: str, attrs: Mapping[str, Json], scope: Scope = HERE) -> list[str]:
    """The kinds of what such a thing there leads to."""
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    for other, told in CALLED.items():
        directory.add(thing(other, f"the {other}", "one", told))
    asked = replace(thing(kind, "asked", "", attrs), scope=scope)
    directory.add(asked)
    ends = [(edge.src, edge.dst) for edge in directory.relationships(asked)]
    return sorted({end.kind.removeprefix("aws.") for both in ends for end in both if end.key.startswith("the ")})


@pytest.mark.parametrize(
    ("kind", "attrs", "expected"),
    [
        ("ec2.instance", {"KeyName": "one"}, ["ec2.key_pair"]),
        ("ec2.spot_request", {"LaunchSpecification": {"KeyName": "one"}}, ["ec2.key_pair"]),
        ("autoscaling.launch_configuration", {"KeyName": "one"}, ["ec2.key_pair"]),
        ("autoscaling.launch_configuration", {"IamInstanceProfile": "one"}, ["iam.instance_profile"]),
        ("autoscaling.scaling_group", {"LaunchConfigurationName": "one"}, ["autoscaling.launch_configuration"]),
        ("autoscaling.scaling_group", {"PlacementGroup": "one"}, ["ec2.placement_group"]),
        ("batch.compute_environment", {"computeResources": {"launchTemplate": {"launchTemplateName": "one"}}},
         ["ec2.launch_template"]),
        ("ecs.ecs_service", {"loadBalancers": [{"loadBalancerName": "one"}]}, ["elb.classic_balancer"]),
        ("lambda.function", {"LoggingConfig": {"LogGroup": "one"}}, ["logs.log_group"]),
        ("codebuild.build_project", {"logsConfig": {"cloudWatchLogs": {"groupName": "one"}}}, ["logs.log_group"]),
        ("logs.metric_filter", {"logGroupName": "one"}, ["logs.log_group"]),
        ("rds.db_instance", {"DBParameterGroups": [{"DBParameterGroupName": "one"}]}, ["rds.db_parameter_group"]),
        ("rds.db_instance", {"OptionGroupMemberships": [{"OptionGroupName": "one"}]}, ["rds.db_option_group"]),
        ("rds.db_instance", {"DomainMemberships": [{"IAMRoleName": "one"}]}, ["iam.role"]),
        ("rds.db_snapshot", {"DBInstanceIdentifier": "one"}, ["rds.db_instance"]),
        ("rds.db_cluster_snapshot", {"DBClusterIdentifier": "one"}, ["rds.db_cluster"]),
        ("rds.db_cluster", {"DBSubnetGroup": "one"}, ["rds.db_subnet_group"]),
        ("rds.db_cluster", {"DBClusterParameterGroup": "one"}, ["rds.db_cluster_parameter_group"]),
        ("rds.db_cluster", {"GlobalClusterIdentifier": "one"}, []),  # which says so itself
        ("redshift.warehouse", {"ClusterSubnetGroupName": "one"}, ["redshift.warehouse_subnet_group"]),
        ("redshift.warehouse", {"ClusterParameterGroups": [{"ParameterGroupName": "one"}]},
         ["redshift.warehouse_parameter_group"]),
        ("memorydb.memory_cluster", {"SubnetGroupName": "one"}, ["memorydb.memory_subnet_group"]),
        ("memorydb.memory_cluster", {"ParameterGroupName": "one"}, []),  # of its own, not of Redshift
        ("eks.eks_nodegroup", {"clusterName": "one"}, ["eks.eks_cluster"]),
        ("events.event_rule", {"EventBusName": "one"}, ["events.event_bus"]),
        ("glue.glue_trigger", {"Actions": [{"JobName": "one"}, {"CrawlerName": "one"}]},
         ["glue.crawler", "glue.glue_job"]),
        ("glue.crawler", {"Targets": {"JdbcTargets": [{"ConnectionName": "one"}]}}, ["glue.glue_connection"]),
        ("sso.sso_user", {"DisplayName": "one"}, []),
        ("rds.db_proxy", {"Auth": [{"UserName": "one"}]}, []),
    ],
)  # fmt: skip
def test_a_property_that_is_called_as_a_name_is_holds_the_name_of_one(
    kind: str, attrs: Mapping[str, Json], expected: list[str]
) -> None:
    assert called(kind, attrs) == expected
    assert called(kind, attrs, Scope("aws", "210987654321", "eu-west-1")) == []


def test_names_are_names_where_they_are_said() -> None:
    assert called("ec2.instance", {"KeyName": "one"}, Scope("aws", "123456789012", "us-east-1")) == []


def test_what_is_told_by_its_identity_is_not_told_again_by_its_name() -> None:
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    template = thing("ec2.launch_template", "lt-0123456789abcdef0", "one")
    asked = thing(
        "ec2.ec2_fleet",
        "asked",
        "",
        {"LaunchTemplateConfigs": {"LaunchTemplateId": template.ref.key, "LaunchTemplateName": "one"}},
    )
    directory.add(template)
    directory.add(asked)
    (edge,) = directory.relationships(asked)
    assert edge.source.endswith(":LaunchTemplateConfigs.LaunchTemplateId")


KEY_ID = "22222222-2222-3333-4444-555555555555"
KEY, KEY_ALIAS = ARN.format("kms", f"key/{KEY_ID}"), ARN.format("kms", "alias/shop")


@pytest.mark.parametrize(
    ("told", "meant"), [(KEY, KEY), (KEY_ID, KEY), ("alias/shop", KEY_ALIAS), (KEY_ALIAS, KEY_ALIAS)]
)
@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("kinesis.stream", "KeyId"),
        ("ssm.parameter", "KeyId"),
        ("codebuild.build_project", "encryptionKey"),
        ("s3.bucket", "Encryption.KMSMasterKeyID"),
        ("sagemaker.notebook", "KmsKeyId"),
        ("glue.glue_security", "S3Encryption.KmsKeyArn"),
        ("ecr.ecr_repository", "encryptionConfiguration.kmsKey"),
        ("events.event_bus", "KmsKeyIdentifier"),
        ("backup.backup_vault", "EncryptionKeyArn"),
    ],
)
def test_a_key_protects_whatever_names_it_however_that_does(kind: str, path: str, told: str, meant: str) -> None:
    found: Json = told
    for step in reversed(path.split(".")):
        found = {step: found}
    assert isinstance(found, dict)
    key = thing("kms.key", KEY, "of the shop", {"KeyId": KEY_ID, "KeyArn": KEY})
    alias = thing("kms.key_alias", KEY_ALIAS, "alias/shop", {"AliasName": "alias/shop", "AliasArn": KEY_ALIAS})
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = Resource(ResourceRef(f"aws.{kind}", "asked"), "", HERE, State.RUNNING, {}, found)
    for resource in (key, alias, asked):
        directory.add(resource)
    assert [(edge.src.key, edge.verb, edge.dst.key) for edge in directory.relationships(asked)] == [
        (meant, Verb.PROTECTS, "asked")
    ]
    there = replace(asked, scope=replace(HERE, region="us-east-1"))
    assert told.startswith("arn:") or all(
        edge.src.key not in (KEY, KEY_ALIAS) for edge in directory.relationships(there)
    )


@pytest.mark.parametrize(
    ("kind", "attrs"),
    [("ec2.instance", {"KeyName": "nobody"}), ("rds.db_snapshot", {"DBInstanceIdentifier": "gone"})],
)
def test_a_name_that_nobody_has_is_no_missing_thing(kind: str, attrs: Mapping[str, Json]) -> None:
    assert called(kind, attrs) == []


@pytest.mark.parametrize(
    "placement", [{"GroupName": "near"}, {"GroupId": PLACES, "GroupName": "called otherwise here"}]
)
def test_an_instance_is_in_the_placement_group_that_it_names(placement: Mapping[str, Json]) -> None:
    assert named("ec2.instance", {"Placement": {**placement}}) == [("asked", "member_of", PLACES)]
    assert named("ec2.instance", {"Placement": {"GroupName": ""}}) == []


def test_a_domain_leads_to_the_interfaces_that_its_paths_are_of() -> None:
    paths: list[Json] = [{"basePath": name, "restApiId": id} for name, id in (("a", "a1b2c3d4e5"), ("b", "f6g7h8i9j0"))]
    assert named("apigateway.api_domain", {"domainName": "api.example.com", "BasePaths": paths}) == [
        ("asked", "routes_to", HTTP_API),
        ("asked", "routes_to", API),
    ]


def test_a_target_group_leads_to_the_balancer_that_is_its_target() -> None:
    targets: list[Json] = [{"Target": {"Id": BALANCER, "Port": 80}}]
    assert named("elb.target_group", {"TargetType": "alb", "Targets": targets}) == [("asked", "routes_to", BALANCER)]


API_ID, ISSUER = "a1b2c3d4e5", "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D4E5F"
GLOBAL = "arn:aws:{}::123456789012:{}"
PLAN = "arn:aws:apigateway:eu-west-1::/usageplans/p1"
MORE = (
    thing(
        "route53resolver.resolver_rule",
        ARN.format("route53resolver", "resolver-rule/rslvr-rr-1"),
        "corp",
        {"Id": "rslvr-rr-1"},
    ),
    thing("apigateway.rest_api", API, "shop", {"id": API_ID}),
    thing("apigateway.api_stage", f"{API}/stages/prod", "prod", {"stageName": "prod"}),
    thing(
        "cloudfront.origin_access", GLOBAL.format("cloudfront", "origin-access-control/E3OAC"), "oac", {"Id": "E3OAC"}
    ),
    thing(
        "servicediscovery.map_namespace", ARN.format("servicediscovery", "namespace/ns-1"), "int.local", {"Id": "ns-1"}
    ),
    thing("glue.data_catalog_db", ARN.format("glue", "database/lake"), "lake", {"Name": "lake"}),
    thing("glue.glue_connection", ARN.format("glue", "connection/pg"), "pg", {"Name": "pg"}),
    thing("glue.glue_security", "123456789012/eu-west-1/tight", "tight", {"Name": "tight"}),
    thing("iam.oidc_provider", (OIDC := GLOBAL.format("iam", f"oidc-provider/{ISSUER}")), "", {"Arn": OIDC}),
    thing("s3.bucket", "arn:aws:s3:::lake-code", "lake-code", {"Name": "lake-code"}),
)
_HAS = {resource.ref.kind.removeprefix("aws."): resource.ref.key for resource in MORE}


@pytest.mark.parametrize(
    ("kind", "attrs", "others", "verb"),
    [
        ("route53resolver.resolver_association", {"ResolverRuleId": "rslvr-rr-1"}, ["route53resolver.resolver_rule"],
         Verb.DEPENDS_ON),
        ("apigateway.usage_plan", {"Arn": PLAN, "apiStages": [{"apiId": API_ID, "stage": "prod"}]},
         ["apigateway.rest_api", "apigateway.api_stage"], Verb.PROTECTS),
        ("cloudfront.distribution", {"Origins": {"Items": [{"OriginAccessControlId": "E3OAC"}, {"OriginAccessControlId": ""}]}},
         ["cloudfront.origin_access"], Verb.DEPENDS_ON),
        ("servicediscovery.map_service", {"DnsConfig": {"NamespaceId": "ns-1"}}, ["servicediscovery.map_namespace"],
         Verb.CONTAINS),
        ("glue.crawler", {"DatabaseName": "lake"}, ["glue.data_catalog_db"], Verb.STORES_IN),
        ("glue.glue_table", {"DatabaseName": "lake"}, ["glue.data_catalog_db"], Verb.CONTAINS),
        ("glue.glue_job", {"Connections": {"Connections": ["pg"]}, "SecurityConfiguration": "tight"},
         ["glue.glue_connection", "glue.glue_security"], Verb.DEPENDS_ON),
        ("eks.eks_cluster", {"identity": {"oidc": {"issuer": f"https://{ISSUER}"}}}, ["iam.oidc_provider"], Verb.DEPENDS_ON),
        ("eks.eks_cluster", {"identity": {"oidc": {"issuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/0"}}}, [], ""),
        ("glue.glue_job", {"Command": {"ScriptLocation": "s3://lake-code/jobs/nightly.py"}}, ["s3.bucket"], Verb.DEPENDS_ON),
        ("glue.crawler", {"Targets": {"S3Targets": [{"Path": "s3://lake-code"}]}}, ["s3.bucket"], Verb.DEPENDS_ON),
        ("glue.glue_job", {"Libraries": "s3://lake-code/a.whl,s3://lake-code/b.whl"}, ["s3.bucket"], Verb.DEPENDS_ON),
        ("glue.crawler", {"Targets": {"S3Targets": [{"Path": "s3://of-others/in/"}]}}, [], ""),
        ("codebuild.build_project", {"artifacts": {"type": "S3", "location": "lake-code"},
         "cache": {"type": "S3", "location": "lake-code/cache"}}, ["s3.bucket"], Verb.STORES_IN),
        ("codebuild.build_project", {"artifacts": {"type": "CODEPIPELINE", "location": "lake-code"}}, [], ""),
    ],
)  # fmt: skip
def test_what_is_known_by_its_arn_is_found_by_its_id_where_that_stands(
    kind: str, attrs: Mapping[str, Json], others: list[str], verb: str
) -> None:
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing(kind, "asked", "", attrs)
    for resource in (*MORE, asked):
        directory.add(resource)
    edges = [*directory.relationships(asked)]
    assert sorted({edge.src.key, edge.dst.key} - {"asked"} for edge in edges) == sorted(
        {_HAS[other]} for other in others
    )
    assert {edge.verb for edge in edges} == ({verb} if others else set())


def test_a_state_machine_needs_what_its_steps_name() -> None:
    def step(call: str, **given: Json) -> Json:
        return {"Type": "Task", "Resource": f"arn:aws:states:::{call}", "Parameters": given}

    steps: Json = {
        "A": step("glue:startJobRun.sync", JobName="nightly"),
        "B": step("dynamodb:putItem", TableName="orders"),
        "C": step("ecs:runTask.sync", Cluster="prod", TaskDefinition="api"),
        "D": {"Type": "Map", "ItemProcessor": {"States": {"X": step("aws-sdk:dynamodb:getItem", TableName="carts")}}},
        "E": step("glue:startJobRun", **{"JobName.$": "$.job"}),
        "F": {"Resource": "arn:aws:states:::dynamodb:putItem", "Arguments": {"TableName": "{% $table %}"}},
    }
    machine = {
        "stateMachineArn": ARN.format("states", "stateMachine:flow"),
        "definition": json.dumps({"States": steps}),
    }
    needed = [
        thing("glue.glue_job", ARN.format("glue", "job/nightly"), "nightly"),
        thing("dynamodb.table", ARN.format("dynamodb", "table/orders"), "orders"),
        thing("dynamodb.table", ARN.format("dynamodb", "table/carts"), "carts"),
        thing("ecs.ecs_cluster", ARN.format("ecs", "cluster/prod"), "prod"),
        *(thing("ecs.task_definition", ARN.format("ecs", f"task-definition/api:{number}")) for number in (1, 2)),
    ]
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    asked = thing("stepfunctions.state_machine", "asked", "", machine)
    for resource in (*needed, asked):
        directory.add(resource)
    edges = [edge for edge in directory.relationships(asked) if "CalledArns" in edge.source]
    assert {(edge.dst, edge.verb) for edge in edges} == {
        (each.ref, Verb.DEPENDS_ON) for each in needed if not each.ref.key.endswith("api:1")
    }


def test_a_stage_that_is_not_there_is_no_interface() -> None:
    plan = thing("apigateway.usage_plan", "asked", "", {"Arn": PLAN, "apiStages": [{"apiId": API_ID, "stage": "gone"}]})
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    for resource in (*MORE, plan):
        directory.add(resource)
    told = {edge.dst for edge in directory.relationships(plan)}
    assert told == {
        ResourceRef("aws.apigateway.rest_api", API),
        ResourceRef("aws.apigateway.api_stage", f"{API}/stages/gone"),
    }
