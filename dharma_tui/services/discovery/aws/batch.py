"""AWS Batch and AWS CodeBuild: work done in containers."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, has_role, in_vpc, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_ENVIRONMENT = entry(
    *("batch.compute_environment", "Compute environment", "Where jobs run."),
    *("batch.DescribeComputeEnvironments", "computeEnvironments"),
    id="computeEnvironmentName",
    arn="computeEnvironmentArn",
    name="computeEnvironmentName",
    state="status",
    tags="tags",
    words="creating updating deleting deleted valid invalid",
    columns=(text("type", "type", 10, "MANAGED or UNMANAGED."), text("enabled", "state", 8, "Whether it takes jobs.")),
    links=(Link("ecsClusterArn", "aws.ecs.ecs_cluster", Verb.RUNS_ON), has_role("serviceRole")),
)
_QUEUE = entry(
    *("batch.job_queue", "Job queue", "Jobs that wait.", "batch.DescribeJobQueues", "jobQueues"),
    id="jobQueueName",
    arn="jobQueueArn",
    name="jobQueueName",
    state="status",
    tags="tags",
    words="creating updating deleting deleted valid invalid",
    columns=(
        number("priority", "priority", 8, "Higher goes first."),
        text("enabled", "state", 8, "Whether it takes jobs."),
    ),
    links=(Link("computeEnvironmentOrder.computeEnvironment", "aws.batch.compute_environment", Verb.ROUTES_TO),),
)
_PROJECT = entry(
    *("codebuild.build_project", "Build project", "How something is built.", "codebuild.ListProjects", "projects"),
    id="Id",
    arn="arn",
    name="name",
    tags="tags",
    details=(Detail("BatchGetProjects", "names", "Id", 100, "projects", "name"),),
    columns=(
        text("source", "source.location", 40, "What is built."),
        text("image", "environment.image", 30, "In what."),
        moment("modified", "lastModified", "When it was last changed."),
    ),
    links=(has_role("serviceRole"), in_vpc("vpcConfig.vpcId")),
    secret=("environment.environmentVariables.value",),
)


class Batch(AwsService):
    """Lists compute environments and queues of Batch, and projects of CodeBuild."""

    name = "aws.batch"
    entries = (
        _ENVIRONMENT,
        _QUEUE,
        _PROJECT,
    )
