"""Amazon ECS: clusters, services, tasks and what they run."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Copies, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._paths import found
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import MIB, in_bytes
from dharma_tui.services.discovery.aws._told import Follows, those, together

_IN_CLUSTER = Link("clusterArn", "aws.ecs.ecs_cluster", Verb.CONTAINS, reverse=True)
_WITH_TAGS = {"include": ["TAGS"]}
_OF_CLUSTER = Parent("aws.ecs.ecs_cluster", {"cluster": "Id"}, {"clusterArn": "Id"})
_CLUSTER = entry(
    *("ecs.ecs_cluster", "ECS cluster", "Where services and tasks run.", "ecs.ListClusters", "clusterArns"),
    id="Id",
    arn="Id",
    shapes="ecs:cluster",
    name="clusterName",
    state="status",
    tags="tags",
    details=(Detail("DescribeClusters", "clusters", "Id", 100, "clusters", "clusterArn", params=_WITH_TAGS),),
    aliases="ecs",
    words="active provisioning deprovisioning failed inactive",
    columns=(
        number("services", "activeServicesCount", 8, "Services."),
        number("tasks", "runningTasksCount", 6, "Tasks that run."),
        number("pending", "pendingTasksCount", 7, "Tasks that are to run."),
        number("instances", "registeredContainerInstancesCount", 9, "Container instances."),
        text("providers", "capacityProviders[]", 24, "Where its tasks may run.", wide=True),
    ),
    volatile=("runningTasksCount", "pendingTasksCount", "registeredContainerInstancesCount", "statistics"),
)


def called_in_metrics(attrs: Mapping[str, Json]) -> Json:
    """How metrics call a service: by its cluster, and its name there."""
    cluster, name = str(attrs.get("clusterArn") or "").rpartition("/")[2], attrs.get("serviceName")
    return f"{cluster}/{name}" if cluster and name else None


_LAUNCHED = ("launchType", "capacityProviderStrategy.capacityProvider")


def _of_primary(path: str) -> Follows:
    """What a service tells at ``path``, or where others than ECS deploy it, the set of tasks that is in use."""
    of_sets = those("taskSets", path, "status", "active", "draining")
    return lambda attrs: next(found([attrs.get(path), of_sets(attrs)], ""), None)


_ITS_OWN = ("taskSets.taskSetArn", "currentServiceDeployment", "currentServiceRevisions.arn")
"""Parts of a service that have ARNs: they are told with it and nowhere else."""
_SERVICE = entry(
    *("ecs.ecs_service", "ECS service", "Tasks kept running.", "ecs.ListServices", "serviceArns"),
    id="Id",
    arn="Id",
    shapes="ecs:service",
    name="serviceName",
    state="status",
    tags="tags",
    page=100,
    parent=_OF_CLUSTER,
    details=(
        Detail(
            *("DescribeServices", "services", "Id", 10, "services", "serviceArn"),
            given={"cluster": "clusterArn"},
            params=_WITH_TAGS,
        ),
    ),
    aliases="ecs-services",
    full_names=("MetricName",),
    called="EcsServiceName",
    derived={
        "MetricName": called_in_metrics,
        "TaskDefinition": _of_primary("taskDefinition"),
        "Launch": together(*(f"{of}{how}" for of in ("", "taskSets.") for how in _LAUNCHED)),
    },
    mute=("TaskDefinition", "Launch", *_ITS_OWN),
    words="active draining inactive",
    columns=(
        number("pending", "pendingCount", 7, "Tasks that are to run."),
        text("launch", "Launch[]", 9, "EC2, FARGATE or EXTERNAL, or the capacity providers that decide that."),
        text("cluster", "clusterArn", 60, "Its cluster.", wide=True),
        text("task_definition", "TaskDefinition", 60, "What its tasks are.", wide=True),
        moment("created", "createdAt", "When it was made."),
        text("platform", "platformVersion", 8, "Version of Fargate.", wide=True),
        flag("shell", "enableExecuteCommand", 5, "Whether commands may be run in its tasks.", wide=True),
    ),
    copies=Copies(
        "desiredCount",
        "runningCount",
        ("TaskDefinition",),
        failed=("deployments.rolloutState=FAILED",),
        progressing=("deployments.rolloutState=IN_PROGRESS", "taskSets.stabilityStatus=STABILIZING"),
        of="cluster",
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.ecs.task_definition", loses=0.25),),
    links=(
        _IN_CLUSTER,
        Link("taskDefinition", "aws.ecs.task_definition", Verb.DEPENDS_ON),
        Link("loadBalancers.targetGroupArn", "aws.elb.target_group", Verb.ROUTES_TO, reverse=True),
        in_subnet("networkConfiguration.awsvpcConfiguration.subnets"),
        guarded("networkConfiguration.awsvpcConfiguration.securityGroups"),
        has_role("roleArn"),
    ),
    dropped=("events",),
)


def _service_of(task: Mapping[str, Json]) -> Json:
    """The ARN of the service that keeps a task running; None where no service does."""
    kind, _, name = str(task.get("group", "")).partition(":")
    arn, _, path = str(task.get("taskArn", "")).partition(":task/")
    cluster = path.partition("/")[0] if "/" in path else ""
    return f"{arn}:service/{cluster}/{name}" if kind == "service" and name and cluster else None


_TASK = entry(
    *("ecs.ecs_task", "ECS task", "Containers that run together.", "ecs.ListTasks", "taskArns"),
    id="Id",
    arn="Id",
    also=("containers.containerArn",),
    name="group",
    state="lastStatus",
    tags="tags",
    parent=_OF_CLUSTER,
    details=(
        Detail(
            *("DescribeTasks", "tasks", "Id", 100, "tasks", "taskArn"),
            given={"cluster": "clusterArn"},
            params=_WITH_TAGS,
        ),
    ),
    aliases="ecs-tasks",
    noisy=True,
    words="provisioning pending activating running deactivating stopping deprovisioning stopped",
    derived={"MemoryBytes": in_bytes("memory", MIB), "ServiceArn": _service_of},
    columns=(
        text("launch", "launchType", 9, "EC2, FARGATE or EXTERNAL."),
        text("health", "healthStatus", 10, "Its health."),
        text("private_ip", "containers[].networkInterfaces[].privateIpv4Address", 15, "Its private addresses."),
        text("zone", "availabilityZone", 14, "Availability zone."),
        number("cpu", "cpu", 6, "Units of processor: 1,024 are one."),
        moment("started", "startedAt", "Since when it runs."),
        size("memory", "MemoryBytes", "Memory it is given."),
        text("task_definition", "taskDefinitionArn", 60, "What it is.", wide=True),
        text("group", "group", 30, "What started it.", wide=True),
        text("why", "stoppedReason", 40, "Why it is in its state.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.ecs.task_definition"),),
    links=(
        _IN_CLUSTER,
        Link("ServiceArn", "aws.ecs.ecs_service", Verb.MANAGES, reverse=True),
        Link("taskDefinitionArn", "aws.ecs.task_definition", Verb.DEPENDS_ON),
        Link("containerInstanceArn", "aws.ecs.container_instance", Verb.RUNS_ON),
    ),
    runs=("containers.image",),
    secret=("overrides.containerOverrides.environment.value",),
)
_OF_EFS = "volumes.efsVolumeConfiguration.authorizationConfig"
_TASK_DEFINITION = entry(
    *("ecs.task_definition", "Task definition", "What a task is to be: its containers and their needs."),
    *("ecs.ListTaskDefinitions", "taskDefinitionArns"),
    id="Id",
    arn="Id",
    shapes="ecs:task-definition",
    name="family",
    state="status",
    params={"status": "ACTIVE"},
    details=(
        Detail(
            "DescribeTaskDefinition", "taskDefinition", "Id", 1, "taskDefinition", "taskDefinitionArn", lasting=("Id",)
        ),
    ),
    words="active inactive delete_in_progress",
    derived={"MemoryBytes": in_bytes("memory", MIB)},
    columns=(
        number("revision", "revision", 8, "Revision."),
        text("image", "containerDefinitions[].image", 50, "Images of its containers."),
        text("network", "networkMode", 8, "Kind of network."),
        number("cpu", "cpu", 6, "Units of processor: 1,024 are one."),
        size("memory", "MemoryBytes", "Memory it is given."),
        text("runs_on", "requiresCompatibilities[]", 10, "EC2, FARGATE or EXTERNAL.", wide=True),
        text("containers", "containerDefinitions[].name", 24, "Its containers.", wide=True),
        moment("registered", "registeredAt", "When it was made.", wide=True),
        text("role", "taskRoleArn", 50, "What it may do.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.efs"), Bearing(Verb.DEPENDS_ON, "aws.fsx")),
    links=(
        has_role("taskRoleArn"),
        has_role("executionRoleArn"),
        Link("volumes.efsVolumeConfiguration.fileSystemId", "aws.efs.nfs_file_system", Verb.DEPENDS_ON),
        Link(f"{_OF_EFS}.accessPointId", "aws.efs.access_point", Verb.DEPENDS_ON),
        Link("containerDefinitions.secrets.valueFrom", "aws.ssm.parameter", Verb.DEPENDS_ON),
    ),
    runs=("containerDefinitions.image",),
    secret=("containerDefinitions.environment.value",),
)
_CONTAINER_INSTANCE = entry(
    *("ecs.container_instance", "Container instance", "An instance on which a cluster runs tasks."),
    *("ecs.ListContainerInstances", "containerInstanceArns"),
    id="Id",
    arn="Id",
    name="ec2InstanceId",
    state="status",
    tags="tags",
    parent=_OF_CLUSTER,
    details=(
        Detail(
            *("DescribeContainerInstances", "containerInstances", "Id", 100, "containerInstances"),
            match="containerInstanceArn",
            given={"cluster": "clusterArn"},
            params=_WITH_TAGS,
        ),
    ),
    words="registering registration_failed active inactive deregistering draining",
    columns=(
        text("instance", "ec2InstanceId", 21, "The instance."),
        number("tasks", "runningTasksCount", 6, "Tasks that run."),
        flag("agent", "agentConnected", 6, "Whether its agent is connected."),
        text("agent_version", "versionInfo.agentVersion", 13, "Version of its agent."),
        moment("registered", "registeredAt", "When it joined."),
        text("docker", "versionInfo.dockerVersion", 20, "Version of Docker.", wide=True),
        number("pending", "pendingTasksCount", 7, "Tasks that start.", wide=True),
    ),
    links=(_IN_CLUSTER, Link("ec2InstanceId", "aws.ec2.instance", Verb.RUNS_ON)),
    volatile=(
        "runningTasksCount",
        "pendingTasksCount",
        "remainingResources",
        "version",
        "gpuDevices.remainingMemoryInMiB",
        "gpuDevices.containerCount",
        "healthStatus.details.lastUpdated",
    ),
)
_CAPACITY_PROVIDER = entry(
    *("ecs.capacity_provider", "Capacity provider", "Where a cluster gets room for tasks."),
    *("ecs.DescribeCapacityProviders", "capacityProviders"),
    id="name",
    arn="capacityProviderArn",
    shapes="ecs:capacity-provider",
    name="name",
    state="status",
    tags="tags",
    params=_WITH_TAGS,
    words="provisioning active deprovisioning inactive",
    columns=(
        text("scaling", "autoScalingGroupProvider.managedScaling.status", 9, "Whether ECS sizes its group."),
        number("target", "autoScalingGroupProvider.managedScaling.targetCapacity", 7, "How full it is to be."),
        text("group", "autoScalingGroupProvider.autoScalingGroupArn", 60, "The group of its instances."),
        text("update", "updateStatus", 20, "How its last change went.", wide=True),
    ),
    bearings=(
        *(Bearing(Verb.DEPENDS_ON, kind, reverse=True) for kind in ("aws.ecs.container_instance", "aws.ecs.ecs_task")),
    ),  # what has got room keeps it
    links=(Link("autoScalingGroupProvider.autoScalingGroupArn", "aws.autoscaling.scaling_group", Verb.MANAGES),),
)


class Ecs(AwsService):
    """Lists clusters, services, running tasks, task definitions, container instances and capacity providers."""

    name = "aws.ecs"
    entries = (
        _CLUSTER,
        _SERVICE,
        _TASK,
        _TASK_DEFINITION,
        _CONTAINER_INSTANCE,
        _CAPACITY_PROVIDER,
    )
