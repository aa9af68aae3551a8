"""Amazon RDS: database instances, clusters, their snapshots and what they are set up with."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Copies, Flow, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    LISTED,
    Detail,
    described,
    encrypted,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    port,
    size,
    text,
)
from dharma_tui.services.discovery.aws._placed import in_its_zone
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_BUSY = (
    "available backing-up backtracking creating deleting failed inaccessible-encryption-credentials "
    "inaccessible-encryption-credentials-recoverable incompatible-network incompatible-parameters incompatible-restore "
    "maintenance modifying rebooting renaming resetting-master-credentials starting stopping stopped storage-full "
    "storage-optimization upgrading upgrade-failed"
)
_PROGRESS = ("PercentProgress", *(f"{of}StorageOperationPercentProgress" for of in ("", "AdditionalStorageVolumes.")))
_BACK = ("LatestRestorableTime", "EarliestRestorableTime", "EarliestBacktrackTime", "BacktrackConsumedChangeRecords")
_INSTANCE = entry(
    *("rds.db_instance", "Database instance", "A managed database server.", "rds.DescribeDBInstances", "DBInstances"),
    id="DBInstanceIdentifier",
    arn="DBInstanceArn",
    shapes="rds:db",
    state="DBInstanceStatus",
    tags="TagList",
    name="DBInstanceIdentifier",
    aliases="rds db dbs",
    glyph="▥",
    words=_BUSY + " configuring-activity-stream configuring-associated-roles configuring-enhanced-monitoring "
    "configuring-iam-database-auth configuring-log-exports converting-to-vpc delete-precheck incompatible-create "
    "incompatible-option-group insufficient-capacity moving-to-vpc restore-error storage-config-upgrade "
    "storage-initialization unsupported-configuration",
    hosts=("Endpoint.Address", "ListenerEndpoint.Address"),
    derived={"StorageBytes": in_bytes("AllocatedStorage", GIB), "SubnetIds": in_its_zone("DBSubnetGroup")},
    columns=(
        text("status", "DBInstanceStatus", 16, "AWS's own word for its state."),
        text("engine", "Engine", 18, "Database engine."),
        text("version", "EngineVersion", 9, "Its version."),
        text("class", "DBInstanceClass", 15, "Instance class."),
        size("storage", "StorageBytes", "Its storage."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        flag("multi_az", "MultiAZ", 8, "Whether a standby waits in another zone."),
        flag("public", "PubliclyAccessible", 7, "Whether it has a public address."),
        text("endpoint", "Endpoint.Address", 50, "Where it answers.", wide=True),
        text("cluster", "DBClusterIdentifier", 24, "Its cluster.", wide=True),
        moment("created", "InstanceCreateTime", "When it was made.", wide=True),
        flag("encrypted", "StorageEncrypted", 9, "Whether its storage is encrypted.", wide=True),
        text("storage_type", "StorageType", 12, "Kind of storage.", wide=True),
        port("port", "Endpoint.Port", "On which port.", wide=True),
        text("groups", "VpcSecurityGroups[].VpcSecurityGroupId", 21, "Its security groups.", wide=True),
        flag("protected", "DeletionProtection", 9, "Whether it is kept from being deleted.", wide=True),
        number("backup_days", "BackupRetentionPeriod", 11, "Days backups are kept.", wide=True),
    ),
    bearings=(
        ASKS_NOBODY,
        Bearing(Verb.DEPENDS_ON, "aws.iam.role", loses=0.25),
        Bearing(Verb.DEPENDS_ON, "aws.rds.db_instance", loses=0.25),
    ),
    flows=(Flow(Verb.MEMBER_OF, "aws.rds.db_cluster", back=True, feeds=True),),
    links=(
        in_vpc("DBSubnetGroup.VpcId"),
        in_subnet("SubnetIds"),
        guarded("VpcSecurityGroups.VpcSecurityGroupId"),
        Link("MonitoringRoleArn", "aws.iam.role", Verb.DEPENDS_ON),
        Link("DBClusterIdentifier", "aws.rds.db_cluster", Verb.MEMBER_OF),
        Link("ReadReplicaSourceDBInstanceIdentifier", "aws.rds.db_instance", Verb.DEPENDS_ON),
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
    ),
    mute=("DBSubnetGroup.Subnets.SubnetIdentifier",),
    volatile=("LatestRestorableTime", *_PROGRESS),
)
_CLUSTER = entry(
    *("rds.db_cluster", "Database cluster", "Database instances that share their data."),
    *("rds.DescribeDBClusters", "DBClusters"),
    id="DBClusterIdentifier",
    arn="DBClusterArn",
    shapes="rds:cluster",
    state="Status",
    tags="TagList",
    name="DBClusterIdentifier",
    aliases="aurora db-clusters",
    words=_BUSY + " active cloning-failed failing-over migrating migration-failed preparing-data-migration promoting "
    "restore-failed scaling-capacity scaling-compute scaling-storage update-iam-db-auth",
    hosts=("Endpoint", "ReaderEndpoint", "CustomEndpoints"),
    columns=(
        text("aws_status", "Status", 15, "AWS's own word for its state."),
        text("engine", "Engine", 18, "Database engine."),
        text("endpoint", "Endpoint", 50, "Where it takes writes."),
        number("members", "DBClusterMembers[]", 7, "Instances in it."),
        flag("multi_az", "MultiAZ", 8, "Whether it is in several zones."),
        text("reader", "ReaderEndpoint", 50, "Where it takes reads.", wide=True),
        text("mode", "EngineMode", 11, "provisioned or serverless.", wide=True),
        flag("encrypted", "StorageEncrypted", 9, "Whether its storage is encrypted.", wide=True),
        moment("created", "ClusterCreateTime", "When it was made."),
        text("zones", "AvailabilityZones[]", 30, "Zones it may be in.", wide=True),
        flag("protected", "DeletionProtection", 9, "Whether it is protected from being deleted.", wide=True),
        number("backup_days", "BackupRetentionPeriod", 11, "Days for which backups are kept.", wide=True),
        port("port", "Port", "Where it answers.", wide=True),
    ),
    copies=Copies(version=("EngineVersion",)),  # of members nobody wants a number, and some have none
    bearings=(
        Bearing(Verb.DEPENDS_ON, "aws.iam.role", loses=0.25),
        Bearing(Verb.DEPENDS_ON, "aws.rds", loses=0.25),
        Bearing(Verb.STORES_IN, "aws.rds.db_instance", reverse=True, takes=1.0, whole=True),
    ),
    links=(
        guarded("VpcSecurityGroups.VpcSecurityGroupId"),
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
        Link("AssociatedRoles.RoleArn", "aws.iam.role", Verb.DEPENDS_ON),
        Link("DBClusterMembers.DBInstanceIdentifier", "aws.rds.db_instance", Verb.STORES_IN, reverse=True),
        Link("ReplicationSourceIdentifier", "aws.rds.db_cluster", Verb.DEPENDS_ON),
    ),
    mute=("GlobalClusterIdentifier",),  # which tells its clusters itself
    volatile=(*_BACK, "PercentProgress", "Capacity"),
)
_SNAPSHOT_COLUMNS = (
    text("engine", "Engine", 18, "Database engine."),
    text("type", "SnapshotType", 10, "manual or automated."),
    size("storage", "StorageBytes", "Storage it takes."),
    moment("created", "SnapshotCreateTime", "When it was made."),
    text("version", "EngineVersion", 10, "Version of the engine.", wide=True),
)
_SNAPSHOT = entry(
    *("rds.db_snapshot", "Database snapshot", "A copy of a database instance at a moment."),
    *("rds.DescribeDBSnapshots", "DBSnapshots"),
    id="DBSnapshotIdentifier",
    arn="DBSnapshotArn",
    shapes="rds:snapshot",
    state="Status",
    tags="TagList",
    name="DBSnapshotIdentifier",
    words="available copying creating deleting failed",
    derived={"StorageBytes": in_bytes("AllocatedStorage", GIB)},
    columns=(
        text("instance", "DBInstanceIdentifier", 24, "What it is of."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        *_SNAPSHOT_COLUMNS,
    ),
    links=(Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=("PercentProgress",),
)
_CLUSTER_SNAPSHOT = entry(
    *("rds.db_cluster_snapshot", "Database cluster snapshot", "A copy of a database cluster at a moment."),
    *("rds.DescribeDBClusterSnapshots", "DBClusterSnapshots"),
    id="DBClusterSnapshotIdentifier",
    arn="DBClusterSnapshotArn",
    shapes="rds:cluster-snapshot",
    state="Status",
    tags="TagList",
    name="DBClusterSnapshotIdentifier",
    words="available copying creating deleting failed",
    derived={"StorageBytes": in_bytes("AllocatedStorage", GIB)},
    columns=(
        text("cluster", "DBClusterIdentifier", 24, "What it is of."),
        flag("encrypted", "StorageEncrypted", 9, "Whether it is encrypted."),
        *_SNAPSHOT_COLUMNS,
    ),
    volatile=("PercentProgress",),
)
_SUBNET_GROUP = entry(
    *("rds.db_subnet_group", "Database subnet group", "Subnets that databases may be put in."),
    *("rds.DescribeDBSubnetGroups", "DBSubnetGroups"),
    id="DBSubnetGroupName",
    arn="DBSubnetGroupArn",
    shapes="rds:subgrp",
    state="SubnetGroupStatus",
    name="DBSubnetGroupName",
    called="DBSubnetGroup",
    words="complete",
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        text("description", "DBSubnetGroupDescription", 40, "What its maker wrote."),
        number("subnets", "Subnets[]", 7, "Subnets in it."),
        text("zones", "Subnets[].SubnetAvailabilityZone.Name", 30, "Zones they are in.", wide=True),
    ),
    bearings=LISTED,
    links=(in_vpc(), Link("Subnets.SubnetIdentifier", "aws.ec2.subnet", Verb.CONTAINS)),
)
_PARAMETER_GROUP = entry(
    *("rds.db_parameter_group", "Database parameter group", "Settings of database engines."),
    *("rds.DescribeDBParameterGroups", "DBParameterGroups"),
    id="DBParameterGroupName",
    arn="DBParameterGroupArn",
    shapes="rds:pg",
    name="DBParameterGroupName",
    columns=(
        text("family", "DBParameterGroupFamily", 20, "The engine it is for."),
        text("description", "Description", 40, "What its maker wrote."),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),),
)
_OPTION_GROUP = entry(
    *("rds.db_option_group", "Database option group", "Options of database engines."),
    *("rds.DescribeOptionGroups", "OptionGroupsList"),
    id="OptionGroupName",
    arn="OptionGroupArn",
    shapes="rds:og",
    name="OptionGroupName",
    columns=(
        text("engine", "EngineName", 18, "The engine it is for."),
        text("version", "MajorEngineVersion", 9, "Its version."),
        text("options", "Options[].OptionName", 30, "What it adds."),
        described("OptionGroupDescription"),
    ),
    secret=("Options.OptionSettings.Value",),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),),
)
_PROXY = entry(
    *(
        "rds.db_proxy",
        "Database proxy",
        "A pool of connections before a database.",
        "rds.DescribeDBProxies",
        "DBProxies",
    ),
    id="DBProxyName",
    arn="DBProxyArn",
    shapes="rds:db-proxy",
    state="Status",
    name="DBProxyName",
    details=(
        Detail(
            *("DescribeDBProxyTargets", "DBProxyName", "DBProxyName"), items="Targets", under="Targets", seldom=True
        ),
    ),
    plural="Database proxies",
    words="available modifying incompatible-network insufficient-resource-limits creating deleting suspended suspending",
    hosts=("Endpoint",),
    columns=(
        text("engine", "EngineFamily", 12, "Kind of database."),
        text("endpoint", "Endpoint", 50, "Where it answers."),
        flag("tls", "RequireTLS", 5, "Whether it insists on TLS."),
        text("vpc", "VpcId", 21, "Its VPC."),
        made("CreatedDate"),
        text("role", "RoleArn", 50, "What it may do.", wide=True),
        text("databases", "Targets[].RdsResourceId", 30, "What it leads to.", wide=True),
    ),
    bearings=(
        Bearing(Verb.ROUTES_TO, "aws.rds.db_cluster", loses=1.0),  # which is no copy of its instances
        ASKS_NOBODY,
    ),
    links=(
        *(in_vpc(), in_subnet("VpcSubnetIds"), guarded("VpcSecurityGroupIds"), has_role("RoleArn")),
        Link("Targets.TargetArn", "aws.rds.db_instance", Verb.ROUTES_TO),
        Link("Targets.TrackedClusterId", "aws.rds.db_cluster", Verb.ROUTES_TO),
    ),
)
_CLUSTER_PARAMETER_GROUP = entry(
    *("rds.db_cluster_parameter_group", "Cluster parameter group", "Settings of database clusters."),
    *("rds.DescribeDBClusterParameterGroups", "DBClusterParameterGroups"),
    id="DBClusterParameterGroupName",
    arn="DBClusterParameterGroupArn",
    shapes="rds:cluster-pg",
    name="DBClusterParameterGroupName",
    called="DBClusterParameterGroup",
    columns=(
        text("family", "DBParameterGroupFamily", 20, "The engine it is for."),
        described("Description", wide=False),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),),
)
_SUBSCRIPTION = entry(
    *("rds.db_event_subscription", "Database event subscription", "Whom databases tell what happens."),
    *("rds.DescribeEventSubscriptions", "EventSubscriptionsList"),
    id="CustSubscriptionId",
    only="SubscriptionName",
    arn="EventSubscriptionArn",
    name="CustSubscriptionId",
    state="Status",
    words="creating modifying deleting active no-permission topic-not-exist",
    columns=(
        text("about", "SourceType", 18, "Kind of what is watched."),
        text("topic", "SnsTopicArn", 60, "Who is told."),
        flag("enabled", "Enabled", 7, "Whether anybody is told."),
        text("events", "EventCategoriesList[]", 30, "What it tells of.", wide=True),
        text("sources", "SourceIdsList[]", 30, "Of whom, unless of all.", wide=True),
    ),
    links=(Link("SnsTopicArn", "aws.sns.topic", Verb.ROUTES_TO),),
)


def _writer(attrs: Mapping[str, Json]) -> Json:
    """The cluster of a global database that takes writes; the others copy it."""
    members = attrs.get("GlobalClusterMembers")
    found = [each for each in members if isinstance(each, dict)] if isinstance(members, list) else []
    return next((each.get("DBClusterArn") for each in found if each.get("IsWriter")), None)


_GLOBAL_CLUSTER = entry(
    *("rds.db_global_cluster", "Global database", "Database clusters of several regions."),
    *("rds.DescribeGlobalClusters", "GlobalClusters"),
    id="GlobalClusterIdentifier",
    arn="GlobalClusterArn",
    name="GlobalClusterIdentifier",
    state="Status",
    tags="TagList",
    words=_BUSY + " failing-over promoting switching-over",
    hosts=("Endpoint",),
    columns=(
        text("engine", "Engine", 18, "Database engine."),
        text("version", "EngineVersion", 9, "Its version."),
        flag("encrypted", "StorageEncrypted", 9, "Whether its storage is encrypted."),
        flag("protected", "DeletionProtection", 9, "Whether it is kept from being deleted."),
        number("members", "GlobalClusterMembers[]", 7, "Clusters in it."),
        text("endpoint", "Endpoint", 50, "Where it is written to.", wide=True),
        text("writer", "Writer", 60, "The cluster that is written to.", wide=True),
        text("database", "DatabaseName", 20, "Its database.", wide=True),
    ),
    derived={"Writer": _writer},
    bearings=(Bearing(Verb.CONTAINS, "aws.rds.db_cluster", takes=0.25, what="what keeps it up to date"),),
    links=(
        Link("GlobalClusterMembers.DBClusterArn", "aws.rds.db_cluster", Verb.CONTAINS),
        Link("Writer", "aws.rds.db_cluster", Verb.DEPENDS_ON),
    ),
    mute=("GlobalClusterMembers.Readers",),
)
_BLUE_GREEN = entry(
    *("rds.db_blue_green", "Blue/green deployment", "A database and the one that is to take its place."),
    *("rds.DescribeBlueGreenDeployments", "BlueGreenDeployments"),
    id="BlueGreenDeploymentIdentifier",
    by="id",
    name="BlueGreenDeploymentName",
    state="Status",
    tags="TagList",
    words="provisioning available switchover_in_progress switchover_completed invalid_configuration switchover_failed "
    "deleting",
    columns=(
        text("source", "Source", 60, "The database."),
        text("target", "Target", 60, "Which is to take its place."),
        made("CreateTime"),
        text("why", "StatusDetails", 40, "Why it is in its state.", wide=True),
    ),
    links=(
        Link("Source", "aws.rds.db_instance", Verb.DEPENDS_ON),
        Link("Target", "aws.rds.db_instance", Verb.DEPENDS_ON),
    ),
)
_EXPORT = entry(
    *("rds.db_export", "Snapshot export", "A snapshot written to a bucket.", "rds.DescribeExportTasks", "ExportTasks"),
    id="ExportTaskIdentifier",
    arn="{account}/{region}/{id}",
    name="ExportTaskIdentifier",
    state="Status",
    words="starting in_progress complete canceling canceled failed",
    columns=(
        text("source", "SourceArn", 60, "The snapshot."),
        text("bucket", "S3Bucket", 30, "Where it is written."),
        number("gb", "TotalExtractedDataInGB", 6, "Written, in GB."),
        moment("started", "TaskStartTime", "When it began."),
        number("percent", "PercentProgress", 7, "How far it is."),
        moment("ended", "TaskEndTime", "When it ended."),
        text("trouble", "FailureCause", 40, "What went wrong.", wide=True),
    ),
    links=(has_role("IamRoleArn"), encrypted("KmsKeyId"), Link("SourceArn", "aws.rds.db_snapshot", Verb.REFERS_TO)),
    volatile=("PercentProgress", "TotalExtractedDataInGB"),
)


class Rds(AwsService):
    """Lists database instances, clusters, snapshots, groups of settings, proxies and what watches and moves them."""

    name = "aws.rds"
    entries = (
        _INSTANCE,
        _CLUSTER,
        _SNAPSHOT,
        _CLUSTER_SNAPSHOT,
        _SUBNET_GROUP,
        _PARAMETER_GROUP,
        _OPTION_GROUP,
        _PROXY,
        _CLUSTER_PARAMETER_GROUP,
        _SUBSCRIPTION,
        _GLOBAL_CLUSTER,
        _BLUE_GREEN,
        _EXPORT,
    )
