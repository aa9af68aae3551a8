"""Amazon CloudWatch: alarms and dashboards."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import described, entry, flag, moment, number, size, span, text
from dharma_tui.services.discovery.aws._service import AwsService

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
        text("metric", "MetricName", 24, "What is watched."),
        text("namespace", "Namespace", 18, "Of which service."),
        text("about", "Dimensions[].Value", 24, "What it is about."),
        text("comparison", "ComparisonOperator", 30, "How it is compared.", wide=True),
        number("threshold", "Threshold", 10, "With what."),
        flag("actions", "ActionsEnabled", 8, "Whether it does anything."),
        moment("since", "StateUpdatedTimestamp", "Since when it is as it is."),
        text("reason", "StateReason", 50, "Why.", wide=True),
        text("statistic", "Statistic", 11, "What is made of the values.", wide=True),
        span("period", "Period", "The time that one value stands for.", wide=True),
        number("periods", "EvaluationPeriods", 7, "Values looked at.", wide=True),
        text("tells", "AlarmActions[]", 50, "Who is told.", wide=True),
        described("AlarmDescription"),
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
_COMPOSITE = entry(
    *("cloudwatch.composite_alarm", "Composite alarm", "Alarms watched together."),
    *("cloudwatch.DescribeAlarms", "CompositeAlarms"),
    page=100,
    id="AlarmName",
    arn="AlarmArn",
    name="AlarmName",
    state="StateValue",
    params={"AlarmTypes": ["CompositeAlarm"]},
    words="ok alarm insufficient_data",
    columns=(
        text("rule", "AlarmRule", 60, "When it is raised."),
        flag("actions", "ActionsEnabled", 8, "Whether it does anything."),
        moment("since", "StateUpdatedTimestamp", "Since when it is as it is."),
        text("reason", "StateReason", 50, "Why.", wide=True),
        text("tells", "AlarmActions[]", 50, "Who is told.", wide=True),
    ),
    links=(Link("AlarmActions", "aws.sns.topic", Verb.ROUTES_TO),),
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
