"""Amazon ElastiCache: caches."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import entry, flag, guarded, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_CLUSTER = entry(
    *("elasticache.cache_cluster", "Cache cluster", "A Redis, Valkey or Memcached server."),
    *("elasticache.DescribeCacheClusters", "CacheClusters"),
    id="CacheClusterId",
    arn="ARN",
    name="CacheClusterId",
    state="CacheClusterStatus",
    aliases="elasticache redis",
    words="available creating deleting modifying deleted snapshotting",
    columns=(
        text("engine", "Engine", 9, "Its engine."),
        text("version", "EngineVersion", 8, "Its version."),
        text("type", "CacheNodeType", 16, "Node type."),
        number("nodes", "NumCacheNodes", 5, "Nodes."),
        text("zone", "PreferredAvailabilityZone", 14, "Availability zone."),
        moment("created", "CacheClusterCreateTime", "When it was made."),
    ),
    links=(guarded("SecurityGroups.SecurityGroupId"),),
)
_REPLICATION_GROUP = entry(
    *("elasticache.replication_group", "Replication group", "Cache clusters with the same content."),
    *("elasticache.DescribeReplicationGroups", "ReplicationGroups"),
    id="ReplicationGroupId",
    arn="ARN",
    name="ReplicationGroupId",
    state="Status",
    words="available creating deleting modifying create-failed snapshotting",
    columns=(
        text("type", "CacheNodeType", 16, "Node type."),
        text("failover", "AutomaticFailover", 9, "Whether a replica takes over."),
        flag("sharded", "ClusterEnabled", 8, "Whether it has several shards."),
        flag("tls", "TransitEncryptionEnabled", 5, "Whether it is spoken to by TLS."),
    ),
    links=(Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
)


class ElastiCache(AwsService):
    """Lists cache clusters, replication groups and subnet groups."""

    name = "aws.elasticache"
    entries = (
        _CLUSTER,
        _REPLICATION_GROUP,
    )
