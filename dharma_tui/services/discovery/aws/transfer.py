"""AWS Transfer and AWS DMS: files and databases on the move."""

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
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    port,
    reports_in,
    size,
    text,
)
from dharma_tui.services.discovery.aws._placed import in_its_zone
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_SERVER = entry(
    *("transfer.transfer_server", "Transfer server", "Where others bring and fetch files.", "transfer.ListServers"),
    "Servers",
    id="ServerId",
    arn="Arn",
    shapes="transfer:server",
    state="State",
    words="offline online starting stopping start_failed stop_failed",
    hosts=("{ServerId}.server.transfer.{region}.{suffix}",),
    columns=(
        text("domain", "Domain", 6, "S3 or EFS."),
        text("endpoint", "EndpointType", 13, "PUBLIC, VPC or VPC_ENDPOINT."),
        text("signs_in", "IdentityProviderType", 24, "Who knows its users."),
        number("users", "UserCount", 6, "Users."),
        text("role", "LoggingRole", 50, "What it writes logs with.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(reports_in("LoggingRole"),),
)
_CONNECTOR = entry(
    *("transfer.transfer_connector", "Transfer connector", "Where we bring and fetch files."),
    *("transfer.ListConnectors", "Connectors"),
    id="ConnectorId",
    arn="Arn",
    columns=(text("url", "Url", 60, "Where that is."),),
)


class Transfer(AwsService):
    """Lists servers and connectors."""

    name = "aws.transfer"
    entries = (_SERVER, _CONNECTOR)


_INSTANCE = entry(
    *("dms.dms_instance", "Replication instance", "A machine that copies databases."),
    *("dms.DescribeReplicationInstances", "ReplicationInstances"),
    id="ReplicationInstanceIdentifier",
    arn="ReplicationInstanceArn",
    shapes="dms:rep",
    name="ReplicationInstanceIdentifier",
    state="ReplicationInstanceStatus",
    aliases="dms",
    words="available creating deleted deleting failed modifying rebooting upgrading maintenance storage-full "
    "inaccessible-encryption-credentials incompatible-credentials incompatible-network resetting-master-credentials",
    derived={"StorageBytes": in_bytes("AllocatedStorage", GIB), "SubnetIds": in_its_zone("ReplicationSubnetGroup")},
    columns=(
        text("class", "ReplicationInstanceClass", 15, "Instance class."),
        text("version", "EngineVersion", 9, "Version of DMS."),
        size("storage", "StorageBytes", "Its storage."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        text("private_ip", "ReplicationInstancePrivateIpAddress", 15, "Private address."),
        flag("multi_az", "MultiAZ", 8, "Whether it is in several zones."),
        flag("public", "PubliclyAccessible", 6, "Whether the internet reaches it."),
        made("InstanceCreateTime"),
    ),
    links=(
        guarded("VpcSecurityGroups.VpcSecurityGroupId"),
        in_vpc("ReplicationSubnetGroup.VpcId"),
        in_subnet("SubnetIds"),
        encrypted("KmsKeyId"),
    ),
    mute=("ReplicationSubnetGroup.Subnets.SubnetIdentifier",),
)
_TASK = entry(
    *("dms.dms_task", "Replication task", "A database copied to another.", "dms.DescribeReplicationTasks"),
    "ReplicationTasks",
    id="ReplicationTaskIdentifier",
    arn="ReplicationTaskArn",
    shapes="dms:task",
    name="ReplicationTaskIdentifier",
    state="Status",
    params={"WithoutSettings": True},
    words="creating running stopped stopping deleting failed failed-move starting ready modifying moving testing",
    columns=(
        text("type", "MigrationType", 18, "All at once, or what changes."),
        number("errors", "ReplicationTaskStats.TablesErrored", 6, "Tables that failed."),
        moment("started", "ReplicationTaskStartDate", "When it was started."),
        text("source", "SourceEndpointArn", 60, "From where.", wide=True),
        text("target", "TargetEndpointArn", 60, "To where.", wide=True),
        number("percent", "ReplicationTaskStats.FullLoadProgressPercent", 7, "How much has been copied."),
        text("stopped", "StopReason", 30, "Why it stopped."),
        made("ReplicationTaskCreationDate"),
        text("trouble", "LastFailureMessage", 40, "What went wrong last.", wide=True),
    ),
    links=(
        Link("ReplicationInstanceArn", "aws.dms.dms_instance", Verb.RUNS_ON),
        Link("SourceEndpointArn", "aws.dms.dms_endpoint", Verb.DEPENDS_ON),
        Link("TargetEndpointArn", "aws.dms.dms_endpoint", Verb.STORES_IN),
    ),
    volatile=("ReplicationTaskStats", "RecoveryCheckpoint"),
)
_ENDPOINT = entry(
    *("dms.dms_endpoint", "Replication endpoint", "A database that is copied from or to."),
    *("dms.DescribeEndpoints", "Endpoints"),
    id="EndpointIdentifier",
    arn="EndpointArn",
    shapes="dms:endpoint",
    name="EndpointIdentifier",
    state="Status",
    words="active creating deleting failed modifying testing",
    leads_to=("ServerName",),
    columns=(
        text("type", "EndpointType", 7, "source or target."),
        text("engine", "EngineName", 18, "Database engine."),
        text("server", "ServerName", 50, "Where it is."),
        port("port", "Port", "At which port."),
        text("tls", "SslMode", 12, "Whether it is encrypted on the way."),
        text("database", "DatabaseName", 20, "The database.", wide=True),
    ),
    links=(
        encrypted("KmsKeyId"),
        Link("CertificateArn", "aws.acm.acm_certificate", Verb.DEPENDS_ON),
        has_role("ServiceAccessRoleArn"),
    ),
    secret=("ExtraConnectionAttributes", "OracleSettings.SecurityDbEncryption"),
)
_SUBNET_GROUP = entry(
    *("dms.dms_subnet_group", "Replication subnet group", "Subnets that replication instances may be put in."),
    *("dms.DescribeReplicationSubnetGroups", "ReplicationSubnetGroups"),
    id="ReplicationSubnetGroupIdentifier",
    arn="arn:{partition}:dms:{region}:{account}:subgrp:{id}",
    name="ReplicationSubnetGroupIdentifier",
    state="SubnetGroupStatus",
    words="complete",
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        described("ReplicationSubnetGroupDescription", wide=False),
        number("subnets", "Subnets[]", 7, "Subnets in it."),
    ),
    bearings=LISTED,
    links=(in_vpc(), Link("Subnets.SubnetIdentifier", "aws.ec2.subnet", Verb.CONTAINS)),
)


class Dms(AwsService):
    """Lists replication instances, tasks, endpoints and subnet groups."""

    name = "aws.dms"
    entries = (_INSTANCE, _TASK, _ENDPOINT, _SUBNET_GROUP)
