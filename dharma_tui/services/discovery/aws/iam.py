"""AWS IAM: who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, ColumnType, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._credentials import credentials
from dharma_tui.services.discovery.aws._entry import Detail, Parent, entry, flag, moment, number, text
from dharma_tui.services.discovery.aws._owner import NOBODY
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import trusted

_CREATED = moment("created", "CreateDate", "When it was made.")
_PAGE = 1000
"""Items that AWS puts in one answer at most; without a word it is a hundred."""
_PATH = text("path", "Path", 20, "Its folder.")
_PATH_WIDE = text("path", "Path", 20, "Its folder.", wide=True)
_BOUND = Link("PermissionsBoundary.PermissionsBoundaryArn", "aws.iam.policy", Verb.PROTECTS, reverse=True)
_GROUPS = Link("GroupList", "aws.iam.group", Verb.MEMBER_OF)
_MAY_USE = Bearing(Verb.CONNECTS_TO)
"""Who may use something does without: what needs it says so itself."""
_GRANTED = Link("AttachedManagedPolicies.PolicyArn", "aws.iam.policy", Verb.DEPENDS_ON)


def _told_of(what: str, items: str) -> Detail:
    """The one list that has the policies and tags of all things of a sort."""
    return Detail("GetAccountAuthorizationDetails", "", "Arn", 0, items, "Arn", params={"Filter": [what]})


_SIGNING_IN = Detail(
    *("GetCredentialReport", "", "Arn", 0, "Content", "Arn"),
    under="SigningIn",
    rows=credentials,
    made_by="GenerateCredentialReport",
)
"""Up to four hours old: AWS makes no newer one before."""
_USER = entry(
    *("iam.user", "IAM user", "A person or program with keys or a password.", "iam.ListUsers", "Users"),
    page=_PAGE,
    id="UserName",
    arn="Arn",
    shapes="iam:user",
    name="UserName",
    tags="Tags",
    details=(_told_of("User", "UserDetailList"), _SIGNING_IN),
    aliases="iam-user iam-users",
    columns=(
        text("groups", "GroupList[]", 24, "Groups it is in."),
        text("policies", "AttachedManagedPolicies[].PolicyName", 30, "Policies attached to it."),
        number("inline", "UserPolicyList[]", 6, "Policies written into it."),
        flag("password", "SigningIn.PasswordEnabled", 8, "Whether it has a password."),
        flag("mfa", "SigningIn.MfaActive", 4, "Whether it needs a code to sign in."),
        number("keys", "SigningIn.ActiveKeys[]", 5, "Access keys it has that work."),
        moment("oldest_key", "SigningIn.ActiveKeys[].Since", "Since when it has the oldest of them."),
        moment("signed_in", "PasswordLastUsed", "When it last signed in."),
        _CREATED,
        moment("password_set", "SigningIn.PasswordChangedAt", "When its password was last changed.", wide=True),
        text("boundary", "PermissionsBoundary.PermissionsBoundaryArn", 40, "What it may do at most.", wide=True),
        _PATH_WIDE,
    ),
    bearings=(Bearing(Verb.MEMBER_OF, "aws.iam.group", loses=0.5), _MAY_USE),
    links=(_BOUND, _GRANTED, _GROUPS),
    volatile=("PasswordLastUsed",),
)
_GROUP = entry(
    *("iam.group", "IAM group", "Users with the same rights.", "iam.ListGroups", "Groups"),
    page=_PAGE,
    id="GroupName",
    arn="Arn",
    shapes="iam:group",
    name="GroupName",
    aliases="iam-group iam-groups",
    details=(_told_of("Group", "GroupDetailList"),),
    columns=(
        text("policies", "AttachedManagedPolicies[].PolicyName", 30, "Policies attached to it."),
        number("inline", "GroupPolicyList[]", 6, "Policies written into it."),
        _CREATED,
        _PATH_WIDE,
    ),
    bearings=(_MAY_USE,),
    links=(_GRANTED,),
)
_ROLE = entry(
    *("iam.role", "IAM role", "Rights that are taken on for a time.", "iam.ListRoles", "Roles"),
    page=_PAGE,
    id="RoleName",
    arn="Arn",
    shapes="iam:role",
    name="RoleName",
    called="IAMRoleName RoleName",
    tags="Tags",
    details=(_told_of("Role", "RoleDetailList"),),
    dropped=("InstanceProfileList",),
    aliases="role roles",
    policy="AssumeRolePolicyDocument",
    columns=(
        text("services", "TrustedBy.Service[]", 24, "Services that take it on."),
        text("others", "TrustedBy.AWS[]", 24, "Accounts and roles that take it on; * is anybody."),
        text("policies", "AttachedManagedPolicies[].PolicyName", 30, "Policies attached to it."),
        moment("used", "RoleLastUsed.LastUsedDate", "When it was last taken on."),
        _CREATED,
        number("inline", "RolePolicyList[]", 6, "Policies written into it.", wide=True),
        text(
            "longest", "MaxSessionDuration", 8, "Longest time it is taken on for.", wide=True, type=ColumnType.DURATION
        ),
        text(
            "federated",
            "TrustedBy.Federated[]",
            24,
            "Who vouches for those that take it on from elsewhere.",
            wide=True,
        ),
        text("boundary", "PermissionsBoundary.PermissionsBoundaryArn", 40, "What it may do at most.", wide=True),
        _PATH_WIDE,
        text("description", "Description", 40, "What its maker wrote.", wide=True),
    ),
    derived={"TrustedBy": trusted},
    mute=("TrustedBy.AWS", "TrustedBy.Federated"),
    bearings=(_MAY_USE, Bearing(Verb.CONNECTS_TO, reverse=True, takes=0.25)),  # what only reports in it
    links=(_BOUND, _GRANTED),
    volatile=("RoleLastUsed",),
)
_POLICY = entry(
    *("iam.policy", "IAM policy", "A list of rights that we wrote.", "iam.ListPolicies", "Policies"),
    id="PolicyName",
    arn="Arn",
    shapes="iam:policy",
    name="PolicyName",
    tags="Tags",
    tagged=True,
    plural="IAM policies",
    page=_PAGE,
    params={"Scope": "Local"},
    details=(_told_of("LocalManagedPolicy", "Policies"),),
    aliases="iam-policy iam-policies",
    columns=(
        number("attached", "AttachmentCount", 8, "To how many it is attached."),
        text("version", "DefaultVersionId", 7, "The version that holds."),
        moment("updated", "UpdateDate", "When it was last changed."),
        _CREATED,
        number("bounds", "PermissionsBoundaryUsageCount", 7, "How many it bounds.", wide=True),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
        _PATH_WIDE,
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.iam", reverse=True, takes=1.0, shared=True), _MAY_USE),
)
_AWS_POLICY = entry(
    *("iam.aws_policy", "AWS policy", "A list of rights that AWS wrote and somebody here has.", "iam.ListPolicies"),
    "Policies",
    id="PolicyName",
    arn="Arn",
    name="PolicyName",
    plural="AWS policies",
    of_aws=True,
    owner=(NOBODY,),
    page=_PAGE,
    params={"Scope": "AWS", "OnlyAttached": True},
    details=(
        Detail(
            "GetPolicyVersion",
            "PolicyArn",
            "Arn",
            items="PolicyVersion.Document",
            given={"VersionId": "DefaultVersionId"},
            under="Document",
            lasting=("Arn", "DefaultVersionId"),
        ),
    ),
    columns=(
        _PATH,
        number("attached", "AttachmentCount", 8, "To how many it is attached."),
        text("version", "DefaultVersionId", 7, "The version that holds."),
        moment("updated", "UpdateDate", "When it was last changed."),
    ),
    bearings=(_MAY_USE,),
)
_INSTANCE_PROFILE = entry(
    *("iam.instance_profile", "Instance profile", "The role that an instance takes on."),
    *("iam.ListInstanceProfiles", "InstanceProfiles"),
    page=_PAGE,
    id="InstanceProfileName",
    arn="Arn",
    shapes="iam:instance-profile",
    name="InstanceProfileName",
    called="IamInstanceProfile CustomIamInstanceProfile InstanceProfile InstanceProfileName",
    tags="Tags",
    columns=(text("role", "Roles[].RoleName", 30, "Its role."), _CREATED),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.ec2", reverse=True, takes=0.5),),
    links=(Link("Roles.Arn", "aws.iam.role", Verb.DEPENDS_ON),),
    volatile=("Roles.RoleLastUsed",),
)
_ACCESS_KEY = entry(
    *("iam.access_key", "Access key", "A key of a user.", "iam.ListAccessKeys", "AccessKeyMetadata"),
    id="AccessKeyId",
    by="id",
    state="Status",
    parent=Parent("aws.iam.user", {"UserName": "UserName"}, {"UserArn": "Arn"}),
    words="active inactive expired",
    details=(
        Detail("GetAccessKeyLastUsed", "AccessKeyId", "AccessKeyId", items="AccessKeyLastUsed", under="LastUsed"),
    ),
    columns=(
        text("user", "UserName", 24, "Whose it is."),
        moment("used", "LastUsed.LastUsedDate", "When it was last used; never where that is not said."),
        text("service", "LastUsed.ServiceName", 12, "For which service."),
        text("used_in", "LastUsed.Region", 14, "In which region."),
        _CREATED,
    ),
    links=(Link("UserArn", "aws.iam.user", Verb.MEMBER_OF),),
    volatile=("LastUsed",),
)
_SERVER_CERTIFICATE = entry(
    *("iam.server_certificate", "Server certificate", "A certificate kept by IAM."),
    *("iam.ListServerCertificates", "ServerCertificateMetadataList"),
    page=_PAGE,
    id="ServerCertificateName",
    arn="Arn",
    shapes="iam:server-certificate",
    name="ServerCertificateName",
    columns=(
        moment("uploaded", "UploadDate", "When it was uploaded."),
        moment("expires", "Expiration", "Until when it is valid."),
    ),
)
_SAML = entry(
    *("iam.saml_provider", "SAML provider", "Who vouches for people of a company."),
    *("iam.ListSAMLProviders", "SAMLProviderList"),
    id="Arn",
    arn="Arn",
    shapes="iam:saml-provider",
    columns=(moment("expires", "ValidUntil", "Until when it is valid."), _CREATED),
    bearings=(_MAY_USE,),
)


def _issuer(attrs: Mapping[str, Json]) -> Json:
    """What the tokens that a provider vouches for name as whom they are of."""
    _, found, host = str(attrs.get("Arn")).partition(":oidc-provider/")
    return f"https://{host}" if found else None


_OIDC = entry(
    *("iam.oidc_provider", "OpenID provider", "Who vouches for people or programs elsewhere."),
    *("iam.ListOpenIDConnectProviders", "OpenIDConnectProviderList"),
    id="Arn",
    arn="Arn",
    shapes="iam:oidc-provider",
    derived={"Issuer": _issuer},
    full_names=("Issuer",),
    details=(Detail("GetOpenIDConnectProvider", "OpenIDConnectProviderArn", "Arn"),),
    columns=(
        text("url", "Url", 50, "Where it vouches."),
        text("clients", "ClientIDList[]", 30, "For whom it may vouch."),
        _CREATED,
    ),
    bearings=(_MAY_USE,),
)
_MFA = entry(
    *(
        "iam.mfa_device",
        "MFA device",
        "What makes codes for signing in.",
        "iam.ListVirtualMFADevices",
        "VirtualMFADevices",
    ),
    page=_PAGE,
    id="SerialNumber",
    arn="SerialNumber",
    columns=(
        text("user", "User.UserName", 24, "Whose it is."),
        moment("enabled", "EnableDate", "Since when it is asked for."),
        text("serial", "SerialNumber", 60, "Its ARN."),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(Link("User.Arn", "aws.iam.user", Verb.MEMBER_OF),),
    dropped=("Base32StringSeed", "QRCodePNG"),
    volatile=("User.PasswordLastUsed",),
)


class Iam(AwsService):
    """Lists users, groups, roles, policies, instance profiles, keys, codes, certificates and identity providers."""

    name = "aws.iam"
    everywhere = True
    entries = (
        _USER,
        _GROUP,
        _ROLE,
        _POLICY,
        _AWS_POLICY,
        _INSTANCE_PROFILE,
        _ACCESS_KEY,
        _SERVER_CERTIFICATE,
        _SAML,
        _OIDC,
        _MFA,
    )
