"""Amazon Cognito: people who use applications of ours."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    described,
    entry,
    flag,
    has_role,
    made,
    moment,
    number,
    reports_in,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_SIGNING_IN = (
    *("PreAuthentication", "PostAuthentication", "PreTokenGeneration", "PreTokenGenerationConfig.LambdaArn"),
    *("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"),
)
"""Functions that have their say whenever somebody signs in; others when somebody is new, or is written to."""
_BESIDE = (
    *("PreSignUp", "PostConfirmation", "CustomMessage", "UserMigration", "InboundFederation.LambdaArn"),
    *("CustomSMSSender.LambdaArn", "CustomEmailSender.LambdaArn"),
)
_POOL = entry(
    *(
        "cognito.user_pool",
        "User pool",
        "People who sign in to an application.",
        "cognito-idp.ListUserPools",
        "UserPools",
    ),
    id="Id",
    arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}",
    by="id",
    name="Name",
    params={"MaxResults": 60},
    tags="UserPoolTags",
    details=(Detail("DescribeUserPool", "UserPoolId", "Id", items="UserPool"),),
    aliases="cognito",
    columns=(
        number("users", "EstimatedNumberOfUsers", 8, "People, about."),
        text("mfa", "MfaConfiguration", 9, "Whether a second factor is asked for."),
        text("domain", "Domain", 24, "Where they sign in."),
        text("protected", "DeletionProtection", 9, "Whether it is kept from being deleted."),
        made("CreationDate"),
        text("tier", "UserPoolTier", 10, "What it offers: LITE, ESSENTIALS or PLUS.", wide=True),
        moment("modified", "LastModifiedDate", "When it was last changed.", wide=True),
    ),
    bearings=(
        Bearing(Verb.DEPENDS_ON, "aws.lambda.function", loses=0.5, what="some of its ways to sign in"),
        Bearing(Verb.CONNECTS_TO, loses=0.25),
    ),
    links=(
        *(Link(f"LambdaConfig.{step}", "aws.lambda.function", Verb.DEPENDS_ON, is_usual=False) for step in _SIGNING_IN),
        *(Link(f"LambdaConfig.{step}", "aws.lambda.function", Verb.CONNECTS_TO, is_usual=False) for step in _BESIDE),
        reports_in("SmsConfiguration.SnsCallerArn"),
        Link("LambdaConfig.KMSKeyID", "aws.kms.key", Verb.CONNECTS_TO, is_usual=False),
        Link("EmailConfiguration.SourceArn", "aws.ses.email_identity", Verb.CONNECTS_TO, is_usual=False),
    ),
    volatile=("EstimatedNumberOfUsers",),
)
_OF_POOL = Parent("aws.cognito.user_pool", {"UserPoolId": "Id"})
_IN_POOL = Link("UserPoolId", "aws.cognito.user_pool", Verb.CONTAINS, reverse=True)
_CLIENT = entry(
    *("cognito.pool_client", "User pool client", "An application that a user pool knows."),
    *("cognito-idp.ListUserPoolClients", "UserPoolClients"),
    id="ClientId",
    by="id",
    name="ClientName",
    parent=_OF_POOL,
    columns=(
        text("pool", "UserPoolId", 28, "The pool."),
        text("client", "ClientId", 26, "What it is known by."),
    ),
    links=(_IN_POOL,),
)
_GROUP = entry(
    *(
        "cognito.pool_group",
        "User pool group",
        "People of a pool with the same rights.",
        "cognito-idp.ListGroups",
        "Groups",
    ),
    id="GroupName",
    arn="{item[UserPoolId]}/{id}",
    name="GroupName",
    parent=_OF_POOL,
    columns=(
        text("pool", "UserPoolId", 28, "The pool."),
        number("precedence", "Precedence", 10, "Lower goes first."),
        described("Description"),
        made("CreationDate"),
        text("role", "RoleArn", 50, "What its members may do.", wide=True),
    ),
    links=(_IN_POOL, has_role("RoleArn")),
)


class UserPools(AwsService):
    """Lists user pools, the applications they know and groups; never people."""

    name = "aws.cognito"
    entries = (_POOL, _CLIENT, _GROUP)


_IDENTITIES = entry(
    *("cognito.identity_pool", "Identity pool", "Rights in AWS for people of an application."),
    *("cognito-identity.ListIdentityPools", "IdentityPools"),
    id="IdentityPoolId",
    arn="arn:{partition}:cognito-identity:{region}:{account}:identitypool/{id}",
    by="id",
    name="IdentityPoolName",
    params={"MaxResults": 60},
    tags="IdentityPoolTags",
    details=(Detail("DescribeIdentityPool", "IdentityPoolId", "IdentityPoolId"),),
    columns=(
        flag("guests", "AllowUnauthenticatedIdentities", 6, "Whether strangers have rights too."),
        text("vouches", "CognitoIdentityProviders[].ProviderName", 50, "Who vouches for people."),
    ),
)


class IdentityPools(AwsService):
    """Lists identity pools."""

    name = "aws.cognito_identity"
    entries = (_IDENTITIES,)
