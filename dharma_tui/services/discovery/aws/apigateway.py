"""Amazon API Gateway: REST interfaces, who may call them and how much."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Detail,
    Own,
    Parent,
    described,
    entry,
    flag,
    has_role,
    made,
    moment,
    number,
    size,
    span,
    text,
)
from dharma_tui.services.discovery.aws._rest_methods import by_stages, links, methods, served
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes
from dharma_tui.services.discovery.aws._told import switched


def api_of(attrs: Mapping[str, Json]) -> Json:
    """The ARN of the interface that something is a part of, from its own."""
    place, apis, rest = str(attrs.get("Arn") or "").partition("apis/")
    return f"{place}{apis}{rest.partition('/')[0]}" if "/" in rest else None


_REST = entry(
    *("apigateway.rest_api", "REST API", "An interface of the first kind.", "apigateway.GetRestApis", "items"),
    id="id",
    arn="arn:{partition}:apigateway:{region}::/restapis/{id}",
    shapes="apigateway:restapis",
    name="name",
    tags="tags",
    page=500,
    aliases="apigw",
    hosts=("{id}.execute-api.{region}.{suffix}",),
    details=(
        Detail(
            *("GetResources", "restApiId", "id"),
            items="items",
            params={"embed": ["methods"], "limit": 500},
            under="Methods",
            rows=methods,
            own=Own("id", "rootResourceId", "resourceMethods"),
            seldom=True,
        ),
        Detail(
            *("GetStages", "restApiId", "id"),
            items="item",
            under="Staged",
            where="Methods.variables",
            fitted=by_stages,
            seldom=True,
        ),
    ),
    derived={"policy": lambda attrs: attrs.get("policy", NO_POLICY), "VpcLinks": links, "Served": served},
    leads_to=("Methods.uri", "Staged.uris"),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.iam.role", loses=0.5, what="what is called in it"),),
    links=(
        *(Link(path, "aws.lambda.function", Verb.ROUTES_TO) for path in ("Methods.uri", "Staged.uris")),
        Link("Methods.integrationTarget", "aws.elb.load_balancer", Verb.ROUTES_TO),
        Link("VpcLinks", "aws.apigateway.rest_vpc_link", Verb.ROUTES_TO),
        Link("Served", "aws.sqs.queue", Verb.ROUTES_TO),
        has_role("Methods.credentials"),
    ),
    documents=("policy",),
    policy="policy",
    columns=(
        text("endpoint", "endpointConfiguration.types[]", 10, "EDGE, REGIONAL or PRIVATE."),
        moment("created", "createdDate", "When it was made."),
        text("description", "description", 40, "What its maker wrote."),
        number("methods", "Methods[]", 7, "Methods of its paths.", wide=True),
        text("targets", "Methods[].uri", 60, "What answers these.", wide=True),
        flag(
            "closed",
            "disableExecuteApiEndpoint",
            6,
            "Whether its own address is closed, so that only its domains answer.",
            wide=True,
        ),
        text(
            "vpc_endpoints",
            "endpointConfiguration.vpcEndpointIds[]",
            24,
            "Endpoints through which alone it is reached.",
            wide=True,
        ),
    ),
)
_API = Parent("aws.apigateway.rest_api", {"restApiId": "id"}, {"Api": "id"})
_IN_API = Link("ApiArn", "aws.apigateway.rest_api", Verb.CONTAINS, reverse=True)
_STAGE = entry(
    *("apigateway.api_stage", "REST stage", "A REST interface as it is offered.", "apigateway.GetStages", "item"),
    id="stageName",
    arn="arn:{partition}:apigateway:{region}::/restapis/{item[Api]}/stages/{id}",
    name="stageName",
    tags="tags",
    parent=_API,
    derived={"CacheBytes": in_bytes("cacheClusterSize", GIB), "ApiArn": api_of},
    columns=(
        text("api", "Api", 12, "The interface."),
        text("deployment", "deploymentId", 12, "What is offered."),
        flag("traced", "tracingEnabled", 6, "Whether calls are traced."),
        flag("cached", "cacheClusterEnabled", 6, "Whether answers are kept."),
        made("createdDate"),
        moment("updated", "lastUpdatedDate", "When it was last changed."),
        text("waf", "webAclArn", 50, "What guards it from the web.", wide=True),
        text("logs", "accessLogSettings.destinationArn", 50, "Where its requests are written.", wide=True),
        size("cache", "CacheBytes", "Size of its cache.", wide=True),
    ),
    bearings=(Bearing(Verb.STORES_IN, "aws.logs.log_group", loses=0.25),),
    links=(
        _IN_API,
        Link("webAclArn", "aws.wafv2.web_acl", Verb.PROTECTS, reverse=True),
        Link("accessLogSettings.destinationArn", "aws.logs.log_group", Verb.STORES_IN),
    ),
    secret=("variables",),
)
_AUTHORIZER = entry(
    *("apigateway.api_authorizer", "REST authorizer", "What decides who may call."),
    *("apigateway.GetAuthorizers", "items"),
    page=500,
    id="id",
    arn="arn:{partition}:apigateway:{region}::/restapis/{item[Api]}/authorizers/{id}",
    alone=True,
    name="name",
    parent=_API,
    columns=(
        text("api", "Api", 12, "The interface."),
        text("type", "type", 18, "By token, by request or by Cognito."),
        span("kept", "authorizerResultTtlInSeconds", "How long its word is kept."),
        text("source", "identitySource", 34, "Where in a request it looks."),
        text("function", "authorizerUri", 60, "What is asked.", wide=True),
        text("pools", "providerARNs[]", 50, "User pools it trusts.", wide=True),
    ),
    derived={"ApiArn": api_of},
    links=(_IN_API, Link("providerARNs", "aws.cognito.user_pool", Verb.DEPENDS_ON), has_role("authorizerCredentials")),
)
_KEY = entry(
    *("apigateway.api_key", "API key", "What a caller shows; known by its id alone.", "apigateway.GetApiKeys", "items"),
    page=500,
    id="id",
    arn="arn:{partition}:apigateway:{region}::/apikeys/{id}",
    shapes="apigateway:apikeys",
    name="name",
    tags="tags",
    params={"includeValues": False},
    state="Switched",
    derived={"Switched": switched("enabled")},
    words="enabled disabled present",
    columns=(
        flag("enabled", "enabled", 7, "Whether it opens anything."),
        text("stages", "stageKeys[]", 24, "Stages that take it."),
        made("createdDate"),
        described("description"),
        moment("updated", "lastUpdatedDate", "When it was last changed.", wide=True),
    ),
    dropped=("value",),
)


def _stages(attrs: Mapping[str, Json]) -> Json:
    """The ARNs of the stages that a plan is for."""
    before, plans, _ = str(attrs.get("Arn")).partition("/usageplans/")
    stages = attrs.get("apiStages") if plans else None
    told = [each for each in stages if isinstance(each, Mapping)] if isinstance(stages, list) else []
    return [f"{before}/restapis/{each.get('apiId')}/stages/{each.get('stage')}" for each in told] or None


_PLAN = entry(
    *("apigateway.usage_plan", "Usage plan", "How much callers may call.", "apigateway.GetUsagePlans", "items"),
    page=500,
    id="id",
    arn="arn:{partition}:apigateway:{region}::/usageplans/{id}",
    shapes="apigateway:usageplans",
    name="name",
    tags="tags",
    derived={"StageArns": _stages},
    links=(
        Link("StageArns", "aws.apigateway.api_stage", Verb.PROTECTS),
        Link("apiStages.apiId", "aws.apigateway.rest_api", Verb.PROTECTS),
    ),
    columns=(
        number("rate", "throttle.rateLimit", 8, "Calls a second."),
        number("burst", "throttle.burstLimit", 8, "Calls at once."),
        number("quota", "quota.limit", 9, "Calls in a time."),
        text("per", "quota.period", 6, "Which time."),
        text("apis", "apiStages[].apiId", 24, "The APIs it is for."),
        described("description"),
    ),
)
_LINK = entry(
    *("apigateway.rest_vpc_link", "REST VPC link", "A way from interfaces into a VPC."),
    *("apigateway.GetVpcLinks", "items"),
    page=500,
    id="id",
    arn="arn:{partition}:apigateway:{region}::/vpclinks/{id}",
    shapes="apigateway:vpclinks",
    name="name",
    state="status",
    tags="tags",
    words="available pending deleting failed",
    columns=(
        text("target", "targetArns[]", 60, "The load balancer it leads to."),
        described("description"),
        text("why", "statusMessage", 40, "Why it is in its state.", wide=True),
    ),
    links=(Link("targetArns", "aws.elb.load_balancer", Verb.ROUTES_TO),),
)
_DOMAIN = entry(
    *("apigateway.api_domain", "API domain", "A name of ours for interfaces.", "apigateway.GetDomainNames", "items"),
    page=500,
    id="domainName",
    arn="arn:{partition}:apigateway:{region}::/domainnames/{id}",
    shapes="apigateway:domainnames",
    name="domainName",
    state="domainNameStatus",
    tags="tags",
    words="present available updating pending pending_certificate_reimport pending_ownership_verification failed",
    hosts=("domainName", "regionalDomainName", "distributionDomainName"),
    details=(Detail("GetBasePathMappings", "domainName", "domainName", items="items", under="BasePaths", seldom=True),),
    columns=(
        text("target", "regionalDomainName", 50, "What it leads to."),
        text("tls", "securityPolicy", 10, "Oldest TLS."),
        text("paths", "BasePaths[].basePath", 20, "Paths of it that lead to interfaces, (none) where it is all of it."),
        text("endpoint", "endpointConfiguration.types[]", 10, "EDGE, REGIONAL or PRIVATE."),
        moment("certified", "certificateUploadDate", "When its certificate was put in.", wide=True),
        text("edge", "distributionDomainName", 40, "Its name at the edge.", wide=True),
        text("certificate", "regionalCertificateArn", 50, "Its certificate.", wide=True),
    ),
    links=(
        Link("certificateArn", "aws.acm.acm_certificate", Verb.DEPENDS_ON),
        Link("regionalCertificateArn", "aws.acm.acm_certificate", Verb.DEPENDS_ON),
        Link("BasePaths.restApiId", "aws.apigateway.rest_api", Verb.ROUTES_TO),
    ),
)


class ApiGateway(AwsService):
    """Lists REST interfaces with their stages and authorizers, keys by id, usage plans, links to VPCs and names."""

    name = "aws.apigateway"
    entries = (
        _REST,
        _STAGE,
        _AUTHORIZER,
        _KEY,
        _PLAN,
        _LINK,
        _DOMAIN,
    )
