"""AWS CloudFormation: stacks."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    Answer,
    Detail,
    described,
    entry,
    flag,
    has_role,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_STACK = entry(
    *("cloudformation.stack", "Stack", "Resources made together.", "cloudformation.DescribeStacks", "Stacks"),
    id="StackName",
    arn="StackId",
    shapes="cloudformation:stack",
    also=("ChangeSetId",),
    name="StackName",
    state="StackStatus",
    tags="Tags",
    aliases="cfn stacks",
    words="create_in_progress create_failed create_complete rollback_in_progress rollback_failed rollback_complete "
    "delete_in_progress delete_failed delete_complete update_in_progress update_complete update_failed "
    "update_rollback_complete update_rollback_failed review_in_progress import_complete",
    details=(
        Detail(
            *("ListStackResources", "StackName", "StackId"),
            items="StackResourceSummaries",
            under="Resources",
            seldom=True,
            told_by=Answer(
                *("DescribeStackResources", "StackResources", ("StackId", "StackName")),
                {"Timestamp": "LastUpdatedTimestamp"},
            ),
        ),
    ),
    lists="Resources",
    volatile=("Resources.DriftInformation", "DriftInformation.LastCheckTimestamp"),
    columns=(
        text("status", "StackStatus", 20, "How its last change went."),
        text("drift", "DriftInformation.StackDriftStatus", 12, "Whether it is still as declared."),
        number("resources", "Resources[].LogicalResourceId", 9, "How many resources it lists."),
        flag("protected", "EnableTerminationProtection", 9, "Whether it is protected from being deleted."),
        moment("updated", "LastUpdatedTime", "When it was last changed."),
        moment("created", "CreationTime", "When it was made."),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
        text("reason", "StackStatusReason", 40, "Why it is in its state.", wide=True),
        moment("drift_seen", "DriftInformation.LastCheckTimestamp", "When drift was last looked for.", wide=True),
        text("parent", "ParentId", 50, "The stack it is nested in.", wide=True),
        text("role", "RoleARN", 50, "What it may do.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON),),
    links=(has_role("RoleARN"), Link("ParentId", "aws.cloudformation.stack", Verb.CONTAINS, reverse=True)),
    secret=("Parameters.ParameterValue", "Outputs.OutputValue"),
)
_STACK_SET = entry(
    *("cloudformation.stack_set", "Stack set", "The same stack in several accounts and regions."),
    *("cloudformation.ListStackSets", "Summaries"),
    id="StackSetName",
    arn="arn:{partition}:cloudformation:{region}:{account}:stackset/{item[StackSetId]}",
    name="StackSetName",
    state="Status",
    params={"Status": "ACTIVE"},
    words="active deleted",
    columns=(
        text("permissions", "PermissionModel", 16, "Whose rights it uses."),
        text("drift", "DriftStatus", 11, "Whether stacks are as they were made."),
        flag("automatic", "AutoDeployment.Enabled", 9, "Whether new accounts get it by themselves."),
        described("Description"),
        moment("drift_seen", "LastDriftCheckTimestamp", "When drift was last looked for.", wide=True),
    ),
    volatile=("LastDriftCheckTimestamp",),
)


class CloudFormation(AwsService):
    """Lists stacks and sets of them."""

    name = "aws.cloudformation"
    entries = (
        _STACK,
        _STACK_SET,
    )
