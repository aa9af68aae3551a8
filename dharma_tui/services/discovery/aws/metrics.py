"""Amazon Timestream, Managed Prometheus, AWS X-Ray and AWS FIS: how things are measured and tried."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import described, encrypted, entry, flag, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_DATABASE = entry(
    *("timestream.timestream_db", "Timestream database", "Measurements kept together."),
    *("timestream-write.ListDatabases", "Databases"),
    id="DatabaseName",
    arn="Arn",
    name="DatabaseName",
    columns=(
        number("tables", "TableCount", 7, "Tables."),
        moment("updated", "LastUpdatedTime", "When it was last changed."),
        made("CreationTime"),
    ),
    links=(encrypted("KmsKeyId"),),
)
_TABLE = entry(
    *("timestream.timestream_table", "Timestream table", "Measurements.", "timestream-write.ListTables", "Tables"),
    id="TableName",
    arn="Arn",
    name="TableName",
    state="TableStatus",
    words="active deleting restoring",
    columns=(
        text("database", "DatabaseName", 24, "Its database."),
        number("hours", "RetentionProperties.MemoryStoreRetentionPeriodInHours", 6, "Hours kept at hand."),
        number("days", "RetentionProperties.MagneticStoreRetentionPeriodInDays", 6, "Days kept at all."),
        made("CreationTime"),
    ),
)


class Timestream(AwsService):
    """Lists databases and tables of measurements."""

    name = "aws.timestream"
    entries = (_DATABASE, _TABLE)


_PROMETHEUS = entry(
    *("amp.prometheus_workspace", "Prometheus workspace", "Measurements in the way of Prometheus."),
    *("amp.ListWorkspaces", "workspaces"),
    id="workspaceId",
    arn="arn",
    name="alias",
    state="status.statusCode",
    tags="tags",
    aliases="prometheus",
    words="creating active updating deleting creation_failed",
    columns=(text("id", "workspaceId", 40, "Its id."), made("createdAt")),
    links=(encrypted("kmsKeyArn"),),
)


class Prometheus(AwsService):
    """Lists workspaces."""

    name = "aws.amp"
    entries = (_PROMETHEUS,)


_TRACES = entry(
    *("xray.trace_group", "Trace group", "Traces kept together.", "xray.GetGroups", "Groups"),
    id="GroupName",
    arn="GroupARN",
    name="GroupName",
    columns=(
        text("filter", "FilterExpression", 40, "Which traces."),
        flag("insights", "InsightsConfiguration.InsightsEnabled", 8, "Whether trouble is looked for."),
    ),
)


class XRay(AwsService):
    """Lists groups of traces."""

    name = "aws.xray"
    entries = (_TRACES,)


_EXPERIMENT = entry(
    *("fis.experiment_template", "Experiment template", "Trouble that is made on purpose."),
    *("fis.ListExperimentTemplates", "experimentTemplates"),
    id="id",
    arn="arn",
    name="id",
    tags="tags",
    columns=(
        described("description", wide=False),
        moment("updated", "lastUpdateTime", "When it was last changed."),
        made("creationTime"),
    ),
)


class FaultInjection(AwsService):
    """Lists templates of experiments."""

    name = "aws.fis"
    entries = (_EXPERIMENT,)
