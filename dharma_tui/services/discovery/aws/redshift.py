"""Amazon Redshift: data warehouses."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    LISTED,
    described,
    encrypted,
    entry,
    flag,
    guarded,
    has_role,
    in_vpc,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import MIB, in_bytes

_CLUSTER = entry(
    *("redshift.warehouse", "Redshift cluster", "A data warehouse.", "redshift.DescribeClusters", "Clusters"),
    id="ClusterIdentifier",
    arn="arn:{partition}:redshift:{region}:{account}:cluster:{id}",
    name="ClusterIdentifier",
    state="ClusterStatus",
    tags="Tags",
    aliases="redshift",
    hosts=("Endpoint.Address", "CustomDomainName"),
    words="available available-prep-for-resize available-resize-cleanup cancelling-resize creating deleting final-snapshot "
    "hardware-failure incompatible-hsm incompatible-network incompatible-parameters incompatible-restore modifying paused "
    "pausing rebooting renaming resizing resuming rotating-keys storage-full updating-hsm",
    columns=(
        text("type", "NodeType", 14, "Node type."),
        number("nodes", "NumberOfNodes", 5, "Nodes."),
        text("vpc", "VpcId", 21, "Its VPC."),
        flag("public", "PubliclyAccessible", 7, "Whether it has a public address."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        text("version", "ClusterVersion", 7, "Version of its engine."),
        text("zone", "AvailabilityZone", 14, "Its zone."),
        moment("created", "ClusterCreateTime", "When it was made."),
        text("endpoint", "Endpoint.Address", 50, "Where it answers.", wide=True),
        text("available", "ClusterAvailabilityStatus", 11, "Whether it can be asked.", wide=True),
        text("multi_az", "MultiAZ", 8, "Whether it is in several zones.", wide=True),
        number("backup_days", "AutomatedSnapshotRetentionPeriod", 11, "Days for which snapshots are kept.", wide=True),
        flag("private_routing", "EnhancedVpcRouting", 15, "Whether its traffic stays in the VPC.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.iam.role", loses=0.25), ASKS_NOBODY),
    links=(in_vpc(), guarded("VpcSecurityGroups.VpcSecurityGroupId"), has_role("IamRoles.IamRoleArn")),
    volatile=(
        "ExpectedNextSnapshotScheduleTime",
        "ExpectedNextSnapshotScheduleTimeStatus",
        "NextMaintenanceWindowStartTime",
        "DataTransferProgress",
        "RestoreStatus.CurrentRestoreRateInMegaBytesPerSecond",
        "RestoreStatus.ProgressInMegaBytes",
        "RestoreStatus.ElapsedTimeInSeconds",
        "RestoreStatus.EstimatedTimeToCompletionInSeconds",
        "LoggingPublishStatus.S3Tables.LastIngestionTimes",
    ),
)
_PARAMETER_GROUP = entry(
    *("redshift.warehouse_parameter_group", "Redshift parameter group", "Settings of data warehouses."),
    *("redshift.DescribeClusterParameterGroups", "ParameterGroups"),
    id="ParameterGroupName",
    arn="arn:{partition}:redshift:{region}:{account}:parametergroup:{id}",
    name="ParameterGroupName",
    tags="Tags",
    columns=(
        text("family", "ParameterGroupFamily", 16, "The version it is for."),
        described("Description", wide=False),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),),
)
_SUBNET_GROUP = entry(
    *("redshift.warehouse_subnet_group", "Redshift subnet group", "Subnets that data warehouses may be put in."),
    *("redshift.DescribeClusterSubnetGroups", "ClusterSubnetGroups"),
    id="ClusterSubnetGroupName",
    arn="arn:{partition}:redshift:{region}:{account}:subnetgroup:{id}",
    name="ClusterSubnetGroupName",
    state="SubnetGroupStatus",
    tags="Tags",
    words="complete incomplete invalid",
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        described("Description", wide=False),
        number("subnets", "Subnets[]", 7, "Subnets in it."),
    ),
    bearings=LISTED,
    links=(in_vpc(), Link("Subnets.SubnetIdentifier", "aws.ec2.subnet", Verb.CONTAINS)),
)
_SNAPSHOT = entry(
    *("redshift.warehouse_snapshot", "Redshift snapshot", "A copy of a data warehouse at a moment."),
    *("redshift.DescribeClusterSnapshots", "Snapshots"),
    id="SnapshotIdentifier",
    arn="arn:{partition}:redshift:{region}:{account}:snapshot:{item[ClusterIdentifier]}/{id}",
    name="SnapshotIdentifier",
    state="Status",
    tags="Tags",
    words="creating available final-snapshot failed deleted",
    derived={"TotalBackupBytes": in_bytes("TotalBackupSizeInMegaBytes", MIB)},
    columns=(
        text("cluster", "ClusterIdentifier", 24, "What it is of."),
        text("type", "SnapshotType", 10, "manual or automated."),
        size("bytes", "TotalBackupBytes", "Its size."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        made("SnapshotCreateTime"),
        text("type_of_node", "NodeType", 12, "Type of its nodes.", wide=True),
        number(
            "days_left",
            "ManualSnapshotRemainingDays",
            9,
            "Days until it goes, for one made by hand; -1 is never.",
            wide=True,
        ),
    ),
    links=(Link("ClusterIdentifier", "aws.redshift.warehouse", Verb.REFERS_TO, is_usual=False), encrypted("KmsKeyId")),
    volatile=(
        "ElapsedTimeInSeconds",
        "EstimatedSecondsToCompletion",
        "BackupProgressInMegaBytes",
        "CurrentBackupRateInMegaBytesPerSecond",
        "ManualSnapshotRemainingDays",
    ),
)


class Redshift(AwsService):
    """Lists clusters, their snapshots, settings and subnet groups."""

    name = "aws.redshift"
    entries = (
        _CLUSTER,
        _PARAMETER_GROUP,
        _SUBNET_GROUP,
        _SNAPSHOT,
    )
