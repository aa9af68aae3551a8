"""AWS Batch: work done in containers."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, has_role, number, span, text
from dharma_tui.services.discovery.aws._service import AwsService

_ENVIRONMENT = entry(
    *("batch.compute_environment", "Compute environment", "Where jobs run."),
    *("batch.DescribeComputeEnvironments", "computeEnvironments"),
    id="computeEnvironmentName",
    arn="computeEnvironmentArn",
    shapes="batch:compute-environment",
    name="computeEnvironmentName",
    state="status",
    tags="tags",
    words="creating updating deleting deleted valid invalid",
    columns=(
        text("type", "type", 10, "MANAGED or UNMANAGED."),
        text("enabled", "state", 8, "Whether it takes jobs."),
        text("resources", "computeResources.type", 12, "EC2, SPOT, FARGATE or FARGATE_SPOT."),
        number("desired", "computeResources.desiredvCpus", 7, "Virtual processors it wants now."),
        number("most", "computeResources.maxvCpus", 6, "Virtual processors it may have."),
        number("least", "computeResources.minvCpus", 6, "Virtual processors it always has.", wide=True),
        text("types", "computeResources.instanceTypes[]", 24, "Instance types it takes.", wide=True),
        text("runs_on", "containerOrchestrationType", 8, "ECS or EKS.", wide=True),
        text("why", "statusReason", 40, "Why it is in its state.", wide=True),
    ),
    links=(Link("ecsClusterArn", "aws.ecs.ecs_cluster", Verb.RUNS_ON), has_role("serviceRole")),
    volatile=("computeResources.desiredvCpus",),
)
_QUEUE = entry(
    *("batch.job_queue", "Job queue", "Jobs that wait.", "batch.DescribeJobQueues", "jobQueues"),
    id="jobQueueName",
    arn="jobQueueArn",
    shapes="batch:job-queue",
    name="jobQueueName",
    state="status",
    tags="tags",
    words="creating updating deleting deleted valid invalid",
    columns=(
        number("priority", "priority", 8, "Higher goes first."),
        text("enabled", "state", 8, "Whether it takes jobs."),
        text(
            "environments",
            "computeEnvironmentOrder[].computeEnvironment",
            60,
            "Where its jobs run, by rank.",
            wide=True,
        ),
        text("why", "statusReason", 40, "Why it is in its state.", wide=True),
    ),
    links=(Link("computeEnvironmentOrder.computeEnvironment", "aws.batch.compute_environment", Verb.ROUTES_TO),),
)
_DEFINITION = entry(
    *(
        "batch.job_definition",
        "Job definition",
        "What a job is to be.",
        "batch.DescribeJobDefinitions",
        "jobDefinitions",
    ),
    id="jobDefinitionName",
    arn="jobDefinitionArn",
    shapes="batch:job-definition",
    name="jobDefinitionName",
    state="status",
    tags="tags",
    params={"status": "ACTIVE"},
    words="active inactive",
    columns=(
        number("revision", "revision", 8, "Revision."),
        text("type", "type", 10, "container or multinode."),
        text("image", "containerProperties.image", 50, "What it runs."),
        text("platform", "platformCapabilities[]", 10, "EC2 or FARGATE."),
        number("attempts", "retryStrategy.attempts", 8, "How often a job is tried."),
        span("timeout", "timeout.attemptDurationSeconds", "How long one may take."),
        text("role", "containerProperties.jobRoleArn", 50, "What it may do.", wide=True),
    ),
    links=(has_role("containerProperties.jobRoleArn"), has_role("containerProperties.executionRoleArn")),
    runs=("containerProperties.image",),
    secret=("containerProperties.environment.value", "parameters"),
)
_SCHEDULING = entry(
    *("batch.scheduling_policy", "Scheduling policy", "Whose jobs go first."),
    *("batch.ListSchedulingPolicies", "schedulingPolicies"),
    id="arn",
    arn="arn",
    name="name",
    tags="tags",
    plural="Scheduling policies",
    aliases="scheduling-policies",
    details=(Detail("DescribeSchedulingPolicies", "arns", "arn", 100, "schedulingPolicies", "arn"),),
    columns=(
        span("decay", "fairsharePolicy.shareDecaySeconds", "For how long past use counts."),
        number("reserve", "fairsharePolicy.computeReservation", 7, "Percent kept for shares that wait."),
    ),
)


class Batch(AwsService):
    """Lists compute environments, queues, job definitions and scheduling policies."""

    name = "aws.batch"
    entries = (
        _ENVIRONMENT,
        _QUEUE,
        _DEFINITION,
        _SCHEDULING,
    )
