"""Amazon EC2: instances, images and what launches them."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Flow, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._attached import DATA_DISKS, FURTHER_CARDS
from dharma_tui.services.discovery.aws._entry import (
    MANAGED,
    Detail,
    entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._launching import (
    DEFAULT,
    FACTS,
    LATEST,
    NAMING,
    VERSIONS,
    by_template,
    contents,
    launched_with,
)
from dharma_tui.services.discovery.aws._service import AwsService

_ARN = "arn:{partition}:ec2:{region}:{account}:"


def _placement_group(attrs: Mapping[str, Json]) -> Json:
    """The name of the placement group that an instance is in, where nothing tells its id."""
    placement = attrs.get("Placement")
    told = placement if isinstance(placement, Mapping) else {}
    return None if told.get("GroupId") else told.get("GroupName") or None


_INSTANCE = entry(
    "ec2.instance",
    "EC2 instance",
    "A virtual machine.",
    "ec2.DescribeInstances",
    "Reservations.Instances",
    wide=MANAGED,
    id="InstanceId",
    arn=_ARN + "instance/{id}",
    shapes="i-",
    by="id",
    state="State.Name",
    tags="Tags",
    page=1000,
    aliases="ec2 instance instances vm",
    glyph="▣",
    words="pending running shutting-down terminated stopping stopped",
    hosts=(
        "PublicIpAddress",
        "PublicDnsName",
        "PrivateIpAddress",
        "PrivateDnsName",
        "Ipv6Address",
        "NetworkInterfaces.Ipv6Addresses.Ipv6Address",
        "NetworkInterfaces.PrivateIpAddresses.PrivateIpAddress",
    ),
    columns=(
        text("type", "InstanceType", 12, "Instance type."),
        text("zone", "Placement.AvailabilityZone", 14, "Availability zone."),
        text("private_ip", "PrivateIpAddress", 15, "Private address."),
        text("public_ip", "PublicIpAddress", 15, "Public address."),
        moment("launched", "LaunchTime", "When it was last started."),
        text("image", "ImageId", 21, "The image it was started from.", wide=True),
        text("vpc", "VpcId", 21, "Its VPC.", wide=True),
        text("subnet", "SubnetId", 24, "Its subnet.", wide=True),
        text("platform", "PlatformDetails", 14, "Operating system family.", wide=True),
        text("architecture", "Architecture", 12, "Processor architecture.", wide=True),
        text("groups", "SecurityGroups[].GroupName", 20, "Its security groups.", wide=True),
        text("key_pair", "KeyName", 16, "The key pair it was started with.", wide=True),
        text("volumes", "BlockDeviceMappings[].Ebs.VolumeId", 21, "Its volumes.", wide=True),
        text("ipv6", "NetworkInterfaces[].Ipv6Addresses[].Ipv6Address", 20, "Its IPv6 addresses.", wide=True),
        text("lifecycle", "InstanceLifecycle", 9, "spot, where it is.", wide=True),
        text("imds", "MetadataOptions.HttpTokens", 8, "Whether its metadata asks for a token.", wide=True),
        text("profile", "IamInstanceProfile.Arn", 30, "Its instance profile.", wide=True),
        text("monitoring", "Monitoring.State", 10, "Detailed monitoring.", wide=True),
    ),
    bearings=(Bearing(Verb.STORES_IN, "aws.ec2.volume", loses=0.5, what="what is stored there"),),
    flows=(Flow(Verb.ROUTES_TO),),
    links=(
        in_vpc(),
        in_subnet(),
        guarded("SecurityGroups.GroupId"),
        Link("ImageId", "aws.ec2.ami", Verb.DEPENDS_ON),
        Link("BlockDeviceMappings.Ebs.VolumeId", "aws.ec2.volume", Verb.ATTACHED_TO, reverse=True, lesser=DATA_DISKS),
        Link(
            *("NetworkInterfaces.NetworkInterfaceId", "aws.ec2.network_interface", Verb.ATTACHED_TO),
            reverse=True,
            lesser=FURTHER_CARDS,
        ),
        Link("IamInstanceProfile.Arn", "aws.iam.instance_profile", Verb.DEPENDS_ON),
        Link("Placement.GroupId", "aws.ec2.placement_group", Verb.MEMBER_OF),
        Link("PlacementGroup", "aws.ec2.placement_group", Verb.MEMBER_OF),
    ),
    derived={"PlacementGroup": _placement_group},
    volatile=("UsageOperationUpdateTime",),
)
_AMI = entry(
    "ec2.ami",
    "Machine image",
    "An image of ours that instances are started from.",
    "ec2.DescribeImages",
    "Images",
    id="ImageId",
    arn="arn:{partition}:ec2:{region}::image/{id}",
    shapes="ami-",
    by="id",
    name="Name",
    state="State",
    tags="Tags",
    params={"Owners": ["self"]},
    wide={"IncludeDisabled": True},
    own_only=True,
    aliases="ami amis",
    words="pending available invalid deregistered transient failed error disabled",
    columns=(
        text("architecture", "Architecture", 12, "Processor architecture."),
        text("platform", "PlatformDetails", 14, "Operating system family."),
        moment("created", "CreationDate", "When it was made."),
        flag("public", "Public", 7, "Whether anybody may use it."),
        text("root", "RootDeviceType", 9, "Kind of root device.", wide=True),
        moment("deprecated", "DeprecationTime", "When it is deprecated.", wide=True),
        moment("used", "LastLaunchedTime", "When something was last started from it.", wide=True),
        text("imds", "ImdsSupport", 8, "Whether metadata need a token.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.ec2.instance", reverse=True),),
    links=(Link("BlockDeviceMappings.Ebs.SnapshotId", "aws.ec2.snapshot", Verb.DEPENDS_ON),),
    volatile=("LastLaunchedTime", "ScanResults.FindingScanDate"),
)
_KEY_PAIR = entry(
    "ec2.key_pair",
    "Key pair",
    "A public key that instances are started with.",
    "ec2.DescribeKeyPairs",
    "KeyPairs",
    id="KeyPairId",
    arn=_ARN + "key-pair/{item[KeyName]}",
    by="id",
    name="KeyName",
    called="KeyName",
    tags="Tags",
    columns=(
        text("type", "KeyType", 8, "Kind of key."),
        text("fingerprint", "KeyFingerprint", 48, "Fingerprint of the key."),
        moment("created", "CreateTime", "When it was made."),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True),),  # what was started with it goes on
)
_LAUNCH_TEMPLATE = entry(
    "ec2.launch_template",
    "Launch template",
    "What new instances are to be like.",
    "ec2.DescribeLaunchTemplates",
    "LaunchTemplates",
    wide=MANAGED,
    id="LaunchTemplateId",
    arn=_ARN + "launch-template/{id}",
    shapes="lt-",
    by="id",
    name="LaunchTemplateName",
    called="LaunchTemplateName",
    tags="Tags",
    details=(
        Detail(
            *(
                "DescribeLaunchTemplateVersions",
                "",
                "LaunchTemplateId",
                0,
                "LaunchTemplateVersions",
                "LaunchTemplateId",
            ),
            params={"Versions": ["$Default", "$Latest"], "MaxResults": 200},
            wide=MANAGED,
            under=VERSIONS,
            rows=by_template,
            fitted=contents,
        ),
    ),
    columns=(
        text("type", f"{DEFAULT}.InstanceType", 12, "Instance type."),
        text("image", f"{DEFAULT}.ImageId", 21, "The image instances are started from."),
        number("default", "DefaultVersionNumber", 8, "Version used where none is named."),
        number("latest", "LatestVersionNumber", 8, "Newest version."),
        moment("created", "CreateTime", "When it was made."),
        text("groups", f"{DEFAULT}.SecurityGroupIds[]", 20, "Security groups of instances.", wide=True),
        text("key_pair", f"{DEFAULT}.KeyName", 16, "The key pair of instances.", wide=True),
        text("profile", "Profile", 30, "What instances may do.", wide=True),
        text("imds", f"{DEFAULT}.MetadataOptions.HttpTokens", 8, "Whether metadata need a token.", wide=True),
        text("latest_image", f"{LATEST}.ImageId", 21, "The image of its newest version, if another.", wide=True),
        text("created_by", "CreatedBy", 30, "Who made it.", wide=True),
    ),
    derived=FACTS,
    names_only=True,
    bearings=NAMING,
    links=tuple(launched_with()),
    secret=(f"{DEFAULT}.UserData", f"{LATEST}.UserData"),
)
_PLACEMENT_GROUP = entry(
    "ec2.placement_group",
    "Placement group",
    "Instances placed near to or far from each other.",
    "ec2.DescribePlacementGroups",
    "PlacementGroups",
    id="GroupId",
    arn=_ARN + "placement-group/{item[GroupName]}",
    by="id",
    name="GroupName",
    called="PlacementGroup",
    state="State",
    tags="Tags",
    words="pending available deleting deleted",
    columns=(
        text("strategy", "Strategy", 10, "cluster, spread or partition."),
        number("partitions", "PartitionCount", 10, "Partitions it has."),
        text("spread", "SpreadLevel", 6, "Whether over hosts or racks.", wide=True),
    ),
)
_DEDICATED_HOST = entry(
    "ec2.dedicated_host",
    "Dedicated host",
    "A machine whose instances are all ours.",
    "ec2.DescribeHosts",
    "Hosts",
    id="HostId",
    arn=_ARN + "dedicated-host/{id}",
    by="id",
    state="State",
    tags="Tags",
    words="available under-assessment permanent-failure released released-permanent-failure pending",
    columns=(
        text("type", "HostProperties.InstanceType", 12, "Instance type."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        number("cores", "HostProperties.Cores", 5, "Cores."),
        moment("allocated", "AllocationTime", "Since when it is ours."),
        number("free_vcpus", "AvailableCapacity.AvailableVCpus", 10, "Virtual processors that are free."),
        number("instances", "Instances[]", 9, "Instances on it."),
        text("recovery", "HostRecovery", 8, "Whether instances move when it fails.", wide=True),
    ),
    links=(Link("Instances.InstanceId", "aws.ec2.instance", Verb.RUNS_ON, reverse=True),),
    volatile=("AvailableCapacity",),
)
_SPOT_REQUEST = entry(
    "ec2.spot_request",
    "Spot request",
    "A standing request for an instance at the spot price.",
    "ec2.DescribeSpotInstanceRequests",
    "SpotInstanceRequests",
    id="SpotInstanceRequestId",
    arn=_ARN + "spot-instances-request/{id}",
    by="id",
    state="State",
    tags="Tags",
    words="open active closed cancelled failed disabled",
    columns=(
        text("type", "LaunchSpecification.InstanceType", 12, "Instance type."),
        text("price", "SpotPrice", 9, "Highest price an hour."),
        text("status", "Status.Code", 20, "Why it is as it is."),
        text("instance", "InstanceId", 19, "The instance it got."),
        moment("created", "CreateTime", "When it was asked for."),
        text("zone", "LaunchedAvailabilityZone", 14, "Where that is.", wide=True),
        text("lasts", "Type", 10, "one-time or persistent.", wide=True),
        moment("ends", "ValidUntil", "Until when it asks.", wide=True),
    ),
    links=(Link("InstanceId", "aws.ec2.instance", Verb.MANAGES),),
    secret=("LaunchSpecification.UserData",),
)


class Ec2(AwsService):
    """Lists instances, images, key pairs, launch templates and where instances are placed."""

    name = "aws.ec2"
    entries = (_INSTANCE, _AMI, _KEY_PAIR, _LAUNCH_TEMPLATE, _PLACEMENT_GROUP, _DEDICATED_HOST, _SPOT_REQUEST)
