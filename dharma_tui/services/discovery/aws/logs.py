"""Amazon CloudWatch Logs: logs, what is counted in them and where they go."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Parent,
    entry,
    flag,
    has_role,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_LOG_GROUP = entry(
    *("logs.log_group", "Log group", "Logs of one source.", "logs.DescribeLogGroups", "logGroups"),
    id="logGroupName",
    arn="logGroupArn",
    arn_untold="arn:{partition}:logs:{region}:{account}:log-group:{id}",
    shapes="logs:log-group",
    name="logGroupName",
    called="LogGroup LogGroupName CloudwatchLogGroup CloudWatchLogGroupName awslogs-group",
    aliases="logs log-groups",
    columns=(
        number("days", "retentionInDays", 6, "Days they are kept; none: for ever."),
        size("bytes", "storedBytes", "How much there is."),
        made("creationTime"),
        text("class", "logGroupClass", 18, "How they are kept.", wide=True),
        number("filters", "metricFilterCount", 7, "Metric filters it has.", wide=True),
        flag("protected", "deletionProtectionEnabled", 9, "Whether it is protected from being deleted.", wide=True),
        text("kms_key", "kmsKeyId", 40, "What encrypts it.", wide=True),
    ),
    moments=("creationTime",),
    bearings=(Bearing(Verb.STORES_IN, reverse=True, takes=0.25),),  # whose logs they are goes on
    links=(Link("kmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=("storedBytes",),
)
_METRIC_FILTER = entry(
    *("logs.metric_filter", "Metric filter", "What is counted in logs.", "logs.DescribeMetricFilters", "metricFilters"),
    id="filterName",
    arn="{account}/{region}/{item[logGroupName]}/{id}",
    within="aws.logs.log_group",
    name="filterName",
    columns=(
        text("group", "logGroupName", 40, "In which logs."),
        text("pattern", "filterPattern", 40, "What."),
        text("metric", "metricTransformations[].metricName", 24, "As what."),
        text("namespace", "metricTransformations[].metricNamespace", 20, "The namespace of the metric.", wide=True),
        made("creationTime", wide=True),
    ),
    moments=("creationTime",),
)
_SUBSCRIPTION = entry(
    *("logs.log_subscription", "Log subscription", "Where logs go as they come.", "logs.DescribeSubscriptionFilters"),
    "subscriptionFilters",
    id="filterName",
    arn="{account}/{region}/{item[logGroupName]}/{id}",
    name="filterName",
    parent=Parent("aws.logs.log_group", {"logGroupName": "logGroupName"}),
    columns=(
        text("group", "logGroupName", 40, "Which logs."),
        text("destination", "destinationArn", 60, "Where to."),
        text("pattern", "filterPattern", 30, "Which lines."),
        made("creationTime", wide=True),
        text("role", "roleArn", 50, "What it may do.", wide=True),
    ),
    moments=("creationTime",),
    links=(
        Link("destinationArn", "aws.lambda.function", Verb.ROUTES_TO),
        Link("destinationArn", "aws.kinesis.stream", Verb.ROUTES_TO),
        has_role("roleArn"),
    ),
)
_DESTINATION = entry(
    *("logs.log_destination", "Log destination", "Where other accounts may send logs."),
    *("logs.DescribeDestinations", "destinations"),
    id="destinationName",
    arn="arn",
    name="destinationName",
    derived={"accessPolicy": lambda attrs: attrs.get("accessPolicy", NO_POLICY)},
    policy="accessPolicy",
    columns=(
        text("target", "targetArn", 60, "Where they end."),
        made("creationTime"),
        text("role", "roleArn", 50, "What it may do.", wide=True),
    ),
    moments=("creationTime",),
    links=(Link("targetArn", "aws.kinesis.stream", Verb.ROUTES_TO), has_role("roleArn")),
)


class Logs(AwsService):
    """Lists log groups, metric filters, subscriptions and destinations."""

    name = "aws.logs"
    entries = (_LOG_GROUP, _METRIC_FILTER, _SUBSCRIPTION, _DESTINATION)


_CANARY = entry(
    *(
        "synthetics.canary",
        "Canary",
        "A program that tries whether things work.",
        "synthetics.DescribeCanaries",
        "Canaries",
    ),
    id="Name",
    arn="arn:{partition}:synthetics:{region}:{account}:canary:{id}",
    name="Name",
    state="Status.State",
    tags="Tags",
    plural="Canaries",
    aliases="canaries",
    words="creating ready starting running updating stopping stopped error deleting",
    columns=(
        text("schedule", "Schedule.Expression", 18, "How often."),
        text("runtime", "RuntimeVersion", 26, "What runs it."),
        moment("started", "Timeline.LastStarted", "When it was last started."),
        made("Timeline.Created"),
        moment("modified", "Timeline.LastModified", "When it was last changed.", wide=True),
        moment("stopped", "Timeline.LastStopped", "When it last stopped.", wide=True),
        text("vpc", "VpcConfig.VpcId", 21, "The VPC it looks from.", wide=True),
        text("results", "ArtifactS3Location", 40, "Where its results are.", wide=True),
        text("why", "Status.StateReason", 40, "Why it is in its state.", wide=True),
    ),
    links=(has_role("ExecutionRoleArn"), in_vpc("VpcConfig.VpcId"), in_subnet("VpcConfig.SubnetIds")),
)


class Synthetics(AwsService):
    """Lists canaries."""

    name = "aws.synthetics"
    entries = (_CANARY,)
