"""Amazon ECR: places for container images."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import NO_POLICY, Detail, Parent, entry, flag, moment, number, size, text
from dharma_tui.services.discovery.aws._service import AwsService

_MADE_OF_IT = (
    Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),
    Bearing(Verb.DEPENDS_ON, "aws.ecs.ecs_task", reverse=True),
)
"""What runs an image goes on without it; only nothing more of it can be started."""
_REPOSITORY = entry(
    *("ecr.ecr_repository", "ECR repository", "A place for container images."),
    *("ecr.DescribeRepositories", "repositories"),
    page=1000,
    id="repositoryName",
    arn="repositoryArn",
    shapes="ecr:repository",
    name="repositoryName",
    tags="Tags",
    plural="ECR repositories",
    details=(
        Detail("ListTagsForResource", "resourceArn", "repositoryArn", items="tags", under="Tags", seldom=True),
        Detail(
            *("GetRepositoryPolicy", "repositoryName", "repositoryName"),
            items="policyText",
            under="Policy",
            absent=NO_POLICY,
            lacking=("RepositoryPolicyNotFoundException",),
            seldom=True,
        ),
    ),
    policy="Policy",
    aliases="ecr",
    bearings=_MADE_OF_IT,
    columns=(
        text("uri", "repositoryUri", 60, "What images are pulled from."),
        text("tags_are", "imageTagMutability", 9, "Whether tags of images may be moved."),
        flag("scanned", "imageScanningConfiguration.scanOnPush", 7, "Whether images are scanned when pushed."),
        text("encryption", "encryptionConfiguration.encryptionType", 10, "AES256 or KMS."),
        moment("created", "createdAt", "When it was made."),
    ),
)
_IMAGE = entry(
    *("ecr.container_image", "Container image", "An image in a repository.", "ecr.DescribeImages", "imageDetails"),
    id="imageDigest",
    arn="{item[RepositoryUri]}@{id}",
    name="repositoryName",
    page=1000,
    parent=Parent(
        "aws.ecr.ecr_repository",
        {"repositoryName": "repositoryName"},
        {"RepositoryUri": "repositoryUri", "RepositoryArn": "repositoryArn"},
        told={
            "RepositoryUri": "{registryId}.dkr.ecr.{region}.{suffix}/{repositoryName}",
            "RepositoryArn": "arn:{partition}:ecr:{region}:{registryId}:repository/{repositoryName}",
        },
    ),
    aliases="ecr-images",
    bearings=_MADE_OF_IT,
    columns=(
        text("tag", "imageTags[]", 20, "Its tags."),
        size("bytes", "imageSizeInBytes", "Its size."),
        moment("pushed", "imagePushedAt", "When it was pushed."),
        number(
            "critical", "imageScanFindingsSummary.findingSeverityCounts.CRITICAL", 8, "Critical findings of its scan."
        ),
        number("high", "imageScanFindingsSummary.findingSeverityCounts.HIGH", 6, "Findings of its scan that are high."),
        moment("pulled", "lastRecordedPullTime", "When it was last pulled.", wide=True),
        text("scan", "imageScanStatus.status", 12, "Whether it has been scanned."),
        text("kind_of", "artifactMediaType", 40, "What it is made of.", wide=True),
        moment("scanned", "imageScanFindingsSummary.imageScanCompletedAt", "When it was scanned.", wide=True),
    ),
    links=(Link("RepositoryArn", "aws.ecr.ecr_repository", Verb.CONTAINS, reverse=True),),
    volatile=(
        "lastRecordedPullTime",
        "imageScanFindingsSummary.imageScanCompletedAt",
        "imageScanFindingsSummary.vulnerabilitySourceUpdatedAt",
    ),
)


class Ecr(AwsService):
    """Lists repositories and the images in them."""

    name = "aws.ecr"
    entries = (
        _REPOSITORY,
        _IMAGE,
    )
