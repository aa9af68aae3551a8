"""Amazon Managed Prometheus, AWS X-Ray and AWS FIS: how things are measured and tried."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import described, encrypted, entry, flag, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

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
