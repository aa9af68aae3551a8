"""Amazon EBS: volumes and snapshots."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._attached import DATA_DISK_OF
from dharma_tui.services.discovery.aws._entry import MANAGED, entry, flag, moment, number, size, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_VOLUME = entry(
    "ec2.volume",
    "EBS volume",
    "A disk that instances can use.",
    "ec2.DescribeVolumes",
    "Volumes",
    wide=MANAGED,
    id="VolumeId",
    arn="arn:{partition}:ec2:{region}:{account}:volume/{id}",
    shapes="vol-",
    by="id",
    state="State",
    tags="Tags",
    page=500,
    aliases="ebs volume volumes",
    glyph="▤",
    words="creating available in-use deleting deleted error",
    derived={"SizeBytes": in_bytes("Size", GIB)},
    columns=(
        size("size", "SizeBytes", "Its size."),
        text("type", "VolumeType", 8, "Volume type."),
        number("iops", "Iops", 7, "Operations a second it is given."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        text("instance", "Attachments[].InstanceId", 21, "The instance it is attached to."),
        text("device", "Attachments[].Device", 10, "Its name there.", wide=True),
        moment("created", "CreateTime", "When it was made."),
        text("snapshot", "SnapshotId", 24, "The snapshot it was made from.", wide=True),
        number("throughput", "Throughput", 10, "MiB a second it is given.", wide=True),
    ),
    links=(
        Link("Attachments.InstanceId", "aws.ec2.instance", Verb.ATTACHED_TO, lesser=DATA_DISK_OF),
        Link("SnapshotId", "aws.ec2.snapshot", Verb.REFERS_TO, is_usual=False),
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
    ),
)
_SNAPSHOT = entry(
    "ec2.snapshot",
    "EBS snapshot",
    "A copy of a volume at a moment.",
    "ec2.DescribeSnapshots",
    "Snapshots",
    id="SnapshotId",
    arn="arn:{partition}:ec2:{region}::snapshot/{id}",
    shapes="snap-",
    by="id",
    state="State",
    tags="Tags",
    params={"OwnerIds": ["self"]},
    own_only=True,
    page=1000,
    aliases="snapshot snapshots",
    words="pending completed error recoverable recovering",
    derived={"VolumeBytes": in_bytes("VolumeSize", GIB)},
    columns=(
        size("size", "VolumeBytes", "Size of the volume."),
        text("volume", "VolumeId", 22, "The volume it was made of."),
        moment("started", "StartTime", "When it was made."),
        text("progress", "Progress", 8, "How far it is."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
        text("tier", "StorageTier", 8, "standard or archive.", wide=True),
    ),
    links=(
        Link("VolumeId", "aws.ec2.volume", Verb.REFERS_TO, is_usual=False),
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
    ),
    volatile=("Progress",),
)


class Ebs(AwsService):
    """Lists volumes and our own snapshots."""

    name = "aws.ebs"
    entries = (_VOLUME, _SNAPSHOT)
