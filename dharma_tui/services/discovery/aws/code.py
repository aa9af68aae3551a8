"""AWS CodeBuild, CodePipeline, CodeDeploy, CodeCommit and CodeArtifact: how programs are made and brought out."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    described,
    encrypted,
    entry,
    flag,
    has_role,
    in_vpc,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService


def _places(attrs: Mapping[str, Json]) -> Json:
    """The buckets that what is built, and what is kept for the next time, goes to."""
    ways: list[Json] = [attrs.get("artifacts"), attrs.get("cache")]
    second = attrs.get("secondaryArtifacts")
    told = [each for each in (*ways, *(second if isinstance(second, list) else ())) if isinstance(each, Mapping)]
    buckets = [f"s3://{each.get('location')}" for each in told if each.get("type") == "S3" and each.get("location")]
    return list(dict.fromkeys(buckets)) or None


_PROJECT = entry(
    *("codebuild.build_project", "Build project", "How something is built.", "codebuild.ListProjects", "projects"),
    id="Id",
    arn="arn",
    shapes="codebuild:project",
    arn_untold="arn:{partition}:codebuild:{region}:{account}:project/{id}",
    name="name",
    tags="tags",
    details=(Detail("BatchGetProjects", "names", "Id", 100, "projects", "name"),),
    columns=(
        text("source", "source.location", 40, "What is built."),
        text("image", "environment.image", 30, "In what."),
        text("compute", "environment.computeType", 22, "How large its machine is."),
        moment("modified", "lastModified", "When it was last changed."),
        made("created", wide=True),
        flag("privileged", "environment.privilegedMode", 10, "Whether builds may run Docker.", wide=True),
        text("visible", "projectVisibility", 11, "Who sees its builds.", wide=True),
        text("vpc", "vpcConfig.vpcId", 21, "The VPC it builds in.", wide=True),
        text("role", "serviceRole", 50, "What it may do.", wide=True),
    ),
    links=(
        *(has_role("serviceRole"), in_vpc("vpcConfig.vpcId")),
        Link("logsConfig.cloudWatchLogs.groupName", "aws.logs.log_group", Verb.STORES_IN),
        Link("Places", "aws.s3.bucket", Verb.STORES_IN),
    ),
    derived={"Places": _places},
    runs=("environment.image",),
    secret=("environment.environmentVariables.value",),
)


class CodeBuild(AwsService):
    """Lists projects."""

    name = "aws.codebuild"
    entries = (_PROJECT,)


_PIPELINE = entry(
    *(
        "codepipeline.code_pipeline",
        "Pipeline",
        "From a change to what runs.",
        "codepipeline.ListPipelines",
        "pipelines",
    ),
    id="name",
    arn="arn:{partition}:codepipeline:{region}:{account}:{id}",
    name="name",
    columns=(
        text("type", "pipelineType", 6, "V1 or V2."),
        number("version", "version", 7, "How often it was changed."),
        moment("updated", "updated", "When that was last."),
        made("created"),
        text("mode", "executionMode", 10, "What happens to runs that overlap.", wide=True),
    ),
)


class CodePipeline(AwsService):
    """Lists pipelines."""

    name = "aws.codepipeline"
    entries = (_PIPELINE,)


_APPLICATION = entry(
    *("codedeploy.deploy_application", "Deploy application", "Something that is brought out."),
    *("codedeploy.ListApplications", "applications"),
    id="Id",
    arn="arn:{partition}:codedeploy:{region}:{account}:application:{id}",
    name="applicationName",
    details=(Detail("BatchGetApplications", "applicationNames", "Id", 100, "applicationsInfo", "applicationName"),),
    columns=(text("platform", "computePlatform", 8, "Server, Lambda or ECS."), made("createTime")),
)
_GROUP = entry(
    *("codedeploy.deploy_group", "Deploy group", "Where an application is brought out to."),
    *("codedeploy.ListDeploymentGroups", "deploymentGroups"),
    id="Id",
    arn="arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{item[Application]}/{id}",
    name="Id",
    parent=Parent("aws.codedeploy.deploy_application", {"applicationName": "Id"}, {"Application": "Id"}),
    details=(
        Detail(
            *("GetDeploymentGroup", "deploymentGroupName", "Id"),
            items="deploymentGroupInfo",
            given={"applicationName": "Application"},
        ),
    ),
    columns=(
        text("application", "Application", 24, "The application."),
        text("how", "deploymentConfigName", 30, "How many at once."),
        text("type", "deploymentStyle.deploymentType", 11, "In place or blue and green."),
        text("last", "lastAttemptedDeployment.status", 10, "How the last deployment ended."),
        moment("deployed", "lastSuccessfulDeployment.endTime", "When something was last deployed."),
        text("groups", "autoScalingGroups[].name", 30, "Autoscaling groups it deploys to.", wide=True),
        text("services", "ecsServices[].serviceName", 30, "ECS services it deploys to.", wide=True),
    ),
    links=(
        has_role("serviceRoleArn"),
        Link("targetRevision.s3Location.bucket", "aws.s3.bucket", Verb.DEPENDS_ON),
    ),
)


class CodeDeploy(AwsService):
    """Lists applications and groups that they are brought out to."""

    name = "aws.codedeploy"
    entries = (_APPLICATION, _GROUP)


_REPOSITORY = entry(
    *("codecommit.code_repository", "Code repository", "Where programs are kept.", "codecommit.ListRepositories"),
    "repositories",
    id="repositoryName",
    arn="Arn",
    shapes="codecommit:",
    arn_untold="arn:{partition}:codecommit:{region}:{account}:{id}",
    also=("repositoryId",),
    name="repositoryName",
    plural="Code repositories",
    aliases="code-repositories",
    details=(
        Detail("BatchGetRepositories", "repositoryNames", "repositoryName", 25, "repositories", "repositoryName"),
    ),
    columns=(
        text("branch", "defaultBranch", 16, "The branch it starts from."),
        text("url", "cloneUrlHttp", 60, "Where it is fetched."),
        moment("modified", "lastModifiedDate", "When it was last changed."),
        made("creationDate", wide=True),
        described("repositoryDescription"),
    ),
    links=(encrypted("kmsKeyId"),),
)


class CodeCommit(AwsService):
    """Lists repositories."""

    name = "aws.codecommit"
    entries = (_REPOSITORY,)


_PACKAGES = entry(
    *("codeartifact.package_repository", "Package repository", "Where packages are kept."),
    *("codeartifact.ListRepositories", "repositories"),
    id="name",
    arn="arn",
    name="name",
    plural="Package repositories",
    aliases="package-repositories",
    columns=(text("domain", "domainName", 24, "Its domain."), described("description"), made("createdTime")),
)


class CodeArtifact(AwsService):
    """Lists repositories of packages."""

    name = "aws.codeartifact"
    entries = (_PACKAGES,)
