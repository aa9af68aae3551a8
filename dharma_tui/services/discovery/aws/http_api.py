"""Amazon API Gateway: HTTP and WebSocket interfaces and what is behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dharma_tui.core.kinds import Bearing, Flow, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    Parent,
    described,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    made,
    moment,
    number,
    reports_in,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws.apigateway import api_of

_HTTP = entry(
    *("apigateway.http_api", "HTTP API", "An HTTP or WebSocket interface.", "apigatewayv2.GetApis", "Items"),
    id="ApiId",
    arn="arn:{partition}:apigateway:{region}::/apis/{id}",
    shapes="apigateway:apis",
    name="Name",
    tags="Tags",
    hosts=("ApiEndpoint",),
    flows=tuple(Flow(Verb.CONTAINS, f"aws.apigateway.http_{each}", feeds=True) for each in ("route", "integration")),
    stands_for="aws.apigateway.rest_api",
    columns=(
        text("protocol", "ProtocolType", 9, "HTTP or WEBSOCKET."),
        text("endpoint", "ApiEndpoint", 50, "Where it answers."),
        moment("created", "CreatedDate", "When it was made."),
        text("origins", "CorsConfiguration.AllowOrigins[]", 24, "Sites whose pages may call it.", wide=True),
        flag(
            "closed",
            "DisableExecuteApiEndpoint",
            6,
            "Whether its own address is closed, so that only its domains answer.",
            wide=True,
        ),
        described("Description"),
    ),
)
_API = Parent("aws.apigateway.http_api", {"ApiId": "ApiId"}, {"Api": "ApiId"})
_IN_API = Link("ApiArn", "aws.apigateway.http_api", Verb.CONTAINS, reverse=True)
_FALLS_WITH_API = Bearing(Verb.CONTAINS, "aws.apigateway.http_api", reverse=True, loses=1.0, whole=True)
"""Who is asked whether callers may is there for routes alone, and goes on without one of them."""


def _beside(type_: str, name: str) -> Callable[[Mapping[str, Json]], Json]:
    """The ARN of a part of the same interface, whose id is the last part of the attribute ``name``."""

    def told(attrs: Mapping[str, Json]) -> Json:
        api, id_ = api_of(attrs), str(attrs.get(name) or "").rpartition("/")[2]
        return f"{api}/{type_}/{id_}" if api and id_ else None

    return told


def _link_of(attrs: Mapping[str, Json]) -> Json:
    """The ARN of the link to a VPC by which something is reached."""
    api = str(api_of(attrs) or "")
    is_link = attrs.get("ConnectionType") == "VPC_LINK" and attrs.get("ConnectionId")
    return f"{api.partition('/apis/')[0]}/vpclinks/{attrs['ConnectionId']}" if api and is_link else None


_ROUTE = entry(
    *("apigateway.http_route", "HTTP route", "A path of an interface.", "apigatewayv2.GetRoutes", "Items"),
    id="RouteId",
    arn="arn:{partition}:apigateway:{region}::/apis/{item[Api]}/routes/{id}",
    alone=True,
    name="RouteKey",
    parent=_API,
    columns=(
        text("api", "Api", 12, "The interface."),
        text("target", "Target", 30, "What is behind it."),
        text("authorization", "AuthorizationType", 14, "Who may call it."),
        flag("needs_key", "ApiKeyRequired", 9, "Whether callers need a key.", wide=True),
        text("authorizer", "AuthorizerId", 12, "Who is asked whether they may.", wide=True),
    ),
    derived={
        "ApiArn": api_of,
        "IntegrationArn": _beside("integrations", "Target"),
        "AuthorizerArn": _beside("authorizers", "AuthorizerId"),
    },
    bearings=(Bearing(Verb.CONTAINS, "aws.apigateway.http_api", reverse=True, takes=1.0, shared=True, mutual=True),),
    links=(
        _IN_API,
        Link("IntegrationArn", "aws.apigateway.http_integration", Verb.ROUTES_TO),
        Link("AuthorizerArn", "aws.apigateway.http_authorizer", Verb.DEPENDS_ON),
    ),
)
_STAGE = entry(
    *("apigateway.http_stage", "HTTP stage", "An HTTP interface as it is offered.", "apigatewayv2.GetStages", "Items"),
    id="StageName",
    arn="arn:{partition}:apigateway:{region}::/apis/{item[Api]}/stages/{id}",
    name="StageName",
    tags="Tags",
    parent=_API,
    columns=(
        text("api", "Api", 12, "The interface."),
        flag("deploys", "AutoDeploy", 7, "Whether changes are offered at once."),
        text("deployment", "DeploymentId", 12, "What is offered."),
        made("CreatedDate"),
        moment("updated", "LastUpdatedDate", "When it was last changed."),
        text("logs", "AccessLogSettings.DestinationArn", 50, "Where its requests are written.", wide=True),
        text("trouble", "LastDeploymentStatusMessage", 40, "How its last deployment went.", wide=True),
    ),
    bearings=(Bearing(Verb.STORES_IN, "aws.logs.log_group", loses=0.25),),
    derived={"ApiArn": api_of},
    links=(
        _IN_API,
        Link("AccessLogSettings.DestinationArn", "aws.logs.log_group", Verb.STORES_IN),
    ),
    secret=("StageVariables",),
)
_INTEGRATION = entry(
    *(
        "apigateway.http_integration",
        "HTTP integration",
        "What answers calls.",
        "apigatewayv2.GetIntegrations",
        "Items",
    ),
    id="IntegrationId",
    arn="arn:{partition}:apigateway:{region}::/apis/{item[Api]}/integrations/{id}",
    alone=True,
    parent=_API,
    leads_to=("IntegrationUri",),
    columns=(
        text("api", "Api", 12, "The interface."),
        text("type", "IntegrationType", 10, "A function, another server or AWS itself."),
        text("uri", "IntegrationUri", 60, "Which."),
        text("method", "IntegrationMethod", 7, "How it is called."),
        text("connection", "ConnectionType", 10, "INTERNET or VPC_LINK.", wide=True),
        number("timeout_ms", "TimeoutInMillis", 10, "Milliseconds it waits.", wide=True),
    ),
    derived={"ApiArn": api_of, "VpcLinkArn": _link_of},
    bearings=(
        Bearing(
            *(Verb.CONTAINS, "aws.apigateway.http_api"),
            reverse=True,
            takes=1.0,
            shared=True,
            mutual=True,
            unless="aws.apigateway.http_route",
        ),
    ),
    links=(
        _IN_API,
        Link("IntegrationUri", "aws.lambda.function", Verb.ROUTES_TO),
        Link("VpcLinkArn", "aws.apigateway.http_vpc_link", Verb.DEPENDS_ON),
        has_role("CredentialsArn"),
    ),
)
_AUTHORIZER = entry(
    *("apigateway.http_authorizer", "HTTP authorizer", "What decides who may call.", "apigatewayv2.GetAuthorizers"),
    "Items",
    id="AuthorizerId",
    arn="arn:{partition}:apigateway:{region}::/apis/{item[Api]}/authorizers/{id}",
    alone=True,
    name="Name",
    parent=_API,
    columns=(
        text("api", "Api", 12, "The interface."),
        text("type", "AuthorizerType", 8, "By request or by token."),
        text("issuer", "JwtConfiguration.Issuer", 50, "Whose tokens are taken."),
        text("source", "IdentitySource[]", 34, "Where in a request it looks."),
        text("function", "AuthorizerUri", 60, "What is asked.", wide=True),
    ),
    derived={"ApiArn": api_of},
    bearings=(_FALLS_WITH_API,),
    links=(_IN_API, has_role("AuthorizerCredentialsArn")),
)
_LINK = entry(
    *("apigateway.http_vpc_link", "HTTP VPC link", "A way from interfaces into a VPC.", "apigatewayv2.GetVpcLinks"),
    "Items",
    id="VpcLinkId",
    arn="arn:{partition}:apigateway:{region}::/vpclinks/{id}",
    name="Name",
    state="VpcLinkStatus",
    tags="Tags",
    words="pending available deleting failed inactive",
    columns=(
        text("subnet", "SubnetIds[]", 30, "Its subnets."),
        made("CreatedDate"),
        text("groups", "SecurityGroupIds[]", 30, "Its security groups.", wide=True),
        text("why", "VpcLinkStatusMessage", 40, "Why it is in its state.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(in_subnet("SubnetIds"), guarded("SecurityGroupIds")),
)


class HttpApis(AwsService):
    """Lists HTTP and WebSocket interfaces, their routes, stages, integrations and authorizers, and links to VPCs."""

    name = "aws.apigatewayv2"
    entries = (_HTTP, _ROUTE, _STAGE, _INTEGRATION, _AUTHORIZER, _LINK)


_GRAPHQL = entry(
    *("appsync.graphql_api", "GraphQL API", "An interface that is asked in GraphQL.", "appsync.ListGraphqlApis"),
    "graphqlApis",
    id="apiId",
    arn="arn",
    name="name",
    tags="tags",
    aliases="graphql appsync",
    hosts=("uris.GRAPHQL", "uris.REALTIME"),
    columns=(
        text("authentication", "authenticationType", 24, "How callers say who they are."),
        text("type", "apiType", 8, "GRAPHQL or MERGED."),
        text("visibility", "visibility", 10, "GLOBAL or PRIVATE."),
        text("endpoint", "uris.GRAPHQL", 60, "Where it answers."),
        text("logs", "logConfig.fieldLogLevel", 6, "What is logged of requests."),
        flag("traced", "xrayEnabled", 6, "Whether calls are traced.", wide=True),
        text("waf", "wafWebAclArn", 50, "What guards it from the web.", wide=True),
    ),
    links=(
        Link("userPoolConfig.userPoolId", "aws.cognito.user_pool", Verb.DEPENDS_ON),
        Link("wafWebAclArn", "aws.wafv2.web_acl", Verb.PROTECTS, reverse=True),
        reports_in("logConfig.cloudWatchLogsRoleArn"),
    ),
)
_EVENT_API = entry(
    *("appsync.event_api", "Event API", "An interface that tells what happens.", "appsync.ListApis", "apis"),
    id="apiId",
    arn="apiArn",
    name="name",
    tags="tags",
    hosts=("dns.HTTP", "dns.REALTIME"),
    columns=(
        text("dns", "dns.HTTP", 60, "Where it answers."),
        text("owner", "ownerContact", 24, "Whose it is."),
        made("created"),
        flag("traced", "xrayEnabled", 6, "Whether X-Ray follows its calls.", wide=True),
    ),
)


class AppSync(AwsService):
    """Lists interfaces of AppSync; never their keys."""

    name = "aws.appsync"
    entries = (_GRAPHQL, _EVENT_API)
