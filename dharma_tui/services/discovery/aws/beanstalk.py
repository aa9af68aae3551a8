"""AWS Elastic Beanstalk and AWS App Runner: web applications that AWS runs."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import (
    Detail,
    described,
    entry,
    guarded,
    in_subnet,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_APPLICATION = entry(
    *("elasticbeanstalk.beanstalk_application", "Beanstalk application", "A web application."),
    *("elasticbeanstalk.DescribeApplications", "Applications"),
    id="ApplicationName",
    arn="ApplicationArn",
    name="ApplicationName",
    columns=(
        described("Description", wide=False),
        text("version", "Versions[]", 20, "Its versions."),
        moment("updated", "DateUpdated", "When it was last changed."),
        made("DateCreated"),
    ),
)
_ENVIRONMENT = entry(
    *("elasticbeanstalk.beanstalk_environment", "Beanstalk environment", "A web application as it runs."),
    *("elasticbeanstalk.DescribeEnvironments", "Environments"),
    id="EnvironmentName",
    arn="EnvironmentArn",
    name="EnvironmentName",
    state="Status",
    aliases="beanstalk",
    params={"IncludeDeleted": False},
    words="aborting launching updating linkingfrom linkingto ready terminating terminated",
    hosts=("CNAME",),
    leads_to=("EndpointURL",),
    columns=(
        text("application", "ApplicationName", 24, "The application."),
        text("version", "VersionLabel", 16, "Its version."),
        text("health", "Health", 8, "Green, yellow, red or grey."),
        text("tier", "Tier.Name", 9, "WebServer or Worker."),
        moment("updated", "DateUpdated", "When it was last changed."),
        text("platform", "SolutionStackName", 40, "What runs it.", wide=True),
        text("cname", "CNAME", 50, "Its name in DNS."),
        made("DateCreated"),
    ),
)


class Beanstalk(AwsService):
    """Lists applications and environments."""

    name = "aws.elasticbeanstalk"
    entries = (_APPLICATION, _ENVIRONMENT)


_RUNNER = entry(
    *("apprunner.runner_service", "App Runner service", "A web application from an image or code."),
    *("apprunner.ListServices", "ServiceSummaryList"),
    id="ServiceId",
    arn="ServiceArn",
    shapes="apprunner:service",
    name="ServiceName",
    state="Status",
    details=(Detail("DescribeService", "ServiceArn", "ServiceArn", items="Service"),),
    words="create_failed running deleted delete_failed paused operation_in_progress",
    runs=("SourceConfiguration.ImageRepository.ImageIdentifier",),
    secret=(
        "SourceConfiguration.ImageRepository.ImageConfiguration.StartCommand",
        "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.BuildCommand",
        "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.StartCommand",
    ),
    hosts=("ServiceUrl",),
    columns=(
        text("url", "ServiceUrl", 50, "Where it answers."),
        text("cpu", "InstanceConfiguration.Cpu", 5, "Thousandths of a processor for each instance."),
        text("memory", "InstanceConfiguration.Memory", 7, "MB for each instance."),
        text(
            "image", "SourceConfiguration.ImageRepository.ImageIdentifier", 40, "What it runs, where that is an image."
        ),
        moment("updated", "UpdatedAt", "When it was last changed."),
        made("CreatedAt"),
    ),
)
_CONNECTOR = entry(
    *("apprunner.runner_connector", "App Runner connector", "By which App Runner services go into subnets."),
    *("apprunner.ListVpcConnectors", "VpcConnectors"),
    id="VpcConnectorName",
    arn="VpcConnectorArn",
    name="VpcConnectorName",
    state="Status",
    words="active inactive",
    columns=(
        number("revision", "VpcConnectorRevision", 8, "Which of those of its name."),
        number("subnets", "Subnets[]", 7, "Subnets that it goes into."),
        made("CreatedAt"),
    ),
    links=(in_subnet("Subnets"), guarded("SecurityGroups")),
)


class AppRunner(AwsService):
    """Lists services and what connects them to networks."""

    name = "aws.apprunner"
    entries = (_RUNNER, _CONNECTOR)
