"""Amazon EFS: file systems on the network."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    NO_POLICY,
    Detail,
    Parent,
    entry,
    flag,
    in_subnet,
    in_vpc,
    moment,
    number,
    port,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_FILE_SYSTEM = entry(
    *("efs.nfs_file_system", "EFS file system", "Files that many can use.", "efs.DescribeFileSystems", "FileSystems"),
    id="FileSystemId",
    arn="FileSystemArn",
    shapes="elasticfilesystem:file-system",
    name="Name",
    state="LifeCycleState",
    tags="Tags",
    by="id",
    details=(
        Detail(
            *("DescribeFileSystemPolicy", "FileSystemId", "FileSystemId"),
            items="Policy",
            under="Policy",
            absent=NO_POLICY,
            lacking=("PolicyNotFound",),
            seldom=True,
        ),
    ),
    policy="Policy",
    aliases="efs",
    hosts=("{FileSystemId}.efs.{region}.{suffix}",),
    words="creating available updating deleting deleted error",
    columns=(
        size("bytes", "SizeInBytes.Value", "How much is in it."),
        number("targets", "NumberOfMountTargets", 7, "Subnets it is in."),
        text("mode", "PerformanceMode", 15, "For what it is quick."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        text("throughput", "ThroughputMode", 12, "bursting, elastic or provisioned."),
        moment("created", "CreationTime", "When it was made."),
        size("infrequent", "SizeInBytes.ValueInIA", "What of it is rarely read.", wide=True),
        text("zone", "AvailabilityZoneName", 14, "Its zone, where it is in one alone.", wide=True),
    ),
    links=(Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=("SizeInBytes",),
)
_ACCESS_POINT = entry(
    *("efs.access_point", "EFS access point", "A way into a file system.", "efs.DescribeAccessPoints", "AccessPoints"),
    id="AccessPointId",
    arn="AccessPointArn",
    shapes="elasticfilesystem:access-point fsap-",
    name="Name",
    state="LifeCycleState",
    tags="Tags",
    words="creating available updating deleting deleted error",
    columns=(
        text("file_system", "FileSystemId", 21, "The file system."),
        text("path", "RootDirectory.Path", 30, "The folder it leads to."),
        port("uid", "PosixUser.Uid", "The user that everybody is there."),
        port("gid", "PosixUser.Gid", "The group of that user."),
    ),
    links=(Link("FileSystemId", "aws.efs.nfs_file_system", Verb.ROUTES_TO),),
)
_MOUNT_TARGET = entry(
    *("efs.mount_target", "EFS mount target", "A file system in a subnet.", "efs.DescribeMountTargets", "MountTargets"),
    id="MountTargetId",
    by="id",
    state="LifeCycleState",
    parent=Parent("aws.efs.nfs_file_system", {"FileSystemId": "FileSystemId"}),
    words="creating available updating deleting deleted error",
    hosts=("IpAddress", "Ipv6Address", "{AvailabilityZoneName}.{FileSystemId}.efs.{region}.{suffix}"),
    columns=(
        text("file_system", "FileSystemId", 21, "The file system."),
        text("private_ip", "IpAddress", 15, "Its address."),
        text("zone", "AvailabilityZoneName", 14, "Availability zone."),
        text("subnet", "SubnetId", 24, "Its subnet."),
        text("vpc", "VpcId", 21, "Its VPC.", wide=True),
    ),
    bearings=(Bearing(Verb.ROUTES_TO, "aws.efs.nfs_file_system", takes=1.0, shared=True, mutual=True), ASKS_NOBODY),
    links=(
        in_vpc(),
        in_subnet(),
        Link("FileSystemId", "aws.efs.nfs_file_system", Verb.ROUTES_TO),
        Link("NetworkInterfaceId", "aws.ec2.network_interface", Verb.CONTAINS),
    ),
)


class Efs(AwsService):
    """Lists file systems, access points and mount targets."""

    name = "aws.efs"
    entries = (
        _FILE_SYSTEM,
        _ACCESS_POINT,
        _MOUNT_TARGET,
    )
