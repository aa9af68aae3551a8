"""Amazon ECR: places for container images."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import Detail, entry, flag, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_REPOSITORY = entry(
    *("ecr.ecr_repository", "ECR repository", "A place for container images."),
    *("ecr.DescribeRepositories", "repositories"),
    id="repositoryName",
    arn="repositoryArn",
    name="repositoryName",
    tags="Tags",
    plural="ECR repositories",
    details=(Detail("ListTagsForResource", "resourceArn", "repositoryArn", items="tags", under="Tags"),),
    aliases="ecr",
    columns=(
        text("uri", "repositoryUri", 60, "What images are pulled from."),
        text("tags_are", "imageTagMutability", 9, "Whether tags of images may be moved."),
        flag("scanned", "imageScanningConfiguration.scanOnPush", 7, "Whether images are scanned when pushed."),
        moment("created", "createdAt", "When it was made."),
    ),
)


class Ecr(AwsService):
    """Lists repositories."""

    name = "aws.ecr"
    entries = (_REPOSITORY,)
