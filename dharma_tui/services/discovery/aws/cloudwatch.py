"""Amazon CloudWatch: alarms, dashboards and logs."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import entry, flag, moment, number, size, text
from dharma_tui.services.discovery.aws._service import AwsService

_ALARM = entry(
    *("cloudwatch.alarm", "CloudWatch alarm", "A metric that is watched.", "cloudwatch.DescribeAlarms", "MetricAlarms"),
    id="AlarmName",
    arn="AlarmArn",
    name="AlarmName",
    state="StateValue",
    params={"AlarmTypes": ["MetricAlarm"]},
    aliases="alarms",
    words="ok alarm insufficient_data",
    columns=(
        text("metric", "MetricName", 24, "What is watched."),
        text("namespace", "Namespace", 18, "Of which service."),
        text("comparison", "ComparisonOperator", 30, "How it is compared.", wide=True),
        number("threshold", "Threshold", 10, "With what."),
        flag("actions", "ActionsEnabled", 8, "Whether it does anything."),
        moment("since", "StateUpdatedTimestamp", "Since when it is as it is."),
        text("reason", "StateReason", 50, "Why.", wide=True),
    ),
    links=(
        Link("Dimensions.Value", "aws.ec2.instance", Verb.DEPENDS_ON),
        Link("AlarmActions", "aws.sns.topic", Verb.ROUTES_TO),
    ),
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
_LOG_GROUP = entry(
    *("logs.log_group", "Log group", "Logs of one source.", "logs.DescribeLogGroups", "logGroups"),
    id="logGroupName",
    arn="logGroupArn",
    name="logGroupName",
    aliases="logs log-groups",
    columns=(
        number("days", "retentionInDays", 6, "Days they are kept; none: for ever."),
        size("bytes", "storedBytes", "How much there is."),
        text("class", "logGroupClass", 18, "How they are kept.", wide=True),
    ),
    links=(Link("kmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=("storedBytes",),
)


class CloudWatch(AwsService):
    """Lists alarms, dashboards and log groups."""

    name = "aws.cloudwatch"
    entries = (
        _ALARM,
        _DASHBOARD,
        _LOG_GROUP,
    )
