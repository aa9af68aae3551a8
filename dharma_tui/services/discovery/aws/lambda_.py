"""AWS Lambda: functions and what calls them."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Copies, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Detail,
    Parent,
    described,
    entry,
    guarded,
    has_role,
    in_subnet,
    in_vpc,
    moment,
    number,
    size,
    span,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import MIB, in_bytes
from dharma_tui.services.discovery.aws._taking import TAKES_EVENTS


def _versions(attrs: Mapping[str, Json]) -> Json:
    """The ARNs of the versions that an alias calls; the newest that there is of its function is the function itself."""
    function, routing = attrs.get("Function"), attrs.get("RoutingConfig")
    others = routing.get("AdditionalVersionWeights") if isinstance(routing, dict) else None
    if not function:
        return None
    called = [attrs.get("FunctionVersion"), *(others if isinstance(others, dict) else ())]
    return [f"{function}:{version}" for version in called if str(version).isdecimal()] or None


def _beside(attrs: Mapping[str, Json]) -> Json:
    """The versions that an alias sends some of the calls to besides its own, and which share of them."""
    routing = attrs.get("RoutingConfig")
    shares = routing.get("AdditionalVersionWeights") if isinstance(routing, dict) else None
    told = shares.items() if isinstance(shares, dict) else ()
    return [f"{version} {share:.4g}%" for version, part in told if (share := float(str(part)) * 100)] or None


_FUNCTION = entry(
    *("lambda.function", "Lambda function", "Code that runs when it is called.", "lambda.ListFunctions", "Functions"),
    id="FunctionName",
    arn="FunctionArn",
    shapes="lambda:function",
    name="FunctionName",
    state="State",
    details=(
        Detail(
            "GetFunctionConfiguration", "FunctionName", "FunctionName", seldom=True
        ),  # how it is, which no list tells
        Detail(
            *("GetPolicy", "FunctionName", "FunctionName"),
            items="Policy",
            under="Policy",
            absent=NO_POLICY,
            lacking=("ResourceNotFoundException",),  # which it says of a function that went as well
            seldom=True,
        ),
    ),
    policy="Policy",
    aliases="lambda lambdas fn",
    glyph="λ",
    words="pending active inactive=ready failed deactivating deactivated activenoninvocable deleting",
    derived={"MemoryBytes": in_bytes("MemorySize", MIB), "DiskBytes": in_bytes("EphemeralStorage.Size", MIB)},
    columns=(
        text("runtime", "Runtime", 12, "What runs it."),
        size("memory", "MemoryBytes", "Memory it is given."),
        span("timeout", "Timeout", "Longest time a call may take."),
        size("code", "CodeSize", "Size of its code."),
        moment("modified", "LastModified", "When it was last changed."),
        text("package", "PackageType", 8, "Zip or Image.", wide=True),
        text("processor", "Architectures[]", 9, "Processor architecture.", wide=True),
        text("handler", "Handler", 24, "What is called.", wide=True),
        text("vpc", "VpcConfig.VpcId", 21, "The VPC it reaches into.", wide=True),
        text("layers", "Layers[].Arn", 40, "Code it shares with others.", wide=True),
        described("Description"),
        text("update", "LastUpdateStatus", 11, "How its last change went.", wide=True),
        size("disk", "DiskBytes", "Disk for a call.", wide=True),
        text("tracing", "TracingConfig.Mode", 11, "Whether X-Ray follows it.", wide=True),
        text("role", "Role", 50, "What it may do.", wide=True),
        text("log_group", "LoggingConfig.LogGroup", 30, "Where it writes.", wide=True),
    ),
    links=(
        has_role("Role"),
        in_vpc("VpcConfig.VpcId"),
        in_subnet("VpcConfig.SubnetIds"),
        guarded("VpcConfig.SecurityGroupIds"),
        Link("KMSKeyArn", "aws.kms.key", Verb.PROTECTS, reverse=True),
    ),
    undelivered=("DeadLetterConfig.TargetArn",),
    secret=("Environment.Variables",),
)
_MAPPING = entry(
    *("lambda.event_source", "Event source", "A queue or stream whose messages call a function."),
    *("lambda.ListEventSourceMappings", "EventSourceMappings"),
    id="UUID",
    arn="arn:{partition}:lambda:{region}:{account}:event-source-mapping:{id}",
    state="State",
    words="creating enabling enabled disabling disabled updating deleting",
    columns=(
        text("source", "EventSourceArn", 60, "Where messages come from."),
        number("batch", "BatchSize", 6, "Messages a call."),
        text("function", "FunctionArn", 60, "What is called."),
        text("last", "LastProcessingResult", 20, "How the last batch went."),
        moment("modified", "LastModified", "When it was last changed."),
        span("window", "MaximumBatchingWindowInSeconds", "How long it gathers a batch.", wide=True),
        text("starts", "StartingPosition", 14, "Where in the stream it began.", wide=True),
    ),
    flows=TAKES_EVENTS,
    links=(
        Link("FunctionArn", "aws.lambda.function", Verb.ROUTES_TO),
        Link("EventSourceArn", "aws.sqs.queue", Verb.DEPENDS_ON),
    ),
    undelivered=("DestinationConfig.OnFailure.Destination",),
    volatile=("LastProcessingResult",),
)
_LAYER = entry(
    *("lambda.layer", "Lambda layer", "Code that functions share.", "lambda.ListLayers", "Layers"),
    id="LayerName",
    arn="LayerArn",
    shapes="lambda:layer",
    name="LayerName",
    columns=(
        number("version", "LatestMatchingVersion.Version", 7, "Newest version."),
        text("runtimes", "LatestMatchingVersion.CompatibleRuntimes[]", 24, "Runtimes it is for."),
        moment("created", "LatestMatchingVersion.CreatedDate", "When that was made."),
        described("LatestMatchingVersion.Description"),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True),),  # functions keep what they were published with
)
_VERSION = entry(
    *("lambda.function_version", "Lambda version", "A function as it was when it was published."),
    *("lambda.ListFunctions", "Functions"),
    id="FunctionArn",
    arn="FunctionArn",
    params={"FunctionVersion": "ALL"},
    derived={"MemoryBytes": in_bytes("MemorySize", MIB)},
    columns=(
        text("version", "Version", 9, "Its number."),
        text("runtime", "Runtime", 12, "What runs it."),
        size("code", "CodeSize", "Size of its code."),
        size("memory", "MemoryBytes", "Memory it is given."),
        moment("modified", "LastModified", "When it was last changed."),
        described("Description"),
    ),
    links=(Link("FunctionName", "aws.lambda.function", Verb.CONTAINS, reverse=True), has_role("Role")),
    secret=("Environment.Variables",),
)
_ALIAS = entry(
    *("lambda.function_alias", "Lambda alias", "A name of a version.", "lambda.ListAliases", "Aliases"),
    id="AliasArn",
    arn="AliasArn",
    plural="Lambda aliases",
    aliases="lambda-aliases",
    parent=Parent(
        *("aws.lambda.function", {"FunctionName": "FunctionName"}, {"Function": "FunctionArn"}),
        told={"Function": "{outer}"},
    ),
    columns=(
        text("beside", "Beside[]", 10, "Other versions that calls go to, and which share of them."),
        text("function", "Function", 60, "Of which function."),
        described("Description"),
    ),
    copies=Copies(version=("FunctionVersion",), progressing=("Beside=*",), of="function"),
    derived={"Versions": _versions, "Beside": _beside},
    mute=("Beside",),
    links=(
        Link("Function", "aws.lambda.function", Verb.CONTAINS, reverse=True),
        Link("Versions", "aws.lambda.function_version", Verb.ROUTES_TO),
    ),
)
_SIGNING = entry(
    *("lambda.code_signing", "Code signing configuration", "Whose code functions may be."),
    *("lambda.ListCodeSigningConfigs", "CodeSigningConfigs"),
    id="CodeSigningConfigId",
    arn="CodeSigningConfigArn",
    columns=(
        text("untrusted", "CodeSigningPolicies.UntrustedArtifactOnDeployment", 9, "What is done about other code."),
        moment("modified", "LastModified", "When it was last changed."),
        described("Description"),
        text("publishers", "AllowedPublishers.SigningProfileVersionArns[]", 50, "Whose signatures count.", wide=True),
    ),
    links=(Link("AllowedPublishers.SigningProfileVersionArns", "aws.signer.signing_profile", Verb.DEPENDS_ON),),
)


class Lambda(AwsService):
    """Lists functions with their versions and aliases, event source mappings, layers and code signing."""

    name = "aws.lambda"
    entries = (
        _FUNCTION,
        _MAPPING,
        _LAYER,
        _VERSION,
        _ALIAS,
        _SIGNING,
    )
