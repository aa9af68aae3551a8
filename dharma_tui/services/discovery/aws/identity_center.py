"""AWS IAM Identity Center: who of a company may sign in, and with which rights."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, Parent, described, entry, made, text
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._service import AwsService

_OWNED = (Owner(("OwnerAccountId",)),)
_INSTANCE = entry(
    *(
        "sso.sso_instance",
        "Identity Center",
        "Where people of a company sign in.",
        "sso-admin.ListInstances",
        "Instances",
    ),
    id="InstanceArn",
    arn="InstanceArn",
    owner=_OWNED,
    name="Name",
    state="Status",
    aliases="sso",
    words="present create_in_progress create_failed delete_in_progress active",
    columns=(
        text("store", "IdentityStoreId", 14, "Where it knows people from."),
        text("owner", "OwnerAccountId", 14, "Whose it is."),
        made("CreatedDate"),
    ),
)
_KEPT = {"Instance": "InstanceArn", "OwnerAccountId": "OwnerAccountId"}
_PERMISSIONS = entry(
    *("sso.permission_set", "Permission set", "Rights that people take on in accounts."),
    *("sso-admin.ListPermissionSets", "PermissionSets"),
    id="Id",
    arn="Id",
    name="Name",
    parent=Parent("aws.sso.sso_instance", {"InstanceArn": "InstanceArn"}, _KEPT),
    owner=_OWNED,
    dropped=("OwnerAccountId",),
    details=(
        Detail(
            "DescribePermissionSet", "PermissionSetArn", "Id", items="PermissionSet", given={"InstanceArn": "Instance"}
        ),
    ),
    columns=(
        text("session", "SessionDuration", 8, "Longest time they last."),
        described("Description", wide=False),
        made("CreatedDate"),
    ),
    links=(Link("Instance", "aws.sso.sso_instance", Verb.CONTAINS, reverse=True),),
)
_STORE = Parent("aws.sso.sso_instance", {"IdentityStoreId": "IdentityStoreId"}, _KEPT)
_PERSON = entry(
    *("sso.sso_user", "Identity Center user", "A person who may sign in.", "identitystore.ListUsers", "Users"),
    id="UserId",
    arn="{item[IdentityStoreId]}/user/{id}",
    name="UserName",
    state="UserStatus",
    words="enabled disabled present",
    parent=_STORE,
    owner=_OWNED,
    dropped=("OwnerAccountId",),
    columns=(
        text("full_name", "DisplayName", 24, "The person's name."),
        text("email", "Emails[].Value", 36, "The addresses of the person."),
        text("title_of", "Title", 20, "What the person is.", wide=True),
        made("CreatedAt", wide=True),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(Link("Instance", "aws.sso.sso_instance", Verb.MEMBER_OF),),
)
_TEAM = entry(
    *("sso.sso_group", "Identity Center group", "People with the same rights.", "identitystore.ListGroups", "Groups"),
    id="GroupId",
    arn="{item[IdentityStoreId]}/group/{id}",
    name="DisplayName",
    parent=_STORE,
    owner=_OWNED,
    dropped=("OwnerAccountId",),
    columns=(
        described("Description", wide=False),
        text("store", "IdentityStoreId", 14, "Where it is kept."),
        made("CreatedAt", wide=True),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(Link("Instance", "aws.sso.sso_instance", Verb.MEMBER_OF),),
)


class IdentityCenter(AwsService):
    """Lists instances, permission sets, users and groups."""

    name = "aws.sso"
    entries = (_INSTANCE, _PERMISSIONS, _PERSON, _TEAM)
