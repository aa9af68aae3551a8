"""AWS Elemental, Amazon IVS, Kinesis Video and Amazon Connect: pictures and voices."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import described, encrypted, entry, flag, has_role, made, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_CHANNEL = entry(
    *("medialive.live_channel", "Live channel", "Pictures turned into streams.", "medialive.ListChannels", "Channels"),
    id="Id",
    arn="Arn",
    name="Name",
    state="State",
    tags="Tags",
    words="creating create_failed idle starting running recovering stopping deleting deleted updating update_failed",
    columns=(
        text("class", "ChannelClass", 15, "One pipeline or two."),
        number("running", "PipelinesRunningCount", 7, "Pipelines that run."),
        text("codec", "InputSpecification.Codec", 6, "What comes in."),
        text("resolution", "InputSpecification.Resolution", 10, "The largest picture it takes."),
        number("inputs", "InputAttachments[]", 6, "Inputs it has.", wide=True),
        text("bitrate", "InputSpecification.MaximumBitrate", 12, "The most it takes.", wide=True),
        text("version", "ChannelEngineVersion.Version", 12, "Version of what encodes.", wide=True),
    ),
    links=(has_role("RoleArn"), Link("InputAttachments.InputId", "aws.medialive.live_input", Verb.DEPENDS_ON)),
    volatile=("PipelinesRunningCount",),
)
_INPUT = entry(
    *("medialive.live_input", "Live input", "Where pictures come from.", "medialive.ListInputs", "Inputs"),
    id="Id",
    arn="Arn",
    by="id",
    name="Name",
    state="State",
    tags="Tags",
    words="creating detached attached deleting deleted",
    columns=(
        text("type", "Type", 14, "How they come."),
        text("class", "InputClass", 15, "One pipeline or two."),
        number("channels", "AttachedChannels[]", 8, "Channels that use it."),
        text("urls", "Destinations[].Url", 50, "Where it is sent to.", wide=True),
    ),
    links=(has_role("RoleArn"),),
    secret=("Sources.PasswordParam",),
)


class MediaLive(AwsService):
    """Lists channels and inputs."""

    name = "aws.medialive"
    entries = (_CHANNEL, _INPUT)


_FLOW = entry(
    *("mediaconnect.media_flow", "Media flow", "Pictures on their way.", "mediaconnect.ListFlows", "Flows"),
    id="FlowArn",
    arn="FlowArn",
    name="Name",
    state="Status",
    words="standby active updating deleting starting stopping error",
    columns=(
        text("source", "SourceType", 9, "Ours or lent to us."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        described("Description"),
    ),
)


class MediaConnect(AwsService):
    """Lists flows."""

    name = "aws.mediaconnect"
    entries = (_FLOW,)


_IVS = entry(
    *("ivs.video_channel", "Video channel", "Pictures sent to many.", "ivs.ListChannels", "channels"),
    id="arn",
    arn="arn",
    name="name",
    tags="tags",
    columns=(
        text("latency", "latencyMode", 8, "How late pictures are."),
        flag("authorized", "authorized", 10, "Whether viewers need a key."),
        text("type", "type", 12, "Kind of channel."),
        flag("insecure", "insecureIngest", 8, "Whether plain RTMP is taken."),
        text("records", "recordingConfigurationArn", 50, "How it is recorded.", wide=True),
    ),
)


class Ivs(AwsService):
    """Lists channels."""

    name = "aws.ivs"
    entries = (_IVS,)


_VIDEO = entry(
    *("kinesisvideo.video_stream", "Video stream", "Pictures that are kept.", "kinesisvideo.ListStreams"),
    "StreamInfoList",
    id="StreamName",
    arn="StreamARN",
    name="StreamName",
    state="Status",
    words="creating active updating deleting",
    columns=(
        text("device", "DeviceName", 20, "What takes them."),
        number("hours", "DataRetentionInHours", 6, "Hours they are kept."),
        made("CreationTime"),
        text("media", "MediaType", 14, "What it carries.", wide=True),
    ),
    links=(encrypted("KmsKeyId"),),
)


class KinesisVideo(AwsService):
    """Lists streams of pictures."""

    name = "aws.kinesisvideo"
    entries = (_VIDEO,)


_CONTACT = entry(
    *("connect.contact_center", "Contact centre", "Where people call.", "connect.ListInstances", "InstanceSummaryList"),
    id="Id",
    arn="Arn",
    name="InstanceAlias",
    state="InstanceStatus",
    words="creation_in_progress active creation_failed",
    columns=(
        text("signs_in", "IdentityManagementType", 18, "Who knows those who answer."),
        flag("inbound", "InboundCallsEnabled", 7, "Whether it takes calls."),
        flag("outbound", "OutboundCallsEnabled", 8, "Whether it makes calls."),
        made("CreatedTime"),
        text("url", "InstanceAccessUrl", 40, "Where people work.", wide=True),
    ),
    links=(has_role("ServiceRole"),),
)


class Connect(AwsService):
    """Lists contact centres."""

    name = "aws.connect"
    entries = (_CONTACT,)
