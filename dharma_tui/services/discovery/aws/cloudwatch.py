"""Amazon CloudWatch: alarms and dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import described, entry, flag, moment, number, size, span, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import Follows, most, together

_NAMED_BY = {
    "ApiId": "aws.apigateway.http_api",
    "ApiName": "aws.apigateway.rest_api",
    "AutoScalingGroupName": "aws.autoscaling.scaling_group",
    "BucketName": "aws.s3.bucket",
    "CacheClusterId": "aws.elasticache.cache_cluster",
    "ClusterName": "aws.ecs.ecs_cluster",
    "DBClusterIdentifier": "aws.rds.db_cluster",
    "DBInstanceIdentifier": "aws.rds.db_instance",
    "DeliveryStreamName": "aws.firehose.delivery_stream",
    "FunctionName": "aws.lambda.function",
    "HostedZoneId": "aws.route53.hosted_zone",
    "KeyId": "aws.kms.key",
    "LoadBalancerName": "aws.elb.classic_balancer",
    "LogGroupName": "aws.logs.log_group",
    "QueueName": "aws.sqs.queue",
    "RuleName": "aws.events.event_rule",
    "ServiceName": "aws.ecs.ecs_service",
    "StreamName": "aws.kinesis.stream",
    "TableName": "aws.dynamodb.table",
    "TopicName": "aws.sns.topic",
}
"""Dimensions of AWS's own metrics whose values are names, and of what; others are ids, which are known wherever they stand."""
_CALLED_IN = {
    ("AWS/CodeBuild", "ProjectName"): ("BuildProject", "aws.codebuild.build_project"),
    ("AWS/EKS", "ClusterName"): ("EksCluster", "aws.eks.eks_cluster"),
    ("AWS/ES", "DomainName"): ("SearchDomain", "aws.opensearch.search_domain"),
    ("AWS/Kafka", "Cluster Name"): ("KafkaCluster", "aws.kafka.msk_cluster"),
    ("AWS/Redshift", "ClusterIdentifier"): ("Warehouse", "aws.redshift.warehouse"),
    ("AWS/WAFV2", "WebACL"): ("WebAcl", "aws.wafv2.web_acl"),
}
"""The same of one namespace, and what each is called here: elsewhere such a name means another thing, or none."""
_EVERYWHERE = ("WebAcl", "Region", "GlobalWebAcl", "aws.wafv2.global_web_acl")
"""What is told without a region is that of CloudFront."""
_OF_AWS = ("AWS/", "ECS/")
_ARNS = {
    "BucketName": "s3:::{name}",
    "DBClusterIdentifier": "rds:{region}:{account}:cluster:{name}",
    "DBInstanceIdentifier": "rds:{region}:{account}:db:{name}",
    "DeliveryStreamName": "firehose:{region}:{account}:deliverystream/{name}",
    "FunctionName": "lambda:{region}:{account}:function:{name}",
    "KeyId": "kms:{region}:{account}:key/{name}",
    "QueueName": "sqs:{region}:{account}:{name}",
    "StreamName": "kinesis:{region}:{account}:stream/{name}",
    "TableName": "dynamodb:{region}:{account}:table/{name}",
    "TopicName": "sns:{region}:{account}:{name}",
    "ClusterName": "ecs:{region}:{account}:cluster/{name}",
    "ServiceName": "ecs:{region}:{account}:service/{name}",
    "EksCluster": "eks:{region}:{account}:cluster/{name}",
    "SearchDomain": "es:{region}:{account}:domain/{name}",
}
"""What ARNs say after the partition of what is named: a name means nothing in another account, an ARN does."""
_OF_ECS = {"AWS/ECS", "ECS/ContainerInsights"}
_ONLY_OF_ECS = {"ClusterName", "ServiceName"}
_WITHIN = {"RuleName": ("EventBusName", "default"), "ServiceName": ("ClusterName", "")}
"""Dimensions whose values are names within what another dimension names, or else within this."""
_ALONE = {"ServiceName": "EcsServiceName"}
"""What holds such a name that is told alone: it means the only one that is so called."""


