"""Amazon API Gateway: interfaces for programs."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_REST = entry(
    *("apigateway.rest_api", "REST API", "An interface of the first kind.", "apigateway.GetRestApis", "items"),
    id="id",
    arn="arn:{partition}:apigateway:{region}::/restapis/{id}",
    name="name",
    tags="tags",
    page=500,
    aliases="apigw",
    columns=(
        text("endpoint", "endpointConfiguration.types", 10, "EDGE, REGIONAL or PRIVATE."),
        moment("created", "createdDate", "When it was made."),
        text("description", "description", 40, "What its maker wrote."),
    ),
)
_HTTP = entry(
    *("apigateway.http_api", "HTTP API", "An HTTP or WebSocket interface.", "apigatewayv2.GetApis", "Items"),
    id="ApiId",
    arn="arn:{partition}:apigateway:{region}::/apis/{id}",
    name="Name",
    tags="Tags",
    columns=(
        text("protocol", "ProtocolType", 9, "HTTP or WEBSOCKET."),
        text("endpoint", "ApiEndpoint", 50, "Where it answers."),
        moment("created", "CreatedDate", "When it was made."),
    ),
)


class ApiGateway(AwsService):
    """Lists REST, HTTP and WebSocket interfaces."""

    name = "aws.apigateway"
    entries = (
        _REST,
        _HTTP,
    )
