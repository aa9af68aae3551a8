"""Amazon WorkSpaces, AWS Directory Service and Amazon QuickSight: what people of a company work with."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ACCOUNT,
    ASKS_NOBODY,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_DESKTOP = entry(
    *("workspaces.workspace", "WorkSpace", "A desktop of a person.", "workspaces.DescribeWorkspaces", "Workspaces"),
    id="WorkspaceId",
    arn="arn:{partition}:workspaces:{region}:{account}:workspace/{id}",
    by="id",
    name="UserName",
    state="State",
    words="pending available impaired unhealthy rebooting starting rebuilding restoring maintenance admin_maintenance "
    "terminating terminated suspended updating stopping stopped error",
    derived={
        "RootBytes": in_bytes("WorkspaceProperties.RootVolumeSizeGib", GIB),
        "UserBytes": in_bytes("WorkspaceProperties.UserVolumeSizeGib", GIB),
    },
    columns=(
        text("user", "UserName", 20, "Whose it is."),
        text("private_ip", "IpAddress", 15, "Its address."),
        text("mode", "WorkspaceProperties.RunningMode", 10, "Whether it always runs."),
        text("directory", "DirectoryId", 14, "Who knows the person."),
        text("compute", "WorkspaceProperties.ComputeTypeName", 11, "How large it is."),
        flag("encrypted", "UserVolumeEncryptionEnabled", 9, "Whether the disk of its user is encrypted."),
        text("computer", "ComputerName", 16, "Its name in the network.", wide=True),
        text("system", "WorkspaceProperties.OperatingSystemName", 24, "Its operating system.", wide=True),
        size("root_disk", "RootBytes", "Its own disk.", wide=True),
        size("user_disk", "UserBytes", "The disk of its user.", wide=True),
        text("trouble", "ErrorMessage", 40, "What is wrong.", wide=True),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(in_subnet(), Link("DirectoryId", "aws.ds.directory", Verb.MEMBER_OF)),
    volatile=("DataReplicationSettings.RecoverySnapshotTime", "StandbyWorkspacesProperties.RecoverySnapshotTime"),
)
_REGISTERED = entry(
    *("workspaces.workspace_directory", "WorkSpaces directory", "People who may have desktops."),
    *("workspaces.DescribeWorkspaceDirectories", "Directories"),
    id="DirectoryId",
    arn="arn:{partition}:workspaces:{region}:{account}:directory/{id}",
    by="id",
    name="DirectoryName",
    state="State",
    plural="WorkSpaces directories",
    aliases="workspace-directories",
    words="registering registered deregistering deregistered error",
    columns=(
        text("type", "DirectoryType", 18, "Kind of directory."),
        text("alias", "Alias", 20, "Its short name."),
        text("dns", "DnsIpAddresses[]", 15, "Its name servers."),
        flag("internet", "WorkspaceCreationProperties.EnableInternetAccess", 8, "Whether desktops reach the internet."),
        text("tenancy", "Tenancy", 9, "Whether hardware is shared.", wide=True),
        text("subnets", "SubnetIds[]", 30, "Where desktops are.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_subnet("SubnetIds"),
        guarded("WorkspaceSecurityGroupId"),
        Link("DirectoryId", "aws.ds.directory", Verb.DEPENDS_ON),
        has_role("IamRoleId"),
    ),
    secret=("RegistrationCode",),
)


class WorkSpaces(AwsService):
    """Lists desktops and directories registered for them."""

    name = "aws.workspaces"
    entries = (_DESKTOP, _REGISTERED)


_DIRECTORY = entry(
    *("ds.directory", "Directory", "Who knows people and machines.", "ds.DescribeDirectories", "DirectoryDescriptions"),
    id="DirectoryId",
    arn="arn:{partition}:ds:{region}:{account}:directory/{id}",
    by="id",
    name="Name",
    state="Stage",
    plural="Directories",
    aliases="directories",
    words="requested creating created active inoperable impaired restoring restorefailed deleting deleted failed updating",
    columns=(
        text("type", "Type", 18, "Kind of directory."),
        text("edition", "Edition", 11, "Standard, enterprise or hybrid."),
        text("vpc", "VpcSettings.VpcId", 21, "Its VPC."),
        text("dns", "DnsIpAddrs[]", 15, "Its name servers."),
        text("size", "Size", 6, "Small or Large, where it has a size."),
        number("controllers", "DesiredNumberOfDomainControllers", 11, "Domain controllers it wants."),
        flag("sso", "SsoEnabled", 4, "Whether people sign in once."),
        made("LaunchTime"),
        text("why", "StageReason", 40, "Why it is in its state.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_vpc("VpcSettings.VpcId"),
        in_subnet("VpcSettings.SubnetIds"),
        guarded("VpcSettings.SecurityGroupId"),
    ),
    secret=("RadiusSettings.SharedSecret",),
)


class Directories(AwsService):
    """Lists directories."""

    name = "aws.ds"
    entries = (_DIRECTORY,)


_READER = entry(
    *(
        "quicksight.quicksight_user",
        "QuickSight user",
        "A person who looks at figures.",
        "quicksight.ListUsers",
        "UserList",
    ),
    id="UserName",
    arn="Arn",
    arn_untold="arn:{partition}:quicksight:{region}:{account}:user/default/N/A/{item[PrincipalId]}",
    name="UserName",
    params={"AwsAccountId": ACCOUNT, "Namespace": "default"},
    columns=(
        text("email", "Email", 36, "The person's address."),
        text("role", "Role", 14, "What the person may do."),
        flag("active", "Active", 6, "Whether the person has signed in."),
        text("identity", "IdentityType", 15, "Where it is known: IAM, QUICKSIGHT or IAM_IDENTITY_CENTER."),
    ),
)
_DATA = entry(
    *("quicksight.quicksight_source", "QuickSight data source", "Where figures come from."),
    *("quicksight.ListDataSources", "DataSources"),
    id="DataSourceId",
    arn="Arn",
    name="Name",
    state="Status",
    params={"AwsAccountId": ACCOUNT},
    words="present creation_in_progress creation_successful creation_failed update_in_progress update_successful "
    "update_failed deleted",
    columns=(
        text("type", "Type", 16, "Kind of source."),
        moment("updated", "LastUpdatedTime", "When it was last changed."),
        made("CreatedTime"),
        text("trouble", "ErrorInfo.Message", 40, "What is wrong.", wide=True),
    ),
    links=(Link("SecretArn", "aws.secretsmanager.secret", Verb.DEPENDS_ON),),
    volatile=("LastCredentialVerifiedAt",),
)
_BOARD = entry(
    *("quicksight.quicksight_dashboard", "QuickSight dashboard", "Figures on one page."),
    *("quicksight.ListDashboards", "DashboardSummaryList"),
    id="DashboardId",
    arn="Arn",
    name="Name",
    params={"AwsAccountId": ACCOUNT},
    columns=(
        number("version", "PublishedVersionNumber", 7, "The version that is shown."),
        moment("published", "LastPublishedTime", "When it was last published."),
        moment("updated", "LastUpdatedTime", "When it was last changed."),
        made("CreatedTime"),
    ),
)


class QuickSight(AwsService):
    """Lists users, data sources and dashboards."""

    name = "aws.quicksight"
    entries = (_READER, _DATA, _BOARD)