def measured(attrs: Mapping[str, Json]) -> Json:
    """What an alarm of AWS's own metrics is about, by the dimensions that name something; None: nothing is named.

    Everybody may call dimensions of metrics of their own what they like. What is in another account is told by its ARN, where
    that follows from its name.
    """
    told: dict[str, dict[str, None]] = {}
    _, partition, _, region, own, *_ = [*str(attrs.get("AlarmArn") or "").split(":"), *[""] * 5]
    for account, metric in [("", attrs), *_metrics(attrs)]:
        if not str(metric.get("Namespace")).startswith(_OF_AWS):
            continue
        for name, value in _named(metric):
            if account in ("", own):
                told.setdefault(name, {})[value] = None
            elif name in _ARNS and own:
                rest = _ARNS[name].format(region=region, account=account, name=value)
                told.setdefault(name, {})[f"arn:{partition}:{rest}"] = None
    return {name: [*values] if len(values) > 1 else next(iter(values)) for name, values in told.items()} or None


def _named(metric: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The dimensions of one metric that name something, each with the whole of its name."""
    is_of_ecs = metric.get("Namespace") in _OF_ECS
    values = {str(one.get("Name")): str(one.get("Value")) for one in _mappings(metric.get("Dimensions"))}
    around = {outer for name, (outer, _) in _WITHIN.items() if name in values}
    for name, value in values.items():
        if called := _CALLED_IN.get((str(metric.get("Namespace")), name)):
            regional, region, everywhere, _ = _EVERYWHERE
            yield everywhere if called[0] == regional and region not in values else called[0], value
            continue
        if name not in _NAMED_BY or name in around or (name in _ONLY_OF_ECS and not is_of_ecs):
            continue
        outer, otherwise = _WITHIN.get(name, ("", ""))
        within = values.get(outer) or otherwise
        if within or not outer:
            yield name, f"{within}/{value}" if within else value
        else:
            yield _ALONE[name], value


def _metrics(attrs: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Metrics that an alarm reckons with, each with the account it is of; nothing where that is the alarm's own."""
    for one in _mappings(attrs.get("Metrics")):
        for stat in _mappings([one.get("MetricStat")]):
            for metric in _mappings([stat.get("Metric")]):
                yield str(one.get("AccountId") or ""), metric


def _mappings(value: Json) -> list[Mapping[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


_RECKONED = "Metrics.MetricStat"
_WATCHED: Mapping[str, Follows] = {
    "Metric": together("MetricName", f"{_RECKONED}.Metric.MetricName"),
    "Query": together("Metrics.Expression"),
    "Namespace": together("Namespace", f"{_RECKONED}.Metric.Namespace"),
    "About": together("Dimensions.Value", f"{_RECKONED}.Metric.Dimensions.Value"),
    "Statistic": together("Statistic", "ExtendedStatistic", f"{_RECKONED}.Stat"),
    "Period": most("Period", f"{_RECKONED}.Period", "Metrics.Period"),
}
"""What an alarm tells of its one metric, or of each of those that it reckons with or takes a band of."""


def watched(attrs: Mapping[str, Json]) -> Json:
    """What an alarm looks at, wherever it tells that; a query that names no metric stands for one."""
    told: dict[str, Json] = {name: value for name, follows in _WATCHED.items() if (value := follows(attrs)) is not None}
    query = told.pop("Query", None)
    return {"Metric": query, **told} if query and "Metric" not in told else told or None


_ASKED = re.compile(
    r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"')]+))\s*\)"""
)
"""A question of a rule about another alarm, whose name or ARN may stand in quotes."""


def asked(attrs: Mapping[str, Json]) -> Json:
    """The alarms that the rule of a composite one asks about."""
    found = (first or second or bare for first, second, bare in _ASKED.findall(str(attrs.get("AlarmRule") or "")))
    return [*dict.fromkeys(re.sub(r"\\(.)", r"\1", name) for name in found)] or None


_UNMOVED = (Bearing(Verb.DEPENDS_ON), Bearing(Verb.ROUTES_TO))
"""An alarm goes off without what it is about, and without any of those it tells or calls."""
_ALARM = entry(
    *("cloudwatch.alarm", "CloudWatch alarm", "A metric that is watched.", "cloudwatch.DescribeAlarms", "MetricAlarms"),
    page=100,
    id="AlarmName",
    arn="AlarmArn",
    shapes="cloudwatch:alarm",
    name="AlarmName",
    state="StateValue",
    params={"AlarmTypes": ["MetricAlarm"]},
    aliases="alarms",
    words="ok alarm insufficient_data",
    columns=(
        text("metric", "Watched.Metric[]", 24, "What is watched."),
        text("namespace", "Watched.Namespace[]", 18, "Of which service."),
        text("about", "Watched.About[]", 24, "What it is about."),
        text("comparison", "ComparisonOperator", 30, "How it is compared.", wide=True),
        number("threshold", "Threshold", 10, "With what."),
        flag("actions", "ActionsEnabled", 8, "Whether it does anything."),
        moment("since", "StateUpdatedTimestamp", "Since when it is as it is."),
        text("reason", "StateReason", 50, "Why.", wide=True),
        text("statistic", "Watched.Statistic[]", 11, "What is made of the values.", wide=True),
        span("period", "Watched.Period", "The time that one value stands for.", wide=True),
        number("periods", "EvaluationPeriods", 7, "Values looked at.", wide=True),
        text("tells", "AlarmActions[]", 50, "Who is told.", wide=True),
        described("AlarmDescription"),
    ),
    bearings=_UNMOVED,
    links=(
        *(Link(f"Measured.{dimension}", kind, Verb.DEPENDS_ON) for dimension, kind in _NAMED_BY.items()),
        *(Link(f"Measured.{name}", kind, Verb.DEPENDS_ON) for name, kind in sorted({*_CALLED_IN.values()})),
        Link(f"Measured.{_EVERYWHERE[2]}", _EVERYWHERE[3], Verb.DEPENDS_ON),
        Link("AlarmActions", "aws.sns.topic", Verb.ROUTES_TO),
    ),
    derived={"Measured": measured, "Watched": watched},
    mute=("Watched.About",),
    volatile=("StateReasonData",),
)
_DASHBOARD = entry(
    *("cloudwatch.dashboard", "CloudWatch dashboard", "Graphs on one page."),
    *("cloudwatch.ListDashboards", "DashboardEntries"),
    id="DashboardName",
    arn="DashboardArn",
    name="DashboardName",
    columns=(moment("modified", "LastModified", "When it was last changed."), size("bytes", "Size", "Its size.")),
)
_COMPOSITE = entry(
    *("cloudwatch.composite_alarm", "Composite alarm", "Alarms watched together."),
    *("cloudwatch.DescribeAlarms", "CompositeAlarms"),
    page=100,
    id="AlarmName",
    arn="AlarmArn",
    name="AlarmName",
    state="StateValue",
    params={"AlarmTypes": ["CompositeAlarm"]},
    stands_for="aws.cloudwatch.alarm",
    words="ok alarm insufficient_data",
    columns=(
        text("rule", "AlarmRule", 60, "When it is raised."),
        flag("actions", "ActionsEnabled", 8, "Whether it does anything."),
        moment("since", "StateUpdatedTimestamp", "Since when it is as it is."),
        text("reason", "StateReason", 50, "Why.", wide=True),
        text("tells", "AlarmActions[]", 50, "Who is told.", wide=True),
    ),
    bearings=_UNMOVED,
    derived={"Asked": asked},
    links=(
        Link("AlarmActions", "aws.sns.topic", Verb.ROUTES_TO),
        Link("Asked", "aws.cloudwatch.alarm", Verb.DEPENDS_ON),
        Link("ActionsSuppressor", "aws.cloudwatch.alarm", Verb.DEPENDS_ON),
    ),
    volatile=("StateReasonData",),
)
_INSIGHT = entry(
    *("cloudwatch.insight_rule", "Insight rule", "Who is counted most in logs.", "cloudwatch.DescribeInsightRules"),
    "InsightRules",
    id="Name",
    arn="arn:{partition}:cloudwatch:{region}:{account}:insight-rule/{id}",
    name="Name",
    state="State",
    words="enabled disabled",
    columns=(
        flag("managed", "ManagedRule", 7, "Whether AWS keeps it."),
        text("schema", "Schema", 30, "What it reads."),
    ),
)


class CloudWatch(AwsService):
    """Lists alarms of both kinds, dashboards and rules over logs."""

    name = "aws.cloudwatch"
    entries = (
        _ALARM,
        _DASHBOARD,
        _COMPOSITE,
        _INSIGHT,
    )
