"""Amazon EMR, MSK and Managed Service for Apache Flink: clusters that work on data."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    Detail,
    encrypted,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_EMR = entry(
    *("emr.emr_cluster", "EMR cluster", "Machines that work on data together.", "emr.ListClusters", "Clusters"),
    id="Id",
    arn="ClusterArn",
    shapes="elasticmapreduce:cluster",
    name="Name",
    state="Status.State",
    tags="Tags",
    params={"ClusterStates": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]},
    details=(Detail("DescribeCluster", "ClusterId", "Id", items="Cluster"),),
    aliases="emr",
    words="starting bootstrapping running waiting terminating terminated terminated_with_errors",
    columns=(
        text("release", "ReleaseLabel", 11, "Version of EMR."),
        text("application", "Applications[].Name", 12, "Its programs."),
        number("hours", "NormalizedInstanceHours", 7, "Hours used so far."),
        text("zone", "Ec2InstanceAttributes.Ec2AvailabilityZone", 14, "Availability zone."),
        text("dns", "MasterPublicDnsName", 50, "Name of its first machine.", wide=True),
        flag("protected", "TerminationProtected", 9, "Whether it is kept from being ended."),
        made("Status.Timeline.CreationDateTime"),
        text("subnet", "Ec2InstanceAttributes.Ec2SubnetId", 24, "Where its machines are.", wide=True),
        text("logs", "LogUri", 40, "Where its logs go.", wide=True),
        text("why", "Status.StateChangeReason.Message", 40, "Why it is in its state.", wide=True),
    ),
    links=(
        in_subnet("Ec2InstanceAttributes.Ec2SubnetId"),
        guarded("Ec2InstanceAttributes.EmrManagedMasterSecurityGroup"),
        Link("Ec2InstanceAttributes.IamInstanceProfile", "aws.iam.instance_profile", Verb.DEPENDS_ON),
        has_role("ServiceRole"),
    ),
    secret=("Configurations.Properties", "KerberosAttributes"),
    volatile=("NormalizedInstanceHours",),
)


class Emr(AwsService):
    """Lists clusters that have not ended."""

    name = "aws.emr"
    entries = (_EMR,)


_EMR_APPLICATION = entry(
    *("emr.emr_application", "EMR Serverless application", "Work on data without machines of ours."),
    *("emr-serverless.ListApplications", "applications"),
    id="id",
    arn="arn",
    name="name",
    state="state",
    words="creating created starting started stopping stopped terminated",
    columns=(
        text("type", "type", 8, "Spark or Hive."),
        text("release", "releaseLabel", 11, "Version of EMR."),
        text("architecture", "architecture", 12, "Processor architecture."),
        made("createdAt"),
        moment("updated", "updatedAt", "When it was last changed.", wide=True),
        text("why", "stateDetails", 40, "Why it is in its state.", wide=True),
    ),
)


class EmrServerless(AwsService):
    """Lists applications of EMR Serverless."""

    name = "aws.emr_serverless"
    entries = (_EMR_APPLICATION,)


_VIRTUAL = entry(
    *("emr.virtual_cluster", "EMR virtual cluster", "A namespace of Kubernetes that works on data."),
    *("emr-containers.ListVirtualClusters", "virtualClusters"),
    id="id",
    arn="arn",
    name="name",
    state="state",
    tags="tags",
    words="running terminating terminated arrested",
    columns=(
        text("cluster", "containerProvider.id", 24, "Its cluster of EKS."),
        text("namespace", "containerProvider.info.eksInfo.namespace", 20, "Its namespace."),
        made("createdAt"),
    ),
    volatile=("schedulerStatus",),
)


class EmrContainers(AwsService):
    """Lists virtual clusters."""

    name = "aws.emr_containers"
    entries = (_VIRTUAL,)


_MSK = entry(
    *("kafka.msk_cluster", "MSK cluster", "A Kafka.", "kafka.ListClustersV2", "ClusterInfoList"),
    id="ClusterName",
    arn="ClusterArn",
    shapes="kafka:cluster",
    name="ClusterName",
    state="State",
    tags="Tags",
    page=100,
    aliases="msk kafka",
    words="active creating deleting failed healing maintenance rebooting_broker updating",
    derived={"DiskBytes": in_bytes("Provisioned.BrokerNodeGroupInfo.StorageInfo.EbsStorageInfo.VolumeSize", GIB)},
    columns=(
        text("type", "ClusterType", 11, "PROVISIONED or SERVERLESS."),
        text("version", "Provisioned.CurrentBrokerSoftwareInfo.KafkaVersion", 9, "Version of Kafka."),
        number("brokers", "Provisioned.NumberOfBrokerNodes", 7, "Brokers."),
        text("broker", "Provisioned.BrokerNodeGroupInfo.InstanceType", 18, "Type of brokers."),
        size("disk", "DiskBytes", "Disk of each broker."),
        made("CreationTime"),
        text(
            "tls",
            "Provisioned.EncryptionInfo.EncryptionInTransit.ClientBroker",
            13,
            "How clients speak to brokers: TLS, PLAINTEXT or both.",
            wide=True,
        ),
        text("monitoring", "Provisioned.EnhancedMonitoring", 16, "How closely it is measured.", wide=True),
        text("subnets", "Provisioned.BrokerNodeGroupInfo.ClientSubnets[]", 24, "Where its brokers are.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_subnet("Provisioned.BrokerNodeGroupInfo.ClientSubnets"),
        guarded("Provisioned.BrokerNodeGroupInfo.SecurityGroups"),
        in_subnet("Serverless.VpcConfigs.SubnetIds"),
        encrypted("Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId"),
    ),
)


class Msk(AwsService):
    """Lists clusters of Kafka."""

    name = "aws.kafka"
    entries = (_MSK,)


_FLINK = entry(
    *("kinesisanalyticsv2.flink_application", "Flink application", "A program over streams."),
    *("kinesisanalyticsv2.ListApplications", "ApplicationSummaries"),
    id="ApplicationName",
    arn="ApplicationARN",
    name="ApplicationName",
    state="ApplicationStatus",
    words="deleting starting stopping ready running updating autoscaling force_stopping rolling_back maintenance "
    "rolled_back",
    columns=(
        text("runtime", "RuntimeEnvironment", 12, "What runs it."),
        text("mode", "ApplicationMode", 11, "STREAMING or INTERACTIVE."),
        number("version", "ApplicationVersionId", 7, "Its version."),
    ),
)


class Flink(AwsService):
    """Lists applications over streams."""

    name = "aws.flink"
    entries = (_FLINK,)
