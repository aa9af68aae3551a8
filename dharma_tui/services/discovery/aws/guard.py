"""Amazon GuardDuty, Inspector, Macie, AWS Security Hub and IAM Access Analyzer: what looks for trouble."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    described,
    entry,
    has_role,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import those

_DETECTOR = entry(
    *(
        "guardduty.detector",
        "GuardDuty detector",
        "What looks for intruders.",
        "guardduty.ListDetectors",
        "DetectorIds",
    ),
    id="Id",
    arn="arn:{partition}:guardduty:{region}:{account}:detector/{id}",
    state="Status",
    tags="Tags",
    details=(Detail("GetDetector", "DetectorId", "Id"),),
    aliases="guardduty",
    words="enabled disabled",
    columns=(
        text("publishes", "FindingPublishingFrequency", 16, "How often it tells of findings anew."),
        text("feature", "EnabledFeatures[]", 24, "Its features that are on."),
        moment("updated", "UpdatedAt", "When it was last changed."),
        made("CreatedAt"),
    ),
    derived={"EnabledFeatures": those("Features", "Name", "Status", "disabled")},
    links=(has_role("ServiceRole"),),
)
_GUARD_FILTER = entry(
    *("guardduty.finding_filter", "GuardDuty filter", "Findings that are put aside.", "guardduty.ListFilters"),
    "FilterNames",
    id="Id",
    arn="arn:{partition}:guardduty:{region}:{account}:detector/{item[Detector]}/filter/{id}",
    name="Id",
    parent=Parent("aws.guardduty.detector", {"DetectorId": "Id"}, {"Detector": "Id"}),
    details=(Detail("GetFilter", "FilterName", "Id", given={"DetectorId": "Detector"}),),
    columns=(
        text("action", "Action", 9, "What is done about them."),
        number("rank", "Rank", 5, "Lower goes first."),
        made("CreatedAt"),
        described("Description"),
    ),
)


class GuardDuty(AwsService):
    """Lists detectors and what they put aside."""

    name = "aws.guardduty"
    entries = (_DETECTOR, _GUARD_FILTER)


_STANDARD = entry(
    *("securityhub.security_standard", "Security standard", "Rules that Security Hub checks."),
    *("securityhub.GetEnabledStandards", "StandardsSubscriptions"),
    id="StandardsSubscriptionArn",
    arn="StandardsSubscriptionArn",
    state="StandardsStatus",
    words="pending ready failed deleting incomplete",
    columns=(text("standard", "StandardsArn", 60, "Which rules."),),
)
_MEMBER = entry(
    *("securityhub.hub_member", "Security Hub member", "An account whose findings are brought together."),
    *("securityhub.ListMembers", "Members"),
    id="AccountId",
    arn="{account}/{region}/{id}",
    name="AccountId",
    state="MemberStatus",
    words="enabled created=pending invited=pending resigned=stopped removed=stopped deleted present",
    params={"OnlyAssociated": False},
    columns=(
        text("email", "Email", 30, "Whom it belongs to."),
        text("relation", "MemberStatus", 12, "Whether it has agreed."),
        moment("invited", "InvitedAt", "When it was invited."),
        moment("updated", "UpdatedAt", "When it was last changed.", wide=True),
    ),
)


class SecurityHub(AwsService):
    """Lists standards and members."""

    name = "aws.securityhub"
    entries = (_STANDARD, _MEMBER)


_INSPECTOR_FILTER = entry(
    *("inspector2.inspector_filter", "Inspector filter", "Findings that are put aside."),
    *("inspector2.ListFilters", "filters"),
    id="arn",
    arn="arn",
    name="name",
    tags="tags",
    columns=(
        text("action", "action", 9, "What is done about them."),
        text("reason", "reason", 30, "Why."),
        made("createdAt"),
        described("description"),
        moment("updated", "updatedAt", "When it was last changed.", wide=True),
    ),
)


class Inspector(AwsService):
    """Lists what Inspector puts aside."""

    name = "aws.inspector"
    entries = (_INSPECTOR_FILTER,)


_ANALYZER = entry(
    *("accessanalyzer.access_analyzer", "Access analyzer", "What looks for doors left open."),
    *("accessanalyzer.ListAnalyzers", "analyzers"),
    id="name",
    arn="arn",
    name="name",
    state="status",
    tags="tags",
    words="active creating disabled failed",
    columns=(
        text("type", "type", 16, "For an account or an organization."),
        moment("analysed", "lastResourceAnalyzedAt", "When it last looked."),
        made("createdAt"),
    ),
    volatile=("lastResourceAnalyzed", "lastResourceAnalyzedAt"),
)


class AccessAnalyzer(AwsService):
    """Lists access analyzers."""

    name = "aws.access_analyzer"
    entries = (_ANALYZER,)
