"""AWS Systems Manager: machines that are managed, what is done on them, and names of parameters, never their values."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import described, encrypted, entry, flag, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import switched

_PARAMETER = entry(
    *("ssm.parameter", "SSM parameter", "A value that programs look up.", "ssm.DescribeParameters", "Parameters"),
    id="Name",
    arn="arn:{partition}:ssm:{region}:{account}:parameter/{bare}",
    name="Name",
    page=50,
    own_only=True,
    elsewhere=("Value",),
    links=(encrypted("KeyId"),),
    aliases="ssm",
    columns=(
        text("type", "Type", 13, "Text, list or secret."),
        number("version", "Version", 7, "How often it was set."),
        text("tier", "Tier", 9, "Standard or advanced."),
        moment("modified", "LastModifiedDate", "When it was last set."),
        text("modified_by", "LastModifiedUser", 50, "Who changed it last.", wide=True),
        text("kms_key", "KeyId", 30, "What encrypts it.", wide=True),
        described("Description"),
    ),
)
_DOCUMENT = entry(
    *(
        "ssm.ssm_document",
        "SSM document",
        "What is to be done on machines.",
        "ssm.ListDocuments",
        "DocumentIdentifiers",
    ),
    id="Name",
    arn="arn:{partition}:ssm:{region}:{account}:document/{id}",
    name="Name",
    tags="Tags",
    params={"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
    own_only=True,
    page=50,
    columns=(
        text("type", "DocumentType", 16, "Command, automation or the like."),
        text("version", "DocumentVersion", 7, "Its version."),
        text("format", "DocumentFormat", 6, "JSON or YAML."),
        text("owner", "Owner", 14, "Whose it is."),
        text("platforms", "PlatformTypes[]", 20, "Systems it is for."),
        made("CreatedDate"),
        text("target", "TargetType", 24, "What it works on.", wide=True),
    ),
)
_WINDOW = entry(
    *("ssm.maintenance_window", "Maintenance window", "When machines may be worked on."),
    *("ssm.DescribeMaintenanceWindows", "WindowIdentities"),
    id="WindowId",
    arn="arn:{partition}:ssm:{region}:{account}:maintenancewindow/{id}",
    by="id",
    name="Name",
    state="Switched",
    derived={"Switched": switched("Enabled")},
    words="enabled disabled present",
    columns=(
        flag("enabled", "Enabled", 7, "Whether it is opened."),
        text("schedule", "Schedule", 24, "When."),
        number("hours", "Duration", 6, "For how long."),
        text("next", "NextExecutionTime", 20, "When next."),
        described("Description"),
        number("cutoff", "Cutoff", 6, "Hours before its end from which nothing is begun.", wide=True),
        text("zone", "ScheduleTimezone", 16, "Its time zone.", wide=True),
    ),
    volatile=("NextExecutionTime",),
)
_BASELINE = entry(
    *("ssm.patch_baseline", "Patch baseline", "Which patches machines are to have."),
    *("ssm.DescribePatchBaselines", "BaselineIdentities"),
    id="BaselineId",
    arn="arn:{partition}:ssm:{region}:{account}:patchbaseline/{id}",
    by="id",
    name="BaselineName",
    params={"Filters": [{"Key": "OWNER", "Values": ["Self"]}]},
    own_only=True,
    columns=(
        text("system", "OperatingSystem", 18, "For which operating system."),
        flag("default", "DefaultBaseline", 8, "Whether it is used where none is named."),
        described("BaselineDescription"),
    ),
)
_MACHINE = entry(
    *("ssm.managed_machine", "Managed machine", "A machine that Systems Manager can reach."),
    *("ssm.DescribeInstanceInformation", "InstanceInformationList"),
    id="InstanceId",
    arn="arn:{partition}:ssm:{region}:{account}:managed-instance/{id}",
    name="ComputerName",
    state="PingStatus",
    page=50,
    words="online connectionlost inactive",
    columns=(
        text("platform", "PlatformName", 18, "Operating system."),
        text("version", "PlatformVersion", 10, "Its version."),
        text("private_ip", "IPAddress", 15, "Its address."),
        text("agent", "AgentVersion", 12, "Version of its agent."),
        flag("newest", "IsLatestVersion", 7, "Whether that is the newest."),
        moment("heard", "LastPingDateTime", "When it was last heard of."),
        text("computer", "ComputerName", 24, "What it calls itself."),
        text("type", "ResourceType", 15, "An instance of EC2, or another machine.", wide=True),
        text("association", "AssociationStatus", 12, "How what it is to be was put in place.", wide=True),
        moment("registered", "RegistrationDate", "When it joined.", wide=True),
        text("role", "IamRole", 30, "What it may do.", wide=True),
    ),
    links=(Link("InstanceId", "aws.ec2.instance", Verb.RUNS_ON),),
    volatile=(
        "LastPingDateTime",
        "LastAssociationExecutionDate",
        "LastSuccessfulAssociationExecutionDate",
        "AssociationOverview.InstanceAssociationStatusAggregatedCount",
    ),
)


class SystemsManager(AwsService):
    """Lists parameters by name, documents, maintenance windows, patch baselines and managed machines."""

    name = "aws.ssm"
    entries = (_PARAMETER, _DOCUMENT, _WINDOW, _BASELINE, _MACHINE)
