"""Amazon ElastiCache: caches."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Flow, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    LISTED,
    described,
    encrypted,
    entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import tallied

_CLUSTER = entry(
    *("elasticache.cache_cluster", "Cache cluster", "A Redis, Valkey or Memcached server."),
    *("elasticache.DescribeCacheClusters", "CacheClusters"),
    wide={"ShowCacheNodeInfo": True},
    id="CacheClusterId",
    arn="ARN",
    shapes="elasticache:cluster",
    name="CacheClusterId",
    state="CacheClusterStatus",
    aliases="elasticache redis",
    words="available creating deleting modifying deleted snapshotting incompatible-network restore-failed "
    "rebooting-cluster-nodes",
    hosts=("ConfigurationEndpoint.Address", "CacheNodes.Endpoint.Address"),
    columns=(
        text("engine", "Engine", 9, "Its engine."),
        text("version", "EngineVersion", 8, "Its version."),
        text("type", "CacheNodeType", 16, "Node type."),
        number("nodes", "NumCacheNodes", 5, "Nodes."),
        text("zone", "PreferredAvailabilityZone", 14, "Availability zone."),
        moment("created", "CacheClusterCreateTime", "When it was made."),
        text("group", "ReplicationGroupId", 24, "The replication group it is in.", wide=True),
        flag("tls", "TransitEncryptionEnabled", 4, "Whether it is spoken to by TLS.", wide=True),
        flag("encrypted", "AtRestEncryptionEnabled", 9, "Whether its data are encrypted.", wide=True),
        text("endpoint", "ConfigurationEndpoint.Address", 50, "Where it answers.", wide=True),
    ),
    bearings=(
        Bearing(Verb.MEMBER_OF, "aws.elasticache.replication_group", takes=1.0, shared=True, mutual=True),
        ASKS_NOBODY,
    ),
    flows=(Flow(Verb.MEMBER_OF, "aws.elasticache.replication_group", back=True, feeds=True),),
    links=(
        guarded("SecurityGroups.SecurityGroupId"),
        Link("ReplicationGroupId", "aws.elasticache.replication_group", Verb.MEMBER_OF),
        Link("CacheSubnetGroupName", "aws.elasticache.cache_subnet_group", Verb.DEPENDS_ON),
    ),
)
_REPLICATION_GROUP = entry(
    *("elasticache.replication_group", "Replication group", "Cache clusters with the same content."),
    *("elasticache.DescribeReplicationGroups", "ReplicationGroups"),
    id="ReplicationGroupId",
    arn="ARN",
    shapes="elasticache:replicationgroup",
    name="ReplicationGroupId",
    state="Status",
    words="available creating deleting modifying create-failed snapshotting",
    hosts=(
        "ConfigurationEndpoint.Address",
        "NodeGroups.PrimaryEndpoint.Address",
        "NodeGroups.ReaderEndpoint.Address",
        "NodeGroups.NodeGroupMembers.ReadEndpoint.Address",
    ),
    columns=(
        text("type", "CacheNodeType", 16, "Node type."),
        text("failover", "AutomaticFailover", 9, "Whether a replica takes over."),
        flag("sharded", "ClusterEnabled", 8, "Whether it has several shards."),
        flag("tls", "TransitEncryptionEnabled", 5, "Whether it is spoken to by TLS."),
        text("engine", "Engine", 8, "redis or valkey."),
        number("nodes", "MemberClusters[]", 6, "Nodes in it."),
        text("multi_az", "MultiAZ", 8, "Whether it is in several zones."),
        flag("encrypted", "AtRestEncryptionEnabled", 9, "Whether its data are encrypted."),
        made("ReplicationGroupCreateTime"),
        text("primary", "NodeGroups[].PrimaryEndpoint.Address", 50, "Where it is written to.", wide=True),
        text("endpoint", "ConfigurationEndpoint.Address", 50, "Where it answers, if sharded.", wide=True),
        number("backup_days", "SnapshotRetentionLimit", 11, "Days for which snapshots are kept.", wide=True),
    ),
    links=(
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
        Link("MemberClusters", "aws.elasticache.cache_cluster", Verb.MEMBER_OF, reverse=True),
    ),
    mute=("NodeGroups.NodeGroupMembers.CacheClusterId",),
    volatile=("PendingModifiedValues.Resharding.SlotMigration",),
)
_SUBNET_GROUP = entry(
    *("elasticache.cache_subnet_group", "Cache subnet group", "Subnets that caches may be put in."),
    *("elasticache.DescribeCacheSubnetGroups", "CacheSubnetGroups"),
    id="CacheSubnetGroupName",
    arn="ARN",
    name="CacheSubnetGroupName",
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        described("CacheSubnetGroupDescription", wide=False),
        number("subnets", "Subnets[]", 7, "Subnets in it."),
    ),
    bearings=LISTED,
    links=(in_vpc(), Link("Subnets.SubnetIdentifier", "aws.ec2.subnet", Verb.CONTAINS)),
)
_SNAPSHOT = entry(
    *("elasticache.cache_snapshot", "Cache snapshot", "A copy of a cache at a moment."),
    *("elasticache.DescribeSnapshots", "Snapshots"),
    id="SnapshotName",
    arn="ARN",
    name="SnapshotName",
    state="SnapshotStatus",
    words="creating available restoring copying deleting",
    columns=(
        text("cluster", "CacheClusterId", 24, "What it is of."),
        text("engine", "Engine", 10, "Redis or Valkey."),
        text("version", "EngineVersion", 9, "Its version."),
        text("source", "SnapshotSource", 10, "Made by hand or by itself."),
        made("NodeSnapshots[].SnapshotCreateTime"),
        text("type", "CacheNodeType", 18, "Type of its nodes.", wide=True),
        text("sizes", "Sizes[]", 14, "How much its nodes held.", wide=True),
    ),
    derived={"Sizes": tallied("NodeSnapshots.CacheSize")},
    links=(encrypted("KmsKeyId"),),
)
_USER = entry(
    *("elasticache.cache_user", "Cache user", "Who may use caches.", "elasticache.DescribeUsers", "Users"),
    id="UserId",
    arn="ARN",
    name="UserName",
    state="Status",
    words="active modifying deleting",
    columns=(
        text("engine", "Engine", 10, "Redis or Valkey."),
        text("access", "AccessString", 30, "What it may do."),
        text("signs_in", "Authentication.Type", 12, "How it says who it is."),
    ),
)
_SERVERLESS = entry(
    *("elasticache.serverless_cache", "Serverless cache", "A cache without servers of ours."),
    *("elasticache.DescribeServerlessCaches", "ServerlessCaches"),
    id="ServerlessCacheName",
    arn="ARN",
    name="ServerlessCacheName",
    state="Status",
    words="creating available deleting create-failed modifying",
    hosts=("Endpoint.Address", "ReaderEndpoint.Address"),
    columns=(
        text("engine", "Engine", 10, "Its engine."),
        text("version", "FullEngineVersion", 9, "Its version."),
        text("endpoint", "Endpoint.Address", 50, "Where it answers."),
        made("CreateTime"),
        number("backup_days", "SnapshotRetentionLimit", 11, "Days for which snapshots are kept.", wide=True),
        text("subnets", "SubnetIds[]", 30, "Where it is reached.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(in_subnet("SubnetIds"), guarded("SecurityGroupIds"), encrypted("KmsKeyId")),
)


class ElastiCache(AwsService):
    """Lists cache clusters, replication groups, serverless caches, their snapshots, users and subnet groups."""

    name = "aws.elasticache"
    entries = (
        _CLUSTER,
        _REPLICATION_GROUP,
        _SUBNET_GROUP,
        _SNAPSHOT,
        _USER,
        _SERVERLESS,
    )
