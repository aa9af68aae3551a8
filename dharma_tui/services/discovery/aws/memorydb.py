"""Amazon MemoryDB and DynamoDB Accelerator: data kept in memory."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
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
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_CLUSTER = entry(
    *(
        "memorydb.memory_cluster",
        "MemoryDB cluster",
        "A lasting Redis or Valkey.",
        "memorydb.DescribeClusters",
        "Clusters",
    ),
    id="Name",
    only="ClusterName",
    arn="ARN",
    shapes="memorydb:cluster",
    name="Name",
    state="Status",
    params={"ShowShardDetails": True},
    aliases="memorydb",
    hosts=("ClusterEndpoint.Address", "Shards.Nodes.Endpoint.Address"),
    words="creating available updating deleting snapshotting",
    columns=(
        text("engine", "Engine", 8, "redis or valkey."),
        text("version", "EngineVersion", 9, "Its version."),
        text("type", "NodeType", 16, "Node type."),
        number("shards", "NumberOfShards", 6, "Shards."),
        flag("tls", "TLSEnabled", 5, "Whether it insists on TLS."),
        text("acl", "ACLName", 16, "Who may use it."),
        text("endpoint", "ClusterEndpoint.Address", 50, "Where it answers.", wide=True),
        text("zones", "AvailabilityMode", 9, "Whether in one zone or several.", wide=True),
        number("backup_days", "SnapshotRetentionLimit", 11, "Days for which snapshots are kept.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(guarded("SecurityGroups.SecurityGroupId"), encrypted("KmsKeyId")),
    volatile=("PendingUpdates.Resharding.SlotMigration",),
)
_SUBNET_GROUP = entry(
    *("memorydb.memory_subnet_group", "MemoryDB subnet group", "Subnets that clusters may be put in."),
    *("memorydb.DescribeSubnetGroups", "SubnetGroups"),
    id="Name",
    only="SubnetGroupName",
    arn="ARN",
    name="Name",
    called="SubnetGroupName",
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        described("Description", wide=False),
        number("subnets", "Subnets[]", 7, "Subnets in it."),
    ),
    bearings=LISTED,
    links=(in_vpc(), Link("Subnets.Identifier", "aws.ec2.subnet", Verb.CONTAINS)),
)
_SNAPSHOT = entry(
    *("memorydb.memory_snapshot", "MemoryDB snapshot", "A copy of a cluster at a moment."),
    *("memorydb.DescribeSnapshots", "Snapshots"),
    id="Name",
    only="SnapshotName",
    arn="ARN",
    name="Name",
    state="Status",
    words="creating available restoring copying deleting",
    columns=(
        text("cluster", "ClusterConfiguration.Name", 24, "What it is of."),
        text("source", "Source", 10, "Made by hand or by itself."),
        text("version", "ClusterConfiguration.EngineVersion", 9, "Version of its engine."),
        text("type", "ClusterConfiguration.NodeType", 18, "Type of its nodes.", wide=True),
        number("shards", "ClusterConfiguration.NumShards", 6, "Shards of it.", wide=True),
    ),
    links=(encrypted("KmsKeyId"),),
)


class MemoryDb(AwsService):
    """Lists clusters, their snapshots and subnet groups."""

    name = "aws.memorydb"
    entries = (_CLUSTER, _SUBNET_GROUP, _SNAPSHOT)


_DAX = entry(
    *("dax.dax_cluster", "DAX cluster", "A cache before DynamoDB.", "dax.DescribeClusters", "Clusters"),
    id="ClusterName",
    arn="ClusterArn",
    name="ClusterName",
    state="Status",
    aliases="dax",
    hosts=("ClusterDiscoveryEndpoint.Address", "Nodes.Endpoint.Address"),
    words="creating available deleting modifying",
    columns=(
        text("type", "NodeType", 16, "Node type."),
        number("nodes", "TotalNodes", 6, "Nodes."),
        number("active", "ActiveNodes", 6, "Nodes that work."),
        text("endpoint", "ClusterDiscoveryEndpoint.Address", 50, "Where it answers."),
        text("encryption", "SSEDescription.Status", 10, "Whether its data are encrypted."),
        text("tls", "ClusterEndpointEncryptionType", 5, "TLS or NONE."),
        moment("created", "Nodes[].NodeCreateTime", "When its first node was made."),
        text("zones", "Nodes[].AvailabilityZone", 24, "Where its nodes are.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(guarded("SecurityGroups.SecurityGroupIdentifier"), has_role("IamRoleArn")),
)


class Dax(AwsService):
    """Lists clusters of DynamoDB Accelerator."""

    name = "aws.dax"
    entries = (_DAX,)
