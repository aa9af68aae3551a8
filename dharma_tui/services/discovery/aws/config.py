"""AWS Config: what is recorded of an account, and rules it is held to."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    described,
    encrypted,
    entry,
    flag,
    has_role,
    made,
    moment,
    text,
)
from dharma_tui.services.discovery.aws._paths import found
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import together

_RULE = entry(
    *("config.config_rule", "Config rule", "Something that has to be so.", "config.DescribeConfigRules", "ConfigRules"),
    id="ConfigRuleName",
    arn="ConfigRuleArn",
    name="ConfigRuleName",
    state="ConfigRuleState",
    words="active deleting deleting_results evaluating",
    columns=(
        text("source", "Source.SourceIdentifier", 40, "What it checks."),
        text("owner", "Source.Owner", 16, "Who wrote it."),
        text("every", "MaximumExecutionFrequency", 18, "How often it is checked."),
        described("Description"),
        text("applies_to", "Scope.ComplianceResourceTypes[]", 30, "What it looks at.", wide=True),
    ),
)
_RECORDING = Detail(*("DescribeConfigurationRecorderStatus", "", "name", 0, "ConfigurationRecordersStatus", "name"))
_RECORDER = entry(
    *("config.config_recorder", "Config recorder", "What is recorded of an account."),
    *("config.DescribeConfigurationRecorders", "ConfigurationRecorders"),
    id="name",
    only="ConfigurationRecorderNames",
    arn="{account}/{region}/{id}",
    name="name",
    details=(_RECORDING,),
    columns=(
        flag("recording", "recording", 9, "Whether it records now."),
        text("last", "lastStatus", 8, "Whether its last record arrived."),
        flag("all", "recordingGroup.allSupported", 5, "Whether everything is recorded."),
        flag("global", "recordingGroup.includeGlobalResourceTypes", 6, "Whether what is of no region is too."),
        text("every", "recordingMode.recordingFrequency", 12, "How often."),
        text("types", "recordingGroup.resourceTypes[]", 40, "What it records, unless all.", wide=True),
        text("role", "roleARN", 50, "What it may do.", wide=True),
    ),
    links=(has_role("roleARN"),),
    volatile=("lastStatusChangeTime",),
)
_CHANNEL = entry(
    *("config.delivery_channel", "Config delivery channel", "Where records are written."),
    *("config.DescribeDeliveryChannels", "DeliveryChannels"),
    id="name",
    only="DeliveryChannelNames",
    arn="{account}/{region}/{id}",
    name="name",
    columns=(
        text("bucket", "s3BucketName", 40, "The bucket."),
        text("topic", "snsTopicARN", 60, "Who is told."),
        text("every", "configSnapshotDeliveryProperties.deliveryFrequency", 18, "How often."),
    ),
    links=(
        Link("snsTopicARN", "aws.sns.topic", Verb.CONNECTS_TO, is_usual=False),
        Link("s3BucketName", "aws.s3.bucket", Verb.STORES_IN),
        encrypted("s3KmsKeyArn"),
    ),
)
_SOURCES = ("AccountAggregationSources", "OrganizationAggregationSource")


def _gathered(attrs: Mapping[str, Json]) -> Json:
    """The regions that an aggregator gathers from, whichever sort of source it has."""
    everywhere = any(all_ is True for source in _SOURCES for all_ in found(attrs, f"{source}.AllAwsRegions"))
    return ["all"] if everywhere else together(*(f"{source}.AwsRegions" for source in _SOURCES))(attrs)


_AGGREGATOR = entry(
    *("config.config_aggregator", "Config aggregator", "Records of several accounts brought together."),
    *("config.DescribeConfigurationAggregators", "ConfigurationAggregators"),
    id="ConfigurationAggregatorName",
    arn="ConfigurationAggregatorArn",
    name="ConfigurationAggregatorName",
    columns=(
        text("accounts", "AccountAggregationSources[].AccountIds[]", 14, "The accounts."),
        flag("organization", "OfOrganization", 12, "Whether of the whole organization."),
        made("CreationTime"),
        text("regions", "Regions[]", 30, "Regions it gathers from.", wide=True),
    ),
    derived={"OfOrganization": lambda attrs: "OrganizationAggregationSource" in attrs, "Regions": _gathered},
    links=(has_role("OrganizationAggregationSource.RoleArn"),),
)
_PACK = entry(
    *("config.conformance_pack", "Conformance pack", "Rules kept together.", "config.DescribeConformancePacks"),
    "ConformancePackDetails",
    id="ConformancePackName",
    arn="ConformancePackArn",
    name="ConformancePackName",
    columns=(
        text("by", "CreatedBy", 30, "Which service made it."),
        moment("updated", "LastUpdateRequestedTime", "When it was last changed."),
        text("bucket", "DeliveryS3Bucket", 30, "Where its results go.", wide=True),
    ),
    secret=("ConformancePackInputParameters.ParameterValue",),
)


class Config(AwsService):
    """Lists rules, recorders, delivery channels, aggregators and conformance packs."""

    name = "aws.config"
    entries = (_RULE, _RECORDER, _CHANNEL, _AGGREGATOR, _PACK)
