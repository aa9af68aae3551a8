"""AWS Resource Groups, Service Catalog, AppRegistry and Lake Formation: how things are kept in order."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import described, entry, flag, has_role, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_GROUP = entry(
    *("resourcegroups.resource_group", "Resource group", "Things with the same tags.", "resource-groups.ListGroups"),
    "GroupIdentifiers",
    id="GroupName",
    arn="GroupArn",
    name="GroupName",
    columns=(
        described("Description", wide=False),
        text("owner", "Owner", 20, "Whose it is."),
        number("criticality", "Criticality", 11, "How much depends on it."),
    ),
)


class ResourceGroups(AwsService):
    """Lists groups."""

    name = "aws.resource_groups"
    entries = (_GROUP,)


_PORTFOLIO = entry(
    *("servicecatalog.portfolio", "Portfolio", "Products that people may order.", "servicecatalog.ListPortfolios"),
    "PortfolioDetails",
    id="Id",
    arn="ARN",
    name="DisplayName",
    columns=(
        text("offered_by", "ProviderName", 24, "Who offers them."),
        described("Description"),
        made("CreatedTime"),
    ),
)


class ServiceCatalog(AwsService):
    """Lists portfolios."""

    name = "aws.servicecatalog"
    entries = (_PORTFOLIO,)


_APPLICATION = entry(
    *("servicecatalog.registered_application", "Registered application", "What belongs to one application."),
    *("servicecatalog-appregistry.ListApplications", "applications"),
    id="id",
    arn="arn",
    name="name",
    columns=(
        described("description", wide=False),
        moment("updated", "lastUpdateTime", "When it was last changed."),
        made("creationTime"),
    ),
)


class AppRegistry(AwsService):
    """Lists registered applications."""

    name = "aws.appregistry"
    entries = (_APPLICATION,)


_PLACE = entry(
    *("lakeformation.lake_place", "Lake location", "Where data of a lake is.", "lakeformation.ListResources"),
    "ResourceInfoList",
    id="ResourceArn",
    arn="{account}/{region}/{id}",
    columns=(
        text("role", "RoleArn", 60, "Who fetches it."),
        text("verified", "VerificationStatus", 14, "Whether its role was seen to work."),
        moment("modified", "LastModified", "When it was last changed."),
        flag("hybrid", "HybridAccessEnabled", 6, "Whether IAM may grant it too.", wide=True),
    ),
    links=(has_role("RoleArn"), Link("ResourceArn", "aws.s3.bucket", Verb.STORES_IN)),
)
_TAG = entry(
    *(
        "lakeformation.lake_tag",
        "Lake tag",
        "What data of a lake is marked with.",
        "lakeformation.ListLFTags",
        "LFTags",
    ),
    id="TagKey",
    arn="{account}/{region}/{id}",
    name="TagKey",
    columns=(
        text("value", "TagValues[]", 24, "Its values."),
        text("catalog", "CatalogId", 14, "In which."),
    ),
)


class LakeFormation(AwsService):
    """Lists where data of a lake is, and what it is marked with."""

    name = "aws.lakeformation"
    entries = (_PLACE, _TAG)
